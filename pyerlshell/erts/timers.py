"""Timers of one node: a heap of times.

A timer proper has an entry in the live table; cancelling takes it out there and leaves its place in
the heap. The timeout of a receive is a field of its process, which remembers the earliest entry it
has in the heap: nearly all timeouts end by a message, and the next one finds an entry that goes off
early enough (a gen_server:call cost 0.5 us less for that). Entries that mean nothing any more are
swept when they outnumber the others.

OTP: erl_hl_timer.c
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyerlshell.erts.process import Process

_SWEEP_OVER = 1000


class Timers:
    """`add` gives a number by which the timer is cancelled. `time_out` ends the wait of a
    process."""

    __slots__ = ("_count", "_stale", "_time_out", "heap", "live")

    def __init__(self, time_out: Callable[[Process], None]) -> None:
        self.heap: list[tuple[int, int, Process | None]] = []
        self.live: dict[int, tuple[int, Callable[[Any], None], Any]] = {}
        self._time_out = time_out
        self._stale = 0
        self._count = 0

    def add(self, when: int, action: Callable[[Any], None], arg: Any) -> int:
        """Call `action(arg)` at `when` (monotonic nanoseconds)."""
        self._count = number = self._count + 1
        self.live[number] = (when, action, arg)
        heappush(self.heap, (when, number, None))
        return number

    def cancel(self, number: int) -> int | None:
        """Forget the timer; the time it would have gone off at, None if it has."""
        entry = self.live.pop(number, None)
        if entry is None:
            return None
        self._one_is_stale()
        return entry[0]

    def when(self, number: int) -> int | None:
        """The time it will go off at."""
        entry = self.live.get(number)
        return None if entry is None else entry[0]

    def arm(self, p: Process, when: int) -> None:
        """Look at `p.timer`, the end of its wait, at `when`; only if no earlier look is due."""
        if p.armed:
            self._one_is_stale()
        p.armed = when
        self._count = number = self._count + 1
        heappush(self.heap, (when, number, p))

    def forget(self, p: Process) -> None:
        """The process has ended."""
        p.timer = None
        if p.armed:
            p.armed = 0
            self._one_is_stale()

    def _one_is_stale(self) -> None:
        self._stale += 1
        if self._stale > len(self.heap) // 2 + _SWEEP_OVER:
            self._stale = 0
            live = self.live
            self.heap[:] = [
                e for e in self.heap if (e[1] in live if e[2] is None else e[2].armed == e[0])
            ]
            heapify(self.heap)

    def next_time(self) -> int | None:
        """The time of the earliest timer."""
        heap, live = self.heap, self.live
        while heap:
            when, number, p = heap[0]
            if number in live if p is None else p.armed == p.timer == when:
                return when
            heappop(heap)
            if p is not None:
                self._look(p, when)
        return None

    def fire(self, now: int) -> bool:
        """Let go off what is due; whether anything did."""
        heap, live = self.heap, self.live
        fired = False
        while heap and heap[0][0] <= now:
            when, number, p = heappop(heap)
            if p is None:
                entry = live.pop(number, None)
                if entry is not None:
                    fired = True
                    entry[1](entry[2])
            elif self._look(p, when):
                fired = True
                self._time_out(p)
        return fired

    def _look(self, p: Process, when: int) -> bool:
        """An entry of a process has left the heap: whether its wait is over."""
        if p.armed != when:
            return False
        p.armed = 0
        timer = p.timer
        if timer is None:
            return False
        if timer > when:
            self.arm(p, timer)
            return False
        return True
