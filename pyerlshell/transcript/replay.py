"""Runs a document: its listings become files, its prompts are typed, each gets a verdict.

    for outcome in Replay(document, folder).outcomes(): ...

A console of the document is a session; what one session did to the scratch folder the next one
finds there. A prompt that hangs, or ends its session, is reported; what follows it runs in the same
session where that lives on, else in a new one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from pyerlshell.transcript.building import Builder
from pyerlshell.transcript.document import Action, Document, Listing, Prompt, Step
from pyerlshell.transcript.judging.contradiction import contradiction, involved
from pyerlshell.transcript.judging.judge import Comparison, Judge
from pyerlshell.transcript.judging.names import is_volatile
from pyerlshell.transcript.judging.otp_modules import is_otp_module
from pyerlshell.transcript.judging.outputs import without_hint
from pyerlshell.transcript.judging.reasons import Known, reason_not_run
from pyerlshell.transcript.judging.verdict import HOLDS, Verdict
from pyerlshell.transcript.opening import Console
from pyerlshell.transcript.options import Options
from pyerlshell.transcript.reader import read_document
from pyerlshell.transcript.scratch import Scratch, StepError
from pyerlshell.transcript.session import Answer, Trouble


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one prompt: its verdict, what was printed, why, and more to know."""

    prompt: Prompt
    verdict: Verdict
    printed: list[str]
    """In the names of the document, as far as it has them."""
    reason: str = ""
    release: str = ""
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    hung: bool = False
    """The input did not come to its end, so what was printed is a part."""
    erl: Outcome | None = None
    """What became of the same prompt on a real erl."""
    agrees: bool = True
    """The real erl printed the same (as terms, up to names)."""

    def moved(self, prompt: Prompt) -> Outcome:
        """The same for the same prompt of a document that was read anew."""
        return replace(self, prompt=prompt)

    @property
    def told(self) -> str:
        """The verdict in words."""
        if self.verdict is Verdict.SAME_RELEASE:
            return f"same in {self.release}" if self.release else "same in another release"
        return str(self.verdict.value)


def read(path: Path) -> Document:
    """The document in this file. Raises OSError, NotATranscriptError."""
    return read_document(path.read_bytes(), str(path))


@dataclass(slots=True)
class _Seat:
    """One console of the document: its session, and what its outputs are compared with."""

    console: Console
    judge: Judge = field(default_factory=Judge)
    notes: list[str] = field(default_factory=list)


class Replay:
    """A document being replayed in `folder`; `open_session` if not as `options` say."""

    def __init__(
        self,
        document: Document,
        folder: Path,
        beside: Path | None = None,
        options: Options | None = None,
        open_session: Callable[[str], Console] | None = None,
    ) -> None:
        self.document = document
        self.scratch = Scratch(folder, beside)
        self.options = options or Options()
        self.open_session = open_session or self.options.opening()
        self.listings: list[Listing] = []
        self.seats: dict[int, _Seat] = {}
        self.problems: list[str] = []
        self._not_run: list[Prompt] = []
        self.builder = Builder(document, folder, self.open_session)
        self.last: Answer | None = None
        """What the last prompt printed, in the names of the run."""
        self.seat: _Seat | None = None
        """Where the last prompt was typed."""

    def outcomes(self, before: Callable[[Prompt], None] | None = None) -> Iterator[Outcome]:
        """Run it, prompt by prompt. `before` is told of each prompt that is about to run."""
        for item in self.document.items:
            if isinstance(item, Prompt):
                if before is not None:
                    before(item)
                yield self.prompt(item)
            else:
                self.prepare(item)

    def prepare(self, item: Listing | Step) -> None:
        """Do what stands between prompts; problems are told at the next prompt."""
        try:
            if isinstance(item, Listing):
                if self._is_quote(item):
                    return
                self.scratch.write(item)
                self.listings.append(item)
            elif item.action in (Action.COPY, Action.MOVE):
                self.scratch.perform(item)
        except StepError as problem:
            self.problems.append(f"line {item.line}: {problem}")

    def _is_quote(self, listing: Listing) -> bool:
        """A part of the version before, shown again to be talked about: nothing changes."""
        before = next((x for x in reversed(self.listings) if x.module == listing.module), None)
        if before is None or not listing.elided:
            return False
        shown = "".join("".join(line.text.split()) for line in listing.lines)
        return shown.strip(".;") in "".join(before.text.split())

    def prompt(self, prompt: Prompt) -> Outcome:
        """Run one prompt."""
        self.last = None
        if not prompt.complete:
            return Outcome(prompt, Verdict.SKIPPED, [], "the input has no end")
        seat = self.seat = self._seat(prompt)
        self.builder.build(prompt, self.listings, seat.console)
        if prompt.number is not None:
            seat.console.set_number(prompt.number)
        wanted = sum(line.startswith("Shell got ") for line in prompt.expected)
        if wanted and seat.console.pending():
            seat.console.await_messages(wanted)
        answer = seat.console.run(self._typed(prompt, seat), _Typist(prompt.expected))
        return self._judged(prompt, seat, self._patient(prompt, seat, answer))

    def close(self) -> None:
        """End all sessions."""
        for seat in self.seats.values():
            seat.console.close()

    def _seat(self, prompt: Prompt) -> _Seat:
        seat = self.seats.get(prompt.console)
        if seat is None or seat.console.halted:
            fresh = _Seat(self.open_session(str(self.scratch.folder)))
            if seat is not None:
                seat.console.close()
                fresh.notes.append("in a new session: the one before has ended")
            seat = self.seats[prompt.console] = fresh
        return seat

    def _patient(self, prompt: Prompt, seat: _Seat, answer: Answer) -> Answer:
        """What processes printed later belongs to the prompt if the document shows it there."""
        wanted = sum(len(line.split()) > 0 for line in prompt.expected)
        if answer.trouble is not Trouble.NONE or not seat.console.pending():
            return answer
        have = len([line for line in answer.lines if line.strip()])
        if have >= wanted or self._compare(prompt, seat, answer, try_only=True).verdict in HOLDS:
            return answer

        def enough(text: str) -> bool:
            return have + sum(1 for line in text.split("\n") if line.strip()) >= wanted

        more = seat.console.wait_more(enough)
        return Answer(answer.text + more, answer.trouble, answer.busy, answer.seconds)

    def _typed(self, prompt: Prompt, seat: _Seat) -> str:
        """The input, its pids replaced by those of this run."""
        if self.options.exact:
            return self.options.profile.typed(prompt.text)
        return seat.judge.names.typed(prompt.text)

    def _told(self, seat: _Seat, lines: list[str]) -> list[str]:
        """Lines of this run as the document would print them."""
        profile, names = self.options.profile, seat.judge.names
        if self.options.exact:
            return profile.styled(lines)
        lines = without_hint(lines)
        return profile.styled(lines, lambda text: names.told(text, profile.pid))

    def _compare(
        self, prompt: Prompt, seat: _Seat, answer: Answer, try_only: bool = False
    ) -> Comparison:
        judge = seat.judge
        if self.options.exact:
            return judge.compare_exactly(prompt.expected, self._told(seat, answer.lines))
        if try_only:
            judge = Judge(judge.names.copy(), list(judge.early))
        return judge.compare(prompt.expected, answer.lines, is_volatile(prompt.text))

    # Verdicts

    def _judged(self, prompt: Prompt, seat: _Seat, answer: Answer) -> Outcome:
        self.last = answer
        notes = tuple(seat.notes) + tuple(note.text for note in prompt.notes)
        seat.notes.clear()
        problems, self.problems = self.problems, []
        refused = [*problems, *seat.console.refused()]
        found = self._compare(prompt, seat, answer)
        reason = ""
        verdict = found.verdict
        if not prompt.shown:
            verdict, reason = Verdict.SKIPPED, "the document shows no output here"
            reason = _trouble(answer) or reason
            if "** exception" in answer.text:
                notes += ("it ends in an exception",)
        elif problems:  # it was run, for what comes after it
            verdict, reason = Verdict.NOT_RUNNABLE, problems[0]
        elif verdict not in HOLDS:
            verdict, reason = self._why(prompt, answer, refused)
        elif answer.hung:
            notes += (answer.trouble.value,)
        if answer.trouble is Trouble.HALTED:
            notes += ("the session ends here",)
        more = problems[1:] if problems and reason == problems[0] else refused
        notes += found.notes + (tuple(more) if reason not in more else ())
        printed = self._told(seat, answer.lines)
        return Outcome(
            prompt, verdict, printed, reason, found.release, notes, answer.seconds, answer.hung
        )

    def _follows(self, prompt: Prompt, answer: Answer) -> str:
        """It fails for want of what an earlier prompt, which could not be run, was to make."""
        earlier = [p for p in self._not_run if p.console == prompt.console]
        misses = answer.hung or any(line.startswith("Shell got") for line in prompt.expected)
        if not misses and _FAILED.search(answer.text):
            names = _own_names(prompt.text)
            earlier = [p for p in earlier if names & _own_names(p.text)]
        elif not misses:
            return ""
        if not earlier:
            return ""
        return f"it follows from line {earlier[-1].line}, which could not be run"

    def _not_runnable(self, prompt: Prompt, answer: Answer, refused: list[str]) -> str:
        if refused:
            return refused[0]
        if answer.trouble in (Trouble.INPUT, Trouble.LOST):
            return _trouble(answer)
        known = Known(self.document, is_otp_module, self.builder.problems)
        reason = reason_not_run(prompt, "\n".join(prompt.expected), answer.text, known)
        return reason or self._follows(prompt, answer)

    def _why(self, prompt: Prompt, answer: Answer, refused: list[str]) -> tuple[Verdict, str]:
        """The verdict on a prompt that did not go as shown."""
        reason = self._not_runnable(prompt, answer, refused)
        if reason:
            self._not_run.append(prompt)
            return Verdict.NOT_RUNNABLE, reason
        if answer.hung:
            return Verdict.DIFFERS, answer.trouble.value
        if not is_volatile(prompt.text):
            listings = involved(prompt.text, self.listings)
            reason = contradiction(listings, prompt.expected, answer.lines)
            if reason:
                return Verdict.CONTRADICTION, reason
        return Verdict.DIFFERS, _trouble(answer)


_ATOM: Final = re.compile(r"(?<![\w\"])[a-z][\w@]*(?!\w*[(:\"])")
_CALLED: Final = re.compile(r"([a-z][\w@]*):[a-z]")
_COMMON: Final = frozenset(
    "ok true false error undefined get put all infinity normal kill local global self spawn link"
    " register whereis fun end case of receive after begin catch try when if start stop"
    " test".split()
)
_FAILED: Final = re.compile(r"\*\* exception|noproc|undefined|badarg|\{error,")


def _trouble(answer: Answer) -> str:
    return str(answer.trouble.value) if answer.hung else ""


def _own_names(text: str) -> set[str]:
    """Modules that an input calls, and what it names, other than OTP's."""
    found = {*_CALLED.findall(text), *_ATOM.findall(text)}
    return {name for name in found if name not in _COMMON and not is_otp_module(name)}


class _Typist:
    """Answers programs that read from the user with what the document shows behind their prompt."""

    def __init__(self, expected: list[str]) -> None:
        self.expected = expected
        self.at = 0

    def __call__(self, prompt: str, printed: str) -> str | None:
        before = printed[: printed.rfind(prompt)] if prompt.strip() else printed
        shown = f"{before}{prompt}".rpartition("\n")[2].rstrip()
        if not shown and prompt.strip():
            return None
        for index in range(self.at, len(self.expected)):
            line = self.expected[index]
            if line.startswith(shown):
                self.at = index + 1
                return line[len(shown) :].removeprefix(" ")
        return None
