"""Open files that are packed with gzip or zstd, unpacked and packed piece by piece.

A read gives what can be unpacked; what is no gzip data fails (EIO) when it is met, and stays so
until the reader goes back. Going back is starting again. Who writes can only go forwards: what is
left out is zeros.

OTP: raw_file_io_inflate, raw_file_io_deflate
"""

from __future__ import annotations

import errno
import io
import os
import zlib
from typing import Any, Final

from pyerlshell.otp.preloaded.prim_file.storage import PIECE, DiskFile, MemoryFile, Storage

_GZIP: Final = 31
_MAGIC: Final = b"\x1f\x8b"
_INPUT: Final = 65536


def _unsupported() -> OSError:
    return OSError(errno.ENOTSUP, "packed")


class _Packed:
    """What neither kind can do."""

    def __init__(self, disk: DiskFile) -> None:
        self.disk = disk
        self.place = 0

    def truncate(self) -> None:
        """The end is where the packed data end."""
        raise _unsupported()

    def pwrite(self, data: bytes, at: int) -> None:
        """There is no writing in the middle."""
        raise _unsupported()

    def allocate(self, offset: int, length: int) -> None:
        """Nobody knows how much room packed data take."""
        raise _unsupported()

    def sync(self, data_only: bool) -> None:
        """What is packed so far is not all that was written."""
        raise _unsupported()

    def stat(self) -> os.stat_result:
        """Of the packed file."""
        return self.disk.stat()


class UnpackedFile(_Packed):
    """A gzip file that is read: all its members one after the other, or the first one only."""

    def __init__(self, disk: DiskFile, first_only: bool) -> None:
        super().__init__(disk)
        self.first_only = first_only
        self.engine = zlib.decompressobj(_GZIP)
        self.ahead = b""  # unpacked, but not asked for yet
        self.ended = False

    def read(self, size: int) -> bytes:
        """At most so many bytes from here on."""
        while len(self.ahead) < size and not self.ended:
            self._unpack(max(size - len(self.ahead), 1))
        data, self.ahead = self.ahead[:size], self.ahead[size:]
        self.place += len(data)
        return data

    def _unpack(self, wanted: int) -> None:
        packed = self.engine.unconsumed_tail or self.engine.unused_data
        if self.engine.eof:
            if self.first_only:
                self.ended = True
                return
            self.engine = zlib.decompressobj(_GZIP)
        packed = packed or self.disk.read(_INPUT)
        if not packed:
            self.ended = True
            return
        try:
            self.ahead += self.engine.decompress(packed, min(wanted, PIECE))
        except zlib.error:
            raise OSError(errno.EIO, "not gzip") from None

    def write(self, data: bytes) -> None:
        """It was opened to be read."""
        raise OSError(errno.EBADF, "not writable")

    def seek(self, offset: int, whence: int) -> int:
        """From the end is not possible."""
        if whence == os.SEEK_END:
            raise OSError(errno.EINVAL, "packed")
        target = offset + (self.place if whence == os.SEEK_CUR else 0)
        if target < 0:
            raise OSError(errno.EINVAL, "outside")
        if target < self.place:
            self._begin_again()
        while self.place < target and self.read(min(target - self.place, PIECE)):
            pass
        return self.place

    def _begin_again(self) -> None:
        self.disk.seek(0, os.SEEK_SET)
        self.engine = zlib.decompressobj(_GZIP)
        self.ahead, self.place, self.ended = b"", 0, False

    def pread(self, size: int, at: int) -> bytes:
        """There and back."""
        here = self.place
        self.seek(at, os.SEEK_SET)
        data = self.read(size)
        self.seek(here, os.SEEK_SET)
        return data

    def close(self) -> None:
        """close(2)."""
        self.disk.close()


class PackedFile(_Packed):
    """A file that is packed as it is written.

    It has no name and no time, and the same system's number on every version of Python.
    """

    def __init__(self, disk: DiskFile) -> None:
        super().__init__(disk)
        self.engine: Any = zlib.compressobj(6, zlib.DEFLATED, _GZIP)

    def read(self, size: int) -> bytes:
        """It was opened to be written."""
        raise OSError(errno.EBADF, "not readable")

    def pread(self, size: int, at: int) -> bytes:
        """It was opened to be written."""
        raise OSError(errno.EBADF, "not readable")

    def write(self, data: bytes) -> None:
        """Here, which is the end."""
        self.disk.write(self.engine.compress(data))
        self.place += len(data)

    def seek(self, offset: int, whence: int) -> int:
        """Forwards only."""
        target = offset + (self.place if whence == os.SEEK_CUR else 0)
        if whence == os.SEEK_END or target < self.place:
            raise OSError(errno.EINVAL, "packed")
        while self.place < target:
            self.write(bytes(min(target - self.place, PIECE)))
        return self.place

    def close(self) -> None:
        """Write what is left."""
        try:
            self.disk.write(self.engine.flush())
        finally:
            self.disk.close()


def unpacked(disk: DiskFile, first_only: bool) -> Storage:
    """The contents of a gzip file, or of one that is none."""
    is_packed = disk.pread(2, 0) == _MAGIC
    return UnpackedFile(disk, first_only) if is_packed else disk


class ZstdReader(_Packed):
    """A file in the format of zstd that is read; it is unpacked whole with the first read."""

    def __init__(self, disk: DiskFile) -> None:
        super().__init__(disk)
        self.contents: MemoryFile | None = None

    def _unpacked(self) -> MemoryFile:
        if self.contents is None:
            library = zstd_library()
            stream = io.BytesIO(self.disk.read_all())
            reader = library.ZstdDecompressor().stream_reader(stream, read_across_frames=True)
            try:
                self.contents = MemoryFile(reader.read())
            except library.ZstdError:
                raise OSError(errno.EIO, "not zstd") from None
        return self.contents

    def read(self, size: int) -> bytes:
        """At most so many bytes from here on."""
        return self._unpacked().read(size)

    def pread(self, size: int, at: int) -> bytes:
        """Bytes from a position."""
        return self._unpacked().pread(size, at)

    def write(self, data: bytes) -> None:
        """It was opened to be read."""
        raise OSError(errno.EBADF, "not writable")

    def seek(self, offset: int, whence: int) -> int:
        """From the end is not possible."""
        if whence == os.SEEK_END:
            raise OSError(errno.EINVAL, "packed")
        return self._unpacked().seek(offset, whence)

    def close(self) -> None:
        """close(2)."""
        self.disk.close()


def zstd_writer(disk: DiskFile) -> PackedFile:
    """A file that is packed with zstd as it is written."""
    file = PackedFile(disk)
    file.engine = zstd_library().ZstdCompressor().compressobj()
    return file


def zstd_library() -> Any:
    """The package, or an Erlang error that says what to install."""
    from pyerlshell.otp.stdlib.zstd import package

    return package()
