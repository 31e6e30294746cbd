"""Says whether what was printed is what the transcript shows, line by line.

Names that change from run to run (pids, references, ports, funs, report times) are compared as
names: the first pair met binds them, and from then on the same name must always mean the same
thing, in both directions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

NAMES: Final = re.compile(
    r"(?P<pid><\d+\.\d+\.\d+>)"
    r"|(?P<ref>#Ref<\d+(?:\.\d+)+>)"
    r"|(?P<port>#Port<\d+\.\d+>)"
    r"|(?P<fun>#Fun<[^<>]*>)"
    r"|(?P<count>(?<=heap_size: )\d+|(?<=stack_size: )\d+|(?<=reductions: )\d+)"
    r"|(?P<time>\d{1,2}-[A-Z][a-z]{2}-\d{4}::\d\d:\d\d:\d\d(?:\.\d+)?)"
)
"""Volatile parts of a printed line; those of FREE match each other, the rest is bound."""

FREE: Final = frozenset({"time", "count"})


class Verdict(Enum):
    """What a comparison found, best first."""

    SAME = "same"
    SAME_NAMES = "same up to names"
    DIFFERS = "differs"


@dataclass(slots=True)
class Names:
    """Which printed name of the transcript stands for which of this run, one to one."""

    seen: dict[str, str] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)

    def bind(self, expected: str, actual: str) -> bool:
        """Whether the two may mean the same; binds them if both are new."""
        if expected not in self.seen and actual not in self.used:
            self.seen[expected] = actual
            self.used[actual] = expected
        return self.seen.get(expected) == actual


def compare_lines(expected: Sequence[str], actual: Sequence[str], names: Names) -> Verdict:
    """The verdict on the lines of one prompt. Binds names in `names` only when they agree."""
    expected = _without_blank_end(expected)
    actual = _without_blank_end(actual)
    if len(expected) != len(actual):
        return Verdict.DIFFERS
    trial = Names(dict(names.seen), dict(names.used))
    if not _bind_all(expected, actual, trial):
        return Verdict.DIFFERS
    names.seen, names.used = trial.seen, trial.used
    return Verdict.SAME if expected == actual else Verdict.SAME_NAMES


def _bind_all(expected: Sequence[str], actual: Sequence[str], names: Names) -> bool:
    return all(_same_line(e, s, names) for e, s in zip(expected, actual, strict=True))


def _same_line(expected: str, actual: str, names: Names) -> bool:
    if NAMES.sub(_skeleton, expected) != NAMES.sub(_skeleton, actual):
        return False
    pairs = zip(NAMES.finditer(expected), NAMES.finditer(actual), strict=True)
    return all(e.lastgroup in FREE or names.bind(e[0], s[0]) for e, s in pairs)


def _skeleton(match: re.Match[str]) -> str:
    return f"\0{match.lastgroup}\0"


def _without_blank_end(lines: Sequence[str]) -> list[str]:
    kept = [line.rstrip() for line in lines]
    while kept and not kept[-1]:
        kept.pop()
    return kept
