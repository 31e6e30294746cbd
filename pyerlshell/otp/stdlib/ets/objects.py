"""ets: single objects are stored, looked up and deleted.

insert/2 and lookup/2 begin with the common case, tables that are sets and keys that Python compares
as Erlang does; everything else, failures too, goes the long way.

OTP: ets, erl_db.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.ets.table import Table
from pyerlshell.erts.ets.tables import Tables
from pyerlshell.erts.machine import P
from pyerlshell.otp.stdlib.ets.module import bad, ets, readable, writable
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import ImproperList, from_list, to_list
from pyerlshell.terms.types import Ref, Term

_true: Final = a.true
_false: Final = a.false
_NOT_SIMPLE: Final = (AttributeError, KeyError, IndexError, TypeError)


@ets.export(
    "insert/2",
    "(Table, ObjectOrObjects) -> true when Table :: table(), "
    "ObjectOrObjects :: tuple() | [tuple()]",
)
def insert(tab: Any, objects: Any) -> Term:
    """Store an object, or all of a list."""
    try:
        table = tab.magic if type(tab) is Ref else P.cur.node.parts[Tables].named[tab]
        if (table.writer is None or table.writer is P.cur) and type(objects) is tuple:
            k = objects[table.kp]
            t = type(k)
            rows = table.rows
            if rows is not None and (t is int or t is Atom or t is bytes):
                rows[k] = objects
            else:
                table.put(objects)
            return _true
    except _NOT_SIMPLE:
        pass
    table = writable(tab, objects)
    for obj in _checked(table, tab, objects):
        table.put(obj)
    return _true


def _checked(table: Table, tab: Term, objects: Any) -> list[Any]:
    """The objects, all of which have a key."""
    kp = table.kp
    if type(objects) is tuple:
        if len(objects) <= kp:
            raise badarg(tab, objects)
        return [objects]
    try:
        items = from_list(objects)
    except ImproperList:
        raise badarg(tab, objects) from None
    for obj in items:
        if type(obj) is not tuple or len(obj) <= kp:
            raise badarg(tab, objects)
    return items


@ets.export(
    "insert_new/2",
    "(Table, ObjectOrObjects) -> boolean() when Table :: table(), "
    "ObjectOrObjects :: tuple() | [tuple()]",
)
def insert_new(tab: Term, objects: Term) -> Term:
    """Store an object, or all of a list, unless there are objects with one of the keys."""
    table = writable(tab, objects)
    items = _checked(table, tab, objects)
    for obj in items:
        if table.has(obj[table.kp]):
            return _false
    for obj in items:
        table.put(obj)
    return _true


@ets.export(
    "lookup/2",
    "(Table, Key) -> [Object] when Table :: table(), Key :: term(), Object :: tuple()",
)
def lookup(tab: Any, k: Any) -> Term:
    """The objects with the key."""
    try:
        table = tab.magic if type(tab) is Ref else P.cur.node.parts[Tables].named[tab]
        if table.reader is None or table.reader is P.cur:
            t = type(k)
            rows = table.rows
            if rows is None or (t is not int and t is not Atom and t is not bytes):
                return to_list(table.get(k))
            obj = rows.get(k)
            return None if obj is None else [obj, None]
    except _NOT_SIMPLE:
        pass
    return to_list(readable(tab, k).get(k))


@ets.export("member/2", "(Table, Key) -> boolean() when Table :: table(), Key :: term()")
def member(tab: Any, k: Any) -> Term:
    """True if there are objects with the key."""
    return _true if readable(tab, k).has(k) else _false


@ets.export(
    "lookup_element/3",
    "(Table, Key, Pos) -> Elem when Table :: table(), Key :: term(), Pos :: pos_integer(), "
    "Elem :: term() | [term()]",
)
def lookup_element(tab: Term, k: Term, position: Any) -> Term:
    """The element at Pos of the object with the key; in bags the list of those elements."""
    table = readable(tab, k, position)
    _check_position(tab, k, position)
    found = table.get(k)
    if not found:
        raise bad(a.badkey, tab, k, position)
    return _elements(table, found, tab, k, position)


@ets.export(
    "lookup_element/4",
    "(Table, Key, Pos, Default) -> Elem when Table :: table(), Key :: term(), "
    "Pos :: pos_integer(), Default :: term(), Elem :: term() | [term()]",
)
def lookup_element_or(tab: Term, k: Term, position: Any, default: Term) -> Term:
    """As lookup_element/3; Default if there is no object with the key."""
    table = readable(tab, k, position, default)
    _check_position(tab, k, position, default)
    found = table.get(k)
    return _elements(table, found, tab, k, position, default) if found else default


def _check_position(tab: Term, k: Term, position: Term, *more: Term) -> None:
    if type(position) is not int or position < 1:
        raise badarg(tab, k, position, *more)


def _elements(
    table: Table, found: list[Any], tab: Term, k: Term, position: int, *more: Term
) -> Term:
    for obj in found:
        if len(obj) < position:
            raise badarg(tab, k, position, *more)
    if table.kind is a.bag or table.kind is a.duplicate_bag:
        return to_list([obj[position - 1] for obj in found])
    return found[0][position - 1]


@ets.export("delete/2", "(Table, Key) -> true when Table :: table(), Key :: term()")
def delete_key(tab: Any, k: Any) -> Term:
    """Delete the objects with the key."""
    writable(tab, k).remove(k)
    return _true


@ets.export("delete_object/2", "(Table, Object) -> true when Table :: table(), Object :: tuple()")
def delete_object(tab: Term, obj: Any) -> Term:
    """Delete the objects that are exactly Object."""
    table = writable(tab, obj)
    if type(obj) is not tuple or len(obj) <= table.kp:
        raise badarg(tab, obj)
    table.remove_object(obj)
    return _true


@ets.export(
    "take/2",
    "(Table, Key) -> [Object] when Table :: table(), Key :: term(), Object :: tuple()",
)
def take(tab: Term, k: Term) -> Term:
    """Delete the objects with the key, and give them."""
    return to_list(writable(tab, k).remove(k))
