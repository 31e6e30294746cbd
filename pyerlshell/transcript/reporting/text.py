"""The report for people: each prompt, its verdict and place, and what is different.

    16> tt13:test().
        contradiction (page.txt:93): the listing of tt13 at line 91 gives 33 where ...
      - *DBG* tt13 sent {ok,32} to <0.32.0>, new state {state,chk,64}
      + *DBG* tt13 sent {ok,32} to <0.32.0>, new state {state,chk,33}
        {ok,32}

A line with `-` is the document's, one with `+` was printed now.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from typing import Final

from pyerlshell.transcript.document import Document, Listing, Note
from pyerlshell.transcript.judging.verdict import HOLDS, PASSES, Verdict
from pyerlshell.transcript.replay import Outcome
from pyerlshell.transcript.result import Result

_RED: Final = "31"
_GREEN: Final = "32"
_YELLOW: Final = "33"
_CYAN: Final = "36"
_BOLD: Final = "1"
_DIM: Final = "2"
_COLOUR: Final = {
    Verdict.SAME_RELEASE: _CYAN,
    Verdict.SKIPPED: _DIM,
    Verdict.NOT_RUNNABLE: _YELLOW,
    Verdict.CONTRADICTION: _RED,
    Verdict.DIFFERS: _RED,
}
_MOST_LINES: Final = 200


Printer = Callable[[str], object]
"""Where a report goes, a line at a time."""


class TextReport:
    """`quiet`: only what does not hold, and the sum."""

    def __init__(self, out: Printer, quiet: bool = False, colour: bool = False) -> None:
        self.out = out
        self.quiet = quiet
        self.colour = colour

    def begin(self, document: Document, several: bool) -> None:
        """A document is about to be replayed."""
        if several and not self.quiet:
            self.out(self._paint(document.path, _BOLD))
        if not self.quiet:
            self._notes(document.notes, document.path)
            for listing in document.listings:
                self._listing(listing, document.path)

    def outcome(self, document: Document, outcome: Outcome) -> None:
        """One prompt has run."""
        if self.quiet and outcome.verdict in PASSES and outcome.agrees:
            return
        prompt = outcome.prompt
        self.out(self._paint(_prompt_text(outcome), _BOLD))
        why = f": {outcome.reason}" if outcome.reason else ""
        place = f"({document.path}:{prompt.line})"
        told = self._paint(outcome.told, _COLOUR.get(outcome.verdict, _GREEN))
        self.out(f"    {told} {place}{why}")
        for note in outcome.notes:
            self.out(self._paint(f"    note: {note}", _DIM))
        if outcome.verdict not in HOLDS and outcome.verdict is not Verdict.SKIPPED:
            self._difference(prompt.expected, outcome.printed)
        if outcome.erl is not None:
            self._beside_erl(outcome, outcome.erl)

    def _beside_erl(self, outcome: Outcome, erl: Outcome) -> None:
        if outcome.agrees:
            self.out(self._paint(f"    erl: {erl.told}, prints the same", _DIM))
            return
        why = f" ({erl.reason})" if erl.reason else ""
        self.out(f"    erl: {self._paint(erl.told, _COLOUR.get(erl.verdict, _GREEN))}{why}, prints")
        for line in _cut(erl.printed) or ["nothing"]:
            self.out(self._paint(f"  e {line}", _YELLOW))

    def end(self, result: Result) -> None:
        """A document is done."""
        if result.problem:
            return
        for number, finding in result.findings:
            self.out(self._paint(f"{result.path}:{number}: {finding}", _CYAN))
        code = _GREEN if result.exit_code == 0 else _RED
        self.out(f"{result.path}: {self._paint(result.summary(), code)}")
        if result.updated:
            outputs = "output" if result.updated == 1 else "outputs"
            self.out(f"{result.path}: {result.updated} {outputs} rewritten")

    def finish(self, results: Sequence[Result]) -> None:
        """All documents are done."""
        if len(results) > 1:
            whole = Result("", None, [x for result in results for x in result.outcomes])
            failed = sum(result.problem != "" for result in results)
            extra = f", {failed} documents without prompts or unreadable" if failed else ""
            self.out(f"{len(results)} documents: {whole.summary()}{extra}")

    def _listing(self, listing: Listing, path: str) -> None:
        if listing.merged:
            merged = ", ".join(f"{m.what} from version {m.version}" for m in listing.merged)
            text = f"{path}:{listing.line}: {listing.file} version {listing.version} takes {merged}"
            self.out(self._paint(text, _DIM))
        self._notes(listing.notes, path)

    def _notes(self, notes: Sequence[Note], path: str) -> None:
        for note in notes:
            self.out(self._paint(f"{path}:{note.number}: {note.text}", _DIM))

    def _difference(self, expected: Sequence[str], printed: Sequence[str]) -> None:
        for line in difference(expected, printed):
            code = {"-": _RED, "+": _GREEN}.get(line[2:3], "")
            self.out(self._paint(line, code) if code else line)

    def _paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code else text


def difference(expected: Sequence[str], printed: Sequence[str]) -> list[str]:
    """The lines of both, marked `-` (the document's) and `+` (of this run)."""
    mine, other = _cut(expected), _cut(printed)
    out: list[str] = []
    matcher = difflib.SequenceMatcher(None, mine, other, autojunk=False)
    for tag, i, j, k, n in matcher.get_opcodes():
        if tag == "equal":
            out += [f"    {line}" for line in mine[i:j]]
        else:
            out += [f"  - {line}" for line in mine[i:j]]
            out += [f"  + {line}" for line in other[k:n]]
    return out


def _cut(lines: Sequence[str]) -> list[str]:
    kept = [line.rstrip() for line in lines[:_MOST_LINES]]
    while kept and not kept[-1]:
        kept.pop()
    if len(lines) > _MOST_LINES:
        kept.append(f"... and {len(lines) - _MOST_LINES} lines more")
    return kept


def _prompt_text(outcome: Outcome) -> str:
    prompt = outcome.prompt
    node = f"({prompt.node})" if prompt.node else ""
    number = "" if prompt.number is None else prompt.number
    return f"{node}{number}> {prompt.text}"
