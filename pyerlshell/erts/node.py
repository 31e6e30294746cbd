"""One running system: it owns the processes, names, code, timers, references and the clock.

Nothing of a node is kept at module level, so two nodes can live in one Python process. A node only
moves while somebody drives it: `call/3` and `run_until/1` in batch, `run_slice/1` from an event
loop.

OTP: erl_init.c
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable
from types import FunctionType
from typing import Any, Final, Literal, TypeVar

from pyerlshell.erts.clock import MONOTONIC_START, Clock, SystemClock
from pyerlshell.erts.code_table import CodeTable, Loader
from pyerlshell.erts.errors import ErlError, Killed
from pyerlshell.erts.export_cells import ExportCell
from pyerlshell.erts.frames import DEPTH
from pyerlshell.erts.limits import Limits
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.erts.module_instance import ModuleInstance
from pyerlshell.erts.outside import Outside
from pyerlshell.erts.poller import Poller
from pyerlshell.erts.process import DEAD, HAS_ALIASES, RUNNABLE, Monitor, Process, time_out
from pyerlshell.erts.reasons import caught, internal_error, is_internal
from pyerlshell.erts.scheduler import Scheduler
from pyerlshell.erts.signals import finish, send_to
from pyerlshell.erts.stacktrace import stacktrace
from pyerlshell.erts.timers import Timers
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.module_code import ModuleCode
from pyerlshell.terms.types import NONODE, Pid, Ref, Term

CrashHook = Callable[[Process, Atom, Term, Term], None]
ExitHook = Callable[[Process, Term], None]
T = TypeVar("T")

_LOG_FLOOD: Final = 1000
"""With so many events waiting in the logger's mailbox, further ones are lost, as in the reference.
"""


class Node:
    """A node. `loaders` are asked in turn for a module that is called and not loaded."""

    def __init__(
        self,
        loaders: Iterable[Loader] = (),
        clock: Clock | None = None,
        outside: Outside | None = None,
        name: Atom = NONODE,
        seed: int = 0,
    ) -> None:
        self.name = name
        self.creation = 0
        self.clock: Clock = clock or SystemClock()
        self.outside = outside or Outside()
        self.loaders: list[Loader] = list(loaders)
        self.processes: dict[int, Process] = {}
        self.registry: dict[Atom, Process] = {}
        self.aliases: dict[tuple[int, ...], tuple[Process, Atom, Monitor | None]] = {}
        self.timers = Timers(time_out)
        self.timer_refs: dict[tuple[int, ...], int] = {}
        self.poller = Poller()
        self.code = CodeTable(self)
        self.scheduler = Scheduler(self)
        self.exit_hooks: list[ExitHook] = []
        self.on_crash: CrashHook | None = None
        self.on_internal_error: Callable[[Process, BaseException], None] | None = None
        self.decode_object: Callable[[Atom, Any], ModuleCode | None] | None = None
        self.without_loops: Callable[[ModuleInstance], ModuleCode | None] | None = None
        self.on_loaded: Callable[[ModuleInstance], None] | None = None
        self.past_reductions = 0
        self.backtrace_depth = DEPTH
        self.exit_code: int | None = None
        self.halt_reason: str | None = None
        self.on_work: Callable[[], None] | None = None
        self.application_env: dict[Atom, dict[Any, Term]] = {}
        self.printable: Literal["latin1", "unicode"] = "latin1"
        self.ports: Any = None
        self.on_send: Callable[[Any, Term], None] | None = None
        self.on_timeout: Callable[[Process], None] | None = None
        self.on_receive: Callable[[Process, Term], None] | None = None
        self.on_deleted: Callable[[ModuleInstance], None] | None = None
        self.on_link: Callable[[Process, Process, bool], None] | None = None
        self.on_name: Callable[[Process, Any, Atom], None] | None = None
        self.on_unlink: Callable[[Process, Any], None] | None = None
        self.system_logger: Pid | Atom | None = None
        self.on_ran: Callable[[Process, int], None] | None = None
        self.on_busy: Callable[[Process, Any], None] | None = None
        self.parts: dict[type, Any] = {}
        self.limits = Limits(self)
        self.started_at = self.clock.monotonic()
        self._next_pid = 0
        self._unique = 0
        self._refs = 0
        self._ref_high = 0x40000000 | (seed or self.clock.system()) & 0x3FFFFFFF
        self._group_leader: Pid | None = None

    # -- identity and numbers

    def part(self, kind: type[T]) -> T:
        """The node's one `kind`, made as `kind(node)` when it is first asked for (ets tables,
        ...)."""
        found = self.parts.get(kind)
        if found is None:
            found = self.parts[kind] = kind(self)  # type: ignore[call-arg]
        return found

    def monotonic_time(self) -> int:
        """What erlang:monotonic_time() says, in nanoseconds."""
        return self.clock.monotonic() - self.started_at + MONOTONIC_START

    def set_next_pid(self, number: int) -> None:
        """The next process is `<0.number.0>`, if none went beyond it already."""
        self._next_pid = max(self._next_pid, number)

    def skip_pids(self, count: int) -> None:
        """Use up process numbers, as the reference does for processes that we do not have."""
        self._next_pid += count

    def next_pid(self) -> int:
        """The number that the next process gets."""
        return self._next_pid

    def fresh_pid(self) -> Pid:
        """The pid of a process that never was."""
        self._next_pid += 1
        return Pid(self.name, self._next_pid - 1, 0, self.creation)

    def make_ref(self) -> Ref:
        """A new reference; its words are as wide in print as the reference's are."""
        self._refs = n = self._refs + 1
        ids = (self._ref_high, 0x60010000 | n >> 17, 0x20000 | n & 0x1FFFF)
        return Ref(self.name, ids, self.creation)

    def unique_integer(self) -> int:
        """An integer that was never given before on this node, greater than the last."""
        self._unique += 1
        return self._unique

    # -- processes

    def spawn(
        self,
        f: Callable[..., Any],
        args: tuple[Term, ...] = (),
        parent: Process | None = None,
        initial: ExportCell | FunctionType | None = None,
    ) -> Process:
        """A new runnable process that calls `f(*args)`."""
        p = Process.__new__(Process)
        number = self._next_pid
        self._next_pid = number + 1
        p.pid = pid = Pid(self.name, number, 0, self.creation)
        p.node = self
        p.f = f
        p.a = args
        p.g = None
        p.saved = []
        p.inbox = None
        p.save = 0
        p.timed_out = False
        p.timer = None
        p.armed = 0
        p.lref = None
        p.lmark = 0
        p.trap_exit = False
        p.links = p.monitors = p.monitored_by = p.dictionary = p.name = p.extra = None
        if parent is not None:
            p.parent = parent.pid
            p.group_leader = parent.group_leader
        else:
            p.parent = None
            p.group_leader = self._group_leader or pid
        p.initial = initial or f  # type: ignore[assignment]
        p.reductions = 1
        p.flags = 0
        p.state = RUNNABLE
        p.runq = queue = self.scheduler.normal
        self.processes[number] = p
        queue.append(p)
        return p

    def spawn_mfa(
        self, module: Atom, name: Atom, args: tuple[Term, ...], parent: Process | None = None
    ) -> Process:
        """A new process that calls module:name(args...) as it is when the process first runs."""
        cell = self.code.cell(module, name, len(args))
        return self.spawn(start_cell, (cell, args), parent, cell)

    def set_default_group_leader(self, pid: Pid | None) -> None:
        """The group leader of processes that no process spawned."""
        self._group_leader = pid

    def init_pid(self) -> Pid:
        """`<0.0.0>`."""
        return Pid(self.name, 0, 0, self.creation)

    def lookup(self, pid: Pid) -> Process | None:
        """The living process with this pid."""
        p = self.processes.get(pid.number)
        return p if p is not None and (p.pid is pid or p.pid == pid) else None

    def send(self, to: Term, message: Term) -> bool:
        """Send from outside of any process."""
        done = send_to(self, to, message)
        if self.on_work is not None:
            self.on_work()
        return done

    def make_alias_ref(self, p: Process) -> Ref:
        """A new reference that names the process, as aliases do."""
        self._refs = n = self._refs + 1
        low = 0x60010000 | n >> 17
        ids = (0, p.pid.number << 7 | 3, self._ref_high, low, 0x20000 | n & 0x1FFFF)
        return Ref(self.name, ids, self.creation)

    def add_alias(self, p: Process, ref: Ref, mode: Atom, monitor: Monitor | None = None) -> None:
        """Messages sent to `ref` reach the process until the alias is given up as `mode` says."""
        self.aliases[ref.ids] = (p, mode, monitor)
        p.flags |= HAS_ALIASES

    def drop_aliases(self, p: Process) -> None:
        """A process has ended: its aliases mean nothing any more."""
        if self.aliases and p.flags & HAS_ALIASES:
            self.aliases = {k: v for k, v in self.aliases.items() if v[0] is not p}

    # -- the end of processes

    def ended(self, p: Process, value: Term) -> None:
        """The process's function has returned."""
        finish(p, a.normal)

    def crashed(self, p: Process, e: BaseException) -> None:
        """An exception came out of the process's function."""
        try:
            self._crashed(p, e)
        except Exception as bug:
            if self.on_internal_error is not None:
                self.on_internal_error(p, bug)
            finish(p, internal_error(bug))

    def _crashed(self, p: Process, e: BaseException) -> None:
        cls, reason = caught(e)
        if p.extra is not None and p.extra.floor is not None and p.state != DEAD:
            if is_internal(reason) and self.on_internal_error is not None:
                self.on_internal_error(p, e)
            trace = stacktrace(e)
            floor, p.extra.floor = p.extra.floor, None
            p.f, p.a = floor.handler, (cls, reason, trace)
            p.state = RUNNABLE
            p.runq.append(p)
            return
        if cls is a.exit:
            finish(p, reason)
            return
        trace = stacktrace(e)
        if is_internal(reason) and self.on_internal_error is not None:
            self.on_internal_error(p, e)
        if cls is a.throw:
            reason = (a.nocatch, reason)
        if self.on_crash is not None:
            self.on_crash(p, cls, reason, trace)
        else:
            self._log_crash(p, (reason, trace))
        finish(p, (reason, trace))

    def _log_crash(self, p: Process, value: Term) -> None:
        """What the reference's runtime sends to the process named `logger`."""
        text = "Error in process ~p with exit value:~n~p~n"
        self.log(a.error, text, [p.pid, value], p)

    def log(self, level: Atom, text: str, args: list[Term], p: Process | None) -> None:
        """Something for the process `logger`, about a process or the system; dropped in a flood."""
        logger = self._logger()
        if logger is None or logger.queue_length() > _LOG_FLOOD:
            return
        tags: Term = {a.emulator: a.true, a.tag: level}
        meta: dict[Any, Term] = {a.error_logger: tags}
        if p is not None:
            meta[a.pid] = p.pid
            meta[a.gl] = p.group_leader
        else:
            meta[a.pid] = logger.pid
            meta[a.gl] = logger.group_leader
        meta[a.time] = self.clock.system() // 1000
        send_to(self, logger.pid, (a.log, level, string_to_list(text), to_list(args), meta))

    def _logger(self) -> Process | None:
        """The process `logger`, unless system_flag(system_logger, _) says otherwise."""
        chosen = self.system_logger
        if type(chosen) is Pid:
            found = self.lookup(chosen)
            if found is not None:
                return found
            self.system_logger = a.logger
        return None if chosen is a.undefined else self.registry.get(a.logger)

    # -- running

    def start(self) -> None:
        """Adapt Python to the load: deep recursion, many long-lived objects.

        Erlang's terms have no cycles, so what the collector could find is little: at most 100 MB of
        named funs. With a threshold of 100,000 a list of a million took 12 % longer.
        """
        sys.setrecursionlimit(2**31 - 1)
        gc.set_threshold(1_500_000, 20, 1000)

    def freeze(self) -> None:
        """What is there now stays for ever: keep the garbage collector out of it (after boot)."""
        gc.collect()
        gc.freeze()

    def turn(self) -> None:
        """What the hub does between processes: timers, posted calls, ready descriptors."""
        poller = self.poller
        if poller.has_posted():
            poller.run_posted()
        if poller.is_open():
            poller.poll_now_and_then()
        if self.timers.heap:
            self.timers.fire(self.clock.monotonic())
        self.limits.turn()

    def has_work(self) -> bool:
        """A process can run now."""
        return self.scheduler.has_work() or self.poller.has_posted()

    def next_deadline(self) -> float | None:
        """Seconds until the next timer, None if there is none."""
        when = self.timers.next_time()
        if when is None:
            return None
        return max(0.0, (when - self.clock.monotonic()) / 1e9)

    def run_slice(self, budget: float = 0.006) -> bool:
        """Run for at most so many seconds; whether there is more to do at once."""
        self.turn()
        if self.scheduler.has_work():
            self.scheduler.slice(int(budget * 1e9))
        return self.exit_code is None and self.has_work()

    def run_until(self, stop: Callable[[], bool]) -> bool:
        """Run, and wait for timers and the outside, until `stop()` holds.

        False when that can never come: nothing is runnable, and no timer and nobody outside will
        change it.
        """
        while True:
            self.scheduler.slice(None, stop)
            if self.exit_code is not None or stop():
                return True
            if not self.scheduler.has_work() and not self.wait_outside():
                return False

    def run_idle(self) -> None:
        """Run what can run now, without letting time pass."""
        self.scheduler.slice(None)

    def wait_outside(self, limit: float | None = None) -> bool:
        """Nothing is runnable: wait for the next timer or the outside. False if neither will
        come."""
        when = self.timers.next_time()
        if when is None and not self.poller.watches() and not self.poller.has_posted():
            return False
        timeout = limit
        if when is not None:
            if self.clock.jumps:
                self.clock.jump(when)
            left = max(0.0, (when - self.clock.monotonic()) / 1e9)
            timeout = left if limit is None else min(left, limit)
        self.poller.poll(timeout)
        return True

    def call(self, module: Atom | str, name: Atom | str, args: Iterable[Term] = ()) -> Term:
        """Call an Erlang function in a new process and run the node until it is done.

        Raises the ErlError that it raised. Only from outside of processes.
        """
        from pyerlshell.terms.atoms import atom

        module = atom(module) if isinstance(module, str) else module
        name = atom(name) if isinstance(name, str) else name
        arguments = tuple(args)
        return self.call_fun(self.code.cell(module, name, len(arguments)).fn, arguments)

    def call_fun(self, f: Callable[..., Any], args: tuple[Term, ...] = ()) -> Term:
        """Like `call/3`, with a fun."""
        outcome: list[Any] = []
        self.spawn_call(f, args, outcome)
        if not self.run_until(lambda: bool(outcome)):
            raise RuntimeError("the call waits for ever")
        if not outcome:
            raise SystemExit(self.exit_code)
        kind, value = outcome[0]
        if kind == "value":
            return value
        raise value

    def spawn_call(
        self, f: Callable[..., Any], args: tuple[Term, ...], outcome: list[Any]
    ) -> Process:
        """A process that calls `f(*args)` and puts ("value", Term) or ("error", ErlError) into
        `outcome`."""
        p = self.spawn(_collect, (outcome, f, args))
        p.more().on_exit.append(lambda _, reason: _failed(outcome, reason))
        if self.on_work is not None:
            self.on_work()
        return p

    def halt(self, code: int, text: str | None = None) -> None:
        """Stop: whoever drives the node gets control back and finds `exit_code`."""
        if self.exit_code is None:
            self.exit_code = code
            self.halt_reason = text
        P.pending = True


def start_cell(cell: ExportCell, args: tuple[Term, ...]) -> Any:
    """The first step of `spawn(M, F, Args)`."""
    P.f = cell.fn
    P.a = args
    return TAIL


def _collect(outcome: list[Any], f: Callable[..., Any], args: tuple[Term, ...]) -> Term:
    try:
        r = f(*args)
        if r is TAIL:
            r = run()
    except Killed:
        raise
    except Exception as e:
        cls, reason = caught(e)
        trace = stacktrace(e)
        known = e if type(e) is ErlError else ErlError(cls, reason, None, trace)
        if known is not e:
            known.__cause__ = e
        outcome.append(("error", known))
    else:
        outcome.append(("value", r))
    P.pending = True
    return a.ok


def _failed(outcome: list[Any], reason: Term) -> None:
    P.pending = True
    if not outcome:
        outcome.append(("error", ErlError(a.exit, reason)))
