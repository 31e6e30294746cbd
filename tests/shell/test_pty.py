"""The console on a real pseudo-terminal: keys in, the bytes for a screen out."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")

PATIENCE = 60.0
_ESCAPE = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]")


class Terminal:
    """A pyerlshell and the terminal it runs in."""

    def __init__(self, folder: Path, columns: int = 80, rows: int = 24, **env: str) -> None:
        self.seen = b""
        self.row = rows
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            changes = {"TERM": "xterm-256color", "NO_COLOR": "1", "HOME": str(folder)}
            changes |= {f"XDG_{n}_HOME": str(folder) for n in ("STATE", "CONFIG", "CACHE")}
            os.environ.update({**changes, **env})
            os.execv(sys.executable, [sys.executable, "-m", "pyerlshell"])
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds: float) -> bool:
        """Read what there is; False when the other side is gone."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        if b"\x1b[6n" in data:  # where is the cursor?
            os.write(self.fd, b"\x1b[5;1R")
        self.seen += data
        return bool(data)

    def wait_for(self, text: str) -> str:
        """What is printed up to this text, without escape sequences; it is forgotten then."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            plain = _ESCAPE.sub(b"", self.seen).decode("utf-8", "replace").replace("\r", "")
            if text in plain:
                self.seen = b""
                return plain
            if not self.read(0.2):
                break
        raise AssertionError(f"{text!r} not in {self.seen!r}")

    def type(self, keys: str) -> None:
        os.write(self.fd, keys.encode())

    def ended(self) -> int:
        """Wait for the end; the status."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.read(0.1)
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.pid = 0
                return status
        raise AssertionError("still running")

    def close(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    opened = Terminal(tmp_path)
    yield opened
    opened.close()


def ready(terminal: Terminal) -> None:
    terminal.wait_for("processes")  # the status bar: keys are read now


def test_a_session(terminal: Terminal) -> None:
    ready(terminal)
    terminal.type("X = 6 * 7.\r")
    terminal.wait_for("42")
    terminal.type("list_to_at\t")
    terminal.wait_for("list_to_atom(")
    terminal.type('"a b").\r')
    terminal.wait_for("'a b'")
    terminal.type("halt(5).\r")
    assert os.waitstatus_to_exitcode(terminal.ended()) == 5


def test_output_comes_above_the_line_that_is_being_typed(terminal: Terminal) -> None:
    ready(terminal)
    below = 'fun() -> receive after 1500 -> io:format("from~cbelow~n", [$_]) end end'
    terminal.type(f"spawn({below}), 0.\r")
    terminal.wait_for("2>")
    terminal.type("1000 + ")
    terminal.wait_for("from_below\n2> 1000 +")
    terminal.type("234.\r")
    terminal.wait_for("1234")


def test_keys_typed_while_a_command_runs_are_kept(terminal: Terminal) -> None:
    ready(terminal)
    terminal.type("receive after 700 -> first end.\r")
    terminal.wait_for("end.")
    terminal.type("30000 + 3.\r")
    assert terminal.wait_for("30003").index("first") >= 0


def test_other_sizes_and_wide_characters(tmp_path: Path) -> None:
    for columns in (40, 400):
        terminal = Terminal(tmp_path, columns)
        try:
            ready(terminal)
            terminal.type('length("日本語e\u0301👩‍👩‍👧").\r')
            terminal.wait_for("\n10\n")
            terminal.resize(60, 20)
            terminal.type("{ok,C} = io:columns().\r")
            terminal.wait_for("{ok,60}")
        finally:
            terminal.close()


def test_a_terminal_that_goes_away(terminal: Terminal) -> None:
    ready(terminal)
    terminal.type("half a comm")
    terminal.wait_for("comm")
    os.close(terminal.fd)
    terminal.fd = os.open(os.devnull, os.O_RDONLY)
    terminal.ended()


def test_a_dumb_terminal_has_plain_lines(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, TERM="dumb")
    try:
        terminal.wait_for("1> ")
        terminal.type("1 + 1.\n")
        plain = terminal.wait_for("2> ")
        assert "\n2\n" in plain and b"\x1b" not in terminal.seen
        terminal.type("q().\n")
        assert os.waitstatus_to_exitcode(terminal.ended()) == 0
    finally:
        terminal.close()


def test_ctrl_g_on_a_dumb_terminal(tmp_path: Path) -> None:
    """A9.1 A9.5: the switch command, also while a command runs; A11.1: continuation lines."""
    terminal = Terminal(tmp_path, TERM="dumb")
    try:
        terminal.wait_for("1> ")
        terminal.type("1 +\n")
        terminal.wait_for("\n.. ")
        terminal.type("1.\n")
        terminal.wait_for("2> ")
        terminal.type('io:format("~s", [asleep]), timer:sleep(100000).\n')
        terminal.wait_for("\nasleep")
        terminal.type("\x07")
        terminal.wait_for("\nUser switch command (enter 'h' for help)\n --> ")
        terminal.type("i\n")
        terminal.wait_for("Interrupted job 1, enter 'c' to resume.\n --> ")
        terminal.type("c\n")
        terminal.wait_for("** exception exit: killed\n3> ")
        terminal.type("3.\n")
        terminal.wait_for("\n3\n4> ")
    finally:
        terminal.close()


def test_the_history_of_the_last_run_is_there(tmp_path: Path) -> None:
    for keys, answer in (("70000 + 7.\r", "70007"), ("\x10\r", "70007")):
        terminal = Terminal(tmp_path)
        try:
            ready(terminal)
            terminal.type(keys)
            terminal.wait_for(answer)
        finally:
            terminal.close()
