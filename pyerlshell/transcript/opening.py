"""The one place where a session of a replay begins: its limits, and its door to the outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from pyerlshell.erts.node import Node
from pyerlshell.shell.recorder import Event, Recorder
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

        def prepare(node: Node) -> None:
            sandbox.close(node)
            _record(node)

        session = Session(folder, self.limits, prepare, self.real_time)
        session.refused = sandbox.refused
        return session


def _record(node: Node) -> None:
    """`record("a.md")` of a document saves into its folder, so a recording that records replays."""

    def save_events(path: str, events: Iterable[Event]) -> None:
        from pyerlshell.transcript.recording.save import save, text_for  # few documents record
        from pyerlshell.transcript.recording.turns import recording

        session = recording(events)
        node.outside.spend(len(text_for(path, session)))
        save(path, session)

    recorder = node.part(Recorder)
    recorder.on = True
    recorder.save = save_events
