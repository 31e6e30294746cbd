"""suspend_process and resume_process.

A suspended process is in no run queue; the time of its receive stands still. Who suspended it holds
the count, so that it goes on when he ends.

OTP: erl_process.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.process import RUNNABLE, SUSPENDED, WAITING, Process
from pyerlshell.erts.scheduler import check
from pyerlshell.erts.signals import send_to
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.types import Pid, Term


@erlang.export("suspend_process/1", "(Suspendee) -> true when Suspendee :: pid()")
def suspend_process(pid: Term) -> Term:
    """Keep a process from running until resume_process/1."""
    _suspend(pid, (pid,))
    return a.true


@erlang.export("suspend_process/2", "(Suspendee, OptList) -> boolean() when Suspendee :: pid()")
def suspend_process_2(pid: Term, options: Term) -> Term:
    """Keep a process from running; `unless_suspending` does it once only.

    `{asynchronous, Tag}` has {Tag, suspended} sent, or {Tag, exited} if there is no such process.
    """
    given = (pid, options)
    if type(pid) is not Pid or pid == P.cur.pid:
        raise badarg(*given)
    chosen: list[Any] = from_list(options) if is_proper(options) else [None]
    if not all(option in _SUSPEND_OPTIONS or _is_tagged(option) for option in chosen):
        raise ErlError(a.error, a.badarg, given, info=a.badopt)
    p = P.cur
    counts = p.extra.suspending if p.extra is not None else {}
    if a.unless_suspending in chosen and counts.get(pid.number):
        return a.false
    later = a.asynchronous in chosen or any(type(option) is tuple for option in chosen)
    alive = not later or p.node.lookup(pid) is not None
    if alive:
        _suspend(pid, given)
    for option in chosen:
        if type(option) is tuple:
            send_to(p.node, p.pid, (option[1], a.suspended if alive else a.exited))
    return a.true


_SUSPEND_OPTIONS: Final = (a.unless_suspending, a.asynchronous)


def _is_tagged(option: Any) -> bool:
    return type(option) is tuple and len(option) == 2 and option[0] is a.asynchronous


def _suspend(pid: Term, given: tuple[Term, ...]) -> None:
    p = P.cur
    other = p.node.lookup(pid) if type(pid) is Pid else None
    if other is None or other is p:
        raise badarg(*given)
    counts = p.more().suspending
    if not counts:
        p.more().on_exit.append(_let_go)
    counts[other.pid.number] = counts.get(other.pid.number, 0) + 1
    extra = other.more()
    extra.suspended_by += 1
    if other.state != SUSPENDED:
        extra.waited = other.state == WAITING
        other.state = SUSPENDED
        if other.timer is not None:  # the time of its receive stands still
            extra.time_left = other.timer - p.node.clock.monotonic()
            p.node.timers.forget(other)
    check()


def _let_go(p: Process, _reason: Term) -> None:
    """Who suspended others has ended."""
    counts, p.more().suspending = p.more().suspending, {}
    for number, count in counts.items():
        other = p.node.processes.get(number)
        if other is not None and count:
            _resume(other, count)


@erlang.export("resume_process/1", "(Suspendee) -> true when Suspendee :: pid()")
def resume_process(pid: Term) -> Term:
    """Undo one suspend_process/1 of the caller's."""
    p = P.cur
    other = p.node.lookup(pid) if type(pid) is Pid else None
    counts = p.extra.suspending if p.extra is not None else {}
    if other is None or not counts.get(other.pid.number):
        raise badarg(pid)
    counts[other.pid.number] -= 1
    _resume(other, 1)
    return a.true


def _resume(other: Process, count: int) -> None:
    """So many suspensions less. Who waited goes on waiting unless there is news."""
    extra = other.more()
    extra.suspended_by -= count
    if extra.suspended_by == 0 and other.state == SUSPENDED:
        if extra.time_left is not None:
            left, extra.time_left = extra.time_left, None
            other.timer = when = other.node.clock.monotonic() + max(left, 0)
            other.node.timers.arm(other, when)
        if extra.waited and not other.has_news():
            other.state = WAITING
        else:
            other.state = RUNNABLE
            other.runq.append(other)
