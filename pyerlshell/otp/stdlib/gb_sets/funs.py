"""What takes a fun: filter, map, filtermap, fold.

OTP: gb_sets
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import TAIL, run
from pyerlshell.erts.support.arith import filter_truth
from pyerlshell.otp.balanced_trees import NIL, BrokenTreeError, Node
from pyerlshell.otp.native_calls import clause, failure, is_fun, local
from pyerlshell.otp.stdlib.gb_sets.elements import from_list_, to_list_
from pyerlshell.otp.stdlib.gb_sets.module import gb_sets, is_node, items_of, low_tree, pair_of
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

__preempt__ = True

_true = a.true
_false = a.false


@gb_sets.export(
    "filter/2",
    "(Pred, Set1) -> Set2 when Pred :: fun((Element) -> boolean()), Set1 :: set(Element), "
    "Set2 :: set(Element)",
)
def filter_(f: Any, s: Term) -> Term:
    """The elements for which Pred gives true."""
    if not is_fun(f, 1):
        raise function_clause(f, s)
    return low_tree(accepted_by(f, from_list(to_list_(s))))


@local("gb_sets", "-filter/2-lc$^0/1-0-")
def accepted_by(f: Any, items: list[Any]) -> list[Any]:
    kept: list[Any] = []
    for x in items:
        r = f(x)
        if filter_truth(run() if r is TAIL else r):
            kept.append(x)
    return kept


_filtermap_1 = failure("gb_sets", "filtermap_1", 3)


# map/2 and filtermap/2 call the fun for a node, then for what is above it, then for what is below.


def _nodes_from_the_top(root: Node) -> list[Any]:
    order: list[Any] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if type(node) is tuple and len(node) == 3:
            order.append(node[0])
            stack.append(node[1])
            stack.append(node[2])
        elif node is not NIL:
            raise BrokenTreeError(node)
    return order


def _called(f: Any, s: Term, name: str) -> list[tuple[Term, Term]]:
    if not is_fun(f, 1):
        raise function_clause(f, s)
    _, root = pair_of(s, f, s)
    pairs: list[tuple[Term, Term]] = []
    try:
        items = _nodes_from_the_top(root)
    except BrokenTreeError as e:
        clause("gb_sets", name)(e.args[0], f, None)
    for x in items:
        r = f(x)
        pairs.append((x, run() if r is TAIL else r))
    return pairs


@gb_sets.export(
    "map/2",
    "(Fun, Set1) -> Set2 when Fun :: fun((Element1) -> Element2), Set1 :: set(Element1), Set2 "
    ":: set(Element2)",
)
def map_(f: Any, s: Term) -> Term:
    """The set of what Fun gives for the elements."""
    return from_list_(to_list([r for _, r in _called(f, s, "map_1")]))


@gb_sets.export(
    "filtermap/2",
    "(Fun, Set1) -> Set2 when Fun :: fun((Element1) -> boolean() | {true, Element2}), Set1 :: "
    "set(Element1), Set2 :: set(Element1 | Element2)",
)
def filtermap(f: Any, s: Term) -> Term:
    """The elements for which Fun gives true; where it gives {true, Value}, that value instead."""
    kept: list[Term] = []
    for x, r in _called(f, s, "filtermap_1"):
        if r is _true:
            kept.append(x)
        elif type(r) is tuple and len(r) == 2 and r[0] is _true:
            kept.append(r[1])
        elif r is not _false:
            _filtermap_1(error((a.case_clause, r)))
    return from_list_(to_list(kept))


@gb_sets.export(
    "fold/3",
    "(Function, Acc0, Set) -> Acc1 when Function :: fun((Element, AccIn) -> AccOut), Acc0 :: "
    "Acc, Acc1 :: Acc, AccIn :: Acc, AccOut :: Acc, Set :: set(Element)",
)
def fold(f: Any, acc: Term, s: Term) -> Term:
    """Call Function with each element, in order, and what the call before gave; Acc0 at first."""
    if not is_fun(f, 2):
        raise function_clause(f, acc, s)
    root = pair_of(s, f, acc, s)[1]
    for x in items_of(root) if is_node(root) else ():
        acc = f(x, acc)
        if acc is TAIL:
            acc = run()
    return acc
