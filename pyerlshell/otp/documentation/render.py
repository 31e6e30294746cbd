"""Blocks of documentation to text of a width: words wrapped, code as it is, lists with bullets.

The width left free at the right, where a line breaks and how many empty lines stand between blocks
are the reference's, so that pages are the same to the letter.

OTP: shell_docs
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from pyerlshell.otp.documentation.markdown import Block, Span
from pyerlshell.terms.patterns import pattern

_RIGHT: Final = 10
_BULLETS: Final = (" • ", " ￮ ", " ◼ ", " ◻ ")
_PLAIN_BULLET: Final = " * "
_PUNCTUATION: Final = pattern(r"\A\W\Z")
_CODES: Final = {"bold": "1", "underline": "4"}
_RESET: Final = "\x1b(B\x1b[m"


@dataclass(slots=True)
class Page:
    """How to render: columns of the screen, `ansi` (bold and underline), `unicode` bullets."""

    columns: int = 80
    ansi: bool = False
    unicode: bool = True
    marks: list[str] = field(default_factory=list)

    def blocks(self, blocks: list[Block], indent: int = 0, depth: int = 0, at: int = 0) -> str:
        """The text of blocks; each ends with an empty line. `at`: the column of the first."""
        out: list[str] = []
        for block in blocks:
            out.append(self._block(block, indent, depth, at))
            at = 0
        return "".join(out)

    def page(self, blocks: list[Block], indent: int) -> str:
        """The text of blocks, with one line end behind it."""
        return self.blocks(blocks, indent).rstrip("\n") + "\n"

    def _block(self, block: Block, indent: int, depth: int, at: int) -> str:
        if at > indent and block.kind != "h1":
            return ("\n\n" if block.kind == "pre" else "\n") + self._block(block, indent, depth, 0)
        if block.kind in ("h1", "h2"):
            kinds = ["underline", "bold"] if block.kind == "h1" else ["bold"]
            return self._ended(self._marked(kinds, lambda: self._spans(block.spans, 0, 0)))
        if block.kind.startswith("h"):
            text = self._marked(["underline"], lambda: self._spans(block.spans, 2, 2))
            return self._ended(" " * max(0, 2 - at) + text)
        if block.kind == "pre":
            return self._pre(block, indent + 2, at)
        if block.kind == "term":
            title = self._marked(["underline"], lambda: self._spans(block.spans, 0, indent))
            return self._ended(f"{title}:\n{self.blocks(block.blocks, indent + 2, depth)}")
        if block.kind == "quote":
            return self._ended(self.blocks(block.blocks, indent + 2, depth))
        if block.kind == "list":
            return "".join([self._item(item, indent, depth + 1) for item in block.blocks])
        pad = " " * max(0, indent - at)
        return self._ended(pad + self._spans(block.spans, max(at, indent), indent))

    def _item(self, item: Block, indent: int, depth: int) -> str:
        bullet = _PLAIN_BULLET
        if self.unicode and depth <= len(_BULLETS):
            bullet = _BULLETS[depth - 1]
        inside = indent + len(bullet)
        text = self.blocks(item.blocks, inside, depth, inside)
        return self._ended(" " * indent + bullet + text)

    def _pre(self, block: Block, indent: int, at: int) -> str:
        text = "".join([span.text for span in block.spans])
        kinds = ["bold"] if any(span.kind == "strong" for span in block.spans) else []
        lines = text.split("\n")
        body = self._marked(kinds, lambda: self._joined(lines, indent))
        return self._ended(" " * max(0, indent - at) + body)

    def _joined(self, lines: list[str], indent: int) -> str:
        return lines[0] + "".join([self._new(indent) + line for line in lines[1:]])

    def _ended(self, text: str) -> str:
        return text.rstrip("\n") + "\n\n"

    # Inside a line

    def _spans(self, spans: list[Span], at: int, indent: int) -> str:
        out: list[str] = []
        for span in spans:
            kinds = {"strong": ["bold"], "code": ["underline"]}.get(span.kind, [])
            before = list(self.marks)
            self.marks += kinds
            text, at = self._words(span.text, at, indent)
            out.append(self._with_marks(text, kinds, before))
        return "".join(out)

    def _words(self, text: str, at: int, indent: int) -> tuple[str, int]:
        """The words with spaces and line ends between, and the column after them."""
        lines: list[list[str]] = [[]]
        for word in text.split(" "):
            reached = at + len(word)
            if reached > self.columns - _RIGHT - indent and word and not _PUNCTUATION.match(word):
                lines.append([self._new(indent) + word])
                at = len(word) + indent + 1
            else:
                lines[-1].append(word)
                at = reached + 1
        return "".join([" ".join(line) for line in lines]), at

    def _new(self, indent: int) -> str:
        """A new line, whose indentation is not marked."""
        if self.ansi and self.marks:
            return f"{_RESET}\n{' ' * indent}{self._on()}"
        return "\n" + " " * indent

    def _marked(self, kinds: list[str], text: Callable[[], str]) -> str:
        before = list(self.marks)
        self.marks += kinds
        return self._with_marks(text(), kinds, before)

    def _with_marks(self, text: str, kinds: list[str], before: list[str]) -> str:
        """The text between its marks; those of before are in force again."""
        start = self._on()
        self.marks = before
        if not kinds or not self.ansi:
            return text
        return f"{start}{text}{_RESET}{self._on()}"

    def _on(self) -> str:
        codes = ";".join([_CODES[mark] for mark in dict.fromkeys(self.marks)])
        return f"\x1b[{codes}m" if codes else ""
