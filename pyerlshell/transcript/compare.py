"""The strictest comparison: line by line, to the letter but for names.

`judging` allows for more; recordings of a real erl are held to this one.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyerlshell.transcript.judging.names import Names, same_lines
from pyerlshell.transcript.judging.verdict import Verdict

__all__ = ["Names", "Verdict", "compare_lines"]


def compare_lines(expected: Sequence[str], actual: Sequence[str], names: Names) -> Verdict:
    """SAME, SAME_NAMES or DIFFERS. Binds names in `names` only when they agree."""
    mine, other = _without_blank_end(expected), _without_blank_end(actual)
    if not same_lines(mine, other, names):
        return Verdict.DIFFERS
    return Verdict.SAME if mine == other else Verdict.SAME_NAMES


def _without_blank_end(lines: Sequence[str]) -> list[str]:
    kept = [line.rstrip() for line in lines]
    while kept and not kept[-1]:
        kept.pop()
    return kept
