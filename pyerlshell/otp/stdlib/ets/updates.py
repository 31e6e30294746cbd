"""ets: update_counter and update_element change elements of one object.

OTP: ets, erl_db.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.ets.table import Table
from pyerlshell.otp.stdlib.ets.module import bad, ets, writable
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import ImproperList, from_list, to_list
from pyerlshell.terms.types import Term

_true: Final = a.true
_false: Final = a.false


def _object(table: Table, k: Any, default: Any) -> Any:
    """The object with the key, None if there is none; the default with the key in its place."""
    found = table.get(k)
    if found:
        return found[0]
    if default is _NO_DEFAULT:
        return None
    kp = table.kp
    return (*default[:kp], k, *default[kp + 1 :])


_NO_DEFAULT: Final = object()


def _check_default(table: Table, default: Any, args: tuple[Term, ...]) -> None:
    if default is not _NO_DEFAULT and (type(default) is not tuple or len(default) <= table.kp):
        raise bad(a.default, *args)


def _store(table: Table, old: Any, new: Any) -> None:
    if old is not new and not table.replace(old, new):
        table.put(new)


# Counters


@ets.export(
    "update_counter/3",
    "(Table, Key, UpdateOp) -> Result when Table :: table(), Key :: term(), "
    "UpdateOp :: {Pos, Incr} | {Pos, Incr, Threshold, SetValue}, Result :: integer()",
    "(Table, Key, [UpdateOp]) -> [Result]",
    "(Table, Key, Incr) -> Result",
)
def update_counter(tab: Term, k: Term, operations: Any) -> Term:
    """Add to integers in the object with the key; the new values."""
    table = writable(tab, k, operations)
    return _count(table, k, operations, _NO_DEFAULT, (tab, k, operations))


@ets.export(
    "update_counter/4",
    "(Table, Key, UpdateOp, Default) -> Result when Table :: table(), Key :: term(), "
    "UpdateOp :: {Pos, Incr} | {Pos, Incr, Threshold, SetValue}, Default :: tuple(), "
    "Result :: integer()",
    "(Table, Key, [UpdateOp], Default) -> [Result]",
    "(Table, Key, Incr, Default) -> Result",
)
def update_counter_or(tab: Term, k: Term, operations: Any, default: Term) -> Term:
    """As update_counter/3; if there is no object with the key, Default is stored first, with the
    key.
    """
    table = writable(tab, k, operations, default)
    return _count(table, k, operations, default, (tab, k, operations, default))


def _count(table: Table, k: Term, operations: Any, default: Any, args: tuple[Term, ...]) -> Term:
    if table.kind is a.bag or table.kind is a.duplicate_bag:
        raise bad(a.table_type, *args)
    _check_default(table, default, args)
    obj = _object(table, k, default)
    if obj is None:
        raise bad(a.badkey, *args)
    many = operations is None or type(operations) is list
    if type(operations) is int:
        operations = (table.kp + 2, operations)
    elements = list(obj)
    results: list[Term] = []
    try:
        for operation in from_list(operations) if many else [operations]:
            results.append(_add(table, elements, operation, args))
    except ImproperList:
        raise badarg(*args) from None
    _store(table, obj, tuple(elements))
    return to_list(results) if many else results[0]


def _add(table: Table, elements: list[Any], operation: Any, args: tuple[Term, ...]) -> Term:
    if type(operation) is not tuple or len(operation) not in (2, 4):
        raise badarg(*args)
    for part in operation:
        if type(part) is not int:
            raise badarg(*args)
    position, increment = operation[:2]
    if position == table.kp + 1:
        raise bad(a.keypos, *args)
    if not 0 < position <= len(elements):
        raise bad(a.position, *args)
    value = elements[position - 1]
    if type(value) is not int:
        raise badarg(*args)
    value += increment
    if len(operation) == 4:
        threshold, reset = operation[2:]
        if value > threshold if increment >= 0 else value < threshold:
            value = reset
    elements[position - 1] = value
    return value


# Elements


@ets.export(
    "update_element/3",
    "(Table, Key, ElementSpec) -> boolean() when Table :: table(), Key :: term(), "
    "ElementSpec :: {Pos, Value} | [{Pos, Value}], Pos :: pos_integer(), Value :: term()",
)
def update_element(tab: Term, k: Term, elements: Any) -> Term:
    """Replace elements of the object with the key; false if there is none."""
    table = writable(tab, k, elements)
    return _set(table, k, elements, _NO_DEFAULT, (tab, k, elements))


@ets.export(
    "update_element/4",
    "(Table, Key, ElementSpec, Default) -> true when Table :: table(), Key :: term(), "
    "ElementSpec :: {Pos, Value} | [{Pos, Value}], Pos :: pos_integer(), Value :: term(), "
    "Default :: tuple()",
)
def update_element_or(tab: Term, k: Term, elements: Any, default: Term) -> Term:
    """As update_element/3; if there is no object with the key, Default is stored first, with the
    key.
    """
    table = writable(tab, k, elements, default)
    return _set(table, k, elements, default, (tab, k, elements, default))


def _set(table: Table, k: Term, specs: Any, default: Any, args: tuple[Term, ...]) -> Term:
    if table.kind is a.bag or table.kind is a.duplicate_bag:
        raise badarg(*args)
    _check_default(table, default, args)
    obj = _object(table, k, default)
    if obj is None:
        return _false
    try:
        items: list[Any] = from_list(specs) if specs is None or type(specs) is list else [specs]
    except ImproperList:
        raise badarg(*args) from None
    elements = list(obj)
    for spec in items:
        if type(spec) is not tuple or len(spec) != 2 or type(spec[0]) is not int:
            raise badarg(*args)
        position, value = spec
        if position == table.kp + 1:
            raise bad(a.keypos, *args)
        if not 0 < position <= len(elements):
            raise bad(a.position, *args)
        elements[position - 1] = value
    _store(table, obj, tuple(elements))
    return _true
