"""Base 64, with the alphabet of RFC 4648 section 4 or, `#{mode => urlsafe}`, section 5.

A character that does not belong fails differently in each place of its group of four, since the
reference computes with what its table says of it.

OTP: base64
"""

from __future__ import annotations

import base64 as python_base64
from typing import Any, Final

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import tail
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.native_calls import clause, failure
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, to_list
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


def _bytes(x: Any) -> bytes:
    """The bytes of a binary, or of a list of bytes and nothing else."""
    data = to_bytes(x)
    if data is not None:
        return data
    items = from_list(x)
    for item in items:
        if type(item) is not int:
            raise error(a.badarith)
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


_not_padded: Final = {
    "decode": (failure("base64", "decode_list", 7), failure("base64", "decode_binary", 7)),
    "mime_decode": (
        failure("base64", "mime_decode_list", 6),
        failure("base64", "mime_decode_binary", 6),
    ),
}
_only_space: Final = (failure("base64", "only_ws", 4), failure("base64", "only_ws_binary", 4))


def _decoded(x: Term, options: Term) -> bytes:
    """The data; only white space is passed over."""
    urlsafe, padding = _checked(x, options)
    values = _URLSAFE if urlsafe else _STANDARD
    made = bytearray()
    group: list[Any] = []
    ended = False
    for c in _bytes(x):
        if c in _SPACE:
            continue
        value = values.get(c, a.eq if c == _EQ else a.bad)
        if ended:
            _only_space[type(x) is not list](error((a.case_clause, value)))
        group.append(value)
        if len(group) < 4:
            continue
        if group[3] is a.eq:
            group = group[: 2 if group[2] is a.eq else 3]
            ended = True
        made += _three(group)[: len(group) - 1]
        group = []
    if len(group) > 1 and padding:
        _not_padded["decode"][type(x) is not list](error(a.missing_padding))
    return bytes(made) + _last(x, "decode", group, urlsafe, padding, bytes(made))


def _last(x: Term, name: str, group: list[Any], urlsafe: bool, padding: bool, made: bytes) -> bytes:
    """The bytes of a group that is not full. No byte fits in a single character."""
    if len(group) == 1:
        mode, wanted = 65 if urlsafe else 1, a.true if padding else a.false
        kind, rest = ("list", None) if type(x) is list else ("binary", b"")
        clause("base64", f"{name}_{kind}")(mode, wanted, rest, made, group[0])
    return _three(group)[: len(group) - 1] if group else b""


def _three(group: list[Any]) -> bytes:
    """Three bytes of up to four values of six bits."""
    for value in group[1:3]:
        if value is a.bad:
            raise error(a.badarith)
    for value in group:
        if type(value) is not int:
            raise error(a.badarg)
    word = 0
    for value in group:
        word = word << 6 | value
    return (word << 6 * (4 - len(group))).to_bytes(3, "big")


def _mime_decoded(x: Term, options: Term) -> bytes:
    """The data; all that is not in the alphabet is passed over."""
    urlsafe, padding = _checked(x, options)
    values = _URLSAFE if urlsafe else _STANDARD
    found: list[Any] = []
    ends = 0
    for c in _bytes(x):
        if c in values:
            found.append(values[c])
            ends = 0
        elif c == _EQ:
            ends += 1
    whole = len(found) & ~3
    made = b"".join([_three(found[i : i + 4]) for i in range(0, whole, 4)])
    group = found[whole:]
    if len(group) > 1 and padding and len(group) + ends < 4:
        _not_padded["mime_decode"][type(x) is not list](error(a.missing_padding))
    return made + _last(x, "mime_decode", group, urlsafe, padding, made)


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
    return to_list(list(_decoded(x, options)))


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
    return to_list(list(_mime_decoded(x, options)))


_MISSING: Final = (
    b"data to decode is missing final = padding characters, if this is intended, use the "
    b"`padding => false` option"
)


@base64.export("format_error/2")
def format_error(reason: Term, stack: Term) -> Term:
    """What is wrong with the data, for the shell."""
    return from_stored({a.general: _MISSING} if reason is a.missing_padding else {})
