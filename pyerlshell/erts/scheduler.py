"""Who runs: run queues, worker greenlets, and the hub that starts them.

A worker greenlet runs stackless processes one after the other: it takes a continuation, calls it
until it returns, waits or is interrupted, and takes the next. Only a process that stops in the
middle of an expression (a nested receive, or preemption) keeps the worker it was on; the hub then
starts another. Workers are started from the hub only, because a greenlet begins on top of its
starter's C stack. A worker's bottom frame declares a huge stack, so that the interpreter gives
everything above it one contiguous chunk (3 to 5 times faster beyond 150 frames; virtual memory
only).

OTP: the scheduler of erl_process.c
"""

from __future__ import annotations

import time
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final, cast

from greenlet import GreenletExit, getcurrent, greenlet

from pyerlshell.erts.errors import Killed
from pyerlshell.erts.machine import TAIL, P
from pyerlshell.erts.preempt import Ticker
from pyerlshell.erts.priority import LONG, mark_long, settle_pending
from pyerlshell.erts.process import DEAD, INTERRUPTED, RUNNABLE, RUNNING, WAITING, Process
from pyerlshell.erts.run_queues import RunQueues

if TYPE_CHECKING:
    from pyerlshell.erts.export_cells import ExportCell
    from pyerlshell.erts.node import Node

_CHUNKS: Final = ((8, 64 << 20), (64, 1 << 20))
"""So many workers get a stack chunk of so many bytes; those beyond get the interpreter's own."""
_MAX_IDLE: Final = 64
_REDUCTIONS_PER_TICK: Final = 4000
"""Counting every start of a process cost 7 % of a message, so reductions are counted by ticks."""


class Hibernate(BaseException):
    """erlang:hibernate/3: the stack is forgotten, and the process goes on with a call."""

    def __init__(self, cell: ExportCell, args: tuple[Any, ...]) -> None:
        self.cell = cell
        self.args_ = args


def wait(resume: Any, live: tuple[Any, ...]) -> object:
    """Wait for a message, then go on with `resume(*live)`.

    The base trampoline never calls this: it sees `P.f is wait` and keeps the continuation only. A
    nested trampoline does, and then the process keeps its stack.
    """
    park()
    P.f = resume
    P.a = live
    return TAIL


def wait_there(*_: Any) -> object:
    """The same when the continuation is in the process already, as generated code leaves it: a
    message costs 8 % less."""
    p = P.cur
    resume, live = p.f, p.a
    park()
    P.f = resume
    P.a = live
    return TAIL


def park() -> None:
    """Keep the stack and let others run until a message or the timeout comes.

    The hub is asked only if a tick is due, nothing is runnable or no worker is idle: a switch
    there and back doubled the cost of a call of another process.
    """
    p = P.cur
    if p.flags and _goes_on(p):
        return
    p.state = WAITING
    p.g = getcurrent()
    sched: Any = P.sched
    guard, P.guard = P.guard, 0
    if P.pending or not sched.normal or not sched.idle:
        sched.hub.switch()
    else:
        sched.idle.pop().switch()
    P.guard = guard
    p.g = None


def switch_out(p: Process) -> None:
    """Leave the worker with this process on it; come back when the scheduler resumes it."""
    p.g = getcurrent()
    f, a, guard = P.f, P.a, P.guard
    P.guard = 0
    sched: Any = P.sched
    sched.hub.switch()
    p.g = None
    P.f, P.a, P.guard = f, a, guard


def give_way() -> None:
    """Let the others run (erlang:yield/0, and what follows a tick)."""
    p = P.cur
    p.reductions += _REDUCTIONS_PER_TICK
    p.flags |= INTERRUPTED
    p.state = RUNNABLE
    p.runq.append(p)
    switch_out(p)


def let_next_run() -> None:
    """Give way, and a full tick to who comes next."""
    if P.sched is not None:
        P.sched.ticker.restart()
    give_way()


def settle(budget: int) -> bool:
    """Let the others run until all of them wait; False if `budget` ns of CPU did not do."""
    sched: Any = P.sched
    end = time.process_time_ns() + budget
    while sched.has_work():
        if time.process_time_ns() >= end:
            return False
        give_way()
    return True


def check() -> None:
    """Called where kernel functions end: obey a tick that came meanwhile, or the process's own
    death."""
    if P.cur.state == DEAD:
        raise Killed
    if P.pending and P.sched is not None:
        give_way()


class Scheduler(RunQueues):
    """The run queues and workers of one node."""

    __slots__ = ("_workers", "hub", "idle", "node", "ticker")

    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node
        self.idle: list[greenlet] = []
        self.hub: greenlet = getcurrent()
        self.ticker = Ticker()
        self._workers = 0

    def slice(self, budget: int | None, stop: Callable[[], bool] | None = None) -> None:
        """Run processes until none is runnable, `budget` nanoseconds have passed or `stop()`
        holds."""
        node = self.node
        outer = (P.sched, getattr(P, "cur", None), P.f, P.a, P.pending, P.processes)
        outer_hub = self.hub
        self.hub = getcurrent()
        P.sched = self
        P.processes = node.processes
        end = None if budget is None else time.perf_counter_ns() + budget
        self.ticker.start()
        try:
            while node.exit_code is None:
                node.turn()
                if stop is not None and stop():
                    break
                if not self.next():
                    node.poller.look()  # a new slice costs more than a look
                    if not self.next():
                        break
                P.pending = bool(self.urgent or self.most)
                told = node.on_ran
                begun = 0 if told is None else time.perf_counter_ns()
                self._worker().switch(self)
                last = getattr(P, "cur", None)
                if told is not None and last is not None:
                    told(last, time.perf_counter_ns() - begun)
                if last is not None and len(last.saved) > LONG > last.lmark:
                    mark_long(last)
                if end is not None and time.perf_counter_ns() >= end:
                    break
        finally:
            self.hub = outer_hub
            if outer[0] is None:
                self.ticker.stop()
            P.sched, P.cur, P.f, P.a, P.pending, P.processes = cast("Any", outer)

    def _worker(self) -> greenlet:
        idle = self.idle
        if idle:
            return idle.pop()
        number = self._workers
        self._workers = number + 1
        for limit, chunk in _CHUNKS:
            if number < limit:
                return greenlet(_wide_bases[chunk], self.hub)
        return greenlet(_base, self.hub)

    def forget(self, worker: greenlet) -> None:
        """A worker too many ends, and the hub goes on."""
        self._workers -= 1
        worker.parent = self.hub

    def hibernate(self, p: Process, e: Hibernate) -> None:
        """Keep only the call that a message shall start."""
        cell, p.g, p.save, p.timed_out = e.cell, None, 0, False
        if p.extra is not None:
            p.extra.swept = p.reductions
        p.f, p.a = wake_up, (cell, e.args_)
        if p.saved or p.inbox:
            p.state = RUNNABLE
            p.runq.append(p)
        else:
            p.state = WAITING


def wake_up(cell: ExportCell, args: tuple[Any, ...]) -> Any:
    """What a hibernating process goes on with."""
    P.f = cell.fn
    P.a = args
    return TAIL


def _work(sched: Scheduler) -> None:
    """The base trampoline of a worker."""
    me = getcurrent()
    normal, idle = sched.normal, sched.idle
    # Names of the module as locals, the first call apart from those that follow: 4 % of a message.
    registers, tail, there = P, TAIL, wait_there
    runnable, running, waiting = RUNNABLE, RUNNING, WAITING
    p: Any = None
    while True:
        if not normal or (registers.pending and p is not None):
            p = f = a = r = registers.f = None
            registers.a = ()
            if len(idle) >= _MAX_IDLE:
                sched.forget(me)
                return
            idle.append(me)
            sched.hub.switch()
            continue
        p = normal.popleft()
        if p.state != runnable:
            if p.state == DEAD and p.g is not None:
                _bury(sched, me, p)
            continue
        p.state = running
        registers.cur = p
        if p.g is not None:
            idle.append(me)
            p.g.switch()
            p = None
            continue
        try:
            r = p.f(*p.a)
            while True:
                if r is not tail:
                    sched.node.ended(p, r)
                    break
                f = registers.f
                if f is there:
                    if p.flags and _goes_on(p):
                        r = p.f(*p.a)
                        continue
                    p.state = waiting
                    break
                a = registers.a
                if f is wait:
                    f, a = a
                    if p.flags and _goes_on(p):
                        r = f(*a)
                        continue
                    p.f = f
                    p.a = a
                    p.state = waiting
                    break
                if registers.pending:
                    p.f, p.a = f, a
                    p.state = runnable
                    p.reductions += _REDUCTIONS_PER_TICK
                    p.runq.append(p)
                    break
                r = f(*a)
        except Killed:
            p.g = None
        except Hibernate as e:
            sched.hibernate(p, e)
        except (GreenletExit, KeyboardInterrupt, SystemExit):
            me.parent = sched.hub
            raise
        except BaseException as e:
            sched.node.crashed(p, e)
            e.__traceback__ = None


def _goes_on(p: Process) -> bool:
    """Something may have come since the process that is about to wait looked at its mailbox."""
    if p.state == DEAD:
        raise Killed
    p.flags &= ~INTERRUPTED
    if p.extra is not None:
        settle_pending(p)
    return p.has_news()


def _bury(sched: Scheduler, me: greenlet, p: Process) -> None:
    """Unwind the stack of a process that an exit signal ended."""
    g = cast("greenlet", p.g)
    p.g = None
    P.cur = p
    sched.idle.append(me)
    g.throw(Killed)


def _base(sched: Scheduler) -> None:
    _work(sched)


def _wide(chunk: int) -> Callable[[Scheduler], None]:
    code = _base.__code__.replace(co_stacksize=chunk // 16 + 64)
    return FunctionType(code, globals(), "base")


_wide_bases: Final = {chunk: _wide(chunk) for _, chunk in _CHUNKS}
BASE_CODE: Final[CodeType] = _work.__code__
"""Stack walks stop at this frame: touching the one below would copy its chunk."""
