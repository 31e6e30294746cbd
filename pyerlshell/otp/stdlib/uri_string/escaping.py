"""Percent-encoding: which characters stand for themselves where, and `quote/1,2`, `unquote/1`,
`percent_decode/1`, `allowed_characters/0`.

OTP: uri_string
"""

from __future__ import annotations

import re
from typing import Any, Final, NoReturn
from urllib.parse import quote_from_bytes

from pyerlshell.erts.errors import ErlError, function_clause, throw
from pyerlshell.otp.native_calls import clause, failure, shown_fun
from pyerlshell.otp.stdlib.lists import lists
from pyerlshell.otp.stdlib.unicode import characters_to_binary
from pyerlshell.otp.stdlib.uri_string.module import as_bytes, as_list, is_list, refused, uri_string
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.maps import get, is_map, put
from pyerlshell.terms.order import sorted_keys
from pyerlshell.terms.types import Term

__preempt__ = True

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
DIGITS: Final = "0123456789"
UNRESERVED: Final = frozenset(LETTERS + DIGITS + "-._~")
SUB_DELIMS: Final = frozenset("!$&'()*+,;=")
PCHAR: Final = UNRESERVED | SUB_DELIMS | frozenset("%:@")
SCHEME: Final = frozenset(LETTERS + DIGITS + "+-.")
USERINFO: Final = UNRESERVED | SUB_DELIMS | frozenset("%:")
REG_NAME: Final = UNRESERVED | SUB_DELIMS | frozenset("%")
NO_COLON: Final = PCHAR - frozenset(":")
PATH: Final = PCHAR | frozenset("/")
QUERY: Final = PCHAR | frozenset("/?")
HEX: Final = frozenset("0123456789abcdefABCDEF")
IPV6: Final = HEX | frozenset(":.")
_HOST: Final = UNRESERVED | SUB_DELIMS | frozenset(":")

_KINDS: Final = (
    ("scheme", SCHEME),
    ("userinfo", USERINFO),
    ("host", _HOST),
    ("ipv4", frozenset(DIGITS + ".")),
    ("ipv6", IPV6),
    ("regname", REG_NAME),
    ("path", PATH),
    ("query", QUERY),
    ("fragment", QUERY),
    ("reserved", SUB_DELIMS | frozenset(":/?#[]@")),
    ("unreserved", UNRESERVED),
)
_ESCAPE: Final = re.compile(rb"%([0-9A-Fa-f]{2})|%(..)", re.S)
_FIELDS: Final = (a.userinfo, a.host, a.path, a.query, a.fragment)

_UNIQ: Final = 103661464
_encode = clause("uri_string", "encode")
_raw_decode = clause("uri_string", "raw_decode")
_encode_failed = failure("uri_string", "encode", 3)
_decode_failed = failure("uri_string", "raw_decode", 2)
_not_utf8 = failure("uri_string", "check_utf8", 1)


def encode(text: Term, allowed: frozenset[str], number: int) -> Term:
    """Percent-encode what is not allowed (which always holds the unreserved characters); a list
    gives a list. `number` is that of the fun which a failure shows. Throws
    {error, invalid_input, Rest} at what is not UTF-8.
    """
    raw = as_bytes(text) if is_list(text) else to_bytes(text)
    if raw is None:
        _refuse(text, number)
    try:
        raw.decode()
    except UnicodeDecodeError as e:
        _encode_failed(refused(a.invalid_input, raw[e.start :]))
    made = quote_from_bytes(raw, safe="".join(allowed))
    return to_list(list(made.encode())) if is_list(text) else made.encode()


def _refuse(text: Term, number: int) -> NoReturn:
    if is_list(text):
        _encode(characters_to_binary(text), shown_fun("uri_string", number, _UNIQ, 1), b"")
    _encode(text, shown_fun("uri_string", number, _UNIQ, 1))


def unescaped(raw: bytes) -> bytes:
    """Every %XX decoded; throws at what is no escape and at bytes that are no UTF-8."""
    made = _ESCAPE.sub(_one, raw) if b"%" in raw else raw
    return checked(made)


def _one(m: re.Match[bytes]) -> bytes:
    if m[1] is None:
        _decode_failed(refused(a.invalid_percent_encoding, m[0]))
    return bytes((int(m[1], 16),))


def checked(raw: bytes) -> bytes:
    """The bytes if they are UTF-8; throws {error, invalid_utf8, Bytes}."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        _not_utf8(refused(a.invalid_utf8, raw))
    return raw


def raw_decode(text: Term) -> Term:
    """The text without escapes. What is wrong in a list is returned, in a binary it is thrown."""
    if not is_list(text):
        raw = to_bytes(text)
        if raw is None:
            _raw_decode(text, b"")
        return unescaped(raw or b"")
    raw = as_bytes(text)
    if raw is None:
        _raw_decode(characters_to_binary(text), b"")
    try:
        return as_list(unescaped(raw or b""))
    except ErlError as e:
        if e.cls is not a.throw:
            raise
        return e.reason


@uri_string.export("quote/1")
def quote(data: Term) -> Term:
    """Data with every character but the unreserved ones percent-encoded."""
    return encode(data, UNRESERVED, 10)


@uri_string.export("quote/2")
def quote_but(data: Term, safe: Term) -> Term:
    """Data with every character percent-encoded but the unreserved ones and those of Safe."""
    chars: set[str] = set()
    rest = safe
    while type(rest) is list and type(rest[0]) is int and 0 <= rest[0] < 128:
        chars.add(chr(rest[0]))
        rest = rest[1]
    if rest is None:
        return encode(data, UNRESERVED | chars, 12)
    return _quote_slowly(data, safe)


def _quote_slowly(data: Term, safe: Term) -> Term:
    """Safe is no list of ASCII characters: `lists:member/2` is asked for each that is in doubt. A
    safe character counts as one byte."""
    plain = encode(data, frozenset(map(chr, range(128))), 12)  # fails as it should
    member: Any = lists.functions["member", 2].fn
    raw = as_bytes(data) if is_list(data) else to_bytes(data)
    out = bytearray()
    for char in (raw or b"").decode():
        if char in UNRESERVED or member(ord(char), safe) is a.true:
            out.append(ord(char) & 255)
        else:
            out += quote_from_bytes(char.encode(), safe="").encode()
    return as_list(bytes(out)) if is_list(plain) else bytes(out)


@uri_string.export("unquote/1")
def unquote(data: Term) -> Term:
    """Data with every percent-encoded character as itself."""
    return raw_decode(data)


@uri_string.export("percent_decode/1")
def percent_decode(uri: Term) -> Term:
    """A URI, or the parts of one in a map, with every percent-encoded character as itself. The
    result may not be a URI any more.
    """
    if not is_map(uri):
        if not is_list(uri) and to_bytes(uri) is None:
            raise function_clause(uri)
        return raw_decode(uri)
    made: Any = uri
    try:
        for name in sorted_keys(uri):
            if name in _FIELDS:
                made = put(made, name, _decoded_field(name, get(made, name)))
    except ErlError as e:
        if e.cls is not a.throw:
            raise
        return e.reason
    return made


def _decoded_field(name: Term, value: Term) -> Term:
    found: Any = raw_decode(value)
    if type(found) is tuple:
        raise throw((a.error, (a.invalid, (name, (found[1], found[2])))))
    return found


@uri_string.export("allowed_characters/0")
def allowed_characters() -> Term:
    """The characters that each part of a URI may hold, and the reserved and unreserved ones."""
    return to_list(
        [(atom(name), to_list(sorted([ord(c) for c in chars]))) for name, chars in _KINDS]
    )


@uri_string.export("is_host/1", internal=True)
def is_host(char: Term) -> Term:
    """True for a character that a host may hold."""
    return a.true if type(char) is int and 0 <= char < 128 and chr(char) in _HOST else a.false


@uri_string.export("is_path/1", internal=True)
def is_path(char: Term) -> Term:
    """True for a character that a path may hold."""
    return a.true if type(char) is int and 0 <= char < 128 and chr(char) in PATH else a.false
