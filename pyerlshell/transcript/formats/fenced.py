"""Text formats: fences, directives and indentation set code apart; the rest may be anything.

```erlang            a fence (`fences.FENCES`)
1> self().           CODE
```
Then we type:        TEXT

    2> ok.           CODE: indented, behind an empty line
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pyerlshell.transcript.formats.blocks import Area, Block, Row
from pyerlshell.transcript.formats.fences import (
    CELL_LANGUAGES,
    DIRECTIVE,
    LITERAL_NEXT,
    LIVEBOOK_OUTPUT,
    MARKUP_LINE,
    OUTPUT_LANGUAGES,
    Opened,
    opens,
)
from pyerlshell.transcript.formats.tags import decoded

INDENT: Final = {"markdown": 4, "livebook": 4, "asciidoc": 1, "rst": 1, "edoc": 4, "text": 2}
"""How far code is indented; a tab is always enough."""


def fenced_blocks(rows: Sequence[Row], style: str) -> list[Block]:
    """The blocks of these rows, in order; every row is in one of them."""
    return _Fenced(rows, style).read()


class _Fenced:
    def __init__(self, rows: Sequence[Row], style: str) -> None:
        self.rows = rows
        self.style = style
        self.blocks: list[Block] = []
        self.title = ""
        self.unclosed: set[str] = set()
        self.output_next = False
        self.literal_next = False
        self.language_next = ""
        self.base = 0
        """The column where the words of the list item that we are in begin."""

    def read(self) -> list[Block]:
        at = 0
        while at < len(self.rows):
            at = self.fence(at) or self.directive(at) or self.indented(at) or self.text(at)
        return self.blocks

    def add(self, area: Area, rows: list[Row], language: str = "", cell: bool = False) -> None:
        if not rows:
            return
        last = self.blocks[-1] if self.blocks else None
        if area is not Area.CODE and last is not None and last.area is area:
            last.rows += rows
            return
        self.blocks.append(Block(area, rows, language, self.title, cell))

    def fence(self, at: int) -> int:
        opened = opens(self.rows[at].text, self.style)
        if opened is None:
            return 0
        if opened.end is not None:
            return self.one_line(at, opened, opened.end)
        end = self.closing(at, opened)
        if end is None:
            return 0
        content = list(self.rows[at + 1 : end])
        if opened.first is None:
            self.add(Area.MARKUP, [self.rows[at]])
        else:
            content.insert(0, self.rows[at].cut(opened.first))
        rows, last = self.content(content, opened), None
        if end < len(self.rows):
            last = self.rows[end]
            found = opened.closing.match(last.text)
            if found is not None and found.re.groups and found["last"]:
                rows.append(self.tail(last, found, opened))
                last = None
        language = opened.language or self.language_next
        area = Area.CODE
        if self.output_next or language in OUTPUT_LANGUAGES:
            area = Area.OUTPUT
        cell = self.style == "livebook" and language in CELL_LANGUAGES
        self.add(area, rows, language, cell)
        if last is not None:
            self.add(Area.MARKUP, [last])
        self.output_next = False
        self.language_next = ""
        return end + 1

    def one_line(self, at: int, opened: Opened, end: int) -> int:
        """Opened and closed on the same line."""
        row = self.rows[at]
        head, _ = row.split(end, len(row.text))
        head.stop = row.stop
        head = head.cut(opened.first or 0)
        self.add(Area.CODE, self.content([head], opened), opened.language)
        return at + 1

    def closing(self, at: int, opened: Opened) -> int | None:
        """The row that closes the fence; the end of all if a plain fence was cut in the middle."""
        if opened.closing.pattern not in self.unclosed:
            for end in range(at + 1, len(self.rows)):
                if opened.closing.match(self.rows[end].text):
                    return end
            self.unclosed.add(opened.closing.pattern)  # looking again would be quadratic
        return len(self.rows) if opened.plain else None

    def content(self, rows: list[Row], opened: Opened) -> list[Row]:
        cut = [row.cut(_shared(row.text, opened.lead)) for row in rows]
        return [decoded(row) for row in cut] if opened.markup else cut

    def tail(self, row: Row, found: re.Match[str], opened: Opened) -> Row:
        """The content before a closing that stands on its line."""
        head, _ = row.split(found.end("last"), len(row.text))
        head.stop = row.stop
        return self.content([head], opened)[0]

    def directive(self, at: int) -> int:
        """`.. code-block:: erlang`, a paragraph that ends in `::`, a single line of markup."""
        text = self.rows[at].text
        if LIVEBOOK_OUTPUT.match(text):
            self.output_next = True
        elif self.style == "rst" and (found := DIRECTIVE.match(text)):
            self.language_next = found["language"].lower()
            self.literal_next = True
        elif self.style == "asciidoc" and (source := _SOURCE.match(text)):
            self.language_next = source[1].lower()
        elif not MARKUP_LINE.match(text):
            return 0
        self.add(Area.MARKUP, [self.rows[at]])
        return at + 1

    def indented(self, at: int) -> int:
        """Rows behind an empty one that are indented, and empty ones between them."""
        wanted = self.base + (1 if self.literal_next else INDENT.get(self.style, 4))
        if not _is_indented(self.rows[at].text, wanted) or not self.after_blank(at):
            return 0
        end = last = at
        while end < len(self.rows):
            text = self.rows[end].text
            if opens(text, self.style):
                break
            if _is_indented(text, wanted):
                last = end
            elif text.strip():
                break
            end += 1
        if self.style == "text" and not _PROMPT.search(
            "\n".join(row.text for row in self.rows[at : last + 1])
        ):
            return 0
        rows = [row.cut(_indent(row.text, wanted)) for row in self.rows[at : last + 1]]
        self.add(Area.CODE, rows, self.language_next)
        self.literal_next = False
        self.language_next = ""
        return last + 1

    def after_blank(self, at: int) -> bool:
        before = self.rows[at - 1].text if at else ""
        return not before.strip() or bool(self.blocks and self.blocks[-1].area is Area.MARKUP)

    def text(self, at: int) -> int:
        row = self.rows[at]
        if row.text.strip():
            self.list_item(row.text)
            row = _bare_code(row)
            self.title = row.text.strip()
            self.literal_next = self.style == "rst" and bool(LITERAL_NEXT.match(row.text))
            self.output_next = False
        self.add(Area.TEXT, [row])
        return at + 1

    def list_item(self, text: str) -> None:
        """Inside of a list item, code is indented further than the item's words."""
        if found := _ITEM.match(text):
            self.base = found.end()
        elif not text.startswith(" " * self.base):
            self.base = 0


_SOURCE: Final = re.compile(r"[ \t]*\[source,\s*(\w+)[^\]]*\][ \t]*\Z")
_PROMPT: Final = re.compile(r"^\s*(?:\([^()\s]+\))?\d+ ?>", re.M)


_ITEM: Final = re.compile(r"[ \t]*(?:[-*+:]|\d+[.)])[ ]{1,4}(?=\S)")


def _bare_code(row: Row) -> Row:
    """A line that is all inline code, or that ends in `<br>`, without these."""
    found = _INLINE.match(row.text) if row.text.rstrip().endswith(("`", ">", "\\")) else None
    if found is None:
        return row
    name = "code" if found["code"] is not None else "line"
    start, end = found.span(name)
    if start < 0 or end == len(row.text):
        return row
    head, _ = row.split(end, len(row.text))
    head.stop = row.stop
    return head.cut(start)


_INLINE: Final = re.compile(
    r"\s*(?:`(?P<code>[^`]+)`|(?P<line>.*?))[ \t]*(?:<br\s*/?>|(?<=\S)\\)?\Z", re.I
)


def _shared(text: str, lead: str) -> int:
    """How many characters of the fence's own lead the line has, blanks being worth each other."""
    count = 0
    for mine, wanted in zip(text, lead, strict=False):
        if mine != wanted:
            break
        count += 1
    return count


def _is_indented(text: str, wanted: int) -> bool:
    return text.startswith((" " * wanted, "\t")) and bool(text.strip())


def _indent(text: str, wanted: int) -> int:
    if text.startswith("\t"):
        return 1
    return min(wanted, len(text) - len(text.lstrip(" ")))
