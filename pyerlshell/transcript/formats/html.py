"""HTML pages to blocks: what stands in `<pre>` is code, `<br>` and the like end lines.

    <pre>1&gt; <b>self</b>().<br/>&lt;0.85.0&gt;</pre>      1> self().
                                                            <0.85.0>

The page need not be well formed: tags are only looked at for where lines end and what is code.
A number alone in a table's cell is the margin of the cell beside it.
"""

from __future__ import annotations

import html
import re
from array import array
from typing import Final

from pyerlshell.transcript.formats.blocks import Area, Block, Row
from pyerlshell.transcript.formats.tags import TOKEN

BREAKS: Final = frozenset(
    "address article aside blockquote body br center dd div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 head header hr html li main nav ol option p pre section "
    "summary table tbody td textarea tfoot th thead title tr ul".split()
)
LINE_TAGS: Final = frozenset("tr li p div td th dd dt".split())
"""Tags that pages put around each line."""
PARAGRAPHS: Final = frozenset("p h1 h2 h3 h4 h5 h6 blockquote hr".split())
"""What stands apart from what is before it, as if by an empty line."""
HIDDEN: Final = ("script", "style")
LANGUAGE: Final = re.compile(
    r"(?:language-|lang-|brush:\s*|highlight-|source-|sourceCode\s+|data-lang=[\"'])(\w+)", re.I
)
NEWLINE: Final = re.compile(r"\r\n?|\n")


def html_blocks(text: str) -> list[Block]:
    """The blocks of a page, in order."""
    reader = _Page(text)
    reader.read()
    return reader.blocks


class _Page:
    def __init__(self, text: str) -> None:
        self.source = text
        self.blocks: list[Block] = []
        self.title = ""
        self.pre = 0
        self.language = ""
        self.number = 1
        self.begin = 0
        self.cell_begin = -1
        self.wrapped = False
        """Tags that open a line have been met since the last one ended: they are its margin."""
        self.parts: list[str] = []
        self.offsets = array("q")
        self.content_end = 0

    def read(self) -> None:
        text, at = self.source, 0
        while found := TOKEN.search(text, at):
            self.characters(at, found.start())
            at = found.end()
            if found["entity"] is not None:
                self.entity(found)
            elif found["tag"] is not None:
                at = self.tag(found) or at
            else:
                self.number += _newlines(found[0])
        self.characters(at, len(text))
        if self.begin < len(text) or self.parts:
            self.end_row(len(text), len(text))

    def characters(self, start: int, end: int) -> None:
        """Text without tags or entities: its line ends are line ends."""
        at = start
        for newline in NEWLINE.finditer(self.source, start, end):
            self.run(at, newline.start())
            self.end_row(newline.start(), newline.end())
            self.number += 1
            at = newline.end()
        self.run(at, end)

    def run(self, start: int, end: int) -> None:
        if start < end:
            self.parts.append(self.source[start:end])
            self.offsets.extend(range(start, end))
            self.content_end = end

    def entity(self, found: re.Match[str]) -> None:
        character = html.unescape(found[0])
        self.parts.append(character)
        self.offsets.extend([found.start()] * len(character))
        self.content_end = found.end()

    def tag(self, found: re.Match[str]) -> int | None:
        """Act on a tag; where to go on if what follows is hidden."""
        name = found["tag"].lower()
        closing = bool(found["close"])
        if name in HIDDEN and not closing:
            closed = re.compile(f"</{name}", re.I).search(self.source, found.end())
            end = closed.start() if closed else len(self.source)
            self.number += _newlines(self.source[found.start() : end])
            return end
        if name in BREAKS and not (name in ("td", "th") and self.is_margin(closing)):
            self.break_at(name, closing, found.start(), found.end())
        if name in PARAGRAPHS and not self.pre:
            self.blank(found.end())
        if name in ("td", "th") and not closing and not self.parts:
            self.cell_begin = self.begin
        if name in ("pre", "code", "div", "figure") and not closing:
            language = LANGUAGE.search(found["rest"])
            self.language = language[1].lower() if language else self.language
        if name == "pre":
            self.pre = max(0, self.pre + (-1 if closing else 1))
            self.language = self.language if self.pre else ""
            self.begin_block()
        self.number += _newlines(found[0])
        return None

    def break_at(self, name: str, closing: bool, start: int, end: int) -> None:
        """A tag that ends the line, if there is any: `<li>` is margin, `<br>` a line end."""
        if "".join(self.parts).strip() or (self.pre and self.parts):
            if closing and name == "pre":
                self.end_row(start, start)
            elif closing or name in ("br", "hr"):
                self.end_row(start, end)
            else:
                self.end_row(start, start)
            self.wrapped = False
        elif name == "br":
            if self.pre:
                self.end_row(start, end)
            else:
                self.blank(end)
        elif closing and name in LINE_TAGS:
            self.lengthen(start, end)
        self.parts = []
        self.offsets = array("q")
        if self.wrapped and closing and name in ("td", "th"):
            return  # an empty cell in front of the line
        if closing or name in ("br", "hr", "pre"):
            self.begin, self.wrapped = end, False
        elif not self.wrapped:
            self.begin, self.wrapped = start, True

    def lengthen(self, start: int, end: int) -> None:
        """What closes a line belongs to its end: `</td></tr>` and the line end of the file."""
        rows = self.blocks[-1].rows if self.blocks else []
        if rows and rows[-1].stop == start and rows[-1].tail < start:
            rows[-1].stop = end

    def is_margin(self, closing: bool) -> bool:
        """A cell with nothing but a number: no line of its own. Ends it with a blank."""
        if self.cell_begin != self.begin or not "".join(self.parts).strip().isdigit():
            return False
        if not closing:
            self.parts.append(" ")
            self.offsets.append(self.content_end)
        return True

    def begin_block(self) -> None:
        if self.blocks and not self.blocks[-1].rows:
            self.blocks.pop()
        area = Area.CODE if self.pre else Area.TEXT
        self.blocks.append(Block(area, [], self.language, self.title))

    def blank(self, at: int) -> None:
        """An empty row between paragraphs, which takes no characters."""
        rows = self.blocks[-1].rows if self.blocks else []
        if rows and rows[-1].text:
            rows.append(Row(self.source, "", at, self.number, at, at, at, None, "html"))

    def end_row(self, tail: int, stop: int) -> None:
        """What was gathered is a row; nothing between two breaks is none, except in `<pre>`."""
        text = "".join(self.parts)
        offsets = self.offsets
        offsets.append(self.content_end if self.parts else tail)
        if not self.blocks:
            self.begin_block()
        block = self.blocks[-1]
        if text.strip() or self.pre:
            block.language = block.language or self.language
            block.rows.append(
                Row(
                    self.source,
                    text,
                    offsets[0],
                    self.number,
                    self.begin,
                    tail,
                    stop,
                    offsets,
                    "html",
                )
            )
            if not self.pre and text.strip():
                self.title = text.strip()
            self.wrapped = False
        else:
            self.lengthen(tail, stop)
        self.parts = []
        self.offsets = array("q")
        if not self.wrapped:
            self.begin = stop


def _newlines(text: str) -> int:
    return len(NEWLINE.findall(text))
