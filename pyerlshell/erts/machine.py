"""The registers that the running process uses, and the trampoline.

A call in tail position stores its target in `P.f`, its arguments in `P.a`, and returns `TAIL`;
whoever made the surrounding non-tail call goes on with `run()`. The arguments are evaluated before
the registers are stored, because evaluating one may run a trampoline of its own. Only one process
runs at a time in the whole Python process, so one set of registers serves every node.

OTP: the X registers and the instruction pointer of beam_emu.c
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.process import Process
    from pyerlshell.erts.scheduler import Scheduler


class Registers:
    """`f`, `a`: the pending tail call. `cur`: the running process. `pending`: a preemption is due.

    `sched`: the scheduler that is running, None outside of it. `guard`: over 0 while the running
    frame holds something (an import, a module being loaded) and must not be interrupted.
    `processes`: those of the running node.
    """

    __slots__ = ("a", "cur", "f", "guard", "pending", "processes", "sched")
    f: Any
    a: tuple[Any, ...]
    cur: Process
    pending: bool
    sched: Scheduler | None
    guard: int
    processes: dict[int, Process]


class _Tail:
    __slots__ = ()

    def __repr__(self) -> str:
        return "TAIL"


P: Final = Registers()
P.f = None
P.a = ()
P.pending = False
P.sched = None
P.guard = 0
P.processes = {}
TAIL: Final = _Tail()


def run() -> Term:
    """Finish the tail call in the registers; the value of the call. Never used by the scheduler
    itself."""
    while True:
        f = P.f
        a = P.a
        n = len(a)
        if n == 1:
            r = f(a[0])
        elif n == 2:
            r = f(a[0], a[1])
        elif n == 3:
            r = f(a[0], a[1], a[2])
        elif n == 0:
            r = f()
        elif n == 4:
            r = f(a[0], a[1], a[2], a[3])
        elif n == 5:
            r = f(a[0], a[1], a[2], a[3], a[4])
        elif n == 6:
            r = f(a[0], a[1], a[2], a[3], a[4], a[5])
        elif n == 7:
            r = f(a[0], a[1], a[2], a[3], a[4], a[5], a[6])
        elif n == 8:
            r = f(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7])
        else:
            r = f(*a)
        if r is not TAIL:
            return r


def tail(f: Any, *args: Term) -> Term:
    """Store a tail call and return TAIL: `return tail(f, x)` in native code."""
    P.f = f
    P.a = args
    return TAIL
