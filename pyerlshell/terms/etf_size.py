"""How long the external form of a term would be, without making it.

The format knows no sharing: [T|T] counts T twice, so a small term may have a form that no memory
holds. The size of what several terms share is therefore worked out once.

OTP: encode_size_struct() of external.c
"""

from __future__ import annotations

from collections.abc import Callable
from sys import getrefcount
from typing import Any, Final

import immutables

from pyerlshell.terms.maps import Key
from pyerlshell.terms.records import Record
from pyerlshell.terms.types import Term

_OWNED: Final = 3
"""References to a cell that one other holds: that one, a local name, and the call that counts."""
_STRING: Final = 0xFFFF

SizeOf = Callable[[Term], int]


class _Frame:
    """A container whose parts are being measured, the last first.

    A part (_MARK, Cell) stands before the head of a list's cell: what was measured since the frame
    was made is the size from that cell on. (_DONE, Size) is a part that is known.
    """

    __slots__ = ("key", "parts", "size")

    def __init__(self, size: int, parts: list[Any], key: int = 0) -> None:
        self.size = size
        self.parts = parts
        self.key = key


class Measure:
    """`leaf` measures what holds no other term (and funs), with no version byte."""

    def __init__(self, leaf: SizeOf) -> None:
        self.leaf = leaf
        self.known: dict[int, int] = {}  # by id; by -id without what a list begins with

    def of(self, term: Term) -> int:
        """The size of a term."""
        frames = [_Frame(0, [term])]
        while True:
            top = frames[-1]
            if not top.parts:
                frames.pop()
                if top.key:
                    self.known[top.key] = top.size
                if not frames:
                    return top.size
                frames[-1].size += top.size
                continue
            part = top.parts.pop()
            if type(part) is tuple and part and part[0] is _MARK:
                self.remember(part[1], top.size)
            elif type(part) is tuple and part and part[0] is _DONE:
                top.size += part[1]
            elif id(part) in self.known:
                top.size += self.known[id(part)]
            elif type(part) in _OPENS:
                frames.append(_OPENS[type(part)](self, part))
            else:
                top.size += self.leaf(part)

    def remember(self, cell: Any, size: int) -> None:
        """`size` is that of the list from this cell on; not if it may be a string."""
        self.known[-id(cell)] = size - 5
        if type(cell[0]) is not int:
            self.known[id(cell)] = size

    def list(self, x: Any) -> _Frame:
        """A list: five bytes, its elements and its tail; a string three and one for each."""
        count = _string_length(x)
        if count is not None:
            return _Frame(3 + count, [], id(x))
        parts: list[Any] = []
        while type(x) is list:
            known = self.known.get(-id(x))
            if known is not None:
                parts.append((_DONE, known))
                return _Frame(5, parts)
            if getrefcount(x) > _OWNED:
                parts.append((_MARK, x))
            parts.append(x[0])
            x = x[1]
        parts.append(x)
        return _Frame(5, parts)

    def tuple(self, x: tuple[Any, ...]) -> _Frame:
        key = id(x) if getrefcount(x) > _OWNED else 0
        return _Frame(2 if len(x) < 256 else 5, [*x], key)

    def record(self, x: Record) -> _Frame:
        definition = x[0]
        return _Frame(6, [definition.module, definition.name, *definition.fields, *x[1:]])

    def map(self, x: Any) -> _Frame:
        parts = [k.term if type(k) is Key else k for k in x]
        return _Frame(5, [*parts, *x.values()], id(x))


_OPENS: Final[dict[type, Callable[[Measure, Any], _Frame]]] = {
    list: Measure.list,
    tuple: Measure.tuple,
    Record: Measure.record,
    dict: Measure.map,
    immutables.Map: Measure.map,
}
_DONE: Final = object()
_MARK: Final = object()


def _string_length(x: Any) -> int | None:
    count = 0
    while type(x) is list:
        if type(x[0]) is not int or not 0 <= x[0] <= 255 or count == _STRING:
            return None
        count += 1
        x = x[1]
    return count if x is None else None
