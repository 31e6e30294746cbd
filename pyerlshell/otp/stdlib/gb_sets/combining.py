"""Union, intersection, difference and comparisons of two or more sets.

OTP: gb_sets
"""

from __future__ import annotations

import math
from typing import Any, Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.machine import tail
from pyerlshell.otp import balanced_trees as trees
from pyerlshell.otp.balanced_trees import NIL
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.stdlib.gb_sets.elements import is_in
from pyerlshell.otp.stdlib.gb_sets.module import (
    Pair,
    gb_sets,
    is_node,
    items_of,
    low_tree,
    pair_of,
    sized,
)
from pyerlshell.terms.atoms import a
from pyerlshell.terms.order import compare
from pyerlshell.terms.types import Term

__preempt__ = True

_true = a.true
_false = a.false

_SMALL: Final = 10


_LOOKS: Final = 1.46
"""How much dearer a look into a tree is, for each halving, than a step of a pass through both."""


_is_disjoint_1 = clause("gb_sets", "is_disjoint_1")


def _looks(n1: int, n2: int) -> bool:
    """Are n1 looks into a tree of n2 less work than a pass through both?"""
    return n2 >= _SMALL and n2 >= n1 * math.floor(_LOOKS * math.log(n2) + 0.5)


def _both(s1: Any, s2: Any) -> tuple[Pair, Pair]:
    """The sets that are given, for functions that ask for integer sizes."""
    for s in (s1, s2):
        if type(s) is not tuple or len(s) != 2 or type(s[0]) is not int:
            raise function_clause(s1, s2)
    return s1, s2


@gb_sets.export(
    "union/2",
    "(Set1, Set2) -> Set3 when Set1 :: set(Element), Set2 :: set(Element), Set3 :: set(Element)",
)
def union(s1: Term, s2: Term) -> Term:
    """The elements of either set."""
    one, two = _both(s1, s2)
    if two[0] < one[0]:
        one, two = two, one
    if not _looks(one[0], two[0]):
        return low_tree(_merged(items_of(one[1]), items_of(two[1])), heavy_right=True)
    count, root = two
    for x in items_of(one[1]):
        if not is_in(x, root):
            count += 1
            root = trees.insert((x,), root, count)
    return count, root


def _merged(xs: list[Any], ys: list[Any]) -> list[Any]:
    """The elements of both. Of equal ones the reference keeps that of the list it looks at first,
    and the lists change places whenever the other one is smaller."""
    made: list[Any] = []
    i = j = 0
    while i < len(xs) and j < len(ys):
        c = compare(xs[i], ys[j])
        if c > 0:
            made.append(ys[j])
            xs, ys, i, j = ys, xs, j + 1, i
        else:
            made.append(xs[i])
            i += 1
            if c == 0:
                j += 1
    return made + xs[i:] + ys[j:]


@gb_sets.export(
    "union/1",
    "(SetList) -> Set when SetList :: [set(Element)], Set :: set(Element)",
)
def union_all(l: Any) -> Term:
    """The elements of any of the sets."""
    if l is None:
        return 0, NIL
    return _folded(l, union, "union_list")


def _folded(l: Any, combine: Any, name: str) -> Term:
    """The sets combined from left to right; there is one at least."""
    if type(l) is not list:
        raise function_clause(l)
    made, rest = l
    while type(rest) is list:
        made = combine(made, rest[0])
        rest = rest[1]
    return made if rest is None else tail(clause("gb_sets", name), made, rest)


@gb_sets.export(
    "intersection/2",
    "(Set1, Set2) -> Set3 when Set1 :: set(Element), Set2 :: set(Element), Set3 :: set(Element)",
)
def intersection(s1: Term, s2: Term) -> Term:
    """The elements of both sets."""
    one, two = _both(s1, s2)
    if two[0] < one[0]:
        one, two = two, one
    xs = items_of(one[1])
    if _looks(one[0], two[0]):
        return low_tree([x for x in xs if is_in(x, two[1])], heavy_right=True)
    return low_tree(_common(xs, items_of(two[1])), heavy_right=True)


def _common(xs: list[Any], ys: list[Any]) -> list[Any]:
    """The elements of both; which of equal ones is kept is as in `_merged`."""
    made: list[Any] = []
    i = j = 0
    while i < len(xs) and j < len(ys):
        c = compare(xs[i], ys[j])
        if c > 0:
            xs, ys, i, j = ys, xs, j + 1, i
            continue
        if c == 0:
            made.append(xs[i])
            j += 1
        i += 1
    return made


@gb_sets.export(
    "intersection/1",
    "(SetList) -> Set when SetList :: [set(Element), ...], Set :: set(Element)",
)
def intersection_all(l: Term) -> Term:
    """The elements of all the sets."""
    return _folded(l, intersection, "intersection_list")


@gb_sets.export(
    "is_disjoint/2",
    "(Set1, Set2) -> boolean() when Set1 :: set(Element), Set2 :: set(Element)",
)
def is_disjoint(s1: Term, s2: Term) -> Term:
    """True if the sets have no element in common."""
    one, two = pair_of(s1, s1, s2), pair_of(s2, s1, s2)
    if compare(one[0], two[0]) >= 0:
        one, two = two, one
    if one[1] is NIL or two[1] is NIL:
        return _true
    if not (is_node(one[1]) and is_node(two[1])):
        return tail(_is_disjoint_1, one[1], two[1])
    for x in items_of(one[1]):
        if is_in(x, two[1]):
            return _false
    return _true


@gb_sets.export(
    "subtract/2",
    "(Set1, Set2) -> Set3 when Set1 :: set(Element), Set2 :: set(Element), Set3 :: set(Element)",
)
def subtract(s1: Term, s2: Term) -> Term:
    """The elements of the first set that the second does not have."""
    return tail(difference, s1, s2)


@gb_sets.export(
    "difference/2",
    "(Set1, Set2) -> Set3 when Set1 :: set(Element), Set2 :: set(Element), Set3 :: set(Element)",
)
def difference(s1: Term, s2: Term) -> Term:
    """The elements of the first set that the second does not have."""
    (size1, root1), (size2, root2) = sized(s1, s1, s2), sized(s2, s1, s2)
    xs = items_of(root1)
    if _looks(size1, size2):
        return low_tree([x for x in xs if not is_in(x, root2)], heavy_right=True)
    return low_tree(_left_over(xs, items_of(root2)), heavy_right=True)


def _left_over(xs: list[Any], ys: list[Any]) -> list[Any]:
    made: list[Any] = []
    j = 0
    for x in xs:
        while j < len(ys) and compare(ys[j], x) < 0:
            j += 1
        if j == len(ys) or compare(ys[j], x) != 0:
            made.append(x)
    return made


@gb_sets.export(
    "is_subset/2",
    "(Set1, Set2) -> boolean() when Set1 :: set(Element), Set2 :: set(Element)",
)
def is_subset(s1: Term, s2: Term) -> Term:
    """True if the second set has every element of the first."""
    (size1, root1), (size2, root2) = sized(s1, s1, s2), sized(s2, s1, s2)
    xs = items_of(root1)
    if _looks(size1, size2):
        for x in xs:
            if not is_in(x, root2):
                return _false
        return _true
    return _false if _left_over(xs, items_of(root2)) else _true
