"""A block's rows made ready for reading: one line a row, nothing in front of it.

In this order: blanks of other kinds become plain ones; line numbers go, flattened rows are split
at them; comment leaders and indentation of prompts go; rows with several prompts are split.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from pyerlshell.transcript.formats.blocks import Area, Block, Row
from pyerlshell.transcript.formats.tags import decoded
from pyerlshell.transcript.reading.counters import drop_gutters, split_counted, strip_margin
from pyerlshell.transcript.reading.looks import is_prose
from pyerlshell.transcript.reading.prompts import (
    leader_of,
    split_prompts,
    without_leader,
)

BLANKS: Final = str.maketrans(dict.fromkeys("\xa0\u2000\u2001\u2002\u2003\u2007\u2009\u202f", " "))
ESCAPED: Final = re.compile(r"(?:^|[\s>%)])\d{1,6}[ ]?&gt;")
"""A prompt spelled as in HTML, where the container is none: all its rows are spelled so."""
ODD: Final = re.compile("[\x1b\u00a0\u2000-\u200b\u200d-\u200f\u202a-\u202e\u202f\u2060\ufeff]")
INVISIBLE: Final = re.compile(
    "\x1b\\[[0-9;?]*[A-Za-z]|[\u200b\u200d-\u200f\u202a-\u202e\u2060\ufeff]"
)


@dataclass(slots=True)
class Segment:
    """Rows to be read together. `flat`: its rows were cut out of longer lines."""

    area: Area
    rows: list[Row]
    block: Block
    dropped: list[Row] = field(default_factory=list)
    """Rows of nothing but line numbers."""


def arrange(block: Block) -> list[Segment]:
    """The block's segments, in order."""
    if block.area is Area.MARKUP:
        return [Segment(block.area, block.rows, block)]
    rows = block.rows
    if any("&gt;" in row.text and ESCAPED.search(row.text) for row in rows):
        rows = [row if row.escape == "html" else decoded(row) for row in rows]
    rows = [_plain_blanks(row) for row in rows]
    rows, dropped = drop_gutters(rows)
    rows = [piece for row in rows for piece in split_counted(row)]
    rows = strip_margin(rows)
    segments = list(_by_leader(rows, block))
    if segments:
        segments[0].dropped = dropped
    elif dropped:
        segments = [Segment(block.area, [], block, dropped)]
    return segments


def _plain_blanks(row: Row) -> Row:
    if not ODD.search(row.text):
        return row
    text = row.text.translate(BLANKS)
    if not INVISIBLE.search(text):
        return replace(row, text=text)
    gone = {i for found in INVISIBLE.finditer(text) for i in range(*found.span())}
    kept = [i for i in range(len(text)) if i not in gone]
    offsets = array("q", [row.place(i) for i in kept])
    offsets.append(row.place(len(text)))
    return replace(row, text="".join(text[i] for i in kept), at=offsets[0], offsets=offsets)


def _by_leader(rows: list[Row], block: Block) -> Iterator[Segment]:
    """Cut where a comment begins or ends, and take leaders and indentation of prompts off."""
    current: list[Row] = []
    leader = ""
    for row in rows:
        found = leader_of(row.text)
        if found is None and leader.strip() and not _has(row.text, leader):
            yield Segment(block.area, current, block)
            current, leader = [], ""
        elif found is not None and found != leader:
            if found.strip() != leader.strip() and current:
                if found.strip():
                    head = _led_rows_before(current, found)
                    if current:
                        yield Segment(block.area, current, block)
                    current = head
                else:
                    yield Segment(block.area, current, block)
                    current = []
            leader = found
        elif found is None and block.area is Area.TEXT and _outdented(row.text, leader):
            yield Segment(block.area, current, block)
            current, leader = [], ""
        current += split_prompts(without_leader(row, leader) if leader else row)
    if current:
        yield Segment(block.area, current, block)


def _has(text: str, leader: str) -> bool:
    return text.lstrip().startswith(leader.strip()[:1])


def _led_rows_before(current: list[Row], leader: str) -> list[Row]:
    """Take off the end of `current` the rows of the comment that this prompt stands in."""
    at = len(current)
    while at and current[at - 1].text.strip() and _has(current[at - 1].text, leader):
        at -= 1
    head = [without_leader(row, leader) for row in current[at:]]
    del current[at:]
    return head


def _outdented(text: str, leader: str) -> bool:
    """In running text, words that stand further left than the prompt are no output."""
    if not leader or leader.strip() or not text.strip():
        return False
    indent = len(text) - len(text.lstrip())
    return indent < len(leader) and is_prose(text)
