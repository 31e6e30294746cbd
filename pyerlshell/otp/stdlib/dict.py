"""Dictionaries as hash tables in tuples; keys are the same when they match (=:=).

A pair is a cell [Key | Value] in a slot of `hashed_slots`.

OTP: dict
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NoReturn

from pyerlshell.erts.errors import badarg, error, function_clause
from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import hashed_slots as slots
from pyerlshell.otp.hashed_slots import Table
from pyerlshell.otp.native_calls import callable_fun, clause, failure, is_fun, local
from pyerlshell.otp.preloaded.erlang.arithmetic import add
from pyerlshell.otp.preloaded.erlang.lists import append_operator
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import split_tail, to_list
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True

dict_: Final = NativeModule("dict", "Key-value dictionary.")

_tag = a.dict
_true = a.true
_false = a.false


def _is_dict(d: Any) -> bool:
    return slots.is_table(d, _tag)


def _key_of(cell: Any) -> Term:
    return cell[0]


@local("dict", "get_slot")
def _slot(d: Table, key: Term) -> int:
    if not _is_dict(d):
        raise error((a.badrecord, d))
    return slots.slot_of(d, key)


def _found(key: Term, items: Any) -> Any:
    """The cell of a key in a slot, or None."""
    while items is not None:
        cell, items = items
        if exact_equal(cell[0], key):
            return cell
    return None


def _replaced(key: Term, items: Any, cell: Term) -> Term:
    """The items of a slot with another cell for a key, or without one (None)."""
    before: list[Term] = []
    while not exact_equal(items[0][0], key):
        before.append(items[0])
        items = items[1]
    return to_list(before, items[1] if cell is None else [cell, items[1]])


def _stored(d: Table, key: Term, make: Callable[[Any], Term]) -> Table:
    """The dictionary with `make(old cell or None)` as the value of a key."""
    slot = _slot(d, key)
    items = slots.bucket(d, slot)
    old = _found(key, items)
    cell = [key, make(old)]
    if old is not None:
        return slots.with_bucket(d, slot, _replaced(key, items, cell))
    before, _ = split_tail(items)
    return slots.grown(slots.with_bucket(d, slot, to_list(before, [cell, None])), _key_of)


@dict_.export(
    "new/0",
    "() -> dict()",
)
def new() -> Term:
    """The empty dictionary."""
    return slots.new(_tag)


@dict_.export(
    "is_key/2",
    "(Key, Dict) -> boolean() when Dict :: dict(Key, Value :: term())",
)
def is_key(key: Term, d: Any) -> Term:
    """True if the dictionary has the key."""
    return _false if _found(key, slots.bucket(d, _slot(d, key))) is None else _true


@dict_.export(
    "to_list/1",
    "(Dict) -> List when Dict :: dict(Key, Value), List :: [{Key, Value}]",
)
def to_list_(d: Any) -> Term:
    """The {Key, Value} pairs, in no order."""
    if not _is_dict(d):
        return tail(_no_dict, None, None, d)
    return to_list([(k, v) for k, v in _cells(d)[::-1]])


def _cells(d: Table) -> list[Any]:
    """The cells in the order in which folds see them."""
    cells: list[Any] = []
    for items in slots.buckets_from_the_top(d):
        while items is not None:
            cell, items = items
            cells.append(cell)
    return cells


@local("dict", "fold_dict")
def _no_dict(f: Term, acc: Term, d: Term) -> NoReturn:
    raise error((a.badrecord, d))


_foldl = failure("lists", "foldl", 3)
_foldl_1 = clause("lists", "foldl_1")
_from_list_fun = clause("dict", "-from_list/1-fun-0-")


@dict_.export(
    "from_list/1",
    "(List) -> Dict when Dict :: dict(Key, Value), List :: [{Key, Value}]",
)
def from_list_(l: Any) -> Term:
    """The dictionary of {Key, Value} pairs; the last of equal keys counts."""
    items, rest = split_tail(l)
    if rest is not None and not items:
        return tail(_foldl, error((a.case_clause, l)))
    d = slots.new(_tag)
    for pair in items:
        if type(pair) is not tuple or len(pair) != 2:
            _from_list_fun(pair, d)
        d = store(pair[0], pair[1], d)
    return d if rest is None else tail(_foldl_1, lambda pair, d: d, d, rest)


@dict_.export(
    "size/1",
    "(Dict) -> non_neg_integer() when Dict :: dict()",
)
def size(d: Any) -> Term:
    """How many keys the dictionary has."""
    if not _is_dict(d) or type(d[1]) is not int or d[1] < 0:
        raise function_clause(d)
    return d[1]


@dict_.export(
    "is_empty/1",
    "(Dict) -> boolean() when Dict :: dict()",
)
def is_empty(d: Any) -> Term:
    """True if the dictionary has no key."""
    if not _is_dict(d):
        raise function_clause(d)
    return _true if d[1] == 0 else _false


@dict_.export(
    "fetch/2",
    "(Key, Dict) -> Value when Dict :: dict(Key, Value)",
)
def fetch(key: Term, d: Any) -> Term:
    """The value of Key, which must be there."""
    cell = _found(key, slots.bucket(d, _slot(d, key)))
    if cell is None:
        raise badarg(key, d)
    return cell[1]


@dict_.export(
    "find/2",
    "(Key, Dict) -> {ok, Value} | error when Dict :: dict(Key, Value)",
)
def find(key: Term, d: Any) -> Term:
    """{ok, the value of Key}, or error."""
    cell = _found(key, slots.bucket(d, _slot(d, key)))
    return a.error if cell is None else (a.ok, cell[1])


@dict_.export(
    "fetch_keys/1",
    "(Dict) -> Keys when Dict :: dict(Key, Value :: term()), Keys :: [Key]",
)
def fetch_keys(d: Any) -> Term:
    """The keys, in no order."""
    if not _is_dict(d):
        return tail(_no_dict, None, None, d)
    return to_list([cell[0] for cell in _cells(d)[::-1]])


def _taken(key: Term, d: Any) -> tuple[Any, Table]:
    """The cell of a key, or None, and the dictionary without it."""
    slot = _slot(d, key)
    items = slots.bucket(d, slot)
    cell = _found(key, items)
    if cell is None:
        return None, d
    return cell, slots.shrunk(slots.with_bucket(d, slot, _replaced(key, items, None)), 1)


@dict_.export(
    "erase/2",
    "(Key, Dict1) -> Dict2 when Dict1 :: dict(Key, Value), Dict2 :: dict(Key, Value)",
)
def erase(key: Term, d: Any) -> Term:
    """The dictionary without Key, if it has it."""
    return _taken(key, d)[1]


@dict_.export(
    "take/2",
    "(Key, Dict) -> {Value, Dict1} | error when Dict :: dict(Key, Value), Dict1 :: dict(Key, "
    "Value), Key :: term(), Value :: term()",
)
def take(key: Term, d: Any) -> Term:
    """{the value of Key, the dictionary without it}, or error."""
    cell, left = _taken(key, d)
    return a.error if cell is None else (cell[1], left)


@dict_.export(
    "store/3",
    "(Key, Value, Dict1) -> Dict2 when Dict1 :: dict(Key, Value), Dict2 :: dict(Key, Value)",
)
def store(key: Term, value: Term, d: Any) -> Table:
    """The dictionary with this value for Key, new or not."""
    return _stored(d, key, lambda old: value)


@dict_.export(
    "append/3",
    "(Key, Value, Dict1) -> Dict2 when Dict1 :: dict(Key, Value), Dict2 :: dict(Key, Value)",
)
def append(key: Term, value: Term, d: Any) -> Term:
    """The dictionary with Value behind the list of values that Key has."""
    more = [value, None]
    return _stored(d, key, lambda old: more if old is None else append_operator(old[1], more))


@dict_.export(
    "append_list/3",
    "(Key, ValList, Dict1) -> Dict2 when Dict1 :: dict(Key, Value), Dict2 :: dict(Key, "
    "Value), ValList :: [Value]",
)
def append_list(key: Term, more: Term, d: Any) -> Term:
    """The dictionary with ValList behind the list of values that Key has."""
    return _stored(d, key, lambda old: more if old is None else append_operator(old[1], more))


@dict_.export(
    "update_counter/3",
    "(Key, Increment, Dict1) -> Dict2 when Dict1 :: dict(Key, Value), Dict2 :: dict(Key, "
    "Value), Increment :: number()",
)
def update_counter(key: Term, more: Term, d: Any) -> Term:
    """The dictionary with Increment more for Key, or Increment if it is not there."""
    if type(more) is not int and type(more) is not float:
        raise function_clause(key, more, d)
    return _stored(d, key, lambda old: more if old is None else add(old[1], more))


@dict_.export(
    "update/3",
    "(Key, Fun, Dict1) -> Dict2 when Dict1 :: dict(Key, Value), Dict2 :: dict(Key, Value), "
    "Fun :: fun((Value1 :: Value) -> Value2 :: Value)",
)
def update(key: Term, f: Any, d: Any) -> Term:
    """The dictionary with Fun(Value) for Key, which must be there."""
    slot = _slot(d, key)
    items = slots.bucket(d, slot)
    cell = _found(key, items)
    if cell is None:
        raise badarg(key, f, d)
    return slots.with_bucket(d, slot, _replaced(key, items, [key, _update_bkt(f, cell[1], items)]))


@local("dict", "update_bkt")
def _update_bkt(f: Any, value: Term, items: Term) -> Term:
    callable_fun(f, value)
    r = f(value)
    return run() if r is TAIL else r


@dict_.export(
    "update/4",
    "(Key, Fun, Initial, Dict1) -> Dict2 when Dict1 :: dict(Key, Value), Dict2 :: dict(Key, "
    "Value), Fun :: fun((Value1 :: Value) -> Value2 :: Value), Initial :: Value",
)
def update_or_store(key: Term, f: Any, initial: Term, d: Any) -> Term:
    """The dictionary with Fun(Value) for Key, or with Initial if it is not there."""
    cell = _found(key, slots.bucket(d, _slot(d, key)))
    if cell is None:
        if not is_fun(f, 1):
            _update_bkt_clause(key, f, initial, None)
        return store(key, initial, d)
    return store(key, _update_bkt_4(f, cell[1], initial, d), d)


@local("dict", "update_bkt")
def _update_bkt_4(f: Any, value: Term, initial: Term, d: Term) -> Term:
    callable_fun(f, value)
    r = f(value)
    return run() if r is TAIL else r


_update_bkt_clause = clause("dict", "update_bkt")
_fold_bucket = clause("dict", "fold_bucket")
_map_bucket = clause("dict", "map_bucket")
_filter_bucket = clause("dict", "filter_bucket")
_filter_bucket_failure = failure("dict", "filter_bucket", 4)


@dict_.export(
    "fold/3",
    "(Fun, Acc0, Dict) -> Acc1 when Fun :: fun((Key, Value, AccIn) -> AccOut), Dict :: "
    "dict(Key, Value), Acc0 :: Acc, Acc1 :: Acc, AccIn :: Acc, AccOut :: Acc",
)
def fold(f: Any, acc: Term, d: Any) -> Term:
    """Call Fun with each key, its value and what the call before gave; Acc0 at first."""
    if not _is_dict(d):
        return tail(_no_dict, f, acc, d)
    cells = _cells(d)
    if not is_fun(f, 3):
        last = slots.bucket(d, len(d[8]) * slots.SEGMENT - 1)
        if last is not None:
            callable_fun(f, last[0][0], last[0][1], acc)
        return tail(_fold_bucket, f, acc, None)
    for key, value in cells:
        acc = f(key, value, acc)
        if acc is TAIL:
            acc = run()
    return acc


def _require_fun_2(f: Any, d: Table, *empty_slot: Term) -> Any:
    """Fail as the reference does with what is no fun of two arguments: its first slot tells how."""
    if is_fun(f, 2):
        return
    first = slots.bucket(d, 0)
    if first is not None:
        callable_fun(f, first[0][0], first[0][1])
    (_map_bucket if len(empty_slot) == 1 else _filter_bucket)(f, *empty_slot)


@dict_.export(
    "map/2",
    "(Fun, Dict1) -> Dict2 when Fun :: fun((Key, Value1) -> Value2), Dict1 :: dict(Key, "
    "Value1), Dict2 :: dict(Key, Value2)",
)
def map_(f: Any, d: Any) -> Term:
    """The dictionary with Fun(Key, Value) for each value."""
    return tail(_map_dict, f, d)


@local("dict", "map_dict")
def _map_dict(f: Any, d: Any) -> Term:
    if not _is_dict(d):
        raise error((a.badrecord, d))
    _require_fun_2(f, d, None)
    segments: list[Term] = []
    for segment in d[8]:
        made: list[Term] = []
        for items in segment:
            cells: list[Term] = []
            while items is not None:
                (key, value), items = items
                r = f(key, value)
                cells.append([key, run() if r is TAIL else r])
            made.append(to_list(cells))
        segments.append(tuple(made))
    return (*d[:8], tuple(segments))


@dict_.export(
    "filter/2",
    "(Pred, Dict1) -> Dict2 when Pred :: fun((Key, Value) -> boolean()), Dict1 :: dict(Key, "
    "Value), Dict2 :: dict(Key, Value)",
)
def filter_(f: Any, d: Any) -> Term:
    """The dictionary of the keys for which Pred(Key, Value) gives true."""
    return tail(_filter_dict, f, d)


@local("dict", "filter_dict")
def _filter_dict(f: Any, d: Any) -> Term:
    if not _is_dict(d):
        raise error((a.badrecord, d))
    _require_fun_2(f, d, None, None, 0)
    segments: list[Term] = []
    gone = 0
    for segment in d[8]:
        made: list[Term] = []
        for items in segment:
            kept: list[Term] = []
            while items is not None:
                cell, items = items
                r = f(cell[0], cell[1])
                if r is TAIL:
                    r = run()
                if r is _true:
                    kept.append(cell)
                elif r is _false:
                    gone += 1
                else:
                    _filter_bucket_failure(error((a.case_clause, r)))
            made.append(to_list(kept))
        segments.append(tuple(made))
    if not d[1]:
        return d
    return slots.shrunk((*d[:8], tuple(segments)), gone)


@dict_.export(
    "merge/3",
    "(Fun, Dict1, Dict2) -> Dict3 when Fun :: fun((Key, Value1, Value2) -> Value), Dict1 :: "
    "dict(Key, Value1), Dict2 :: dict(Key, Value2), Dict3 :: dict(Key, Value)",
)
def merge(f: Any, d1: Any, d2: Any) -> Term:
    """The keys of both; the value of a key of both is Fun(Key, Value1, Value2)."""
    swapped = _is_dict(d1) and _is_dict(d2) and d1[1] < d2[1]
    made, other = (d2, d1) if swapped else (d1, d2)
    if not _is_dict(other):
        return tail(_no_dict, f, made, other)
    for key, value in _cells(other):
        cell = _found(key, slots.bucket(made, _slot(made, key)))
        if cell is not None:
            first, second = (value, cell[1]) if swapped else (cell[1], value)
            callable_fun(f, key, first, second)
            value = f(key, first, second)
            if value is TAIL:
                value = run()
        made = store(key, value, made)
    return made
