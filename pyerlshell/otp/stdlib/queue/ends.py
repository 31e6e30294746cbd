"""What goes in and out at the ends, and what a queue is made of.

OTP: queue
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import badarg
from pyerlshell.otp.preloaded.erlang.lists import length
from pyerlshell.otp.stdlib.queue.module import (
    EMPTY,
    Ends,
    ends_of,
    filled,
    from_front,
    from_rear,
    is_pair,
    last_of,
    queue,
)
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import append, from_list, to_list
from pyerlshell.terms.lists import reverse as list_reverse
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True

_true = a.true
_false = a.false
_value = a.value
_empty = a.empty


@queue.export(
    "new/0",
    "() -> queue(none())",
)
def new() -> Term:
    """The empty queue."""
    return EMPTY


@queue.export(
    "is_queue/1",
    "(Term :: term()) -> boolean()",
)
def is_queue(q: Term) -> Term:
    """True for what looks like a queue."""
    return _true if is_pair(q) else _false


@queue.export(
    "is_empty/1",
    "(Q :: queue()) -> boolean()",
)
def is_empty(q: Term) -> Term:
    """True if the queue has no item."""
    rear, front = ends_of(q, q)
    return _true if rear is None and front is None else _false


@queue.export(
    "len/1",
    "(Q :: queue()) -> non_neg_integer()",
)
def len_(q: Term) -> Term:
    """How many items the queue has."""
    rear, front = ends_of(q, q)
    return length(rear) + length(front)  # type: ignore[operator]


@queue.export(
    "to_list/1",
    "(Q :: queue(Item)) -> [Item]",
)
def to_list_(q: Term) -> Term:
    """The items, the front one first."""
    rear, front = ends_of(q, q)
    return append(front, list_reverse(rear)) if rear is not None else front


@queue.export(
    "from_list/1",
    "(L :: [Item]) -> queue(Item)",
)
def from_list_(l: Term) -> Term:
    """The queue of the items of a list, the first of them in front."""
    if l is not None and type(l) is not list:
        raise badarg(l)
    length(l)
    return from_front(l)


@queue.export(
    "member/2",
    "(Item, Q :: queue(Item)) -> boolean()",
)
def member(x: Term, q: Term) -> Term:
    """True if an item of the queue matches X."""
    for l in ends_of(q, x, q):
        while type(l) is list:
            if exact_equal(x, l[0]):
                return _true
            l = l[1]
    return _false


# What goes in at one end goes in at the other of the queue with its lists exchanged.


def push(x: Term, here: Any, there: Any) -> Ends:
    """Both lists with x at the end that `here` holds."""
    if there is None and here is not None and here[1] is None:
        return [x, None], here
    return [x, here], there


@queue.export(
    "in/2",
    "(Item, Q1 :: queue(Item)) -> Q2 :: queue(Item)",
)
def in_(x: Term, q: Term) -> Term:
    """The queue with Item at the rear."""
    rear, front = ends_of(q, x, q)
    return push(x, rear, front)


@queue.export(
    "in_r/2",
    "(Item, Q1 :: queue(Item)) -> Q2 :: queue(Item)",
)
def in_r(x: Term, q: Term) -> Term:
    """The queue with Item in front."""
    rear, front = ends_of(q, x, q)
    front, rear = push(x, front, rear)
    return rear, front


def pop(here: Any, there: Any) -> tuple[Term, Any, Any]:
    """The item at the end that `here` holds, and both lists without it; they are not both empty."""
    if here is None:
        if there[1] is None:
            return there[0], None, None
        cell: Any = list_reverse(there[1])
        x, rest = cell
        return x, rest, [there[0], None]
    if here[1] is None:
        rest, there = from_front(there)
        return here[0], rest, there
    return here[0], here[1], there


@queue.export(
    "out/1",
    "(Q1 :: queue(Item)) -> {{value, Item}, Q2 :: queue(Item)} | {empty, Q1 :: queue(Item)}",
)
def out(q: Term) -> Term:
    """{{value, the item in front}, the queue without it}, or {empty, Q1}."""
    rear, front = ends_of(q, q)
    if rear is None and front is None:
        return _empty, q
    x, front, rear = pop(front, rear)
    return (_value, x), (rear, front)


@queue.export(
    "out_r/1",
    "(Q1 :: queue(Item)) -> {{value, Item}, Q2 :: queue(Item)} | {empty, Q1 :: queue(Item)}",
)
def out_r(q: Term) -> Term:
    """{{value, the item at the rear}, the queue without it}, or {empty, Q1}."""
    rear, front = ends_of(q, q)
    if rear is None and front is None:
        return _empty, q
    x, rear, front = pop(rear, front)
    return (_value, x), (rear, front)


def first_of(here: Any, there: Any) -> Term:
    return here[0] if here is not None else last_of(there)


@queue.export(
    "get/1",
    "(Q :: queue(Item)) -> Item",
)
def get(q: Term) -> Term:
    """The item in front."""
    rear, front = filled(q)
    return first_of(front, rear)


@queue.export(
    "get_r/1",
    "(Q :: queue(Item)) -> Item",
)
def get_r(q: Term) -> Term:
    """The item at the rear."""
    rear, front = filled(q)
    return first_of(rear, front)


@queue.export(
    "peek/1",
    "(Q :: queue(Item)) -> empty | {value, Item}",
)
def peek(q: Term) -> Term:
    """{value, the item in front}, or empty."""
    rear, front = ends_of(q, q)
    return _empty if rear is None and front is None else (_value, first_of(front, rear))


@queue.export(
    "peek_r/1",
    "(Q :: queue(Item)) -> empty | {value, Item}",
)
def peek_r(q: Term) -> Term:
    """{value, the item at the rear}, or empty."""
    rear, front = ends_of(q, q)
    return _empty if rear is None and front is None else (_value, first_of(rear, front))


@queue.export(
    "drop/1",
    "(Q1 :: queue(Item)) -> Q2 :: queue(Item)",
)
def drop(q: Term) -> Term:
    """The queue without the item in front."""
    rear, front = filled(q)
    _, front, rear = pop(front, rear)
    return rear, front


@queue.export(
    "drop_r/1",
    "(Q1 :: queue(Item)) -> Q2 :: queue(Item)",
)
def drop_r(q: Term) -> Term:
    """The queue without the item at the rear."""
    rear, front = filled(q)
    _, rear, front = pop(rear, front)
    return rear, front


@queue.export(
    "reverse/1",
    "(Q1 :: queue(Item)) -> Q2 :: queue(Item)",
)
def reverse(q: Term) -> Term:
    """The items the other way round, in constant time."""
    rear, front = ends_of(q, q)
    return front, rear


@queue.export(
    "join/2",
    "(Q1 :: queue(Item), Q2 :: queue(Item)) -> Q3 :: queue(Item)",
)
def join(q: Term, other: Term) -> Term:
    """The items of Q1, then those of Q2."""
    rear1, front1 = ends_of(q, q, other)
    rear2, front2 = ends_of(other, q, other)
    if rear2 is None and front2 is None:
        return q
    if rear1 is None and front1 is None:
        return other
    return rear2, append(front1, list_reverse(rear1, front2))


@queue.export(
    "split/2",
    "(N :: non_neg_integer(), Q1 :: queue(Item)) -> {Q2 :: queue(Item), Q3 :: queue(Item)}",
)
def split(n: Term, q: Term) -> Term:
    """{the queue of the first N items, the queue of the others}."""
    if type(n) is not int or n < 0:
        raise badarg(n, q)
    rear, front = ends_of(q, n, q)
    if n == 0:
        return EMPTY, q
    fronts = from_list(front)
    if n == len(fronts):
        return from_front(front), from_rear(rear)
    if n < len(fronts):
        taken = (to_list(fronts[1:n][::-1]), to_list(fronts[:1]))
        return taken, (rear, to_list(fronts[n:]))
    rears = from_list(rear)
    left = len(rears) - (n - len(fronts))
    if left < 0:
        raise badarg(n, q)
    if left == 0:
        return q, EMPTY
    others = (to_list(rears[:1]), to_list(rears[1:left][::-1]))
    return (to_list(rears[left:]), front), others


def rebuilt(rear: list[Term], front: list[Term]) -> Ends:
    """A queue of what is left in each list."""
    if not rear:
        return from_front(to_list(front))
    if not front:
        return from_rear(to_list(rear))
    return to_list(rear), to_list(front)
