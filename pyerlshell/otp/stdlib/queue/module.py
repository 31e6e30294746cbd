"""The module `queue`: the table that the files of this package fill, and what a queue is inside.

An end is reached in constant time on average: when one of the lists runs out, half of the other
goes over to it. A queue of two or more items that these functions made has items in both lists.

OTP: queue
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from pyerlshell.erts.errors import badarg, error
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

__preempt__ = True

_empty = a.empty


queue: Final = NativeModule("queue", "Abstract data type for FIFO queues.")


Ends: TypeAlias = tuple[Any, Any]


EMPTY: Final[Ends] = (None, None)


def is_pair(q: Any) -> bool:
    if type(q) is not tuple or len(q) != 2:
        return False
    rear, front = q
    return (rear is None or type(rear) is list) and (front is None or type(front) is list)


def ends_of(q: Any, *args: Term) -> Ends:
    """The queue, if it is one; else badarg of a call with these arguments."""
    if is_pair(q):
        return q  # type: ignore[no-any-return]
    raise badarg(*args)


def filled(q: Any) -> Ends:
    """The queue, if it has an item."""
    rear, front = ends_of(q, q)
    if rear is None and front is None:
        raise error(_empty, q)
    return rear, front


def from_front(front: Term) -> Ends:
    """A queue of these items, the first of them in front."""
    items = from_list(front)
    if len(items) < 2:
        return front, None
    half = len(items) // 2
    return to_list(items[half:][::-1]), to_list(items[:half])


def from_rear(rear: Term) -> Ends:
    """A queue of these items, the first of them last."""
    front, back = from_front(rear)
    return back, front


def last_of(l: Any) -> Term:
    while type(l[1]) is list:
        l = l[1]
    return l[0]
