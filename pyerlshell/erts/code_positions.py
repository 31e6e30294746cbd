"""Where in its source an instruction stands, as generated code says it: the column is an id.

Python finds the place of an instruction by reading its line table from the beginning, which for the
last one of a long function takes longer than all else of a caught error; so places are remembered.

OTP: none
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from types import CodeType

Place = tuple[int | None, int | None, int | None, int | None]
"""(line, last line, column, last column)"""


class _Code:
    """A code object by identity: what Python takes for equal may have other columns."""

    __slots__ = ("code",)

    def __init__(self, code: CodeType) -> None:
        self.code = code

    def __hash__(self) -> int:
        return id(self.code)

    def __eq__(self, other: object) -> bool:
        return type(other) is _Code and other.code is self.code


@lru_cache(4096)
def _place(code: _Code, instruction: int) -> Place | None:
    return next(islice(code.code.co_positions(), instruction // 2, None), None)


def place_of(code: CodeType, instruction: int) -> Place | None:
    """The place of the instruction at an offset; None if Python keeps none."""
    return _place(_Code(code), instruction)
