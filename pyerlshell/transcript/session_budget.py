"""The time that an input may take: of the processor while it runs, of the clock while it waits.

So a busy machine makes no input fail that ends by itself. A native function that works without end
(a pattern that backtracks for ever) is not left in any other way: a timer of the processor raises
MemoryError in it, which its process sees as `system_limit`.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_GRACE: Final = 1.0
"""Seconds of work beyond what is left, before a function that does not return is ended."""


class Budget:
    """`seconds` to spend; `used` so far."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.used = 0.0

    def spent(self) -> bool:
        """Nothing is left."""
        return self.used > self.seconds

    @contextmanager
    def running(self) -> Iterator[None]:
        """What is done inside costs the time of the processor."""
        began = time.process_time()
        with _watchdog(max(0.0, self.seconds - self.used) + _GRACE):
            yield
        self.used += time.process_time() - began

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """What is done inside costs the time that passes."""
        began = time.monotonic()
        yield
        self.used += time.monotonic() - began


@contextmanager
def _watchdog(seconds: float) -> Iterator[None]:
    """End what works longer than this inside; only the main thread of a POSIX system can."""
    if not hasattr(signal, "SIGVTALRM") or (
        threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _bark)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _GRACE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _bark(_signal: int, _frame: object) -> None:
    raise MemoryError
