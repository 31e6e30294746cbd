"""Open files: opening, closing, and who may use them.

    {file_descriptor, prim_file, #{handle, owner, r_buffer, r_ahead_size}}

The handle is a reference into the node's table of open files. Only the process that opened a file
may use it, and the file is closed when that process ends.

OTP: prim_file
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.node import Node
from pyerlshell.erts.process import Process
from pyerlshell.otp.iodata import iodata_bytes
from pyerlshell.otp.preloaded.prim_file.delayed import DelayedFile
from pyerlshell.otp.preloaded.prim_file.module import (
    ERROR,
    OK,
    BadNameError,
    attempt,
    name_of,
    outside,
    prim_file,
)
from pyerlshell.otp.preloaded.prim_file.packed import (
    PackedFile,
    ZstdReader,
    unpacked,
    zstd_writer,
)
from pyerlshell.otp.preloaded.prim_file.storage import DiskFile, MemoryFile, Storage
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper, to_list
from pyerlshell.terms.types import NONODE, Pid, Port, Ref, Term

raw_file_io: Final = NativeModule("raw_file_io", "Open files without a process.")
raw_file_io_list: Final = NativeModule("raw_file_io_list", "Open files that are read as lists.")
ram_file: Final = NativeModule("ram_file", "Files in memory.")


@dataclass(slots=True)
class OpenFile:
    """An open file. `held` from `taken` on was read from `storage` already but not asked for yet:
    that is `buffer`.
    """

    storage: Storage
    owner: Pid
    readable: bool
    writable: bool
    lists: bool
    ahead: int
    held: bytes = b""
    taken: int = 0
    encoding: str = "latin1"
    open: bool = True

    @property
    def buffer(self) -> bytes:
        """What was read ahead."""
        if self.taken:
            self.held = self.held[self.taken :]
            self.taken = 0
        return self.held

    @buffer.setter
    def buffer(self, data: bytes) -> None:
        self.held = data
        self.taken = 0


class OpenFiles:
    """The open files of one node, by handle, and the handles of each process."""

    def __init__(self, node: Node) -> None:
        self.files: dict[object, OpenFile] = {}
        self.owned: dict[int, set[Ref | Port]] = {}
        self.ports = 2
        node.exit_hooks.append(self.process_ended)

    def add(self, handle: Ref | Port, file: OpenFile) -> None:
        """A file was opened."""
        self.files[handle] = file
        if type(handle) is Ref:
            handle.magic = file
        self.owned.setdefault(file.owner.number, set()).add(handle)

    def remove(self, handle: Ref | Port, file: OpenFile) -> None:
        """A file is being closed."""
        file.open = False
        del self.files[handle]
        handles = self.owned[file.owner.number]
        handles.discard(handle)
        if not handles:
            del self.owned[file.owner.number]

    def flush(self) -> None:
        """Write what is delayed: the node ends in good order."""
        for file in self.files.values():
            if isinstance(file.storage, DelayedFile):
                with suppress(OSError):  # nobody is left to be told
                    file.storage.flush()

    def process_ended(self, process: Process, reason: Term) -> None:
        """Close what it left open. What a killed process has not written is lost."""
        if not self.owned:
            return
        for handle in self.owned.pop(process.pid.number, ()):
            with suppress(OSError):  # nobody is left to be told
                file = self.files.pop(handle)
                file.open = False
                if reason is a.kill and isinstance(file.storage, DelayedFile):
                    file.storage.forget()
                file.storage.close()


@dataclass(slots=True)
class Modes:
    """What the modes of open/2 mean."""

    read: bool = False
    write: bool = False
    append: bool = False
    exclusive: bool = False
    binary: bool = False
    sync: bool = False
    directory: bool = False
    packed: bool = False
    zstd: bool = False
    first_only: bool = False
    ram: bool = False
    ahead: int = 0
    delay: tuple[int, int] | None = None


_FLAGS: Final[dict[Any, str]] = {
    a.read: "read",
    a.write: "write",
    a.append: "append",
    a.exclusive: "exclusive",
    a.binary: "binary",
    a.sync: "sync",
    a.directory: "directory",
    a.compressed: "packed",
    a.compressed_one: "packed",
    a.zstd: "zstd",
    a.ram: "ram",
}
_AHEAD: Final = 65536
_DELAY: Final = (65536, 2000)
_HANDLE: Final = a.handle


def modes_of(term: Term) -> Modes:
    """What is no mode is not looked at."""
    if not is_proper(term):
        raise BadNameError
    modes = Modes()
    for mode in from_list(term):
        if type(mode) is Atom and mode in _FLAGS:
            setattr(modes, _FLAGS[mode], True)
        elif mode is a.read_ahead:
            modes.ahead = _AHEAD
        elif type(mode) is tuple and len(mode) == 2 and mode[0] is a.read_ahead:
            modes.ahead = mode[1] if type(mode[1]) is int else 0
        elif mode is a.delayed_write:
            modes.delay = _DELAY
        elif type(mode) is tuple and len(mode) == 3 and mode[0] is a.delayed_write:
            modes.delay = _at_least_0(mode[1]), _at_least_0(mode[2])
        elif type(mode) is tuple and len(mode) == 2 and mode[0] is a.zstd:
            modes.zstd = True
        if mode is a.compressed_one:
            modes.first_only = True
    if modes.append or modes.exclusive:
        modes.write = True
    if not modes.write:
        modes.read = True
    return modes


def _at_least_0(amount: Term) -> int:
    return max(0, amount) if type(amount) is int else 0


@prim_file.export("open/2", internal=True)
def open_(name: Term, options: Term) -> Term:
    """{ok, FileDescriptor} of a file opened as the options say, which is read as binaries."""
    return _opened(name, options, binary=True)


@raw_file_io.export("open/2", internal=True)
def open_raw(name: Term, options: Term) -> Term:
    """{ok, FileDescriptor}, which is read as lists unless the options say otherwise."""
    return _opened(name, options, binary=False)


def _opened(name: Term, options: Term, *, binary: bool) -> Term:
    def action() -> Term:
        modes = modes_of(options)
        modes.binary = modes.binary or binary
        if (modes.packed or modes.zstd) and modes.write and (modes.read or modes.append):
            return (ERROR, a.einval)
        if modes.ram:
            return _register_ram(MemoryFile(iodata_bytes(name)), modes)
        return _register(_storage(name_of(name), modes), modes)

    return attempt(action)


def _storage(name: str, modes: Modes) -> Storage:
    path = outside().reach("write" if modes.write else "read", name)
    fd = os.open(path, _flags(modes), 0o666)
    disk = DiskFile(fd)
    is_folder = stat.S_ISDIR(os.fstat(fd).st_mode)
    if modes.directory != is_folder:
        disk.close()
        raise OSError(errno.EISDIR if is_folder else errno.ENOTDIR, path)
    storage: Storage = disk
    if modes.packed:
        storage = PackedFile(disk) if modes.write else unpacked(disk, modes.first_only)
    elif modes.zstd:
        storage = zstd_writer(disk) if modes.write else ZstdReader(disk)
    if modes.delay is not None and modes.write:
        size, delay = modes.delay
        storage = DelayedFile(storage, P.cur.node, size, delay * 1_000_000)
    return storage


def _flags(modes: Modes) -> int:
    flags = os.O_CLOEXEC
    if not modes.write:
        return flags
    flags |= os.O_CREAT | (os.O_RDWR if modes.read else os.O_WRONLY)
    if modes.exclusive:
        flags |= os.O_EXCL
    if modes.append:
        flags |= os.O_APPEND
    elif not modes.read:
        flags |= os.O_TRUNC
    return flags | (os.O_SYNC if modes.sync else 0)


def _open_file(storage: Storage, modes: Modes) -> OpenFile:
    lists = not modes.binary
    return OpenFile(storage, P.cur.pid, modes.read, modes.write, lists, modes.ahead)


def _register(storage: Storage, modes: Modes) -> Term:
    node = P.cur.node
    handle = node.make_ref()
    node.part(OpenFiles).add(handle, _open_file(storage, modes))
    data: dict[Any, Term] = {a.handle: handle, a.owner: P.cur.pid}
    inner = (a.file_descriptor, a.prim_file, data)
    if not modes.read:
        return (OK, inner)
    data[a.r_buffer] = node.make_ref()
    data[a.r_ahead_size] = modes.ahead
    return (OK, inner if modes.binary else (a.file_descriptor, a.raw_file_io_list, inner))


def _register_ram(storage: MemoryFile, modes: Modes) -> Term:
    files = P.cur.node.part(OpenFiles)
    files.ports += 1
    handle = Port(NONODE, files.ports)
    files.add(handle, _open_file(storage, modes))
    return (OK, (a.file_descriptor, a.ram_file, handle))


class ClosedError(OSError):
    """The file is not open any more."""


@prim_file.export("get_fd_data/1", internal=True)
def file_of(descriptor: Any) -> OpenFile:
    """The open file of a descriptor, for its owner only."""
    try:  # the descriptor that was opened, nearly always
        data = descriptor[2]
        if type(data) is tuple:
            data = data[2]
        file: OpenFile = data[_HANDLE].magic
        if file.open and file.owner is P.cur.pid:
            return file
    except (TypeError, KeyError, IndexError, AttributeError):
        pass
    handle = handle_of(descriptor)
    process = P.cur
    found = process.node.part(OpenFiles).files.get(handle)
    if found is not None and found.owner is process.pid:
        return found
    if found is None:
        owner = _owner(descriptor)
        if owner is not None and owner != P.cur.pid:
            raise error(a.not_on_controlling_process)
        raise ClosedError(22, "closed")
    if found.owner != P.cur.pid and type(handle) is Ref:
        raise error(a.not_on_controlling_process)
    return found


def _owner(descriptor: Any) -> Term:
    data = _data(descriptor)
    return data.get(a.owner) if type(data) is dict else None


def _data(descriptor: Any) -> Any:
    while type(descriptor) is tuple and len(descriptor) == 3:
        descriptor = descriptor[2]
    return descriptor


def handle_of(descriptor: Any) -> Ref | Port:
    """The reference (or port) in a descriptor. An Erlang badmatch if there is none."""
    data = _data(descriptor)
    handle = data.get(a.handle) if type(data) is dict else data
    if type(handle) is Ref or type(handle) is Port:
        return handle
    raise error((a.badmatch, data))


@raw_file_io_list.export("close/1", internal=True)
@prim_file.export("close/1", internal=True)
def close(descriptor: Term) -> Term:
    """Close an open file."""

    def action() -> Term:
        file = file_of(descriptor)
        P.cur.node.part(OpenFiles).remove(handle_of(descriptor), file)
        file.storage.close()
        return OK

    return attempt(action)


@ram_file.export("close/1", internal=True)
def close_ram(descriptor: Term) -> Term:
    """Close a file in memory. It may be closed already."""
    close(descriptor)
    return OK


def _needs_modes(modes: Term, *args: Term) -> None:
    if modes is not None and not is_proper(modes):
        raise function_clause(*args)


@ram_file.export("open/2", internal=True)
def open_ram(data: Term, options: Term) -> Term:
    """{ok, FileDescriptor} of a file in memory with this content."""
    _needs_modes(options, data, options)

    def action() -> Term:
        known = (a.read, a.write, a.binary, a.ram)
        if not all(mode in known for mode in from_list(options) if type(mode) is Atom):
            raise BadNameError
        return _register_ram(MemoryFile(iodata_bytes(data)), modes_of(options))

    return attempt(action)


def _memory(descriptor: Any) -> OpenFile:
    if type(descriptor) is not tuple or descriptor[:2] != (a.file_descriptor, a.ram_file):
        raise function_clause(descriptor)
    return file_of(descriptor)


def _content(file: OpenFile) -> bytes:
    storage = file.storage
    return storage.bytes.getvalue() if isinstance(storage, MemoryFile) else b""


@ram_file.export("get_file/1", internal=True)
def get_file(descriptor: Term) -> Term:
    """{ok, Data}: all of a file in memory."""

    def action() -> Term:
        file = _memory(descriptor)
        data = _content(file)
        return (OK, to_list(data) if file.lists else data)

    return attempt(action)


@ram_file.export("get_size/1", internal=True)
def get_size(descriptor: Term) -> Term:
    """{ok, Bytes}: the size of a file in memory."""
    return attempt(lambda: (OK, len(_content(_memory(descriptor)))))
