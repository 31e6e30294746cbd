"""Pretty printing for Erlang code: `io_lib_pretty:print/1,2,...` on the terms' own printer.

OTP: io_lib_pretty
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pyerlshell.erts.errors import badarg, function_clause
from pyerlshell.erts.machine import TAIL, run
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.stdlib.io_lib_format import compare_ordering
from pyerlshell.terms import lists, maps
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.chars import width
from pyerlshell.terms.docs import RecordFields
from pyerlshell.terms.map_order import Ordering, ordered_items, reversed_items, sorted_items
from pyerlshell.terms.pretty import pretty
from pyerlshell.terms.types import Term

__preempt__ = True

io_lib_pretty: Final = NativeModule("io_lib_pretty", "Terms as text broken into lines.")

_no: Final = a.no


def record_fields(fun: Any) -> RecordFields | None:
    """The record callback of an Erlang fun (Tag, NumberOfFields) -> no | [FieldName]."""
    if type(fun) is Atom:
        return None

    def fields(tag: Atom, count: int) -> Sequence[Any] | None:
        found = fun(tag, count)
        if found is TAIL:
            found = run()
        return None if found is _no else lists.from_list(found)

    return fields


def map_ordering(order: Term) -> Ordering:
    """The ordering of `undefined`, `ordered`, `reversed` or a fun."""
    if type(order) is not Atom:
        return compare_ordering(order)
    return {a.ordered: sorted_items, a.reversed: reversed_items}.get(order, ordered_items)


def option_dict(options: Term) -> dict[str, Any]:
    """The values of an option list by name; the first of a name counts."""
    found: dict[str, Any] = {}
    for option in lists.iter_list(options):
        if type(option) is tuple and len(option) == 2 and type(option[0]) is Atom:
            found.setdefault(option[0].name, option[1])
    return found


def text_with(term: Term, given: dict[str, Any]) -> str:
    """The text of a term with io_lib_pretty's options."""
    encoding = given.get("encoding", a.utf8)
    return pretty(
        term,
        given.get("column", 1),
        given.get("line_length", 80),
        given.get("depth", -1),
        given.get("line_max_chars", -1),
        given.get("chars_limit", -1),
        records=record_fields(given.get("record_print_fun", a.no_fun)),
        encoding="latin1" if encoding is a.latin1 else "unicode",
        strings=given.get("strings", a.true) is a.true,
        ordering=map_ordering(given.get("maps_order", a.undefined)),
    )


@io_lib_pretty.export("print/1")
def print1(term: Term) -> Term:
    """The text of Term on lines of 80 characters."""
    return lists.string_to_list(pretty(term, encoding="latin1"))


@io_lib_pretty.export("print/2")
def print2(term: Term, options: Term) -> Term:
    """The text of Term; the options are column, line_length, depth, line_max_chars and so on."""
    if options is not None and type(options) is not list:
        return print5(term, 1, 80, -1, options)
    try:
        return lists.string_to_list(text_with(term, option_dict(options)))
    except lists.ImproperList:
        raise badarg(term, options) from None


@io_lib_pretty.export("print_bin/2")
def print_bin(term: Term, options: Term) -> Term:
    """{Binary, Size, Column}: the text in UTF-8, how many characters stand on its lines, and where
    the last line ends; of a single line, minus its width. The options are print/2's, as a map.
    """
    if not maps.is_map(options):
        raise function_clause(term, options)
    given = {k.name: v for k, v in maps.items(options) if type(k) is Atom}  # type: ignore[arg-type]
    text = text_with(term, given)
    last = width(text[text.rfind("\n") + 1 :])
    return (text.encode(), len(text) - text.count("\n"), last if "\n" in text else -last)


@io_lib_pretty.export("print/3")
def print3(term: Term, depth: Term, records: Term) -> Term:
    """The text of Term, Depth deep."""
    return print5(term, 1, 80, depth, records)


@io_lib_pretty.export("print/4")
def print4(term: Term, column: Term, line_length: Term, depth: Term) -> Term:
    """The text of Term from Column on, on lines of LineLength characters, Depth deep."""
    return print5(term, column, line_length, depth, a.no_fun)


@io_lib_pretty.export("print/5")
def print5(term: Term, column: Term, line_length: Term, depth: Term, records: Term) -> Term:
    """As print/4; RecordFun says how records are shown."""
    return print6(term, column, line_length, depth, -1, records)


@io_lib_pretty.export("print/6")
def print6(
    term: Term, column: Term, line_length: Term, depth: Term, most: Term, records: Term
) -> Term:
    """As print/5, with at most LineMaxChars characters beside the indentation."""
    if {type(column), type(line_length), type(depth), type(most)} != {int}:
        raise function_clause(term, column, line_length, depth, most, records)
    given = {
        "column": column,
        "line_length": line_length,
        "depth": depth,
        "line_max_chars": most,
        "record_print_fun": records,
        "encoding": a.latin1,
    }
    return lists.string_to_list(text_with(term, given))
