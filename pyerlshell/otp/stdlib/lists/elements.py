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
from pyerlshell.otp.preloaded.erlang.lists import (
    append_operator,
    length,
    subtract_operator,
)
from pyerlshell.otp.stdlib.lists.module import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
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
