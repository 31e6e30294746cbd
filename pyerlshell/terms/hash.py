"""`erlang:phash2/1,2`: Bob Jenkins' 1997 mixing function over a term, the same in every release.

One 32-bit state runs through the term from left to right. Each kind of term adds its words with a
constant of its own, a multiple of the golden ratio. The pairs of a map are hashed apart and
combined with exclusive or, since they have no order.

OTP: make_hash2() of erl_term_hashing.c
"""

from __future__ import annotations

from functools import lru_cache
from struct import Struct
from types import FunctionType
from typing import Any, Final

from pyerlshell.terms import funs
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.bits import bit_size, padded
from pyerlshell.terms.maps import items
from pyerlshell.terms.records import Record, definition_hash, values_by_age
from pyerlshell.terms.types import BitString, Pid, Port, Ref, Term

_GOLDEN: Final = 0x9E3779B9
_MASK: Final = 0xFFFFFFFF
_NIL_ALONE: Final = 3468870702
_NIL: Final = 2
_SHORT: Final = 8192
"""Up to this many bits the hash of a binary is remembered."""
_words: Final = Struct("<3I").unpack_from
_double: Final = Struct("<d").pack
_two_words: Final = Struct("<2I").unpack


def _const(n: int) -> int:
    return n * _GOLDEN & _MASK


(_LIST, _TUPLE, _FLOAT, _BINARY) = (_const(4), _const(9), _const(12), _const(13))
(_FUN_NAME, _LAST_BITS, _MAP, _PAIRS) = (_const(14), _const(15), _const(16), _const(19))
_RECORD: Final = _const(23)
(_EMPTY, _ATOM, _PID, _PORT, _REF) = (_const(2), _const(3), _const(5), _const(6), _const(7))
(_POSITIVE, _NEGATIVE) = (_const(11), _const(10))


def _mix(a: int, b: int, c: int) -> tuple[int, int, int]:
    a = (a - b - c & _MASK) ^ c >> 13
    b = (b - c - a & _MASK) ^ (a << 8 & _MASK)
    c = (c - a - b & _MASK) ^ b >> 13
    a = (a - b - c & _MASK) ^ c >> 12
    b = (b - c - a & _MASK) ^ (a << 16 & _MASK)
    c = (c - a - b & _MASK) ^ b >> 5
    a = (a - b - c & _MASK) ^ c >> 3
    b = (b - c - a & _MASK) ^ (a << 10 & _MASK)
    c = (c - a - b & _MASK) ^ b >> 15
    return a, b, c


@lru_cache(1 << 14)
def _add(state: int, x: int, y: int, constant: int) -> int:
    """Two words go into the state.

    Mixing takes 1.6 us and remembering 0.1: sizes, atoms and small integers come again and again.
    """
    return _mix(constant + x & _MASK, constant + y & _MASK, state)[2]


def _block(data: bytes, state: int) -> int:
    """Bytes go into the state, twelve at a time."""
    a = b = _GOLDEN
    c = state
    rest = len(data) % 12
    for i in range(0, len(data) - rest, 12):
        x, y, z = _words(data, i)
        a, b, c = _mix(a + x & _MASK, b + y & _MASK, c + z & _MASK)
    tail = data[len(data) - rest :]
    a += int.from_bytes(tail[:4], "little")
    b += int.from_bytes(tail[4:8], "little")
    c += len(data) + (int.from_bytes(tail[8:], "little") << 8)
    return _mix(a & _MASK, b & _MASK, c & _MASK)[2]


_short_block: Final = lru_cache(1024)(_block)


@lru_cache(4096)
def atom_hash(name: str) -> int:
    """The hash of an atom's name, by characters up to Latin-1 and by UTF-8 bytes above."""
    h = 0
    for char in name:
        for code in char.encode("latin-1") if char <= "\xff" else char.encode("utf-8"):
            h = (h << 4) + code
            high = h & 0xF0000000
            if high:
                h ^= high >> 24
                h ^= high
    return h


def phash2(term: Term, limit: int = 1 << 27) -> int:
    """`erlang:phash2(Term, Range)`."""
    return make_hash2(term) % limit


class _Mark:
    """On the stack: the end of a map's pair, or of all its pairs with the state that was before."""

    __slots__ = ("pairs", "state")

    def __init__(self, state: int = -1, pairs: int = 0) -> None:
        self.state = state
        self.pairs = pairs


_PAIR_END: Final = _Mark()


def make_hash2(term: Term) -> int:
    """The full 32 bits of phash2."""
    simple = _SIMPLE.get(type(term))
    if simple is not None:
        return int(simple(term, 0))
    state = pairs = 0
    stack: list[Any] = [term]
    while stack:
        x = stack.pop()
        t = type(x)
        if t is list:
            state = _list(x, state, stack)
        elif t is tuple:
            state = _add(state, len(x), 0, _TUPLE)
            stack.extend(reversed(x))
        elif t in _SIMPLE:
            state = _SIMPLE[t](x, state)
        elif t is FunctionType:
            state = _fun(x, state, stack)
        elif x is _PAIR_END:
            pairs ^= state
            state = 0
        elif t is Record:
            state = _add(state, len(x) - 1, definition_hash(x[0]), _RECORD)
            stack.extend(reversed(values_by_age(x)))
        elif t is _Mark:
            state, pairs = _add(x.state, pairs, 0, _PAIRS), x.pairs
        else:
            state = _add(state, len(x), 0, _MAP)
            if x:
                stack.append(_Mark(state, pairs))
                state = pairs = 0
                for key, value in items(x):
                    stack.extend((_PAIR_END, value, key))
    return state


def _list(x: Any, state: int, stack: list[Any]) -> int:
    """Bytes go in four at a time; the first other head and what follows it go on the stack."""
    count = word = 0
    while type(x) is list and type(x[0]) is int and 0 <= x[0] <= 255:
        word = (word << 8) + x[0]
        count += 1
        if count == 4:
            state = _add(state, word, 0, _LIST)
            count = word = 0
        x = x[1]
    if count:
        state = _add(state, word, 0, _LIST)
    if type(x) is list:
        stack.append(x[1])
        stack.append(x[0])
    else:
        stack.append(x)
    return state


def _integer(x: int, state: int) -> int:
    if -0x8000000 <= x <= 0x7FFFFFF:
        if x < 0:
            state = _add(state, -x, 0, _GOLDEN)
        return _add(state, x & _MASK, 0, _GOLDEN)
    constant = _POSITIVE if x > 0 else _NEGATIVE
    x = abs(x)
    while x:
        state = _add(state, x & _MASK, x >> 32 & _MASK, constant)
        x >>= 64
    return state


def _float(x: float, state: int) -> int:
    low, high = _two_words(_double(x or 0.0))
    return _add(state, high, low, _FLOAT)


def _atom(x: Atom, state: int) -> int:
    value = atom_hash(x.name)
    return _add(state, value, 0, _ATOM) if state else value


def _nil(x: None, state: int) -> int:
    return _add(state, _NIL, 0, _EMPTY) if state else _NIL_ALONE


def _bits(x: Any, state: int) -> int:
    start = _BINARY + state & _MASK
    size = bit_size(x)
    if not size:
        return start
    data = padded(x)
    block = _block if size > _SHORT else _short_block
    state = block(data[: size >> 3], start)
    last = size & 7
    return _add(state, last, data[-1] >> (8 - last), _LAST_BITS) if last else state


def _fun(fn: FunctionType, state: int, stack: list[Any]) -> int:
    mfa = funs.external_mfa(fn)
    if mfa is not None:
        state = _add(state, mfa[2], atom_hash(mfa[0].name), _GOLDEN)
        return _add(state, atom_hash(mfa[1].name), 0, _FUN_NAME)
    module, index, uniq = funs.module_index_uniq(fn)
    free = funs.environment(fn)
    state = _add(state, len(free), atom_hash(module.name), _GOLDEN)
    stack.extend(reversed(free))
    return _add(state, index, uniq & _MASK, _GOLDEN)


_SIMPLE: Final[dict[type, Any]] = {
    int: _integer,
    float: _float,
    Atom: _atom,
    type(None): _nil,
    bytes: _bits,
    BitString: _bits,
    Pid: lambda x, state: _add(state, x.number, 0, _PID),
    Port: lambda x, state: _add(state, x.number, 0, _PORT),
    Ref: lambda x, state: _add(state, x.ids[-1], 0, _REF),
}
