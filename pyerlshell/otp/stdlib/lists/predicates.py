"""Predicates over lists: `filter/2`, `all/2`, `takewhile/2`, `search/2`, ...

OTP: lists
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.otp.native_calls import clause, local
from pyerlshell.otp.stdlib.lists.module import lists
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

__preempt__ = True

_true = a.true
_false = a.false


def _usable(f: Term) -> bool:
    return type(f) is FunctionType and f.__code__.co_argcount == 1


@lists.export(
    "all/2",
    "(Pred, List) -> boolean() when Pred :: fun((Elem :: T) -> boolean()), List :: [T], T "
    ":: term()",
)
def all_(f: Term, l: Term) -> Term:
    """True if Pred gives true for every element of List."""
    if not _usable(f):
        raise function_clause(f, l)
    if type(l) is list:
        x, rest = l
        r: Any = f(x)  # type: ignore[operator]
        if r is TAIL:
            r = run()
        if r is _true:
            return tail(_all_1, f, rest)
        if r is not _false:
            raise error((a.case_clause, r))
        return _false
    if l is None:
        return _true
    raise error((a.case_clause, l))


@local("lists", "all_1")
def _all_1(f: Any, l: Term) -> Term:
    while type(l) is list:
        x, l = l
        r = f(x)
        if r is TAIL:
            r = run()
        if r is _false:
            return _false
        if r is not _true:
            raise error((a.case_clause, r))
    return _true if l is None else tail(_all_1_clause, f, l)


_all_1_clause = clause("lists", "all_1")


@lists.export(
    "any/2",
    "(Pred, List) -> boolean() when Pred :: fun((Elem :: T) -> boolean()), List :: [T], T "
    ":: term()",
)
def any_(f: Term, l: Term) -> Term:
    """True if Pred gives true for at least one element of List."""
    if not _usable(f):
        raise function_clause(f, l)
    if type(l) is list:
        x, rest = l
        r: Any = f(x)  # type: ignore[operator]
        if r is TAIL:
            r = run()
        if r is _false:
            return tail(_any_1, f, rest)
        if r is not _true:
            raise error((a.case_clause, r))
        return _true
    if l is None:
        return _false
    raise error((a.case_clause, l))


@local("lists", "any_1")
def _any_1(f: Any, l: Term) -> Term:
    while type(l) is list:
        x, l = l
        r = f(x)
        if r is TAIL:
            r = run()
        if r is _true:
            return _true
        if r is not _false:
            raise error((a.case_clause, r))
    return _false if l is None else tail(_any_1_clause, f, l)


_any_1_clause = clause("lists", "any_1")


@lists.export(
    "filter/2",
    "(Pred, List1) -> List2 when Pred :: fun((Elem :: T) -> boolean()), List1 :: [T], "
    "List2 :: [T], T :: term()",
)
def filter_(f: Term, l: Term) -> Term:
    """The elements of List1 for which Pred gives true."""
    if not _usable(f):
        raise function_clause(f, l)
    return tail(_filter_lc, f, l)


@local("lists", "-filter/2-lc$^0/1-0-")
def _filter_lc(f: Any, l: Term) -> Term:
    first: Any = [None, None]
    last = first
    while type(l) is list:
        x, l = l
        r = f(x)
        if r is TAIL:
            r = run()
        if r is _true:
            last[1] = last = [x, None]
        elif r is not _false:
            raise error((a.bad_filter, r))
    if l is not None:
        raise error((a.bad_generator, l))
    return first[1]


@lists.export(
    "partition/2",
    "(Pred, List) -> {Satisfying, NotSatisfying} when Pred :: fun((Elem :: T) -> "
    "boolean()), List :: [T], Satisfying :: [T], NotSatisfying :: [T], T :: term()",
)
def partition(f: Term, l: Term) -> Term:
    """{those for which Pred gives true, the others}, each in the order of List."""
    if not _usable(f):
        raise function_clause(f, l)
    return tail(_partition_1, f, l, None, None)


@local("lists", "partition_1")
def _partition_1(f: Any, l: Term, _yes: Term, _no: Term) -> Term:
    yes: list[Term] = []
    no: list[Term] = []
    while type(l) is list:
        x, l = l
        r = f(x)
        if r is TAIL:
            r = run()
        if r is _true:
            yes.append(x)
        elif r is _false:
            no.append(x)
        else:
            raise error((a.case_clause, r))
    if l is not None:
        return tail(_partition_1_clause, f, l, to_list(yes[::-1]), to_list(no[::-1]))
    return to_list(yes), to_list(no)


_partition_1_clause = clause("lists", "partition_1")


@lists.export(
    "takewhile/2",
    "(Pred, List1) -> List2 when Pred :: fun((Elem :: T) -> boolean()), List1 :: [T], "
    "List2 :: [T], T :: term()",
)
def takewhile(f: Term, l: Term) -> Term:
    """The elements of List1 before the first one for which Pred gives false."""
    if not _usable(f):
        raise function_clause(f, l)
    return tail(_takewhile_1, f, l)


@local("lists", "takewhile_1")
def _takewhile_1(f: Any, l: Term) -> Term:
    first: Any = [None, None]
    last = first
    while type(l) is list:
        x, l = l
        r = f(x)
        if r is TAIL:
            r = run()
        if r is _false:
            return first[1]
        if r is not _true:
            raise error((a.case_clause, r))
        last[1] = last = [x, None]
    if l is not None:
        _takewhile_1_clause(f, l)
    return first[1]


_takewhile_1_clause = clause("lists", "takewhile_1")


@lists.export(
    "dropwhile/2",
    "(Pred, List1) -> List2 when Pred :: fun((Elem :: T) -> boolean()), List1 :: [T], "
    "List2 :: [T], T :: term()",
)
def dropwhile(f: Term, l: Term) -> Term:
    """The elements of List1 from the first one on for which Pred gives false."""
    if not _usable(f):
        raise function_clause(f, l)
    return tail(_dropwhile_1, f, l)


@local("lists", "dropwhile_1")
def _dropwhile_1(f: Any, l: Term) -> Term:
    while type(l) is list:
        x, rest = l
        r = f(x)
        if r is TAIL:
            r = run()
        if r is _false:
            return l
        if r is not _true:
            raise error((a.case_clause, r))
        l = rest
    return None if l is None else tail(_dropwhile_1_clause, f, l)


_dropwhile_1_clause = clause("lists", "dropwhile_1")


@lists.export(
    "splitwith/2",
    "(Pred, List) -> {List1, List2} when Pred :: fun((T) -> boolean()), List :: [T], List1 "
    ":: [T], List2 :: [T], T :: term()",
)
def splitwith(f: Term, l: Term) -> Term:
    """{takewhile(Pred, List), dropwhile(Pred, List)}."""
    if not _usable(f):
        raise function_clause(f, l)
    return tail(_splitwith_1, f, l, None)


@local("lists", "splitwith_1")
def _splitwith_1(f: Any, l: Term, _taken: Term) -> Term:
    taken: list[Term] = []
    while type(l) is list:
        x, rest = l
        r = f(x)
        if r is TAIL:
            r = run()
        if r is _false:
            return to_list(taken), l
        if r is not _true:
            raise error((a.case_clause, r))
        taken.append(x)
        l = rest
    if l is not None:
        return tail(_splitwith_1_clause, f, l, to_list(taken[::-1]))
    return to_list(taken), None


_splitwith_1_clause = clause("lists", "splitwith_1")


@lists.export(
    "search/2",
    "(Pred, List) -> {value, Value} | false when Pred :: fun((T) -> boolean()), List :: "
    "[T], Value :: T",
)
def search(f: Term, l: Term) -> Term:
    """{value, Value} for the first element for which Pred gives true, else false."""
    if not _usable(f):
        raise function_clause(f, l)
    return tail(_search_1, f, l)


@local("lists", "search_1")
def _search_1(f: Any, l: Term) -> Term:
    while type(l) is list:
        x, l = l
        r = f(x)
        if r is TAIL:
            r = run()
        if r is _true:
            return a.value, x
        if r is not _false:
            raise error((a.case_clause, r))
    return _false if l is None else tail(_search_1_clause, f, l)


_search_1_clause = clause("lists", "search_1")
