"""Who traces which process with which flags, and which functions.

OTP: erl_trace.c
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final
from weakref import ref

from pyerlshell.erts.clock import LastNow
from pyerlshell.erts.match_spec.spec import MatchSpec
from pyerlshell.erts.process import DEAD, Process, deliver
from pyerlshell.erts.tracing.meters import Meter
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Pid, Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

Mfa = tuple[Atom, Atom, int]

_NAMES: Final = """
    running_procs running_ports ports scheduler_id silent return_to arity garbage_collection
    exiting running set_on_first_link set_on_link set_on_first_spawn procs call set_on_spawn
    receive send monotonic_timestamp strict_monotonic_timestamp timestamp cpu_timestamp
"""
FLAGS: Final = tuple([atom(name) for name in _NAMES.split()])
"""In the order in which they are told."""

ALL: Final = frozenset(FLAGS) - {a.cpu_timestamp}
PORTS_ONLY: Final = frozenset((a.ports, a.running_ports))
SHARED: Final = frozenset(
    [atom(name) for name in "send receive silent scheduler_id".split()]
    + [atom(f"{kind}timestamp") for kind in ("", "monotonic_", "strict_monotonic_")]
)
"""Flags that mean something for processes and for ports."""


class Traced:
    """The flags of one traced process, and who is told."""

    __slots__ = ("flags", "tracer")

    def __init__(self, flags: frozenset[Atom], tracer: Process) -> None:
        self.flags = flags
        self.tracer = tracer


class TracedPorts:
    """The ports that a session traces, by their numbers, and what holds for ports to come."""

    __slots__ = ("new", "open")

    def __init__(self) -> None:
        self.open: dict[int, Traced] = {}
        self.new: Traced | None = None

    def any(self) -> bool:
        """Some port is traced or will be."""
        return bool(self.open) or (self.new is not None and bool(self.new.flags))


class Pattern:
    """How one function is traced. `spec` None: no conditions, nothing extra."""

    __slots__ = (
        "count",
        "gone",
        "local",
        "meta",
        "meta_spec",
        "meters",
        "paused",
        "spec",
        "traced",
    )

    def __init__(self) -> None:
        self.traced = False
        self.local = False
        self.spec: MatchSpec | None = None
        self.meta: Process | None = None
        self.meta_spec: MatchSpec | None = None
        self.gone = False
        self.count: int | None = None
        self.paused = False
        self.meters: dict[Atom, Meter] = {}

    def is_empty(self) -> bool:
        """Nothing is left to trace."""
        return not self.traced and not self.is_local()

    def copy(self) -> Pattern:
        """The same for another function."""
        made = Pattern()
        made.traced, made.local, made.spec = self.traced, self.local, self.spec
        made.meta, made.meta_spec = self.meta, self.meta_spec
        made.count = None if self.count is None else 0
        return made

    def is_local(self) -> bool:
        """Calls inside of the module count as well."""
        return self.local or self.meta is not None or self.count is not None or bool(self.meters)


class Hold:
    """What the handle of a session holds: the session ends when nobody has the handle."""

    __slots__ = ("__weakref__",)


class Session:
    """One trace session; the first of a node is that of erlang:trace/3."""

    def __init__(self, name: Atom, tracer: Process | None = None, number: int = -1) -> None:
        self.name = name
        self.number = number
        self.on_load: Pattern | None = None
        self.tracer = tracer
        self.processes: dict[int, Traced] = {}
        self.ports = TracedPorts()
        self.new = Traced(frozenset(), tracer) if tracer is not None else None
        self.patterns: dict[Mfa, Pattern] = {}
        self.message_specs: dict[Atom, MatchSpec | None] = {}
        self.hold: ref[Hold] | None = None

    def is_lost(self) -> bool:
        """Nobody has its handle any more."""
        return self.hold is not None and self.hold() is None


class Tracing:
    """The sessions of one node."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.default = Session(a.default)
        self.sessions: list[Session] = [self.default]
        self.created = 0
        self.adapt: Callable[[], None] | None = None
        self.control_word = 0
        self.cpu_time = False  # timestamps tell of the processor's time
        self.hooked = False
        self.watched: dict[int, Process] = {}  # whose runs are traced: see `running`

    def create(self, name: Atom, tracer: Process | None) -> Session:
        """One more session; the newest comes first but for the default one."""
        session = Session(name, tracer, self.created)
        self.created += 1
        self.sessions.append(session)
        return session

    def of(self, p: Process, flag: Atom) -> Iterator[tuple[Session, Traced]]:
        """The sessions in which the process has the flag; none if it is sensitive."""
        if p.extra is not None and p.extra.flags.get(a.sensitive) is a.true:
            return
        for session in self.sessions:
            traced = session.processes.get(p.pid.number)
            if traced is not None and flag in traced.flags and not session.is_lost():
                if traced.tracer.state == DEAD:
                    del session.processes[p.pid.number]
                elif traced.tracer is not p:
                    yield session, traced

    def tell(self, traced: Traced, *event: Term) -> None:
        """Send a trace message; a silent process sends none of its calls."""
        deliver(traced.tracer, stamped(self.node, traced.flags, event))


_STAMPS: Final = frozenset((a.timestamp, a.monotonic_timestamp, a.strict_monotonic_timestamp))


_SCHEDULER: Final = 1


def stamped(node: Node, flags: frozenset[Atom], event: tuple[Term, ...]) -> Term:
    """The trace message, with the scheduler's number and a timestamp if the flags say so."""
    if a.scheduler_id in flags:
        event = (*event, _SCHEDULER)
    if not flags & _STAMPS:
        return (a.trace, *event)
    if a.timestamp in flags and node.part(Tracing).cpu_time:
        micros = time.process_time_ns() // 1000
        when: Any = (micros // 10**12, micros // 10**6 % 10**6, micros % 10**6)
    elif a.timestamp in flags:
        micros = node.part(LastNow).next(node.clock.system() // 1000)
        when = (micros // 10**12, micros // 10**6 % 10**6, micros % 10**6)
    elif a.strict_monotonic_timestamp in flags:
        when = (node.monotonic_time(), node.unique_integer())
    else:
        when = node.monotonic_time()
    return (a.trace_ts, *event, when)


def process_of(node: Node, pid: Term) -> Process | None:
    """The living local process of a pid or name."""
    if type(pid) is Pid:
        return node.lookup(pid)
    return node.registry.get(pid) if type(pid) is Atom else None
