"""One source file being read, form by form, and the finding of files.

OTP: epp, file:path_open/3
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pyerlshell.syntax.epp.encoding import read_encoding
from pyerlshell.syntax.erl_parse.tokens import Token
from pyerlshell.syntax.erl_scan.errors import Incomplete, ScanError
from pyerlshell.syntax.erl_scan.scanner import ErrorInfo, Location, Scanner, new_scanner
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
            return self._invalid(before)
        self.pos = pos
        return scanner.tokens or None

    def _invalid(self, before: tuple[int, int]) -> ErrorInfo:
        """The text ends where its encoding is wrong."""
        scanner = self.scanner
        end = len(scanner.text) - scanner.text.endswith('"')  # a lone quote is read again
        error = (scanner.location(end), a.file_io_server, INVALID_UNICODE)
        scanner.line, scanner.base = before
        return error


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
