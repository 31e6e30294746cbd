"""Rows to prompts, steps and raw listings: what each row is, told from where it stands.

A prompt's rows are its input up to the full stop, then its output up to the next prompt. Where a
container says "code", an output goes on to its end; in running text it ends where words begin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pyerlshell.transcript.document import (
    Action,
    Kind,
    Line,
    Marked,
    Note,
    Prompt,
    Step,
)
from pyerlshell.transcript.formats.blocks import Area, Row
from pyerlshell.transcript.reading.arrange import Segment
from pyerlshell.transcript.reading.collect import LONGEST, Input, collect
from pyerlshell.transcript.reading.consoles import Consoles
from pyerlshell.transcript.reading.forms import listing_end
from pyerlshell.transcript.reading.looks import (
    BANNER,
    MODULE,
    is_elision,
    is_output,
    is_prose,
    opens_term,
    step_of,
)
from pyerlshell.transcript.reading.prompts import Found, prompt_of
from pyerlshell.transcript.reading.remarks import is_output_remark, output_end


@dataclass(slots=True)
class RawListing:
    """A source as it stands in the document. `module`: "" for a piece of one."""

    module: str
    rows: list[Row]
    title: str = ""
    text: str | None = None
    """The whole text if the rows are not all of it."""
    file: str = ""


@dataclass(slots=True)
class Machine:
    """Reads segments in order; keeps what was found."""

    items: list[Prompt | Step | RawListing] = field(default_factory=list)
    marked: list[Marked] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    consoles: Consoles = field(default_factory=Consoles)
    prompts: int = 0
    listings: int = 0
    last: int = -1
    """Where in `items` the prompt is that an output block belongs to; -1: nowhere."""

    def mark(self, kind: Kind, line: Line, owner: int | None = None) -> None:
        self.marked.append(Marked(kind if line.text.strip() else Kind.BLANK, line, owner))

    def read(self, segment: Segment) -> None:
        """Read one segment."""
        for row in segment.dropped:
            self.mark(Kind.MARKUP, row.line())
        if segment.area is Area.MARKUP:
            for row in segment.rows:
                self.mark(Kind.MARKUP, row.line())
        elif segment.area is Area.OUTPUT:
            self.output_block(segment.rows)
        elif segment.block.whole:
            self.source_file(segment)
        else:
            _Segment(self, segment).read()

    def output_block(self, rows: Sequence[Row]) -> None:
        """What a container calls output: of the prompt before it, if that shows none."""
        owner = self.items[self.last] if self.last >= 0 else None
        if isinstance(owner, Prompt) and not owner.output:
            lines = [row.line() for row in rows]
            while lines and not lines[-1].text.strip():
                lines.pop()
            self.items[self.last] = replace(owner, output=tuple(lines), shown=bool(lines))
            index: int | None = owner.index
        else:
            index = None
        for row in rows:
            kind = Kind.OUTPUT if index is not None else Kind.PROSE
            self.mark(kind, row.line(), index)

    def source_file(self, segment: Segment) -> None:
        """The document is itself a source."""
        module = next((m for row in segment.rows if (m := MODULE.match(row.text))), None)
        block = segment.block
        name = module["name"].strip("'") if module else ""
        self.add_listing(RawListing(name, segment.rows, "", block.whole, block.file))

    def add_listing(self, listing: RawListing) -> None:
        for row in listing.rows:
            self.mark(Kind.LISTING, row.line(), self.listings)
        self.listings += 1
        self.items.append(listing)

    def add_step(self, action: Action, words: tuple[str, ...], row: Row) -> None:
        line = row.line()
        self.mark(Kind.STEP, line)
        self.items.append(Step(action, words, (line,)))
        if action is Action.START:
            self.consoles.starts(words)


class _Segment:
    """One segment being read."""

    def __init__(self, machine: Machine, segment: Segment) -> None:
        self.machine = machine
        self.rows = segment.rows
        self.block = segment.block
        self.running = segment.area is Area.TEXT
        self.place = machine.consoles.new_place(segment.block)

    def read(self) -> None:
        at = self.header()
        while at < len(self.rows):
            found = prompt_of(self.rows[at].text)
            at = self.prompt(at, found) if found is not None else self.other(at)

    def header(self) -> int:
        """A listing whose `-module` has comments above it; where to go on."""
        at = 0
        while at < len(self.rows) and not self.rows[at].text.strip():
            self.machine.mark(Kind.BLANK, self.rows[at].line())
            at += 1
        first = at
        while at < len(self.rows) and is_comment_or_blank(self.rows[at].text):
            at += 1
        if first < at < len(self.rows) and MODULE.match(self.rows[at].text):
            return self.listing(first, at)
        return first

    def other(self, at: int) -> int:
        """A row that belongs to no prompt."""
        row = self.rows[at]
        machine = self.machine
        if MODULE.match(row.text):
            return self.listing(at, at)
        step = step_of(row.text, not self.running)
        if step is not None:
            machine.add_step(*step, row)
        elif BANNER.match(row.text):
            machine.mark(Kind.BANNER, row.line())
        else:
            kind = Kind.PROSE
            if not self.running and row.text.lstrip().startswith("%"):
                kind = Kind.REMARK
            machine.mark(kind, row.line())
        return at + 1

    def listing(self, at: int, module: int) -> int:
        """The listing whose `-module` stands at row `module`; comments above it belong to it."""
        end = listing_end(self.rows, module, self.running)
        found = MODULE.match(self.rows[module].text)
        assert found is not None
        name = found["name"].strip("'")
        self.machine.last = -1
        self.machine.add_listing(RawListing(name, self.rows[at:end], self.block.title))
        return end

    def prompt(self, at: int, found: Found) -> int:
        """A prompt, its input and its output."""
        if not self.rows[at].text[found.length :].strip():
            return self.empty(at, found)
        end = self.next_prompt(at, found)
        given = collect(self.rows, at, end, self.running)
        machine = self.machine
        console = machine.consoles.of(found.number, found.node, self.place)
        index = machine.prompts
        self.mark_input(given, index)
        behind = at + given.rows
        stop = self.output_stop(behind)
        output, remarks = self.output(behind, stop, index, given)
        note = (Note(self.rows[at].number, given.note),) if given.note else ()
        notes = note + tuple(machine.consoles.notes(self.rows[at].number))
        machine.notes += notes
        machine.prompts += 1
        machine.last = len(machine.items)
        machine.items.append(
            Prompt(
                index,
                found.number,
                found.node,
                console,
                tuple(given.lines),
                tuple(output),
                tuple(remarks),
                bool(output),
                given.complete,
                notes,
                given.typed,
            )
        )
        return stop

    def empty(self, at: int, found: Found) -> int:
        """A prompt at which nothing was typed: the last one of a session, or an empty line."""
        row = self.rows[at]
        self.machine.mark(Kind.INPUT, row.line(found.length, marked=True))
        last = self.machine.marked[-1]
        self.machine.marked[-1] = replace(last, kind=Kind.INPUT)
        self.machine.last = -1
        return at + 1

    def next_prompt(self, at: int, found: Found) -> int:
        """Where an input must have ended: another prompt, a step, a listing."""
        for index in range(at + 1, min(at + LONGEST, len(self.rows))):
            text = self.rows[index].text
            other = prompt_of(text)
            if other is not None and (other.number != found.number or other.node != found.node):
                return index
            if other is None and (MODULE.match(text) or self.is_step(text)):
                return index
        return min(at + LONGEST, len(self.rows))

    def is_step(self, text: str) -> bool:
        if text.lstrip()[:1] not in _STEP_SIGNS:
            return False
        return step_of(text, not self.running) is not None

    def mark_input(self, given: Input, index: int) -> None:
        kind = Kind.INPUT
        for line in given.lines:
            self.machine.mark(kind, line, index)
            kind = Kind.CONTINUATION
        if given.remark is not None:
            self.machine.mark(Kind.REMARK, given.remark, index)
        if given.rest is not None:
            self.machine.mark(Kind.OUTPUT, given.rest, index)

    def output_stop(self, at: int) -> int:
        """Where the output that starts at `at` ends."""
        end = at
        while end < len(self.rows):
            text = self.rows[end].text
            if prompt_of(text) is not None or MODULE.match(text) or self.is_step(text):
                break
            end += 1
        return _words_begin(self.rows, at, end) if self.running else end

    def output(self, at: int, stop: int, index: int, given: Input) -> tuple[list[Line], list[Line]]:
        """The output lines, author's remarks taken off, and these."""
        output: list[Line] = [given.rest] if given.rest is not None else []
        remarks: list[Line] = [given.remark] if given.remark is not None else []
        machine = self.machine
        for row in self.rows[at:stop]:
            text = row.text
            if is_output_remark(text):
                remarks.append(row.line())
                machine.mark(Kind.REMARK, remarks[-1], index)
            elif BANNER.match(text):
                machine.mark(Kind.BANNER, row.line(), index)
            else:
                end = output_end(text)
                output.append(row.line(0, end))
                machine.mark(Kind.OUTPUT, output[-1], index)
                if end < len(text):
                    remarks.append(row.line(end))
                    machine.mark(Kind.REMARK, remarks[-1], index)
        while output and not output[-1].text.strip():
            output.pop()
        while output and not output[0].text.strip():
            output.pop(0)
        return output, remarks


def is_comment_or_blank(text: str) -> bool:
    """Whether nothing but a comment stands on a line."""
    return text.lstrip()[:1] in ("", "%")


_STEP_SIGNS: Final = frozenset("$➜»❯λ#%>[^~/<*-(") | frozenset("UBP")


def _words_begin(rows: Sequence[Row], at: int, end: int) -> int:
    """In running text: where the output ends because words begin."""
    last = _paragraph_end(rows, at, end)
    stop = _within_paragraph(rows, at, last)
    if stop < last:
        return stop
    while last < end:
        start = last
        while start < end and not rows[start].text.strip():
            start += 1
        last = _paragraph_end(rows, start, end)
        if start == end or not _is_printed(rows, start, last):
            return stop
        stop = last
    return stop


def _paragraph_end(rows: Sequence[Row], at: int, end: int) -> int:
    while at < end and rows[at].text.strip():
        at += 1
    return at


def _within_paragraph(rows: Sequence[Row], at: int, end: int) -> int:
    """Lines right below the input: words are output only if a value follows them."""
    stop = at
    depth = 0
    for index in range(at, end):
        text = rows[index].text
        if depth > 0 or not is_prose(text):
            depth = max(0, depth + _depth(text)) if depth > 0 or opens_term(text) else 0
            stop = index + 1
        elif is_output(text):
            stop = index + 1
    return stop


def _depth(text: str) -> int:
    return sum(text.count(c) for c in "{[(") - sum(text.count(c) for c in ")]}")


def _is_printed(rows: Sequence[Row], at: int, end: int) -> bool:
    """Whether a paragraph further down is still output: its first line looks so, none is words."""
    if not is_output(rows[at].text) or is_elision(rows[at].text):
        return False
    return not any(is_prose(rows[index].text) for index in range(at, end))
