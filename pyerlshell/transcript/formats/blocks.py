"""What a format gives to the reader: blocks of rows, each row with its place in the text.

A row is one line as its container means it: `&gt;` is `>`, a comment's `%% ` is margin. Its
characters know where they stand in the document, so that whatever is found in a row can be found
in the file again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from pyerlshell.transcript.document import Line


class Area(Enum):
    """What a container says of its content."""

    CODE = "code"
    """Set apart as code: what stands here is no prose."""
    TEXT = "text"
    """Anything: prose, or code that nobody set apart."""
    MARKUP = "markup"
    """The container's own lines: fences, tags, directives."""
    OUTPUT = "output"
    """What the container says was printed (a notebook's output)."""


@dataclass(slots=True)
class Row:
    """One line of a block; see the module's text. `offsets`: None if text is as in the source."""

    source: str
    text: str
    at: int
    number: int
    begin: int
    """Where the margin begins."""
    tail: int
    """Where the line end begins: closing tags stand between the last character and this."""
    stop: int
    offsets: Sequence[int] | None = None
    escape: str = ""
    counter: int | None = None

    def place(self, index: int) -> int:
        """The offset in the document of the character at `index` (or of the row's end)."""
        return self.at + index if self.offsets is None else self.offsets[index]

    def cut(self, count: int) -> Row:
        """The row with its first characters made margin."""
        if count == 0:
            return self
        offsets = None if self.offsets is None else self.offsets[count:]
        return replace(self, text=self.text[count:], at=self.place(count), offsets=offsets)

    def split(self, index: int, resume: int) -> tuple[Row, Row]:
        """Two rows: up to `index`, and from `resume`; what is between becomes the line end."""
        end, next_start = self.place(index), self.place(resume)
        head = replace(
            self,
            text=self.text[:index],
            tail=end,
            stop=next_start,
            offsets=None if self.offsets is None else self.offsets[: index + 1],
        )
        return head, replace(self.cut(resume), begin=next_start)

    def line(
        self, start: int = 0, end: int | None = None, text: str | None = None, marked: bool = False
    ) -> Line:
        """The characters from `start` to `end`; `marked`: what is before them is a prompt."""
        if end is None:
            end = len(self.text)
        first, last = self.place(start), self.place(end)
        mark = self.at if marked else first
        source = self.source
        return Line(
            self.text[start:end] if text is None else text,
            first,
            last,
            self.number,
            source[self.begin : mark],
            source[mark:first],
            source[last : self.tail],
            source[self.tail : self.stop],
            self.escape,
            self.counter,
        )


@dataclass(slots=True)
class Block:
    """Rows that belong together. `language` is what the container calls its content, if it does."""

    area: Area
    rows: list[Row]
    language: str = ""
    title: str = ""
    """The last line of prose in front of it."""
    cell: bool = False
    """A notebook's cell: statements without prompts."""
    whole: str = ""
    """The text of the file that this block is, comments and all (a source)."""
    file: str = ""
    notes: list[tuple[int, str]] = field(default_factory=list)


def rows_of(text: str, start: int = 0, number: int = 1) -> Iterator[Row]:
    """The lines of a text as rows; line ends are those of files: LF, CRLF, CR."""
    at = start
    for whole in _lines(text):
        content = whole.rstrip("\r\n")
        end = at + len(content)
        yield Row(text, content, at, number, at, end, at + len(whole))
        at += len(whole)
        number += 1


NEWLINE: Final = re.compile("\r\n?|\n")


def _lines(text: str) -> list[str]:
    """Linear also where CR and LF are mixed."""
    lines: list[str] = []
    at = 0
    for found in NEWLINE.finditer(text):
        lines.append(text[at : found.end()])
        at = found.end()
    if at < len(text):
        lines.append(text[at:])
    return lines
