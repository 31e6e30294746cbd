"""Regular expressions that are compiled when they are first used.

Those of the modules that every start imports took 5 ms to compile, and a start uses none of them.

OTP: none
"""

from __future__ import annotations

import re
from typing import Any


class _Later:
    """Stands for a pattern: each method, once asked for, is the pattern's own."""

    def __init__(self, text: Any, flags: int) -> None:
        self._given = (text, flags)

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._given), name)
        self.__dict__[name] = value
        return value


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, later."""
    later: Any = _Later(text, flags)
    return later  # type: ignore[no-any-return]
