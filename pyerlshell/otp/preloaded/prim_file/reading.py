"""Reading from open files, and moving about in them.

OTP: prim_file
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.otp.preloaded.prim_file.handles import (
    OpenFile,
    file_of,
    handle_of,
    ram_file,
    raw_file_io_list,
)
from pyerlshell.otp.preloaded.prim_file.module import (
    ERROR,
    OK,
    BadNameError,
    attempt,
    integer,
    prim_file,
)
from pyerlshell.otp.preloaded.prim_file.storage import RAM_LIMIT, MemoryFile
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, is_proper, to_list
from pyerlshell.terms.types import Term

_EOF: Final = a.eof
_MODULES: Final = (prim_file, raw_file_io_list, ram_file)


def descriptor_function(name_arity: str) -> Callable[[Any], Any]:
    """Declares a function of open files in each module that has them."""

    def declare(fn: Any) -> Any:
        for module in _MODULES:
            module.export(name_arity, internal=True)(fn)
        return fn

    return declare


@prim_file.export("get_fd_data_for_read/1", internal=True)
def readable(descriptor: Term) -> OpenFile:
    """The open file; EBADF unless it was opened to read."""
    file = file_of(descriptor)
    if not file.readable:
        raise OSError(errno.EBADF, "not readable")
    return file


def size_of(term: Term) -> int:
    """How much to read."""
    if type(term) is not int or term < 0:
        raise BadNameError
    return term


def take(file: OpenFile, size: int) -> bytes:
    """The next bytes, first those that were read ahead."""
    end = file.taken + size
    if end <= len(file.held):
        data = file.held[file.taken : end]
        file.taken = end
        return data
    buffer = file.buffer
    buffer += file.storage.read(max(size - len(buffer), file.ahead))
    file.held = buffer
    file.taken = min(size, len(buffer))
    return buffer[:size]


def take_line(file: OpenFile, piece: int = 4096) -> bytes:
    """The next bytes up to and with a line feed."""
    begin = file.taken
    end = file.held.find(b"\n", begin) + 1
    if end:
        file.taken = end
        return file.held[begin:end]
    buffer = file.buffer
    start = len(buffer)
    while (end := buffer.find(b"\n", start)) < 0:
        start = len(buffer)
        more = file.storage.read(max(piece, file.ahead))
        if not more:
            file.buffer = b""
            return buffer
        buffer += more
        piece = min(piece * 2, 1 << 20)
    file.held = buffer
    file.taken = end + 1
    return buffer[: end + 1]


def as_wanted(file: OpenFile, data: bytes) -> Term:
    """A list or a binary."""
    return to_list(data) if file.lists else data


def give_back(file: OpenFile) -> None:
    """Forget what was read ahead: the position is where the reader thinks it is."""
    if file.buffer:
        file.storage.seek(-len(file.buffer), os.SEEK_CUR)
        file.buffer = b""


@descriptor_function("read/2")
def read(descriptor: Term, size: Term) -> Term:
    """{ok, Data} of at most Size bytes, or eof."""

    def action() -> Term:
        file = readable(descriptor)
        wanted = size_of(size)
        if wanted >= RAM_LIMIT and isinstance(file.storage, MemoryFile):
            return (ERROR, a.einval)
        data = take(file, wanted)
        return (OK, as_wanted(file, data)) if data or not wanted else a.eof

    return attempt(action)


@raw_file_io_list.export("read_line/1", internal=True)
@prim_file.export("read_line/1", internal=True)
def read_line(descriptor: Term) -> Term:
    """{ok, Data} up to and with the next line feed (CR LF is one), or eof."""
    return attempt(_line, descriptor)


def _line(descriptor: Term) -> Term:
    file = readable(descriptor)
    data = take_line(file)
    if data.endswith(b"\r\n"):
        data = data[:-2] + b"\n"
    return (OK, to_list(data) if file.lists else data) if data else _EOF


@descriptor_function("pread/3")
def pread(descriptor: Term, offset: Term, size: Term) -> Term:
    """{ok, Data} from a position, or eof."""

    def action() -> Term:
        file = readable(descriptor)
        at, wanted = integer(offset), size_of(size)
        data = file.storage.pread(wanted, at)
        found = _found(file, data, wanted)
        return a.eof if found is a.eof else (OK, found)

    return attempt(action)


def _found(file: OpenFile, data: bytes, wanted: Term) -> Term:
    """What pread found. Nothing is there when nothing is asked of a file in memory."""
    if data or (wanted == 0 and isinstance(file.storage, MemoryFile)):
        return as_wanted(file, data)
    return a.eof


@descriptor_function("pread/2")
def pread_2(descriptor: Term, places: Term) -> Term:
    """{ok, [Data | eof]} from several positions."""

    def action() -> Term:
        file = readable(descriptor)
        found: list[Term] = []
        for at, size in pairs_of(pread_list, descriptor, places):
            data = file.storage.pread(size_of(size), integer(at))
            found.append(_found(file, data, size))
        return (OK, to_list(found))

    return attempt(action)


@prim_file.export("pread_list/3", internal=True)
def pread_list(handle: Term, places: Term, done: Term) -> Term:
    """What is left of the places is none."""
    raise function_clause(handle, places, done)


def pairs_of(refuse: Callable[..., Term], descriptor: Term, places: Term) -> list[Any]:
    """Places as pairs; `refuse` raises what is wrong with others."""
    if not is_proper(places):
        raise BadNameError
    found = from_list(places)
    if any(type(place) is not tuple or len(place) != 2 for place in found):
        refuse(handle_of(descriptor), places, None)
    return found


_WHENCE: Final[dict[Any, int]] = {a.bof: os.SEEK_SET, a.cur: os.SEEK_CUR, a.eof: os.SEEK_END}


@descriptor_function("position/2")
def position(descriptor: Term, place: Term) -> Term:
    """Move; {ok, NewPosition}. What was read ahead is given back."""

    return attempt(lambda: _move(descriptor, place))


def _move(descriptor: Term, place: Term) -> Term:
    if type(place) is tuple and len(place) == 2 and place[0] is a.cur:
        return _seek(file_of(descriptor), place)
    return position_1(descriptor, place, None)


@prim_file.export("position_1/3", internal=True)
def position_1(descriptor: Term, place: Term, _offset: Term) -> Term:
    """Move to a place that does not depend on where we are."""
    return _seek(file_of(descriptor), place)


def _seek(file: OpenFile, place: Term) -> Term:
    whence, offset = _place(place)
    give_back(file)
    return (OK, file.storage.seek(offset, whence))


def _place(place: Term) -> tuple[int, int]:
    if type(place) is tuple and len(place) == 2 and place[0] in _WHENCE:
        return _WHENCE[place[0]], integer(place[1])
    if type(place) is int:
        return os.SEEK_SET, place
    try:
        return _WHENCE[place], 0
    except (KeyError, TypeError):
        raise BadNameError from None


@descriptor_function("advise/4")
def advise(descriptor: Term, offset: Term, length: Term, advice: Term) -> Term:
    """Tell the system how the file will be used."""

    def action() -> Term:
        file_of(descriptor)
        if integer(offset) < 0 or integer(length) < 0 or advice not in _ADVICES:
            return (ERROR, a.einval)
        return OK

    return attempt(action)


_ADVICES: Final[tuple[Any, ...]] = (
    a.normal,
    a.sequential,
    a.random,
    a.no_reuse,
    a.will_need,
    a.dont_need,
)


@descriptor_function("ipread_s32bu_p32bu/3")
def ipread(descriptor: Term, offset: Term, limit: Term) -> Term:
    """Size and place are read at Offset, then what is there: {ok, {Size, Place, Data}} or eof."""

    def action() -> Term:
        file = readable(descriptor)
        head = file.storage.pread(8, integer(offset))
        if len(head) < 8:
            return a.eof
        size, place = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")
        if type(limit) is int and size > limit:
            return a.eof
        data = file.storage.pread(size, place)
        return (OK, (size, place, as_wanted(file, data) if data else a.eof))

    return attempt(action)
