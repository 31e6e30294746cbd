"""ets: functions over all objects of a table.

foldl/3 goes from key to key, as the reference does: the fun may change the table.

OTP: ets
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.otp.native_calls import callable_fun
from pyerlshell.otp.stdlib.ets.module import ets, readable, tables
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

__preempt__ = True


@ets.export("tab2list/1", "(Table) -> [Object] when Table :: table(), Object :: tuple()")
def tab2list(tab: Term) -> Term:
    """All objects of the table."""
    table = readable(tab)
    return to_list(table.results(table.walk()))


@ets.export(
    "foldl/3",
    "(Function, Acc0, Table) -> Acc1 when "
    "Function :: fun((Element :: term(), AccIn) -> AccOut), Table :: table(), Acc0 :: term(), "
    "Acc1 :: term(), AccIn :: term(), AccOut :: term()",
)
def foldl(f: Any, acc: Term, tab: Term) -> Term:
    """Function(Object, Acc) for every object, first to last."""
    table = readable(tab)
    return _fold(f, acc, tab, table.first, table.next)


@ets.export(
    "foldr/3",
    "(Function, Acc0, Table) -> Acc1 when "
    "Function :: fun((Element :: term(), AccIn) -> AccOut), Table :: table(), Acc0 :: term(), "
    "Acc1 :: term(), AccIn :: term(), AccOut :: term()",
)
def foldr(f: Any, acc: Term, tab: Term) -> Term:
    """Function(Object, Acc) for every object, last to first in an ordered_set."""
    table = readable(tab)
    return _fold(f, acc, tab, table.last, table.prev)


def _fold(
    f: Any,
    acc: Term,
    tab: Term,
    first: Callable[[], list[Term]],
    following: Callable[[Term], list[Term] | None],
) -> Term:
    table = readable(tab)
    owner = P.cur
    tables().fix(table, owner)
    try:
        place: list[Term] | None = first()
        while place:
            k = place[0]
            place = following(k)
            for obj in list(table.get(k)):
                callable_fun(f, obj, acc)
                r = f(obj, acc)
                acc = run() if r is TAIL else r
            if place and not table.alive:
                readable(tab)
    finally:
        tables().unfix(table, owner)
    return acc
