"""An installed `erl` as a console of a replay (`--with erl`): typed at through a pipe.

A pipe does not say when an input is done: it is when the next prompt stands at the end of the
output and nothing more comes for a moment. Nothing protects the machine here: what the document
does, it does.
"""

from __future__ import annotations

import contextlib
import os
import re
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pyerlshell.transcript.opening import Console
from pyerlshell.transcript.session import Answer, Limits, Reply, Trouble

_PROMPT: Final = re.compile(r"(?:\([^()\s]+\))?(\d+)> \Z")
_PROMPTS: Final = re.compile(r"\A(?:(?:\([^()\s]+\))?\d+> )+")
_QUIET: Final = 0.03
_QUIET_SAME: Final = 0.25
"""The same number again is a refused input, or a line that goes on."""
_QUIET_READS: Final = 0.6
_START: Final = 20.0
_CHUNK: Final = 1 << 16


def _last_prompt(text: str, number: int) -> re.Match[str] | None:
    """A prompt behind which a process has printed something."""
    return re.search(rf"(?m)^(?:\([^()\s]+\))?({number})> ", text)


class NoErlError(Exception):
    """The program cannot be started; `args[0]` says why."""


@dataclass(frozen=True, slots=True)
class ErlOpening:
    """Opens consoles of a real erl."""

    program: str
    limits: Limits

    def __call__(self, folder: str) -> Console:
        """A new erl that works in `folder`. Raises NoErlError."""
        return RealErl(self.program, folder, self.limits)


class RealErl:
    """One running erl. Raises NoErlError when it does not start."""

    def __init__(self, program: str, folder: str, limits: Limits) -> None:
        self.limits = limits
        self.number = 1
        self.halted = False
        env = {**os.environ, "TERM": "dumb", "LC_ALL": "C.UTF-8"}
        try:
            self.process = subprocess.Popen(
                [program],
                cwd=folder,
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as problem:
            raise NoErlError(f"cannot start {program}: {problem.strerror}") from None
        assert self.process.stdout is not None
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)
        self._data = b""
        self.banner, trouble = self._read(_START, lambda prompt, printed: None)
        if trouble is not Trouble.NONE or self.halted:
            self.close()
            raise NoErlError(f"{program} shows no prompt: {self.banner.strip()[:200]}")

    def run(self, text: str, reply: Reply) -> Answer:
        """Type an input; what it printed."""
        began = time.monotonic()
        self._type(text)
        printed, trouble = self._read(self.limits.seconds, reply)
        if self.halted:
            trouble = Trouble.HALTED
        elif trouble is not Trouble.NONE:
            self.close()  # there is no way to interrupt it through a pipe
        printed = printed.replace("\r\n", "\n")
        return Answer(printed, trouble, False, time.monotonic() - began)

    def wait_more(self, enough: Callable[[str], bool]) -> str:
        """Let time pass until enough was printed."""
        text = ""
        end = time.monotonic() + self.limits.seconds
        while not enough(text) and time.monotonic() < end and not self.halted:
            text += self._some(_QUIET_SAME)
        return text

    def await_messages(self, count: int) -> None:
        """Wait a moment; what is in the mailbox nobody can say."""
        time.sleep(_QUIET_SAME)

    def pending(self) -> bool:
        """Nobody can say."""
        return not self.halted

    def set_number(self, number: int) -> None:
        """Its numbers are its own."""

    def reload(self, module: str) -> None:
        """Load what was compiled beside the session, if the module is loaded."""
        self.run(
            f"case code:is_loaded({module}) of false -> ok; _ -> l({module}) end.",
            lambda prompt, printed: None,
        )

    def refused(self) -> list[str]:
        """Nothing is refused."""
        return []

    def close(self) -> None:
        """End it, and what it started."""
        self.halted = True
        with contextlib.suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.selector.close()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self.process.wait()

    def _type(self, text: str) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(f"{text}\n".encode("utf-8", "surrogateescape"))
            self.process.stdin.flush()
        except OSError:
            self.halted = True

    def _read(self, seconds: float, reply: Reply) -> tuple[str, Trouble]:
        """What is printed up to the next prompt, without prompts."""
        end = time.monotonic() + seconds
        text = ""
        before = self.number
        while not self.halted:
            found = _PROMPT.search(text) or _last_prompt(text, before + 1)
            number = int(found[1]) if found else -1
            fresh = number == before + 1 or (number == 1 == before and not text.startswith("1> "))
            at_end = found is not None and found.end() == len(text)
            quiet = _QUIET if fresh and at_end else _QUIET_SAME if found else _QUIET_READS
            more = self._some(quiet)
            text += more
            if more:
                if len(text) > self.limits.characters:
                    return text, Trouble.OUTPUT
                if time.monotonic() > end:
                    return text, Trouble.TIME
                continue
            if found is not None:
                self.number = number
                text = text[: found.start()] + text[found.end() :]
                return _PROMPTS.sub("", text), Trouble.NONE
            asked = text.rpartition("\n")[2]
            typed = reply(asked, text) if asked.strip() else None
            if typed is not None:
                text += f"{typed}\n"
                self._type(typed)
            elif time.monotonic() > end:
                return _PROMPTS.sub("", text), Trouble.TIME
        return _PROMPTS.sub("", text), Trouble.NONE

    def _some(self, seconds: float) -> str:
        """What comes within so many seconds."""
        assert self.process.stdout is not None
        if not self.selector.select(seconds):
            return ""
        chunk = os.read(self.process.stdout.fileno(), _CHUNK)
        if not chunk:
            self.halted = True
            return ""
        self._data += chunk
        try:
            text, self._data = self._data.decode(), b""
        except UnicodeDecodeError as problem:
            if len(self._data) - problem.start > 3:
                text, self._data = self._data.decode("utf-8", "replace"), b""
            else:
                text = self._data[: problem.start].decode()
                self._data = self._data[problem.start :]
        return text
