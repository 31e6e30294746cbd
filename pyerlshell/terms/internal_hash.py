"""The hash that decides where a key is in a large map, and in a hash table of ets.

Two 64-bit lanes take turns, as in MurmurHash3 for 128 bits: the first takes what kind of term
comes, the second its value. An integer or an atom alone is only finalized. Terms that wait (the
elements of a tuple but the last, the rest of a list) are on a stack, so the last of them comes
first. Atoms count as their place in the atom table (map_order.atom_age), pids and funs by numbers
of ours.

OTP: make_internal_hash() of erl_term_hashing.c
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from struct import Struct, pack
from types import FunctionType
from typing import Any, Final

import immutables

from pyerlshell.terms import funs
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.bits import bit_size, padded
from pyerlshell.terms.records import Record, definition_hash, values_by_age
from pyerlshell.terms.types import BitString, Pid, Port, Ref, Term

_WORD: Final = 0xFFFFFFFFFFFFFFFF
_HALF: Final = 0xFFFFFFFF
_FIRST: Final = 0x87C37B91114253D5
_SECOND: Final = 0x4CF5AD432745937F
_MIX_1: Final = 0xFF51AFD7ED558CCD
_MIX_2: Final = 0xC4CEB9FE1A85EC53
SMALL: Final = 1 << 59
_AT_ONCE: Final = 1024
_double: Final = Struct("<d").pack
_two_words: Final = Struct("<2Q").unpack_from

(_IMMEDIATE, _ELEMENT, _CAR, _CDR, _STRING, _TUPLE, _RECORD) = range(1, 8)
(_MAP, _BINARY, _FUN, _NEGATIVE, _POSITIVE, _REF, _FLOAT) = (8, 12, 13, 15, 16, 17, 21)


def _rotated(x: int, n: int) -> int:
    return (x << n | x >> 64 - n) & _WORD


def finalized(x: int) -> int:
    """Every bit of the result depends on every bit of the word."""
    x = (x ^ x >> 33) * _MIX_1 & _WORD
    x = (x ^ x >> 33) * _MIX_2 & _WORD
    return x ^ x >> 33


_LANE: Final = 16
_WORDS: Final = int.from_bytes((b"\xff" * 8 + bytes(8)) * _AT_ONCE, "little")
_LOW_31: Final = int.from_bytes((_WORD >> 33).to_bytes(_LANE, "little") * _AT_ONCE, "little")


def integer_hashes(keys: Sequence[int]) -> Iterator[bytes]:
    """The hashes of small integers, least byte first and 8 unused bytes behind each, in pieces.

    The words of a piece stand side by side in one long integer, each with room for a product: its
    few operations are then those of `finalized` on all of them.
    """
    for start in range(0, len(keys), _AT_ONCE):
        words = [(x << 4 | 15) & _WORD for x in keys[start : start + _AT_ONCE]]
        lanes = int.from_bytes(pack("<" + "Q8x" * len(words), *words), "little")
        lanes = (lanes ^ lanes >> 33 & _LOW_31) * _MIX_1 & _WORDS
        lanes = (lanes ^ lanes >> 33 & _LOW_31) * _MIX_2 & _WORDS
        lanes ^= lanes >> 33 & _LOW_31
        yield lanes.to_bytes(_LANE * len(words), "little")


def immediate(x: Any) -> int | None:
    """The word of a term that needs no memory; None for any other."""
    t = type(x)
    if t is int:
        return (x << 4 | 15) & _WORD if -SMALL <= x < SMALL else None
    if t is Atom:
        from pyerlshell.terms.map_order import atom_age  # which imports this module

        return atom_age(x) << 6 | 11
    if x is None:
        return 0x3B
    if t is Pid:
        return int(x.number) << 4 | 3
    return int(x.number) << 4 | 7 if t is Port else None


def internal_hash(term: Term) -> int:
    """The 64 bits of a term."""
    word = immediate(term)
    return finalized(word) if word is not None else _Lanes().of(term)


class _Lanes:
    """`waiting`: terms to come; `_AFTER_CAR` marks the end of a list behind an element of it."""

    __slots__ = ("one", "steps", "two", "waiting")

    def __init__(self) -> None:
        self.one = self.two = self.steps = 0
        self.waiting: list[Any] = []

    def of(self, term: Term) -> int:
        """The hash of a term."""
        waiting = self.waiting
        waiting.append(term)
        while waiting:
            x = waiting.pop()
            if x is _AFTER_CAR:
                self.value(_CDR)
                continue
            word = immediate(x)
            if word is not None:
                self.kind(_IMMEDIATE)
                self.value(word)
            else:
                _RULES[type(x)](x, self)
        one, two = self.one ^ self.steps, self.two ^ self.steps
        one = one + two & _WORD
        two = finalized(one + two & _WORD)
        one = finalized(one) + two & _WORD
        return one ^ (one + two & _WORD)

    def kind(self, word: int) -> None:
        """A word for the first lane."""
        lane = self.one ^ _rotated(word * _FIRST & _WORD, 31) * _SECOND & _WORD
        self.one = (_rotated(lane, 27) + self.two) * 5 + 0x52DCE729 & _WORD
        self.steps += 1

    def kinds(self, low: int, high: int) -> None:
        """Two half words for the first lane."""
        self.kind(low & _HALF | high << 32 & _WORD)

    def value(self, word: int) -> None:
        """A word for the second lane."""
        lane = self.two ^ _rotated(word * _SECOND & _WORD, 33) * _FIRST & _WORD
        self.two = (_rotated(lane, 31) + self.one) * 5 + 0x38495AB5 & _WORD
        self.steps += 1

    def element(self, x: Term) -> None:
        """A part that is not the last: at once if it is small, else later."""
        word = immediate(x)
        if word is not None:
            self.kind(_IMMEDIATE)
            self.value(word)
        else:
            self.kind(_ELEMENT)
            self.waiting.append(x)


_AFTER_CAR: Final = object()


def _list(x: Any, lanes: _Lanes) -> None:
    """Bytes go in by fours; then one other element, and the rest is a list of its own."""
    while type(x) is list:
        x = _characters(x, lanes)
        if type(x) is not list:
            break
        head, x = x
        word = immediate(head)
        if word is None:
            lanes.waiting.append(x)
            if type(x) is not list:
                lanes.waiting.append(_AFTER_CAR)
            lanes.kind(_CAR)
            lanes.waiting.append(head)
            return
        lanes.kinds(_IMMEDIATE, _CAR)
        lanes.value(word)
        if type(x) is not list:
            lanes.kind(_CDR)
    lanes.waiting.append(x)


def _characters(x: Any, lanes: _Lanes) -> Any:
    """What follows the bytes at the front."""
    word = count = 0
    while type(x) is list and type(x[0]) is int and 0 <= x[0] < 256:
        word = word << 8 | x[0]
        count += 1
        x = x[1]
        if count == 4:
            lanes.kinds(_STRING | count << 8, word)
            word = count = 0
    if count:
        lanes.kinds(_STRING | count << 8, word)
    return x


def _tuple(x: Any, lanes: _Lanes) -> None:
    lanes.kind(_TUPLE)
    lanes.value(len(x))
    for part in x[:-1]:
        lanes.element(part)
    if x:
        lanes.waiting.append(x[-1])


def _record(x: Any, lanes: _Lanes) -> None:
    lanes.kind(_RECORD)
    lanes.value(len(x))
    lanes.element(definition_hash(x[0]))
    values = values_by_age(x)
    for value in values[:-1]:
        lanes.element(value)
    if values:
        lanes.waiting.append(values[-1])


def _map(x: Any, lanes: _Lanes) -> None:
    from pyerlshell.terms.map_order import ordered_items

    pairs = ordered_items(x)
    lanes.kind(_MAP)
    lanes.value(len(pairs))
    for k, v in pairs[:-1]:
        lanes.element(v)
        lanes.element(k)
    if pairs:
        lanes.element(pairs[-1][1])
        lanes.waiting.append(pairs[-1][0])


def _binary(x: Any, lanes: _Lanes) -> None:
    size = bit_size(x)
    lanes.kind(_BINARY)
    lanes.value(size)
    data = padded(x)
    whole = size // 8
    full = whole - whole % 16
    for at in range(0, full, 16):
        one, two = _two_words(data, at)
        lanes.kind(one)
        lanes.value(two)
    rest = data[full:whole]
    if len(rest) > 8:
        word = int.from_bytes(rest[8:], "little")
        lanes.two ^= _rotated(word * _SECOND & _WORD, 33) * _FIRST & _WORD
    if rest:
        word = int.from_bytes(rest[:8], "little")
        lanes.one ^= _rotated(word * _FIRST & _WORD, 31) * _SECOND & _WORD
    if size % 8:
        lanes.kind(data[whole] >> 8 - size % 8)


def _large(x: Any, lanes: _Lanes) -> None:
    digits = (abs(x).bit_length() + 63) // 64
    lanes.kinds(_NEGATIVE if x < 0 else _POSITIVE, digits)
    for i in range(digits):
        word = abs(x) >> 64 * i & _WORD
        if i % 2 or i == digits - 1:
            lanes.value(word)
        else:
            lanes.kind(word)


def _float(x: Any, lanes: _Lanes) -> None:
    lanes.kind(_FLOAT)
    lanes.value(int.from_bytes(_double(x), "little"))


def _ref(x: Any, lanes: _Lanes) -> None:
    lanes.kinds(_REF, x.ids[-1])
    lanes.value(x.ids[-2] if len(x.ids) > 1 else 0)


def _fun(x: Any, lanes: _Lanes) -> None:
    _, index, uniq = funs.module_index_uniq(x)
    lanes.kinds(_FUN, index)
    lanes.value(uniq)
    lanes.waiting.extend(funs.environment(x))


_RULES: Final[dict[type, Callable[[Any, _Lanes], None]]] = {
    int: _large,
    float: _float,
    tuple: _tuple,
    Record: _record,
    list: _list,
    dict: _map,
    immutables.Map: _map,
    bytes: _binary,
    BitString: _binary,
    Ref: _ref,
    FunctionType: _fun,
}
