"""Terms to JSON as iodata: `encode/1,2` and the encoders that a custom one may use.

An encoder is called with a value and itself. The default one is `do_encode/2`, called directly.

OTP: json
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError, error, function_clause
from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.otp.native_calls import callable_fun, clause, failure, is_fun, local
from pyerlshell.otp.stdlib.json.escapes import escaped, escaped_all
from pyerlshell.otp.stdlib.json.module import Fault, json
from pyerlshell.terms import floats
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.map_order import ordered_items
from pyerlshell.terms.maps import is_map
from pyerlshell.terms.types import Term

__preempt__ = True

_COMMA: Final = 44
_COLON: Final = 58
_EMPTY_LIST: Final = b"[]"
_EMPTY_OBJECT: Final = b"{}"
_CONSTANTS: Final = {a.null: b"null", a.true: b"true", a.false: b"false"}

_list_loop_clause: Final = clause("json", "list_loop")
_key_clause: Final = clause("json", "key")
_no_atom: Final = failure("erlang", "atom_to_binary", 2)
_no_map: Final = failure("maps", "to_list", 1)
_no_float: Final = failure("erlang", "float_to_binary", 2)


@json.export("encode/1", "(Term) -> iodata() when Term :: encode_value()")
def encode(term: Term) -> Term:
    """JSON for Term: atoms true, false, null, else strings; binaries strings; lists arrays; maps
    objects. Fails with {unsupported_type, Value}, {invalid_byte, Byte} or unexpected_end.
    """
    return tail(do_encode, term, do_encode)


@json.export(
    "encode/2",
    "(Term, Encoder) -> iodata() when Term :: term(), "
    "Encoder :: fun((term(), Encoder) -> iodata())",
)
def encode_with(term: Term, encoder: Term) -> Term:
    """JSON for Term by Encoder, which is called with each value and itself."""
    if not is_fun(encoder, 2):
        raise function_clause(term, encoder)
    return tail(encoder, term, encoder)


@json.export("encode_value/2", "(Value, Encoder) -> iodata()")
def encode_value(value: Term, encoder: Term) -> Term:
    """What encode/1 makes of a value, with Encoder for what is in it."""
    return tail(do_encode, value, encoder)


@local("json", "do_encode")
def do_encode(value: Any, encoder: Any) -> Term:
    """The default encoder."""
    t = type(value)
    if t is bytes:
        return _string(value)
    if t is int:
        return b"%d" % value
    if t is Atom:
        return tail(encode_atom, value, encoder)
    if t is list or value is None:
        return tail(do_encode_list, value, encoder)
    if is_map(value):
        return tail(do_encode_map, value, encoder)
    if t is float:
        return floats.short(value).encode()
    data = to_bytes(value)
    if data is None:
        raise error((a.unsupported_type, value))
    return _string(data)


def _string(data: bytes) -> Term:
    try:
        return escaped(data)
    except Fault as fault:
        return fault.raised()


def _encoded(value: Term, encoder: Any) -> Term:
    """The value of Encoder(Value, Encoder)."""
    r = encoder(value, encoder)
    return run() if r is TAIL else r


@json.export("encode_atom/2", "(Atom, Encoder) -> iodata() when Atom :: atom()")
def encode_atom(value: Any, encoder: Any) -> Term:
    """true, false or null; another atom is what Encoder makes of its text."""
    if type(value) is not Atom:
        _no_atom(ErlError(a.error, a.badarg, (value, a.utf8)))
    found = _CONSTANTS.get(value)
    if found is not None:
        return found
    text = value.name.encode()
    return tail(callable_fun(encoder, text, encoder), text, encoder)


@json.export("encode_integer/1", "(Integer) -> iodata() when Integer :: integer()")
def encode_integer(value: Term) -> Term:
    """An integer as a JSON number."""
    from pyerlshell.otp.preloaded.erlang.conversions import integer_to_binary

    return tail(integer_to_binary, value)


@json.export("encode_float/1", "(Float) -> iodata() when Float :: float()")
def encode_float(value: Term) -> Term:
    """A float as a JSON number, with as few digits as identify it."""
    if type(value) is not float:
        _no_float(ErlError(a.error, a.badarg, (value, [a.short, None])))
    return floats.short(value).encode()


@json.export("encode_binary/1", "(Binary) -> iodata() when Binary :: binary()")
def encode_binary(value: Term) -> Term:
    """A UTF-8 binary as a JSON string."""
    return _string(_data(value))


@json.export("encode_binary_escape_all/1", "(Binary) -> iodata() when Binary :: binary()")
def encode_binary_escape_all(value: Term) -> Term:
    """A UTF-8 binary as a JSON string of ASCII characters only."""
    try:
        return escaped_all(_data(value))
    except Fault as fault:
        return fault.raised()


def _data(value: Term) -> bytes:
    data = to_bytes(value)
    if data is None:
        raise function_clause(value)
    return data


@json.export("encode_list/2", "(List, Encoder) -> iodata() when List :: list()")
def encode_list(value: Term, encoder: Term) -> Term:
    """A list as a JSON array."""
    if type(value) is not list and value is not None:
        raise function_clause(value, encoder)
    return tail(do_encode_list, value, encoder)


@local("json", "do_encode_list")
def do_encode_list(value: Any, encoder: Any) -> Term:
    """`[91, First, 44, Second, ..., 93]`."""
    if value is None:
        return _EMPTY_LIST
    if not is_fun(encoder, 2):
        raise function_clause(value, encoder)
    first = _encoded(value[0], encoder)
    rest = _list_loop(value[1], encoder)
    return [91, [first, run() if rest is TAIL else rest]]


@local("json", "list_loop")
def _list_loop(rest: Any, encoder: Any) -> Term:
    made: list[Term] = []
    while type(rest) is list:
        made.append(_encoded(rest[0], encoder))
        rest = rest[1]
    if rest is not None:
        return tail(_list_loop_clause, rest, encoder)
    shown: Term = [93, None]
    for item in reversed(made):
        shown = [_COMMA, [item, shown]]
    return shown


# Objects


@json.export("encode_map/2", "(Map, Encoder) -> iodata() when Map :: map()")
def encode_map(value: Any, encoder: Term) -> Term:
    """A map as a JSON object."""
    if not is_map(value):
        raise function_clause(value, encoder)
    return tail(do_encode_map, value, encoder)


@local("json", "do_encode_map")
def do_encode_map(value: Any, encoder: Any) -> Term:
    """An object of a map's associations."""
    if not is_fun(encoder, 2):
        raise function_clause(value, encoder)
    return _object(_entries_of_map(value, encoder))


@local("json", "-do_encode_map/2-lc$^0/1-0-")
def _entries_of_map(value: Any, encoder: Any) -> list[Term]:
    return [_entry(k, v, encoder) for k, v in ordered_items(value)]


def _entry(k: Term, v: Term, encoder: Any) -> Term:
    name = _key(k, encoder)
    if name is TAIL:
        name = run()
    return [name, [_COLON, _encoded(v, encoder)]]


@local("json", "key")
def _key(value: Any, encoder: Any) -> Term:
    """The text of a key: that of its characters, in quotes."""
    t = type(value)
    if t is Atom:
        return _encoded(value.name.encode(), encoder)
    if t is int:
        return [34, [b"%d" % value, [34, None]]]
    if t is float:
        return [34, [floats.short(value).encode(), [34, None]]]
    data = to_bytes(value)
    if data is None:
        return tail(_key_clause, value, encoder)
    return _encoded(data, encoder)


def _object(entries: list[Term]) -> Term:
    if not entries:
        return _EMPTY_OBJECT
    rest: Term = None
    for entry in reversed(entries[1:]):
        rest = [[_COMMA, entry], rest]
    return [123, [entries[0], [rest, [125, None]]]]


@json.export("encode_map_checked/2", "(Map, Encoder) -> iodata() when Map :: map()")
def encode_map_checked(value: Any, encoder: Term) -> Term:
    """A map as a JSON object; fails with {duplicate_key, Key} if two keys have the same text."""
    if not is_map(value):
        _no_map(ErlError(a.error, (a.badmap, value), (value,)))
    return tail(_encode_checked, to_list(list(ordered_items(value))), encoder)


@json.export(
    "encode_key_value_list/2", "(List, Encoder) -> iodata() when List :: [{term(), term()}]"
)
def encode_key_value_list(value: Any, encoder: Any) -> Term:
    """A list of pairs as a JSON object."""
    if not is_fun(encoder, 2):
        raise function_clause(value, encoder)
    return _object(_entries_of_list(value, encoder))


@local("json", "-encode_key_value_list/2-lc$^0/1-0-")
def _entries_of_list(value: Any, encoder: Any) -> list[Term]:
    made: list[Term] = []
    rest = value
    while type(rest) is list:
        pair, rest = rest
        if type(pair) is tuple and len(pair) == 2:
            made.append(_entry(pair[0], pair[1], encoder))
    if rest is not None:
        raise error((a.bad_generator, rest))
    return made


@json.export(
    "encode_key_value_list_checked/2",
    "(List, Encoder) -> iodata() when List :: [{term(), term()}]",
)
def encode_key_value_list_checked(value: Term, encoder: Term) -> Term:
    """A list of pairs as a JSON object; fails with {duplicate_key, Key} for the second of two."""
    return tail(_encode_checked, value, encoder)


@local("json", "do_encode_checked")
def _encode_checked(value: Any, encoder: Any) -> Term:
    if not is_fun(encoder, 2):
        raise function_clause(value, encoder)
    return _object(_entries_checked(value, encoder, None))


@local("json", "do_encode_checked")
def _entries_checked(value: Any, encoder: Any, _seen: Term) -> list[Term]:
    from pyerlshell.otp.iodata import iodata_bytes

    made: list[Term] = []
    seen: set[bytes] = set()
    while type(value) is list:
        pair, rest = value
        if type(pair) is not tuple or len(pair) != 2:
            break
        k = _key(pair[0], encoder)
        if k is TAIL:
            k = run()
        text = iodata_bytes(k)
        if text in seen:
            raise error((a.duplicate_key, pair[0]))
        seen.add(text)
        made.append([k, [_COLON, _encoded(pair[1], encoder)]])
        value = rest
    if value is not None:
        raise function_clause(value, encoder, {})
    return made
