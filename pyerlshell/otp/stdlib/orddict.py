"""Dictionaries as sorted lists of {Key, Value}; keys that compare equal are one.

A function that looks for a key fails with what is left of the list, as the recursive ones of the
reference do.

OTP: orddict
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.native_calls import callable_fun, clause, is_fun
from pyerlshell.otp.preloaded.erlang.arithmetic import add
from pyerlshell.otp.preloaded.erlang.lists import append_operator, length
from pyerlshell.otp.stdlib.lists import lists
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, split_tail, to_list
from pyerlshell.terms.order import compare
from pyerlshell.terms.types import Term

__preempt__ = True

orddict: Final = NativeModule("orddict", "Key-value dictionary as ordered list.")

_true = a.true
_false = a.false


def _is_pair(e: Any) -> bool:
    return type(e) is tuple and len(e) == 2


def _seek(key: Term, d: Any) -> tuple[list[Term], Any, bool | None]:
    """What stands before the key, the rest of the dictionary, and whether the rest begins with the
    key; None instead if it begins with no pair.
    """
    before: list[Term] = []
    while type(d) is list:
        e = d[0]
        if not _is_pair(e):
            return before, d, None
        c = compare(key, e[0])
        if c <= 0:
            return before, d, c == 0
        before.append(e)
        d = d[1]
    return before, d, False if d is None else None


@orddict.export(
    "new/0",
    "() -> orddict(none(), none())",
)
def new() -> Term:
    """The empty dictionary."""
    return None


@orddict.export(
    "is_key/2",
    "(Key, Orddict) -> boolean() when Orddict :: orddict(Key, Value :: term())",
)
def is_key(key: Term, d: Term) -> Term:
    """True if the dictionary has the key."""
    _, rest, found = _seek(key, d)
    if found is None:
        raise function_clause(key, rest)
    return _true if found else _false


@orddict.export(
    "to_list/1",
    "(Orddict) -> List when Orddict :: orddict(Key, Value), List :: [{Key, Value}]",
)
def to_list_(d: Term) -> Term:
    """The pairs by their keys."""
    return d


@orddict.export(
    "from_list/1",
    "(List) -> Orddict when List :: [{Key, Value}], Orddict :: orddict(Key, Value)",
)
def from_list_(l: Any) -> Term:
    """The dictionary of a list of pairs; the last of equal keys counts."""
    if type(l) is list and l[1] is None and _is_pair(l[0]):
        return l
    reversed_pairs: Term = None
    while type(l) is list:
        if not _is_pair(l[0]):
            break
        reversed_pairs = [l[0], reversed_pairs]
        l = l[1]
    if l is not None:
        return tail(_reverse_pairs, l, reversed_pairs)
    return lists.functions["ukeysort", 2].fn(1, reversed_pairs)


_reverse_pairs = clause("orddict", "reverse_pairs")


@orddict.export(
    "size/1",
    "(Orddict) -> non_neg_integer() when Orddict :: orddict()",
)
def size(d: Term) -> Term:
    """How many keys the dictionary has."""
    return length(d)


@orddict.export(
    "is_empty/1",
    "(Orddict) -> boolean() when Orddict :: orddict()",
)
def is_empty(d: Term) -> Term:
    """True for the empty dictionary."""
    if d is not None and type(d) is not list:
        raise function_clause(d)
    return _true if d is None else _false


@orddict.export(
    "fetch/2",
    "(Key, Orddict) -> Value when Orddict :: orddict(Key, Value)",
)
def fetch(key: Term, d: Term) -> Term:
    """The value of Key, which must be there."""
    _, rest, found = _seek(key, d)
    if not found:
        raise function_clause(key, rest)
    return rest[0][1]


@orddict.export(
    "find/2",
    "(Key, Orddict) -> {ok, Value} | error when Orddict :: orddict(Key, Value)",
)
def find(key: Term, d: Term) -> Term:
    """{ok, the value of Key}, or error."""
    _, rest, found = _seek(key, d)
    if found is None:
        raise function_clause(key, rest)
    return (a.ok, rest[0][1]) if found else a.error


@orddict.export(
    "fetch_keys/1",
    "(Orddict) -> Keys when Orddict :: orddict(Key, Value :: term()), Keys :: [Key]",
)
def fetch_keys(d: Any) -> Term:
    """The keys in order."""
    keys: list[Term] = []
    while type(d) is list:
        if not _is_pair(d[0]):
            break
        keys.append(d[0][0])
        d = d[1]
    if d is not None:
        raise function_clause(d)
    return to_list(keys)


@orddict.export(
    "erase/2",
    "(Key, Orddict1) -> Orddict2 when Orddict1 :: orddict(Key, Value), Orddict2 :: "
    "orddict(Key, Value)",
)
def erase(key: Term, d: Term) -> Term:
    """The dictionary without Key, if it has it."""
    before, rest, found = _seek(key, d)
    if found is None:
        raise function_clause(key, rest)
    return to_list(before, rest[1] if found else rest)


_take_1 = clause("orddict", "take_1")


@orddict.export(
    "take/2",
    "(Key, Orddict) -> {Value, Orddict1} | error when Orddict :: orddict(Key, Value), "
    "Orddict1 :: orddict(Key, Value), Key :: term(), Value :: term()",
)
def take(key: Term, d: Term) -> Term:
    """{the value of Key, the dictionary without it}, or error."""
    before, rest, found = _seek(key, d)
    if found is None:
        return tail(_take_1, key, rest, to_list(before[::-1]))
    return (rest[0][1], to_list(before, rest[1])) if found else a.error


@orddict.export(
    "store/3",
    "(Key, Value, Orddict1) -> Orddict2 when Orddict1 :: orddict(Key, Value), Orddict2 :: "
    "orddict(Key, Value)",
)
def store(key: Term, value: Term, d: Term) -> Term:
    """The dictionary with this value for Key, new or not."""
    before, rest, found = _seek(key, d)
    if found is None:
        raise function_clause(key, value, rest)
    return to_list(before, [(key, value), rest[1] if found else rest])


@orddict.export(
    "append/3",
    "(Key, Value, Orddict1) -> Orddict2 when Orddict1 :: orddict(Key, Value), Orddict2 :: "
    "orddict(Key, Value)",
)
def append(key: Term, value: Term, d: Term) -> Term:
    """The dictionary with Value behind the list of values that Key has."""
    before, rest, found = _seek(key, d)
    if found is None:
        raise function_clause(key, value, rest)
    return _appended(key, [value, None], before, rest, found)


@orddict.export(
    "append_list/3",
    "(Key, ValList, Orddict1) -> Orddict2 when ValList :: [Value], Orddict1 :: orddict(Key, "
    "Value), Orddict2 :: orddict(Key, Value)",
)
def append_list(key: Term, values: Term, d: Term) -> Term:
    """The dictionary with ValList behind the list of values that Key has."""
    before, rest, found = _seek(key, d)
    if found is None:
        raise function_clause(key, values, rest)
    return _appended(key, values, before, rest, found)


def _appended(key: Term, values: Term, before: list[Term], rest: Any, found: bool) -> Term:
    if not found:
        return to_list(before, [(key, values), rest])
    return to_list(before, [(key, append_operator(rest[0][1], values)), rest[1]])


@orddict.export(
    "update/3",
    "(Key, Fun, Orddict1) -> Orddict2 when Fun :: fun((Value1 :: Value) -> Value2 :: Value), "
    "Orddict1 :: orddict(Key, Value), Orddict2 :: orddict(Key, Value)",
)
def update(key: Term, f: Any, d: Term) -> Term:
    """The dictionary with Fun(Value) for Key, which must be there."""
    before, rest, found = _seek(key, d)
    if not found:
        raise function_clause(key, f, rest)
    return to_list(before, [(key, _updated(f, rest[0][1])), rest[1]])


def _updated(f: Any, value: Term) -> Term:
    callable_fun(f, value)
    r = f(value)
    return run() if r is TAIL else r


@orddict.export(
    "update/4",
    "(Key, Fun, Initial, Orddict1) -> Orddict2 when Initial :: Value, Fun :: fun((Value1 :: "
    "Value) -> Value2 :: Value), Orddict1 :: orddict(Key, Value), Orddict2 :: orddict(Key, "
    "Value)",
)
def update_or_store(key: Term, f: Any, initial: Term, d: Term) -> Term:
    """The dictionary with Fun(Value) for Key, or with Initial if it is not there."""
    before, rest, found = _seek(key, d)
    if found is None:
        raise function_clause(key, f, initial, rest)
    if not found:
        return to_list(before, [(key, initial), rest])
    return to_list(before, [(key, _updated(f, rest[0][1])), rest[1]])


@orddict.export(
    "update_counter/3",
    "(Key, Increment, Orddict1) -> Orddict2 when Orddict1 :: orddict(Key, Value), Orddict2 :: "
    "orddict(Key, Value), Increment :: number()",
)
def update_counter(key: Term, more: Term, d: Term) -> Term:
    """The dictionary with Increment more for Key, or Increment if it is not there."""
    before, rest, found = _seek(key, d)
    if found is None:
        raise function_clause(key, more, rest)
    if not found:
        return to_list(before, [(key, more), rest])
    return to_list(before, [(key, add(rest[0][1], more)), rest[1]])


def _pairs(d: Any) -> tuple[list[Any], Term]:
    """The pairs, and what comes behind them: [] in a dictionary."""
    items, rest = split_tail(d)
    for i, e in enumerate(items):
        if not _is_pair(e):
            return items[:i], to_list(items[i:], rest)
    return items, rest


@orddict.export(
    "fold/3",
    "(Fun, Acc0, Orddict) -> Acc1 when Fun :: fun((Key, Value, AccIn) -> AccOut), Orddict :: "
    "orddict(Key, Value), Acc0 :: Acc, Acc1 :: Acc, AccIn :: Acc, AccOut :: Acc",
)
def fold(f: Any, acc: Term, d: Term) -> Term:
    """Call Fun with each key, its value and what the call before gave; Acc0 at first."""
    pairs, rest = _pairs(d)
    for key, value in pairs:
        callable_fun(f, key, value, acc)
        acc = f(key, value, acc)
        if acc is TAIL:
            acc = run()
    if rest is not None or not is_fun(f, 3):
        raise function_clause(f, acc, rest)
    return acc


@orddict.export(
    "map/2",
    "(Fun, Orddict1) -> Orddict2 when Fun :: fun((Key, Value1) -> Value2), Orddict1 :: "
    "orddict(Key, Value1), Orddict2 :: orddict(Key, Value2)",
)
def map_(f: Any, d: Term) -> Term:
    """The dictionary with Fun(Key, Value) for each value."""
    pairs, rest = _pairs(d)
    made: list[Term] = []
    for key, value in pairs:
        callable_fun(f, key, value)
        r = f(key, value)
        if r is TAIL:
            r = run()
        made.append((key, r))
    if rest is not None or not is_fun(f, 2):
        raise function_clause(f, rest)
    return to_list(made)


@orddict.export(
    "filter/2",
    "(Pred, Orddict1) -> Orddict2 when Pred :: fun((Key, Value) -> boolean()), Orddict1 :: "
    "orddict(Key, Value), Orddict2 :: orddict(Key, Value)",
)
def filter_(f: Any, d: Term) -> Term:
    """The pairs for which Pred(Key, Value) gives true."""
    pairs, rest = _pairs(d)
    kept: list[Term] = []
    for pair in pairs:
        callable_fun(f, pair[0], pair[1])
        r = f(pair[0], pair[1])
        if r is TAIL:
            r = run()
        if r is _true:
            kept.append(pair)
        elif r is not _false:
            raise error((a.case_clause, r))
    if rest is not None or not is_fun(f, 2):
        raise function_clause(f, rest)
    return to_list(kept)


@orddict.export(
    "merge/3",
    "(Fun, Orddict1, Orddict2) -> Orddict3 when Fun :: fun((Key, Value1, Value2) -> Value), "
    "Orddict1 :: orddict(Key, Value1), Orddict2 :: orddict(Key, Value2), Orddict3 :: "
    "orddict(Key, Value)",
)
def merge(f: Any, d1: Any, d2: Any) -> Term:
    """The keys of both; the value of a key of both is Fun(Key, Value1, Value2)."""
    made: list[Term] = []
    while type(d1) is list and type(d2) is list and _is_pair(d1[0]) and _is_pair(d2[0]):
        key, value = d1[0]
        c = compare(key, d2[0][0])
        if c == 0:
            callable_fun(f, key, value, d2[0][1])
            r = f(key, value, d2[0][1])
            made.append((key, run() if r is TAIL else r))
        else:
            made.append(d1[0] if c < 0 else d2[0])
        if c <= 0:
            d1 = d1[1]
        if c >= 0:
            d2 = d2[1]
    if not is_fun(f, 3) or (d1 is not None and d2 is not None):
        raise function_clause(f, d1, d2)
    return to_list(made, d2 if d1 is None else d1)


def sorted_pairs(l: Term) -> list[Any]:
    """The pairs of orddict:from_list/1, for modules that build on it."""
    r = from_list_(l)
    return from_list(run() if r is TAIL else r)
