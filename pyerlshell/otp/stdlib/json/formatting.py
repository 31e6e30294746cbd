"""JSON for people: `format/1,2,3` with a line for each member of an object.

A formatter is called with a value, itself and a state: `level` (how deep), `col` (where on the
line), `indent` (spaces a level) and `max` (the column from which numbers go on the next line).
Strings, lists and objects in a list have a line each.

OTP: json
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.otp.iodata import iodata_bytes
from pyerlshell.otp.native_calls import is_fun, local
from pyerlshell.otp.stdlib.json.encoding import _CONSTANTS, _key
from pyerlshell.otp.stdlib.json.escapes import escaped
from pyerlshell.otp.stdlib.json.module import Fault, json
from pyerlshell.terms import floats
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.map_order import sorted_items
from pyerlshell.terms.maps import from_stored, get, is_map, put
from pyerlshell.terms.types import Term

__preempt__ = True

_DEFAULTS: Final[dict[Any, Term]] = {a.level: 0, a.col: 0, a.indent: 2, a.max: 100}
_MOST_LITERAL: Final = 20


@json.export("format/1", "(Term) -> iodata() when Term :: encode_value()")
def format_(term: Term) -> Term:
    """As encode/1, on several lines."""
    return _formatted(term, _default, {})


@json.export(
    "format/2",
    "(Term, Options) -> iodata() when Options :: #{indent => pos_integer(), max => pos_integer()}",
    "(Term, Formatter) -> iodata()",
)
def format_2(term: Term, options: Any) -> Term:
    """As format/1, with options (indent: spaces a level, 2; max: columns for numbers in a list,
    100), or with a formatter."""
    if is_map(options):
        return _formatted(term, _default, options)
    if is_fun(options, 3):
        return _formatted(term, options, {})
    raise function_clause(term, options)


@json.export("format/3", "(Term, Formatter, Options) -> iodata() when Options :: map()")
def format_3(term: Term, formatter: Term, options: Any) -> Term:
    """As format/1, with a formatter and options."""
    if not is_fun(formatter, 3):
        raise function_clause(term, formatter, options)
    if not is_map(options):
        raise error((a.badmap, options))
    return _formatted(term, formatter, options)


def _formatted(term: Term, formatter: Any, options: Any) -> Term:
    state: Any = from_stored(dict(_DEFAULTS))
    for key in options:
        state = put(state, getattr(key, "term", key), options[key])
    return [_call(formatter, term, state), [10, None]]


def _call(formatter: Any, value: Term, state: Term) -> Term:
    r = formatter(value, formatter, state)
    return run() if r is TAIL else r


@local("json", "format_value")
def _default(value: Term, formatter: Any, state: Any) -> Term:
    return tail(format_value, value, formatter, state)


@json.export("format_value/3", "(Value, Formatter, State :: map()) -> iodata()")
def format_value(value: Any, formatter: Any, state: Any) -> Term:
    """The default formatter."""
    t = type(value)
    if t is Atom:
        found = _CONSTANTS.get(value)
        return (
            found if found is not None else tail(formatter, value.name.encode(), formatter, state)
        )
    if t is int:
        return b"%d" % value
    if t is float:
        return floats.short(value).encode()
    if t is list:
        return _list(value, formatter, state)
    if value is None:
        return b"[]"
    if is_map(value):
        pairs = to_list(list(sorted_items(value)))
        return tail(format_key_value_list, pairs, formatter, state)
    data = to_bytes(value)
    if data is None:
        raise error((a.unsupported_type, value))
    try:
        return escaped(data)
    except Fault as fault:
        return fault.raised()


def _indent(state: Any) -> tuple[int, Term]:
    """The spaces of this level, and the line break with them."""
    steps: Any = get(state, a.level, 0) * get(state, a.indent, 2)
    if steps > _MOST_LITERAL or steps % 2:
        return steps, [[10, None], [to_list([32] * steps), None]]
    return steps, b"\n" + b" " * steps


def _deeper(state: Any) -> Any:
    return put(state, a.level, get(state, a.level, 0) + 1)


def _size(data: Term) -> int:
    return len(iodata_bytes(data))


@local("json", "format_list")
def _list(value: Any, formatter: Any, state: Any) -> Term:
    head, rest = value
    inner = _deeper(state)
    steps, line = _indent(inner)
    column: Any = get(state, a.col, 0)
    wide = head is None or type(head) is list or is_map(head) or to_bytes(head) is not None
    if wide or column > get(state, a.max, 100):
        inner = put(inner, a.col, steps)
        first = _call(formatter, head, inner)
        others: Term = _each_on_a_line(rest, formatter, inner, line)
        return [91, [line, [first, [others, [_indent(state)[1], [93, None]]]]]]
    first = _call(formatter, head, inner)
    inner = put(inner, a.col, column + 1 + _size(first))
    return [91, [first, [_filled(rest, formatter, inner, line), [93, None]]]]


def _each_on_a_line(rest: Any, formatter: Any, state: Any, line: Term) -> Term:
    made: list[Term] = []
    while type(rest) is list:
        made.append([[44, line], _call(formatter, rest[0], state)])
        rest = rest[1]
    _no_more(rest, formatter, state, line, line)
    return to_list(made)


def _filled(rest: Any, formatter: Any, state: Any, line: Term) -> Term:
    """As many on a line as there is room for."""
    made: list[Term] = []
    most: Any = get(state, a.max, 100)
    while type(rest) is list:
        shown = _call(formatter, rest[0], state)
        column: Any = get(state, a.col, 0)
        if column < most:
            made.append([44, shown])
            column += 1 + _size(shown)
        else:
            made.append([[44, line], shown])
            column = _size(made[-1]) - 2
        state = put(state, a.col, column)
        rest = rest[1]
    _no_more(rest, formatter, state, None, line)
    return to_list(made)


@local("json", "format_tail")
def _no_more(rest: Term, formatter: Term, state: Term, between: Term, line: Term) -> None:
    if rest is not None:
        raise function_clause(rest, formatter, state, between, line)


@json.export(
    "format_key_value_list/3",
    "(List, Formatter, State :: map()) -> iodata() when List :: [{term(), term()}]",
)
def format_key_value_list(value: Any, formatter: Any, state: Any) -> Term:
    """A list of pairs as an object, a line for each member (one alone may stand on the line)."""
    if not is_fun(formatter, 3):
        raise function_clause(value, formatter, state)
    return _object(_members(value, formatter, state, False), state)


@json.export(
    "format_key_value_list_checked/3",
    "(List, Formatter, State :: map()) -> iodata() when List :: [{term(), term()}]",
)
def format_key_value_list_checked(value: Any, formatter: Any, state: Any) -> Term:
    """As format_key_value_list/3; fails with {duplicate_key, Key} for the second of two."""
    if not is_fun(formatter, 3):
        raise function_clause(value, formatter, state)
    return _object(_members(value, formatter, state, True), state)


Member = tuple[Term, Term, Term]


def _members(value: Any, formatter: Any, state: Any, checked: bool) -> list[Member]:
    """Line break, key and value of each."""
    if value is not None and type(value) is not list:
        raise error((a.case_clause, value))
    inner = _deeper(state)
    steps, line = _indent(inner)
    made: list[Member] = []
    seen: set[bytes] = set()

    def key_text(k: Any, _self: Any) -> Term:
        return _call(formatter, k, inner)

    while type(value) is list:
        pair, value = value
        if type(pair) is not tuple or len(pair) != 2:
            raise function_clause(pair)
        shown = _key(pair[0], key_text)
        if shown is TAIL:
            shown = run()
        text = iodata_bytes(shown)
        if checked:
            if text in seen:
                raise error((a.duplicate_key, pair[0]))
            seen.add(text)
            shown = text
        there = put(inner, a.col, steps + 2 + len(text))
        made.append((line, shown, _call(formatter, pair[1], there)))
    if value is not None:
        raise function_clause(value)
    return made


def _object(members: list[Member], state: Any) -> Term:
    if not members:
        return b"{}"
    end = _indent(state)[1]
    line, key, value = members[0]
    entry: Term = [key, [[58, [32, None]], value]]
    if len(members) == 1 and iodata_bytes(value).lstrip(b" \n")[:1] not in (b"{", b"["):
        return [[123, [32, None]], [entry, [[32, [125, None]], None]]]
    rest: Term = None
    for member in reversed(members[1:]):
        rest = [[44, [member[0], [member[1], [[58, [32, None]], member[2]]]]], rest]
    if len(members) == 1:
        return [123, [line, [entry, [end, [125, None]]]]]
    return [123, [line, [entry, [rest, [end, [125, None]]]]]]
