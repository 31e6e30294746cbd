"""What is left of an iterator over a map: `[Where|Map]`, as maps:iterator/1,2 makes it.

Where is a number (how many associations are done) or the list of keys still to come, when an
order was asked for.

OTP: maps
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.terms.lists import ImproperList, from_list
from pyerlshell.terms.map_order import ordered_items
from pyerlshell.terms.maps import get, has, is_map
from pyerlshell.terms.types import Term

CHUNK: Final = 32
"""How many associations one maps:next/1 unfolds; a map that is not larger has no place but 0."""

_NO_PATH: Final = (1 << 64) - 1
"""No iterator is at this place or behind it."""


def is_place(where: Term, m: Any) -> bool:
    """Whether an iterator over the map may be there."""
    return type(where) is int and 0 <= where < _NO_PATH and (not where or len(m) > CHUNK)


def remaining(where: Term, m: Any) -> list[tuple[Term, Term]] | None:
    """The pairs still to come, in order; None if that is no iterator."""
    if not is_map(m):
        return None
    if type(where) is int:
        return ordered_items(m)[where:] if is_place(where, m) else None
    try:
        keys = from_list(where)
    except ImproperList:
        return None
    return [(k, get(m, k)) for k in keys] if all(has(m, k) for k in keys) else None
