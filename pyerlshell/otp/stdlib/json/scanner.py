"""What nests nothing in JSON text: white space, literals, numbers, strings.

Each function gets the text and where the token begins, and gives where it ends and its value. Text
that may go on (`12` at the end may become `123`) raises More; text that cannot go on fails in
Erlang.

OTP: json
"""

from __future__ import annotations

import re
from typing import Final

from pyerlshell.otp.stdlib.json.module import invalid_byte, unexpected_sequence
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

SPACE: Final = re.compile(rb"[ \t\n\r]*")
_NUMBER: Final = re.compile(rb"(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?(?:[eE]([+-]?[0-9]+))?")
_CLEAN: Final = re.compile(rb'[^\x00-\x1f"\\]*')
_HEX: Final = re.compile(rb"[0-9a-fA-F]{4}\Z")
_SHORT: Final = dict(zip(b'"\\/bfnrt', ('"', "\\", "/", "\b", "\f", "\n", "\r", "\t")))
_LITERALS: Final[dict[int, tuple[bytes, Atom]]] = {
    ord("t"): (b"true", a.true),
    ord("f"): (b"false", a.false),
    ord("n"): (b"null", a.null),
}
_ESCAPE: Final = 6
"""Bytes of `\\uXXXX`."""


class More(Exception):
    """The text ends before the token does."""


class MaybeMore(More):
    """A number that is whole if nothing follows. `number`: its token; `is_float`."""

    def __init__(self, token: bytes, is_float: bool) -> None:
        self.token = token
        self.is_float = is_float


def wrong(data: bytes, at: int, wanted: int = 0) -> None:
    """The byte at `at` cannot stand there; if `wanted` bytes behind it are not there, wait."""
    if len(data) <= at + wanted:
        raise More
    raise invalid_byte(data[at], at)


def literal(data: bytes, at: int) -> tuple[int, Atom]:
    """true, false, null."""
    text, value = _LITERALS[data[at]]
    if data.startswith(text, at):
        return at + len(text), value
    wrong(data, at + 1, len(text) - 1)
    raise AssertionError


def number(data: bytes, at: int) -> tuple[int, bytes, bool]:
    """Where it ends, its token (with `.0` before an exponent), and whether it is a float."""
    found = _NUMBER.match(data, at)
    if found is None:  # only a minus
        wrong(data, at + 1)
        raise AssertionError
    end = found.end()
    after = data[end : end + 1]
    whole, fraction, exponent = found[1], found[2], found[3]
    if after == b"." and fraction is None and exponent is None:
        wrong(data, end + 1)
    if after in (b"e", b"E") and exponent is None:
        sign = data[end + 1 : end + 2] in (b"+", b"-")
        wrong(data, end + 1 + sign)
    token: bytes = whole
    if fraction is not None or exponent is not None:
        token += b".0" if fraction is None else fraction
        token += b"" if exponent is None else b"e" + exponent
    is_float = token is not whole
    if end == len(data):
        raise MaybeMore(token, is_float)
    return end, token, is_float


def string(data: bytes, at: int) -> tuple[int, bytes]:
    """Where the string whose quote is at `at` ends, and its bytes."""
    parts: list[bytes] = []
    i = at + 1
    while True:
        found = _CLEAN.match(data, i)
        assert found is not None
        part, end = found[0], found.end()
        if not part.isascii():
            _check(data, i, end)
        parts.append(part)
        if end == len(data):
            raise More
        byte = data[end]
        if byte == 34:
            return end + 1, part if len(parts) == 1 else b"".join(parts)
        if byte != 92:
            raise invalid_byte(byte, end)
        i, char = _escape(data, end)
        parts.append(char)


def _check(data: bytes, start: int, end: int) -> None:
    """The bytes are UTF-8, or the first that is not fails."""
    try:
        data[start:end].decode()
    except UnicodeDecodeError as e:
        first = start + e.start
        if end == len(data) and e.end == end - start and e.reason == "unexpected end of data":
            raise More from None
        bad = first if e.reason == "invalid start byte" else start + e.end
        raise invalid_byte(data[bad], bad) from None


def _escape(data: bytes, at: int) -> tuple[int, bytes]:
    """Where the escape that begins at `at` ends, and its character in UTF-8."""
    kind = data[at + 1 : at + 2]
    if kind != b"u":
        if not kind or kind[0] not in _SHORT:
            wrong(data, at + 1)
        return at + 2, _SHORT[kind[0]].encode()
    code = _code(data, at)
    if not 0xD800 <= code < 0xE000:
        return at + _ESCAPE, chr(code).encode()
    if code >= 0xDC00:
        raise unexpected_sequence(data[at : at + _ESCAPE], at)
    next_at = at + _ESCAPE
    if data[next_at : next_at + 2] != b"\\u":
        wrong(data, next_at, _ESCAPE - 1)
    low = _code(data, next_at, at)
    if not 0xDC00 <= low < 0xE000:
        raise unexpected_sequence(data[at : next_at + _ESCAPE], at)
    char = 0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF)
    return next_at + _ESCAPE, chr(char).encode()


def _code(data: bytes, at: int, start: int | None = None) -> int:
    if len(data) < at + _ESCAPE:
        raise More
    digits = data[at + 2 : at + _ESCAPE]
    if _HEX.match(digits) is None:
        first = at if start is None else start
        raise unexpected_sequence(data[first : at + _ESCAPE], first)
    return int(digits, 16)


def float_of(token: bytes) -> Term:
    """The float; None if it is too large."""
    value = float(token)
    return None if value in (float("inf"), float("-inf")) else value
