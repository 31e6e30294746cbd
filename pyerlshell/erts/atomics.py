"""Arrays of 64-bit integers that processes share, as atomics and counters have them.

OTP: erl_bif_atomics.c, erl_bif_counters.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.magic import magic_of
from pyerlshell.terms.types import Term

_BITS: Final = 64
_MASK: Final = (1 << _BITS) - 1
_HALF: Final = 1 << (_BITS - 1)

LARGEST: Final = 1 << 30
"""More integers than this are a system limit."""


class Array:
    """`low` and `high` are the least and the greatest value; what goes beyond wraps around."""

    __slots__ = ("__weakref__", "high", "low", "values")

    def __init__(self, size: int, signed: bool = True) -> None:
        self.values = [0] * size
        self.low = -_HALF if signed else 0
        self.high = _HALF - 1 if signed else _MASK

    def wrapped(self, n: int) -> int:
        """An integer as 64 bits hold it."""
        n &= _MASK
        return n if n <= self.high else n - (1 << _BITS)


def array_of(ref: Any) -> Array | None:
    """The array that a reference stands for."""
    found = magic_of(ref)
    return found if type(found) is Array else None


def is_step(n: Term) -> bool:
    """What may be added: as much as 64 bits hold, with a sign or without."""
    return type(n) is int and -_HALF <= n <= _MASK
