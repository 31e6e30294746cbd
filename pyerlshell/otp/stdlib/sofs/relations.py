"""Binary relations and functions.

OTP: sofs
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.stdlib.sofs.making import type_
from pyerlshell.otp.stdlib.sofs.module import (
    ANY,
    is_ordset,
    is_pair,
    is_set_,
    items_of,
    list_type,
    set_of,
    sofs,
    truth,
)
from pyerlshell.otp.stdlib.sofs.sets import set_type, union
from pyerlshell.otp.stdlib.sofs.types import match, unified
from pyerlshell.otp.stdlib.sofs.walks import (
    chosen,
    distinct,
    first,
    fresh,
    grouped,
    in_order,
    is_function,
    turned,
)
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.order import equal
from pyerlshell.terms.types import Term

__preempt__ = True

_rel2fam = clause("sofs", "-inlined-relation_to_family/1-")


def pair_type(r: Any) -> Any:
    """The type {X, Y} of a binary relation, None for what may be an empty one; else badarg."""
    if r[2] is ANY:
        return None
    if not is_pair(r[2]):
        raise error(a.badarg)
    return r[2]


def open_pair_type(r: Any) -> Any:
    """As `pair_type/1`, but {'_', '_'} instead of None."""
    return pair_type(r) or (ANY, ANY)


def domain_items(pairs: list[Any]) -> list[Any]:
    """The first elements of pairs in order."""
    return distinct([x for x, _ in pairs])


def range_items(pairs: list[Any]) -> list[Any]:
    """The second elements."""
    return fresh([y for _, y in pairs])


def _relation_to_family(r: Any) -> Term:
    kind = pair_type(r)
    if kind is None:
        return r
    found = [(x, to_list([y for _, y in group])) for x, group in grouped(items_of(r), first)]
    return set_of(found, (kind[0], list_type(kind[1])))


@sofs.export("relation_to_family/1")
def relation_to_family(r: Any) -> Term:
    """The family that has for each X of the domain all Y with {X, Y} in the relation."""
    if not is_set_(r):
        raise function_clause(r)
    return _relation_to_family(r)


@sofs.export("rel2fam/1", internal=True)
def rel2fam(r: Term) -> Term:
    """As `relation_to_family/1`."""
    if not is_set_(r):
        _rel2fam(r)
    return _relation_to_family(r)


@sofs.export("domain/1")
def domain(r: Any) -> Term:
    """The set of the first elements."""
    if not is_set_(r):
        raise function_clause(r)
    kind = pair_type(r)
    return r if kind is None else set_of(domain_items(items_of(r)), kind[0])


@sofs.export("range/1")
def range_(r: Any) -> Term:
    """The set of the second elements."""
    if not is_set_(r):
        raise function_clause(r)
    kind = pair_type(r)
    return r if kind is None else set_of(range_items(items_of(r)), kind[1])


@sofs.export("field/1")
def field(r: Term) -> Term:
    """The union of domain and range."""
    return union(domain(r), range_(r))


@sofs.export("converse/1")
def converse(r: Any) -> Term:
    """{Y, X} for each {X, Y}."""
    if not is_set_(r):
        raise function_clause(r)
    kind = pair_type(r)
    return r if kind is None else set_of(turned(items_of(r)), (kind[1], kind[0]))


@sofs.export("image/2")
def image(r: Any, s: Any) -> Term:
    """All Y with {X, Y} in the relation for an X of the set."""
    if not is_set_(r) or not is_set_(s):
        raise function_clause(r, s)
    kind = pair_type(r)
    if kind is None:
        return r
    if not match(kind[0], s[2]):
        raise error(a.type_mismatch)
    return set_of(range_items(chosen(items_of(s), items_of(r), first)[0]), kind[1])


@sofs.export("inverse_image/2")
def inverse_image(r: Any, s: Any) -> Term:
    """All X with {X, Y} in the relation for a Y of the set."""
    if not is_set_(r) or not is_set_(s):
        raise function_clause(r, s)
    kind = pair_type(r)
    if kind is None:
        return r
    if not match(kind[1], s[2]):
        raise error(a.type_mismatch)
    return set_of(range_items(chosen(items_of(s), turned(items_of(r)), first)[0]), kind[0])


@sofs.export("strict_relation/1")
def strict_relation(r: Any) -> Term:
    """The relation without {X, X}."""
    if not is_set_(r):
        raise function_clause(r)
    kind = pair_type(r)
    return r if kind is None else set_of([p for p in items_of(r) if not equal(p[0], p[1])], kind)


@sofs.export("weak_relation/1")
def weak_relation(r: Any) -> Term:
    """The relation with {X, X} for all X of the field."""
    if not is_set_(r):
        raise function_clause(r)
    kind = pair_type(r)
    if kind is None:
        return r
    both = unified(kind[0], kind[1])
    if both is None:
        raise error(a.badarg)
    pairs = items_of(r)
    more = [(x, x) for x in fresh([x for pair in pairs for x in pair])]
    return set_of(fresh(pairs + more), (both, both))


@sofs.export("extension/3")
def extension(r: Any, s: Any, value: Any) -> Term:
    """The relation with {X, AnySet} for each X of the set that is not in its domain."""
    if not is_set_(r) or not is_set_(s):
        raise function_clause(r, s, value)
    if not is_set_(value) and not is_ordset(value):
        raise error((a.case_clause, (r[2], s[2], a.false)))
    kind = pair_type(r)
    if kind is None:
        return _extended_nothing(r, s, value)
    if not match(kind[0], s[2]) or not match(kind[1], set_type(value)):
        raise error(a.type_mismatch)
    pairs = items_of(r)
    new = chosen(domain_items(pairs), items_of(s), _itself)[1]
    if not new:
        return r
    return set_of(in_order(pairs + [(x, value[1]) for x in new]), kind)


def _itself(x: Any) -> Any:
    return x


def _extended_nothing(r: Any, s: Any, value: Any) -> Term:
    kind: Any = type_(value)
    if s[2] is ANY or (is_set_(value) and value[2] is ANY):
        return r
    return set_of([], (s[2], kind))


@sofs.export("is_a_function/1")
def is_a_function(r: Any) -> Term:
    """True if no X of the domain has two Y."""
    if not is_set_(r):
        raise function_clause(r)
    return truth(pair_type(r) is None or is_function(items_of(r)))


@sofs.export("composite/2")
def composite(f: Any, g: Any) -> Term:
    """The function that applies Function1, then Function2."""
    if not is_set_(f) or not is_set_(g):
        raise function_clause(f, g)
    kind_f, kind_g = open_pair_type(f), open_pair_type(g)
    if not match(kind_f[1], kind_g[0]):
        raise error(a.type_mismatch)
    if kind_f[0] is ANY:
        return f
    if kind_g[0] is ANY:
        return g
    xs, ys = items_of(f), items_of(g)
    arguments = turned(xs)
    if (
        not is_function(ys)
        or not is_function(xs)
        or chosen([y for y, _ in ys], arguments, first)[1]
    ):
        raise error(a.bad_function)
    made = _composed(arguments, ys)
    return set_of(in_order(made), (kind_f[0], kind_g[1]))


def _composed(arguments: list[Any], ys: list[Any]) -> list[Any]:
    """Both are in the order of what they have in common, and every argument has its value."""
    made: list[Any] = []
    i = 0
    for y, x in arguments:
        while not equal(ys[i][0], y):
            i += 1
        made.append((x, ys[i][1]))
    return made


@sofs.export("inverse/1")
def inverse(f: Any) -> Term:
    """The function that undoes Function1, which must be one to one."""
    if not is_set_(f):
        raise function_clause(f)
    kind = pair_type(f)
    if kind is None:
        return f
    pairs = items_of(f)
    made = turned(pairs)
    if not is_function(pairs) or not is_function(made):
        raise error(a.bad_function)
    return set_of(made, (kind[1], kind[0]))
