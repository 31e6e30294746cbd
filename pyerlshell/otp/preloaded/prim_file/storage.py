"""Where the bytes of an open file are: on disk, or in memory.

OTP: the prim_file NIF, ram_file_drv
"""

from __future__ import annotations

import errno
import io
import os
from typing import Final, Protocol

PIECE: Final = 1 << 20
LARGEST_PIECE: Final = 1 << 26
RAM_LIMIT: Final = 1 << 31  # ram_file_drv counts in signed 32 bits


class Storage(Protocol):
    """What an open file needs. Positions are in bytes; every method may raise OSError."""

    def read(self, size: int) -> bytes:
        """At most so many bytes from here on."""

    def write(self, data: bytes) -> None:
        """All of it, here."""

    def seek(self, offset: int, whence: int) -> int:
        """The new position."""

    def truncate(self) -> None:
        """End the file here."""

    def pread(self, size: int, at: int) -> bytes:
        """Bytes from a position, without going there."""

    def pwrite(self, data: bytes, at: int) -> None:
        """Write at a position, without going there."""

    def sync(self, data_only: bool) -> None:
        """Down to the disk."""

    def allocate(self, offset: int, length: int) -> None:
        """Make room."""

    def stat(self) -> os.stat_result:
        """What the file system says."""

    def close(self) -> None:
        """No more."""


class DiskFile:
    """A file descriptor, closed at the latest when nobody has it any more."""

    def __init__(self, fd: int) -> None:
        self.fd = fd

    def __del__(self) -> None:
        if self.fd >= 0:
            self.close()

    def read(self, size: int, piece: int = PIECE) -> bytes:
        """All that is asked for, unless the file ends."""
        data = os.read(self.fd, min(size, piece))
        if len(data) == size or not data:
            return data
        parts = [data]
        left = size - len(data)
        while left and (data := os.read(self.fd, min(left, PIECE))):
            parts.append(data)
            left -= len(data)
        return b"".join(parts)

    def read_all(self) -> bytes:
        """What is left, in one piece where the system says how long it is."""
        return self.read(1 << 62, min(os.fstat(self.fd).st_size + 1, LARGEST_PIECE))

    def write(self, data: bytes) -> None:
        """A write may be partial."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self.fd, rest) :]

    def seek(self, offset: int, whence: int) -> int:
        """lseek(2)."""
        return os.lseek(self.fd, offset, whence)

    def truncate(self) -> None:
        """ftruncate(2)."""
        os.ftruncate(self.fd, os.lseek(self.fd, 0, os.SEEK_CUR))

    def pread(self, size: int, at: int) -> bytes:
        """pread(2), in pieces."""
        parts: list[bytes] = []
        while size and (data := os.pread(self.fd, min(size, PIECE), at)):
            parts.append(data)
            size -= len(data)
            at += len(data)
        return b"".join(parts)

    def pwrite(self, data: bytes, at: int) -> None:
        """pwrite(2)."""
        rest = memoryview(data)
        if at < 0:
            raise OSError(errno.EINVAL, "negative")
        while rest:
            done = os.pwrite(self.fd, rest, at)
            rest = rest[done:]
            at += done

    def sync(self, data_only: bool) -> None:
        """fsync(2) or fdatasync(2)."""
        call = os.fdatasync if data_only and hasattr(os, "fdatasync") else os.fsync
        call(self.fd)

    def allocate(self, offset: int, length: int) -> None:
        """posix_fallocate(3)."""
        if not hasattr(os, "posix_fallocate"):
            raise OSError(errno.ENOTSUP, "no fallocate")
        os.posix_fallocate(self.fd, offset, length)

    def stat(self) -> os.stat_result:
        """fstat(2)."""
        return os.fstat(self.fd)

    def close(self) -> None:
        """close(2)."""
        fd, self.fd = self.fd, -1
        os.close(fd)


class MemoryFile:
    """A file in memory (`ram`)."""

    def __init__(self, data: bytes) -> None:
        self.bytes = io.BytesIO(data)

    def read(self, size: int) -> bytes:
        """Up to the end."""
        return self.bytes.read(size)

    def write(self, data: bytes) -> None:
        """Here."""
        self.bytes.write(data)

    def seek(self, offset: int, whence: int) -> int:
        """Beyond the end is allowed, before the beginning is not."""
        base = {
            os.SEEK_SET: 0,
            os.SEEK_CUR: self.bytes.tell(),
            os.SEEK_END: self.bytes.getbuffer().nbytes,
        }[whence]
        if not 0 <= base + offset < RAM_LIMIT:
            raise OSError(errno.EINVAL, "outside")
        return self.bytes.seek(base + offset)

    def truncate(self) -> None:
        """Here."""
        self.bytes.truncate()

    def pread(self, size: int, at: int) -> bytes:
        """A slice."""
        if not 0 <= at < RAM_LIMIT:
            raise OSError(errno.EINVAL, "outside")
        return self.bytes.getvalue()[at : at + size]

    def pwrite(self, data: bytes, at: int) -> None:
        """There and back."""
        here = self.bytes.tell()
        self.seek(at, os.SEEK_SET)
        self.bytes.write(data)
        self.bytes.seek(here)

    def sync(self, data_only: bool) -> None:
        """Nothing to do."""

    def allocate(self, offset: int, length: int) -> None:
        """Nothing to do."""

    def stat(self) -> os.stat_result:
        """There is no file."""
        raise OSError(errno.ENOTSUP, "in memory")

    def close(self) -> None:
        """The contents go."""
        self.bytes = io.BytesIO()
