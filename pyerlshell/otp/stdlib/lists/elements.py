"""The elements of a list: picking, cutting, joining, counting; `seq/2`, `nth/2`, `flatten/1`, ...

OTP: lists
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.amounts import CELL_BYTES, check_bytes
from pyerlshell.erts.errors import badarg, function_clause
from pyerlshell.erts.machine import tail
from pyerlshell.otp.native_calls import clause, local
from pyerlshell.otp.preloaded.erlang.arithmetic import add
from pyerlshell.otp.preloaded.erlang.conversions import atom_to_list, integer_to_list
from pyerlshell.otp.preloaded.erlang.floats import float_to_list
from pyerlshell.otp.preloaded.erlang.lists import (
    append_operator,
    length,
    subtract_operator,
)
from pyerlshell.otp.stdlib.lists.module import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.maps import from_stored, key
from pyerlshell.terms.order import compare, exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True

_true = a.true
_false = a.false


@lists.export(
    "seq/2",
    "(From, To) -> Seq when From :: integer(), To :: integer(), Seq :: [integer()]",
)
def seq(first: Term, last: Term) -> Term:
    """The integers From to To, in order."""
    if type(first) is not int or type(last) is not int or first - 1 > last:
        raise function_clause(first, last)
    check_bytes((last - first) * CELL_BYTES)
    made: Term = None
    for n in range(last, first - 1, -1):
        made = [n, made]
    return made


@lists.export(
    "seq/3",
    "(From, To, Incr) -> Seq when From :: integer(), To :: integer(), Incr :: integer(), "
    "Seq :: [integer()]",
)
def seq_by(first: Term, last: Term, step: Term) -> Term:
    """The integers from From to To, Incr apart."""
    if type(first) is int and type(last) is int and type(step) is int:
        if (step > 0 and first - step <= last) or (step < 0 and first - step >= last):
            return to_list(list(range(first, last + (1 if step > 0 else -1), step)))
        if step == 0 and first == last:
            return [first, None]
    raise badarg(first, last, step)


@lists.export(
    "append/2",
    "(List1, List2) -> List3 when List1 :: [T], List2 :: [T], List3 :: [T], T :: term()",
)
def append(front: Term, back: Term) -> Term:
    """List1 followed by List2."""
    return append_operator(front, back)


@lists.export(
    "append/1",
    "(ListOfLists) -> List1 when ListOfLists :: [List], List :: [T], List1 :: [T], T :: term()",
)
def append_all(l: Term) -> Term:
    """The lists in ListOfLists, joined."""
    parts = []
    rest = l
    while type(rest) is list:
        part, rest = rest
        parts.append(part)
    if rest is not None:
        raise function_clause(rest)
    made = parts.pop() if parts else None
    for part in reversed(parts):
        made = append_operator(part, made)
    return made


@lists.export(
    "subtract/2",
    "(List1, List2) -> List3 when List1 :: [T], List2 :: [T], List3 :: [T], T :: term()",
)
def subtract(l: Term, minus: Term) -> Term:
    """List1 without the first occurrence of each element of List2."""
    return subtract_operator(l, minus)


@lists.export(
    "reverse/1",
    "(List1) -> List2 when List1 :: [T], List2 :: [T], T :: term()",
)
def reverse(l: Term) -> Term:
    """The elements of List1, last one first."""
    made: Term = None
    rest = l
    while type(rest) is list:
        x, rest = rest
        made = [x, made]
    if rest is None:
        return made
    if type(l) is list and type(l[1]) is list:
        x, more = l
        y, more = more
        return reverse_onto(more, [y, [x, None]])
    raise function_clause(l)


@lists.export(
    "reverse/2",
    "(List1, Tail) -> List2 when List1 :: [T], Tail :: term(), List2 :: [T], T :: term()",
)
def reverse_onto(l: Term, end: Term) -> Term:
    """The elements of List1, last one first, followed by Tail."""
    made = end
    rest = l
    while type(rest) is list:
        x, rest = rest
        made = [x, made]
    if rest is not None:
        raise badarg(l, end)
    return made


@lists.export(
    "nth/2",
    "(N, List) -> Elem when N :: pos_integer(), List :: [T, ...], Elem :: T, T :: term()",
)
def nth(n: Term, l: Term) -> Term:
    """The Nth element of List, counted from 1."""
    if type(n) is not int or n < 1 or type(l) is not list:
        raise function_clause(n, l)
    while n > 1:
        n -= 1
        l = l[1]
        if type(l) is not list:
            return tail(_nth_1, n, l)
    return l[0]


_nth_1 = clause("lists", "nth_1")


@lists.export(
    "nthtail/2",
    "(N, List) -> Tail when N :: non_neg_integer(), List :: [T], Tail :: [T], T :: term()",
)
def nthtail(n: Term, l: Term) -> Term:
    """What is left of List after its first N elements."""
    if type(n) is not int or n < 0 or (l is not None and type(l) is not list):
        raise function_clause(n, l)
    if n and l is None:
        raise function_clause(n, l)
    while n > 0:
        if type(l) is not list:
            return tail(_nthtail_1, n, l)
        n -= 1
        l = l[1]
    return l


_nthtail_1 = clause("lists", "nthtail_1")


@lists.export(
    "prefix/2",
    "(List1, List2) -> boolean() when List1 :: [T], List2 :: [T], T :: term()",
)
def prefix(front: Term, l: Term) -> Term:
    """True if List2 begins with List1."""
    while type(front) is list and type(l) is list:
        if not exact_equal(front[0], l[0]):
            return _false
        front = front[1]
        l = l[1]
    if front is None and (l is None or type(l) is list):
        return _true
    if type(front) is list and l is None:
        return _false
    raise function_clause(front, l)


@lists.export(
    "suffix/2",
    "(List1, List2) -> boolean() when List1 :: [T], List2 :: [T], T :: term()",
)
def suffix(end: Term, l: Term) -> Term:
    """True if List2 ends with List1."""
    whole: Any = length(l)
    skipped = whole - length(end)
    if skipped < 0:
        return _false
    rest: Any = l
    for _ in range(skipped):
        rest = rest[1]
    return _true if exact_equal(rest, end) else _false


@lists.export(
    "droplast/1",
    "(List) -> InitList when List :: [T, ...], InitList :: [T], T :: term()",
)
def droplast(l: Term) -> Term:
    """List without its last element."""
    if type(l) is not list:
        raise function_clause(l)
    xs = []
    rest: Term = l
    while type(rest) is list:
        x, rest = rest
        xs.append(x)
    if rest is not None:
        raise function_clause(rest)
    xs.pop()
    return to_list(xs)


@lists.export(
    "last/1",
    "(List) -> Last when List :: [T, ...], Last :: T, T :: term()",
)
def last(l: Term) -> Term:
    """The last element of List."""
    if type(l) is not list:
        raise function_clause(l)
    x, rest = l
    while type(rest) is list:
        x, rest = rest
    return x if rest is None else tail(_last_2, x, rest)


_last_2 = clause("lists", "last")


@lists.export(
    "sum/1",
    "(List) -> number() when List :: [number()]",
)
def sum_(l: Term) -> Term:
    """The sum of the numbers in List."""
    return tail(_sum_2, l, 0)


@local("lists", "sum")
def _sum_2(rest: Term, total: Any) -> Term:
    while type(rest) is list:
        x, rest = rest
        if type(x) is int and type(total) is int:
            total += x
        else:
            total = add(total, x)
    return total if rest is None else tail(_sum_2_clause, rest, total)


_sum_2_clause = clause("lists", "sum")


@lists.export(
    "duplicate/2",
    "(N, Elem) -> List when N :: non_neg_integer(), Elem :: T, List :: [T], T :: term()",
)
def duplicate(n: Term, x: Term) -> Term:
    """A list of N elements that are all Elem."""
    if type(n) is not int or n < 0:
        raise function_clause(n, x)
    check_bytes(n * CELL_BYTES)
    made: Term = None
    for _ in range(n):
        made = [x, made]
    return made


@lists.export(
    "min/1",
    "(List) -> Min when List :: [T, ...], Min :: T, T :: term()",
)
def min_(l: Term) -> Term:
    """The smallest element of List; the first of those that compare equal."""
    if type(l) is not list:
        raise function_clause(l)
    best, rest = l
    while type(rest) is list:
        x, rest = rest
        if compare(x, best) < 0:
            best = x
    return best if rest is None else tail(_min_2, rest, best)


_min_2 = clause("lists", "min")


@lists.export(
    "max/1",
    "(List) -> Max when List :: [T, ...], Max :: T, T :: term()",
)
def max_(l: Term) -> Term:
    """The largest element of List; the first of those that compare equal."""
    if type(l) is not list:
        raise function_clause(l)
    best, rest = l
    while type(rest) is list:
        x, rest = rest
        if compare(x, best) > 0:
            best = x
    return best if rest is None else tail(_max_2, rest, best)


_max_2 = clause("lists", "max")


@lists.export(
    "member/2",
    "(Elem, List) -> boolean() when Elem :: T, List :: [T], T :: term()",
)
def member(x: Term, l: Term) -> Term:
    """True if an element of List matches Elem."""
    rest = l
    if type(x) is Atom:
        while type(rest) is list:
            if rest[0] is x:
                return _true
            rest = rest[1]
    else:
        while type(rest) is list:
            if exact_equal(rest[0], x):
                return _true
            rest = rest[1]
    if rest is not None:
        raise badarg(x, l)
    return _false


@lists.export(
    "delete/2",
    "(Elem, List1) -> List2 when Elem :: T, List1 :: [T], List2 :: [T], T :: term()",
)
def delete(x: Term, l: Term) -> Term:
    """List1 without the first element that matches Elem."""
    kept: list[Term] = []
    rest = l
    while type(rest) is list:
        y = rest[0]
        if exact_equal(x, y):
            return to_list(kept, rest[1])
        kept.append(y)
        rest = rest[1]
    if rest is not None:
        raise function_clause(x, rest)
    return l


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
