"""What takes a fun: filter, filtermap, fold, any, all.

OTP: queue
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import badarg, error
from pyerlshell.erts.machine import TAIL, run
from pyerlshell.otp.native_calls import is_fun, local
from pyerlshell.otp.stdlib.lists import lists
from pyerlshell.otp.stdlib.queue.ends import rebuilt
from pyerlshell.otp.stdlib.queue.module import ends_of, queue
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list
from pyerlshell.terms.types import Term

__preempt__ = True

_true = a.true
_false = a.false


@queue.export(
    "filter/2",
    "(Fun, Q1 :: queue(Item)) -> Q2 :: queue(Item) when Fun :: fun((Item) -> boolean() | [Item])",
)
def filter_(f: Term, q: Term) -> Term:
    """The items for which Fun gives true; where it gives a list, its items instead."""
    if not is_fun(f, 1):
        raise badarg(f, q)
    rear, front = ends_of(q, f, q)
    kept = _filter_f(f, front)
    return rebuilt(_filter_r(f, rear)[::-1], kept)


def _filtered(f: Any, items: list[Any]) -> list[Term]:
    kept: list[Term] = []
    for x in items:
        r = f(x)
        if r is TAIL:
            r = run()
        if r is _true:
            kept.append(x)
        elif type(r) is list:
            kept.extend(from_list(r))
        elif r is not _false and r is not None:
            raise error((a.case_clause, r))
    return kept


@local("queue", "filter_f")
def _filter_f(f: Any, l: Term) -> list[Term]:
    return _filtered(f, from_list(l))


@local("queue", "filter_r")
def _filter_r(f: Any, l: Term) -> list[Term]:
    return _filtered(f, from_list(l)[::-1])


@queue.export(
    "filtermap/2",
    "(Fun, Q1) -> Q2 when Fun :: fun((Item) -> boolean() | {true, Value}), Q1 :: queue(Item), "
    "Q2 :: queue(Item | Value), Item :: term(), Value :: term()",
)
def filtermap(f: Term, q: Term) -> Term:
    """The items for which Fun gives true; where it gives {true, Value}, that value instead."""
    if not is_fun(f, 1):
        raise badarg(f, q)
    rear, front = ends_of(q, f, q)
    kept = from_list(_finished(lists.functions["filtermap", 2].fn(f, front)))
    return rebuilt(_filtermap_r(f, from_list(rear))[::-1], kept)


@local("queue", "filtermap_r")
def _filtermap_r(f: Any, items: list[Any]) -> list[Term]:
    kept: list[Term] = []
    for x in reversed(items):
        r = f(x)
        if r is TAIL:
            r = run()
        if r is _true:
            kept.append(x)
        elif type(r) is tuple and len(r) == 2 and r[0] is _true:
            kept.append(r[1])
        elif r is not _false:
            raise error((a.case_clause, r))
    return kept


def _finished(r: Term) -> Term:
    return run() if r is TAIL else r


@queue.export(
    "fold/3",
    "(Fun, Acc0, Q :: queue(Item)) -> Acc1 when Fun :: fun((Item, AccIn) -> AccOut), Acc0 :: "
    "term(), Acc1 :: term(), AccIn :: term(), AccOut :: term()",
)
def fold(f: Term, acc: Term, q: Term) -> Term:
    """Call Fun with each item, from the front, and what the call before gave; Acc0 at first."""
    if not is_fun(f, 2):
        raise badarg(f, acc, q)
    rear, front = ends_of(q, f, acc, q)
    acc = _finished(lists.functions["foldl", 3].fn(f, acc, front))
    return lists.functions["foldr", 3].fn(f, acc, rear)


@queue.export(
    "any/2",
    "(Pred, Q :: queue(Item)) -> boolean() when Pred :: fun((Item) -> boolean())",
)
def any_(f: Term, q: Term) -> Term:
    """True if Pred gives true for an item."""
    if not is_fun(f, 1):
        raise badarg(f, q)
    rear, front = ends_of(q, f, q)
    if _finished(lists.functions["any", 2].fn(f, front)) is _true:
        return _true
    return lists.functions["any", 2].fn(f, rear)


@queue.export(
    "all/2",
    "(Pred, Q :: queue(Item)) -> boolean() when Pred :: fun((Item) -> boolean())",
)
def all_(f: Term, q: Term) -> Term:
    """True if Pred gives true for every item."""
    if not is_fun(f, 1):
        raise badarg(f, q)
    rear, front = ends_of(q, f, q)
    if _finished(lists.functions["all", 2].fn(f, front)) is not _true:
        return _false
    return lists.functions["all", 2].fn(f, rear)
