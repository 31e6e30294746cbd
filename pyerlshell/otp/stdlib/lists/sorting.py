"""Sorting: `sort/1,2`, `usort/1,2`, `keysort/2`, `ukeysort/2`. All are stable.

Without a fun Python's own sort does the work: directly for integers, floats and byte strings, by
name for atoms, in Python's order of tuples for lists of integers and for tuples of such elements,
else with the order of terms. With a fun a merge sort in Python calls it, always with the element
that stood first as its first argument, so that a fun like `>` gives what the reference gives.

OTP: lists
"""

from __future__ import annotations

from types import FunctionType, NoneType
from typing import Any

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.otp.native_calls import callable_fun, clause, local
from pyerlshell.otp.preloaded.erlang.tuples import element
from pyerlshell.otp.stdlib.lists.module import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.order import equal, sort_key
from pyerlshell.terms.types import Term

__preempt__ = True

_true = a.true
_false = a.false
_NUMBERS = ({int}, {float}, {int, float})
_LISTS = {list, NoneType}
_SIMPLE = {int, float, bytes, Atom, *_LISTS}
_MANY = 8
"""Keys: of fewer it costs less to compare them than to look for what they have in common."""
_WORTH_READING = 64
"""Cells of a list, on the average."""


def _name(x: Any) -> str:
    return x.name  # type: ignore[no-any-return]


def _items(l: Term) -> tuple[list[Any], Term]:
    items: list[Any] = []
    add = items.append
    while type(l) is list:
        x, l = l
        add(x)
    return items, l


def sort_terms(items: list[Any]) -> None:
    """Sort in place, in the order of terms."""
    kinds = {type(x) for x in items}
    if kinds in _NUMBERS or kinds == {bytes}:
        items.sort()
    elif kinds == {Atom}:
        items.sort(key=_name)
    elif (ranks := _alike(items)) is not None:
        items[:] = [items[i] for i in _places(ranks)]
    else:
        items.sort(key=sort_key)


def _ranks(keys: list[Any]) -> list[Any]:
    """Something for each key that Python compares as the order of terms compares the keys."""
    ranks = _alike(keys)
    return [sort_key(k) for k in keys] if ranks is None else ranks


def _alike(keys: list[Any]) -> list[Any] | None:
    """The same where Python can do without the order of terms."""
    if len(keys) < _MANY or type(keys[0]) is not tuple:
        return _simple(keys)
    if {type(k) for k in keys} != {tuple} or len({len(k) for k in keys}) > 1:
        return None
    if not _SIMPLE.issuperset([type(x) for x in keys[0]]):
        return None
    columns: list[list[Any]] = []
    for place in range(len(keys[0])):
        ranks = _simple([k[place] for k in keys])
        if ranks is None:
            return None
        columns.append(ranks)
    return list(zip(*columns)) or None


def _simple(keys: list[Any]) -> list[Any] | None:
    """The same where all keys are numbers, byte strings, atoms or lists of integers."""
    kinds = {type(k) for k in keys}
    if kinds in _NUMBERS or kinds == {bytes}:
        return keys
    if kinds == {Atom}:
        return [k.name for k in keys]
    return _integers(keys) if kinds <= _LISTS and len(keys) >= _MANY else None


def _places(ranks: list[Any]) -> list[int]:
    """Where the elements stand in their new order."""
    return sorted(range(len(ranks)), key=ranks.__getitem__)


def _integers(keys: list[Any]) -> list[tuple[int, ...]] | None:
    """The elements of each if all are lists of integers. None as well if they are so long that
    it costs more to read them to their ends than to compare them."""
    room = _WORTH_READING * len(keys)
    found: list[tuple[int, ...]] = []
    for key in keys:
        integers: list[int] = []
        for _ in range(room):
            if type(key) is not list:
                break
            head, key = key
            if type(head) is not int:
                return None
            integers.append(head)
        if key is not None:
            return None
        room -= len(integers)
        found.append(tuple(integers))
    return found


def _improper(items: list[Any], rest: Term, l: Term, helper: Any) -> Term:
    """The reference finds out about the tail in the middle of its work."""
    if len(items) < 3:
        raise function_clause(l)
    return tail(helper, items[1], items[2], rest, [items[0], None], None)


@lists.export(
    "sort/1",
    "(List1) -> List2 when List1 :: [T], List2 :: [T], T :: term()",
)
def sort(l: Term) -> Term:
    """The elements of List1 in the order of terms."""
    items, rest = _items(l)
    if rest is not None:
        return _improper(items, rest, l, _split_1)
    sort_terms(items)
    return to_list(items)


_split_1 = clause("lists", "split_1")


@lists.export(
    "usort/1",
    "(List1) -> List2 when List1 :: [T], List2 :: [T], T :: term()",
)
def usort(l: Term) -> Term:
    """The elements of List1 in the order of terms; of those that compare equal only the first."""
    items, rest = _items(l)
    if rest is not None:
        return _improper(items, rest, l, _usplit_1)
    sort_terms(items)
    return to_list(_without_equals(items, items))


_usplit_1 = clause("lists", "usplit_1")


def _without_equals(items: list[Any], keys: list[Any]) -> list[Any]:
    kept = items[:1]
    for i in range(1, len(items)):
        if not equal(keys[i - 1], keys[i]):
            kept.append(items[i])
    return kept


def holds(f: Any, x: Term, y: Term) -> bool:
    """What the fun says, which must be a Boolean."""
    r = f(x, y)
    if r is TAIL:
        r = run()
    if r is not _true and r is not _false:
        raise error((a.case_clause, r))
    return r is _true


def _order(f: Any, items: list[Any]) -> list[Any]:
    """Merge sort: runs that are in order already first, then merged pairwise."""
    runs: list[list[Any]] = []
    i, n = 0, len(items)
    while i < n:
        x = items[i]
        run_ = [x]
        i += 1
        while i < n:
            y = items[i]
            r = f(x, y)
            if r is TAIL:
                r = run()
            if r is not _true:
                if r is not _false:
                    raise error((a.case_clause, r))
                break
            run_.append(y)
            x = y
            i += 1
        runs.append(run_)
    while len(runs) > 1:
        runs = [
            merged(f, runs[k], runs[k + 1]) if k + 1 < len(runs) else runs[k]
            for k in range(0, len(runs), 2)
        ]
    return runs[0] if runs else []


def merged(f: Any, xs: list[Any], ys: list[Any]) -> list[Any]:
    """Both sorted lists in one; F decides, and of what it calls equal `xs` comes first."""
    out: list[Any] = []
    i = j = 0
    n, m = len(xs), len(ys)
    while i < n and j < m:
        r = f(xs[i], ys[j])
        if r is TAIL:
            r = run()
        if r is _true:
            out.append(xs[i])
            i += 1
        elif r is _false:
            out.append(ys[j])
            j += 1
        else:
            raise error((a.case_clause, r))
    return out + xs[i:] + ys[j:]


@lists.export(
    "sort/2",
    "(Fun, List1) -> List2 when Fun :: fun((A :: T, B :: T) -> boolean()), List1 :: [T], "
    "List2 :: [T], T :: term()",
)
def sort_by(f: Term, l: Term) -> Term:
    """The elements of List1 so that Fun(A, B) is true for A before B."""
    items, rest = _items(l)
    if rest is not None or len(items) < 2:
        if rest is None and type(f) is FunctionType and f.__code__.co_argcount == 2:
            return l
        if len(items) < 2:
            raise function_clause(f, l)
        holds(callable_fun(f, items[0], items[1]), items[0], items[1])
        return tail(_fsplit_1, items[1], items[0], f, rest, None, None)
    return to_list(_order(callable_fun(f, items[0], items[1]), items))


_fsplit_1 = clause("lists", "fsplit_1")


@lists.export(
    "usort/2",
    "(Fun, List1) -> List2 when Fun :: fun((T, T) -> boolean()), List1 :: [T], List2 :: "
    "[T], T :: term()",
)
def usort_by(f: Term, l: Term) -> Term:
    """As sort/2; of elements for which Fun is true both ways only the first."""
    items, rest = _items(l)
    if (
        type(f) is not FunctionType
        or f.__code__.co_argcount != 2
        or (l is rest and rest is not None)
    ):
        raise function_clause(f, l)
    if rest is not None:
        return tail(_usort_1_clause, f, items[0], to_list(items[1:], rest))
    return l if len(items) < 2 else tail(_usort_1, f, items, None)


@local("lists", "usort_1")
def _usort_1(f: Any, items: Any, _rest: Term) -> Term:
    items = _order(f, items)
    kept = items[:1]
    for y in items[1:]:
        r = f(y, kept[-1])
        if r is TAIL:
            r = run()
        if r is _false:
            kept.append(y)
        elif r is not _true:
            raise error((a.case_clause, r))
    return to_list(kept)


_usort_1_clause = clause("lists", "usort_1")


def _sorted_by_key(n: int, items: list[Any]) -> tuple[list[Any], list[Any]]:
    keys: list[Any] = [
        t[n - 1] if type(t) is tuple and n <= len(t) else element(n, t) for t in items
    ]
    places = _places(_ranks(keys))
    return [items[i] for i in places], [keys[i] for i in places]


def _bad_tail(n: int, items: list[Any], rest: Term, l: Term) -> Term:
    if len(items) < 3:
        raise error((a.case_clause, l))
    two, three = element(n, items[1]), element(n, items[2])
    return tail(_keysplit_1, n, items[1], two, items[2], three, rest, [items[0], None], None)


_keysplit_1 = clause("lists", "keysplit_1")


@lists.export(
    "keysort/2",
    "(N, TupleList1) -> TupleList2 when N :: pos_integer(), TupleList1 :: [Tuple], "
    "TupleList2 :: [Tuple], Tuple :: tuple()",
)
def keysort(n: Term, l: Term) -> Term:
    """The tuples of TupleList1 in the order of their Nth elements."""
    if type(n) is not int or n < 1:
        raise function_clause(n, l)
    items, rest = _items(l)
    if rest is not None:
        if len(items) > 1:
            element(n, items[0])
        return _bad_tail(n, items, rest, l)
    return l if len(items) < 2 else to_list(_sorted_by_key(n, items)[0])


@lists.export(
    "ukeysort/2",
    "(N, TupleList1) -> TupleList2 when N :: pos_integer(), TupleList1 :: [Tuple], "
    "TupleList2 :: [Tuple], Tuple :: tuple()",
)
def ukeysort(n: Term, l: Term) -> Term:
    """As keysort/2; of tuples whose Nth elements compare equal only the first."""
    if type(n) is not int or n < 1:
        raise function_clause(n, l)
    items, rest = _items(l)
    if rest is not None:
        if len(items) > 1:
            element(n, items[0])
        return _bad_tail(n, items, rest, l)
    return l if len(items) < 2 else to_list(_without_equals(*_sorted_by_key(n, items)))
