"""Prompts and what continues an input, in every style that pages show.

1> a.    1 > a.    14>a.    (n@host)3> a.    n@host 3> a.    1＞a.
.. a.    ..(2)> a.    ...> a.    >  a.    (same number again)    (blanks)    nothing
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from pyerlshell.transcript.formats.blocks import Row

BODY: Final = (
    r"(?:\((?P<node>[^()\s]+)\)[ ]?|(?P<host>[\w.-]+@[\w.-]+)[ ]?)?"
    r"(?P<number>\d{1,7})[ ]?(?:>(?![>=])|＞|》)(?P<gap>[ ]|(?=\S)|\Z)"
)
PROMPT: Final = re.compile(BODY)
LEADER: Final = re.compile(r"[ \t]*(?:(?:%+!?|//+|\#+|\*|\||│|>|;+|--)[ \t]*)?")
LED_PROMPT: Final = re.compile(r"(?P<lead>" + LEADER.pattern + r")(?=" + BODY + ")")
"""A prompt behind whatever stands in front of all lines of its block."""

INSIDE: Final = re.compile(r"(?<=\s)(?=" + BODY + ")")
"""Where another prompt may begin on the same line (flattened pages)."""

BANNER_AHEAD: Final = re.compile(r"\s*(?:Erlang\b.*\[|Eshell V\d)")

CONTINUATION: Final = re.compile(r"[ \t]*(?:\.\.\(\d+\)>|\.{2,3}>|\.{2,3}(?=\s|\Z)|>(?![>=]))[ ]?")
BARE: Final = re.compile(r"(?P<label>(?:erl|erlang|eshell|>|\?|λ)?>)[ ](?=\S)", re.I)
"""A prompt without a number."""


@dataclass(frozen=True, slots=True)
class Found:
    """A prompt at the start of a row."""

    number: int
    node: str
    length: int
    """Characters up to the input."""


def prompt_of(text: str) -> Found | None:
    """The prompt that the text starts with."""
    found = PROMPT.match(text)
    if found is None:
        return None
    return Found(int(found["number"]), found["node"] or found["host"] or "", found.end())


def leader_of(text: str) -> str | None:
    """What stands in front of the prompt of this row; None if it has no prompt."""
    found = LED_PROMPT.match(text)
    return None if found is None else found["lead"]


def without_leader(row: Row, leader: str) -> Row:
    """The row without what its block has in front of each line, as far as it has it."""
    count = 0
    for mine, wanted in zip(row.text, leader, strict=False):
        if mine != wanted and not (mine in " \t" and wanted in " \t"):
            break
        count += 1
    if count == len(leader) - 1 and leader.endswith(" "):
        return row.cut(count)
    return row.cut(count)


def split_prompts(row: Row) -> list[Row]:
    """A flattened row at each prompt in it, as long as their numbers go on counting.

    Words may stand in front of them: a banner, or a sentence if at least two prompts follow.
    """
    if ">" not in row.text and "\uff1e" not in row.text:
        return [row]
    first = PROMPT.match(row.text)
    number = int(first["number"]) if first else -1
    cuts: list[int] = []
    for found in INSIDE.finditer(row.text, first.end() if first else 0):
        if number < 0 or int(found["number"]) == number + 1:
            cuts.append(found.start())
            number = int(found["number"])
    if first is None and len(cuts) < 2 and not (cuts and BANNER_AHEAD.match(row.text)):
        return [row]
    return cut_at(row, cuts)


def cut_at(row: Row, cuts: Sequence[int]) -> list[Row]:
    """The row in pieces that begin at these places; blanks between them are line ends."""
    pieces: list[Row] = []
    text, offsets = row.text, row.offsets
    bounds = [0, *cuts, len(text)]
    for start, limit in pairwise(bounds):
        last = limit == len(text)
        end = limit if last else start + len(text[start:limit].rstrip())
        pieces.append(
            replace(
                row,
                text=text[start:end],
                at=row.place(start),
                begin=row.begin if start == 0 else row.place(start),
                tail=row.tail if last else row.place(end),
                stop=row.stop if last else row.place(limit),
                offsets=None if offsets is None else offsets[start : end + 1],
            )
        )
    return pieces
