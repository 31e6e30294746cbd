"""Clocks: the system's, and one that tests wind forward.

A node reads time and waits only through its clock, so no test ever sleeps.

OTP: erl_time_sup.c
"""

from __future__ import annotations

import time
from typing import Final, Protocol

MONOTONIC_START: Final = -576_460_752_000_000_000
"""What erlang:monotonic_time() is when a node starts, in nanoseconds."""

_APART: Final = 100_000_000
"""Nanoseconds that system time may be wrong: somebody set the machine's clock, or it slept."""


class LastNow:
    """What now/0 answered last, of one node: each answer, and each stamp of a trace, is later."""

    __slots__ = ("value",)

    def __init__(self, node: object) -> None:
        self.value = 0

    def next(self, micros: int) -> int:
        """The time in microseconds, or a little more."""
        self.value = max(micros, self.value + 1)
        return self.value


class Clock(Protocol):
    """Times are nanoseconds."""

    jumps: bool
    """True when waiting moves the clock instead of passing time."""
    offset: int
    """What system() is more than monotonic(): the same until the two have gone apart."""

    def monotonic(self) -> int:
        """Never goes back."""

    def system(self) -> int:
        """Since 1970, UTC: monotonic time and the offset."""

    def wall(self) -> int:
        """Since 1970, UTC, as the machine has it."""

    def local(self, seconds: int) -> time.struct_time:
        """Local time at `seconds` since 1970."""

    def jump(self, target: int) -> None:
        """Go to this monotonic time (only if `jumps`)."""

    def hold(self, since: int) -> None:
        """The time since then has not passed."""


class SystemClock:
    """Real time, without what was held back: the node does not wait for its own library."""

    jumps = False

    def __init__(self) -> None:
        self.held = 0
        self.offset = time.time_ns() - time.monotonic_ns()

    def monotonic(self) -> int:
        """Never goes back."""
        return time.monotonic_ns() - self.held

    def hold(self, since: int) -> None:
        """The time since then has not passed."""
        passed = self.monotonic() - since
        self.held += passed
        self.offset += passed

    def system(self) -> int:
        """Since 1970, UTC: monotonic time and the offset."""
        now = self.monotonic() + self.offset
        ahead = self.wall() - now
        if abs(ahead) > _APART:
            self.offset += ahead
            now += ahead
        return now

    def wall(self) -> int:
        """Since 1970, UTC, as the machine has it."""
        return time.time_ns()

    def local(self, seconds: int) -> time.struct_time:
        """Local time at `seconds` since 1970."""
        return time.localtime(seconds)

    def jump(self, target: int) -> None:
        """Real time cannot be moved."""


class FakeClock:
    """Stands still until it is moved; a node with nothing to do moves it to its next timer."""

    jumps = True

    def __init__(
        self, monotonic: int = 1_000_000_000, system: int = 1_795_338_000_000_000_000
    ) -> None:
        self.now = monotonic
        self.offset = system - monotonic

    def monotonic(self) -> int:
        """Never goes back."""
        return self.now

    def system(self) -> int:
        """Since 1970, UTC."""
        return self.now + self.offset

    def wall(self) -> int:
        """The same."""
        return self.now + self.offset

    def local(self, seconds: int) -> time.struct_time:
        """UTC, so that tests do not depend on where they run."""
        return time.gmtime(seconds)

    def jump(self, target: int) -> None:
        """Go to this monotonic time."""
        self.now = max(self.now, target)

    def hold(self, since: int) -> None:
        """It stands still anyway."""

    def advance(self, milliseconds: float) -> None:
        """Move on."""
        self.now += int(milliseconds * 1_000_000)
