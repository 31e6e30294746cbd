"""Erlang sources: sessions stand in their comments and in their documentation attributes.

    %% 1> stack:new().       a comment's rows lose their leader
    -doc \"\"\"                  a triple-quoted string's rows lose their indentation
      1> stack:new().
      \"\"\".

The source itself is a listing: sessions in it may use the module.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from pyerlshell.transcript.formats.blocks import Area, Block, Row
from pyerlshell.transcript.formats.fenced import fenced_blocks
from pyerlshell.transcript.formats.strings import string_rows

COMMENT: Final = re.compile(r"[ \t]*%+!?[ \t]?")
DOC: Final = re.compile(r"[ \t]*-\s*(?:module)?doc\b[\s(]*(?:~[bBsS]?)?(?P<quotes>\"+)")
CLOSED: Final = re.compile(r"(?:[^\"\\]|\\.)*\"", re.S)


def erl_blocks(text: str, rows: Sequence[Row], path: str) -> list[Block]:
    """The blocks of a source file: first the code, then its comments and documentation."""
    code: list[Row] = []
    blocks: list[Block] = []
    at = 0
    while at < len(rows):
        found, end = _comment(rows, at) or _doc(rows, at) or (None, at + 1)
        if found is None:
            code += rows[at:end]
        else:
            blocks += found
        at = end
    file = PurePath(path).name if path else ""
    return [Block(Area.CODE, code, "erlang", whole=text, file=file), *blocks]


def _comment(rows: Sequence[Row], at: int) -> tuple[list[Block], int] | None:
    end = at
    while end < len(rows) and COMMENT.match(rows[end].text):
        end += 1
    if end == at:
        return None
    found = [COMMENT.match(row.text) for row in rows[at:end]]
    cut = [row.cut(m.end() if m else 0) for row, m in zip(rows[at:end], found, strict=True)]
    return fenced_blocks(cut, "edoc"), end


def _doc(rows: Sequence[Row], at: int) -> tuple[list[Block], int] | None:
    found = DOC.match(rows[at].text)
    if found is None or len(found["quotes"]) == 2:
        return None
    if len(found["quotes"]) > 2:
        return _triple(rows, at, found)
    return _single(rows, at, found)


def _triple(rows: Sequence[Row], at: int, found: re.Match[str]) -> tuple[list[Block], int] | None:
    if found.end() != len(rows[at].text.rstrip()):
        return None
    closing = re.compile(rf"[ \t]*{found['quotes']}")
    for end in range(at + 1, len(rows)):
        if closed := closing.match(rows[end].text):
            break
    else:
        return None
    indent = closed.end() - len(found["quotes"])
    cut = [row.cut(_blank(row.text, indent)) for row in rows[at + 1 : end]]
    markup = [Block(Area.MARKUP, [rows[at]]), Block(Area.MARKUP, [rows[end]])]
    return [markup[0], *fenced_blocks(cut, "markdown"), markup[1]], end + 1


def _blank(text: str, limit: int) -> int:
    return min(limit, len(text) - len(text.lstrip(" \t")))


def _single(rows: Sequence[Row], at: int, found: re.Match[str]) -> tuple[list[Block], int] | None:
    """`-doc "..."`: an ordinary string, maybe over several lines."""
    source, start = rows[at].source, rows[at].place(found.end())
    closed = CLOSED.match(source, start)
    if closed is None:
        return None
    end = at
    while end + 1 < len(rows) and rows[end].stop < closed.end():
        end += 1
    inner = list(string_rows(source, start, closed.end() - 1, rows[at].number, "erlang"))
    if len(inner) > 1:
        inner[0].begin = start
    return fenced_blocks(inner, "markdown"), end + 1
