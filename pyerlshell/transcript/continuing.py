"""Going on where a document is: at a live prompt (terminal or pipe), or a step at a time.

The session that the document typed at is handed over to whoever sits at the terminal; what the
sandbox closes stays closed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TextIO

from pyerlshell.shell.console import StreamConsole
from pyerlshell.transcript.document import Document, Prompt
from pyerlshell.transcript.replay import Replay
from pyerlshell.transcript.session import Session

Ask = Callable[[str], str]


def then_shell(replay: Replay) -> int:
    """A live prompt in the session of the last prompt; the exit code of that session."""
    session = replay.seat.console if replay.seat is not None else None
    if session is None:
        session = replay.open_session(str(replay.scratch.folder))
    if not isinstance(session, Session) or session.halted:
        print("pyerlshell replay: the session has ended", file=sys.stderr)
        return 1
    session.clock.skips = False
    session.console.take()
    node = session.node
    outside = node.outside
    outside.stdin, outside.stdout = sys.stdin.buffer, sys.stdout.buffer
    outside.stderr = sys.stderr.buffer
    if sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        from pyerlshell.shell import terminal

        screen = terminal.TerminalConsole(node)
        session.console.hand_over(screen)
        return terminal.drive(node, screen)
    from pyerlshell.shell.driver import drive

    console = StreamConsole(node, outside.stdin, outside.stdout)
    session.console.hand_over(console)
    return drive(node, console)


class Stepper:
    """`--step`: shows each prompt and asks what to do with it."""

    def __init__(self, out: Callable[[str], None], stdin: TextIO) -> None:
        self.out = out
        self.stdin = stdin
        self.going = False

    def go_on(self, document: Document, prompt: Prompt) -> bool:
        """False to stop before this prompt. Enter runs it, c runs all that are left, q stops."""
        if self.going:
            return True
        number = "" if prompt.number is None else prompt.number
        self.out(f"{document.path}:{prompt.line}: {number}> {prompt.text}")
        answer = ask("[Enter] run, [c]ontinue, [q]uit: ", self.stdin)
        self.going = answer == "c"
        return answer != "q"


def ask(question: str, stdin: TextIO) -> str:
    """The first letter of the answer; "q" at the end of the input."""
    print(question, end="", flush=True)
    line = stdin.readline()
    if not line:
        print()
        return "q"
    return line.strip()[:1].lower()
