"""What came of replaying one document; everything that a report shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pyerlshell.transcript.document import Document
from pyerlshell.transcript.judging.verdict import HOLDS, PASSES, Verdict
from pyerlshell.transcript.replay import Outcome

HELD = 0
DIFFERED = 1
USAGE = 2


@dataclass(slots=True)
class Result:
    """One document: its outcomes, or why it could not be replayed (`problem`)."""

    path: str
    document: Document | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    problem: str = ""
    seconds: float = 0.0
    findings: list[tuple[int, str]] = field(default_factory=list)
    """What was found about the document as a whole, with a line each."""
    updated: int = 0
    """How many outputs were rewritten."""

    @property
    def exit_code(self) -> int:
        """0: everything held; 1: not everything; 2: there was nothing to replay."""
        if self.problem:
            return USAGE
        held = all(x.verdict in PASSES and x.agrees for x in self.outcomes)
        return HELD if held else DIFFERED

    def count(self) -> Counter[Verdict]:
        """How often each verdict was given."""
        return Counter(outcome.verdict for outcome in self.outcomes)

    def summary(self) -> str:
        """`15 of 18 prompts hold, 3 contradictions`."""
        counted = self.count()
        held = sum(counted[verdict] for verdict in HOLDS)
        words = [f"{held} of {len(self.outcomes)} prompts hold"]
        for verdict, one, many in _OTHERS:
            if counted[verdict]:
                words.append(f"{counted[verdict]} {one if counted[verdict] == 1 else many}")
        if any(x.erl is not None for x in self.outcomes):
            same = sum(x.agrees for x in self.outcomes)
            words.append(f"erl prints the same {same} times")
        return ", ".join(words)


_OTHERS = (
    (Verdict.DIFFERS, "differs", "differ"),
    (Verdict.CONTRADICTION, "contradiction", "contradictions"),
    (Verdict.NOT_RUNNABLE, "not runnable", "not runnable"),
    (Verdict.SKIPPED, "skipped", "skipped"),
)
