"""The order in which a map shows its keys.

Up to 32 keys it is the order of keys in which atoms come by age, not by name: by their index in the
atom table. What `erl` has in its table when it starts is in `atom_order.txt`, so that two atoms it
knows come in its order; every other atom follows, the ones made first before the others.

Above 32 keys it is the order of the hash trie: four bits of the key's internal hash a level, from
the lowest. That is erl's own hash, so the order is erl's; for atoms as far as the atom's index is,
for pids, references and funs as far as they are erl's.

OTP: erl_map.c, erl_term_hashing.c (make_internal_hash)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cmp_to_key
from itertools import chain, pairwise
from struct import unpack
from typing import Any, Final

from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.internal_hash import SMALL, integer_hashes, internal_hash
from pyerlshell.terms.maps import ErlMap, unkey
from pyerlshell.terms.order import compare_keys
from pyerlshell.terms.types import Term

Ordering = Callable[[ErlMap], list[tuple[Term, Term]]]

_AFTER_ALL_KNOWN: Final = 1 << 32


@cache
def _known() -> dict[str, int]:
    from importlib.resources import files  # slow to import, and few programs print maps

    text = files("pyerlshell.terms").joinpath("atom_order.txt").read_text("utf-8")
    return {_unescaped(line): index for index, line in enumerate(text.split("\n"))}


def _unescaped(line: str) -> str:
    return line.replace("\\n", "\n").replace("\\\\", "\\") if "\\" in line else line


def atom_age(x: Atom) -> int:
    """Sorts atoms as erl's atom table has them."""
    known = _known().get(x.name)
    return known if known is not None else x.index + _AFTER_ALL_KNOWN


def ordered_items(m: ErlMap) -> list[tuple[Term, Term]]:
    """The (Key, Value) terms in the order maps:to_list/1 and printing show."""
    if len(m) < 2:
        return [(unkey(k), v) for k, v in m.items()]
    if type(m) is dict:
        kinds = {type(k) for k in m}
        if kinds == {int}:
            return sorted(m.items())
        if kinds == {Atom}:
            return sorted(m.items(), key=_age_of_item)
        return sorted([(unkey(k), v) for k, v in m.items()], key=_small_map_key)
    if len(m) >= _MANY and {type(k) for k in m} == {int}:
        keys: list[int] = list(m)
        if min(keys) >= -SMALL and max(keys) < SMALL:
            places = chain.from_iterable([_integer_places(piece) for piece in integer_hashes(keys)])
            return sorted(m.items(), key=lambda _: next(places))
    return sorted([(unkey(k), v) for k, v in m.items()], key=_trie_place)


_MANY: Final = 256


def _integer_places(hashes: bytes) -> tuple[int, ...]:
    """The trie places, as integers, of a piece of integer_hashes."""
    return unpack(">" + "Q8x" * (len(hashes) // 16), hashes.translate(_SWAPPED_NIBBLES))


_SWAPPED_NIBBLES: Final = bytes([(i & 15) << 4 | i >> 4 for i in range(256)])


def _trie_place(item: tuple[Any, Term]) -> bytes:
    """The path of a key through the trie: sorts as its hash does from the lowest four bits up."""
    return internal_hash(item[0]).to_bytes(8, "little").translate(_SWAPPED_NIBBLES)


def trie_nodes(m: ErlMap) -> int:
    """How many nodes the hash trie of a map has: one for each path that several keys share."""
    paths = sorted([int.from_bytes(_trie_place((unkey(k), None)), "big") for k in m])
    nodes, before = 0, -1
    for p, q in pairwise(paths):
        common = (64 - (p ^ q).bit_length()) // 4
        nodes += max(0, common - before)
        before = common
    return nodes


def _age_of_item(item: tuple[Any, Term]) -> int:
    return atom_age(item[0])


def _compare_items(x: tuple[Term, Term], y: tuple[Term, Term]) -> int:
    p, q = x[0], y[0]
    if type(p) is Atom and type(q) is Atom:
        return atom_age(p) - atom_age(q)
    return compare_keys(p, q)


_small_map_key: Final = cmp_to_key(_compare_items)


def sorted_items(m: ErlMap) -> list[tuple[Term, Term]]:
    """The (Key, Value) terms in the order of keys (`~kp`, maps:iterator(M, ordered))."""
    return sorted([(unkey(k), v) for k, v in m.items()], key=_key_order)


def reversed_items(m: ErlMap) -> list[tuple[Term, Term]]:
    """As sorted_items, the other way round."""
    return sorted_items(m)[::-1]


def _compare_by_key(x: tuple[Term, Term], y: tuple[Term, Term]) -> int:
    return compare_keys(x[0], y[0])


_key_order: Final = cmp_to_key(_compare_by_key)
