"""One source file being read, form by form, and the finding of files.

OTP: epp, file:path_open/3
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from pyerlshell.syntax.epp.encoding import read_encoding
from pyerlshell.syntax.erl_parse.tokens import Token
from pyerlshell.syntax.erl_scan.errors import Incomplete, ScanError
from pyerlshell.syntax.erl_scan.scanner import ErrorInfo, Location, Scanner, new_scanner
from pyerlshell.syntax.erl_scan.tables import SYMBOLS
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

INVALID_UNICODE = atom("invalid_unicode")


@dataclass(slots=True)
class Source:
    """`name` is the file's, `name2` what -file says; `delta` is how far -file moved the lines.

    `path` is where its includes are looked for; `conditions` are the open -if directives,
    innermost first.
    """

    name: str
    name2: str
    path: list[str]
    scanner: Scanner
    pos: int = 0
    delta: int = 0
    conditions: list[Atom] = field(default_factory=list)
    broken: bool = False

    def location(self) -> Location:
        """Where the next form begins to be read."""
        return self.scanner.location(self.pos)

    def move_to(self, line: int) -> None:
        """The text that follows is on this line, says -file."""
        self.scanner.line = line
        self.scanner.base = self.pos - 1

    def next_form(self) -> list[Token] | ErrorInfo | None:
        """The tokens of the next form, an error, or None at the end."""
        scanner = self.scanner
        scanner.tokens = []
        before = scanner.line, scanner.base
        try:
            pos, dotted = scanner.run(self.pos, True)
        except ScanError as e:
            self.pos = e.end
            return (e.start, a.erl_scan, e.descriptor)
        except Incomplete:
            pos, dotted = self.pos, False
        if self.broken and not dotted:
            return self._invalid(before, self.pos)
        self.pos = pos
        return scanner.tokens or None

    def _invalid(self, before: tuple[int, int], start: int) -> ErrorInfo:
        """The text ends where its encoding is wrong: the error is where the last token begins
        that more text might have changed.
        """
        scanner = self.scanner
        text = scanner.text
        at = _undecided(text, start, scanner.reserved)
        line = before[0] + text.count("\n", start, at)
        base = before[1] if line == before[0] else text.rfind("\n", start, at)
        error = (scanner.at(line, at - base), a.file_io_server, INVALID_UNICODE)
        scanner.line, scanner.base = before
        return error


_BLANK: Final = re.compile(r"(?:(?:%[^\n]*)?\n|[^\S\n]+(?=[^\n]*\n))*")
_SPACE: Final = re.compile(r"[^\S\n]*")


def _undecided(text: str, start: int, reserved: dict[str, Atom]) -> int:
    """Where the last piece of the text begins, if more text could make it another token."""
    rest = text[start:]
    scanner = new_scanner(rest, (1, 1), eof=False)
    scanner.reserved, scanner.spans = reserved, []
    with suppress(ScanError, Incomplete):
        scanner.run(0, True)
    first, last = scanner.spans[-1] if scanner.spans else (0, 0)
    if last == len(rest) and scanner.spans:
        return start + (first if _may_go_on(rest[first:]) else last)
    blank = _BLANK.match(rest, last)
    begin = blank.end() if blank else last
    space = _SPACE.match(rest, begin)
    inside = space.end() if space else begin
    if inside == len(rest):
        return start + begin
    open_quote = rest[inside] in "\"'~" and rest[inside:] != '"'
    return len(text) if open_quote else start + inside


def _may_go_on(token: str) -> bool:
    if token[-1].isalnum() or token[-1] in "_@.":
        return not token.startswith("$")
    return any(symbol != token and symbol.startswith(token) for symbol in SYMBOLS)


def open_source(
    name: str, name2: str, path: list[str], data: bytes, start: Term, default_encoding: str
) -> tuple[Source, str | None]:
    """A source at its first line, and the encoding that it names."""
    encoding = read_encoding(data)
    text, broken = _decode(data, encoding or default_encoding)
    scanner = new_scanner(text, start, eof=not broken)
    return Source(name, name2, path, scanner, broken=broken), encoding


def _decode(data: bytes, encoding: str) -> tuple[str, bool]:
    """The text up to the first character that is wrong, and whether there is one."""
    try:
        return data.decode(encoding), False
    except UnicodeDecodeError as e:
        return data[: e.start].decode(encoding), True


def path_open(
    read_file: Callable[[str], bytes], path: Sequence[str], name: str
) -> tuple[str, bytes] | OSError:
    """The first file of that name in one of the folders, or why there is none."""
    if posixpath.isabs(name):
        path = ["."]
    for folder in path:
        full = join(folder, name)
        try:
            return full, read_file(full)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as e:
            return e
    return FileNotFoundError(name)


def join(folder: str, name: str) -> str:
    """filename:join/2, but a file in `.` keeps its plain name."""
    if folder == ".":
        return name
    return posixpath.join(folder, name).replace("//", "/")


def dirname(name: str) -> str:
    """filename:dirname/1"""
    return posixpath.dirname(name) or "."
