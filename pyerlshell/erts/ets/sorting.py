"""Keys as Python values that sort as the terms do.

Comparing two terms takes a call; most tables have keys of one kind only, which Python can sort by
itself: numbers as they are, an atom as its name, a binary as bytes, a string as the tuple of its
characters, a tuple as a tuple of those. `shape(key)` tells what kind it is; values of one shape
may be compared with each other. Where shapes mix, the value is `terms.order.sort_key(key)`, which
compares with everything.

1 and 1.0 are one key, and Python agrees.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.order import sort_key
from pyerlshell.terms.types import Pid, Term

Shape = object

MIXED: Final = "mixed"
NUMBER: Final = "number"
_ATOM: Final = "atom"
_BINARY: Final = "binary"
_STRING: Final = "string"
_PID: Final = "pid"
_DEPTH: Final = 3
_LONG: Final = 64


def shape(k: Term, depth: int = 0) -> Shape:
    """What kind of key this is; MIXED if Python cannot sort it."""
    t = type(k)
    simple = _SIMPLE.get(t)
    if simple is not None:
        return simple
    if t is tuple and depth < _DEPTH and len(k) < 8:  # type: ignore[arg-type]
        shapes = tuple([shape(x, depth + 1) for x in k])  # type: ignore[attr-defined]
        return MIXED if MIXED in shapes else shapes
    if k is None or t is list:
        return _STRING if _is_string(k) else MIXED
    return MIXED


def _is_string(k: Any) -> bool:
    for _ in range(_LONG):
        if type(k) is not list:
            return k is None
        if type(k[0]) is not int and type(k[0]) is not float:
            return False
        k = k[1]
    return False


def _name(k: Any) -> str:
    name: str = k.name
    return name


def _same(k: Any) -> Any:
    return k


def _characters(k: Any) -> tuple[Any, ...]:
    found = []
    while k is not None:
        found.append(k[0])
        k = k[1]
    return tuple(found)


def _pid(k: Any) -> tuple[Any, ...]:
    return k.serial, k.number, k.node.name, k.creation


_SIMPLE: Final[dict[type, str]] = {
    int: NUMBER,
    float: NUMBER,
    Atom: _ATOM,
    bytes: _BINARY,
    Pid: _PID,
}

_VALUE: Final[dict[Any, Callable[[Any], Any]]] = {
    NUMBER: _same,
    _ATOM: _name,
    _BINARY: _same,
    _STRING: _characters,
    _PID: _pid,
    MIXED: sort_key,
}


def value_of(of: Shape) -> Callable[[Any], Any]:
    """The function that gives the values of keys of a shape."""
    if type(of) is not tuple:
        return _VALUE[of]
    if all(x is NUMBER or x is _BINARY for x in of):
        return _same
    parts = [value_of(x) for x in of]

    def value(k: Any) -> Any:
        return tuple([part(x) for part, x in zip(parts, k)])

    return value
