"""The file system, one operation a function: `ok`, `{ok, Value}` or `{error, Reason}`.

A name is a string, a binary, an atom or a deep list of those; anything else is `{error, badarg}`.
An open file is a number into the node's table, and belongs to the process that serves it.

OTP: prim_file
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.outside import Outside
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term

prim_file: Final = NativeModule("prim_file", "The file system, one operation a function.")

_ok: Final = a.ok
_error: Final = a.error
_BADARG: Final = (a.error, a.badarg)


class BadNameError(Exception):
    """A term that is no file name."""


class OpenFiles:
    """The open files of one node."""

    def __init__(self, _node: object) -> None:
        self.files: dict[int, BinaryIO] = {}
        self.last = 0

    def add(self, file: BinaryIO) -> int:
        """The number of a file just opened."""
        self.last += 1
        self.files[self.last] = file
        return self.last


def name_of(term: Term) -> str:
    """A file name as text. Raises BadNameError."""
    if type(term) is bytes:
        return os.fsdecode(term)
    if type(term) is int:
        raise BadNameError
    out: list[str] = []
    rest: list[Term] = [term]
    while rest:
        x = rest.pop()
        if type(x) is list:
            rest += (x[1], x[0])
        elif type(x) is int and 0 < x < 0x110000:
            out.append(chr(x))
        elif type(x) is Atom:
            out.append(x.name)
        elif x is not None:
            raise BadNameError
    return "".join(out)


def _outside() -> Outside:
    return P.cur.node.outside


def _reason(e: OSError) -> Atom:
    number = e.errno or (errno.EACCES if isinstance(e, PermissionError) else errno.EIO)
    return atom(errno.errorcode.get(number, "EIO").lower())


def _try(action: Callable[[], Term]) -> Term:
    try:
        return action()
    except OSError as e:
        return (_error, _reason(e))
    except (BadNameError, NotIodata, ValueError):
        return _BADARG


def _allowed(action: str, name: Term) -> str:
    outside = _outside()
    path = outside.path(name_of(name))
    outside.refuse(action, path)
    return path


# Whole files


@prim_file.export("read_file/1", internal=True)
def read_file(name: Term) -> Term:
    """{ok, Binary} with all of a file."""
    return _try(lambda: (_ok, _outside().read(name_of(name))))


@prim_file.export("write_file/3", internal=True)
def write_file(name: Term, data: Term, how: Term) -> Term:
    """Replace, or with `append` extend, a file."""

    def action() -> Term:
        content = iodata_bytes(data)
        with _outside().open(name_of(name), _MODES[how]) as file:
            file.write(content)
        return _ok

    return _try(action)


# Open files


_MODES: Final[dict[Any, str]] = {
    a.read: "rb",
    a.write: "wb",
    a.append: "ab",
    a.exclusive: "xb",
    a.read_write: "r+b",
}


@prim_file.export("open/2", internal=True)
def open_(name: Term, how: Term) -> Term:
    """{ok, Number} of a file opened to read, write, append, exclusive or read_write."""

    def action() -> Term:
        outside = _outside()
        path = name_of(name)
        mode = _MODES[how]
        if mode == "r+b" and not os.path.exists(outside.path(path)):
            mode = "w+b"
        if os.path.isdir(outside.path(path)):
            return (_error, a.eisdir)
        return (_ok, P.cur.node.part(OpenFiles).add(outside.open(path, mode)))

    return _try(action)


def _file(number: Term) -> BinaryIO:
    found = P.cur.node.part(OpenFiles).files.get(number) if type(number) is int else None
    if found is None:
        raise OSError(errno.EINVAL, "closed")
    return found


@prim_file.export("close/1", internal=True)
def close(number: Any) -> Term:
    """Close an open file."""

    def action() -> Term:
        _file(number).close()
        del P.cur.node.part(OpenFiles).files[number]
        return _ok

    return _try(action)


@prim_file.export("read/2", internal=True)
def read(number: Term, size: Term) -> Term:
    """{ok, Binary} of at most Size bytes, or eof."""

    def action() -> Term:
        data = _file(number).read(_offset(size))
        return (_ok, data) if data or size == 0 else a.eof

    return _try(action)


@prim_file.export("read_line/1", internal=True)
def read_line(number: Term) -> Term:
    """{ok, Binary} up to and with the next line feed, or eof."""

    def action() -> Term:
        data = _file(number).readline()
        return (_ok, data) if data else a.eof

    return _try(action)


@prim_file.export("write/2", internal=True)
def write(number: Term, data: Term) -> Term:
    """Write iodata."""

    def action() -> Term:
        file = _file(number)
        file.write(iodata_bytes(data))
        file.flush()
        return _ok

    return _try(action)


_WHENCE: Final[dict[Any, int]] = {a.bof: os.SEEK_SET, a.cur: os.SEEK_CUR, a.eof: os.SEEK_END}


@prim_file.export("position/3", internal=True)
def position(number: Term, whence: Term, offset: Term) -> Term:
    """Move to Offset from bof, cur or eof; {ok, NewPosition}."""
    return _try(lambda: (_ok, _file(number).seek(_offset(offset), _WHENCE[whence])))


def _offset(term: Term) -> int:
    if type(term) is not int:
        raise BadNameError
    return term


@prim_file.export("truncate/1", internal=True)
def truncate(number: Term) -> Term:
    """End the file where we are."""

    def action() -> Term:
        _file(number).truncate()
        return _ok

    return _try(action)


# Names


def _simple(name: str, kind: str, call: Callable[[str], Any]) -> None:
    def operation(target: Term) -> Term:
        def action() -> Term:
            call(_allowed(kind, target))
            return _ok

        return _try(action)

    operation.__code__ = operation.__code__.replace(co_name=name)
    prim_file.export(f"{name}/1", internal=True)(operation)


def _chdir(path: str) -> None:
    os.listdir(path)  # raises what chdir would
    _outside().cwd = path


_simple("delete", "remove", os.unlink)
_simple("make_dir", "write", os.mkdir)
_simple("del_dir", "remove", os.rmdir)
_simple("set_cwd", "list", _chdir)


@prim_file.export("get_cwd/0", internal=True)
def get_cwd() -> Term:
    """{ok, Directory}, the node's own."""
    return (_ok, string_to_list(_outside().cwd))


@prim_file.export("list_dir/1", internal=True)
def list_dir(name: Term) -> Term:
    """{ok, Names} of a folder."""
    return _try(lambda: (_ok, to_list([string_to_list(x) for x in _outside().list(name_of(name))])))


def _pair(name: str, call: Callable[[str, str], Any]) -> None:
    def operation(source: Term, target: Term) -> Term:
        def action() -> Term:
            call(_allowed("write", source), _allowed("write", target))
            return _ok

        return _try(action)

    operation.__code__ = operation.__code__.replace(co_name=name)
    prim_file.export(f"{name}/2", internal=True)(operation)


_pair("rename", os.rename)
_pair("make_link", os.link)


@prim_file.export("make_symlink/2", internal=True)
def make_symlink(target: Term, name: Term) -> Term:
    """Make Name a symbolic link to Target."""

    def action() -> Term:
        os.symlink(name_of(target), _allowed("write", name))
        return _ok

    return _try(action)


@prim_file.export("read_link/1", internal=True)
def read_link(name: Term) -> Term:
    """{ok, Target} of a symbolic link."""
    return _try(lambda: (_ok, string_to_list(os.readlink(_allowed("read", name)))))


# Information


@prim_file.export("info/3", internal=True)
def info(name: Term, follow: Term, clock: Term) -> Term:
    """{ok, FileInfo} with times that are local, universal or posix."""

    def action() -> Term:
        found = _outside().stat(name_of(name), follow is a.true)
        return (_ok, _record(found, _outside().path(name_of(name)), clock))

    return _try(action)


def _record(found: os.stat_result, path: str, clock: Term) -> Term:
    times = [_time(int(t), clock) for t in (found.st_atime, found.st_mtime, found.st_ctime)]
    rest = (found.st_mode, found.st_nlink, found.st_dev, found.st_rdev, found.st_ino)
    return (
        a.file_info, found.st_size, _type(found.st_mode), _access(path), *times, *rest,
        found.st_uid, found.st_gid,
    )  # fmt: skip


def _type(mode: int) -> Atom:
    if stat.S_ISREG(mode):
        return a.regular
    if stat.S_ISDIR(mode):
        return a.directory
    if stat.S_ISLNK(mode):
        return a.symlink
    return a.device if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else a.other


def _access(path: str) -> Atom:
    readable, writable = os.access(path, os.R_OK), os.access(path, os.W_OK)
    if readable:
        return a.read_write if writable else a.read
    return a.write if writable else a.none


def _time(seconds: int, clock: Term) -> Term:
    if clock is a.posix:
        return seconds
    t = time.gmtime(seconds) if clock is a.universal else time.localtime(seconds)
    return ((t.tm_year, t.tm_mon, t.tm_mday), (t.tm_hour, t.tm_min, t.tm_sec))


@prim_file.export("change_mode/2", internal=True)
def change_mode(name: Term, mode: Term) -> Term:
    """Set the permissions."""

    def action() -> Term:
        os.chmod(_allowed("write", name), _offset(mode) & 0o7777)
        return _ok

    return _try(action)


@prim_file.export("change_time/3", internal=True)
def change_time(name: Term, accessed: Term, modified: Term) -> Term:
    """Set the times, in seconds since 1970."""

    def action() -> Term:
        os.utime(_allowed("write", name), (_offset(accessed), _offset(modified)))
        return _ok

    return _try(action)


@prim_file.export("message/1", internal=True)
def message(reason: Term) -> Term:
    """The operating system's words for a reason such as enoent; `unknown` for what is none."""
    number = getattr(errno, reason.name.upper(), None) if type(reason) is Atom else None
    if type(number) is not int:
        return a.unknown
    return string_to_list(os.strerror(number).lower())


@prim_file.export("wildcard/2", internal=True)
def wildcard(pattern: Term, folder: Term) -> Term:
    """The sorted names that match a pattern with * ? ** [...] and {a,b}."""

    def action() -> Term:
        from pyerlshell.otp import wildcards

        base = _allowed("list", folder)
        found = wildcards.matching(name_of(pattern), base)
        return to_list([string_to_list(x) for x in found])

    found = _try(action)
    return None if type(found) is tuple else found


@prim_file.export("names/1", internal=True)
def names(term: Term) -> Term:
    """{ok, String} of a name of any kind."""
    return _try(lambda: (_ok, string_to_list(name_of(term))))
