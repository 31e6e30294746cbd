"""A console that is typed at by a program: one input at a time, and what it printed.

The node runs in this process, so "the shell wants input and nothing else can run" is known and not
guessed: what is printed up to then belongs to the prompt.
"""

from __future__ import annotations

import time
from typing import Final

from pyerlshell.otp.arguments import parse
from pyerlshell.shell.boot import System
from pyerlshell.shell.system import new_node
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Pid

LIMIT: Final = 60.0
"""Seconds that one input may take."""


class NoAnswerError(Exception):
    """The input did not end within the limit."""


class SessionConsole:
    """The console of a session: keeps what is printed, and who waits for a line."""

    unicode = True

    def __init__(self) -> None:
        self.printed: list[str] = []
        self.reader: Pid | None = None
        self.rest = ""

    def write(self, text: str) -> None:
        """Print."""
        self.printed.append(text)

    def want_line(self, reader: Pid, prompt: str, text: str, shell: bool) -> None:
        """Ask for a line; prompts of programs are output, those of the shell are not."""
        if not shell:
            self.printed.append(prompt)
        self.reader = reader
        self.rest = text

    def size(self) -> tuple[int, int] | None:
        """No terminal, no size."""
        return None

    def options(self) -> dict[str, bool]:
        """Nothing here is a terminal."""
        return {}


class Session:
    """A node with a shell, working in `folder`."""

    def __init__(self, folder: str) -> None:
        self.node = new_node([])
        self.node.outside.cwd = folder
        self.console = SessionConsole()
        system = System(self.node, self.console)
        arguments = parse([])
        system.start(arguments, True)
        system.boot()
        self._until_it_reads()
        self.console.printed.clear()

    @property
    def halted(self) -> bool:
        """The session has ended; no input is taken any more."""
        return self.node.exit_code is not None

    def run(self, text: str) -> list[str]:
        """The lines that this input makes the shell print. Raises NoAnswerError."""
        console = self.console
        console.printed.clear()
        for line in text.split("\n"):
            reader, console.reader = console.reader, None
            if reader is None:
                break
            whole = f"{console.rest}{line}\n".encode("utf-8", "surrogatepass")
            self.node.send(reader, (a.console_line, whole))
            self._until_it_reads()
        return "".join(console.printed).split("\n")

    def _until_it_reads(self) -> None:
        """Run until the shell wants input and everybody else has nothing to do."""
        node = self.node
        end = time.monotonic() + LIMIT
        while node.exit_code is None:
            busy = node.run_slice()
            if self.console.reader is not None and not node.has_work():
                return
            if time.monotonic() > end:
                raise NoAnswerError
            if not busy and not node.has_work():
                node.wait_outside(0.1)
