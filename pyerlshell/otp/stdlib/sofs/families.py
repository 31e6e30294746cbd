"""Families: functions whose values are sets.

OTP: sofs
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.otp.native_calls import clause, local, shown_fun
from pyerlshell.otp.stdlib.sofs.choosing import mapped
from pyerlshell.otp.stdlib.sofs.making import EMPTY
from pyerlshell.otp.stdlib.sofs.module import (
    ANY,
    TAG,
    apply,
    is_family_type,
    is_list_type,
    is_pair,
    is_set_,
    items_of,
    list_type,
    listed,
    set_of,
    sofs,
)
from pyerlshell.otp.stdlib.sofs.relations import domain_items, range_items
from pyerlshell.otp.stdlib.sofs.sets import (
    all_of,
    common_of,
    external_fun,
    union_items,
)
from pyerlshell.otp.stdlib.sofs.types import unified
from pyerlshell.otp.stdlib.sofs.walks import side_by_side
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.order import compare
from pyerlshell.terms.types import Term

__preempt__ = True

_fam_binop = clause("sofs", "-inlined-fam_binop/3-")
_fam2rel = clause("sofs", "-inlined-family_to_relation/1-")


def _family_type(f: Any, *args: Term) -> Any:
    """(index type, element type), None for what may be an empty family; else badarg."""
    if not is_set_(f):
        raise function_clause(*args)
    if f[2] is ANY:
        return None
    if not is_family_type(f[2]):
        raise error(a.badarg)
    return f[2][0], f[2][1][0]


def _family_to_relation(f: Any) -> Term:
    kind = _family_type(f)
    if kind is None:
        return f
    return set_of([(x, y) for x, ys in items_of(f) for y in listed(ys)], kind)


@sofs.export("family_to_relation/1")
def family_to_relation(f: Any) -> Term:
    """All {X, Y} with a Y in the set of the index X."""
    if not is_set_(f):
        raise function_clause(f)
    return _family_to_relation(f)


@sofs.export("fam2rel/1", internal=True)
def fam2rel(f: Term) -> Term:
    """As `family_to_relation/1`."""
    if not is_set_(f):
        _fam2rel(f)
    return _family_to_relation(f)


@sofs.export("family_specification/2")
def family_specification(fun: Any, f: Any) -> Term:
    """The family restricted to the indexes for whose sets a fun says true."""
    if not is_set_(f):
        raise function_clause(fun, f)
    kind = _family_type(f)
    if kind is None:
        return f
    outer = external_fun(fun)
    pairs = items_of(f)
    kept = _spec(pairs, fun, kind[1], []) if outer is None else _specified(pairs, outer, [])
    if kept is None:
        raise error(a.badarg)
    return set_of(kept, f[2])


@local("sofs", "fam_spec")
def _spec(pairs: list[Any], fun: Any, kind: Term, kept: list[Any]) -> list[Any] | None:
    for pair in pairs:
        answer = apply(fun, (TAG, pair[1], kind))
        if answer is a.true:
            kept.append(pair)
        elif answer is not a.false:
            return None
    return kept


@local("sofs", "fam_specification")
def _specified(pairs: list[Any], fun: Any, kept: list[Any]) -> list[Any] | None:
    for pair in pairs:
        answer = apply(fun, pair[1])
        if answer is a.true:
            kept.append(pair)
        elif answer is not a.false:
            return None
    return kept


@sofs.export("union_of_family/1")
def union_of_family(f: Any) -> Term:
    """The union of all sets of a family."""
    if not is_set_(f):
        raise function_clause(f)
    kind = _family_type(f)
    return f if kind is None else set_of(all_of([s for _, s in items_of(f)]), kind[1])


@sofs.export("intersection_of_family/1")
def intersection_of_family(f: Any) -> Term:
    """The intersection of all sets of a family, which must have some."""
    if not is_set_(f):
        raise function_clause(f)
    kind = _family_type(f)
    if kind is None or f[1] is None:
        raise error(a.badarg)
    return set_of(common_of([s for _, s in items_of(f)]), kind[1])


def _inner_sets(f: Any) -> Any:
    """The type of a family of sets of sets."""
    kind = _family_type(f)
    if kind is not None and not is_list_type(kind[1]):
        raise error(a.badarg)
    return kind


@sofs.export("family_union/1")
def family_union_of(f: Any) -> Term:
    """The family of the unions of the sets in each of the sets."""
    if not is_set_(f):
        raise function_clause(f)
    kind = _inner_sets(f)
    if kind is None:
        return f
    return set_of([(x, to_list(all_of(listed(s)))) for x, s in items_of(f)], (kind[0], kind[1]))


@sofs.export("family_intersection/1")
def family_intersection_of(f: Any) -> Term:
    """The family of the intersections of the sets in each of the sets, which may not be empty."""
    if not is_set_(f):
        raise function_clause(f)
    kind = _inner_sets(f)
    if kind is None:
        return f
    made: list[Any] = []
    for x, s in items_of(f):
        if s is None:
            raise error(a.badarg)
        made.append((x, to_list(common_of(listed(s)))))
    return set_of(made, (kind[0], kind[1]))


def _of_relations(f: Any, side: int, items: Callable[[list[Any]], list[Any]]) -> Term:
    kind = _family_type(f)
    if kind is None or kind[1] is ANY:
        return f
    if not is_pair(kind[1]):
        raise error(a.badarg)
    made = [(x, to_list(items(listed(r)))) for x, r in items_of(f)]
    return set_of(made, (kind[0], list_type(kind[1][side])))


@sofs.export("family_domain/1")
def family_domain(f: Any) -> Term:
    """The family of the domains of the relations in a family."""
    if not is_set_(f):
        raise function_clause(f)
    return _of_relations(f, 0, domain_items)


@sofs.export("family_range/1")
def family_range(f: Any) -> Term:
    """The family of the ranges of the relations in a family."""
    if not is_set_(f):
        raise function_clause(f)
    return _of_relations(f, 1, range_items)


@sofs.export("family_field/1")
def family_field(f: Term) -> Term:
    """The family of the fields of the relations in a family."""
    return family_union(family_domain(f), family_range(f))


Both = Callable[[list[Any], list[Any]], list[Any]]


def _combined(f: Any, g: Any, both: Both, first: bool, second: bool) -> Term:
    """Index by index: what stands under one that both have, and whether others stay."""
    kind = unified(f[2], g[2])
    if kind is None:
        raise error(a.type_mismatch)
    if kind is ANY:
        return f
    if not is_family_type(kind):
        raise error(a.badarg)
    xs, ys = items_of(f), items_of(g)
    made: list[Any] = []
    i = j = 0
    while i < len(xs) and j < len(ys):
        c = compare(xs[i][0], ys[j][0])
        if c == 0:
            made.append((xs[i][0], to_list(both(listed(xs[i][1]), listed(ys[j][1])))))
        elif c < 0 and first:
            made.append(xs[i])
        elif c > 0 and second:
            made.append(ys[j])
        i += c <= 0
        j += c >= 0
    made += xs[i:] if first else []
    made += ys[j:] if second else []
    return set_of(made, kind)


@sofs.export("family_union/2")
def family_union(f: Any, g: Any) -> Term:
    """The family of the unions of the sets under an index."""
    _two(f, g, 5)
    return _combined(f, g, union_items, True, True)


@sofs.export("family_intersection/2")
def family_intersection(f: Any, g: Any) -> Term:
    """The family of the intersections of the sets under the indexes that both have."""
    _two(f, g, 6)
    return _combined(f, g, lambda x, y: side_by_side(x, y)[1], False, False)


@sofs.export("family_difference/2")
def family_difference(f: Any, g: Any) -> Term:
    """The family of what is under an index of Family1 and not under it in Family2."""
    _two(f, g, 7)
    return _combined(f, g, lambda x, y: side_by_side(x, y)[0], True, False)


def _two(f: Any, g: Any, number: int) -> None:
    if not is_set_(f) or not is_set_(g):
        _fam_binop(f, g, shown_fun("sofs", number, 7792655, 3))


@sofs.export("family_projection/2")
def family_projection(fun: Any, f: Any) -> Term:
    """The function from each index to what a fun makes of its set."""
    if not is_set_(f):
        raise function_clause(fun, f)
    kind = _family_type(f)
    if kind is None:
        return f
    if f[1] is None:
        return EMPTY
    if external_fun(fun) is not None:
        raise error(a.badarg)
    so_far: Any = ANY
    pairs: list[Any] = []
    for x, s in items_of(f):
        y, so_far = mapped(s, fun, kind[1], so_far)
        pairs.append((x, y))
    return set_of(pairs, (kind[0], so_far))
