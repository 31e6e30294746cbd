"""The console of a session that a program types at: keeps what is printed, and who wants a line.

OTP: user_drv
"""

from __future__ import annotations

import re
from typing import Final

from pyerlshell.erts.machine import P
from pyerlshell.otp import procs
from pyerlshell.shell.group import Console
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Pid

_PROMPT: Final = re.compile(r"(?:\([^()\s]+\))?\d+> ")
"""`io:read/1` reads as the shell does, but not at such a prompt."""
STOP_AFTER: Final = 1_000_000
"""Characters that one prompt may print."""


class SessionConsole:
    """`printed` holds the pieces since the last prompt; beyond `limit` characters they are lost."""

    unicode = True

    def __init__(self, limit: int = STOP_AFTER) -> None:
        self.limit = limit
        self.printed: list[str] = []
        self.length = 0
        self.overflow = False
        self.reader: Pid | None = None
        self.for_shell = False
        self.prompt = ""
        self.rest = ""
        self.person: Console | None = None
        """Who has taken over (`--then-shell`)."""

    def write(self, text: str) -> None:
        """Print."""
        if self.person is not None:
            self.person.write(text)
            return
        self.length += len(text)
        if self.length > self.limit:
            if not self.overflow:
                self.printed.append(text[: max(0, self.limit - self.length + len(text))])
            self.overflow = True
            P.pending = True  # whoever prints without end gives way
            return
        self.printed.append(text)

    def want_line(self, reader: Pid, prompt: str, text: str, shell: bool) -> None:
        """Ask for a line; prompts of programs are output, those of the shell are not."""
        if self.person is not None:
            self.person.want_line(reader, prompt, text, shell)
            return
        shell = shell and (_PROMPT.fullmatch(prompt) is not None or _prompts_are_made())
        if not shell:
            self.write(prompt)
        self.reader = reader
        self.prompt = prompt
        self.rest = text
        self.for_shell = shell

    def take(self) -> str:
        """What was printed since the last time, as one text."""
        text = "".join(self.printed)
        self.printed.clear()
        self.length = 0
        self.overflow = False
        return text

    def hand_over(self, person: Console) -> None:
        """From now on a person types here; whoever waits for a line gets it from them."""
        self.person = person
        self.unicode = person.unicode
        if self.reader is not None:
            person.want_line(self.reader, self.prompt, self.rest, self.for_shell)

    def remember(self, line: str) -> None:
        """A document has no history."""

    def size(self) -> tuple[int, int] | None:
        """No terminal, no size."""
        return None if self.person is None else self.person.size()

    def options(self) -> dict[str, bool]:
        """Nothing here is a terminal."""
        return {} if self.person is None else self.person.options()


def _prompts_are_made() -> bool:
    """A function of the user's makes the shell's prompts, so any text may be one."""
    return procs.env(a.shell_prompt_func, a.default) is not a.default


class ErrorStream:
    """Standard error of a session: part of what its console shows."""

    def __init__(self, console: SessionConsole) -> None:
        self._console = console

    def write(self, data: bytes) -> int:
        """Print."""
        self._console.write(data.decode("utf-8", "replace"))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""
