"""Line numbers that a page printed into its code: found, taken off, and used to split again.

    1 1> c(m). 2 {ok,m} 3 2> m:f().         flattened: split where the numbers go on
    01: 1> c(m).                            in front of each line: margin
    1 2 3 4 update() -> ok.                 a gutter that slipped in front of the code: dropped

A number of the code may look like a line number, so among all ways to go on counting the one is
taken whose pieces look most like lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pyerlshell.transcript.formats.blocks import Row

NUMBER: Final = re.compile(r"(?:(?<=\s)|^)(\d{1,7})(?=\s|$)")
STARTS_COUNTING: Final = re.compile(r"\s*(\d{1,7})\s+(?=\S)(?![>＞])")
MARGIN: Final = re.compile(r"\s*(\d{1,7})(?:[.:|)│](?=\s|$)[ \t]?|[ \t]|$)(?!\s?[>＞])")
BARE: Final = re.compile(r"\s*(\d{1,7})\s*\Z")
GUTTER: Final = re.compile(r"\s*1\s+2\s+3\s+")
PROMPT_AHEAD: Final = re.compile(r"\s*(?:\([^()\s]+\))?\d+ ?[>＞](?![>=])")
CODE_AHEAD: Final = re.compile(r"\s*(?:-\s*(?:module|export|record|define|include)\b|%)")

OPERATORS: Final = frozenset("+-*/=<|!:&")
CLOSERS: Final = frozenset(",;.)]}+*/=>")
EMPTY_LINE: Final = 0.4
PROMPT_BONUS: Final = -0.5
LENGTH_BONUS: Final = 1.0

Chain = list[tuple[int, int]]
"""For each counted line, where its number starts and ends."""


def split_counted(row: Row) -> list[Row]:
    """The lines of a flattened, numbered row; the row itself if it is none."""
    chain = _chain(row.text)
    return [row] if chain is None else _pieces(row, chain)


def _chain(text: str) -> Chain | None:
    first = STARTS_COUNTING.match(text)
    if first is None or GUTTER.match(text):
        return None
    start = int(first[1])
    by_value: dict[int, list[tuple[int, int]]] = {}
    for found in NUMBER.finditer(text):
        by_value.setdefault(int(found[1]), []).append(found.span())
    if start + 1 not in by_value:
        return None
    chain = _best(text, start, by_value)
    if len(chain) < 2:
        return None
    certain = any(
        PROMPT_AHEAD.match(text, end) or CODE_AHEAD.match(text, end) for _, end in chain[:40]
    )
    return chain if certain or (start == 1 and len(chain) >= 4) else None


def _best(text: str, start: int, by_value: dict[int, list[tuple[int, int]]]) -> Chain:
    """Of all chains start, start + 1, ... the one whose pieces look most like lines."""
    level = [(by_value[start][0], 0.0, -1)]
    levels = [level]
    best = (0.0, 0, 0)
    value = start
    while True:
        value += 1
        level = _next_level(text, levels[-1], by_value.get(value, ()))
        if not level:
            break
        levels.append(level)
        for index, (_, cost, _) in enumerate(level):
            gain = LENGTH_BONUS * (len(levels) - 1) - cost
            if gain >= best[0]:
                best = (gain, len(levels) - 1, index)
    chain: Chain = []
    _, depth, index = best
    while depth >= 0:
        span, _, before = levels[depth][index]
        chain.append(span)
        index = before
        depth -= 1
    return chain[::-1]


def _next_level(
    text: str,
    level: Sequence[tuple[tuple[int, int], float, int]],
    spans: Sequence[tuple[int, int]],
) -> list[tuple[tuple[int, int], float, int]]:
    found: list[tuple[tuple[int, int], float, int]] = []
    cheapest: tuple[float, int] | None = None
    at = 0
    for span in spans:
        while at < len(level) and level[at][0][1] < span[0]:
            if cheapest is None or level[at][1] < cheapest[0]:
                cheapest = (level[at][1], at)
            at += 1
        if cheapest is None:
            continue
        before = level[cheapest[1]][0][1]
        empty = EMPTY_LINE if text[before : span[0]].isspace() else 0.0
        found.append((span, cheapest[0] + empty + _unlikely(text, span), cheapest[1]))
    return found


def _unlikely(text: str, span: tuple[int, int]) -> float:
    """How little a number looks like a line's: 0 is fine, 1 is worth a line less."""
    before = text[max(0, span[0] - 40) : span[0]].rstrip()[-1:]
    after = text[span[1] : span[1] + 40].lstrip()[:1]
    cost = 0.0
    if before in OPERATORS and not text[max(0, span[0] - 40) : span[0]].rstrip().endswith("->"):
        cost += 1.5 if before not in "-=" else 0.3  # rules of ---- and ==== end lines as well
    elif before and before in ",([{":
        cost += 0.3
    if after and after in CLOSERS:
        cost += 0.7 if after in "}])" else 1.5
    if PROMPT_AHEAD.match(text, span[1]):
        cost += PROMPT_BONUS
    return cost


def _pieces(row: Row, chain: Chain) -> list[Row]:
    pieces: list[Row] = []
    text = row.text
    begin = row.begin
    for index, (start, end) in enumerate(chain):
        last = index + 1 == len(chain)
        limit = len(text) if last else chain[index + 1][0]
        content_end = end + len(text[end:limit].rstrip())
        content = min(end + 1, content_end)
        offsets = row.offsets
        piece = replace(
            row,
            text=text[content:content_end],
            at=row.place(content),
            begin=begin,
            tail=row.tail if last else row.place(content_end),
            stop=row.stop if last else row.place(limit),
            offsets=None if offsets is None else offsets[content : content_end + 1],
            counter=int(text[start:end]),
        )
        pieces.append(piece)
        begin = piece.stop
    return pieces


def strip_margin(rows: list[Row]) -> list[Row]:
    """Rows whose lines are numbered one by one, without their numbers."""
    result: list[Row] = []
    at = 0
    while at < len(rows):
        end = _numbered_until(rows, at)
        if end is None:
            result.append(rows[at])
            at += 1
            continue
        for row in rows[at:end]:
            found = MARGIN.match(row.text)
            if found is None:
                result.append(row)
                continue
            numbered = row.cut(found.end())
            numbered.counter = int(found[1])
            result.append(numbered)
        at = end
    return result


def _numbered_until(rows: Sequence[Row], at: int) -> int | None:
    """Where the numbering that starts here ends; None if nothing is numbered here."""
    found = MARGIN.match(rows[at].text)
    if found is None or rows[at].counter is not None:
        return None
    value = int(found[1])
    end, last = at, at
    certain = False
    while end < len(rows) and end - last < 3:
        found = MARGIN.match(rows[end].text)
        if found is not None and int(found[1]) == value and rows[end].counter is None:
            rest = rows[end].text[found.end() :]
            certain = certain or bool(PROMPT_AHEAD.match(rest) or CODE_AHEAD.match(rest))
            value += 1
            last = end
        elif rows[end].text.strip():
            break
        end += 1
    count = value - int(MARGIN.match(rows[at].text)[1])  # type: ignore[index]
    return last + 1 if certain and count >= 2 else None


def drop_gutters(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """The rows without gutters that slipped in front of paragraphs, and the rows dropped."""
    kept: list[Row] = []
    dropped: list[Row] = []
    at = 0
    first = True
    while at < len(rows):
        end = at
        while end < len(rows) and rows[end].text.strip():
            end += 1
        if end > at and first and rows[at].text.lstrip()[:1] == "1":
            paragraph, gone = _drop_gutter(rows[at:end])
            kept += paragraph
            dropped += gone
        else:
            kept += rows[at:end]
        first = not (end > at and PROMPT_AHEAD.match(rows[end - 1].text))
        kept += rows[end : end + 1]
        at = end + 1
    return kept, dropped


def _drop_gutter(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """One paragraph."""
    if GUTTER.match(rows[0].text):
        return _drop_run(rows)
    end = 0
    while end < len(rows) and (found := BARE.match(rows[end].text)) and int(found[1]) == end + 1:
        end += 1
    if end <= 2 or (end == len(rows) and end <= 3):
        return rows, []
    return rows[end:], rows[:end]


def _drop_run(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """`1 2 3 4 update() ->`: the run of numbers in front of a line."""
    row = rows[0]
    value, end = 0, 0
    for found in NUMBER.finditer(row.text):
        if int(found[1]) != value + 1 or row.text[end : found.start()].strip():
            break
        value, end = value + 1, found.end()
    if not row.text[end:].strip():
        return rows[1:], [row]
    content = end + len(row.text[end:]) - len(row.text[end:].lstrip())
    return [row.cut(content), *rows[1:]], []
