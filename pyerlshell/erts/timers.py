"""Timers of one node: a heap of times, with a live table beside it.

Cancelling takes the entry out of the live table and leaves its place in the heap, which is swept
when the dead outnumber the living. An entry is what is called when its time comes.

OTP: erl_hl_timer.c
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import Any

_SWEEP_OVER = 1000


class Timers:
    """`add` gives a number by which the timer is cancelled."""

    __slots__ = ("_count", "heap", "live")

    def __init__(self) -> None:
        self.heap: list[tuple[int, int]] = []
        self.live: dict[int, tuple[int, Callable[[Any], None], Any]] = {}
        self._count = 0

    def add(self, when: int, action: Callable[[Any], None], arg: Any) -> int:
        """Call `action(arg)` at `when` (monotonic nanoseconds)."""
        self._count = number = self._count + 1
        self.live[number] = (when, action, arg)
        heappush(self.heap, (when, number))
        return number

    def cancel(self, number: int) -> int | None:
        """Forget the timer; the time it would have gone off at, None if it has."""
        entry = self.live.pop(number, None)
        if entry is None:
            return None
        if len(self.heap) > 2 * len(self.live) + _SWEEP_OVER:
            live = self.live
            self.heap = [item for item in self.heap if item[1] in live]
            heapify(self.heap)
        return entry[0]

    def when(self, number: int) -> int | None:
        """The time it will go off at."""
        entry = self.live.get(number)
        return None if entry is None else entry[0]

    def next_time(self) -> int | None:
        """The time of the earliest timer."""
        heap, live = self.heap, self.live
        while heap:
            when, number = heap[0]
            if number in live:
                return when
            heappop(heap)
        return None

    def fire(self, now: int) -> bool:
        """Let go off what is due; whether anything did."""
        heap, live = self.heap, self.live
        fired = False
        while heap and heap[0][0] <= now:
            entry = live.pop(heappop(heap)[1], None)
            if entry is not None:
                fired = True
                entry[1](entry[2])
                heap = self.heap
        return fired
