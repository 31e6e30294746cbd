"""Strings of JSON: which bytes are escaped, and in which shape the pieces are handed back.

The result is `[34, Binary, 34]` where nothing was escaped. Else pieces are appended to what is
there already, `[Before, Clean | Escape]`, as the reference builds them: the shell shows it.

OTP: json (escape_binary, escape_all)
"""

from __future__ import annotations

import re
from typing import Any, Final

from pyerlshell.otp.stdlib.json.module import Fault, cut_off, invalid_byte
from pyerlshell.terms.types import Term

_QUOTE: Final = 34
_OPENING: Final[Term] = [_QUOTE, None]
_SHORT: Final = {8: b"\\b", 9: b"\\t", 10: b"\\n", 12: b"\\f", 13: b"\\r", 34: b'\\"', 92: b"\\\\"}
ESCAPE: Final = {i: b"\\u%04X" % i for i in range(32)} | _SHORT
_ESCAPED: Final = re.compile(rb'[\x00-\x1f"\\]')
_ESCAPED_ALL: Final = re.compile('[\\x00-\\x1f"\\\\\x80-\U0010ffff]')


def _bad_utf8(data: bytes, e: UnicodeDecodeError) -> Fault:
    """The error for bytes that are no UTF-8: the first that cannot go on."""
    if e.reason == "unexpected end of data":
        return cut_off()
    bad = e.start if e.end - e.start == 1 and e.reason == "invalid start byte" else e.end
    bad = min(bad, len(data) - 1)
    return invalid_byte(data[bad], bad)


def checked(data: bytes) -> str:
    """The text of UTF-8 bytes. Raises Fault."""
    try:
        return data.decode()
    except UnicodeDecodeError as e:
        raise _bad_utf8(data, e) from None


def escaped(data: bytes) -> Term:
    """A JSON string of UTF-8 bytes."""
    if not data.isascii():
        checked(data)
    made: Term = _OPENING
    start = 0
    for found in _ESCAPED.finditer(data):
        at = found.start()
        made = _joined(made, data[start:at], ESCAPE[data[at]])
        start = at + 1
    if not start:
        return [_QUOTE, [data, [_QUOTE, None]]]
    return _closed(made, data[start:])


def escaped_all(data: bytes) -> Term:
    """A JSON string in ASCII. A byte that begins no character is what is wrong here."""
    try:
        text = data.decode()
    except UnicodeDecodeError as e:
        raise invalid_byte(data[e.start], e.start) from None
    made: Term = _OPENING
    start = 0
    for found in _ESCAPED_ALL.finditer(text):
        made = _unicode(made, text[start : found.start()].encode(), found)
        start = found.end()
    if not start:
        return [_QUOTE, [data, [_QUOTE, None]]]
    return _closed(made, text[start:].encode())


def _unicode(made: Term, clean: bytes, found: re.Match[str]) -> Term:
    char = ord(found[0])
    if char < 128:
        return _joined(made, clean, ESCAPE[char])
    if clean:
        made = [made, clean]
    if char > 0xFFFF:
        high, low = divmod(char - 0x10000, 0x400)
        pair: list[Any] = [_chars("\\uD"), b"%03X" % (low + 0xC00)]
        return [made, [_chars("\\uD"), [b"%03X" % (high + 0x800), pair]]]
    digits = b"%X" % char
    return [made, [_chars("\\u" + "0" * (4 - len(digits))), digits]]


def _chars(text: str) -> Term:
    made: Term = None
    for char in reversed(text):
        made = [ord(char), made]
    return made


def _joined(made: Term, clean: bytes, escape: bytes) -> Term:
    return [made, [clean, escape]] if clean else [made, escape]


def _closed(made: Term, clean: bytes) -> Term:
    end: Term = [_QUOTE, None]
    return [made, [clean, end]] if clean else [made, end]
