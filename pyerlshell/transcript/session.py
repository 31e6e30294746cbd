"""A console that is typed at by a program: one input at a time, and what it printed.

The node runs in this process, so "the shell wants input and nothing else can run" is known and not
guessed: what is printed up to then belongs to the prompt. An input that does not come to an end is
interrupted as Ctrl-G does it, and the shell goes on with its bindings.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from pyerlshell.erts import signals
from pyerlshell.erts.node import Node
from pyerlshell.erts.process import Process
from pyerlshell.otp.arguments import parse
from pyerlshell.shell import session as shell_session
from pyerlshell.shell.boot import System
from pyerlshell.shell.system import new_node
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Pid
from pyerlshell.transcript.session_budget import Budget
from pyerlshell.transcript.session_clock import SkippingClock
from pyerlshell.transcript.session_console import STOP_AFTER, ErrorStream, SessionConsole

_PATIENCE: Final = 0.3
"""Seconds that busy processes get while the shell has long been asking for input."""
_TO_RECOVER: Final = 8.0
"""Seconds for an interrupted shell to come back; a deep stack takes its time to go away."""
_READING_TIME: Final = 10.0
"""Seconds that may pass between two prompts, if the document shows that they did."""
_SLICE: Final = 0.02
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """What one prompt may take: seconds of work or waiting, skipped seconds, characters."""

    seconds: float = 10.0
    skipped: float = 86_400.0
    characters: int = STOP_AFTER


class Trouble(Enum):
    """Why an input did not come to its end."""

    NONE = ""
    TIME = "no answer in time"
    OUTPUT = "it printed without end"
    WAITS = "it waits for something that never comes"
    INPUT = "it waits for input that the document does not show"
    HALTED = "it ended the session"
    LOST = "the session hung and had to be given up"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one input made the console print."""

    text: str
    trouble: Trouble = Trouble.NONE
    busy: bool = False
    """Some process was still running when the next prompt came."""
    seconds: float = 0.0

    @property
    def hung(self) -> bool:
        """It did not come to its end."""
        return self.trouble not in (Trouble.NONE, Trouble.HALTED)

    @property
    def lines(self) -> list[str]:
        """The text in lines, without a blank end."""
        return self.text.rstrip().split("\n") if self.text.strip() else []


Reply = Callable[[str, str], "str | None"]
"""(prompt of the program, what was printed so far) -> the line that the user types, or None."""


def _warm() -> None:
    """What the shell imports at its first command is no time of that command."""
    from pyerlshell.shell import evaluate, evaluator, report, typed

    del evaluate, evaluator, report, typed


def no_reply(prompt: str, printed: str) -> str | None:
    """Nobody answers programs."""
    return None


class Session:
    """A node with a shell, working in `folder`.

    `prepare` gets the node before anything runs on it: limits and the outside door are set there.
    """

    def __init__(
        self,
        folder: str,
        limits: Limits | None = None,
        prepare: Callable[[Node], None] | None = None,
        real_time: bool = False,
    ) -> None:
        self.limits = limits or Limits()
        self.console = SessionConsole(self.limits.characters)
        self.node = new_node([])
        self.clock = SkippingClock()
        self.clock.skips = not real_time
        self.clock.watches = self.node.poller.watches
        self.node.clock = self.clock
        self.refused: Callable[[], list[str]] = list
        self._stale: list[str] = []
        self._lost = False
        self._connect(folder)
        _warm()
        if prepare is not None:
            prepare(self.node)
        self.system = System(self.node, self.console)
        self.system.start(parse([]), True)
        self.system.boot()
        self._until_it_reads(Budget(_TO_RECOVER))
        self.banner = self.console.take()

    def _connect(self, folder: str) -> None:
        outside = self.node.outside
        outside.cwd = folder
        outside.stdin = outside.stdout = None
        errors: Any = ErrorStream(self.console)
        outside.stderr = errors

    # What the shell remembers

    @property
    def halted(self) -> bool:
        """The session has ended; no input is taken any more."""
        return self._lost or self.node.exit_code is not None

    @property
    def shell(self) -> shell_session.Session | None:
        """The memory of the shell that is in front."""
        shells = self.node.part(shell_session.Shells).sessions
        return shells[-1] if shells else None

    def _server(self) -> Process | None:
        """The process of that shell."""
        shell = self.shell
        return None if shell is None else self.node.lookup(shell.server)

    def set_number(self, number: int) -> None:
        """The next prompt is `number`> (a document may begin or go on anywhere)."""
        shell = self.shell
        if shell is not None and shell.number != number:
            shell.number = number

    # Running

    def run(self, text: str, reply: Reply = no_reply) -> Answer:
        """Type an input, and what it made the console print."""
        began = time.monotonic()
        self.console.take()
        lines = text.split("\n")
        trouble = Trouble.NONE
        budget = Budget(self.limits.seconds)
        while trouble is Trouble.NONE:
            trouble = self._until_it_reads(budget)
            if trouble is not Trouble.NONE or self.halted:
                break
            console = self.console
            if not console.for_shell:
                typed = reply(console.prompt, "".join(console.printed))
                if typed is None and console.prompt in self._stale:
                    self._drop_stale()
                    continue
                if typed is None and lines:
                    typed = lines.pop(0)
                if typed is None:
                    trouble = Trouble.INPUT
                    break
                console.write(typed + "\n")  # as a terminal echoes it
                self._type(typed)
            elif lines:
                self._type(lines.pop(0))
            else:
                break
        return self._answer(trouble, began)

    def _drop_stale(self) -> None:
        """The group leader goes on asking for a program that was interrupted: nobody sees it."""
        console = self.console
        if console.prompt in console.printed:
            console.printed.remove(console.prompt)
        self._type("")

    def _answer(self, trouble: Trouble, began: float) -> Answer:
        busy = self.node.has_work()
        if self.console.overflow and trouble is Trouble.NONE:
            trouble = Trouble.OUTPUT
        if self.halted and not self._lost:
            trouble = Trouble.HALTED
        text = self.console.take()
        if trouble in (Trouble.TIME, Trouble.OUTPUT, Trouble.WAITS, Trouble.INPUT):
            if trouble is Trouble.INPUT:
                self._stale.append(self.console.prompt)
            if not self.interrupt():
                trouble = Trouble.LOST
                self._lost = True
            self.console.take()
        return Answer(text, trouble, busy, time.monotonic() - began)

    def wait_more(self, enough: Callable[[str], bool], skipped: float = 60.0) -> str:
        """Let time pass until `enough(printed)`; what was printed since the prompt came back.

        For what processes print later on their own: a document shows where the reader saw it.
        """
        self._pass_time(enough, skipped)
        return self.console.take()

    def _pass_time(self, enough: Callable[[str], bool], skipped: float) -> None:
        until = self.clock.monotonic() + int(skipped * 1e9)
        budget = Budget(self.limits.seconds)
        console = self.console
        while not self.halted and not console.overflow and not budget.spent():
            if enough("".join(console.printed)):
                break
            try:
                with budget.running():
                    busy = self.node.run_slice(_SLICE)
            except (MemoryError, RecursionError, SystemError):
                self._lost = True
                break
            if busy or self.node.has_work():
                continue
            when = self.node.timers.next_time()
            if (when is None or when > until) and not self.node.poller.watches():
                break
            with budget.waiting():
                waited = self.node.wait_outside(_SLICE)
            if not waited:
                break

    def await_messages(self, count: int) -> None:
        """Let time pass, as it does while a person reads, until the shell has so many messages."""
        shell = self._server()
        pid = shell.dictionary.get(a.evaluator) if shell and shell.dictionary else None
        if type(pid) is not Pid:
            return

        def enough(_printed: str) -> bool:
            evaluator = self.node.lookup(pid)
            return evaluator is None or evaluator.queue_length() >= count

        self._pass_time(enough, _READING_TIME)

    def pending(self) -> bool:
        """Something is still to come: a timer, a port, a running process."""
        node = self.node
        return not self.halted and (
            node.timers.next_time() is not None or node.poller.watches() or node.has_work()
        )

    def reload(self, module: str) -> None:
        """Load what was compiled beside the session, if the module is loaded."""
        shell = self.shell
        if shell is not None and not self.halted:
            number = shell.number
            self.run(f"case code:is_loaded({module}) of false -> ok; _ -> l({module}) end.")
            shell.number = number

    def close(self) -> None:
        """Nothing of it is used any more."""

    def interrupt(self) -> bool:
        """End the running command as Ctrl-G i does; False if the shell does not come back."""
        shell = self._server()
        if shell is None or self.halted:
            return False
        if self.console.reader is not None and self.console.for_shell:
            return True
        signals.exit_signal(shell, shell.pid, a.interrupt, False)
        for _ in range(_TRIES):
            if self._until_it_reads(Budget(_TO_RECOVER)) not in (Trouble.NONE, Trouble.OUTPUT):
                return False
            if self.console.for_shell:
                return True
            self._type("")  # the line that the dead program had asked for
        return False

    def _type(self, line: str) -> None:
        console = self.console
        reader, console.reader = console.reader, None
        if reader is not None:
            whole = f"{console.rest}{line}\n".encode("utf-8", "surrogatepass")
            self.node.send(reader, (a.console_line, whole))

    def _until_it_reads(self, budget: Budget) -> Trouble:
        """Run until somebody wants input and everybody else has nothing to do."""
        node, console = self.node, self.console
        asked = 0.0
        skip_limit = self.clock.skipped + int(self.limits.skipped * 1e9)
        while node.exit_code is None:
            try:
                with budget.running():
                    busy = node.run_slice(_SLICE)
            except (MemoryError, RecursionError, SystemError):
                self._lost = True  # no memory where there is no process to be told so
                return Trouble.LOST
            if console.reader is not None:
                if not node.has_work():
                    return Trouble.NONE
                asked = asked or budget.used + _PATIENCE
                if budget.used > asked:
                    return Trouble.NONE
            elif console.overflow:
                return Trouble.OUTPUT
            if budget.spent() or self.clock.skipped > skip_limit:
                return Trouble.TIME
            if not busy and not node.has_work() and console.reader is None:
                with budget.waiting():
                    waited = node.wait_outside(0.1)
                if not waited:
                    return Trouble.WAITS
        return Trouble.NONE
