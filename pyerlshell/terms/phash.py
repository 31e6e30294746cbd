"""`erlang:phash/2`: the older portable hash, by which `dict` and `sets` lay out their slots.

One 32-bit state is multiplied by a prime for each kind of term and the parts are added to it.

OTP: make_hash() of erl_term_hashing.c
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from types import FunctionType
from typing import Any, Final

from pyerlshell.terms import funs
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.bits import bit_size, padded
from pyerlshell.terms.hash import atom_hash, make_hash2
from pyerlshell.terms.map_order import atom_age
from pyerlshell.terms.records import Record, definition_hash, values_by_age
from pyerlshell.terms.types import BitString, Pid, Port, Ref, Term

_MASK: Final = 0xFFFFFFFF
_double: Final = Struct("<d").pack
_two_words: Final = Struct("<2I").unpack

_ATOM: Final = 268440163
_DIGITS: Final = 268439161
_POSITIVE: Final = 268435459
_NEGATIVE: Final = 268436141
_PID: Final = (268438633, 268437017)
_FLOAT: Final = 268437017
_LIST: Final = 268437511
_TUPLE: Final = 268439627
_REF: Final = (268439627, 268440479)
_FUN: Final = 268440479
_EXTERNAL_FUN: Final = 268440577
_LAST_BITS: Final = 268440581
_MAP: Final = (268440593, 268440611)
_RECORD: Final = 268440629


def phash(term: Term, limit: int) -> int:
    """`erlang:phash(Term, Range)`: 1 to Range."""
    return make_hash(term) % limit + 1


class _Then:
    """On the stack: multiply the state and add something, once what stands before is done."""

    __slots__ = ("plus", "times")

    def __init__(self, times: int, plus: int) -> None:
        self.times = times
        self.plus = plus


_LIST_END: Final = _Then(_LIST, 0)


def make_hash(term: Term) -> int:
    """The full 32 bits of phash."""
    t = type(term)
    if t in _SIMPLE:
        return _SIMPLE[t](term, 0) & _MASK
    state = 0
    stack: list[Any] = [term]
    while stack:
        x = stack.pop()
        t = type(x)
        if t is list:
            state = _list(x, state, stack)
        elif t is tuple:
            stack.append(_Then(_TUPLE, len(x)))
            stack.extend(reversed(x))
        elif t in _SIMPLE:
            state = _SIMPLE[t](x, state) & _MASK
        elif t is _Then:
            state = state * x.times + x.plus & _MASK
        elif t is FunctionType:
            state = _fun(x, state, stack)
        elif t is Record:
            stack.append(_Then(_RECORD, len(x)))
            stack.extend(reversed(values_by_age(x)))
            stack.append(definition_tuple(x))
        else:
            state = state * _MAP[0] + _MAP[1] + make_hash2(x) & _MASK
    return state


def definition_tuple(x: Record) -> Term:
    """The definition as the tuple that the reference keeps: fields by age, and their places."""
    module, name, exported, *fields = x[0].words()
    by_age = sorted(fields, key=atom_age)
    places = {field: i for i, field in enumerate(by_age)}
    order = tuple([places[field] for field in fields])
    return (order, definition_hash(x[0]), module, name, exported, *by_age)


def _list(x: Any, state: int, stack: list[Any]) -> int:
    """Leading bytes go in at once; the first other head and what follows it go on the stack. The
    tail, and it alone, is followed by a multiplication."""
    while type(x) is list and type(x[0]) is int and 0 <= x[0] <= 255:
        state = state * _DIGITS + x[0] & _MASK
        x = x[1]
    if type(x) is not list:
        stack.append(_LIST_END)
        stack.append(x)
        return state
    if type(x[1]) is not list:
        stack.append(_LIST_END)
    stack.append(x[1])
    stack.append(x[0])
    return state


def _bytes(x: int, count: int, prime: int, state: int) -> int:
    for byte in x.to_bytes(count, "little"):
        state = state * prime + byte & _MASK
    return state


def _integer(x: int, state: int) -> int:
    size = abs(x)
    count: int = 4 * ((size.bit_length() + 31) // 32 or 1)
    return _bytes(size, count, _DIGITS, state) * (_NEGATIVE if x < 0 else _POSITIVE)


def _float(x: float, state: int) -> int:
    words: tuple[int, int] = _two_words(_double(x or 0.0))
    return state * _FLOAT + (words[0] ^ words[1])


def _bits(x: Any, state: int) -> int:
    size = bit_size(x)
    data = padded(x)
    for byte in data[: size >> 3]:
        state = state * _ATOM + byte & _MASK
    last = size & 7
    if last:
        state = (state * _ATOM + (data[-1] >> (8 - last))) * _LAST_BITS + last
    return state * _NEGATIVE + (size >> 3)


def _fun(fn: FunctionType, state: int, stack: list[Any]) -> int:
    mfa = funs.external_mfa(fn)
    if mfa is not None:
        state = state * _EXTERNAL_FUN + mfa[2]
        state = state * _ATOM + atom_hash(mfa[0].name)
        return state * _ATOM + atom_hash(mfa[1].name) & _MASK
    module, index, uniq = funs.module_index_uniq(fn)
    free = funs.environment(fn)
    state = state * _FUN + len(free)
    state = state * _ATOM + atom_hash(module.name)
    state = state * _DIGITS + index
    stack.extend(reversed(free))
    return state * _DIGITS + (uniq & _MASK) & _MASK


_SIMPLE: Final[dict[type, Callable[[Any, int], int]]] = {
    int: _integer,
    float: _float,
    Atom: lambda x, state: state * _ATOM + atom_hash(x.name),
    type(None): lambda x, state: state * _POSITIVE + 1,
    bytes: _bits,
    BitString: _bits,
    Pid: lambda x, state: _bytes(x.number, 4, _PID[0], state) * _PID[1],
    Port: lambda x, state: _bytes(x.number & _MASK, 4, _REF[0], state) * _REF[1],
    Ref: lambda x, state: _bytes(x.ids[-1], 4, _REF[0], state) * _REF[1],
}
