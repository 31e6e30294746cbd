"""A document that shows console sessions: what every line of it was taken for, and where it stands.

The text is kept as it was decoded (line ends, byte order mark and all), and everything that was
found points into it by character offsets, so that `--update` can put new output in place of old
and leave each other byte alone. A line as a reader sees it is

    margin      what every line of its block has in front: indentation, `%% `, `12 `, `> `, a tag
    mark        the prompt: `3> `, `(a@host)3> `, `.. `; empty on other lines
    [start:end] what the line says, in the document's spelling (`&lt;` for `<`)
    after       a remark, a closing tag
    newline     what goes on to the next line: "\\n", "\\r\\n", " " (flattened), `\\n",` (JSON)

These five follow each other without a gap: `Line.begin` to `Line.stop`.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final


class Kind(Enum):
    """What a line was taken for (`--explain`)."""

    INPUT = "input"
    CONTINUATION = "continuation"
    OUTPUT = "output"
    REMARK = "remark"
    LISTING = "listing"
    STEP = "step"
    BANNER = "banner"
    PROSE = "prose"
    MARKUP = "markup"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it says, cleaned, and where it stands in the document's text."""

    text: str
    """What it says; of an input, what is to be typed (no prompt, no remark)."""
    start: int
    end: int
    number: int
    """The line of the document, from 1; flattened lines share it."""
    margin: str = ""
    mark: str = ""
    after: str = ""
    newline: str = "\n"
    escape: str = ""
    """How text is spelled here: "" as it is, "html", "json", "erlang" (inside a string)."""
    counter: int | None = None
    """The line number that the page itself prints in the margin."""

    @property
    def begin(self) -> int:
        """Where the line begins, margin and all."""
        return self.start - len(self.mark) - len(self.margin)

    @property
    def stop(self) -> int:
        """Where the next line begins."""
        return self.end + len(self.after) + len(self.newline)

    def spell(self, text: str) -> str:
        """`text` as it is to be written at this place of the document."""
        return ESCAPES[self.escape](text)


def _plain(text: str) -> str:
    return text


def _html(text: str) -> str:
    return html.escape(text, quote=False)


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _erlang(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


ESCAPES: Final = {"": _plain, "html": _html, "json": _json, "erlang": _erlang}


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the reader decided and that its user should know, at a line."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Console:
    """One session: a fresh node with a shell. A document may show several."""

    index: int
    node: str = ""
    """`a@host`, or "" for a node without a name."""
    title: str = ""
    """The heading that told it from the others, if any."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One input, and the output that the document shows for it."""

    index: int
    """Its place in `Document.prompts`, from 0."""
    number: int | None
    """As printed; None where the page shows no prompts."""
    node: str
    console: int
    """Index into `Document.consoles`."""
    input: tuple[Line, ...]
    output: tuple[Line, ...]
    """What the document says was printed, author's remarks taken off, no blank end."""
    remarks: tuple[Line, ...] = ()
    """Author's words behind the dot or among the output."""
    shown: bool = True
    """False: the page shows no output here, so there is nothing to compare."""
    complete: bool = True
    """False: the input ends without its full stop (and none was added)."""
    notes: tuple[Note, ...] = ()
    typed: str | None = None
    """The input if it is not the input lines' text: smart quotes made plain, a dot added."""

    @property
    def text(self) -> str:
        """What is to be typed."""
        if self.typed is not None:
            return self.typed
        return "\n".join(line.text for line in self.input)

    @property
    def line(self) -> int:
        """Its line in the document."""
        return self.input[0].number

    @property
    def expected(self) -> list[str]:
        """The output lines' texts."""
        return [line.text for line in self.output]


@dataclass(frozen=True, slots=True)
class Merge:
    """Something an elided listing left out and got from the version before."""

    what: str
    """`stop/0`, `handle_call/3 (2 clauses)`, `-export`."""
    version: int
    """The version it was taken from."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A source that becomes a file at this point of the document."""

    index: int
    module: str
    """The module's name; "" for a piece that belongs to no known module (no file is made)."""
    file: str
    version: int
    """1 for the module's first listing in this document, 2 for the next."""
    lines: tuple[Line, ...]
    text: str
    """The whole source; what was elided is filled in."""
    elided: bool = False
    merged: tuple[Merge, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def line(self) -> int:
        """Its first line in the document."""
        return self.lines[0].number if self.lines else 1


class Action(Enum):
    """What a step outside of the console is."""

    COPY = "copy"
    MOVE = "move"
    START = "start"
    """`erl ...`: a console begins (its flags are in `words`)."""
    COMMAND = "command"
    """Some other command of the operating system: never run."""
    INTERRUPT = "interrupt"
    """^G, ^C and the dialogue that follows."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something done between prompts, outside of the console."""

    action: Action
    words: tuple[str, ...]
    """COPY, MOVE: source, target. Others: the words of the command."""
    lines: tuple[Line, ...]

    @property
    def line(self) -> int:
        """Its line in the document."""
        return self.lines[0].number


Item = Prompt | Listing | Step


@dataclass(frozen=True, slots=True)
class Marked:
    """What one line was taken for, and the index of the prompt or listing it belongs to."""

    kind: Kind
    line: Line
    owner: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read."""

    path: str
    text: str
    """Decoded; line ends as they are, without the byte order mark."""
    encoding: str
    bom: bytes
    format: str
    """"text", "markdown", "html", ... (`transcript.formats.FORMATS`)."""
    items: tuple[Item, ...]
    """Prompts, listings and steps in the document's order."""
    consoles: tuple[Console, ...] = ()
    marked: tuple[Marked, ...] = ()
    notes: tuple[Note, ...] = ()
    prompts: tuple[Prompt, ...] = field(init=False)
    listings: tuple[Listing, ...] = field(init=False)

    def __post_init__(self) -> None:
        prompts = tuple(item for item in self.items if isinstance(item, Prompt))
        listings = tuple(item for item in self.items if isinstance(item, Listing))
        object.__setattr__(self, "prompts", prompts)
        object.__setattr__(self, "listings", listings)

    def encode(self, text: str) -> bytes:
        """`text` as bytes of this document's encoding, with its byte order mark.

        `encode(self.text)` are the bytes that were read. Raises UnicodeEncodeError.
        """
        return self.bom + text.encode(self.encoding, "surrogateescape")

    def spliced(self, edits: Mapping[tuple[int, int], str]) -> str:
        """The text with each span (start, end) replaced; spans must not overlap."""
        parts: list[str] = []
        at = 0
        for start, end in sorted(edits):
            parts += (self.text[at:start], edits[start, end])
            at = end
        return "".join((*parts, self.text[at:]))
