"""A process: its continuation or its stack, its mailbox, its relations.

A process that waits with nothing on its Python stack, as every server loop does, is this object and
a continuation (`f`, `a`); one that waits inside an expression also keeps a greenlet (`g`). What few
processes ever use is in `Extra`, made on demand, so that a waiting loop stays far under 1 KB.

The mailbox is two-part: `saved`, which the receiver scans by index, and `inbox`, a deque that
exists only while more than a few messages are queued.

OTP: erl_process.h
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Pid, Port, Ref, Term

if TYPE_CHECKING:
    from greenlet import greenlet

    from pyerlshell.erts.export_cells import ExportCell
    from pyerlshell.erts.node import Node

WAITING: Final = 0
RUNNABLE: Final = 1
RUNNING: Final = 2
DEAD: Final = 3
SUSPENDED: Final = 4

HAS_ALIASES: Final = 1
"""Flag: it made an alias that its monitors do not know of."""
INTERRUPTED: Final = 2
"""Flag: something may have happened between its look at the mailbox and its waiting."""

DIRECT: Final = 16
"""A message goes straight into `saved` while no more than this many are there."""


_PROCESS: Final = a.process
_DOWN: Final = a.DOWN


class Floor:
    """What stands below the stack of a process without costing it one.

    `handler(Class, Reason, Stacktrace)` goes on when an exception gets that far; `entry` is what
    stack traces show there.
    """

    __slots__ = ("entry", "handler")

    def __init__(self, handler: FunctionType, entry: Term) -> None:
        self.handler = handler
        self.entry = entry


class Extra:
    """What few processes have: options, aliases, timers of their own, suspend counts."""

    __slots__ = (
        "drained",
        "flags",
        "floor",
        "fullsweep_after",
        "label",
        "marks",
        "max_heap_size",
        "message_queue_data",
        "min_bin_vheap_size",
        "min_heap_size",
        "on_exit",
        "pending",
        "priority",
        "stands_in",
        "suspended_by",
        "suspending",
        "swept",
        "time_left",
        "urgent",
        "urgent_aliases",
        "urgent_links",
        "waited",
    )

    def __init__(self) -> None:
        self.floor: Floor | None = None
        self.flags: dict[Atom, Term] = {}
        self.priority: Atom = a.normal
        self.max_heap_size: Term = None
        self.message_queue_data: Atom = a.on_heap
        self.min_heap_size = 233
        self.min_bin_vheap_size = 46422
        self.fullsweep_after = 65535
        self.label: Term = a.undefined
        self.stands_in: Term = None  # the stack entry of what has no code that shows any
        self.swept = 0  # its reductions when all of its garbage was collected last
        self.suspended_by = 0
        self.waited = False
        self.time_left: int | None = None  # of its receive, while it is suspended
        self.suspending: dict[int, int] = {}
        self.on_exit: list[Callable[[Process, Term], None]] = []
        self.urgent = 0  # so many of the first messages are priority messages: see priority.py
        self.pending: list[Term] = []
        self.urgent_aliases: set[tuple[int, ...]] = set()
        self.urgent_links: set[Pid | Port] = set()
        self.marks: dict[tuple[int, ...], int] = {}  # of a long mailbox: see mailbox.mark_mailbox
        self.drained: tuple[Ref | None, int] = (None, 0)  # see mailbox.older_taken


class Monitor:
    """One monitor: `watcher` is told with `tag` when `target` ends; `item` is what the message
    names."""

    __slots__ = ("alias", "item", "kind", "ref", "tag", "target", "urgent", "watcher")

    kind: Atom
    tag: Term
    alias: Atom | None
    urgent: bool

    def __init__(self, watcher: Process, target: Process | None, ref: Ref, item: Term) -> None:
        self.watcher = watcher
        self.target = target
        self.ref = ref
        self.item = item
        self.kind = _PROCESS
        self.tag = _DOWN
        self.alias = None
        self.urgent = False


class Process:
    """One Erlang process. Made by `Node.spawn`, never directly."""

    __slots__ = (
        "a",
        "armed",
        "dictionary",
        "extra",
        "f",
        "flags",
        "g",
        "group_leader",
        "inbox",
        "initial",
        "links",
        "lmark",
        "lref",
        "monitored_by",
        "monitors",
        "name",
        "node",
        "parent",
        "pid",
        "reductions",
        "runq",
        "save",
        "saved",
        "state",
        "timed_out",
        "timer",
        "trap_exit",
    )

    f: Any
    a: tuple[Any, ...]
    g: greenlet | None
    pid: Pid
    node: Node
    state: int
    runq: deque[Process]
    saved: list[Term]
    inbox: deque[Term] | None
    save: int
    timed_out: bool
    timer: int | None
    armed: int
    lref: Ref | None
    lmark: int
    trap_exit: bool
    links: dict[Any, Any] | None
    monitors: dict[tuple[int, ...], Monitor] | None
    monitored_by: dict[tuple[int, ...], Monitor] | None
    dictionary: dict[Any, Term] | None
    group_leader: Pid
    name: Atom | None
    parent: Pid | None
    initial: ExportCell | FunctionType | tuple[Atom, Atom, int]
    reductions: int
    flags: int
    extra: Extra | None

    def more(self) -> Extra:
        """The rare attributes, made if they are not there."""
        extra = self.extra
        if extra is None:
            extra = self.extra = Extra()
        return extra

    def has_news(self) -> bool:
        """Something has come that the receive in progress has not looked at."""
        return len(self.saved) > self.save or bool(self.inbox) or self.timed_out

    def queue_length(self) -> int:
        """How many messages are queued."""
        pending = len(self.extra.pending) if self.extra is not None else 0
        return len(self.saved) + (len(self.inbox) if self.inbox else 0) + pending

    def messages(self) -> list[Term]:
        """The queued messages, oldest first."""
        extra = self.extra
        if extra is None or not extra.pending:
            return [*self.saved, *(self.inbox or ())]
        at = extra.urgent
        return [*self.saved[:at], *extra.pending, *self.saved[at:], *(self.inbox or ())]


def time_out(p: Process) -> None:
    """The time of a receive is over."""
    p.timer = None
    p.timed_out = True
    if p.node.on_timeout is not None:
        p.node.on_timeout(p)
    if p.state == WAITING:
        p.state = RUNNABLE
        p.runq.append(p)


def deliver(to: Process, message: Term) -> None:
    """Queue a message and wake the receiver."""
    if to.state == WAITING:
        # Who waits has looked at everything in `saved`, and his inbox is empty.
        to.saved.append(message)
        to.state = RUNNABLE
        to.runq.append(to)
        return
    inbox = to.inbox
    if inbox:
        inbox.append(message)
    elif len(to.saved) < DIRECT:
        to.saved.append(message)
    elif inbox is None:
        to.inbox = deque((message,))
    else:
        inbox.append(message)


_plain_deliver: Final = FunctionType(deliver.__code__, globals(), "deliver")


def _watched_deliver(to: Process, message: Term) -> None:
    hear(to, message)
    _plain_deliver(to, message)


def hear(to: Process, message: Term) -> None:
    """Somebody may trace what the process receives."""
    told = to.node.on_receive
    if told is not None:
        told(to, message)


def watch_delivery(on: bool) -> None:
    """From now on `deliver` asks the receiver's node whether to tell somebody; or not.

    The code of the function is replaced, so that it costs nothing more at other times.
    """
    deliver.__code__ = (_watched_deliver if on else _plain_deliver).__code__
