"""Where commands end in a text, and the commands of a text that are still to be run.

Of a short text the scanner knows. A long one was pasted: it is searched for a full stop outside of
strings and comments, which takes milliseconds a megabyte.

OTP: erl_scan (tokens), group (the line buffer)
"""

from __future__ import annotations

from typing import Final

from pyerlshell.terms.patterns import pattern

LONG: Final = 20_000
_STOP: Final = pattern(
    r'"{3,}[^"\n]*\n[\s\S]*?(?:\n[ \t]*"{3,}|\Z)'
    r'|"(?:\\[\s\S]|[^"\\])*"?|\'(?:\\[\s\S]|[^\'\\])*\'?'
    r"|\$(?:\\[\s\S]|[\s\S])|%[^\n]*|(\.)(?=[\s%]|\Z)"
)


_BYTES: Final = {0xDC80 + i: 0x80 + i for i in range(0x80)}


def characters(text: str) -> str:
    """What a terminal sent; bytes that are no UTF-8 as Latin-1."""
    return text if text.isascii() else text.translate(_BYTES)


def is_complete(text: str) -> bool:
    """The text holds a whole expression, or can never become one."""
    if len(text) > LONG:
        return _stop(text, 0) is not None
    from pyerlshell.syntax import erl_scan  # which the first prompt need not wait for

    found = erl_scan.tokens(None, text + "\n")
    return type(found) is erl_scan.Done and bool(found.tokens or found.error)


def first_command(text: str, at: int = 0) -> int:
    """Where the line ends that holds the first full stop behind `at`; the end if there is none."""
    if len(text) - at > LONG:
        stop = _stop(text, at)
        return _line_end(text, stop) if stop is not None else len(text)
    from pyerlshell.syntax import erl_scan

    found = erl_scan.tokens(None, text[at:] + "\n")
    if type(found) is not erl_scan.Done or type(found.rest) is not str:
        return len(text)
    return _line_end(text, max(at, len(text) - len(found.rest)))


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def _stop(text: str, at: int) -> int | None:
    for found in _STOP.finditer(text, at):
        if found[1]:
            return int(found.end())
    return None


class Pending:
    """Text that has been given and waits: the commands behind the first of a pasted text."""

    __slots__ = ("_at", "_text")

    def __init__(self) -> None:
        self._text = ""
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._text)

    def put(self, text: str) -> None:
        """Add text behind what waits already."""
        self._text = self._text[self._at :] + text
        self._at = 0

    def next_command(self) -> str | None:
        """The next command with the rest of its line; None if no whole one waits."""
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1
        if not self:
            return None
        end = first_command(self._text, self._at)
        command = self._text[self._at : end]
        if end == len(self._text) and not is_complete(command):
            return None
        self._at = end
        return command

    def next_line(self) -> str | None:
        """The next line, for a program that asks for one; None if there is no whole one."""
        if self._text.startswith("\n", self._at):
            self._at += 1  # the end of the line that was given last
        end = self._text.find("\n", self._at)
        if end < 0:
            return None
        line = self._text[self._at : end]
        self._at = end + 1
        return line

    def rest(self) -> str:
        """All that waits, which waits no more."""
        text = self._text[self._at :]
        self._text, self._at = "", 0
        return text.lstrip("\n")


def shortened(text: str, most: int = 2000) -> str:
    """How a command is shown that nobody can have typed."""
    if len(text) <= LONG:
        return text
    head = text[:most].rpartition("\n")[0] or text[:most]
    return f"{head}\n... ({len(text) - len(head)} more characters)"
