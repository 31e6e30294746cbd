"""ets: functions over all objects of a table.

foldl/3 goes from key to key, as the reference does: the fun may change the table. The helpers have
the names that stack traces of the reference show.

OTP: ets
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, exit_
from pyerlshell.erts.machine import TAIL, run
from pyerlshell.erts.stacktrace import stacktrace
from pyerlshell.otp.native_calls import call, local
from pyerlshell.otp.stdlib.ets.creation import delete_all_objects, safe_fixtable
from pyerlshell.otp.stdlib.ets.matching import match_object
from pyerlshell.otp.stdlib.ets.module import END, bad, ets, tables, why_not
from pyerlshell.otp.stdlib.ets.objects import insert, lookup
from pyerlshell.otp.stdlib.ets.walking import first, last, next_, prev
from pyerlshell.otp.stdlib.lists.folds import foldl as lists_foldl
from pyerlshell.otp.stdlib.lists.folds import foldr as lists_foldr
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list
from pyerlshell.terms.types import Term

__preempt__ = True

_true: Final = a.true
_false: Final = a.false


@ets.export("tab2list/1", "(Table) -> [Object] when Table :: table(), Object :: tuple()")
def tab2list(tab: Term) -> Term:
    """All objects of the table."""
    return match_object(tab, a._)


@local("ets", "soft_whereis")
def soft_whereis(tab: Term) -> Term:
    """The reference of a table, whoever may use it."""
    table = tables().find(tab)
    if table is None:
        raise bad(why_not(tab), tab)
    return table.tid


@ets.export(
    "foldl/3",
    "(Function, Acc0, Table) -> Acc1 when "
    "Function :: fun((Element :: term(), AccIn) -> AccOut), Table :: table(), Acc0 :: term(), "
    "Acc1 :: term(), AccIn :: term(), AccOut :: term()",
)
def foldl(f: Any, acc: Term, tab: Term) -> Term:
    """Function(Object, Acc) for every object, first to last."""
    tid = soft_whereis(tab)
    safe_fixtable(tid, _true)
    try:
        return _do_foldl(f, acc, first(tid), tid)
    finally:
        _let_go(tid)


@ets.export(
    "foldr/3",
    "(Function, Acc0, Table) -> Acc1 when "
    "Function :: fun((Element :: term(), AccIn) -> AccOut), Table :: table(), Acc0 :: term(), "
    "Acc1 :: term(), AccIn :: term(), AccOut :: term()",
)
def foldr(f: Any, acc: Term, tab: Term) -> Term:
    """Function(Object, Acc) for every object, last to first in an ordered_set."""
    tid = soft_whereis(tab)
    safe_fixtable(tid, _true)
    try:
        return _do_foldr(f, acc, last(tid), tid)
    finally:
        _let_go(tid)


@local("ets", "do_foldl")
def _do_foldl(f: Any, acc: Term, k: Term, tid: Term) -> Term:
    while k is not END:
        acc = lists_foldl(f, acc, lookup(tid, k))
        if acc is TAIL:
            acc = run()
        k = next_(tid, k)
    return acc


@local("ets", "do_foldr")
def _do_foldr(f: Any, acc: Term, k: Term, tid: Term) -> Term:
    while k is not END:
        acc = lists_foldr(f, acc, lookup(tid, k))
        if acc is TAIL:
            acc = run()
        k = prev(tid, k)
    return acc


def _let_go(tid: Term) -> None:
    if tables().find(tid) is not None:
        safe_fixtable(tid, _false)


@ets.export(
    "init_table/2",
    "(Table, InitFun) -> true when Table :: table(), InitFun :: fun((Arg) -> Res), "
    "Arg :: read | close, Res :: end_of_input | {Objects :: [term()], InitFun} | term()",
)
def init_table(tab: Term, f: Any) -> Term:
    """Replace all objects by those that InitFun gives."""
    tid = soft_whereis(tab)
    delete_all_objects(tid)
    while True:
        given: Any = call(f, a.read)
        if given is a.end_of_input:
            return _true
        if type(given) is not tuple or len(given) != 2 or type(given[1]) is not FunctionType:
            raise exit_(given)
        objects, f = given
        try:
            for obj in from_list(objects):
                insert(tid, obj)
        except ErlError as e:
            call(f, a.close)
            raise exit_((e.reason, stacktrace(e))) from None
