"""A comparison under way: the names bound so far, and what it took to make things match."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pyerlshell.transcript.judging.names import Names

NAMES_DIFFER: Final = "names"
TERMS_DIFFER: Final = "terms"
OLD_FLOATS: Final = "OTP R12 or older"
OLD_STACK: Final = "OTP R14 or older"
OLD_TABLES: Final = "OTP 19 or older"
OLD_FUNS: Final = "OTP R14 or older"
ANOTHER_RELEASE: Final = "another release"


@dataclass(slots=True)
class Trial:
    """A comparison under way: names bound so far, what it took, whether numbers may change."""

    names: Names
    volatile: bool = False
    took: set[str] = field(default_factory=set)
    leaves: int = 0
    """Leaves that differ, counted only by `shape`."""

    def fork(self) -> Trial:
        """To try something with."""
        return Trial(self.names.copy(), self.volatile, set(self.took))

    def adopt(self, other: Trial) -> None:
        """What was tried holds."""
        self.names, self.took = other.names, other.took
