"""What the file system knows of a file: #file_info{} of file.hrl, read and written.

OTP: prim_file (read_file_info, write_file_info)
"""

from __future__ import annotations

import os
import stat
import time
from typing import Any, Final

from pyerlshell.otp.preloaded.prim_file.handles import file_of
from pyerlshell.otp.preloaded.prim_file.module import (
    OK,
    BadNameError,
    attempt,
    integer,
    prim_file,
    reach,
)
from pyerlshell.otp.preloaded.prim_file.reading import descriptor_function
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import iter_list
from pyerlshell.terms.types import Term

_CLOCKS: Final = (a.local, a.universal, a.posix)


def clock_of(options: Term) -> Term:
    """The value of the option `time`. Raises BadNameError."""
    for option in iter_list(options):
        if type(option) is tuple and len(option) == 2 and option[0] is a.time:
            if option[1] not in _CLOCKS:
                raise BadNameError
            return option[1]
    return a.local


@prim_file.export("read_file_info/2", internal=True)
def read_file_info(name: Term, options: Term) -> Term:
    """{ok, FileInfo} of what a name leads to."""
    return _read(name, options, True)


@prim_file.export("read_link_info/2", internal=True)
def read_link_info(name: Term, options: Term) -> Term:
    """{ok, FileInfo} of the name itself, be it a link."""
    return _read(name, options, False)


@prim_file.export("read_file_info/1", internal=True)
def read_file_info_1(name: Term) -> Term:
    """{ok, FileInfo}; times are local."""
    return _read(name, None, True)


@prim_file.export("read_link_info/1", internal=True)
def read_link_info_1(name: Term) -> Term:
    """{ok, FileInfo} of the name itself; times are local."""
    return _read(name, None, False)


def _read(name: Term, options: Term, follow: bool) -> Term:
    def action() -> Term:
        clock = clock_of(options)
        path = reach("read", name)
        return (OK, record(os.stat(path, follow_symlinks=follow), _access(path), clock))

    return attempt(action)


@descriptor_function("read_handle_info/2")
def read_handle_info(descriptor: Term, options: Term) -> Term:
    """{ok, FileInfo} of an open file."""

    def action() -> Term:
        clock = clock_of(options)
        file = file_of(descriptor)
        found = file.storage.stat()
        return (OK, record(found, _mode_access(found.st_mode), clock))

    return attempt(action)


def record(found: os.stat_result, access: Atom, clock: Term) -> Term:
    """#file_info{}."""
    times = [_time(int(t), clock) for t in (found.st_atime, found.st_mtime, found.st_ctime)]
    numbers = (found.st_mode, found.st_nlink, found.st_dev, found.st_rdev, found.st_ino)
    kind = type_of(found.st_mode)
    owners = (found.st_uid, found.st_gid)
    return (a.file_info, found.st_size, kind, access, *times, *numbers, *owners)


def type_of(mode: int) -> Atom:
    """regular, directory, symlink, device or other."""
    if stat.S_ISREG(mode):
        return a.regular
    if stat.S_ISDIR(mode):
        return a.directory
    if stat.S_ISLNK(mode):
        return a.symlink
    return a.device if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else a.other


_ACCESS: Final = {
    (True, True): a.read_write,
    (True, False): a.read,
    (False, True): a.write,
    (False, False): a.none,
}


def _access(path: str) -> Atom:
    return _ACCESS[os.access(path, os.R_OK), os.access(path, os.W_OK)]


def _mode_access(mode: int) -> Atom:
    return _ACCESS[bool(mode & stat.S_IRUSR), bool(mode & stat.S_IWUSR)]


def _time(seconds: int, clock: Term) -> Term:
    if clock is a.posix:
        return seconds
    t = time.gmtime(seconds) if clock is a.universal else time.localtime(seconds)
    return ((t.tm_year, t.tm_mon, t.tm_mday), (t.tm_hour, t.tm_min, t.tm_sec))


def _posix(term: Any, clock: Term) -> int:
    if clock is a.posix:
        return integer(term)
    if not _is_datetime(term):
        raise BadNameError
    (year, month, day), (hour, minute, second) = term
    if clock is a.local:
        return int(time.mktime((year, month, day, hour, minute, second, 0, 0, -1)))
    import calendar

    return calendar.timegm((year, month, day, hour, minute, second))


def _is_datetime(term: Any) -> bool:
    """A date that there is, and a time of day."""
    if type(term) is not tuple or len(term) != 2:
        return False
    if not all(type(part) is tuple and len(part) == 3 for part in term):
        return False
    if not all(type(number) is int for part in term for number in part):
        return False
    (year, month, day), (hour, minute, second) = term
    is_time: bool = 0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60
    return is_time and year > 0 and 1 <= month <= 12 and 1 <= day <= _days(year, month)


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


_SIZE: Final = 14


@prim_file.export("write_file_info/2", internal=True)
def write_file_info_2(name: Term, info: Any) -> Term:
    """As write_file_info/3 with local times."""
    return write_file_info(name, info, None)


@prim_file.export("write_file_info/3", internal=True)
def write_file_info(name: Term, info: Any, options: Term) -> Term:
    """Set mode, owners and times, those that are not `undefined`."""

    def action() -> Term:
        clock = clock_of(options)
        if type(info) is not tuple or len(info) != _SIZE:
            raise BadNameError
        accessed, modified, mode, uid, gid = (_given(info[i]) for i in (4, 5, 7, 12, 13))
        path = reach("write", name)
        times = _times(path, accessed, modified, clock)
        _set_owner(path, uid, gid)
        if mode is not None:
            os.chmod(path, integer(mode) & 0o7777)
        os.utime(path, times)
        return OK

    return attempt(action)


def _given(value: Term) -> Term:
    return None if value is a.undefined else value


def _times(path: str, accessed: Term, modified: Term, clock: Term) -> tuple[int, int]:
    """The time of access is the present if it is not given, that of change that of access."""
    accessed_at = int(time.time()) if accessed is None else _posix(accessed, clock)
    modified_at = accessed_at if modified is None else _posix(modified, clock)
    os.stat(path)
    return accessed_at, modified_at


def _set_owner(path: str, uid: Term, gid: Term) -> None:
    if uid is not None or gid is not None:
        owner = -1 if uid is None else integer(uid)
        os.chown(path, owner, -1 if gid is None else integer(gid))
