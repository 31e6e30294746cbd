"""Products of relations that have elements in common.

OTP: sofs
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.stdlib.sofs.making import EMPTY
from pyerlshell.otp.stdlib.sofs.module import ANY, is_pair, is_set_, items_of, set_of, sofs, split
from pyerlshell.otp.stdlib.sofs.relations import converse, open_pair_type
from pyerlshell.otp.stdlib.sofs.types import match, unified
from pyerlshell.otp.stdlib.sofs.walks import first, fresh, grouped, in_order, joined
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.order import compare
from pyerlshell.terms.types import Term

__preempt__ = True

_domain_type = clause("sofs", "domain_type")
_mul_relprod = clause("sofs", "mul_relprod")


@sofs.export("relative_product1/2")
def relative_product1(r: Any, s: Any) -> Term:
    """All {Y, Z} with {X, Y} in BinRel1 and {X, Z} in BinRel2."""
    if not is_set_(r) or not is_set_(s):
        raise function_clause(r, s)
    kind_r, kind_s = open_pair_type(r), open_pair_type(s)
    if not match(kind_r[0], kind_s[0]):
        raise error(a.type_mismatch)
    if kind_r[0] is ANY:
        return r
    if kind_s[0] is ANY:
        return s
    return set_of(fresh(joined(items_of(r), items_of(s))), (kind_r[1], kind_s[1]))


@sofs.export("relative_product/1")
def relative_product(relations: Any) -> Term:
    """All {X, {Y1, ...}} with {X, Yi} in the i-th relation of the list."""
    if type(relations) is tuple:
        relations = to_list(relations)
    elif type(relations) is not list and relations is not None:
        raise function_clause(relations)
    return _product(relations, False)


@sofs.export("relative_product/2")
def relative_product_with(r: Any, s: Any) -> Term:
    """Of two relations all {X, Z} with {X, Y} in the first and {Y, Z} in the second; of a list of
    relations and another the product of the list's product and that."""
    if is_set_(r) and is_set_(s):
        return relative_product1(converse(r), s)
    if not is_set_(s) or (r is not None and type(r) is not tuple and type(r) is not list):
        raise function_clause(r, s)
    if s[2] is not ANY and not is_pair(s[2]):
        raise error(a.badarg)
    made = _product(to_list(r) if type(r) is tuple else r, s[2] is ANY or s[1] is None)
    return relative_product_with(made, s)


def _product(l: Any, empty: bool) -> Term:
    relations, rest = split(l)
    if not relations:
        raise error(a.badarg)
    kind: Any = ANY
    for i, r in enumerate(relations):
        if not is_set_(r):
            _domain_type(to_list(relations[i:], rest), kind)
        if r[2] is ANY:
            continue
        if not is_pair(r[2]):
            raise error(a.badarg)
        kind = unified(r[2][0], kind)
        if kind is None:
            raise error(a.type_mismatch)
    if rest is not None:
        _domain_type(rest, kind)
    open_ = any(r[2] is ANY for r in relations)
    if empty or any(r[1] is None for r in relations):
        return EMPTY if open_ or kind is ANY else set_of([], (kind, _ranges(relations)))
    return set_of(_tuples(relations), (kind, ANY if open_ else _ranges(relations)))


def _ranges(relations: list[Any]) -> Term:
    return tuple([r[2][1] for r in relations])


def _tuples(relations: list[Any]) -> list[Any]:
    """{X, {Y1, ...}}, in order."""
    found: list[tuple[Any, list[Any]]] = [
        (x, [(y,) for _, y in group]) for x, group in grouped(items_of(relations[0]), first)
    ]
    for r in relations[1:]:
        groups = grouped(items_of(r), first)
        more = []
        i = 0
        for x, tuples in found:
            while i < len(groups) and compare(groups[i][0], x) < 0:
                i += 1
            if i < len(groups) and compare(groups[i][0], x) == 0:
                more.append((x, [(*t, y) for t in tuples for _, y in groups[i][1]]))
        found = more
    return [(x, t) for x, tuples in found for t in tuples]


def _fits(r: Any, i: int, exactly: bool) -> bool:
    """Does the relation have i elements, or at least as many?"""
    if r[2] is ANY:
        return True
    if type(r[2]) is not tuple:
        return False
    return len(r[2]) == i if exactly else 1 <= i <= len(r[2])


def _keyed(r: Any, i: int) -> list[Any]:
    """{Element i, Tuple} of each tuple, in order."""
    return in_order([(t[i - 1], t) for t in items_of(r)])


@sofs.export("multiple_relative_product/2")
def multiple_relative_product(relations: Any, r: Any) -> Term:
    """For each tuple of a relation with n elements what n relations make of its elements."""
    if type(relations) is not tuple or not is_set_(r):
        raise function_clause(relations, r)
    if not _fits(r, len(relations), True):
        raise error(a.badarg)
    if r[2] is ANY:
        return EMPTY
    products: list[Any] = []
    for i, s in enumerate(relations, 1):
        if not is_set_(s):
            _mul_relprod(to_list(relations[i - 1 :]), i, r)
        raised = set_of(_keyed(r, i), (r[2][i - 1], r[2]))
        products.append(relative_product1(raised, s))
    return relative_product(to_list(products))


@sofs.export("join/4")
def join(r: Any, i: Any, s: Any, j: Any) -> Term:
    """The tuples of Relation1, each with what a tuple of Relation2 has besides its J-th
    element, which is its I-th."""
    if not is_set_(r) or not is_set_(s) or type(i) is not int or type(j) is not int:
        raise function_clause(r, i, s, j)
    if not _fits(r, i, False) or not _fits(s, j, False):
        raise error(a.badarg)
    if r[2] is ANY:
        return r
    if s[2] is ANY:
        return s
    pairs = joined(_keyed(r, i), _keyed(s, j))
    made = [(*x, *y[: j - 1], *y[j:]) for x, y in pairs]
    return set_of(in_order(made), (*r[2], *s[2][: j - 1], *s[2][j:]))
