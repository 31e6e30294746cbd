"""The clock of a replay: real time, except that a session in which everybody waits skips ahead.

A prompt that sleeps for a minute takes no minute. Time is skipped only while nothing outside of the
node (a port, a socket) may still answer, so no program sees a timeout that it would not have seen.
"""

from __future__ import annotations

from collections.abc import Callable

from pyerlshell.erts.clock import SystemClock


class SkippingClock(SystemClock):
    """`skipped`: nanoseconds that nobody had to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped = 0
        self.skips = True
        self.watches: Callable[[], bool] = lambda: True

    @property
    def jumps(self) -> bool:
        """Waiting moves the clock, unless somebody outside is waited for as well."""
        return self.skips and not self.watches()

    @jumps.setter
    def jumps(self, value: bool) -> None:
        self.skips = value

    def monotonic(self) -> int:
        """Never goes back."""
        return super().monotonic() + self.skipped

    def wall(self) -> int:
        """Since 1970, UTC; what was skipped has passed."""
        return super().wall() + self.skipped

    def jump(self, target: int) -> None:
        """Go to this monotonic time."""
        self.skipped += max(0, target - self.monotonic())
