"""Sets as sorted lists without duplicates; elements that compare equal are one.

OTP: ordsets
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.preloaded.erlang.lists import length
from pyerlshell.otp.stdlib.lists import lists
from pyerlshell.otp.stdlib.lists.merging import merge_unique
from pyerlshell.otp.stdlib.lists.sorting import usort
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import ImproperList, from_list, to_list
from pyerlshell.terms.order import compare
from pyerlshell.terms.types import Term

__preempt__ = True

ordsets: Final = NativeModule("ordsets", "Sets as ordered lists.")

_true = a.true
_false = a.false


def _items(l: Term, *args: Term) -> list[Any]:
    try:
        return from_list(l)
    except ImproperList:
        raise function_clause(*args) from None


@ordsets.export(
    "new/0",
    "() -> ordset(none())",
)
def new() -> Term:
    """The empty set."""
    return None


@ordsets.export(
    "is_set/1",
    "(Ordset) -> boolean() when Ordset :: term()",
)
def is_set(l: Term) -> Term:
    """True for a list that is sorted and has no duplicates."""
    while type(l) is list:
        x, rest = l
        if type(rest) is list and compare(x, rest[0]) >= 0:
            return _false
        l = rest
    return _true if l is None else _false


@ordsets.export(
    "size/1",
    "(Ordset) -> non_neg_integer() when Ordset :: ordset(_)",
)
def size(s: Term) -> Term:
    """How many elements the set has."""
    return length(s)


@ordsets.export(
    "is_empty/1",
    "(Ordset) -> boolean() when Ordset :: ordset(_)",
)
def is_empty(s: Term) -> Term:
    """True for the empty set."""
    return _true if s is None else _false


@ordsets.export(
    "is_equal/2",
    "(Ordset1, Ordset2) -> boolean() when Ordset1 :: ordset(_), Ordset2 :: ordset(_)",
)
def is_equal(x: Term, y: Term) -> Term:
    """True if both sets have the same elements."""
    return _true if compare(x, y) == 0 else _false


@ordsets.export(
    "to_list/1",
    "(Ordset) -> List when Ordset :: ordset(T), List :: [T]",
)
def to_list_(s: Term) -> Term:
    """The elements of the set."""
    return s


@ordsets.export(
    "from_list/1",
    "(List) -> Ordset when List :: [T], Ordset :: ordset(T)",
)
def from_list_(l: Term) -> Term:
    """The set of the elements of a list."""
    return usort(l)


@ordsets.export(
    "is_element/2",
    "(Element, Ordset) -> boolean() when Element :: term(), Ordset :: ordset(_)",
)
def is_element(x: Term, s: Term) -> Term:
    """True if the set has the element."""
    while type(s) is list:
        c = compare(x, s[0])
        if c <= 0:
            return _true if c == 0 else _false
        s = s[1]
    if s is not None:
        raise function_clause(x, s)
    return _false


@ordsets.export(
    "add_element/2",
    "(Element, Ordset1) -> Ordset2 when Element :: E, Ordset1 :: ordset(T), Ordset2 :: "
    "ordset(T | E)",
)
def add_element(x: Term, s: Term) -> Term:
    """The set with one more element."""
    return to_list(merge_unique(_items(s, x, s), [x]))


@ordsets.export(
    "del_element/2",
    "(Element, Ordset1) -> Ordset2 when Element :: term(), Ordset1 :: ordset(T), Ordset2 "
    ":: ordset(T)",
)
def del_element(x: Term, s: Term) -> Term:
    """The set without the element."""
    return to_list([y for y in _items(s, x, s) if compare(x, y) != 0])


@ordsets.export(
    "union/2",
    "(Ordset1, Ordset2) -> Ordset3 when Ordset1 :: ordset(T1), Ordset2 :: ordset(T2), "
    "Ordset3 :: ordset(T1 | T2)",
)
def union(x: Term, y: Term) -> Term:
    """The elements of either set."""
    return to_list(merge_unique(_items(x, x, y), _items(y, x, y)))


@ordsets.export(
    "union/1",
    "(OrdsetList) -> Ordset when OrdsetList :: [ordset(T)], Ordset :: ordset(T)",
)
def union_all(l: Term) -> Term:
    """The elements of any of the sets."""
    made: list[Any] = []
    for s in _items(l, l):
        made = merge_unique(made, _items(s, l))
    return to_list(made)


def _common(x: list[Any], y: list[Any], keep: bool) -> list[Any]:
    """Those of x that are (or are not) in y."""
    made = []
    j = 0
    for e in x:
        while j < len(y) and compare(y[j], e) < 0:
            j += 1
        if (j < len(y) and compare(y[j], e) == 0) is keep:
            made.append(e)
    return made


@ordsets.export(
    "intersection/2",
    "(Ordset1, Ordset2) -> Ordset3 when Ordset1 :: ordset(_), Ordset2 :: ordset(_), "
    "Ordset3 :: ordset(_)",
)
def intersection(x: Term, y: Term) -> Term:
    """The elements of both sets."""
    return to_list(_common(_items(x, x, y), _items(y, x, y), True))


@ordsets.export(
    "intersection/1",
    "(OrdsetList) -> Ordset when OrdsetList :: [ordset(_), ...], Ordset :: ordset(_)",
)
def intersection_all(l: Term) -> Term:
    """The elements of all the sets."""
    sets = _items(l, l)
    if not sets:
        raise function_clause(l)
    made = _items(sets[0], l)
    for s in sets[1:]:
        made = _common(made, _items(s, l), True)
    return to_list(made)


@ordsets.export(
    "subtract/2",
    "(Ordset1, Ordset2) -> Ordset3 when Ordset1 :: ordset(_), Ordset2 :: ordset(_), "
    "Ordset3 :: ordset(_)",
)
def subtract(x: Term, y: Term) -> Term:
    """The elements of the first set that the second does not have."""
    return to_list(_common(_items(x, x, y), _items(y, x, y), False))


@ordsets.export(
    "is_disjoint/2",
    "(Ordset1, Ordset2) -> boolean() when Ordset1 :: ordset(_), Ordset2 :: ordset(_)",
)
def is_disjoint(x: Term, y: Term) -> Term:
    """True if the sets have no element in common."""
    return _false if _common(_items(x, x, y), _items(y, x, y), True) else _true


@ordsets.export(
    "is_subset/2",
    "(Ordset1, Ordset2) -> boolean() when Ordset1 :: ordset(_), Ordset2 :: ordset(_)",
)
def is_subset(x: Term, y: Term) -> Term:
    """True if the second set has every element of the first."""
    return _false if _common(_items(x, x, y), _items(y, x, y), False) else _true


@ordsets.export(
    "fold/3",
    "(Function, Acc0, Ordset) -> Acc1 when Function :: fun((Element :: T, AccIn :: term()) "
    "-> AccOut :: term()), Ordset :: ordset(T), Acc0 :: term(), Acc1 :: term()",
)
def fold(f: Term, acc: Term, s: Term) -> Term:
    """lists:foldl/3 over the elements."""
    return tail(lists.functions["foldl", 3].fn, f, acc, s)


@ordsets.export(
    "filter/2",
    "(Pred, Ordset1) -> Ordset2 when Pred :: fun((Element :: T) -> boolean()), Ordset1 :: "
    "ordset(T), Ordset2 :: ordset(T)",
)
def filter_(f: Term, s: Term) -> Term:
    """The elements for which Pred gives true."""
    return tail(lists.functions["filter", 2].fn, f, s)


def _finished(r: Term) -> Term:
    return run() if r is TAIL else r


@ordsets.export(
    "map/2",
    "(Fun, Ordset1) -> Ordset2 when Fun :: fun((Element1 :: T1) -> Element2 :: T2), "
    "Ordset1 :: ordset(T1), Ordset2 :: ordset(T2)",
)
def map_(f: Term, s: Term) -> Term:
    """The set of what Fun gives for the elements."""
    return usort(_finished(lists.functions["map", 2].fn(f, s)))


@ordsets.export(
    "filtermap/2",
    "(Fun, Ordset1) -> Ordset2 when Fun :: fun((Element1 :: T1) -> boolean() | {true, "
    "Element2 :: T2}), Ordset1 :: ordset(T1), Ordset2 :: ordset(T1 | T2)",
)
def filtermap(f: Term, s: Term) -> Term:
    """The set of what lists:filtermap/2 gives for the elements."""
    return usort(_finished(lists.functions["filtermap", 2].fn(f, s)))
