"""Entities and inline tags inside one row: `<b>1&gt;</b> a().` reads `1> a().`.

Only names that HTML knows are tags, so that `<0.32.0>` and `<pid>` in a careless page stay text.
"""

from __future__ import annotations

import html
import re
from array import array
from dataclasses import replace
from typing import Final

from pyerlshell.transcript.formats.blocks import Row

KNOWN: Final = (
    "a|abbr|b|big|blockquote|body|br|button|center|cite|code|dd|del|details|div|dl|dt|em|fieldset|"
    "figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|img|input|ins|kbd|label|li|"
    "link|main|mark|meta|nav|ol|option|p|pre|s|samp|script|section|select|small|span|strike|strong|"
    "style|sub|summary|sup|table|tbody|td|textarea|tfoot|th|thead|title|tr|tt|u|ul|var|wbr"
)
TOKEN: Final = re.compile(
    rf"<(?P<close>/?)(?P<tag>{KNOWN})\b(?P<rest>[^<>]*)>|<!--.*?-->|<!\w[^>]*>|<\?[^>]*>"
    r"|(?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});?)",
    re.I | re.S,
)


def decoded(row: Row) -> Row:
    """The row with its entities as characters and its inline tags gone from the text."""
    text = row.text
    if "<" not in text and "&" not in text:
        return replace(row, escape="html")
    characters: list[str] = []
    offsets = array("q")
    at = 0
    for found in TOKEN.finditer(text):
        _copy(characters, offsets, row, at, found.start())
        if found["entity"] is not None:
            for c in html.unescape(found[0]):
                characters.append(c)
                offsets.append(row.place(found.start()))
        at = found.end()
    _copy(characters, offsets, row, at, len(text))
    offsets.append(row.place(_content_end(text)))
    first = offsets[0] if characters else row.place(len(text))
    result = "".join(characters)
    return replace(row, text=result, at=first, offsets=offsets, escape="html")


def _copy(characters: list[str], offsets: array[int], row: Row, start: int, end: int) -> None:
    characters += row.text[start:end]
    offsets.extend(row.place(i) for i in range(start, end))


def _content_end(text: str) -> int:
    """Where the content ends: behind it are only closing tags."""
    end = len(text)
    while found := _CLOSING.search(text, max(0, end - 200), end):
        end = found.start()
    return end


_CLOSING: Final = re.compile(rf"(?:</(?:{KNOWN})\s*>|<br\s*/?>)\s*\Z", re.I)
