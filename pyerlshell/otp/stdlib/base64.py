"""Base 64, with the alphabet of RFC 4648 section 4 or, `#{mode => urlsafe}`, section 5.

A character that does not belong fails differently in each place of its group of four, since the
reference computes with what its table says of it.

OTP: base64
"""

from __future__ import annotations

import base64 as python_base64
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, error, function_clause
from pyerlshell.erts.frames import location_of, trace_depth
from pyerlshell.erts.machine import tail
from pyerlshell.erts.native import NATIVE_LINES, NativeModule
from pyerlshell.erts.stacktrace import trace_here
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import append, from_list, length, to_list
from pyerlshell.terms.maps import from_stored, get, is_map
from pyerlshell.terms.types import Term

__preempt__ = True

base64: Final = NativeModule("base64", "Base 64 encoding and decoding.")

_SPACE: Final = frozenset(b"\t\n\r ")
_EQ: Final = ord("=")
_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_STANDARD: Final = {c: i for i, c in enumerate(_LETTERS + b"+/")}
_URLSAFE: Final = {c: i for i, c in enumerate(_LETTERS + b"-_")}


def _is_data(x: Term) -> bool:
    return x is None or type(x) is list or to_bytes(x) is not None


def _bytes(x: Any, function: str = "") -> bytes:
    """The bytes of a binary, or of a list of bytes and nothing else."""
    data = to_bytes(x)
    if data is not None:
        return data
    items = from_list(x)
    for at, item in enumerate(items):
        if type(item) is not int:
            raise _no_byte(function, item, at) if function else error(a.badarith)
    return bytes([item & 255 for item in items])  # type: ignore[operator]


def _checked(x: Term, options: Any) -> tuple[bool, bool]:
    """Whether the options say urlsafe, and whether they want padding."""
    if not is_map(options) or not _is_data(x):
        raise function_clause(x, options)
    urlsafe = get(options, a.mode, a.standard) is a.urlsafe
    return urlsafe, get(options, a.padding, a.true) is not a.false


def _encoded(x: Term, options: Term) -> bytes:
    urlsafe, padding = _checked(x, options)
    data = _bytes(x)
    made = python_base64.urlsafe_b64encode(data) if urlsafe else python_base64.b64encode(data)
    return made if padding else made.rstrip(b"=")


@base64.export(
    "encode/1",
    "(Data) -> Base64 when Data :: byte_string() | binary(), Base64 :: base64_binary()",
)
def encode(x: Term) -> Term:
    """Data in base 64."""
    return tail(encode_with, x, from_stored({}))


@base64.export(
    "encode/2",
    "(Data, Options) -> Base64 when Data :: byte_string() | binary(), Options :: "
    "encode_options(), Base64 :: base64_binary()",
)
def encode_with(x: Term, options: Term) -> Term:
    """Data in base 64; mode => urlsafe, padding => false."""
    return _encoded(x, options)


@base64.export(
    "encode_to_string/1",
    "(Data) -> Base64String when Data :: byte_string() | binary(), Base64String :: base64_string()",
)
def encode_to_string(x: Term) -> Term:
    """Data in base 64, as a list of characters."""
    return tail(encode_to_string_with, x, from_stored({}))


@base64.export(
    "encode_to_string/2",
    "(Data, Options) -> Base64String when Data :: byte_string() | binary(), Options :: "
    "encode_options(), Base64String :: base64_string()",
)
def encode_to_string_with(x: Term, options: Term) -> Term:
    """Data in base 64, as a list of characters; mode => urlsafe, padding => false."""
    return to_list(list(_encoded(x, options)))


def _function(name: str, x: Term, string: bool) -> str:
    """The reference's function that reads such data."""
    if string:
        return f"{name}_list_to_string"
    return f"{name}_list" if type(x) is list else f"{name}_binary"


Entry = tuple[Term, ...]


def _place(name: str, arguments: Term, line: int = 0, info: Term = None) -> Entry:
    """The entry of one of the reference's own functions, with its arity or its arguments."""
    arity = arguments if type(arguments) is int else length(arguments)
    shown = line or NATIVE_LINES.get(("base64", name, arity), (0, 0))[arity is arguments]
    more: Term = None if info is None else [(a.error_info, info), None]
    return (a.base64, atom(name), arguments, append(location_of("base64.erl", shown), more))


def _failed(reason: Term, *entries: Entry) -> ErlError:
    """A failure below the exported function, which called those last and is gone."""
    here: list[Any] = from_list(trace_here())
    below = [entry for entry in here if entry[0] is not a.base64]
    return ErlError(a.error, reason, None, to_list([*entries, *below][: trace_depth()]))


def _not_padded(function: str, short: int, group: list[Any], ends: int) -> ErlError:
    arity = short + (1 if ends or len(group) == 3 else 0)
    return _failed(a.missing_padding, _place(function, arity, info={}))


def _decoded(x: Term, options: Term, string: bool = False) -> bytes:
    """The data; only white space is passed over."""
    urlsafe, padding = _checked(x, options)
    function = _function("decode", x, string)
    values = _URLSAFE if urlsafe else _STANDARD
    made = bytearray()
    group: list[Any] = []
    ended = False
    for c in _bytes(x, function):
        if c in _SPACE:
            continue
        value = values.get(c, a.eq if c == _EQ else a.bad)
        if ended:
            only_space = "only_ws" if string or type(x) is list else "only_ws_binary"
            raise _failed((a.case_clause, value), _place(only_space, 4))
        group.append(value)
        if len(group) < 4:
            continue
        if group[3] is a.eq:
            group = group[: 2 if group[2] is a.eq else 3]
            ended = True
        made += _three(function, group, bool(made))[: len(group) - 1]
        group = []
    if len(group) > 1 and padding:
        ends = group.count(a.eq)
        raise _not_padded(function, 5 if string else 6, group[: len(group) - ends], ends)
    mode = (65 if urlsafe else 1, a.true if padding else a.false)
    return bytes(made) + _last(function, mode, group, bytes(made))


def _last(function: str, mode: tuple[Term, Term], group: list[Any], made: bytes) -> bytes:
    """The bytes of a group that is not full. No byte fits in a single character."""
    if len(group) == 1 and function.endswith("_string"):
        first = _place(function, to_list([*mode, None, group[0]]))
        callers = [_place(function, 6, _AFTER_A_GROUP[function])] if made else []
        raise _failed(a.function_clause, first, *callers)
    if len(group) == 1:
        rest = None if function.endswith("_list") else b""
        arguments = to_list([*mode, rest, made, group[0]])
        raise _failed(a.function_clause, _place(function, arguments))
    return _three(function, group, bool(made))[: len(group) - 1] if group else b""


_AFTER_A_GROUP: Final = {"decode_list_to_string": 786, "mime_decode_list_to_string": 589}
_LINES: Final = {"decode_list": 646, "decode_binary": 682, "decode_list_to_string": 774}


def _refused(function: str, group: list[Any], later: bool) -> ErlError:
    """What a character that is none of the alphabet does to the arithmetic on its group."""
    size = len(group)
    string = function.endswith("_string")
    line = _LINES.get(function, 0) + (size if not string else 2 * size)
    place = "dec_bin" if function == "decode_binary" else function
    arity = {"dec_bin": 8, "decode_list": 7}.get(place, 6)
    callers = [_place(function, 6, _AFTER_A_GROUP[function])] if string and later else []
    at = next(i for i, value in enumerate(group) if type(value) is not int)
    operands: list[Term] | None = None
    if string and size == 4:
        word = sum(value << 18 - 6 * i for i, value in enumerate(group[:at]))
        operator = a.bor if at == 3 else a.bsl
        operands = [word, group[3]] if at == 3 else [group[at], 18 - 6 * at]
    elif size < 4 and type(group[-1]) is not int:
        operator, operands = a.bsr, [group[-1], 8 - 2 * size]
    if operands is not None:
        info: Term = [(a.error_info, {a.module: a.erl_erts_errors}), None]
        operation = (a.erlang, operator, to_list(operands), info)
        return _failed(a.badarith, operation, _place(place, arity, line), *callers)
    segment = at + (1 if string else 2)
    cause = (segment, a.integer, a.type, group[at])
    info = {a.cause: cause, a.function: a.format_bs_fail, a.module: a.erl_erts_errors}
    return _failed(a.badarg, _place(place, arity, line, info), *callers)


def _no_byte(function: str, item: Term, at: int) -> ErlError:
    info: Term = [(a.error_info, {a.module: a.erl_erts_errors}), None]
    operation = (a.erlang, atom("+"), to_list([item, 1]), info)
    arity = (3 if function.endswith("_string") else 4) + at % 4
    return _failed(a.badarith, operation, _place(function, arity, 832))


def _three(function: str, group: list[Any], later: bool) -> bytes:
    """Three bytes of up to four values of six bits; `later`: it is not the first group."""
    if any(type(value) is not int for value in group):
        raise _refused(function, group, later)
    word = 0
    for value in group:
        word = word << 6 | value
    return (word << 6 * (4 - len(group))).to_bytes(3, "big")


def _mime_decoded(x: Term, options: Term, string: bool = False) -> bytes:
    """The data; all that is not in the alphabet is passed over. One `=` is padding enough."""
    urlsafe, padding = _checked(x, options)
    function = _function("mime_decode", x, string)
    values = _URLSAFE if urlsafe else _STANDARD
    found: list[Any] = []
    ends = 0
    for c in _bytes(x, function):
        if c in values:
            found.append(values[c])
            ends = 0
        elif c == _EQ:
            ends += 1
    whole = len(found) & ~3
    made = b"".join([_three(function, found[i : i + 4], i > 0) for i in range(0, whole, 4)])
    group = found[whole:]
    if len(group) > 1 and padding and not ends:
        raise _not_padded(function, 5 if string else 6, group, 0)
    mode = (65 if urlsafe else 1, a.true if padding else a.false)
    return made + _last(function, mode, group, made)


@base64.export(
    "decode/1",
    "(Base64) -> Data when Base64 :: base64_string() | base64_binary(), Data :: binary()",
)
def decode(x: Term) -> Term:
    """The data that is Base64; white space in it is ignored."""
    return tail(decode_with, x, from_stored({}))


@base64.export(
    "decode/2",
    "(Base64, Options) -> Data when Base64 :: base64_string() | base64_binary(), Options :: "
    "decode_options(), Data :: binary()",
)
def decode_with(x: Term, options: Term) -> Term:
    """The data that is Base64; mode => urlsafe, padding => false."""
    return _decoded(x, options)


@base64.export(
    "mime_decode/1",
    "(Base64) -> Data when Base64 :: base64_string() | base64_binary(), Data :: binary()",
)
def mime_decode(x: Term) -> Term:
    """As decode/1, ignoring every character that is not of base 64."""
    return tail(mime_decode_with, x, from_stored({}))


@base64.export(
    "mime_decode/2",
    "(Base64, Options) -> Data when Base64 :: base64_string() | base64_binary(), Options :: "
    "decode_options(), Data :: binary()",
)
def mime_decode_with(x: Term, options: Term) -> Term:
    """As decode/2, ignoring every character that is not of base 64."""
    return _mime_decoded(x, options)


@base64.export(
    "decode_to_string/1",
    "(Base64) -> DataString when Base64 :: base64_string() | base64_binary(), DataString :: "
    "byte_string()",
)
def decode_to_string(x: Term) -> Term:
    """As decode/1, as a list of bytes."""
    return tail(decode_to_string_with, x, from_stored({}))


@base64.export(
    "decode_to_string/2",
    "(Base64, Options) -> DataString when Base64 :: base64_string() | base64_binary(), "
    "Options :: decode_options(), DataString :: byte_string()",
)
def decode_to_string_with(x: Term, options: Term) -> Term:
    """As decode/2, as a list of bytes."""
    return to_list(list(_decoded(x, options, True)))


@base64.export(
    "mime_decode_to_string/1",
    "(Base64) -> DataString when Base64 :: base64_string() | base64_binary(), DataString :: "
    "byte_string()",
)
def mime_decode_to_string(x: Term) -> Term:
    """As mime_decode/1, as a list of bytes."""
    return tail(mime_decode_to_string_with, x, from_stored({}))


@base64.export(
    "mime_decode_to_string/2",
    "(Base64, Options) -> DataString when Base64 :: base64_string() | base64_binary(), "
    "Options :: decode_options(), DataString :: byte_string()",
)
def mime_decode_to_string_with(x: Term, options: Term) -> Term:
    """As mime_decode/2, as a list of bytes."""
    return to_list(list(_mime_decoded(x, options, True)))


_MISSING: Final = (
    b"data to decode is missing final = padding characters, if this is intended, use the "
    b"`padding => false` option"
)


@base64.export("format_error/2")
def format_error(reason: Term, stack: Term) -> Term:
    """What is wrong with the data, for the shell."""
    return from_stored({a.general: _MISSING} if reason is a.missing_padding else {})
