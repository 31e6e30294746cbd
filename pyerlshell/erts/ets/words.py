"""How many words a term takes on a heap.

OTP: size_object of copy.c
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, Final

from pyerlshell.terms import funs
from pyerlshell.terms.bits import bit_size
from pyerlshell.terms.maps import is_map
from pyerlshell.terms.types import BitString, Ref, Term

_SMALL: Final = 1 << 59


def flat_size(term: Term) -> int:
    """The words of a term, parts that are shared counted as often as they come."""
    words = 0
    stack: list[Any] = [term]
    while stack:
        x = stack.pop()
        while type(x) is list:
            words += 2
            stack.append(x[0])
            x = x[1]
        t = type(x)
        if t is tuple:
            if x:
                words += 1 + len(x)
                stack.extend(x)
        elif t is int:
            if not -_SMALL <= x < _SMALL:
                words += 1 + (abs(x).bit_length() + 63) // 64
        elif t is float:
            words += 2
        elif t is bytes or t is BitString:
            size = (bit_size(x) + 7) // 8
            words += 2 + (size + 7) // 8 if size <= 64 else 8
        elif t is Ref:
            words += 4
        elif t is FunctionType:
            free = funs.environment(x)
            words += 3 + len(free)
            stack.extend(free)
        elif is_map(x):
            words += _map_words(x, stack)
    return words


def _map_words(x: Any, stack: list[Any]) -> int:
    size = len(x)
    stack.extend([getattr(k, "term", k) for k in x])
    stack.extend(x.values())
    if size > 32:
        return 2 + size * 3
    return 3 + size + (1 + size if size else 0)
