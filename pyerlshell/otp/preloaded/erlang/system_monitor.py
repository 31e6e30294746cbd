"""system_monitor/0,1,2: a process is told of what is too large, too long or too slow.

`long_schedule`: who kept the one scheduler for so long is told of when it comes back; where it was
when it began is not known. `large_heap`: looked for when garbage is collected, and now and then
among those that ran last. `long_gc` has nothing to tell, `busy_dist_port` nobody to talk to.

OTP: erl_bif_trace.c (system_monitor), erl_trace.c (monitor_long_schedule_proc, ...)
"""

from __future__ import annotations

import time
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.heaps import figures, monitor_info
from pyerlshell.erts.machine import P
from pyerlshell.erts.mailbox import watch_sending
from pyerlshell.erts.node import Node
from pyerlshell.erts.process import DEAD, Process, deliver
from pyerlshell.erts.tracing.hooks import Hooks
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.preloaded.erlang.processes import send_2
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper, to_list
from pyerlshell.terms.structs import field, structure
from pyerlshell.terms.types import Pid, Port, Term

_NANOSECONDS: Final = 1_000_000
_LOOK_PAUSE: Final = 20
"""Looking for large heaps takes at most this part of the time."""
_LEAST: Final = {a.large_heap: 16384, a.long_schedule: 1, a.long_gc: 1}
"""Limits, in the order in which they are told, and the lowest that is possible."""
_EVENTS: Final = (a.busy_dist_port, a.busy_port)


@structure()
class Wanted:
    """What one process wants to be told of; 0: no limit."""

    monitor: Process
    options: Term
    found: dict[Atom, Any]
    long_schedule: int = 0
    large_heap: int = 0
    busy_port: bool = False
    queue: tuple[int, int] | None = None
    crowded: set[Process] = field(default_factory=set)
    next_look: int = 0


LEGACY: Final = -1
"""What system_monitor/2 sets; trace sessions have numbers of their own."""


class Watching:
    """The system monitors of one node: that of system_monitor/2 and those of trace sessions."""

    __slots__ = ("hears", "node", "wanted")

    def __init__(self, node: Node) -> None:
        self.node = node
        self.wanted: dict[int, Wanted] = {}
        self.hears = False

    def now(self) -> list[Wanted]:
        """What is wanted by processes that live."""
        for number, wanted in list(self.wanted.items()):
            if wanted.monitor.state == DEAD:
                del self.wanted[number]
        return list(self.wanted.values())

    def setting(self, number: int) -> Term:
        """What was set last: {Monitor, Options}, or `undefined`."""
        self.now()
        wanted = self.wanted.get(number)
        return a.undefined if wanted is None else (wanted.monitor.pid, wanted.options)

    def set(self, number: int, wanted: Wanted | None) -> Term:
        """Set what one monitor wants; the old setting."""
        old = self.setting(number)
        self.wanted.pop(number, None)
        if wanted is not None:
            self.wanted[number] = wanted
        node = self.node
        node.on_ran = _ran if self.wanted else None
        node.on_busy = _busy if any(w.busy_port for w in self.wanted.values()) else None
        hears = any(w.queue is not None for w in self.wanted.values())
        if hears is not self.hears:
            self.hears = hears
            watch_sending(hears, send_2)
            node.part(Hooks).set("on_receive", "monitor", _received if hears else None)
        return old


@erlang.export("system_monitor/0", "() -> undefined | {pid(), [Option]}")
def system_monitor_0() -> Term:
    """What system_monitor/2 was given last."""
    return P.cur.node.part(Watching).setting(LEGACY)


@erlang.export("system_monitor/1", "(Arg) -> undefined | {pid(), [Option]}")
def system_monitor_1(setting: Term) -> Term:
    """Set what {MonitorPid, Options} says; `undefined` ends it."""
    if setting is a.undefined:
        return _set(None)
    if type(setting) is not tuple or len(setting) != 2:
        raise badarg(setting)
    return _set(read_monitoring(setting[0], setting[1], (setting,)))


@erlang.export("system_monitor/2", "(MonitorPid, Options) -> undefined | {pid(), [Option]}")
def system_monitor_2(pid: Term, options: Term) -> Term:
    """Set which events of the system a process shall be told of; the old setting."""
    return _set(read_monitoring(pid, options, (pid, options)))


def read_monitoring(pid: Term, options: Term, given: tuple[Term, ...]) -> Wanted | None:
    """What a process wants to be told of, from a list of options; None: nothing."""
    if pid is a.undefined or options is None:
        return None
    monitor = P.cur.node.lookup(pid) if type(pid) is Pid else None
    if monitor is None or not is_proper(options):
        raise badarg(*given)
    found: dict[Atom, Any] = {}
    for option in from_list(options):
        name, value = option if type(option) is tuple and len(option) == 2 else (option, True)
        if type(name) is not Atom or not _fits(name, value):
            raise ErlError(a.error, a.badarg, given, info=a.badopt)
        found[name] = value
    return monitoring(monitor, found)


def monitoring(monitor: Process, found: dict[Atom, Any]) -> Wanted:
    """What a process wants to be told of."""
    found = {name: max(value, _LEAST.get(name, value)) for name, value in found.items()}
    wanted = Wanted(monitor, None, found)
    limits = (*_LEAST, a.long_message_queue)
    wanted.options = to_list(
        [
            *[name for name in _EVENTS if name in found],
            *[(name, found[name]) for name in limits if name in found],
        ]
    )
    wanted.long_schedule = found.get(a.long_schedule, 0) * _NANOSECONDS
    wanted.large_heap = found.get(a.large_heap, 0)
    wanted.busy_port = a.busy_port in found
    wanted.queue = found.get(a.long_message_queue)
    return wanted


def change(number: int, monitor: Process, name: Term, value: Term) -> bool:
    """Change one setting of a session's; whether it can be so."""
    if type(name) is not Atom:
        return False
    watching = P.cur.node.part(Watching)
    known = watching.wanted.get(number)
    found = {} if known is None else known.found.copy()
    if value is a.false and (name in _EVENTS or name in _LEAST or name is a.long_message_queue):
        found.pop(name, None)
    else:
        value = True if value is a.true else value
        if not _fits(name, value):
            return False
        found[name] = value
    watching.set(number, monitoring(monitor, found))
    return True


def _fits(name: Atom, value: Any) -> bool:
    if name in _EVENTS:
        return value is True
    if name in _LEAST:
        return type(value) is int and 0 <= value < 1 << 64
    if name is not a.long_message_queue or type(value) is not tuple or len(value) != 2:
        return False
    low, high = value
    return type(low) is type(high) is int and 0 <= low < high


def _set(wanted: Wanted | None) -> Term:
    return P.cur.node.part(Watching).set(LEGACY, wanted)


# -- what happens


def _tell(wanted: Wanted, p: Process, event: Atom, info: Term) -> None:
    if p is not wanted.monitor:
        deliver(wanted.monitor, (a.monitor, p.pid, event, info))


def _ran(p: Process, took: int) -> None:
    """The hub has control again after so many nanoseconds; `p` ran last."""
    everybody = p.node.part(Watching).now()
    if not everybody:
        p.node.on_ran = None
    for wanted in everybody:
        if 0 < wanted.long_schedule < took and p is not wanted.monitor:
            place = (a.out, _place(p))
            told = [(a.timeout, took // _NANOSECONDS), (a.__getattr__("in"), a.undefined), place]
            _tell(wanted, p, a.long_schedule, to_list(told))
        if wanted.large_heap:
            now = time.process_time_ns()
            if now >= wanted.next_look:
                _look(wanted, p)
                spent = time.process_time_ns() - now
                wanted.next_look = now + _LOOK_PAUSE * spent
        for crowded in list(wanted.crowded):
            if wanted.queue is not None and crowded.queue_length() <= wanted.queue[0]:
                wanted.crowded.discard(crowded)
                if crowded.state != DEAD:
                    _tell(wanted, crowded, a.long_message_queue, a.false)


def _place(p: Process) -> Term:
    from pyerlshell.otp.preloaded.erlang.processes_info import current_function

    return current_function(p) if p.state != DEAD else a.undefined


def collected(p: Process) -> None:
    """Somebody looks at the heap of a process."""
    for wanted in p.node.part(Watching).now():
        _look(wanted, p)


def _look(wanted: Wanted, p: Process) -> None:
    if not wanted.large_heap or p.state == DEAD or p is wanted.monitor:
        return
    found = figures(p)
    if found.total > wanted.large_heap:
        _tell(wanted, p, a.large_heap, monitor_info(found))


def _received(p: Process, message: Term) -> None:
    for wanted in p.node.part(Watching).now():
        if wanted.queue is None or p in wanted.crowded or p is wanted.monitor:
            continue
        if p.queue_length() + 1 >= wanted.queue[1]:
            wanted.crowded.add(p)
            _tell(wanted, p, a.long_message_queue, a.true)


def _busy(p: Process, port: Port) -> None:
    for wanted in p.node.part(Watching).now():
        if wanted.busy_port:
            _tell(wanted, p, a.busy_port, port)
