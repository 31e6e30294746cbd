"""`decode_packet/3`: where a packet ends (here), and what those of HTTP say (packets_http).

OTP: packet_parser.c
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.preloaded.erlang.packets_http import header, line_end, start_line
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import ImproperList, from_list
from pyerlshell.terms.types import Term

__preempt__ = True

_LIMITS: Final = (a.packet_size, a.line_length, a.line_delimiter)
_LARGEST_OPTION: Final = (1 << 32) - 1
_LARGEST: Final = (1 << 31) - 1
_UNKNOWN: Final = 0
_INVALID: Final = -1

Options = dict[Term, int]
Measure = Callable[[bytes, Options], int]
"""The bytes that the packet takes; _UNKNOWN, _INVALID. It may be longer than what is there."""
Unpack = Callable[[bytes], Term]


def _whole(header: int, body: int, options: Options) -> int:
    """A header, and a body that is not longer than allowed."""
    most = options.get(a.packet_size, 0) or _LARGEST - header
    return header + body if 0 <= body <= most else _INVALID


def _length_first(width: int) -> Measure:
    return lambda data, options: (
        _whole(width, int.from_bytes(data[:width], "big"), options)
        if len(data) >= width
        else _UNKNOWN
    )


def _without(width: int) -> Unpack:
    return lambda packet: packet[width:]


def _as_it_is(packet: bytes) -> Term:
    return packet


def _raw(data: bytes, options: Options) -> int:
    return len(data)


def _line(data: bytes, options: Options) -> int:
    """Up to the delimiter; what is longer than line_length is cut."""
    end = data.find(options.get(a.line_delimiter, 10)) + 1
    seen = end or len(data)
    longest, most = options.get(a.line_length, 0), options.get(a.packet_size, 0)
    if 0 < most < seen:
        return _INVALID
    if 0 < longest < seen or (not end and 0 < longest == seen):
        return longest
    return end


def _asn1(data: bytes, options: Options) -> int:
    """BER: a tag, perhaps of many bytes; a length of one byte, or the number of its bytes."""
    at = 1
    if len(data) < 2:
        return _UNKNOWN
    if data[0] & 0x1F == 0x1F:
        while at < len(data) and data[at] & 0x80:
            at += 1
        at += 1
    if at >= len(data):
        return _UNKNOWN
    size, at = data[at], at + 1
    if size & 0x80:
        width = size & 0x7F
        if len(data) < at + width:
            return _UNKNOWN
        if width > 4:
            return _INVALID
        size, at = int.from_bytes(data[at : at + width], "big"), at + width
    return _whole(at, size, options)


def _sunrm(data: bytes, options: Options) -> int:
    """RFC 5531: the first bit of the length marks the last fragment."""
    if len(data) < 4:
        return _UNKNOWN
    return _whole(4, int.from_bytes(data[:4], "big") & _LARGEST, options)


def _cdr(data: bytes, options: Options) -> int:
    """CORBA's GIOP: a flag says in which order the bytes of the length come."""
    if len(data) < 12:
        return _UNKNOWN
    if data[:4] != b"GIOP":
        return _INVALID
    return _whole(12, int.from_bytes(data[8:12], "little" if data[6] & 1 else "big"), options)


def _fcgi(data: bytes, options: Options) -> int:
    """FastCGI, version 1: the padding counts, and is no part of what is given back."""
    if len(data) < 8:
        return _UNKNOWN
    if data[0] != 1:
        return _INVALID
    return _whole(8, int.from_bytes(data[4:6], "big") + data[6], options)


def _unpadded(packet: bytes) -> Term:
    return packet[: len(packet) - packet[6]]


def _tpkt(data: bytes, options: Options) -> int:
    """RFC 1006: version 3, a reserved byte, the length of all."""
    if len(data) < 4:
        return _UNKNOWN
    if data[0] != 3:
        return _INVALID
    return _whole(4, int.from_bytes(data[2:4], "big") - 4, options)


def _is_old_hello(data: bytes) -> bool:
    """The first message of SSL version 2: a length of 15 bits, then a type."""
    return bool(data[0] & 0x80) and data[2] == 1


def _tls(data: bytes, options: Options) -> int:
    if len(data) < 5:
        return _UNKNOWN
    if _is_old_hello(data):
        return _whole(5, (int.from_bytes(data[:2], "big") & 0x7FFF) - 3, options)
    return _whole(5, int.from_bytes(data[3:5], "big"), options)


_HANDSHAKE: Final = 22


def _tls_record(packet: bytes) -> Term:
    if _is_old_hello(packet):
        hello = b"\x01" + (len(packet) - 3).to_bytes(3, "big") + packet[3:]
        return (a.ssl_tls, None, _HANDSHAKE, (packet[3], packet[4]), hello)
    return (a.ssl_tls, None, packet[0], (packet[1], packet[2]), packet[5:])


def _http(headers: bool) -> Measure:
    def measure(data: bytes, options: Options) -> int:
        most = options.get(a.packet_size, 0) or options.get(a.line_length, 0)
        end = line_end(data, headers)
        if 0 < most < end or (not end and 0 < most <= len(data)):
            return _INVALID
        return end

    return measure


_KINDS: Final[dict[Term, tuple[Measure, Unpack]]] = {
    0: (_raw, _as_it_is),
    a.raw: (_raw, _as_it_is),
    1: (_length_first(1), _without(1)),
    2: (_length_first(2), _without(2)),
    4: (_length_first(4), _without(4)),
    a.asn1: (_asn1, _as_it_is),
    a.sunrm: (_sunrm, _as_it_is),
    a.cdr: (_cdr, _as_it_is),
    a.fcgi: (_fcgi, _unpadded),
    a.tpkt: (_tpkt, _as_it_is),
    a.line: (_line, _as_it_is),
    a.ssl_tls: (_tls, _tls_record),
    a.http: (_http(False), start_line(False)),
    a.httph: (_http(True), header(False)),
    a.http_bin: (_http(False), start_line(True)),
    a.httph_bin: (_http(True), header(True)),
}


def _options(items: list[Any], kind: Term) -> Options | None:
    found: Options = {}
    for item in items:
        if type(item) is not tuple or len(item) != 2 or type(item[0]) is not Atom:
            return None
        name, value = item
        if name not in _LIMITS or type(value) is not int or not 0 <= value <= _LARGEST_OPTION:
            return None
        if name is a.line_delimiter and (value > 255 or kind is not a.line):
            return None
        found[name] = value
    return found


@erlang.export(
    "decode_packet/3",
    "(Type, Bin, Options) -> {ok, Packet, Rest} | {more, Length} | {error, Reason} when Type :: "
    "raw | 0 | 1 | 2 | 4 | asn1 | cdr | sunrm | fcgi | tpkt | line | http | http_bin | httph | "
    "httph_bin, Bin :: binary(), Options :: [Opt], Opt :: {packet_size, non_neg_integer()} | "
    "{line_length, non_neg_integer()}, Packet :: binary() | HttpPacket, Rest :: binary(), Length "
    ":: non_neg_integer() | undefined, Reason :: term(), HttpPacket :: HttpRequest | HttpResponse "
    "| HttpHeader | http_eoh | HttpError, HttpRequest :: {http_request, HttpMethod, HttpUri, "
    "HttpVersion}, HttpResponse :: {http_response, HttpVersion, integer(), HttpString}, "
    "HttpHeader :: {http_header, integer(), HttpField, UnmodifiedField :: HttpString, Value :: "
    "HttpString}, HttpError :: {http_error, HttpString}, HttpMethod :: atom() | HttpString, "
    "HttpUri :: '*' | {absoluteURI, http | https, Host :: HttpString, Port :: inet:port_number() "
    "| undefined, Path :: HttpString} | {scheme, Scheme :: HttpString, HttpString} | {abs_path, "
    "HttpString} | HttpString, HttpVersion :: {Major :: non_neg_integer(), Minor :: "
    "non_neg_integer()}, HttpField :: atom() | HttpString, HttpString :: string() | binary()",
)
def decode_packet(kind: Term, data: Term, options: Term) -> Term:
    """The packet that Bin begins with, and the rest; `more` if it is not whole."""
    known = _KINDS.get(kind) if type(kind) is Atom or type(kind) is int else None
    if known is None:
        raise ErlError(a.error, a.badarg, (kind, data, options), info=a.badopt)
    octets = to_bytes(data)
    try:
        chosen = _options(from_list(options), kind)
    except ImproperList:
        chosen = None
    if octets is None or chosen is None:
        raise badarg(kind, data, options)
    measure, unpack = known
    size = measure(octets, chosen)
    if size == _INVALID:
        return (a.error, a.invalid)
    if size == _UNKNOWN or size > len(octets):
        return (a.more, size or a.undefined)
    return (a.ok, unpack(octets[:size]), octets[size:])
