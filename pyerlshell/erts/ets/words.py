"""How many words a term takes on a heap.

OTP: size_object, size_shared of copy.c
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, Final

import immutables

from pyerlshell.erts.machine import P
from pyerlshell.terms import funs
from pyerlshell.terms.bits import bit_size
from pyerlshell.terms.map_order import trie_nodes
from pyerlshell.terms.records import Record
from pyerlshell.terms.types import BitString, Pid, Port, Ref, Term

_SMALL: Final = 1 << 59
_SMALL_MAP: Final = 32
_ON_HEAP_BYTES: Final = 64
_OFF_HEAP_WORDS: Final = 8
_REFERENCE: Final = 3
_ELSEWHERE: Final = 4
_REFERENCE_ELSEWHERE: Final = 5

Stack = list[Any]


def flat_size(term: Term, kinds: dict[type, Any] | None = None) -> int:
    """The words of a term, parts that are shared counted as often as they come."""
    kinds = kinds or _WORDS
    words = 0
    stack: Stack = [term]
    while stack:
        x = stack.pop()
        while type(x) is list:
            words += 2
            stack.append(x[0])
            x = x[1]
        count = kinds.get(type(x))
        if count is not None:
            words += count(x, stack)
    return words


def shared_size(term: Term, kinds: dict[type, Any] | None = None) -> int:
    """The words of a term, each part counted once."""
    kinds = kinds or _WORDS
    words = 0
    stack: Stack = [term]
    seen: set[int] = set()
    while stack:
        x = stack.pop()
        while type(x) is list and id(x) not in seen:
            seen.add(id(x))
            words += 2
            stack.append(x[0])
            x = x[1]
        count = kinds.get(type(x))
        if count is not None and id(x) not in seen:
            seen.add(id(x))
            words += count(x, stack)
    return words


def _tuple(x: Any, stack: Stack) -> int:
    stack.extend(x)
    return 1 + len(x) if x else 0


def _integer(x: Any, _stack: Stack) -> int:
    return 0 if -_SMALL <= x < _SMALL else 1 + (abs(x).bit_length() + 63) // 64


def _bits(x: Any, _stack: Stack) -> int:
    size = (bit_size(x) + 7) // 8
    return 2 + (size + 7) // 8 if size <= _ON_HEAP_BYTES else _OFF_HEAP_WORDS


def _map(x: Any, stack: Stack) -> int:
    size = len(x)
    stack.extend([getattr(k, "term", k) for k in x])
    stack.extend(x.values())
    if size > _SMALL_MAP:
        return 3 * size + 2 * trie_nodes(x)
    return 3 + size + (1 + size if size else 0)


def _record(x: Any, stack: Stack) -> int:
    """The record, the definition it captured, and the order of its fields."""
    stack.extend(x[1:])
    fields = len(x) - 1
    return 8 + 3 * fields + (1 if fields else 0)


def _fun(x: Any, stack: Stack) -> int:
    free = funs.environment(x)
    stack.extend(free)
    return 2 + len(free)


def _identifier(x: Any, _stack: Stack) -> int:
    """Pids and ports of this node are words."""
    return 0 if x.node is P.cur.node.name else _ELSEWHERE


def _reference(x: Any, _stack: Stack) -> int:
    return _REFERENCE if x.node is P.cur.node.name else _REFERENCE_ELSEWHERE


_WORDS: Final[dict[type, Any]] = {
    tuple: _tuple,
    int: _integer,
    float: lambda _x, _stack: 2,
    bytes: _bits,
    BitString: _bits,
    dict: _map,
    immutables.Map: _map,
    Record: _record,
    FunctionType: _fun,
    Pid: _identifier,
    Port: _identifier,
    Ref: _reference,
}


def _off_heap(_x: Any, _stack: Stack) -> int:
    return _OFF_HEAP_WORDS


AT_PROMPT: Final = {**_WORDS, bytes: _off_heap, BitString: _off_heap}
"""Binaries written at the prompt: erl_eval makes them of segments, and they are never small."""
