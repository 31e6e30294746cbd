"""The flags `running` and `exiting`: when a process gets the processor and gives it up.

A traced process has a run queue of its own that hands on to the real one: who waits without a
stack is given a continuation that tells of `in`, runs the real one and tells of `out`. Waiting and
giving way inside an expression are functions of the scheduler; their code is replaced while some
process is traced like this, so that it costs nothing at other times.

OTP: trace_sched of erl_trace.c
"""

from __future__ import annotations

import sys
from collections import deque
from types import FrameType, FunctionType
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts import scheduler
from pyerlshell.erts.export_cells import ExportCell
from pyerlshell.erts.machine import TAIL, P
from pyerlshell.erts.process import RUNNABLE, Process
from pyerlshell.erts.scheduler import Hibernate, wait, wait_there
from pyerlshell.erts.stacktrace import current_stack, function_of
from pyerlshell.erts.tracing.sessions import Tracing
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

RUNNING_FLAGS: Final = frozenset((a.running, a.running_procs, a.exiting))
_IN: Final = a.__getattr__("in")
_OUT: Final = a.out
_OUT_EXITED: Final = atom("out_exited")
_NOWHERE: Final = 0
_FEW: Final = 3


class RunningQueue:
    """The run queue of a process whose runs are traced."""

    __slots__ = ("parked", "queue")

    def __init__(self, queue: Any, parked: bool) -> None:
        self.queue: deque[Process] = queue
        self.parked = (
            parked  # with its stack before it was traced, so that nobody will tell of `in`
        )

    def append(self, p: Process) -> None:
        """The process can run."""
        if p.g is None and p.f is not _traced_run:
            p.f, p.a = _traced_run, (p.f, p.a)
        elif p.g is not None and self.parked:
            _tell(p, _IN, _place_in(p.g.gr_frame))
        self.parked = False
        self.queue.append(p)


def _tell(p: Process, kind: Atom, where: Term) -> None:
    tracing = p.node.part(Tracing)
    told: set[int] = set()
    for flag in (a.running, a.running_procs):
        for session, traced in tracing.of(p, flag):
            if id(session) not in told:
                told.add(id(session))
                tracing.tell(traced, p.pid, kind, where)


def _place(p: Process, f: Any) -> Term:
    """Where a process without a stack goes on."""
    if type(f) is not FunctionType:
        return _NOWHERE
    initial = p.initial
    if isinstance(initial, ExportCell) and "__erl_module__" not in f.__globals__:
        return (initial.module, initial.name, initial.arity)
    return function_of(f.__globals__.get(f.__code__.co_name, f))


def _place_in(frame: FrameType | None) -> Term:
    """A BIF that gives way is no place."""
    found: Any = current_stack(frame, _FEW)
    while type(found) is list and found[0][0] is a.erlang and found[1] is not None:
        found = found[1]
    return found[0][:3] if type(found) is list else _NOWHERE


def _traced_run(f: Any, args: tuple[Any, ...]) -> Any:
    """One run of a process: until it waits, is interrupted or ends."""
    p = P.cur
    _tell(p, _IN, _place(p, f))
    try:
        r = f(*args)
        while r is TAIL:
            f = P.f
            if f is wait_there or f is wait:
                if p.flags and p.has_news():
                    f, args = (p.f, p.a) if f is wait_there else P.a
                    r = f(*args)
                    continue
                _tell(p, _OUT, _place(p, p.f if f is wait_there else P.a[0]))
                return TAIL
            if P.pending:
                _tell(p, _OUT, _place(p, f))
                return TAIL
            r = f(*P.a)
    except Hibernate as e:
        _tell(p, _OUT, (e.cell.module, e.cell.name, e.cell.arity))
        raise
    return r


_plain_park: Final = FunctionType(scheduler.park.__code__, scheduler.__dict__, "park")
_plain_switch: Final = FunctionType(scheduler.switch_out.__code__, scheduler.__dict__, "switch_out")


def watched_park() -> None:
    """What scheduler.park is meanwhile."""
    p = P.cur
    if not isinstance(p.runq, RunningQueue) or (p.flags and p.has_news()):
        _plain_park()
        return
    where = _place_in(sys._getframe(1))
    _tell(p, _OUT, where)
    _plain_park()
    _tell(p, _IN, where)


def watched_switch(p: Process) -> None:
    """What scheduler.switch_out is meanwhile."""
    if not isinstance(p.runq, RunningQueue):
        _plain_switch(p)
        return
    where = _place_in(sys._getframe(1))
    _tell(p, _OUT, where)
    _plain_switch(p)
    _tell(p, _IN, where)


def ended(p: Process) -> None:
    """The process is about to end, by itself or by a signal."""
    if isinstance(p.runq, RunningQueue) and p is not P.cur:
        _tell(p, _IN, _place(p, p.f) if p.g is None else _place_in(p.g.gr_frame))


def exited(p: Process) -> None:
    """The process has ended."""
    tracing = p.node.part(Tracing)
    for _, traced in tracing.of(p, a.exiting):
        tracing.tell(traced, p.pid, _OUT_EXITED, _NOWHERE)
    tracing.watched.pop(p.pid.number, None)


def watch(node: Node) -> None:
    """Watch the processes with these flags, and no others."""
    tracing = node.part(Tracing)
    wanted: set[int] = set()
    for session in tracing.sessions:
        for number, traced in session.processes.items():
            if traced.flags & RUNNING_FLAGS:
                wanted.add(number)
    before = bool(tracing.watched)
    for number in [n for n in tracing.watched if n not in wanted]:
        _forget(tracing.watched.pop(number))
    for number in wanted:
        p = node.processes.get(number)
        if p is not None and number not in tracing.watched:
            begin(tracing, p)
    if bool(tracing.watched) is not before:
        _replace_code(not before)


def begin(tracing: Tracing, p: Process) -> None:
    """Watch one process."""
    if not tracing.watched:
        _replace_code(True)
    tracing.watched[p.pid.number] = p
    p.runq = RunningQueue(p.runq, p.g is not None)  # type: ignore[assignment]
    if p.state == RUNNABLE and p.g is None and p.f is not _traced_run:
        p.f, p.a = _traced_run, (p.f, p.a)


def _forget(p: Process) -> None:
    if isinstance(p.runq, RunningQueue):
        p.runq = p.runq.queue


def _replace_code(on: bool) -> None:
    """Each node that wants it says so, and takes it back."""
    wanted = scheduler.park.__dict__.get("watched", 0) + (1 if on else -1)
    scheduler.park.__dict__["watched"] = wanted
    scheduler.park.__code__ = (_park_code if wanted > 0 else _plain_park).__code__
    scheduler.switch_out.__code__ = (_switch_code if wanted > 0 else _plain_switch).__code__


def _park_code() -> None:
    from pyerlshell.erts.tracing.running import watched_park

    watched_park()


def _switch_code(p: Process) -> None:
    from pyerlshell.erts.tracing.running import watched_switch

    watched_switch(p)
