"""The same functions under the names of Okasaki's book, and those of the double-ended queue.

OTP: queue
"""

from __future__ import annotations

from pyerlshell.erts.machine import tail as tail_call
from pyerlshell.otp.stdlib.queue.ends import drop, drop_r, first_of, get_r, in_, in_r
from pyerlshell.otp.stdlib.queue.module import filled, queue
from pyerlshell.terms.types import Term

__preempt__ = True


@queue.export(
    "cons/2",
    "(Item, Q1 :: queue(Item)) -> Q2 :: queue(Item)",
)
def cons(x: Term, q: Term) -> Term:
    """The queue with Item in front."""
    return tail_call(in_r, x, q)


@queue.export(
    "head/1",
    "(Q :: queue(Item)) -> Item",
)
def head(q: Term) -> Term:
    """The item in front."""
    rear, front = filled(q)
    return first_of(front, rear)


@queue.export(
    "tail/1",
    "(Q1 :: queue(Item)) -> Q2 :: queue(Item)",
)
def tail(q: Term) -> Term:
    """The queue without the item in front."""
    return tail_call(drop, q)


@queue.export(
    "snoc/2",
    "(Q1 :: queue(Item), Item) -> Q2 :: queue(Item)",
)
def snoc(q: Term, x: Term) -> Term:
    """The queue with Item at the rear."""
    return tail_call(in_, x, q)


@queue.export(
    "daeh/1",
    "(Q :: queue(Item)) -> Item",
)
@queue.export(
    "last/1",
    "(Q :: queue(Item)) -> Item",
)
def last(q: Term) -> Term:
    """The item at the rear."""
    return tail_call(get_r, q)


@queue.export(
    "init/1",
    "(Q1 :: queue(Item)) -> Q2 :: queue(Item)",
)
@queue.export(
    "lait/1",
    "(Q1 :: queue(Item)) -> Q2 :: queue(Item)",
)
@queue.export(
    "liat/1",
    "(Q1 :: queue(Item)) -> Q2 :: queue(Item)",
)
def init(q: Term) -> Term:
    """The queue without the item at the rear."""
    return tail_call(drop_r, q)
