"""Reads a document that shows console sessions: bytes in, a `Document` out.

    $ cp v1.1/tt13.erl tt13.erl          a step that replaces a file before the next prompt
    6> c(tt13).                          a prompt; the input goes on until its full stop
    {ok,tt13}                            what it printed

Lines before the first prompt that are no steps (a banner, a title) are not compared. A comment
line `%% file: NAME = PATH` is the same step in another dress.
"""

from __future__ import annotations

import re
from typing import Final

from pyerlshell.syntax import erl_scan
from pyerlshell.transcript.document import Action, Console, Document, Item, Line, Prompt, Step

PROMPT: Final = re.compile(r"((?:\([^()\s]+\))?(\d+) ?>(?: |(?=\S)|$))(.*)\Z", re.S)
CONTINUATION: Final = re.compile(r"(\s*\.\.+(?:\s|\Z))(.*)\Z", re.S)
COPY: Final = re.compile(r"\s*[$#]\s+cp\s+(\S+)\s+(\S+)\s*\Z")
FILE_IS: Final = re.compile(r"\s*%+\s*file:\s*(\S+)\s*=\s*(\S+)\s*\Z")


class NotATranscriptError(Exception):
    """The document has no prompt that anything was typed at."""


def is_complete(text: str) -> bool:
    """Whether the input ends an expression: it has a full stop, or is wrong already."""
    return isinstance(erl_scan.tokens(None, text + "\n"), erl_scan.Done)


def read_document(data: bytes, path: str = "", format: str | None = None) -> Document:
    """The document. `format`: one of `formats.FORMATS`, None to tell by name and content.

    Raises NotATranscriptError when there is no prompt that anything was typed at.
    """
    text = data.decode("utf-8", "surrogateescape")
    bom = b""
    if text.startswith("\ufeff"):
        bom, text = "\ufeff".encode(), text[1:]
    items = _Reader().read(_lines(text))
    document = Document(path, text, "utf-8", bom, format or "text", items, (Console(0),))
    if not document.prompts:
        raise NotATranscriptError
    return document


def _lines(text: str) -> list[Line]:
    found: list[Line] = []
    at = 0
    for number, whole in enumerate(text.splitlines(keepends=True), 1):
        line = whole.rstrip("\r\n")
        found.append(Line(line, at, at + len(line), number, newline=whole[len(line) :]))
        at += len(whole)
    return found


class _Reader:
    def __init__(self) -> None:
        self.items: list[Item] = []
        self.prompts = 0
        self.number = 0
        self.input: list[Line] = []
        self.output: list[Line] = []

    def read(self, lines: list[Line]) -> tuple[Item, ...]:
        for line in lines:
            step = _copy(line)
            if step is not None:
                self.end()
                self.items.append(step)
            elif (prompt := PROMPT.match(line.text)) is not None:
                self.prompt(line, prompt)
            elif self.input:
                self.line(line)
        self.end()
        return tuple(self.items)

    def end(self) -> None:
        output = self.output
        while output and not output[-1].text.strip():
            output.pop()
        if any(line.text.strip() for line in self.input):
            prompt = Prompt(self.prompts, self.number, "", 0, tuple(self.input), tuple(output))
            self.items.append(prompt)
            self.prompts += 1
        self.input, self.output = [], []

    def prompt(self, line: Line, found: re.Match[str]) -> None:
        number = int(found[2])
        again = self.input and not self.output and self.number == number
        if not again or self.complete():
            self.end()
        self.number = number
        self.input.append(_marked(line, found[1], found[3]))

    def line(self, line: Line) -> None:
        if self.output or self.complete():
            self.output.append(line)
        elif continued := CONTINUATION.match(line.text):
            self.input.append(_marked(line, continued[1], continued[2]))
        else:
            self.input.append(line)

    def complete(self) -> bool:
        return is_complete("\n".join(line.text for line in self.input))


def _marked(line: Line, mark: str, text: str) -> Line:
    start = line.start + len(mark)
    return Line(text, start, line.end, line.number, line.margin, mark, newline=line.newline)


def _copy(line: Line) -> Step | None:
    if found := COPY.match(line.text):
        return Step(Action.COPY, (found[1], found[2]), (line,))
    if found := FILE_IS.match(line.text):
        return Step(Action.COPY, (found[2], found[1]), (line,))
    return None
