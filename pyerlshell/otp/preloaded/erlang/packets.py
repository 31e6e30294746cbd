"""`decode_packet/3`: packets with a length in front, and lines. HTTP is not among them.

OTP: packet_parser.c
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import ImproperList, from_list
from pyerlshell.terms.types import Term

__preempt__ = True

_LIMITS: Final = (a.packet_size, a.line_length, a.line_delimiter)
_invalid: Final = (a.error, a.invalid)
_unknown: Final = (a.more, a.undefined)

Options = dict[Term, int]


def _framed(width: int) -> Callable[[bytes, Options], Term]:
    """A length of so many bytes, which is no part of the packet."""

    def decode(data: bytes, options: Options) -> Term:
        if len(data) < width:
            return _unknown
        size = int.from_bytes(data[:width], "big")
        return _cut(data, width, width + size, size, options)

    return decode


def _cut(data: bytes, begin: int, end: int, size: int, options: Options) -> Term:
    most = options.get(a.packet_size, 0)
    if 0 < most < size:
        return _invalid
    if len(data) < end:
        return a.more, end
    return a.ok, data[begin:end], data[end:]


def _raw(data: bytes, options: Options) -> Term:
    return (a.ok, data, b"") if data else _unknown


def _line(data: bytes, options: Options) -> Term:
    """Up to the end of the line; what is longer than line_length is cut."""
    end = data.find(options.get(a.line_delimiter, 10)) + 1
    length, most = options.get(a.line_length, 0), options.get(a.packet_size, 0)
    if 0 < length < (end or len(data)):
        end = length
    if 0 < most < (end or len(data)):
        return _invalid
    return (a.ok, data[:end], data[end:]) if end else _unknown


def _tpkt(data: bytes, options: Options) -> Term:
    """RFC 1006: version 3, a reserved byte, the length of all."""
    if len(data) < 4:
        return _unknown
    size = int.from_bytes(data[2:4], "big")
    if data[0] != 3 or size < 4:
        return _invalid
    return _cut(data, 0, size, size, options)


def _sunrm(data: bytes, options: Options) -> Term:
    """RFC 5531: the first bit of the length marks the last fragment."""
    if len(data) < 4:
        return _unknown
    size = int.from_bytes(data[:4], "big") & 0x7FFFFFFF
    return _cut(data, 0, 4 + size, 4 + size, options)


_TYPES: Final[dict[Term, Callable[[bytes, Options], Term]]] = {
    0: _raw,
    a.raw: _raw,
    1: _framed(1),
    2: _framed(2),
    4: _framed(4),
    a.line: _line,
    a.tpkt: _tpkt,
    a.sunrm: _sunrm,
}


def _options(items: list[Any]) -> Options | None:
    found: Options = {}
    for item in items:
        if type(item) is not tuple or len(item) != 2 or item[0] not in _LIMITS:
            return None
        name, value = item
        if type(value) is not int or value < 0 or (name is a.line_delimiter and value > 255):
            return None
        found[name] = value
    return found


@erlang.export(
    "decode_packet/3",
    "(Type, Bin, Options) -> {ok, Packet, Rest} | {more, Length} | {error, Reason} when Type :: "
    "raw | 0 | 1 | 2 | 4 | tpkt | sunrm | line, Bin :: binary(), Options :: [Opt], Opt :: "
    "{packet_size, non_neg_integer()} | {line_length, non_neg_integer()} | {line_delimiter, "
    "0..255}, Packet :: binary(), Rest :: binary(), Length :: non_neg_integer() | undefined, "
    "Reason :: term()",
)
def decode_packet(kind: Term, data: Term, options: Term) -> Term:
    """The packet that Bin begins with, and the rest; `more` if it is not whole."""
    octets = to_bytes(data)
    try:
        chosen = _options(from_list(options))
    except ImproperList:
        chosen = None
    known = type(kind) is Atom or type(kind) is int
    decode = _TYPES.get(kind) if known else None
    if decode is None or octets is None or chosen is None:
        raise badarg(kind, data, options)
    return decode(octets, chosen)
