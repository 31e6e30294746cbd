"""Taking out one element: that which is equal, or of which a fun is true.

OTP: queue
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from pyerlshell.erts.errors import badarg, error
from pyerlshell.erts.machine import TAIL, run
from pyerlshell.otp.native_calls import is_fun, local
from pyerlshell.otp.stdlib.queue.module import Ends, ends_of, from_front, from_rear, queue
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True

_true = a.true
_false = a.false

Finder: TypeAlias = Callable[[Any, list[Term]], int]


def _delete(q: Ends, x: Term, in_front: Finder, in_rear: Finder) -> Term:
    """The queue without the first item that a finder finds for x; it gives an index or -1."""
    rear, front = from_list(q[0]), from_list(q[1])
    i = in_front(x, front)
    if i >= 0:
        front = front[:i] + front[i + 1 :]
        return (q[0], to_list(front)) if front else from_rear(q[0])
    i = in_rear(x, rear[::-1])
    if i >= 0:
        i = len(rear) - 1 - i
        rear = rear[:i] + rear[i + 1 :]
        return (to_list(rear), q[1]) if rear else from_front(q[1])
    return q


def _delete_r(q: Ends, x: Term, in_front: Finder, in_rear: Finder) -> Term:
    rear, front = q
    front, rear = _delete((front, rear), x, in_front, in_rear)  # type: ignore[misc]
    return rear, front


def _index(x: Term, items: list[Term]) -> int:
    for i, y in enumerate(items):
        if exact_equal(x, y):
            return i
    return -1


def accepted(f: Any, items: list[Term]) -> int:
    for i, x in enumerate(items):
        r = f(x)
        if r is TAIL:
            r = run()
        if r is _true:
            return i
        if r is not _false:
            raise error((a.case_clause, r))
    return -1


@local("queue", "delete_with_front")
def _accepted_in_front(f: Any, items: list[Term]) -> int:
    return accepted(f, items)


@local("queue", "delete_with_rear")
def _accepted_in_rear(f: Any, items: list[Term]) -> int:
    return accepted(f, items)


@queue.export(
    "delete/2",
    "(Item, Q1) -> Q2 when Item :: T, Q1 :: queue(T), Q2 :: queue(T), T :: term()",
)
def delete(x: Term, q: Term) -> Term:
    """The queue without the first item that matches Item."""
    return _delete(ends_of(q, x, q), x, _index, _index)


@queue.export(
    "delete_r/2",
    "(Item, Q1) -> Q2 when Item :: T, Q1 :: queue(T), Q2 :: queue(T), T :: term()",
)
def delete_r(x: Term, q: Term) -> Term:
    """The queue without the last item that matches Item."""
    return _delete_r(ends_of(q, x, q), x, _index, _index)


@queue.export(
    "delete_with/2",
    "(Pred, Q1) -> Q2 when Pred :: fun((Item) -> boolean()), Q1 :: queue(Item), Q2 :: "
    "queue(Item), Item :: term()",
)
def delete_with(f: Term, q: Term) -> Term:
    """The queue without the first item for which Pred gives true."""
    if not is_fun(f, 1):
        raise badarg(f, q)
    return _delete(ends_of(q, f, q), f, _accepted_in_front, _accepted_in_rear)


@queue.export(
    "delete_with_r/2",
    "(Pred, Q1) -> Q2 when Pred :: fun((Item) -> boolean()), Q1 :: queue(Item), Q2 :: "
    "queue(Item), Item :: term()",
)
def delete_with_r(f: Term, q: Term) -> Term:
    """The queue without the last item for which Pred gives true."""
    if not is_fun(f, 1):
        raise badarg(f, q)
    return _delete_r(ends_of(q, f, q), f, _accepted_in_front, _accepted_in_rear)
