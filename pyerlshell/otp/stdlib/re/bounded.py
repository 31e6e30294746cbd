"""One search by Python's `re`, which other processes may interrupt, and which is given up in time.

PCRE2 counts how often it tries and gives up after ten million times. Python's `re` does not count,
so the time is limited that a search may take: a few seconds, and more for a long subject. The
scheduler's ticks come in the middle of a search as well, and `__tick__` counts them.

OTP: re (match_limit)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

from pyerlshell.erts.preempt import TICK

__preempt__ = True

SECONDS: Final = 1.0
PER_CHARACTER: Final = 0.000_002


class GaveUp(Exception):
    """The search took too long."""


def find(method: Callable[..., re.Match[Any] | None], subject: Any, start: int) -> Any:
    """What `pattern.search` or `pattern.match` finds from a place on. Raises GaveUp."""
    ticks = [round((SECONDS + PER_CHARACTER * len(subject)) / TICK)]  # for __tick__ to count
    found = method(subject, start)
    del ticks
    return found


def __tick__(frame: FrameType) -> None:
    """The scheduler interrupts a function of this module."""
    ticks = frame.f_locals.get("ticks")
    if ticks is not None:
        ticks[0] -= 1
        if ticks[0] <= 0:
            raise GaveUp
