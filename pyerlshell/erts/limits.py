"""What ends a process that takes too much: `max_heap_size`, and the memory of the whole node.

A process with `max_heap_size` gets a run queue of its own that hands on to the real one: whenever
it becomes runnable (a message came, its time slice is over) its words are counted, and once more
when others have run or nobody can, but for at most an eighth of the time it runs. Processes without
it pay nothing.

The node looks at the memory of the whole Python process a few times a second. Beyond
`Limits.memory` (half of what the machine has, at most 4 GiB, or PYERLSHELL_MEMORY_LIMIT bytes) the
process that holds the most is ended. Without Linux's /proc there is no such limit.

OTP: max_heap_size of erl_gc.c; the process limit of erl_ptab.c
"""

from __future__ import annotations

import os
import time
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.amounts import MOST_BYTES
from pyerlshell.erts.heap_size import frame_of, roots, words_of
from pyerlshell.erts.machine import P
from pyerlshell.erts.process import DEAD, Process
from pyerlshell.erts.signals import finish
from pyerlshell.erts.stacktrace import current_stack
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

PROCESS_LIMIT: Final = 1_048_576
_VARIABLE: Final = "PYERLSHELL_MEMORY_LIMIT"
_LOOK_EVERY: Final = 32
_BLAME_WORDS: Final = 1_000_000
"""A process is the one to end if it holds so many words; no more are counted."""
_FIRST_PROGRAM: Final = 85
"""Processes below are the system's: they are never ended for the memory of others."""
_PAUSE: Final = 8
_GLANCE: Final = 10_000_000
"""Nanoseconds between two looks at the memory of the whole."""
_LEAST_BYTES_A_WORD: Final = 8
"""A word of the reference takes no less here; the cells of a list take four times as much."""
_LARGE: Final = 1_000_000
"""Words that take long to count: a process that may have more is looked at when memory grows."""
_LONG_PAUSE: Final = 3_000_000_000

_REPORT: Final = (
    "     Process:            ~p ~n"
    "     Context:            ~ts~n"
    "     Max Heap Size:      ~p~n"
    "     Total Heap Size:    ~p~n"
    "     Kill:               ~p~n"
    "     Error Logger:       ~p~n"
    "     Message Queue Len:  ~p~n"
    "     GC Info:            ~p~n"
    "     Stacktrace:         ~p~n"
)
_GC_INFO: Final = (
    a.old_heap_block_size,
    a.heap_block_size,
    a.mbuf_size,
    a.recent_size,
    a.stack_size,
    a.old_heap_size,
    a.heap_size,
    a.bin_vheap_size,
    a.bin_vheap_block_size,
    a.bin_old_vheap_size,
    a.bin_old_vheap_block_size,
)
_OTHER_SIZES: Final = {a.bin_vheap_block_size: 46422, a.bin_old_vheap_block_size: 46422}


class WatchedQueue:
    """The run queue of a process with max_heap_size."""

    __slots__ = (
        "binaries",
        "kill",
        "limit",
        "next_glance",
        "next_look",
        "queue",
        "report",
        "report_over",
        "resident",
    )

    def __init__(
        self, queue: deque[Process], limit: int, kill: bool, report: bool, binaries: bool
    ) -> None:
        self.queue = queue
        self.limit = self.report_over = limit
        self.kill = kill
        self.report = report
        self.binaries = binaries
        self.next_look = 0
        self.next_glance = 0
        self.resident = 0

    def append(self, p: Process) -> None:
        """The process can run."""
        now = time.process_time_ns()
        if p.state != DEAD and (now >= self.next_look or self._grows(now)):
            self.look(p, now)
        p.node.limits.due[p] = self
        self.queue.append(p)

    def _grows(self, now: int) -> bool:
        """Counting takes long where much is allowed; memory that grows fast tells sooner."""
        if now < self.next_glance:
            return False
        self.next_glance = now + _GLANCE
        return resident() - self.resident > _LEAST_BYTES_A_WORD * self.limit

    def look(self, p: Process, now: int) -> None:
        """Count, and take the time for it."""
        self._look(p)
        end = time.process_time_ns()
        self.next_look = end + (_LONG_PAUSE if self.limit > _LARGE else _PAUSE * (end - now))
        self.resident = resident()

    def _look(self, p: Process) -> None:
        words = words_of(roots(p), self.report_over, self.binaries)
        if words <= self.report_over:
            return
        if self.report:
            _report(p, b"maximum heap size reached", self.limit, words, self.kill)
        if self.kill:
            finish(p, a.killed)
        else:
            self.report_over = 2 * words


def _report(p: Process, what: bytes, limit: int, words: int, kill: bool) -> None:
    frame = frame_of(p)
    sizes = {a.heap_block_size: words, a.heap_size: words, **_OTHER_SIZES}
    info = to_list([(name, sizes.get(name, 0)) for name in _GC_INFO])
    p.node.log(
        a.error,
        _REPORT,
        [
            p.pid,
            what,
            limit,
            words,
            a.true if kill else a.false,
            a.true,
            p.queue_length(),
            info,
            current_stack(frame, 8) if frame is not None else None,
        ],
        p,
    )


class Limits:
    """The limits of one node. `memory` is bytes, 0 for none."""

    __slots__ = ("_turns", "due", "memory", "node", "processes")

    def __init__(self, node: Node) -> None:
        self.node = node
        self.processes = PROCESS_LIMIT
        self.memory = memory_limit(node.outside.env.get(_VARIABLE, ""))
        self._turns = 0
        self.due: dict[Process, WatchedQueue] = {}

    def turn(self) -> None:
        """The hub has control: now and then, look at the memory."""
        if self.due:
            self._look_again()
        self._turns += 1
        if self._turns >= _LOOK_EVERY:
            self._turns = 0
            if self.memory and resident() > self.memory:
                self._too_much()

    def _look_again(self) -> None:
        """At those with max_heap_size that became runnable: what came after that counts too."""
        now = time.process_time_ns()
        idle = not self.node.scheduler.has_work()
        for p, queue in list(self.due.items()):
            if idle or now >= queue.next_look:
                del self.due[p]
                if p.state != DEAD:
                    queue.look(p, now)

    def _too_much(self) -> None:
        """End the process that holds the most; the one that ran last if no other stands out."""
        found: Process | None = None
        most = _BLAME_WORDS // 4
        suspect = getattr(P, "cur", None)
        for p in list(self.node.processes.values()):
            if p.pid.number < _FIRST_PROGRAM:
                continue
            words = words_of(roots(p), _BLAME_WORDS, shared_binaries=True)
            if words > most or (words == most and p is suspect):
                found, most = p, words
        if found is None and suspect is not None and suspect.state != DEAD:
            found = suspect if suspect.pid.number >= _FIRST_PROGRAM else None
        if found is not None:
            _report(found, b"memory limit of the node reached", self.memory // 8, most, True)
            finish(found, a.killed)
            self._turns = -_LOOK_EVERY

    def too_many_processes(self) -> bool:
        """No further process may be made; the log says so."""
        if len(self.node.processes) < self.processes:
            return False
        self.node.log(a.error, "Too many processes\n~n", [], None)
        return True


def memory_limit(text: str) -> int:
    """The limit in bytes that the environment or the machine sets; 0: none."""
    if text.isdigit():
        return int(text)
    try:
        there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 0
    try:
        with open("/sys/fs/cgroup/memory.max", encoding="ascii") as file:
            there = min(there, int(file.read()))
    except (OSError, ValueError):
        pass
    return min(there // 2, MOST_BYTES)


def resident() -> int:
    """Bytes of memory that the Python process uses; 0 if the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * 4096
    except OSError:
        return 0


def watched(queue: deque[Process], options: dict[Any, Term]) -> Any:
    """The run queue for these settings: the real one, or one that watches."""
    size = options[a.size]
    if type(size) is not int or size == 0:
        return queue
    kill, log, binaries = (
        options[name] is a.true for name in (a.kill, a.error_logger, a.include_shared_binaries)
    )
    return WatchedQueue(queue, size, kill, log, binaries) if kill or log else queue
