"""Lists made of parts of lists, and of lists of lists: sublist, split, join, flatten, concat,
enumerate, uniq.

OTP: lists
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import badarg, function_clause
from pyerlshell.erts.machine import tail
from pyerlshell.otp.native_calls import clause, local
from pyerlshell.otp.preloaded.erlang.conversions import atom_to_list, integer_to_list
from pyerlshell.otp.preloaded.erlang.floats import float_to_list
from pyerlshell.otp.preloaded.erlang.lists import (
    append_operator,
)
from pyerlshell.otp.stdlib.lists.module import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.maps import from_stored, key
from pyerlshell.terms.types import Term

__preempt__ = True

_true = a.true


@lists.export(
    "sublist/2",
    "(List1, Len) -> List2 when List1 :: [T], List2 :: [T], Len :: non_neg_integer(), T :: term()",
)
def sublist(l: Term, n: Term) -> Term:
    """The first Len elements of List1, or all if there are fewer."""
    if type(n) is not int or (l is not None and type(l) is not list):
        raise function_clause(l, n)
    if n < 0:
        return tail(_sublist_2, l, n)
    taken = []
    rest = l
    while n > 0 and type(rest) is list:
        x, rest = rest
        taken.append(x)
        n -= 1
    if n > 0 and rest is not None:
        _sublist_2(rest, n)
    return to_list(taken)


_sublist_2 = clause("lists", "sublist_2")


@lists.export(
    "sublist/3",
    "(List1, Start, Len) -> List2 when List1 :: [T], List2 :: [T], Start :: pos_integer(), "
    "Len :: non_neg_integer(), T :: term()",
)
def sublist_from(l: Term, start: Term, n: Term) -> Term:
    """At most Len elements of List1, the first of them at Start, counted from 1."""
    if type(start) is not int or start < 1:
        raise function_clause(l, start, n)
    while start > 1:
        if l is None:
            return None
        if type(l) is not list:
            raise function_clause(l, start, n)
        l = l[1]
        start -= 1
    if type(n) is not int or n < 0 or (l is not None and type(l) is not list):
        raise function_clause(l, start, n)
    return sublist(l, n)


@lists.export(
    "split/2",
    "(N, List1) -> {List2, List3} when N :: non_neg_integer(), List1 :: [T], List2 :: [T], "
    "List3 :: [T], T :: term()",
)
def split(n: Term, l: Term) -> Term:
    """{the first N elements of List1, the others}."""
    if type(n) is not int or n < 0 or (l is not None and type(l) is not list):
        raise badarg(n, l)
    taken: list[Term] = []
    rest = l
    left = n
    while left:
        if type(rest) is not list:
            if rest is None:
                raise badarg(n, l)
            _split_3(left, rest, to_list(taken[::-1]))
        x, rest = rest
        taken.append(x)
        left -= 1
    return to_list(taken), rest


_split_3 = clause("lists", "split")


@lists.export(
    "join/2",
    "(Sep, List1) -> List2 when Sep :: T, List1 :: [T], List2 :: [T], T :: term()",
)
def join(sep: Term, l: Term) -> Term:
    """The elements of List1 with Sep between each two."""
    if l is None:
        return None
    if type(l) is not list:
        raise function_clause(sep, l)
    x, rest = l
    xs = [x]
    while type(rest) is list:
        x, rest = rest
        xs += (sep, x)
    if rest is not None:
        _join_prepend(sep, rest)
    return to_list(xs)


_join_prepend = clause("lists", "join_prepend")


@lists.export(
    "flatten/1",
    "(DeepList) -> List when DeepList :: [term() | DeepList], List :: [term()]",
)
def flatten(l: Term) -> Term:
    """The elements of DeepList and of the lists in it, in one list."""
    if l is not None and type(l) is not list:
        raise function_clause(l)
    return tail(_flatten, l, None)


@lists.export(
    "flatten/2",
    "(DeepList, Tail) -> List when DeepList :: [term() | DeepList], Tail :: [term()], List "
    ":: [term()]",
)
def flatten_onto(l: Term, end: Term) -> Term:
    """The elements of DeepList and of the lists in it, followed by Tail."""
    if (l is not None and type(l) is not list) or (end is not None and type(end) is not list):
        raise function_clause(l, end)
    return tail(_flatten, l, end)


@local("lists", "do_flatten")
def _flatten(l: Term, end: Term) -> Term:
    flat = []
    rest: list[Term] = []
    x = l
    while True:
        while type(x) is list:
            head, x = x
            if type(head) is list:
                rest.append(x)
                x = head
            elif head is not None:
                flat.append(head)
        if x is not None:
            _do_flatten(x, _flatten_rest(rest, end))
        if not rest:
            return to_list(flat, end)
        x = rest.pop()


def _flatten_rest(rest: list[Term], end: Term) -> Term:
    """What the reference has flattened already when it meets an improper tail."""
    made = end
    for x in rest:
        made = _flatten(x, made)
    return made


_do_flatten = clause("lists", "do_flatten")


@lists.export(
    "flatlength/1",
    "(DeepList) -> non_neg_integer() when DeepList :: [term() | DeepList]",
)
def flatlength(l: Term) -> Term:
    """How many elements flatten/1 would give."""
    n = 0
    rest: list[Term] = []
    x = l
    while True:
        while type(x) is list:
            head, x = x
            if type(head) is list:
                rest.append(x)
                x = head
            elif head is not None:
                n += 1
        if x is not None:
            return tail(_flatlength_2, x, n)
        if not rest:
            return n
        x = rest.pop()


_flatlength_2 = clause("lists", "flatlength")


@lists.export(
    "concat/1",
    "(Things) -> string() when Things :: [Thing], Thing :: atom() | integer() | float() | string()",
)
def concat(things: Term) -> Term:
    """The texts of atoms, numbers and strings, joined."""
    parts = []
    rest = things
    while type(rest) is list:
        x, rest = rest
        parts.append(_thing_to_list(x))
    if rest is not None:
        return tail(_flatmap_1, _thing_to_list, rest)
    made: Term = None
    for part in reversed(parts):
        made = append_operator(part, made)
    return made


def _thing_to_list(x: Term) -> Term:
    if type(x) is int:
        return integer_to_list(x)
    if type(x) is float:
        return float_to_list(x)
    if type(x) is Atom:
        return atom_to_list(x)
    if x is None or type(x) is list:
        return x
    return _thing_to_list_clause(x)


_thing_to_list_clause = clause("lists", "thing_to_list")


_flatmap_1 = clause("lists", "flatmap_1")


@lists.export(
    "enumerate/1",
    "(List1) -> List2 when List1 :: [T], List2 :: [{Index, T}], Index :: integer(), T :: term()",
)
def enumerate_(l: Term) -> Term:
    """The elements of List1 as {Index, Element}, from 1 on."""
    return _enumerate_1(1, 1, l)


@lists.export(
    "enumerate/2",
    "(Index, List1) -> List2 when List1 :: [T], List2 :: [{Index, T}], Index :: integer(), "
    "T :: term()",
)
def enumerate_from(first: Term, l: Term) -> Term:
    """The elements of List1 as {I, Element}, where I starts at Index."""
    if type(first) is not int:
        return tail(_enumerate_3, first, 1, l)
    return _enumerate_1(first, 1, l)


@lists.export(
    "enumerate/3",
    "(Index, Step, List1) -> List2 when List1 :: [T], List2 :: [{Index, T}], Index :: "
    "integer(), Step :: integer(), T :: term()",
)
def enumerate_by(first: Term, step: Term, l: Term) -> Term:
    """The elements of List1 as {I, Element}, where I starts at Index and grows by Step."""
    if type(first) is not int or type(step) is not int:
        raise function_clause(first, step, l)
    return _enumerate_1(first, step, l)


def _enumerate_1(n: int, step: int, l: Term) -> Term:
    made = []
    rest = l
    while type(rest) is list:
        x, rest = rest
        made.append((n, x))
        n += step
    if rest is not None:
        return tail(_enumerate_1_clause, n, step, rest)
    return to_list(made)


_enumerate_3 = clause("lists", "enumerate")


_enumerate_1_clause = clause("lists", "enumerate_1")


@lists.export(
    "uniq/1",
    "(List1) -> List2 when List1 :: [T], List2 :: [T], T :: term()",
)
def uniq(l: Term) -> Term:
    """The elements of List1, each only once, where it first occurs."""
    seen: set[Any] = set()
    made = []
    rest = l
    while type(rest) is list:
        x, rest = rest
        k = key(x)
        if k not in seen:
            seen.add(k)
            made.append(x)
    if rest is not None:
        return tail(_uniq_1, rest, from_stored(dict.fromkeys(seen, _true)))
    return to_list(made)


_uniq_1 = clause("lists", "uniq_1")
