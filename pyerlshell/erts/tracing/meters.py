"""call_time and call_memory: what calls of a traced function cost each process.

A call's own cost is counted, without that of calls of functions that are measured as well. Time is
that of the clock; memory is the number of Python's memory blocks that the call left behind, two
words each, which says where memory goes and not how much the reference would take.

OTP: beam_bp.c (bp_data_time)
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final

from pyerlshell.erts.process import DEAD, Process
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Pid, Term

if TYPE_CHECKING:
    from pyerlshell.erts.tracing.sessions import Session

_WORDS_A_BLOCK: Final = 2
_MICROSECONDS: Final = 1_000_000


class Meter:
    """One kind of figure of one function: calls and cost of each process."""

    __slots__ = ("kind", "paused", "rows")

    def __init__(self, kind: Atom) -> None:
        self.kind = kind
        self.paused = False
        self.rows: dict[Pid, list[int]] = {}

    def reading(self) -> int:
        """The counter as it stands: microseconds, or blocks in use."""
        if self.kind is a.call_time:
            return time.perf_counter_ns() // 1000
        return sys.getallocatedblocks()

    def add(self, pid: Pid, cost: int) -> None:
        """Count one call."""
        row = self.rows.setdefault(pid, [0, 0])
        row[0] += 1
        row[1] += max(0, cost)

    def told(self) -> Term:
        """As trace_info shows it."""
        if self.kind is a.call_time:
            return to_list(
                [(pid, n, *divmod(cost, _MICROSECONDS)) for pid, (n, cost) in self.rows.items()]
            )
        rows = self.rows.items()
        return to_list([(pid, n, blocks * _WORDS_A_BLOCK) for pid, (n, blocks) in rows])


_nested: Final[list[dict[Atom, int]]] = []
"""What the calls inside of each measured call in progress have taken, by kind."""


def traces_calls(session: Session, p: Process) -> bool:
    """Only calls of processes with the flag `call` are measured, while their tracer lives."""
    traced = session.processes.get(p.pid.number)
    return traced is not None and a.call in traced.flags and traced.tracer.state != DEAD


class Measuring:
    """One measured call in progress."""

    __slots__ = ("before", "inside", "meters", "p")

    def __init__(self, p: Process, meters: list[Meter]) -> None:
        self.p = p
        self.meters = [m for m in meters if not m.paused]
        self.inside: dict[Atom, int] = {}
        _nested.append(self.inside)
        self.before = [m.reading() for m in self.meters]

    def go_on(self, meters: list[Meter]) -> None:
        """The function has ended with a call, which is measured from here on."""
        self.end()
        self.meters = [m for m in meters if not m.paused]
        self.inside = {}
        _nested.append(self.inside)
        self.before = [m.reading() for m in self.meters]

    def end(self) -> None:
        """Charge the process with what the call took by itself."""
        costs = [m.reading() - start for m, start in zip(self.meters, self.before)]
        if _nested and _nested[-1] is self.inside:
            _nested.pop()
        for m, cost in zip(self.meters, costs):
            m.add(self.p.pid, cost - self.inside.get(m.kind, 0))
            if _nested:
                _nested[-1][m.kind] = _nested[-1].get(m.kind, 0) + cost
