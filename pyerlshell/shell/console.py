"""Standard input and output as a console: what `pyerlshell < session` and `-noshell` talk to.

Lines are read only when a process asks for one, so that `io:get_line/1` gets the line after the
command. A regular file is read at once (no selector can watch one); anything else through the
node's poller, so that other processes run while one waits for input.

OTP: prim_tty, the dumb terminal of group
"""

from __future__ import annotations

import os
import re
import select
import stat
from typing import Any, BinaryIO, Final

from pyerlshell.erts.node import Node
from pyerlshell.terms.atoms import a
from pyerlshell.terms.patterns import pattern
from pyerlshell.terms.types import Pid, Term

_CHUNK: Final = 1 << 16
_ERASE: Final = pattern("[^\b\x7f][\b\x7f]")
_CONTROL: Final = pattern("\x1bl|[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]")
_NEWLINE: Final = pattern("\r\n|\r|\n")
_ABOVE_LATIN1: Final = pattern("[^\x00-\xff]")


def wants_unicode(env: dict[str, str]) -> bool:
    """The locale says UTF-8."""
    locale = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG") or ""
    return "utf8" in locale.lower().replace("-", "")


def write_all(stream: BinaryIO, data: bytes) -> None:
    """Print all of it: a stream without a buffer (`python -u`) takes a part if a signal comes."""
    left = memoryview(data)
    while left:
        taken = stream.write(left)
        if taken is None:
            select.select((), (stream,), ())
        else:
            left = left[taken:]


class StreamConsole:
    """`raw`: lines are passed on as they are; else with simple line editing, as to a shell.

    `at_once`: what is typed is passed on before there is a line. `left`: a terminal's console takes
    this one's place.
    """

    def __init__(
        self, node: Node, stdin: BinaryIO | None, stdout: BinaryIO | None, raw: bool = False
    ) -> None:
        self.node = node
        self.stdin = stdin
        self.stdout = stdout
        self.raw = raw
        self.unicode = wants_unicode(node.outside.env)
        self._data = b""
        self._text = ""
        self._at_eof = stdin is None
        self._waiting: list[Pid] = []
        self._watched = False
        self.at_once = False
        self.left = False

    # Output

    def write(self, text: str) -> None:
        """Print; flushed at prompts and when the node has nothing to do."""
        if self.stdout is None:
            return
        if self.unicode:
            data = text.encode("utf-8", "replace")
        else:
            data = _ABOVE_LATIN1.sub(_escaped, text).encode("latin-1")
        try:
            write_all(self.stdout, data)
        except OSError:
            self._gone()

    def flush(self) -> None:
        """Hand over what was printed."""
        if self.stdout is not None:
            try:
                self.stdout.flush()
            except OSError:
                self._gone()

    def _gone(self) -> None:
        """Nobody reads any more, or there is no room: nothing that we print can help."""
        self.stdout = None
        self.node.halt(1)

    # Input

    def want_line(self, reader: Pid, prompt: str, text: str, shell: bool) -> None:
        """Ask for a line."""
        del shell
        self.write(prompt)
        self.flush()
        self._text = text + self._text
        self._waiting.append(reader)
        self._serve()

    def withdraw(self) -> None:
        """Nobody waits for a line any more: who still wants one asks again."""
        self._waiting.clear()

    def remember(self, line: str) -> None:
        """There is no history."""

    def _serve(self) -> None:
        while self._waiting:
            line = self._take()
            if line is None:
                self._read_more()
                if self._watched:
                    return
                continue
            reader = self._waiting.pop(0)
            self.node.send(reader, (a.console_line, line))
        self._watch(False)

    def _take(self) -> Term:
        """A line, `eof`, or None when there is none yet."""
        if self.at_once and self._text:
            text, self._text = self._text, ""
            return text.encode("utf-8", "surrogatepass")
        found = _NEWLINE.search(self._text)
        if found is None or (
            found[0] == "\r" and found.end() == len(self._text) and not self._at_eof
        ):
            if not self._at_eof:
                return None
            if not self._text:
                return a.eof
            line, self._text = self._text, ""
        else:
            ending = found[0] if self.raw else "\n"
            line, self._text = self._text[: found.start()] + ending, self._text[found.end() :]
        return (line if self.raw else edited(line)).encode("utf-8", "surrogatepass")

    def _read_more(self) -> None:
        assert self.stdin is not None
        regular = stat.S_ISREG(os.fstat(self.stdin.fileno()).st_mode)
        if regular or not self._watch(True):
            self._fill()

    def _fill(self) -> None:
        assert self.stdin is not None
        try:
            chunk = os.read(self.stdin.fileno(), _CHUNK)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        if not chunk:
            self._at_eof = True
        self._data += chunk
        self._text += self._decoded()

    def _decoded(self) -> str:
        """What is decodable of the bytes so far. Bytes that are no UTF-8: Latin-1 from here on."""
        data, self._data = self._data, b""
        if not self.unicode:
            return data.decode("latin-1")
        try:
            return data.decode()
        except UnicodeDecodeError as e:
            if e.reason == "unexpected end of data" and not self._at_eof:
                self._data = data[e.start :]
                return data[: e.start].decode()
            self.unicode = False
            return data.decode("latin-1")

    def _watch(self, on: bool) -> bool:
        """Be told when there is input; False if it is of a kind that is never waited for."""
        if on != self._watched and self.stdin is not None:
            if on:
                try:
                    self.node.poller.add_reader(self.stdin.fileno(), self._ready)
                except OSError:  # a folder, /dev/null
                    return False
            else:
                self.node.poller.remove_reader(self.stdin.fileno())
            self._watched = on
        return True

    def _ready(self) -> None:
        self._fill()
        self._serve()

    # Properties

    def size(self) -> tuple[int, int] | None:
        """No terminal, no size."""
        return None

    def options(self) -> dict[str, bool]:
        """Which streams are terminals: all may be, where there is no line editor for them."""
        streams = (
            ("stdin", self.stdin),
            ("stdout", self.stdout),
            ("stderr", self.node.outside.stderr),
        )
        return {name: stream is not None and _is_terminal(stream) for name, stream in streams}


def _is_terminal(stream: Any) -> bool:
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):
        return False


def _escaped(char: re.Match[str]) -> str:
    return f"\\x{{{ord(char[0]):X}}}"


def edited(line: str) -> str:
    """A line as a simple line editor leaves it: erased and control characters are gone."""
    if _CONTROL.search(line) is None and "\b" not in line:
        return line
    while True:
        shorter = _ERASE.sub("", line)
        if shorter == line:
            return _CONTROL.sub("", line)
        line = shorter
