"""What the description of the terminal says: `tput/1,2`, `tigetnum/1`, `tigetflag/1`, `tinfo/0`.

Python's `curses` reads the description of $TERM once for each Python process, as a C library does.

OTP: prim_tty
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import Any, Final

from pyerlshell.erts.errors import badarg, error
from pyerlshell.erts.machine import tail
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.native_calls import failure
from pyerlshell.otp.stdlib.io_ansi.module import io_ansi
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import split_tail, string_to_list, to_list
from pyerlshell.terms.maps import map_new
from pyerlshell.terms.types import Term

__preempt__ = True

_PADDING: Final = re.compile(rb"\$<[0-9.]+[*/]*>")
_tputs_failed = failure("prim_tty", "tputs_nif", 2)
_number_failed = failure("prim_tty", "tigetnum_nif", 1)
_flag_failed = failure("prim_tty", "tigetflag_nif", 1)


@lru_cache(1)
def _curses() -> Any:
    """Python's module, with the terminal's description read; None without either."""
    try:
        import curses

        curses.setupterm(None, 1)
    except (ImportError, OSError, curses.error):
        return None
    return curses


@lru_cache(1)
def _capabilities() -> tuple[tuple[str, str, str, str], ...]:
    """(kind, two-letter code, name, full name) of each capability."""
    path = os.path.join(os.path.dirname(__file__), "capabilities.txt")
    with open(path, encoding="utf-8") as file:
        rows = [line.split() for line in file]
    return tuple([(kind, code, name, full) for kind, code, name, full in rows])


@lru_cache(2)
def _names(kind: str) -> dict[str, str]:
    """The names of capabilities by their codes, as numbers and flags are asked for."""
    return {code: name for k, code, name, _ in _capabilities() if k == kind}


def _name(cap: Term) -> str | None:
    try:
        return iodata_bytes([cap, None]).decode("latin-1")
    except NotIodata:
        return None


@lru_cache(None)
def string(cap: str) -> bytes | None:
    """The sequence of a capability, None if the terminal has none."""
    library = _curses()
    found: bytes | None = None if library is None else library.tigetstr(cap)
    return found


def filled(sequence: bytes, args: tuple[int, ...]) -> bytes:
    """The sequence with these parameters, without padding."""
    made: bytes = _curses().tparm(sequence, *args) if args else sequence
    return _PADDING.sub(b"", made)


def put(sequence: bytes, args: list[Any]) -> bytes:
    """As `filled/2` with Erlang's integers."""
    if not all(type(x) is int and -(1 << 31) <= x < 1 << 31 for x in args):
        _tputs_failed(badarg([sequence, [0, None]], to_list(args)))
    return filled(sequence, tuple(args))


@io_ansi.export("tput/1")
def tput(cap: Term) -> Term:
    """The sequence that the terminal has for a capability of this name."""
    return tail(tput_with, cap, None)


@io_ansi.export("tput/2")
def tput_with(cap: Term, args: Term) -> Term:
    """The sequence that the terminal has for a capability, with these parameters."""
    name = _name(cap)
    known = name is not None and any(name == row[2] and row[0] == "str" for row in _capabilities())
    sequence = string(name) if name is not None else None
    if name is None or (sequence is None and not known):
        raise error((a.einval, cap, args))
    if sequence is None:
        raise error((a.enotsup, cap))
    numbers, rest = split_tail(args)
    if rest is not None or not all(type(x) is int for x in numbers):
        raise error((a.badarg, cap, args))
    parameters: Any = tuple(numbers)
    return filled(sequence, parameters)


@io_ansi.export("tigetnum/1")
def tigetnum(cap: Term) -> Term:
    """The number that the terminal has for a capability's two-letter code; -1 if it has none."""
    name = _name(cap)
    if name is None:
        _number_failed(badarg([cap, [0, None]]))
    library = _curses()
    known = _names("num").get((name or "")[:2])
    if library is None or known is None:
        return -1
    return max(library.tigetnum(known), -1)


@io_ansi.export("tigetflag/1")
def tigetflag(cap: Term) -> Term:
    """True if the terminal has the flag of this two-letter code."""
    name = _name(cap)
    if name is None:
        _flag_failed(badarg([cap, [0, None]]))
    library = _curses()
    known = _names("bool").get((name or "")[:2])
    found = library is not None and known is not None and library.tigetflag(known) > 0
    return a.true if found else a.false


@io_ansi.export("tinfo/0")
def tinfo() -> Term:
    """The codes and names of all capabilities that a terminal may have, by their kind."""
    kinds: dict[str, list[Term]] = {}
    for kind, code, name, full in _capabilities():
        row = ((a.code, code), (a.name, name), (a.full_name, full))
        kinds.setdefault(kind, []).append(map_new([(k, string_to_list(v)) for k, v in row]))
    return map_new([(a.__getattr__(k), to_list(rows)) for k, rows in kinds.items()])
