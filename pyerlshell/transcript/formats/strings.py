"""Rows inside string literals: documentation attributes and JSON, escapes decoded.

"1> io:put_chars(\\"a\\").\\nok"        1> io:put_chars("a").
                                       ok
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from typing import Final

from pyerlshell.transcript.formats.blocks import Row

ESCAPE: Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)|\r\n?|\n",
    re.S,
)
SIMPLE: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "s": " ", "e": "\x1b"}


def string_rows(source: str, start: int, end: int, number: int, escape: str) -> Iterator[Row]:
    """The lines of the string literal whose content is `source[start:end]`.

    `escape` is how it is spelled, "json" or "erlang"; a line ends at `\\n` or a line end.
    """
    row = _Row(source, start, number, escape)
    at = start
    for found in ESCAPE.finditer(source, start, end):
        row.plain(at, found.start())
        at = found.end()
        value = _value(found[0])
        if value == "\n":
            yield row.ended(found.start(), at)
            number += found[0][0] != "\\"
            row = _Row(source, at, number, escape)
        else:
            row.escaped(value, found.start(), at)
    row.plain(at, end)
    if row.text or at < end or start == end:
        yield row.ended(end, end)


def _value(text: str) -> str:
    if text[0] != "\\":
        return "\n"
    if text[1] == "u" and len(text) > 2:
        codes = [int(code, 16) for code in re.findall(r"u([0-9a-fA-F]{4})", text)]
        if len(codes) == 2:
            return chr(0x10000 + ((codes[0] - 0xD800) << 10) + (codes[1] - 0xDC00))
        return chr(codes[0])
    return SIMPLE.get(text[1], text[1])


class _Row:
    def __init__(self, source: str, begin: int, number: int, escape: str) -> None:
        self.source = source
        self.begin = begin
        self.number = number
        self.escape = escape
        self.text: list[str] = []
        self.offsets = array("q")

    def plain(self, start: int, end: int) -> None:
        if start < end:
            self.text.append(self.source[start:end])
            self.offsets.extend(range(start, end))

    def escaped(self, value: str, start: int, end: int) -> None:
        self.text.append(value)
        self.offsets.append(start)

    def ended(self, tail: int, stop: int) -> Row:
        self.offsets.append(tail)
        text = "".join(self.text)
        return Row(
            self.source,
            text,
            self.offsets[0],
            self.number,
            self.begin,
            tail,
            stop,
            self.offsets,
            self.escape,
        )
