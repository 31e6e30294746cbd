"""Ctrl-Z while a command runs: the shell outside gets its terminal, `fg` gives ours back."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from pyerlshell.shell import tty_mode

pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield
    os.close(ours)


def echo_and_quit(settings: Any) -> tuple[bool, bytes]:
    return bool(settings[3] & termios.ECHO), settings[6][termios.VQUIT]


def test_a_stopped_command_goes_on_with_the_terminal_it_had(
    terminal: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tty_mode.save()
    stopped: list[tuple[bool, bytes]] = []

    def kill(pid: int, number: int) -> None:
        assert (pid, number) == (os.getpid(), signal.SIGTSTP)
        assert signal.getsignal(signal.SIGTSTP) == signal.SIG_DFL
        stopped.append(echo_and_quit(tty_mode.save()))

    with tty_mode.stoppable(outside):
        tty_mode.between_prompts()
        monkeypatch.setattr(os, "kill", kill)
        for _ in range(2):
            signal.raise_signal(signal.SIGTSTP)
            assert echo_and_quit(tty_mode.save()) == (False, b"\x07")
    assert stopped == [echo_and_quit(outside)] * 2
    assert stopped[0][0]
    assert signal.getsignal(signal.SIGTSTP) == signal.SIG_DFL


def test_who_may_not_be_stopped_stays_so() -> None:
    before = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    try:
        with tty_mode.stoppable(None):
            assert signal.getsignal(signal.SIGTSTP) == signal.SIG_IGN
        assert signal.getsignal(signal.SIGTSTP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTSTP, before)
