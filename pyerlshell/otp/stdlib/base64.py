"""Base 64.

OTP: base64
"""

from __future__ import annotations

import base64 as python_base64
import binascii
import re
from typing import Final

from pyerlshell.erts.errors import error
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

__preempt__ = True

base64: Final = NativeModule("base64", "Base 64 encoding and decoding.")

_SPACE: Final = bytes((9, 10, 13, 32))
_ALPHABET: Final = re.compile(rb"[A-Za-z0-9+/]*={0,2}\Z")


def _data(x: Term, *args: Term) -> bytes:
    try:
        return iodata_bytes(x)
    except NotIodata:
        raise error(a.badarg, *args) from None


@base64.export(
    "encode/1",
    "(Data) -> Base64 when Data :: byte_string() | binary(), Base64 :: base64_binary()",
)
def encode(x: Term) -> Term:
    """Data in base 64."""
    return python_base64.b64encode(_data(x, x))


@base64.export(
    "encode_to_string/1",
    "(Data) -> Base64String when Data :: byte_string() | binary(), Base64String :: base64_string()",
)
def encode_to_string(x: Term) -> Term:
    """Data in base 64, as a list of characters."""
    return to_list(list(python_base64.b64encode(_data(x, x))))


def _decoded(x: Term, lenient: bool) -> bytes:
    data = _data(x, x).translate(None, _SPACE)
    if lenient:
        data = bytes([c for c in data if c in _LETTERS])
    elif not _ALPHABET.match(data):
        raise error(a.badarg, x)
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        raise error(a.missing_padding, x) from None


_LETTERS: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")


@base64.export(
    "decode/1",
    "(Base64) -> Data when Base64 :: base64_string() | base64_binary(), Data :: binary()",
)
def decode(x: Term) -> Term:
    """The data that is Base64; white space in it is ignored."""
    return _decoded(x, False)


@base64.export(
    "mime_decode/1",
    "(Base64) -> Data when Base64 :: base64_string() | base64_binary(), Data :: binary()",
)
def mime_decode(x: Term) -> Term:
    """As decode/1, ignoring every character that is not of base 64."""
    return _decoded(x, True)


@base64.export(
    "decode_to_string/1",
    "(Base64) -> DataString when Base64 :: base64_string() | base64_binary(), DataString "
    ":: byte_string()",
)
def decode_to_string(x: Term) -> Term:
    """As decode/1, as a list of bytes."""
    return to_list(list(_decoded(x, False)))


@base64.export(
    "mime_decode_to_string/1",
    "(Base64) -> DataString when Base64 :: base64_string() | base64_binary(), DataString "
    ":: byte_string()",
)
def mime_decode_to_string(x: Term) -> Term:
    """As mime_decode/1, as a list of bytes."""
    return to_list(list(_decoded(x, True)))
