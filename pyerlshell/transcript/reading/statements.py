"""Statements without prompts: a notebook's cells, and pages that show inputs and outputs bare.

    c(e3). {ok,e3} e3:start(). true         input, output, input, output
    e3:msg().                               a statement: something is called, matched or sent
    hello                                   printed, as it is no statement

An input ends with its full stop; what follows is printed, up to the next thing that is whole and
can be typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pyerlshell.syntax import erl_scan
from pyerlshell.terms.atoms import a
from pyerlshell.transcript.document import Kind, Line, Note
from pyerlshell.transcript.formats.blocks import Row
from pyerlshell.transcript.reading.collect import Input, statement
from pyerlshell.transcript.reading.consoles import Place
from pyerlshell.transcript.reading.forms import listing_end
from pyerlshell.transcript.reading.found import Findings, RawListing
from pyerlshell.transcript.reading.looks import (
    BANNER,
    CALL,
    MATCH,
    MODULE,
    is_literal,
    is_output,
    is_prose,
    is_statement,
    is_term,
    parses,
    step_of,
)
from pyerlshell.transcript.reading.prompts import INSIDE, Found, cut_at, prompt_of
from pyerlshell.transcript.reading.remarks import is_output_remark, is_remark, output_end

LONGEST: Final = 60
"""Lines that a statement without a prompt may have."""


class Statements:
    """Rows whose inputs have no prompts. `sure`: they stand in code, any expression is an input."""

    def __init__(self, found: Findings, rows: Sequence[Row], place: Place, sure: bool) -> None:
        self.found = found
        self.rows = [piece for row in rows for piece in _at_stops(row)]
        self.place = place
        self.sure = sure
        self.open: int | None = None
        """Where in the findings the input is that outputs belong to."""
        self.printed: list[Line] = []
        self.cell = False

    def read(self, cell: bool = False) -> None:
        """Read all rows. `cell`: the last statement may lack its full stop."""
        self.cell = cell
        at = 0
        while at < len(self.rows):
            at = self.listing(at) or self.typed(at) or self.rest_of_cell(at, cell) or self.other(at)
        self.flush()

    def flush(self) -> None:
        """Give the last input its output."""
        if self.open is not None and self.printed:
            self.found.set_output(self.open, self.printed)
        self.printed = []
        self.open = None

    def listing(self, at: int) -> int:
        found = MODULE.match(self.rows[at].text)
        if found is None:
            return 0
        end = listing_end(self.rows, at, True)
        self.flush()
        self.found.add_listing(RawListing(found["name"].strip("'"), self.rows[at:end]))
        return end

    def typed(self, at: int) -> int:
        """A statement that begins on this row; the row is cut behind it."""
        row = self.rows[at]
        prompt = prompt_of(row.text)
        start = prompt.length if prompt else len(row.text) - len(row.text.lstrip())
        if not row.text[start:].strip() or row.text.lstrip().startswith("%"):
            return 0
        if not self.sure and not (CALL.search(row.text) or MATCH.match(row.text)):
            return 0
        read = statement(self.rows, at, start, LONGEST)
        if read is None:
            return self.begins_later(at, start)
        given, end = read
        text = "\n".join(line.text for line in given.lines)
        if not prompt and not is_statement(text, self.sure):
            return 0
        if not prompt and not self.sure and is_prose(text):
            return 0
        if not prompt and self.open is None and not self.cell and _is_of_a_file(text):
            return 0
        last = at + given.rows - 1
        rest = self.rows[last].text[end:]
        if is_remark(rest) and rest.strip():
            remark = self.rows[last].line(end + len(rest) - len(rest.lstrip()))
            given.remark = remark
        elif rest.strip():
            self.rows[last : last + 1] = cut_at(
                self.rows[last], [end + len(rest) - len(rest.lstrip())]
            )
        self.add(given, prompt)
        return last + 1

    def begins_later(self, at: int, start: int) -> int:
        """An output, and behind it on the same row the next input: cut between them."""
        row = self.rows[at]
        if self.open is None:
            return 0
        for place in _starts(row.text, start):
            head, tail = row.text[start:place].strip(), row.text[place:]
            stop = _first_stop(tail)
            if stop is None or not is_statement(tail[:stop], False) or not parses(tail[:stop]):
                continue
            if is_term(head) or all(is_output(word) for word in head.split()):
                self.rows[at : at + 1] = cut_at(row, [place])
                return self.other(at)
        return 0

    def rest_of_cell(self, at: int, cell: bool) -> int:
        """A cell's last expression, whose full stop may be missing."""
        if not cell:
            return 0
        rows = self.rows[at:]
        text = "\n".join(row.text for row in rows).rstrip()
        if not text or not parses(text + "\n."):
            return 0
        lines = [row.line() for row in rows if row.text.strip()]
        self.add(Input(len(rows), lines, text + "."), None)
        return len(self.rows)

    def add(self, given: Input, prompt: Found | None) -> None:
        found = self.found
        self.flush()
        self.open = len(found.items)
        number = prompt.number if prompt else found.consoles.next_number()
        console = found.consoles.of(number, prompt.node if prompt else "", self.place)
        kind = Kind.INPUT
        for line in given.lines:
            found.mark(kind, line, found.prompts)
            kind = Kind.CONTINUATION
        remarks: list[Line] = []
        if given.remark is not None:
            found.mark(Kind.REMARK, given.remark, found.prompts)
            remarks.append(given.remark)
        notes = tuple(Note(given.lines[0].number, said) for said in [given.note] if said)
        found.add_prompt(given, prompt, console, [], remarks, notes)

    def other(self, at: int) -> int:
        """A row with no input on it."""
        row, found = self.rows[at], self.found
        text = row.text
        step = step_of(text, self.sure)
        if step is not None:
            self.flush()
            found.add_step(*step, row)
        elif BANNER.match(text):
            found.mark(Kind.BANNER, row.line())
        elif is_output_remark(text):
            found.mark(Kind.REMARK, row.line())
        elif self.open is not None and (self.sure or not is_prose(text)) and text.strip():
            self.output(row)
        else:
            found.mark(Kind.PROSE, row.line())
            if not self.sure and text.strip():
                self.flush()
        return at + 1

    def output(self, row: Row) -> None:
        assert self.open is not None
        line = row.line(0, output_end(row.text))
        self.printed.append(line)
        self.found.mark(Kind.OUTPUT, line, self.found.prompts - 1)


def _is_of_a_file(text: str) -> bool:
    """A term with its full stop, as in configuration files: nothing to begin a session with."""
    return is_literal(text) or (text.lstrip()[:1] in "{[" and not is_statement(text, False))


STOP: Final = re.compile(
    r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\\n]|\\.){0,60}'|\$\\?.|%|(?P<stop>\.)(?=\s+[^\s%])"
)


def _at_stops(row: Row) -> list[Row]:
    """A row cut behind each full stop and at each prompt in it."""
    text = row.text
    cuts: set[int] = set()
    for found in STOP.finditer(text):
        if found[0] == "%":
            break
        if found["stop"]:
            cuts.add(
                found.end()
                + len(text[found.end() : found.end() + 80])
                - len(text[found.end() : found.end() + 80].lstrip())
            )
    if ">" in text:
        cuts |= {found.start() for found in INSIDE.finditer(text)}
    return cut_at(row, sorted(cuts - {0, len(text)})) if cuts else [row]


def _starts(text: str, start: int) -> list[int]:
    """Where a statement may begin behind an output: at words outside of brackets."""
    spans: list[tuple[int, int]] = []
    found = erl_scan.scan(text[start:] + " ", spans=spans)
    places: list[int] = []
    depth = 0
    for token, (first, _) in zip(found.tokens, spans, strict=False):
        if depth == 0 and first > 0 and text[start + first - 1].isspace():
            places.append(start + first)
        name = str(token[0])
        depth += (name in ("(", "[", "{", "<<")) - (name in (")", "]", "}", ">>"))
        if token[0] is a.dot:
            break
    return places


def _first_stop(text: str) -> int | None:
    """Behind the first full stop."""
    found = erl_scan.tokens(None, text + "\n")
    if isinstance(found, erl_scan.Done) and found.error is None:
        return len(text) + 1 - len(found.rest) if found.rest else len(text)
    return None
