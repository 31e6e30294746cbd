"""Rows to prompts, steps and raw listings: what each row is, told from where it stands.

A prompt's rows are its input up to the full stop, then its output up to the next prompt. Where a
container says "code", an output goes on to its end; in running text it ends where words begin.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pyerlshell.transcript.document import Kind, Line, Marked, Note, Prompt
from pyerlshell.transcript.formats.blocks import Area, Row
from pyerlshell.transcript.reading.arrange import Segment
from pyerlshell.transcript.reading.collect import LONGEST, Input, collect, statement
from pyerlshell.transcript.reading.consoles import Place
from pyerlshell.transcript.reading.forms import has_forms, listing_end
from pyerlshell.transcript.reading.found import Findings, RawListing
from pyerlshell.transcript.reading.looks import (
    BANNER,
    MODULE,
    is_elision,
    is_form_start,
    is_output,
    is_prose,
    is_statement,
    opens_term,
    parses,
    step_of,
)
from pyerlshell.transcript.reading.prompts import Found
from pyerlshell.transcript.reading.punctuation import plain
from pyerlshell.transcript.reading.remarks import is_output_remark, output_end
from pyerlshell.transcript.reading.statements import Statements


def read_segment(machine: Findings, segment: Segment) -> None:
    """Read one segment."""
    for row in segment.dropped:
        machine.mark(Kind.MARKUP, row.line())
    if segment.area is Area.MARKUP:
        for row in segment.rows:
            machine.mark(Kind.MARKUP, row.line())
    elif segment.area is Area.OUTPUT:
        machine.output_block(segment.rows)
    elif segment.block.whole:
        _source_file(machine, segment)
    else:
        _Segment(machine, segment).read()


def is_listing(segment: Segment) -> bool:
    """Whether the segment is a source, or a piece of one."""
    return _Segment(Findings(), segment).is_piece()


def _source_file(machine: Findings, segment: Segment) -> None:
    """The document is itself a source."""
    module = next((m for row in segment.rows if (m := MODULE.match(row.text))), None)
    block = segment.block
    name = module["name"].strip("'") if module else ""
    machine.add_listing(RawListing(name, segment.rows, "", block.whole, block.file))


class _Segment:
    """One segment being read."""

    def __init__(self, machine: Findings, segment: Segment) -> None:
        self.machine = machine
        self.rows = segment.rows
        self.block = segment.block
        self.running = segment.area is Area.TEXT
        self.place = machine.consoles.new_place(segment.block)
        self.finder = machine.finder
        self.gap = False
        """Prompts are missing between those that are printed."""

    def read(self) -> None:
        if self.is_piece():
            self.machine.last = -1
            self.machine.add_listing(RawListing("", self.rows, self.block.title))
            return
        if self.block.cell and not any(self.finder(row.text) for row in self.rows):
            Statements(self.machine, self.rows, self.place, True).read(cell=True)
            return
        at = self.header()
        while at < len(self.rows):
            found = self.finder(self.rows[at].text)
            if found is None or (self.running and self.is_words(at, found)):
                at = self.other(at)
            else:
                at = self.prompt(at, found)

    def is_words(self, at: int, found: Found) -> bool:
        """A line of words that happens to begin like a prompt."""
        text = self.rows[at].text[found.length :]
        if not is_prose(text) or parses(plain(text)):
            return False
        stop = re.search(r"[.。](?=\s)", text)
        if stop is not None and parses(plain(text[: stop.end()])):
            return False
        if found.number == self.machine.consoles.next_number() and text.rstrip()[-1:] in ".。":
            return False
        below = self.rows[at + 1].text if at + 1 < len(self.rows) else ""
        return not is_output(below) and self.finder(below) is None

    def is_piece(self) -> bool:
        """Forms without a `-module`, or the content of a file that the line above names."""
        if self.running or self.block.language in FOREIGN_LANGUAGES:
            return False
        if any(self.finder(row.text) or MODULE.match(row.text) for row in self.rows):
            return False
        named = NAMED_FILE.search(self.block.title)
        if named is not None and not any(self.is_step(row.text) for row in self.rows):
            return True
        first = next((row.text for row in self.rows if not is_comment_or_blank(row.text)), "")
        if not is_form_start(first):
            return False
        return has_forms("\n".join(row.text for row in self.rows))

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
        elif self.gap and self.is_unmarked(at):
            return self.unmarked(at)
        elif BANNER.match(row.text):
            machine.mark(Kind.BANNER, row.line())
        else:
            kind = Kind.PROSE
            if not self.running and row.text.lstrip().startswith("%"):
                kind = Kind.REMARK
            elif self.running and row.text.strip():
                self.place = Place(row.text.strip())
            machine.mark(kind, row.line())
        return at + 1

    def unmarked(self, at: int) -> int:
        """An input without its prompt, among others that have theirs."""
        machine = self.machine
        found = statement(self.rows, at, 0, 1)
        assert found is not None
        given = found[0]
        index = machine.prompts
        self.mark_input(given, index)
        stop = self.output_stop(at + 1)
        output, remarks = self.output(at + 1, stop, index, given)
        note = Note(self.rows[at].number, "an input without its prompt")
        console = machine.consoles.of(machine.consoles.next_number(), "", self.place)
        machine.add_prompt(given, None, console, output, remarks, (note,))
        return stop

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
        given = collect(
            self.rows, at, lambda row: self.ends_input(row, found), self.running, self.finder
        )
        machine = self.machine
        console = machine.consoles.of(found.number or machine.prompts + 1, found.node, self.place)
        index = machine.prompts
        self.mark_input(given, index)
        behind = at + given.rows
        self.gap = self.missing_behind(behind, found.number)
        stop = self.output_stop(behind, "".join(line.text for line in given.lines[:20]))
        output, remarks = self.output(behind, stop, index, given)
        note = (Note(self.rows[at].number, given.note),) if given.note else ()
        notes = note + tuple(machine.consoles.notes(self.rows[at].number))
        machine.add_prompt(given, found, console, output, remarks, notes)
        return stop

    def empty(self, at: int, found: Found) -> int:
        """A prompt at which nothing was typed: the last one of a session, or an empty line."""
        row, machine = self.rows[at], self.machine
        machine.marked.append(Marked(Kind.INPUT, row.line(found.length, marked=True)))
        stop = self.output_stop(at + 1)
        first = next((r.text for r in self.rows[at + 1 : stop] if r.text.strip()), "")
        last = len(machine.items) - 1
        owner = machine.items[last] if last >= 0 else None
        machine.last = -1
        if not isinstance(owner, Prompt) or not is_output(first):
            return at + 1
        printed, _ = self.output(at + 1, stop, owner.index, None)
        machine.set_output(last, (*owner.output, *printed))
        return stop

    def ends_input(self, index: int, found: Found) -> bool:
        """Whether an input must have ended here: another prompt, a step, a listing."""
        text = self.rows[index].text
        other = self.finder(text)
        if other is not None:
            return other.number != found.number or other.node != found.node
        return bool(MODULE.match(text)) or self.is_step(text)

    def missing_behind(self, at: int, number: int) -> bool:
        """Whether the next prompt's number says that prompts are missing in between."""
        for index in range(at, min(at + LONGEST, len(self.rows))):
            found = self.finder(self.rows[index].text)
            if found is not None:
                return found.number > number + 1 > 1
        return False

    def is_unmarked(self, at: int) -> bool:
        """Whether a row is an input whose prompt is missing."""
        text = self.rows[at].text
        if not text.rstrip().endswith(".") or not is_statement(text, False):
            return False
        return not is_prose(text)

    def is_step(self, text: str) -> bool:
        if text.lstrip()[:1] not in _STEP_SIGNS and not _HOST.match(text):
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

    def output_stop(self, at: int, typed: str = "") -> int:
        """Where the output that starts at `at` ends. `typed`: what may be printed is in it."""
        end = at
        while end < len(self.rows):
            text = self.rows[end].text
            if self.finder(text) is not None or MODULE.match(text) or self.is_step(text):
                break
            if self.gap and self.is_unmarked(end):
                break
            end += 1
        return _words_begin(self.rows, at, end, typed) if self.running else end

    def output(
        self, at: int, stop: int, index: int, given: Input | None
    ) -> tuple[list[Line], list[Line]]:
        """The output lines, author's remarks taken off, and these."""
        output: list[Line] = [given.rest] if given and given.rest else []
        remarks: list[Line] = [given.remark] if given and given.remark else []
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


FOREIGN_LANGUAGES: Final = frozenset(
    "elixir ex python py c cpp c++ java javascript js json yaml yml xml html css ruby rust go sh "
    "bash shell-session console diff dot mermaid sql asn1 makefile make dockerfile toml ini lisp "
    "lfe gleam".split()
)
NAMED_FILE: Final = re.compile(
    r"\A.{0,40}?(?<![\w/])[\w@-]+\.(?:hrl|config|app|app\.src|term|txt)\b.{0,20}\Z"
)

_HOST: Final = re.compile(r"[\w.@:~/\[\] -]{1,40}[$#%] ")
_STEP_SIGNS: Final = frozenset("$➜»❯λ#%>[^~/<*-(") | frozenset("UBP")


def _words_begin(rows: Sequence[Row], at: int, end: int, typed: str) -> int:
    """In running text: where the output ends because words begin."""
    last = _paragraph_end(rows, at, end)
    stop = _within_paragraph(rows, at, last, typed)
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


def _within_paragraph(rows: Sequence[Row], at: int, end: int, typed: str) -> int:
    """Lines right below the input: words are output if a value follows them, or if the input has
    them in a string."""
    stop = at
    depth = 0
    for index in range(at, end):
        text = rows[index].text
        if _REPORT.match(text):
            return end
        if stop > at and depth == 0 and _SENTENCE.match(text) and not is_output(text):
            break
        if depth > 0 or not is_prose(text):
            depth = max(0, depth + _depth(text)) if depth > 0 or opens_term(text) else 0
            stop = index + 1
        elif is_output(text) or (len(text) >= 3 and text.strip()[:12] in typed):
            stop = index + 1
    return stop


_SENTENCE: Final = re.compile(
    r"[^\W\d_a-z]\w*[:：]\s*\Z|(?:[^\W\d_a-z]\w*|[¿¡].*)\b.*\s.*[.:!?。：！？]\s*\Z"
)
"""A line like this below a value is no output: it begins with a capital and ends in a stop."""
_REPORT: Final = re.compile(r"=[A-Z]+ (?:REPORT|MESSAGE)=|=[A-Z ]+REPORT\b")


def _depth(text: str) -> int:
    return sum(text.count(c) for c in "{[(") - sum(text.count(c) for c in ")]}")


def _is_printed(rows: Sequence[Row], at: int, end: int) -> bool:
    """Whether a paragraph further down is still output: its first line looks so, none is words."""
    if not is_output(rows[at].text) or is_elision(rows[at].text):
        return False
    return not any(is_prose(rows[index].text) for index in range(at, end))
