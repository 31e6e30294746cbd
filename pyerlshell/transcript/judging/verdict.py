"""The verdicts on a prompt, best first."""

from __future__ import annotations

from enum import Enum
from typing import Final


class Verdict(Enum):
    """What became of one prompt of a document."""

    SAME = "same"
    SAME_NAMES = "same up to names"
    SAME_TERMS = "same as terms"
    SAME_RELEASE = "same in release"
    SKIPPED = "skipped"
    NOT_RUNNABLE = "not runnable"
    CONTRADICTION = "contradiction"
    DIFFERS = "differs"


HOLDS: Final = frozenset(
    (Verdict.SAME, Verdict.SAME_NAMES, Verdict.SAME_TERMS, Verdict.SAME_RELEASE)
)
"""What the document shows is still true."""

PASSES: Final = HOLDS | {Verdict.SKIPPED}
"""Nothing that should make a check fail."""
