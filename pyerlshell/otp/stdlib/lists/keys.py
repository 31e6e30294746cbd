"""Lists of tuples with a key: `keyfind/3`, `keystore/4`, `keytake/3`, ...

Keys compare with ==, so 1 finds 1.0.

OTP: lists
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import badarg, function_clause
from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.otp.native_calls import callable_fun, clause, is_fun
from pyerlshell.otp.preloaded.erlang.tuples import element, setelement
from pyerlshell.otp.stdlib.lists.module import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.order import equal
from pyerlshell.terms.types import Term

__preempt__ = True

_true = a.true
_false = a.false


def _find(key: Term, n: int, l: Term) -> Any:
    """The first tuple with the key, False if there is none, True at an improper tail."""
    i = n - 1
    if type(key) is Atom:
        while type(l) is list:
            t, l = l
            if type(t) is tuple and len(t) >= n and t[i] is key:
                return t
    else:
        while type(l) is list:
            t, l = l
            if type(t) is tuple and len(t) >= n and equal(t[i], key):
                return t
    return l is not None


@lists.export(
    "keyfind/3",
    "(Key, N, TupleList) -> Tuple | false when Key :: term(), N :: pos_integer(), "
    "TupleList :: [Tuple], Tuple :: tuple()",
)
def keyfind(key: Term, n: Term, l: Term) -> Term:
    """The first tuple of TupleList whose Nth element compares equal to Key, else false."""
    if type(n) is not int or n < 1:
        raise badarg(key, n, l)
    found = _find(key, n, l)
    if found is True:
        raise badarg(key, n, l)
    return found if found is not False else _false


@lists.export(
    "keymember/3",
    "(Key, N, TupleList) -> boolean() when Key :: term(), N :: pos_integer(), TupleList :: "
    "[Tuple], Tuple :: tuple()",
)
def keymember(key: Term, n: Term, l: Term) -> Term:
    """True if TupleList has a tuple whose Nth element compares equal to Key."""
    if type(n) is not int or n < 1:
        raise badarg(key, n, l)
    found = _find(key, n, l)
    if found is True:
        raise badarg(key, n, l)
    return _true if found is not False else _false


@lists.export(
    "keysearch/3",
    "(Key, N, TupleList) -> {value, Tuple} | false when Key :: term(), N :: pos_integer(), "
    "TupleList :: [Tuple], Tuple :: tuple()",
)
def keysearch(key: Term, n: Term, l: Term) -> Term:
    """{value, Tuple} for what keyfind/3 finds, else false. Use keyfind/3."""
    if type(n) is not int or n < 1:
        raise badarg(key, n, l)
    found = _find(key, n, l)
    if found is True:
        raise badarg(key, n, l)
    return (a.value, found) if found is not False else _false


def _cut(key: Term, n: int, l: Term) -> tuple[list[Term], Term, Term]:
    """What stands before the first tuple with the key, that tuple (None without one), what
    follows.
    """
    before: list[Term] = []
    while type(l) is list:
        t, l = l
        if type(t) is tuple and len(t) >= n and equal(t[n - 1], key):
            return before, t, l
        before.append(t)
    return before, None, l


@lists.export(
    "keydelete/3",
    "(Key, N, TupleList1) -> TupleList2 when Key :: term(), N :: pos_integer(), TupleList1 "
    ":: [Tuple], TupleList2 :: [Tuple], Tuple :: tuple()",
)
def keydelete(key: Term, n: Term, l: Term) -> Term:
    """TupleList1 without the first tuple whose Nth element compares equal to Key."""
    if type(n) is not int or n < 1:
        raise function_clause(key, n, l)
    if l is not None and type(l) is not list:
        return tail(_keydelete3, key, n, l)
    before, t, rest = _cut(key, n, l)
    if t is None and rest is not None:
        _keydelete3(key, n, rest)
    return to_list(before, rest)


_keydelete3 = clause("lists", "keydelete3")


@lists.export(
    "keyreplace/4",
    "(Key, N, TupleList1, NewTuple) -> TupleList2 when Key :: term(), N :: pos_integer(), "
    "TupleList1 :: [Tuple], TupleList2 :: [Tuple], NewTuple :: Tuple, Tuple :: tuple()",
)
def keyreplace(key: Term, n: Term, l: Term, new: Term) -> Term:
    """TupleList1 with NewTuple in place of the first tuple whose Nth element compares equal to
    Key.
    """
    if type(n) is not int or n < 1 or type(new) is not tuple:
        raise function_clause(key, n, l, new)
    if l is not None and type(l) is not list:
        return tail(_keyreplace3, key, n, l, new)
    before, t, rest = _cut(key, n, l)
    if t is None:
        if rest is not None:
            _keyreplace3(key, n, rest, new)
        return to_list(before)
    return to_list(before, [new, rest])


_keyreplace3 = clause("lists", "keyreplace3")


@lists.export(
    "keystore/4",
    "(Key, N, TupleList1, NewTuple) -> TupleList2 when Key :: term(), N :: pos_integer(), "
    "TupleList1 :: [Tuple], TupleList2 :: [Tuple, ...], NewTuple :: Tuple, Tuple :: tuple()",
)
def keystore(key: Term, n: Term, l: Term, new: Term) -> Term:
    """As keyreplace/4, but NewTuple is added at the end if no tuple has the key."""
    if type(n) is not int or n < 1 or type(new) is not tuple:
        raise function_clause(key, n, l, new)
    if l is not None and type(l) is not list:
        return tail(_keystore2, key, n, l, new)
    before, t, rest = _cut(key, n, l)
    if t is None and rest is not None:
        _keystore2(key, n, rest, new)
    return to_list(before, [new, rest])


_keystore2 = clause("lists", "keystore2")


@lists.export(
    "keytake/3",
    "(Key, N, TupleList1) -> {value, Tuple, TupleList2} | false when Key :: term(), N :: "
    "pos_integer(), TupleList1 :: [tuple()], TupleList2 :: [tuple()], Tuple :: tuple()",
)
def keytake(key: Term, n: Term, l: Term) -> Term:
    """{value, Tuple, TupleList2}: the first tuple with the key, and the list without it; else
    false.
    """
    if type(n) is not int or n < 1:
        raise function_clause(key, n, l)
    before, t, rest = _cut(key, n, l)
    if t is not None:
        return a.value, t, to_list(before, rest)
    if rest is not None:
        return tail(_keytake_4, key, n, rest, to_list(before[::-1]))
    return _false


_keytake_4 = clause("lists", "keytake")


@lists.export(
    "keymap/3",
    "(Fun, N, TupleList1) -> TupleList2 when Fun :: fun((Term1 :: term()) -> Term2 :: "
    "term()), N :: pos_integer(), TupleList1 :: [Tuple], TupleList2 :: [Tuple], Tuple :: "
    "tuple()",
)
def keymap(f: Term, n: Term, l: Term) -> Term:
    """TupleList1 with the Nth element of each tuple replaced by what Fun gives for it."""
    made = []
    while type(l) is list:
        t, l = l
        x = element(n, t)
        x = callable_fun(f, x)(x)
        if x is TAIL:
            x = run()
        made.append(setelement(n, t, x))
    if l is not None or type(n) is not int or n < 1 or not is_fun(f, 1):
        raise function_clause(f, n, l)
    return to_list(made)
