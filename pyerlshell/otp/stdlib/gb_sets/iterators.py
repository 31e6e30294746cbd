"""Going over the elements one by one.

OTP: gb_sets
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.machine import tail
from pyerlshell.otp import balanced_trees as trees
from pyerlshell.otp.balanced_trees import BrokenTreeError
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.stdlib.gb_sets.elements import SIDES
from pyerlshell.otp.stdlib.gb_sets.module import gb_sets, pair_of
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

__preempt__ = True

_none = a.none


@gb_sets.export(
    "iterator/1",
    "(Set) -> Iter when Set :: set(Element), Iter :: iter(Element)",
)
def iterator(s: Term) -> Term:
    """What next/1 takes the elements from."""
    return tail(iterator_in_order, s, a.ordered)


@gb_sets.export(
    "iterator/2",
    "(Set, Order) -> Iter when Set :: set(Element), Iter :: iter(Element), Order :: ordered | "
    "reversed",
)
def iterator_in_order(s: Term, order: Term) -> Term:
    """What next/1 takes the elements from, `ordered` or `reversed`."""
    _, root = pair_of(s, s, order)
    if type(order) is not Atom or order not in SIDES:
        raise function_clause(s, order)
    side = SIDES[order]
    try:
        return order, trees.pending(root, side)
    except BrokenTreeError as e:
        wrong = e.args[0]
    clause("gb_sets", "iterator_1" if side == -2 else "iterator_r")(wrong, None)


@gb_sets.export(
    "iterator_from/2",
    "(Element, Set) -> Iter when Set :: set(Element), Iter :: iter(Element)",
)
def iterator_from(x: Term, s: Term) -> Term:
    """What next/1 takes the elements from, those before Element left out."""
    return tail(iterator_from_in_order, x, s, a.ordered)


@gb_sets.export(
    "iterator_from/3",
    "(Element, Set, Order) -> Iter when Set :: set(Element), Iter :: iter(Element), Order :: "
    "ordered | reversed",
)
def iterator_from_in_order(x: Term, s: Term, order: Term) -> Term:
    """What next/1 takes the elements from, in this order, those before Element left out."""
    _, root = pair_of(s, x, s, order)
    if type(order) is not Atom or order not in SIDES:
        raise function_clause(x, s, order)
    try:
        return order, trees.pending_from(x, root, SIDES[order])
    except BrokenTreeError as e:
        wrong = e.args[0]
    name = "iterator_from_1" if order is a.ordered else "iterator_from_r"
    clause("gb_sets", name)(x, wrong, None)


@gb_sets.export(
    "next/1",
    "(Iter1) -> {Element, Iter2} | none when Iter1 :: iter(Element), Iter2 :: iter(Element)",
)
def next_(iter1: Any) -> Term:
    """{Element, the iterator of what follows}, or none."""
    if type(iter1) is tuple and len(iter1) == 2:
        order, nodes = iter1
        if nodes is None:
            return _none
        if type(nodes) is list and type(order) is Atom and order in SIDES:
            node, rest = nodes
            if type(node) is tuple and len(node) == 3:
                side = SIDES[order]
                other = node[-1] if side == -2 else node[-2]
                return node[0], (order, trees.pending(other, side, rest))
    raise function_clause(iter1)
