"""Form data: `compose_query/1,2` and `dissect_query/1` (application/x-www-form-urlencoded).

OTP: uri_string
"""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import quote_from_bytes

from pyerlshell.erts.errors import ErlError, error
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.stdlib.uri_string.module import (
    as_list,
    is_list,
    refused,
    thrown,
    to_binary,
    to_chars,
    uri_string,
)
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.patterns import pattern
from pyerlshell.terms.types import Term

__preempt__ = True

_ESCAPE: Final = re.compile(rb"%(..)|\+", re.S)
_HEX: Final = re.compile(rb"[0-9A-Fa-f]{2}")
_PART: Final = re.compile(rb"(?:&#|[^&=])*", re.S)
_REFERENCE: Final = pattern(r"&#([0-9]*)(.?)", re.S)
_compose_query = clause("uri_string", "compose_query")
_dissect_query_key = clause("uri_string", "dissect_query_key")
_base10_encode = clause("uri_string", "base10_encode")
_base10_decode_unicode = clause("uri_string", "base10_decode_unicode")


@uri_string.export("compose_query/1")
def compose_query(pairs: Term) -> Term:
    """The query string of a list of {Key, Value}, in UTF-8; a value `true` leaves the `=` out."""
    return compose_query_in(pairs, [(a.encoding, a.utf8), None])


@uri_string.export("compose_query/2")
def compose_query_in(pairs: Any, options: Any) -> Term:
    """The query string of a list of {Key, Value} in the option's encoding: utf8, unicode, latin1
    (where characters above 255 become &#N;)."""
    if pairs is None:
        return None
    done: list[bytes] = []
    listed = False
    try:
        while type(pairs) is list:
            pair, rest = pairs
            if type(pair) is not tuple or len(pair) != 2:
                break
            key, value = pair
            text = _form(key, options)
            listed = listed or is_list(key)
            if value is not a.true:
                text += b"=" + _form(value, options)
                listed = listed or is_list(value)
            done.append(text)
            pairs = rest
        if pairs is not None:
            so_far = b"".join([x + b"&" for x in done])
            _compose_query(pairs, options, a.true if listed else a.false, so_far)
        whole = b"&".join(done)
        return to_chars(whole, a.utf8) if listed else whole
    except ErlError as e:
        return thrown(e)


def _form(text: Term, options: Any) -> bytes:
    one = type(options) is list and options[1] is None and type(options[0]) is tuple
    if not one or len(options[0]) != 2 or options[0][0] is not a.encoding:
        raise refused(a.invalid_input, text)
    raw = to_bytes(text)
    if raw is None and not is_list(text):
        raise refused(a.invalid_input, text)
    encoding = options[0][1]
    if encoding not in (a.latin1, a.utf8, a.unicode):
        raise refused(a.invalid_encoding, encoding)
    if raw is None:
        raw = to_binary(text, a.utf8, a.utf8)
    if encoding is a.latin1:
        raw = _in_latin1(raw)
    return quote_from_bytes(raw, safe="* ").replace("~", "%7E").replace(" ", "+").encode()


def _in_latin1(raw: bytes) -> bytes:
    try:
        text = raw.decode()
    except UnicodeDecodeError as e:
        _base10_encode(raw[e.start :], _in_latin1(raw[: e.start]))
    return text.encode("latin-1", "xmlcharrefreplace")


@uri_string.export("dissect_query/1")
def dissect_query(query: Term) -> Term:
    """The list of {Key, Value} of a query string; Value is true where no `=` stands."""
    if query is None or to_bytes(query) == b"":
        return None
    try:
        if type(query) is list:
            return _dissected(to_binary(query, a.utf8, a.utf8), True)
        raw = to_bytes(query)
        if raw is None:
            _dissect_query_key(query, a.false, None, b"", b"")
        return _dissected(raw or b"", False)
    except ErlError as e:
        return thrown(e)


def _dissected(raw: bytes, listed: bool) -> Term:
    pairs: list[Term] = []
    at = 0
    while True:
        end = _PART.match(raw, at).end()  # type: ignore[union-attr]
        key = raw[at:end]
        value: Any = None
        if raw[end : end + 1] == b"=":
            at = end + 1
            end = raw.find(b"&", at)
            end = len(raw) if end < 0 else end
            value = raw[at:end]
        pairs.append((_plain(key, listed), a.true if value is None else _plain(value, listed)))
        if end >= len(raw):
            return to_list(pairs)
        at = end + 1


def _plain(raw: bytes, listed: bool) -> Term:
    """Form data as it was; the characters that were written &#N; too."""
    made = _unescaped(raw)
    if b"&#" in made or any(byte > 127 for byte in made):
        made = _referenced(made)
    return as_list(made) if listed else made


def _unescaped(raw: bytes) -> bytes:
    """Escapes come first; what is no UTF-8 before a wrong one counts."""
    out: list[bytes] = []
    at = 0
    for m in _ESCAPE.finditer(raw):
        out.append(_utf8(raw[at : m.start()]))
        if m[1] is None:
            out.append(b" ")
        elif _HEX.fullmatch(m[1]):
            out.append(bytes((int(m[1], 16),)))
        else:
            raise refused(a.invalid_percent_encoding, to_chars(raw[m.start() :], a.utf8))
        at = m.end()
    out.append(_utf8(raw[at:]))
    return b"".join(out)


def _utf8(raw: bytes) -> bytes:
    try:
        raw.decode()
    except UnicodeDecodeError as e:
        raise refused(a.invalid_character, [raw[e.start], None]) from None
    return raw


def _referenced(raw: bytes) -> bytes:
    try:
        text = raw.decode()
    except UnicodeDecodeError as e:
        _referenced(raw[: e.start])
        raise refused(a.invalid_input, [raw[e.start], None]) from None
    return _REFERENCE.sub(_character, text).encode()


def _character(m: re.Match[str]) -> str:
    number = int(m[1] or "0")
    if m[2] == ";":
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            raise error(a.badarg)
        return chr(number)
    if not m[2]:
        _base10_decode_unicode(b"", number, m.string[: m.start()].encode())
    raise refused(a.invalid_input, [m[2].encode()[0], None])
