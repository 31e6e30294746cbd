"""Types at a program on a pseudo-terminal and tells what is on its screen.

A dialogue is a file of lines `KEYS => PROMPT`: the keys (escapes as in Python) and what the line of
the cursor ends with when the program has answered; nothing after `=>` waits until it is quiet.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from pathlib import Path

import pyte

COLUMNS, ROWS = 80, 100
_QUIET = 0.05
_LONG = 0.4
_PATIENCE = 20.0


def steps_of(path: Path) -> list[tuple[str, str]]:
    """The steps of a dialogue."""
    steps = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            keys, _, prompt = line.partition(" =>")
            steps.append((keys.encode().decode("unicode_escape"), prompt[1:]))
    return steps


class Terminal:
    """A program and its screen."""

    def __init__(self, command: list[str], folder: str) -> None:
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self.screen)
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            os.chdir(folder)
            os.environ.update(TERM="xterm", HOME=folder)
            os.execvp(command[0], command)
        size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, size)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._fd, keys.encode())

    def wait(self, prompt: str) -> None:
        """Until the cursor stands behind this, or the program has ended."""
        end = time.monotonic() + _PATIENCE
        quiet = _QUIET if prompt else _LONG
        while time.monotonic() < end:
            if select.select([self._fd], [], [], quiet)[0]:
                if not self._read():
                    return
            elif self._line().endswith(prompt):
                return
        raise AssertionError(f"no {prompt!r}, but {self._line()!r}:\n" + "\n".join(self.lines()))

    def _read(self) -> bool:
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return False
        self._stream.feed(data)
        if b"\x1b[6n" in data:
            cursor = self.screen.cursor
            os.write(self._fd, b"\x1b[%d;%dR" % (cursor.y + 1, cursor.x + 1))
        return bool(data)

    def _line(self) -> str:
        cursor = self.screen.cursor
        return str(self.screen.display[cursor.y][: cursor.x])

    def lines(self) -> list[str]:
        """The screen without the empty lines at its end."""
        found = [line.rstrip() for line in self.screen.display]
        while found and not found[-1]:
            found.pop()
        return found

    def close(self) -> None:
        """End the program."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._fd)


def screen_after(command: list[str], steps: list[tuple[str, str]], folder: str) -> list[str]:
    """What is on the screen below the banner after a dialogue."""
    terminal = Terminal(command, folder)
    try:
        terminal.wait("1> ")
        for keys, prompt in steps:
            terminal.type(keys)
            terminal.wait(prompt)
        lines = terminal.lines()
    finally:
        terminal.close()
    start = next(at for at, line in enumerate(lines) if line.startswith("Eshell"))
    return lines[start:]
