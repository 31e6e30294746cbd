"""ets: match/3, match_object/3, select/3 and select_reverse/3 give so many at a time.

A continuation is what the reference's is, and means the same:

    {Table, Place, Limit, Spec, Found, Count}            hash tables: the next bucket (-1: none)
                                                         and what the one before gave too much
    {Table, LastKey, End, Limit, Spec, [], Reverse, 0}   ordered_set

OTP: ets, erl_db_hash.c, erl_db_tree.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.ets.hashed import HashTable
from pyerlshell.erts.ets.ordered import OrderedTable
from pyerlshell.erts.ets.table import Table
from pyerlshell.erts.magic import magic_of, make_magic
from pyerlshell.erts.match_spec.spec import NO_MATCH, MatchSpec
from pyerlshell.otp.stdlib.ets.matching import (
    BINDINGS,
    WHOLE,
    checked_spec,
    compiled,
    pattern_spec,
)
from pyerlshell.otp.stdlib.ets.module import END, ets, readable
from pyerlshell.otp.stdlib.ets.planning import bound_part, keys_of
from pyerlshell.terms.lists import from_list, is_proper, to_list
from pyerlshell.terms.order import sort_key
from pyerlshell.terms.types import Ref, Term

_NO_MORE: Final = -1


def _values(spec: MatchSpec, objects: list[Any]) -> list[Any]:
    values = [spec.run(obj) for obj in objects]
    return [v for v in values if v is not NO_MATCH]


def _begin(table: Table, spec: MatchSpec, limit: int, reverse: int) -> Term:
    keys = keys_of(table, spec)
    ref = make_magic(spec)
    if isinstance(table, OrderedTable):
        if keys is not None:
            objects = table.walk_keys(keys)
            end = max(keys, key=sort_key) if keys else None
            if reverse:
                objects = objects[::-1]
            return _ordered_by_key(table, _values(spec, objects), limit, ref, reverse, end)
        return _ordered(table, None, limit, ref, reverse, bound_part(table, spec))
    assert isinstance(table, HashTable)
    if keys is not None:
        values = _values(spec, table.walk_keys(keys))
        return _hashed(table, values, _NO_MORE, limit, ref, False)
    return _hashed(table, [], 0, limit, ref, False)


def _hashed(
    table: HashTable, values: list[Any], place: int, limit: int, ref: Ref, again: bool
) -> Term:
    """`values` are there already, in the order of the walk. What is left over goes into the
    continuation in that order if this is not the first part (`again`), else the other way round.
    """
    spec = magic_of(ref)
    while len(values) < limit and place != _NO_MORE:
        bucket = table.bucket_from(place)
        if bucket is None:
            place = _NO_MORE
        else:
            place = bucket[0] + 1
            values.extend(_values(spec, bucket[1]))
    if place == _NO_MORE and len(values) <= limit:
        return (to_list(values[::-1]), END) if values else END
    given, rest = values[:limit], values[limit:]
    kept = to_list(rest if again else rest[::-1])
    return to_list(given[::-1]), (table.tid, place, limit, ref, kept, len(rest))


def _ordered(
    table: OrderedTable, start: Any, limit: int, ref: Ref, reverse: int, end: Term
) -> Term:
    """From behind the key `start[0]`, or from the beginning."""
    values: list[Any] = []
    spec = magic_of(ref)
    place = start
    while True:
        if place is None:
            objects = table.some_last() if reverse else table.some_first()
        else:
            objects = table.some_before(place[0]) if reverse else table.some_after(place[0])
        if not objects:
            return (to_list(values), END) if values else END
        for obj in objects:
            place = (obj[table.kp],)
            value = spec.run(obj)
            if value is not NO_MATCH:
                values.append(value)
                if len(values) == limit:
                    rest = (table.identifier(), place[0], end, limit, ref, None, reverse, 0)
                    return to_list(values), rest


def _ordered_by_key(
    table: OrderedTable, values: list[Any], limit: int, ref: Ref, reverse: int, end: Term
) -> Term:
    if len(values) <= limit:
        return (to_list(values), END) if values else END
    return _ordered(table, None, limit, ref, reverse, end)


def _go_on(continuation: Any) -> Term:
    """The next part. Raises badarg for what is no continuation."""
    if continuation is END:
        return END
    if type(continuation) is tuple and len(continuation) == 6:
        tab, place, limit, ref, rest, _count = continuation
        if type(place) is int and _is_position(limit, ref) and is_proper(rest):
            table = readable_part(tab, continuation)
            if isinstance(table, HashTable):
                return _hashed(table, from_list(rest)[::-1], place, limit, ref, True)
    if type(continuation) is tuple and len(continuation) == 8:
        tab, k, end, limit, ref, _found, reverse, _count = continuation
        if _is_position(limit, ref):
            table = readable_part(tab, continuation)
            if isinstance(table, OrderedTable):
                return _ordered(table, (k,), limit, ref, reverse, end)
    raise badarg(continuation)


def _is_position(limit: Any, ref: Any) -> bool:
    return type(limit) is int and limit > 0 and compiled(ref) is not None


def readable_part(tab: Term, continuation: Term) -> Table:
    """The table of a continuation."""
    from pyerlshell.erts.errors import ErlError

    try:
        return readable(tab)
    except ErlError:
        raise badarg(continuation) from None


def _check_limit(limit: Any, *args: Term) -> None:
    if type(limit) is not int or limit < 1:
        raise badarg(*args)


@ets.export(
    "match/3",
    "(Table, Pattern, Limit) -> {[Match], Continuation} | '$end_of_table' when Table :: table(), "
    "Pattern :: match_pattern(), Limit :: pos_integer(), Match :: [term()], "
    "Continuation :: continuation()",
)
def match_some(tab: Term, pattern: Term, limit: Any) -> Term:
    """As match/2, at most so many, and how to go on."""
    table = readable(tab, pattern, limit)
    _check_limit(limit, tab, pattern, limit)
    return _begin(table, pattern_spec(pattern, BINDINGS, tab, pattern, limit), limit, 0)


@ets.export(
    "match_object/3",
    "(Table, Pattern, Limit) -> {[Object], Continuation} | '$end_of_table' when "
    "Table :: table(), Pattern :: match_pattern(), Limit :: pos_integer(), Object :: tuple(), "
    "Continuation :: continuation()",
)
def match_object_some(tab: Term, pattern: Term, limit: Any) -> Term:
    """As match_object/2, at most so many, and how to go on."""
    table = readable(tab, pattern, limit)
    _check_limit(limit, tab, pattern, limit)
    return _begin(table, pattern_spec(pattern, WHOLE, tab, pattern, limit), limit, 0)


@ets.export(
    "select/3",
    "(Table, MatchSpec, Limit) -> {[Match], Continuation} | '$end_of_table' when "
    "Table :: table(), MatchSpec :: match_spec(), Limit :: pos_integer(), Match :: term(), "
    "Continuation :: continuation()",
)
def select_some(tab: Term, spec: Term, limit: Any) -> Term:
    """As select/2, at most so many, and how to go on."""
    table = readable(tab, spec, limit)
    _check_limit(limit, tab, spec, limit)
    return _begin(table, checked_spec(spec, tab, spec, limit), limit, 0)


@ets.export(
    "select_reverse/3",
    "(Table, MatchSpec, Limit) -> {[Match], Continuation} | '$end_of_table' when "
    "Table :: table(), MatchSpec :: match_spec(), Limit :: pos_integer(), Match :: term(), "
    "Continuation :: continuation()",
)
def select_reverse_some(tab: Term, spec: Term, limit: Any) -> Term:
    """As select_reverse/2, at most so many, and how to go on."""
    table = readable(tab, spec, limit)
    _check_limit(limit, tab, spec, limit)
    return _begin(table, checked_spec(spec, tab, spec, limit), limit, 1)


@ets.export(
    "match/1",
    "(Continuation) -> {[Match], Continuation} | '$end_of_table' when Match :: [term()], "
    "Continuation :: continuation()",
)
def match_on(continuation: Term) -> Term:
    """The next part of what match/3 began."""
    return _go_on(continuation)


@ets.export(
    "match_object/1",
    "(Continuation) -> {[Object], Continuation} | '$end_of_table' when Object :: tuple(), "
    "Continuation :: continuation()",
)
def match_object_on(continuation: Term) -> Term:
    """The next part of what match_object/3 began."""
    return _go_on(continuation)


@ets.export(
    "select/1",
    "(Continuation) -> {[Match], Continuation} | '$end_of_table' when Match :: term(), "
    "Continuation :: continuation()",
)
def select_on(continuation: Term) -> Term:
    """The next part of what select/3 began."""
    return _go_on(continuation)


@ets.export(
    "select_reverse/1",
    "(Continuation) -> {[Match], Continuation} | '$end_of_table' when Match :: term(), "
    "Continuation :: continuation()",
)
def select_reverse_on(continuation: Term) -> Term:
    """The next part of what select_reverse/3 began."""
    return _go_on(continuation)
