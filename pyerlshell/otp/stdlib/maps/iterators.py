"""Iterators: `[Where|Map]` before the first `next/1`, `{Key, Value, Next}` or `none` after it.

Where is a number (how many associations are done) or the list of keys still to come, when an
order was asked for. Everything that folds over a map takes either.

OTP: maps
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, Final

from immutables import Map

from pyerlshell.erts.errors import badarg, error
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.otp.stdlib.lists.sorting import sort_by
from pyerlshell.otp.stdlib.maps.module import maps
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.map_iterators import CHUNK, is_place, remaining
from pyerlshell.terms.map_order import ordered_items, reversed_items, sorted_items
from pyerlshell.terms.types import Term

__preempt__ = True

Pairs = list[tuple[Term, Term]]


class _Unfolded:
    """The pairs, in order, of the maps that next/1 is going over: of the last few such maps.

    To put them in order costs time in proportion to the map, and next/1 is called for each part.
    """

    MOST: Final = 4

    def __init__(self, _node: object) -> None:
        self._kept: dict[int, tuple[Any, Pairs]] = {}

    def part(self, m: Any, where: int) -> tuple[Pairs, bool]:
        """The pairs from a place on that one next/1 unfolds, and whether there are more."""
        kept = self._kept.pop(id(m), None)
        pairs = kept[1] if kept is not None and kept[0] is m else ordered_items(m)
        end = where + CHUNK
        if end < len(pairs):
            if len(self._kept) >= self.MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[id(m)] = (m, pairs)
        return pairs[where:end], end < len(pairs)


def pairs_of(x: Term) -> Pairs | None:
    """The pairs of a map or what is left of an iterator, in order; None for any other term."""
    if type(x) is dict or type(x) is Map:
        return ordered_items(x)
    done: Pairs = []
    while type(x) is tuple and len(x) == 3:
        done.append((x[0], x[1]))
        x = x[2]
    if x is a.none:
        return done
    if type(x) is not list:
        return None
    more = remaining(x[0], x[1])
    return None if more is None else done + more


@maps.export(
    "to_list/1",
    "(MapOrIterator) -> [{Key, Value}] when MapOrIterator :: #{Key => Value} | "
    "iterator(Key, Value)",
)
def to_list_(x: Term) -> Term:
    """The pairs {Key, Value} of a map or an iterator."""
    pairs = pairs_of(x)
    if pairs is None:
        raise error((a.badmap, x), x)
    return to_list(pairs)


@maps.export(
    "iterator/1",
    "(Map) -> Iterator when Map :: #{Key => Value}, Iterator :: iterator(Key, Value)",
)
def iterator(m: Term) -> Term:
    """An iterator over Map, for next/1; in no order you may rely on."""
    if type(m) is not dict and type(m) is not Map:
        raise error((a.badmap, m), m)
    return [0, m]


@maps.export(
    "iterator/2",
    "(Map, Order) -> Iterator when Map :: #{Key => Value}, Order :: iterator_order(Key), "
    "Iterator :: iterator(Key, Value)",
)
def iterator_in(m: Term, order: Term) -> Term:
    """An iterator over Map in Order: undefined, ordered, reversed, or a fun that compares two
    keys.
    """
    if type(m) is dict or type(m) is Map:
        if order is a.undefined:
            return [0, m]
        if order is a.ordered:
            return [to_list([k for k, _ in sorted_items(m)]), m]
        if order is a.reversed:
            return [to_list([k for k, _ in reversed_items(m)]), m]
        if type(order) is FunctionType and order.__code__.co_argcount == 2:
            keys = sort_by(order, to_list([k for k, _ in ordered_items(m)]))
            return [run() if keys is TAIL else keys, m]
    raise badarg(m, order)


@maps.export(
    "next/1",
    "(Iterator) -> {Key, Value, NextIterator} | none when Iterator :: iterator(Key, "
    "Value), NextIterator :: iterator(Key, Value)",
)
def next_(x: Term) -> Term:
    """{Key, Value, NextIterator}, or none at the end."""
    if x is a.none or (type(x) is tuple and len(x) == 3):
        return x
    if type(x) is not list:
        raise badarg(x)
    where: Any
    m: Any
    where, m = x
    made: Term = a.none
    pairs: Pairs | None
    if type(m) is Map and len(m) > CHUNK and is_place(where, m):
        pairs, more = P.cur.node.part(_Unfolded).part(m, where)
        if more:
            made = [where + CHUNK, m]
    else:
        pairs = pairs_of(x)
    if pairs is None:
        raise badarg(x)
    for k, v in reversed(pairs):
        made = (k, v, made)
    return made


@maps.export(
    "is_iterator_valid/1",
    "(MaybeIter) -> boolean() when MaybeIter :: iterator() | term()",
)
def is_iterator_valid(x: Term) -> Term:
    """True for what next/1 takes."""
    if type(x) is dict or type(x) is Map:
        return a.false
    return a.false if pairs_of(x) is None else a.true
