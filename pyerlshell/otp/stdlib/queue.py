"""Double-ended queues: `{Rear, Front}`, two lists, the rear one newest first.

An end is reached in constant time on average: when one of the lists runs out, half of the other
goes over to it. A queue of two or more items that these functions made has items in both lists.

OTP: queue
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from pyerlshell.erts.errors import badarg, error
from pyerlshell.erts.machine import TAIL, run
from pyerlshell.erts.machine import tail as tail_call
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.native_calls import is_fun, local
from pyerlshell.otp.preloaded.erlang.lists import length
from pyerlshell.otp.stdlib.lists import lists
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import append, from_list, to_list
from pyerlshell.terms.lists import reverse as list_reverse
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True

queue: Final = NativeModule("queue", "Abstract data type for FIFO queues.")

Ends: TypeAlias = tuple[Any, Any]

_true = a.true
_false = a.false
_value = a.value
_empty = a.empty

EMPTY: Final[Ends] = (None, None)


def _is_queue(q: Any) -> bool:
    if type(q) is not tuple or len(q) != 2:
        return False
    rear, front = q
    return (rear is None or type(rear) is list) and (front is None or type(front) is list)


def _ends(q: Any, *args: Term) -> Ends:
    """The queue, if it is one; else badarg of a call with these arguments."""
    if _is_queue(q):
        return q  # type: ignore[no-any-return]
    raise badarg(*args)


def _filled(q: Any) -> Ends:
    """The queue, if it has an item."""
    rear, front = _ends(q, q)
    if rear is None and front is None:
        raise error(_empty, q)
    return rear, front


def _from_front(front: Term) -> Ends:
    """A queue of these items, the first of them in front."""
    items = from_list(front)
    if len(items) < 2:
        return front, None
    half = len(items) // 2
    return to_list(items[half:][::-1]), to_list(items[:half])


def _from_rear(rear: Term) -> Ends:
    """A queue of these items, the first of them last."""
    front, back = _from_front(rear)
    return back, front


def _last(l: Any) -> Term:
    while type(l[1]) is list:
        l = l[1]
    return l[0]


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
    return _true if _is_queue(q) else _false


@queue.export(
    "is_empty/1",
    "(Q :: queue()) -> boolean()",
)
def is_empty(q: Term) -> Term:
    """True if the queue has no item."""
    rear, front = _ends(q, q)
    return _true if rear is None and front is None else _false


@queue.export(
    "len/1",
    "(Q :: queue()) -> non_neg_integer()",
)
def len_(q: Term) -> Term:
    """How many items the queue has."""
    rear, front = _ends(q, q)
    return length(rear) + length(front)  # type: ignore[operator]


@queue.export(
    "to_list/1",
    "(Q :: queue(Item)) -> [Item]",
)
def to_list_(q: Term) -> Term:
    """The items, the front one first."""
    rear, front = _ends(q, q)
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
    return _from_front(l)


@queue.export(
    "member/2",
    "(Item, Q :: queue(Item)) -> boolean()",
)
def member(x: Term, q: Term) -> Term:
    """True if an item of the queue matches X."""
    for l in _ends(q, x, q):
        while type(l) is list:
            if exact_equal(x, l[0]):
                return _true
            l = l[1]
    return _false


# What goes in at one end goes in at the other of the queue with its lists exchanged.


def _push(x: Term, here: Any, there: Any) -> Ends:
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
    rear, front = _ends(q, x, q)
    return _push(x, rear, front)


@queue.export(
    "in_r/2",
    "(Item, Q1 :: queue(Item)) -> Q2 :: queue(Item)",
)
def in_r(x: Term, q: Term) -> Term:
    """The queue with Item in front."""
    rear, front = _ends(q, x, q)
    front, rear = _push(x, front, rear)
    return rear, front


def _pop(here: Any, there: Any) -> tuple[Term, Any, Any]:
    """The item at the end that `here` holds, and both lists without it; they are not both empty."""
    if here is None:
        if there[1] is None:
            return there[0], None, None
        cell: Any = list_reverse(there[1])
        x, rest = cell
        return x, rest, [there[0], None]
    if here[1] is None:
        rest, there = _from_front(there)
        return here[0], rest, there
    return here[0], here[1], there


@queue.export(
    "out/1",
    "(Q1 :: queue(Item)) -> {{value, Item}, Q2 :: queue(Item)} | {empty, Q1 :: queue(Item)}",
)
def out(q: Term) -> Term:
    """{{value, the item in front}, the queue without it}, or {empty, Q1}."""
    rear, front = _ends(q, q)
    if rear is None and front is None:
        return _empty, q
    x, front, rear = _pop(front, rear)
    return (_value, x), (rear, front)


@queue.export(
    "out_r/1",
    "(Q1 :: queue(Item)) -> {{value, Item}, Q2 :: queue(Item)} | {empty, Q1 :: queue(Item)}",
)
def out_r(q: Term) -> Term:
    """{{value, the item at the rear}, the queue without it}, or {empty, Q1}."""
    rear, front = _ends(q, q)
    if rear is None and front is None:
        return _empty, q
    x, rear, front = _pop(rear, front)
    return (_value, x), (rear, front)


def _first(here: Any, there: Any) -> Term:
    return here[0] if here is not None else _last(there)


@queue.export(
    "get/1",
    "(Q :: queue(Item)) -> Item",
)
def get(q: Term) -> Term:
    """The item in front."""
    rear, front = _filled(q)
    return _first(front, rear)


@queue.export(
    "get_r/1",
    "(Q :: queue(Item)) -> Item",
)
def get_r(q: Term) -> Term:
    """The item at the rear."""
    rear, front = _filled(q)
    return _first(rear, front)


@queue.export(
    "peek/1",
    "(Q :: queue(Item)) -> empty | {value, Item}",
)
def peek(q: Term) -> Term:
    """{value, the item in front}, or empty."""
    rear, front = _ends(q, q)
    return _empty if rear is None and front is None else (_value, _first(front, rear))


@queue.export(
    "peek_r/1",
    "(Q :: queue(Item)) -> empty | {value, Item}",
)
def peek_r(q: Term) -> Term:
    """{value, the item at the rear}, or empty."""
    rear, front = _ends(q, q)
    return _empty if rear is None and front is None else (_value, _first(rear, front))


@queue.export(
    "drop/1",
    "(Q1 :: queue(Item)) -> Q2 :: queue(Item)",
)
def drop(q: Term) -> Term:
    """The queue without the item in front."""
    rear, front = _filled(q)
    _, front, rear = _pop(front, rear)
    return rear, front


@queue.export(
    "drop_r/1",
    "(Q1 :: queue(Item)) -> Q2 :: queue(Item)",
)
def drop_r(q: Term) -> Term:
    """The queue without the item at the rear."""
    rear, front = _filled(q)
    _, rear, front = _pop(rear, front)
    return rear, front


@queue.export(
    "reverse/1",
    "(Q1 :: queue(Item)) -> Q2 :: queue(Item)",
)
def reverse(q: Term) -> Term:
    """The items the other way round, in constant time."""
    rear, front = _ends(q, q)
    return front, rear


@queue.export(
    "join/2",
    "(Q1 :: queue(Item), Q2 :: queue(Item)) -> Q3 :: queue(Item)",
)
def join(q: Term, other: Term) -> Term:
    """The items of Q1, then those of Q2."""
    rear1, front1 = _ends(q, q, other)
    rear2, front2 = _ends(other, q, other)
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
    rear, front = _ends(q, n, q)
    if n == 0:
        return EMPTY, q
    fronts = from_list(front)
    if n == len(fronts):
        return _from_front(front), _from_rear(rear)
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


def _rebuilt(rear: list[Term], front: list[Term]) -> Ends:
    """A queue of what is left in each list."""
    if not rear:
        return _from_front(to_list(front))
    if not front:
        return _from_rear(to_list(rear))
    return to_list(rear), to_list(front)


@queue.export(
    "filter/2",
    "(Fun, Q1 :: queue(Item)) -> Q2 :: queue(Item) when Fun :: fun((Item) -> boolean() | [Item])",
)
def filter_(f: Term, q: Term) -> Term:
    """The items for which Fun gives true; where it gives a list, its items instead."""
    if not is_fun(f, 1):
        raise badarg(f, q)
    rear, front = _ends(q, f, q)
    kept = _filter_f(f, front)
    return _rebuilt(_filter_r(f, rear)[::-1], kept)


def _filtered(f: Any, items: list[Any]) -> list[Term]:
    kept: list[Term] = []
    for x in items:
        r = f(x)
        if r is TAIL:
            r = run()
        if r is _true:
            kept.append(x)
        elif type(r) is list:
            kept.extend(from_list(r))
        elif r is not _false and r is not None:
            raise error((a.case_clause, r))
    return kept


@local("queue", "filter_f")
def _filter_f(f: Any, l: Term) -> list[Term]:
    return _filtered(f, from_list(l))


@local("queue", "filter_r")
def _filter_r(f: Any, l: Term) -> list[Term]:
    return _filtered(f, from_list(l)[::-1])


@queue.export(
    "filtermap/2",
    "(Fun, Q1) -> Q2 when Fun :: fun((Item) -> boolean() | {true, Value}), Q1 :: queue(Item), "
    "Q2 :: queue(Item | Value), Item :: term(), Value :: term()",
)
def filtermap(f: Term, q: Term) -> Term:
    """The items for which Fun gives true; where it gives {true, Value}, that value instead."""
    if not is_fun(f, 1):
        raise badarg(f, q)
    rear, front = _ends(q, f, q)
    kept = from_list(_finished(lists.functions["filtermap", 2].fn(f, front)))
    return _rebuilt(_filtermap_r(f, from_list(rear))[::-1], kept)


@local("queue", "filtermap_r")
def _filtermap_r(f: Any, items: list[Any]) -> list[Term]:
    kept: list[Term] = []
    for x in reversed(items):
        r = f(x)
        if r is TAIL:
            r = run()
        if r is _true:
            kept.append(x)
        elif type(r) is tuple and len(r) == 2 and r[0] is _true:
            kept.append(r[1])
        elif r is not _false:
            raise error((a.case_clause, r))
    return kept


def _finished(r: Term) -> Term:
    return run() if r is TAIL else r


@queue.export(
    "fold/3",
    "(Fun, Acc0, Q :: queue(Item)) -> Acc1 when Fun :: fun((Item, AccIn) -> AccOut), Acc0 :: "
    "term(), Acc1 :: term(), AccIn :: term(), AccOut :: term()",
)
def fold(f: Term, acc: Term, q: Term) -> Term:
    """Call Fun with each item, from the front, and what the call before gave; Acc0 at first."""
    if not is_fun(f, 2):
        raise badarg(f, acc, q)
    rear, front = _ends(q, f, acc, q)
    acc = _finished(lists.functions["foldl", 3].fn(f, acc, front))
    return lists.functions["foldr", 3].fn(f, acc, rear)


@queue.export(
    "any/2",
    "(Pred, Q :: queue(Item)) -> boolean() when Pred :: fun((Item) -> boolean())",
)
def any_(f: Term, q: Term) -> Term:
    """True if Pred gives true for an item."""
    if not is_fun(f, 1):
        raise badarg(f, q)
    rear, front = _ends(q, f, q)
    if _finished(lists.functions["any", 2].fn(f, front)) is _true:
        return _true
    return lists.functions["any", 2].fn(f, rear)


@queue.export(
    "all/2",
    "(Pred, Q :: queue(Item)) -> boolean() when Pred :: fun((Item) -> boolean())",
)
def all_(f: Term, q: Term) -> Term:
    """True if Pred gives true for every item."""
    if not is_fun(f, 1):
        raise badarg(f, q)
    rear, front = _ends(q, f, q)
    if _finished(lists.functions["all", 2].fn(f, front)) is not _true:
        return _false
    return lists.functions["all", 2].fn(f, rear)


Finder: TypeAlias = Callable[[Any, list[Term]], int]


def _delete(q: Ends, x: Term, in_front: Finder, in_rear: Finder) -> Term:
    """The queue without the first item that a finder finds for x; it gives an index or -1."""
    rear, front = from_list(q[0]), from_list(q[1])
    i = in_front(x, front)
    if i >= 0:
        front = front[:i] + front[i + 1 :]
        return (q[0], to_list(front)) if front else _from_rear(q[0])
    i = in_rear(x, rear[::-1])
    if i >= 0:
        i = len(rear) - 1 - i
        rear = rear[:i] + rear[i + 1 :]
        return (to_list(rear), q[1]) if rear else _from_front(q[1])
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


def _accepted(f: Any, items: list[Term]) -> int:
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
    return _accepted(f, items)


@local("queue", "delete_with_rear")
def _accepted_in_rear(f: Any, items: list[Term]) -> int:
    return _accepted(f, items)


@queue.export(
    "delete/2",
    "(Item, Q1) -> Q2 when Item :: T, Q1 :: queue(T), Q2 :: queue(T), T :: term()",
)
def delete(x: Term, q: Term) -> Term:
    """The queue without the first item that matches Item."""
    return _delete(_ends(q, x, q), x, _index, _index)


@queue.export(
    "delete_r/2",
    "(Item, Q1) -> Q2 when Item :: T, Q1 :: queue(T), Q2 :: queue(T), T :: term()",
)
def delete_r(x: Term, q: Term) -> Term:
    """The queue without the last item that matches Item."""
    return _delete_r(_ends(q, x, q), x, _index, _index)


@queue.export(
    "delete_with/2",
    "(Pred, Q1) -> Q2 when Pred :: fun((Item) -> boolean()), Q1 :: queue(Item), Q2 :: "
    "queue(Item), Item :: term()",
)
def delete_with(f: Term, q: Term) -> Term:
    """The queue without the first item for which Pred gives true."""
    if not is_fun(f, 1):
        raise badarg(f, q)
    return _delete(_ends(q, f, q), f, _accepted_in_front, _accepted_in_rear)


@queue.export(
    "delete_with_r/2",
    "(Pred, Q1) -> Q2 when Pred :: fun((Item) -> boolean()), Q1 :: queue(Item), Q2 :: "
    "queue(Item), Item :: term()",
)
def delete_with_r(f: Term, q: Term) -> Term:
    """The queue without the last item for which Pred gives true."""
    if not is_fun(f, 1):
        raise badarg(f, q)
    return _delete_r(_ends(q, f, q), f, _accepted_in_front, _accepted_in_rear)


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
    rear, front = _filled(q)
    return _first(front, rear)


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
