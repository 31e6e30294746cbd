"""Unions, intersections and the like, and what can be asked of sets.

OTP: sofs
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.otp.native_calls import local
from pyerlshell.otp.stdlib.sofs.making import EMPTY, to_external, type_
from pyerlshell.otp.stdlib.sofs.module import (
    ANY,
    TAG,
    apply,
    is_list_type,
    is_ordset,
    is_set_,
    items_of,
    list_type,
    listed,
    of_type,
    set_of,
    sofs,
    truth,
)
from pyerlshell.otp.stdlib.sofs.types import match, unified
from pyerlshell.otp.stdlib.sofs.walks import fresh, in_order, side_by_side
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.order import equal
from pyerlshell.terms.types import Term

__preempt__ = True


def _common(x: Any, y: Any) -> Term:
    """The type of both sets; function_clause if they are none."""
    if not is_set_(x) or not is_set_(y):
        raise function_clause(x, y)
    kind = unified(x[2], y[2])
    if kind is None:
        raise error(a.type_mismatch)
    return kind


def _matched(x: Any, y: Any) -> None:
    if not is_set_(x) or not is_set_(y):
        raise function_clause(x, y)
    if not match(x[2], y[2]):
        raise error(a.type_mismatch)


def union_items(x: list[Any], y: list[Any]) -> list[Any]:
    """The elements of both."""
    return fresh(x + y) if x and y else x or y


@sofs.export("union/2")
def union(x: Any, y: Any) -> Term:
    """What is in Set1 or Set2."""
    if not is_set_(x) or not is_set_(y):
        raise function_clause(x, y)
    kind = unified(x[2], y[2])
    if kind is None:
        raise error(a.type_mismatch)
    return set_of(union_items(items_of(x), items_of(y)), kind)


@sofs.export("intersection/2")
def intersection(x: Any, y: Any) -> Term:
    """What is in both sets."""
    kind = _common(x, y)
    return set_of(side_by_side(items_of(x), items_of(y))[1], kind)


@sofs.export("difference/2")
def difference(x: Any, y: Any) -> Term:
    """What is in Set1 and not in Set2."""
    kind = _common(x, y)
    return set_of(side_by_side(items_of(x), items_of(y))[0], kind)


@sofs.export("symdiff/2")
def symdiff(x: Any, y: Any) -> Term:
    """What is in one of the sets only."""
    kind = _common(x, y)
    first, _, second = side_by_side(items_of(x), items_of(y))
    return set_of(union_items(first, second), kind)


@sofs.export("symmetric_partition/2")
def symmetric_partition(x: Any, y: Any) -> Term:
    """{what is in Set1 only, in both, in Set2 only}."""
    kind = _common(x, y)
    first, both, second = side_by_side(items_of(x), items_of(y))
    return set_of(first, kind), set_of(both, kind), set_of(second, kind)


@sofs.export("union/1")
def union_of(sets: Any) -> Term:
    """What is in one of the sets that are elements of the set."""
    if not is_set_(sets):
        raise function_clause(sets)
    kind = sets[2]
    if kind is ANY:
        return sets
    if not is_list_type(kind):
        raise error(a.badarg)
    return set_of(all_of(items_of(sets)), kind[0])


def all_of(lists: list[Any]) -> list[Any]:
    """The elements of all these lists."""
    items: list[Any] = []
    for l in lists:
        items += listed(l)
    return fresh(items)


def common_of(lists: list[Any]) -> list[Any]:
    """The elements that all these lists have."""
    items = listed(lists[0])
    for l in lists[1:]:
        if not items:
            break
        items = side_by_side(listed(l), items)[1]
    return items


@sofs.export("intersection/1")
def intersection_of(sets: Any) -> Term:
    """What is in all the sets that are elements of the set, which must have some."""
    if not is_set_(sets):
        raise function_clause(sets)
    if sets[1] is None or not is_list_type(sets[2]):
        raise error(a.badarg)
    return set_of(common_of(items_of(sets)), sets[2][0])


@sofs.export("canonical_relation/1")
def canonical_relation(sets: Any) -> Term:
    """The relation of {E, S} for the elements E of each set S in the set."""
    if not is_set_(sets):
        raise function_clause(sets)
    kind = sets[2]
    if kind is ANY:
        return sets
    if not is_list_type(kind):
        raise error(a.badarg)
    if kind[0] is ANY:
        return EMPTY
    pairs = [(x, s) for s in items_of(sets) for x in listed(s)]
    return set_of(in_order(pairs), (kind[0], kind))


@sofs.export("specification/2")
def specification(f: Any, s: Any) -> Term:
    """The elements of a set for which a fun says true."""
    if not is_set_(s):
        raise function_clause(f, s)
    outer = external_fun(f)
    kind = element_type(s[2])
    items = items_of(s)
    kept = _spec(items, f, kind, []) if outer is None else _specified(items, outer, [])
    if kept is None:
        raise error(a.badarg)
    return set_of(kept, s[2])


@local("sofs", "spec")
def _spec(items: list[Any], f: Any, kind: Term, kept: list[Any]) -> list[Any] | None:
    for x in items:
        answer = apply(f, of_type(x, kind))
        if answer is a.true:
            kept.append(x)
        elif answer is not a.false:
            return None
    return kept


@local("sofs", "specification")
def _specified(items: list[Any], f: Any, kept: list[Any]) -> list[Any] | None:
    for x in items:
        answer = apply(f, x)
        if answer is a.true:
            kept.append(x)
        elif answer is not a.false:
            return None
    return kept


def external_fun(f: Any) -> Any:
    """The fun of {external, Fun}, None for a fun that takes sets."""
    if type(f) is tuple and len(f) == 2 and f[0] is a.external and type(f[1]) is not Atom:
        return f[1]
    return None


def element_type(kind: Any) -> Any:
    """The type of what is in the elements, if they are sets."""
    return kind[0] if is_list_type(kind) else kind


@sofs.export("is_equal/2")
def is_equal(x: Any, y: Any) -> Term:
    """True if the sets are equal; their types must fit."""
    if is_set_(x) and is_set_(y):
        kinds = (x[2], y[2])
    elif is_ordset(x) and is_ordset(y):
        kinds = (x[2], y[2])
    elif (is_set_(x) and is_ordset(y)) or (is_ordset(x) and is_set_(y)):
        raise error(a.type_mismatch)
    else:
        raise function_clause(x, y)
    if not match(*kinds):
        raise error(a.type_mismatch)
    return truth(equal(x[1], y[1]))


@sofs.export("is_subset/2")
def is_subset(x: Any, y: Any) -> Term:
    """True if all of Set1 is in Set2."""
    _matched(x, y)
    return truth(not side_by_side(items_of(x), items_of(y))[0])


@sofs.export("is_disjoint/2")
def is_disjoint(x: Any, y: Any) -> Term:
    """True if the sets have nothing in common."""
    _matched(x, y)
    return truth(not side_by_side(items_of(x), items_of(y))[1])


@sofs.export("is_sofs_set/1")
def is_sofs_set(s: Term) -> Term:
    """True for a set and for an ordered set."""
    return truth(is_set_(s) or is_ordset(s))


@sofs.export("is_set/1")
def is_set(s: Any) -> Term:
    """True for a set, false for an ordered set."""
    if not is_set_(s) and not is_ordset(s):
        raise function_clause(s)
    return truth(is_set_(s))


@sofs.export("is_empty_set/1")
def is_empty_set(s: Any) -> Term:
    """True for a set without elements."""
    if not is_set_(s) and not is_ordset(s):
        raise function_clause(s)
    return truth(is_set_(s) and s[1] is None)


@sofs.export("product/2")
def product(x: Any, y: Any) -> Term:
    """All {X, Y} with X from Set1 and Y from Set2."""
    if not is_set_(x) or not is_set_(y):
        raise function_clause(x, y)
    if x[2] is ANY:
        return x
    if y[2] is ANY:
        return y
    ys = items_of(y)
    return set_of([(p, q) for p in items_of(x) for q in ys], (x[2], y[2]))


@sofs.export("product/1")
def product_of(sets: Any) -> Term:
    """All tuples with one element from each set of the tuple, in its order."""
    if type(sets) is not tuple:
        raise function_clause(sets)
    if len(sets) == 2:
        return product(sets[0], sets[1])
    if not sets or not all(is_set_(s) for s in sets):
        raise error(a.badarg)
    if any(s[1] is None for s in sets):
        return EMPTY
    tuples: list[tuple[Any, ...]] = [()]
    for s in sets:
        items = items_of(s)
        tuples = [(*t, x) for t in tuples for x in items]
    kind = ANY if any(s[2] is ANY for s in sets) else tuple([s[2] for s in sets])
    return (TAG, to_list(tuples), kind)


@sofs.export("constant_function/2")
def constant_function(s: Any, value: Any) -> Term:
    """The function that gives AnySet for every element of Set."""
    if is_ordset(s):
        raise error(a.badarg)
    if not is_set_(s):
        raise function_clause(s, value)
    if not is_set_(value) and not is_ordset(value):
        raise error(a.badarg)
    if s[2] is ANY:
        return s
    outside = to_external(value)
    return set_of([(x, outside) for x in items_of(s)], (s[2], type_(value)))


def set_type(s: Any) -> Term:
    """The type of what a set is an element of."""
    return list_type(s[2]) if is_set_(s) else s[2]
