"""What has been found in a document so far: prompts, steps, raw listings, a mark for each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pyerlshell.transcript.document import (
    Action,
    Kind,
    Line,
    Marked,
    Note,
    Prompt,
    Step,
)
from pyerlshell.transcript.formats.blocks import Row
from pyerlshell.transcript.reading.collect import Finder, Input
from pyerlshell.transcript.reading.consoles import Consoles
from pyerlshell.transcript.reading.prompts import Found, prompt_of


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
class Findings:
    """Everything that was found, in the document's order."""

    items: list[Prompt | Step | RawListing] = field(default_factory=list)
    marked: list[Marked] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    consoles: Consoles = field(default_factory=Consoles)
    prompts: int = 0
    listings: int = 0
    finder: Finder = prompt_of
    """What finds a prompt at the start of a row."""
    last: int = -1
    """Where in `items` the prompt is that an output block belongs to; -1: nowhere."""

    def mark(self, kind: Kind, line: Line, owner: int | None = None) -> None:
        self.marked.append(Marked(kind if line.text.strip() else Kind.BLANK, line, owner))

    def output_block(self, rows: Sequence[Row]) -> None:
        """What a container calls output: of the prompt before it, if that shows none."""
        owner = self.items[self.last] if self.last >= 0 else None
        if isinstance(owner, Prompt) and not owner.output:
            self.set_output(self.last, [row.line() for row in rows])
            index: int | None = owner.index
        else:
            index = None
        for row in rows:
            kind = Kind.OUTPUT if index is not None else Kind.PROSE
            self.mark(kind, row.line(), index)

    def add_listing(self, listing: RawListing) -> None:
        for row in listing.rows:
            self.mark(Kind.LISTING, row.line(), self.listings)
        self.listings += 1
        self.items.append(listing)

    def add_prompt(
        self,
        given: Input,
        found: Found | None,
        console: int,
        output: Sequence[Line],
        remarks: Sequence[Line],
        notes: tuple[Note, ...],
    ) -> None:
        """A prompt that was read whole."""
        self.notes += notes
        self.last = len(self.items)
        prompt = Prompt(
            self.prompts,
            found.number or None if found else None,
            found.node if found else "",
            console,
            tuple(given.lines),
            tuple(output),
            tuple(remarks),
            bool(output),
            given.complete,
            notes,
            given.typed,
        )
        self.items.append(prompt)
        self.prompts += 1

    def set_output(self, item: int, lines: Sequence[Line]) -> None:
        """What the prompt that is `items[item]` printed."""
        prompt = self.items[item]
        assert isinstance(prompt, Prompt)
        kept = list(lines)
        while kept and not kept[-1].text.strip():
            kept.pop()
        self.items[item] = replace(prompt, output=tuple(kept), shown=bool(kept))

    def add_step(self, action: Action, words: tuple[str, ...], row: Row) -> None:
        line = row.line()
        self.mark(Kind.STEP, line)
        self.items.append(Step(action, words, (line,)))
        if action is Action.START:
            self.consoles.starts(words)
