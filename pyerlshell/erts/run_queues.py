"""The run queues of a node, and which process is next.

`max` goes before `high`. Neither keeps the others from running for ever, as they would in the
reference, which has more than one scheduler to answer the shell with.

OTP: the run queues of erl_process.c
"""

from __future__ import annotations

from collections import deque
from typing import Final

from pyerlshell.erts.machine import P
from pyerlshell.erts.process import Process
from pyerlshell.terms.atoms import Atom, a

_CROWD: Final = 500
_NORMAL_EVERY: Final = 4
_LOW_EVERY: Final = 8


class _Urgent(deque["Process"]):
    """The queue of high priorities: an entry makes the workers look up to the hub at once."""

    def append(self, p: Process) -> None:
        super().append(p)
        P.pending = True


class _Express:
    """The run queue of the shell and the system's processes.

    It is the normal one until so many wait there that a command would not be answered: then one of
    these runs after every other tick.
    """

    __slots__ = ("normal", "waiting")

    def __init__(self, normal: deque[Process]) -> None:
        self.normal = normal
        self.waiting: deque[Process] = deque()

    def append(self, p: Process) -> None:
        """The process can run."""
        if len(self.normal) < _CROWD and not self.waiting:
            self.normal.append(p)
        else:
            self.waiting.append(p)
            P.pending = True


class RunQueues:
    """Processes that can run, by their priorities."""

    __slots__ = (
        "_express_turn",
        "_low_turn",
        "_normal_turn",
        "express",
        "low",
        "most",
        "normal",
        "urgent",
    )

    def __init__(self) -> None:
        self.normal: deque[Process] = deque()
        self.urgent: deque[Process] = _Urgent()
        self.most: deque[Process] = _Urgent()
        self.low: deque[Process] = deque()
        self.express = _Express(self.normal)
        self._normal_turn = 0
        self._low_turn = 0
        self._express_turn = False

    def queue_of(self, priority: Atom) -> deque[Process]:
        """The run queue of a priority."""
        if priority is a.normal:
            return self.normal
        return {a.low: self.low, a.max: self.most}.get(priority, self.urgent)

    def favour(self, p: Process) -> None:
        """A process just made belongs to the shell or the system: it shall not wait in a crowd."""
        p.runq = self.express  # type: ignore[assignment]
        if self.normal and self.normal[-1] is p:
            self.normal.pop()
            self.express.append(p)

    def has_work(self) -> bool:
        """Some process can run."""
        return bool(self.normal or self.urgent or self.most or self.low or self.express.waiting)

    def next(self) -> bool:
        """Put what is next into the normal queue; no priority starves another for ever."""
        normal, urgent, low = self.normal, self.most or self.urgent, self.low
        waiting = self.express.waiting
        if waiting:
            self._express_turn = not self._express_turn
            if self._express_turn or not normal:
                normal.appendleft(waiting.popleft())
        if low:
            self._low_turn += 1
            if not normal or self._low_turn >= _LOW_EVERY:
                self._low_turn = 0
                normal.append(low.popleft())
        if urgent:
            self._normal_turn += 1
            if not normal or self._normal_turn % _NORMAL_EVERY:
                normal.appendleft(urgent.popleft())
        return bool(normal)
