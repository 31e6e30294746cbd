"""The one place where a session of a replay begins: its limits, and its door to the outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from pyerlshell.transcript.sandbox import Sandbox
from pyerlshell.transcript.session import Answer, Limits, Reply, Session


class Console(Protocol):
    """What a replay needs of a session, whoever runs it."""

    banner: str

    @property
    def halted(self) -> bool:
        """It takes no more input."""

    def run(self, text: str, reply: Reply) -> Answer:
        """Type an input; what it printed."""

    def wait_more(self, enough: Callable[[str], bool]) -> str:
        """Let time pass until enough was printed; what was printed."""

    def await_messages(self, count: int) -> None:
        """Let time pass, as it does while a person reads, until the shell has so many messages."""

    def pending(self) -> bool:
        """More may still be printed."""

    def set_number(self, number: int) -> None:
        """The next prompt has this number."""

    def reload(self, module: str) -> None:
        """Load what was compiled beside the session, if the module is loaded."""

    def refused(self) -> list[str]:
        """What was refused since the last time, a line each."""

    def close(self) -> None:
        """It is not used any more."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How sessions are opened. `allow`: the parts of the outside that are open."""

    limits: Limits = field(default_factory=Limits)
    allow: frozenset[str] = frozenset()
    real_time: bool = False

    def __call__(self, folder: str) -> Console:
        """A new session that works in `folder`."""
        sandbox = Sandbox(folder, self.allow)
        session = Session(folder, self.limits, sandbox.close, self.real_time)
        session.refused = sandbox.refused
        return session
