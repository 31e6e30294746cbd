"""One prompt: what was printed against what the document shows; the verdict, and why.

From the letter to the meaning: the same text; the same but for names; the same terms in the same
order; the same when reports, the order of lines, and the words of another release are allowed for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pyerlshell.transcript.judging import trial as took
from pyerlshell.transcript.judging.faults import TO_11, TO_14, TO_23, TO_27, match_faults
from pyerlshell.transcript.judging.match import match, match_all, without_stop
from pyerlshell.transcript.judging.names import Names, same_letters, same_lines
from pyerlshell.transcript.judging.outputs import Output, Report, Said, read_output, without_hint
from pyerlshell.transcript.judging.printed import Tree, read_printed
from pyerlshell.transcript.judging.trial import Trial
from pyerlshell.transcript.judging.verdict import Verdict

_OLDEST_FIRST: Final = (
    TO_11,
    took.OLD_FLOATS,
    TO_14,
    took.OLD_TABLES,
    TO_23,
    TO_27,
    took.ANOTHER_RELEASE,
)
_RELEASE_MARKS: Final = frozenset(_OLDEST_FIRST)
_REMARK: Final = re.compile(r"\s+%+\s[^\"'<>\[\]{}]*\Z")
"""An author's words behind an output."""
_MOST_UNORDERED: Final = 200
"""Lines that are looked for in another order."""
_KEPT_REPORTS: Final = 20


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict on an output. `release`: whose words the document has."""

    verdict: Verdict
    release: str = ""
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Judge:
    """Compares the prompts of one console, one after the other."""

    names: Names = field(default_factory=Names)
    early: list[Report] = field(default_factory=list)
    """Reports of this run that no prompt so far has shown."""

    def compare_exactly(self, expected: Sequence[str], printed: Sequence[str]) -> Comparison:
        """The verdict to the letter, on lines as the document's release prints them."""
        es, ss = _stripped(expected), _stripped(printed)
        return Comparison(Verdict.SAME if same_letters(es, ss) else Verdict.DIFFERS)

    def compare(
        self, expected: Sequence[str], printed: Sequence[str], volatile: bool = False
    ) -> Comparison:
        """The verdict on a prompt's lines. Names are bound only when they agree."""
        es, ss = _trimmed(expected), _trimmed(printed)
        if same_lines(es, ss, self.names):
            return Comparison(Verdict.SAME if es == ss else Verdict.SAME_NAMES)
        trial = Trial(self.names.copy(), volatile)
        notes: list[str] = []
        e, s = read_output(es), read_output(ss)
        if not self._same_parts(e, s, trial, notes):
            return Comparison(Verdict.DIFFERS)
        self.names.adopt(trial.names)
        return _graded(trial, es, ss, notes)

    def _same_parts(self, e: Output, s: Output, trial: Trial, notes: list[str]) -> bool:
        if (e.fault is None) != (s.fault is None):
            return False
        if not _match_messages(e.said, s.said, trial, notes):
            return False
        if not _match_lines(e.lines, s.lines, trial, notes):
            return False
        if (
            e.fault is not None
            and s.fault is not None
            and not match_faults(e.fault, s.fault, trial)
        ):
            return False
        return self._match_reports(e, s, trial, notes)

    def _match_reports(self, e: Output, s: Output, trial: Trial, notes: list[str]) -> bool:
        there = [*self.early, *s.reports]
        for report in e.reports:
            found = next((r for r in there if _match_report(report, r, trial)), None)
            if found is None:
                if _told_by_fault(report, s):
                    trial.took.add(TO_11)
                    continue
                return False
            there.remove(found)
        self.early = there[-_KEPT_REPORTS:]
        left = [r for r in s.reports if r in there]
        if left:
            kinds = ", ".join(r.kind for r in left)
            notes.append(f"also reported, not shown by the document: {kinds} REPORT")
        return True


def _trimmed(lines: Sequence[str]) -> list[str]:
    return _stripped(without_hint(lines))


def _stripped(lines: Sequence[str]) -> list[str]:
    kept = [line.rstrip() for line in lines]
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _graded(trial: Trial, es: list[str], ss: list[str], notes: list[str]) -> Comparison:
    marks = trial.took & _RELEASE_MARKS
    if marks:
        release = next(mark for mark in _OLDEST_FIRST if mark in marks)
        return Comparison(Verdict.SAME_RELEASE, release, tuple(notes))
    if took.TERMS_DIFFER not in trial.took and _squeezed(es) == _squeezed(ss) and not notes:
        return Comparison(Verdict.SAME_TERMS if es != ss else Verdict.SAME)
    if took.TERMS_DIFFER not in trial.took and len(es) == len(ss):
        if all(_blanks(e) == _blanks(s) for e, s in zip(es, ss)):
            return Comparison(Verdict.SAME_NAMES, "", tuple(notes))
    return Comparison(Verdict.SAME_TERMS, "", tuple(notes))


def _squeezed(lines: list[str]) -> str:
    return "".join("".join(lines).split())


def _blanks(line: str) -> int:
    return line.count(" ")


# Lines


def _match_lines(es: Sequence[str], ss: Sequence[str], trial: Trial, notes: list[str]) -> bool:
    mine, other = read_printed("\n".join(es)), read_printed("\n".join(ss))
    fork = trial.fork()
    if match_all(mine, other, fork):
        trial.adopt(fork)
        return True
    fork = trial.fork()
    cut = without_stop(mine)
    if len(cut) != len(mine) and match_all(cut, other, fork):
        trial.adopt(fork)
        trial.took.add(took.TERMS_DIFFER)
        return True
    plain = [_REMARK.sub("", line) for line in es]
    if plain != list(es):
        return _match_lines(plain, ss, trial, notes)
    fork = trial.fork()
    if 1 < len(es) <= _MOST_UNORDERED and _match_unordered(_things(es), _things(ss), fork):
        trial.adopt(fork)
        trial.took.add(took.TERMS_DIFFER)
        notes.append("the lines come in another order")
        return True
    return False


def _things(lines: Sequence[str]) -> list[list[Tree]]:
    """Lines, but what spans several lines is one thing."""
    text = "\n".join(lines)
    out: list[list[Tree]] = []
    last = -1
    for tree in read_printed(text):
        if out and "\n" not in text[last : tree.start]:
            out[-1].append(tree)
        else:
            out.append([tree])
        last = tree.end
    return out


def _match_unordered(es: list[list[Tree]], ss: list[list[Tree]], trial: Trial) -> bool:
    if len(es) != len(ss):
        return False
    left = list(ss)
    for e in es:
        for index, s in enumerate(left):
            fork = trial.fork()
            if match_all(e, s, fork):
                trial.adopt(fork)
                del left[index]
                break
        else:
            return False
    return True


# The compiler


def _match_messages(es: Sequence[Said], ss: Sequence[Said], trial: Trial, notes: list[str]) -> bool:
    left = list(ss)
    for e in es:
        found = next((s for s in left if _same_message(e, s)), None)
        if found is None:
            return False
        left.remove(found)
        if e.column != found.column:
            trial.took.add(TO_23)
        if e.line != found.line:
            trial.took.add(took.NAMES_DIFFER)
            notes.append(f"line {e.line} in the document is line {found.line} of the file")
    if any(not s.warning for s in left):
        return False
    if left:
        notes.append(f"also warned: {left[0].text.removeprefix('Warning: ')}")
    return True


def _same_message(e: Said, s: Said) -> bool:
    return e.file == s.file and "".join(e.text.split()) == "".join(s.text.split())


# Reports


def _match_report(e: Report, s: Report, trial: Trial) -> bool:
    if e.kind != s.kind:
        return False
    fork = trial.fork()
    fork.volatile = True  # sizes, times, addresses
    es, ss = read_printed(e.body), read_printed(s.body)
    if not match_all(es, ss, fork) and not _same_beginning(es, ss, trial):
        return False
    fork.volatile = trial.volatile
    trial.adopt(fork)
    trial.took.add(took.NAMES_DIFFER)
    return True


def _same_beginning(es: list[Tree], ss: list[Tree], trial: Trial) -> bool:
    """The same words as far as both go; a report of another release ends otherwise."""
    words = [t for t in es if t.kind in ("word", "atom")][:6]
    other = [t for t in ss if t.kind in ("word", "atom")][:6]
    fork = trial.fork()
    if len(words) != len(other) or not all(match(e, s, fork) for e, s in zip(words, other)):
        return False
    trial.took.add(took.ANOTHER_RELEASE)
    return True


def _told_by_fault(report: Report, s: Output) -> bool:
    """Up to R11 the shell's own exceptions were reported as well."""
    return s.fault is not None and report.kind == "ERROR" and "Error in process" in report.body
