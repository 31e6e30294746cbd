"""ets: from key to key.

OTP: ets, erl_db.c
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.ets.ordered import OrderedTable
from pyerlshell.otp.stdlib.ets.module import END, ets, readable
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term


@ets.export("first/1", "(Table) -> Key | '$end_of_table' when Table :: table(), Key :: term()")
def first(tab: Term) -> Term:
    """The first key."""
    found = readable(tab).first()
    return found[0] if found else END


@ets.export("last/1", "(Table) -> Key | '$end_of_table' when Table :: table(), Key :: term()")
def last(tab: Term) -> Term:
    """The last key of an ordered_set; in other tables the same as first/1."""
    found = readable(tab).last()
    return found[0] if found else END


@ets.export(
    "next/2",
    "(Table, Key1) -> Key2 | '$end_of_table' when Table :: table(), Key1 :: term(), Key2 :: term()",
)
def next_(tab: Term, k: Term) -> Term:
    """The key after Key1."""
    table = readable(tab, k)
    found = table.next(k)
    if found is None or (k is END and isinstance(table, OrderedTable)):
        raise badarg(tab, k)
    return found[0] if found else END


@ets.export(
    "prev/2",
    "(Table, Key1) -> Key2 | '$end_of_table' when Table :: table(), Key1 :: term(), Key2 :: term()",
)
def prev(tab: Term, k: Term) -> Term:
    """The key before Key1 in an ordered_set; in other tables the same as next/2."""
    table = readable(tab, k)
    found = table.prev(k)
    if found is None or (k is END and isinstance(table, OrderedTable)):
        raise badarg(tab, k)
    return found[0] if found else END


def _with_objects(tab: Term, found: list[Term] | None, *args: Term) -> Term:
    if found is None:
        raise badarg(tab, *args)
    if not found:
        return END
    return found[0], to_list(readable(tab, *args).get(found[0]))


@ets.export(
    "first_lookup/1",
    "(Table) -> {Key, [Object]} | '$end_of_table' when Table :: table(), Key :: term(), "
    "Object :: tuple()",
)
def first_lookup(tab: Term) -> Term:
    """The first key with its objects."""
    return _with_objects(tab, readable(tab).first())


@ets.export(
    "last_lookup/1",
    "(Table) -> {Key, [Object]} | '$end_of_table' when Table :: table(), Key :: term(), "
    "Object :: tuple()",
)
def last_lookup(tab: Term) -> Term:
    """The last key with its objects."""
    return _with_objects(tab, readable(tab).last())


@ets.export(
    "next_lookup/2",
    "(Table, Key1) -> {Key2, [Object]} | '$end_of_table' when Table :: table(), Key1 :: term(), "
    "Key2 :: term(), Object :: tuple()",
)
def next_lookup(tab: Term, k: Term) -> Term:
    """The key after Key1 with its objects."""
    return _with_objects(tab, readable(tab, k).next(k), k)


@ets.export(
    "prev_lookup/2",
    "(Table, Key1) -> {Key2, [Object]} | '$end_of_table' when Table :: table(), Key1 :: term(), "
    "Key2 :: term(), Object :: tuple()",
)
def prev_lookup(tab: Term, k: Term) -> Term:
    """The key before Key1 with its objects."""
    return _with_objects(tab, readable(tab, k).prev(k), k)


@ets.export(
    "slot/2",
    "(Table, I) -> [Object] | '$end_of_table' when Table :: table(), I :: non_neg_integer(), "
    "Object :: tuple()",
)
def slot(tab: Term, n: Any) -> Term:
    """The objects at the I-th place."""
    table = readable(tab, n)
    if type(n) is not int or n < 0:
        raise badarg(tab, n)
    try:
        found = table.slot(n)
    except IndexError:
        raise badarg(tab, n) from None
    return END if found is None else to_list(found)
