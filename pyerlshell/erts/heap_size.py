"""How many words a process would take in the reference: what its size limits are compared with.

Python has one heap for all, so the words are counted by walking what the process reaches: its
stack, mailbox, dictionary and pending call. The walk stops soon after a limit is passed.

OTP: erts_heap sizes of erl_gc.c
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from sys import getrefcount
from types import FrameType, FunctionType
from typing import Any, Final

import immutables

from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NATIVE_CODE
from pyerlshell.erts.process import Process
from pyerlshell.erts.scheduler import BASE_CODE
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.records import Record
from pyerlshell.terms.types import BitString, Term

_SMALL: Final = 1 << 59
_ON_HEAP_BYTES: Final = 64
_OWNED: Final = 3
"""References to a cell that one other holds: that one, a local name, and the call that counts."""
_FUN_WORDS: Final = 3
_BINARY_WORDS: Final = 8


def frame_of(p: Process) -> FrameType | None:
    """The innermost frame of the process's stack, if it has one."""
    if p.g is not None:
        frame: FrameType | None = p.g.gr_frame
        return frame
    return sys._getframe(1) if p is getattr(P, "cur", None) else None


def roots(p: Process) -> list[Term]:
    """What the process holds directly."""
    found: list[Term] = [*p.a, *p.saved, *(p.inbox or ()), *(p.dictionary or {}).values()]
    frame = frame_of(p)
    while frame is not None and frame.f_code is not BASE_CODE:
        if "__erl_module__" in frame.f_globals or frame.f_code in NATIVE_CODE:
            found.extend(frame.f_locals.values())
        frame = frame.f_back
    return found


def words_of(values: Iterable[Term], limit: int, shared_binaries: bool = False) -> int:
    """The words that the terms take together, each counted once; counting ends over the limit."""
    seen: set[int] = set()
    stack = list(values)
    total = 0
    while stack and total <= limit:
        x: Any = stack.pop()
        kind: Any = type(x)
        while kind is list and total <= limit:  # along a list, cell by cell
            if getrefcount(x) > _OWNED:  # only what is shared can be met again
                if id(x) in seen:
                    kind = None
                    break
                seen.add(id(x))
            total += len(x)
            if len(x) != 2:  # a list of Python's own, in a frame of a native function
                stack.extend(x)
                kind = None
                break
            first = x[0]
            if type(first) is not int or not -_SMALL <= first < _SMALL:
                stack.append(first)
            x = x[1]
            kind = type(x)
        if kind is tuple:
            if id(x) in seen:
                continue
            seen.add(id(x))
            total += len(x) + 1
            stack.extend(x)
        elif kind is int:
            if not -_SMALL <= x < _SMALL:
                total += 1 + x.bit_length() // 64
        elif kind in _SIZES:
            if id(x) not in seen:
                seen.add(id(x))
                total += _SIZES[kind](x, stack, shared_binaries)
    return total


def binaries_of(p: Process) -> list[tuple[int, int, int]]:
    """(identity, bytes, references) for every reference of the process to a binary that is kept
    outside of its heap; the references counted are its own."""
    found: list[bytes | bytearray] = []
    seen: set[int] = set()
    stack = roots(p)
    while stack:
        x: Any = stack.pop()
        kind = type(x)
        if kind is int or kind is Atom or id(x) in seen:
            continue
        seen.add(id(x))
        if kind is list or kind is tuple:
            stack.extend(x)
        elif kind is bytes or kind is BitString:
            whole = x if kind is bytes else x.buf
            if len(whole) > _ON_HEAP_BYTES:
                found.append(whole)
        elif kind in _SIZES:
            _SIZES[kind](x, stack, False)
    counts: dict[int, int] = {}
    for whole in found:
        counts[id(whole)] = counts.get(id(whole), 0) + 1
    return [(id(whole), len(whole), counts[id(whole)]) for whole in found]


def _float(x: Any, stack: list[Term], shared: bool) -> int:
    return 2


def _binary(x: Any, stack: list[Term], shared: bool) -> int:
    if len(x) <= _ON_HEAP_BYTES:
        return 2 + len(x) // 8
    return _BINARY_WORDS + (len(x) // 8 if shared else 0)


def _bits(x: Any, stack: list[Term], shared: bool) -> int:
    return _binary(x.buf, stack, shared) + 4


def _map(x: Any, stack: list[Term], shared: bool) -> int:
    stack.extend(x.keys())
    stack.extend(x.values())
    return 3 + 2 * len(x)


def _record(x: Any, stack: list[Term], shared: bool) -> int:
    stack.extend(x[1:])
    return 1 + len(x)


def _fun(x: Any, stack: list[Term], shared: bool) -> int:
    cells = x.__closure__ or ()
    for cell in cells:
        try:
            stack.append(cell.cell_contents)
        except ValueError:  # a variable that has no value yet
            continue
    return _FUN_WORDS + len(cells) if cells else 0  # without variables it is a literal


_SIZES: Final = {
    float: _float,
    bytes: _binary,
    BitString: _bits,
    Record: _record,
    dict: _map,
    immutables.Map: _map,
    FunctionType: _fun,
}
