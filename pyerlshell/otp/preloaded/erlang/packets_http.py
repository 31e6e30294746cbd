"""The lines of HTTP for `decode_packet/3`: requests, status lines and header fields.

What is not HTTP is no error but {http_error, Line}. Names of well known methods and fields are
atoms; other fields are shown with capitals, unless they are long.

OTP: packet_parser.c
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

__preempt__ = True

_FIELDS: Final = tuple(
    "Cache-Control Connection Date Pragma Transfer-Encoding Upgrade Via Accept Accept-Charset "
    "Accept-Encoding Accept-Language Authorization From Host If-Modified-Since If-Match "
    "If-None-Match If-Range If-Unmodified-Since Max-Forwards Proxy-Authorization Range Referer "
    "User-Agent Age Location Proxy-Authenticate Public Retry-After Server Vary Warning "
    "Www-Authenticate Allow Content-Base Content-Encoding Content-Language Content-Length "
    "Content-Location Content-Md5 Content-Range Content-Type Etag Expires Last-Modified "
    "Accept-Ranges Set-Cookie Set-Cookie2 X-Forwarded-For Cookie Keep-Alive "
    "Proxy-Connection".split()
)
_FIELD_NUMBERS: Final[dict[bytes, tuple[int, Atom]]] = {
    name.encode(): (i, atom(name)) for i, name in enumerate(_FIELDS, 1)
}
_METHODS: Final[dict[bytes, Atom]] = {
    name.encode(): atom(name) for name in "OPTIONS GET HEAD POST PUT DELETE TRACE".split()
}
_LONG_NAME: Final = 50
_TOKEN: Final = rb"[!#$%&'*+\-.0-9A-Z^_`a-z|~\x7f]"
_REQUEST: Final = re.compile(
    rb"(" + _TOKEN + rb"+)[ \t]+([^ \t]+)[ \t]*(?:\Z|(?=.{8})HTTP/([0-9]+)\.([0-9]+))", re.S
)
_STATUS: Final = re.compile(rb"HTTP/([0-9]+)\.([0-9]+)[ \t]+([0-9]*)(?:[ \t]+(.*)|)\Z", re.S)
_HEADER: Final = re.compile(rb"(" + _TOKEN + rb"*):[ \t]*(.*)\Z", re.S)
_OLDEST: Final = (0, 9)

String = Callable[[bytes], Term]


def line_end(data: bytes, headers: bool) -> int:
    """The length of the line that is first; 0 if it is not whole.

    A header goes on in lines that begin with a blank, so what follows it must be seen.
    """
    if data in (b"\n", b"\r\n"):
        return len(data)
    end = data.find(b"\n") + 1
    if not headers:
        return end
    while end and end < len(data):
        if end <= 2 or data[end] not in b" \t":
            return end
        end = data.find(b"\n", end) + 1
    return 0


def _chars(octets: bytes) -> Term:
    return to_list(list(octets))


def _octets(octets: bytes) -> Term:
    return octets


def _stripped(line: bytes) -> bytes:
    return line[:-2] if line[-2:-1] == b"\r" else line.removesuffix(b"\n")


def start_line(binary: bool) -> Callable[[bytes], Term]:
    """How to read a request or a status line; strings are binaries or lists."""
    string = _octets if binary else _chars

    def read(line: bytes) -> Term:
        text = _stripped(line)
        if text.startswith(b"HTTP/"):
            status = _STATUS.match(text)
            if status is None:
                return (a.http_error, string(line))
            version = (int(status[1]), int(status[2]))
            return (a.http_response, version, int(status[3] or 0), string(status[4] or b""))
        request = _REQUEST.match(text)
        if request is None:
            return (a.http_error, string(line))
        method: Term = _METHODS.get(request[1]) or string(request[1])
        version = (int(request[3]), int(request[4])) if request[3] else _OLDEST
        return (a.http_request, method, _target(request[2], string), version)

    return read


def _target(uri: bytes, string: String) -> Term:
    if uri == b"*":
        return atom("*")
    if len(uri) <= 1 or uri[:1] == b"/":
        return (a.abs_path, string(uri))
    for scheme in (a.http, a.https):
        start = f"{scheme.name}://".encode()
        if uri[: len(start)].lower() == start:
            return _absolute(scheme, uri[len(start) :], string)
    scheme_, colon, rest = uri.partition(b":")
    return (a.scheme, string(scheme_), string(rest)) if colon else string(uri)


def _absolute(scheme: Atom, rest: bytes, string: String) -> Term:
    """Host, port and path; an address of IPv6 stands in brackets."""
    place, slash, path = rest.partition(b"/")
    bracket = place.find(b"]") + 1 if place[:1] == b"[" else 0
    cut = bracket or place.find(b":")
    host, port = (place[:cut], place[cut:]) if cut >= 0 else (place, b"")
    digits = port[1:]
    number = int(digits) if port[:1] == b":" and digits.isdigit() else 0
    return (
        a.absoluteURI,
        scheme,
        string(host),
        number or a.undefined,
        string(slash + path or b"/"),
    )


def header(binary: bool) -> Callable[[bytes], Term]:
    """How to read a header field, or the empty line behind the last."""
    string = _octets if binary else _chars

    def read(line: bytes) -> Term:
        text = _stripped(line)
        if not text:
            return a.http_eoh
        found = _HEADER.match(text)
        if found is None:
            return (a.http_error, string(line))
        name = found[1]
        shown = _capitals(name) if len(name) <= _LONG_NAME else name
        number, field = _FIELD_NUMBERS.get(shown, (0, None))
        return (a.http_header, number, field or string(shown), string(name), string(found[2]))

    return read


def _capitals(name: bytes) -> bytes:
    """A capital where the name begins and behind a hyphen, unless that follows another."""
    out = bytearray(name.lower())
    up = True
    for i, char in enumerate(out):
        if up and 97 <= char <= 122:
            out[i] = char - 32
        up = not up and char == 45
    return bytes(out)
