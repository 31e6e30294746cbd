"""What a fun, or the number of an element, makes of sets: restrictions, projections, substitutions,
partitions.

A fun gets sets and gives sets, so each value's type has to fit the others'. {external, Fun} gets
and gives terms; it is called with the type, too, to learn the type of what it gives. Whether
it keeps the order is found by calling it with numbered elements.

OTP: sofs
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import ErlError, error, function_clause
from pyerlshell.otp.native_calls import local
from pyerlshell.otp.stdlib.sofs.making import EMPTY
from pyerlshell.otp.stdlib.sofs.module import (
    ANY,
    apply,
    is_list_type,
    is_ordset,
    is_set_,
    items_of,
    list_type,
    of_type,
    set_of,
    sofs,
)
from pyerlshell.otp.stdlib.sofs.relations import converse, range_, relation_to_family
from pyerlshell.otp.stdlib.sofs.sets import canonical_relation, element_type, external_fun, set_type
from pyerlshell.otp.stdlib.sofs.types import is_type_, match, unified
from pyerlshell.otp.stdlib.sofs.walks import (
    chosen,
    distinct,
    first,
    fresh,
    grouped,
    in_order,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True


def mapped(x: Term, f: Any, kind: Any, so_far: Any) -> tuple[Any, Any]:
    """(what a fun makes of an element, the type of all that it has made)."""
    found = _mapped(x, f, kind, so_far)
    if type(found) is Atom:
        raise error(found)
    return found  # type: ignore[no-any-return]


@local("sofs", "setfun")
def _mapped(x: Term, f: Any, kind: Any, so_far: Any) -> Any:
    """As `mapped/4`, or the reason of a failure, which is the caller's."""
    made = apply(f, of_type(x, kind))
    if not is_set_(made) and not is_ordset(made):
        return a.badarg
    both = unified(so_far, set_type(made))
    if both is None:
        return a.type_mismatch
    if is_ordset(made) and not exact_equal(both, made[2]):
        raise error((a.case_clause, both))
    return made[1], both


def _substituted(s: Any, f: Any) -> tuple[list[Any], Any]:
    """({X, what the fun makes of X} for each element, the type of the latter)."""
    kind = element_type(s[2])
    so_far: Any = ANY
    pairs: list[Any] = []
    for x in items_of(s):
        y, so_far = mapped(x, f, kind, so_far)
        pairs.append((x, y))
    return pairs, so_far


class _External:
    """An external fun on the elements of a set: `kind` is the type of its values."""

    def __init__(self, f: Any, s: Any) -> None:
        if is_list_type(s[2]):
            raise error(a.badarg)
        self.f = f
        self.kind = apply(f, s[2])
        try:
            self.sorts = _reorders(f, s[2], self.kind)
        except ErlError:
            raise error(a.badarg) from None

    def pairs(self, s: Any) -> list[Any]:
        """{value, X} of each element in the order of values."""
        made: list[Any] = []
        for x in items_of(s):
            made.append((apply(self.f, x), x))
        return in_order(made) if self.sorts else made


def _reorders(f: Any, kind: Any, value_kind: Any) -> bool:
    if not is_type_(value_kind):
        raise error(a.badarg)
    counter = 0

    def numbered(k: Any) -> Any:
        nonlocal counter
        if type(k) is tuple:
            return tuple([numbered(part) for part in k])
        counter += 1
        return counter

    flat: list[Any] = []
    todo = [apply(f, numbered(kind))]
    while todo:
        x = todo.pop()
        if type(x) is tuple:
            todo += reversed(x)
        else:
            flat.append(x)
    reach = 1
    for i in flat:
        if type(i) is not int or i > reach:
            return True
        reach = max(i + 1, reach)
    return False


def _column(s: Any, i: int) -> bool | None:
    """May element i be chosen? None if the set is empty and of no type; else badarg."""
    if s[2] is ANY:
        return None
    if type(s[2]) is not tuple or not 1 <= i <= len(s[2]):
        raise error(a.badarg)
    return True


def _by_column(i: int, items: list[Any]) -> list[Any]:
    """The tuples in the order of element i."""
    if i == 1:
        return items
    return [t for _, t in in_order([(t[i - 1], t) for t in items])]


def _split(f: Any, s: Any, t: Any) -> tuple[list[Any], list[Any]] | None:
    """The elements of s for which f gives an element of t, and the others; None if there is no type
    to tell them by."""
    outer = external_fun(f)
    if type(f) is int:
        if _column(s, f) is None:
            return None
        _check(s[2][f - 1], t[2])
        column: int = f
        found, other = chosen(items_of(t), _by_column(column, items_of(s)), lambda x: x[column - 1])
    elif outer is None:
        pairs, kind = _substituted(s, f)
        _check(kind, t[2])
        found, other = _seconds(items_of(t), in_order([(y, x) for x, y in pairs]))
    else:
        fun = _External(outer, s)
        _check(fun.kind, t[2])
        found, other = _seconds(items_of(t), fun.pairs(s))
    return in_order(found), in_order(other)


def _seconds(keys: list[Any], pairs: list[Any]) -> tuple[list[Any], list[Any]]:
    found, other = chosen(keys, pairs, first)
    return [x for _, x in found], [x for _, x in other]


def _check(x: Any, y: Any) -> None:
    if not match(x, y):
        raise error(a.type_mismatch)


def _three(f: Any, s: Any, t: Any) -> None:
    if not is_set_(s) or not is_set_(t):
        raise function_clause(f, s, t)


def _takes_sets(f: Any) -> bool:
    return type(f) is not int and external_fun(f) is None


@sofs.export("restriction/2")
def restriction_of(r: Term, s: Term) -> Term:
    """The pairs of a relation whose first element is in the set."""
    return restriction(1, r, s)


@sofs.export("restriction/3")
def restriction(f: Any, s: Any, t: Any) -> Term:
    """The elements of Set1 for which the fun, or the element of that number, is in Set2."""
    _three(f, s, t)
    if _takes_sets(f) and t[2] is ANY:
        return t
    if not _takes_sets(f) and s[2] is ANY:
        return s
    parts = _split(f, s, t)
    return s if parts is None else set_of(parts[0], s[2])


@sofs.export("drestriction/2")
def drestriction_of(r: Term, s: Term) -> Term:
    """The pairs of a relation whose first element is not in the set."""
    return drestriction(1, r, s)


@sofs.export("drestriction/3")
def drestriction(f: Any, s: Any, t: Any) -> Term:
    """The elements of Set1 for which the fun, or the element of that number, is not in Set2."""
    _three(f, s, t)
    if (t if _takes_sets(f) else s)[2] is ANY:
        return s
    parts = _split(f, s, t)
    return s if parts is None else set_of(parts[1], s[2])


@sofs.export("partition/3")
def partition_by_set(f: Any, s: Any, t: Any) -> Term:
    """{the restriction of Set1 to Set2, the rest of Set1}."""
    _three(f, s, t)
    if _takes_sets(f) and t[2] is ANY:
        return t, s
    if not _takes_sets(f) and s[2] is ANY:
        return s, s
    parts = _split(f, s, t)
    return (s, s) if parts is None else (set_of(parts[0], s[2]), set_of(parts[1], s[2]))


@sofs.export("projection/2")
def projection(f: Any, s: Any) -> Term:
    """The set of what a fun makes of the elements, or of their elements of that number."""
    if type(f) is not int or not is_set_(s):
        return range_(substitution(f, s))
    if _column(s, f) is None:
        return s
    values = [t[f - 1] for t in items_of(s)]
    return set_of(distinct(values) if f == 1 else fresh(values), s[2][f - 1])


@sofs.export("substitution/2")
def substitution(f: Any, s: Any) -> Term:
    """The function from each element to what a fun makes of it, or to its part of that number."""
    if not is_set_(s):
        raise function_clause(f, s)
    if type(f) is int:
        if _column(s, f) is None:
            return s
        return set_of([(t, t[f - 1]) for t in items_of(s)], (s[2], s[2][f - 1]))
    outer = external_fun(f)
    if outer is None:
        if s[1] is None:
            return EMPTY
        pairs, kind = _substituted(s, f)
        return set_of(pairs, (s[2], kind))
    if s[2] is ANY:
        return EMPTY
    fun = _External(outer, s)
    made: list[Any] = []
    for x in items_of(s):
        made.append((x, apply(outer, x)))
    return set_of(made, (s[2], fun.kind))


@sofs.export("partition/1")
def partition(sets: Term) -> Term:
    """The sets of what is in exactly the same elements of the set of sets."""
    family = relation_to_family(canonical_relation(sets))
    return range_(relation_to_family(converse(family)))


@sofs.export("partition/2")
def partition_by(f: Any, s: Any) -> Term:
    """The sets of elements of which a fun, or the element of that number, makes the same."""
    if type(f) is not int or not is_set_(s):
        return range_(partition_family(f, s))
    if _column(s, f) is None:
        return s
    column: int = f
    groups = grouped(_by_column(column, items_of(s)), lambda x: x[column - 1])
    parts = [to_list(group) for _, group in groups]
    return set_of(parts if f == 1 else in_order(parts), list_type(s[2]))


@sofs.export("partition_family/2")
def partition_family(f: Any, s: Any) -> Term:
    """The family of the elements of which a fun, or the element of that number, makes the index."""
    if not is_set_(s):
        raise function_clause(f, s)
    if type(f) is int:
        if _column(s, f) is None:
            return s
        column: int = f
        groups = grouped(_by_column(column, items_of(s)), lambda x: x[column - 1])
        family = [(k, to_list(group)) for k, group in groups]
        return set_of(family, (s[2][f - 1], list_type(s[2])))
    outer = external_fun(f)
    if outer is None:
        if s[1] is None:
            return EMPTY
        found, kind = _substituted(s, f)
        pairs = in_order([(y, x) for x, y in found])
    elif s[2] is ANY:
        return EMPTY
    else:
        fun = _External(outer, s)
        pairs, kind = fun.pairs(s), fun.kind
    family = [(k, to_list(in_order([x for _, x in g]))) for k, g in grouped(pairs, first)]
    return set_of(family, (kind, list_type(s[2])))
