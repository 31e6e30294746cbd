"""The time that an input may take: of the processor while it runs, of the clock while it waits.

So a busy machine makes no input fail that ends by itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


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
        yield
        self.used += time.process_time() - began

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """What is done inside costs the time that passes."""
        began = time.monotonic()
        yield
        self.used += time.monotonic() - began
