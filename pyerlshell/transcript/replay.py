"""Runs a transcript and says, prompt by prompt, whether it still holds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyerlshell.syntax import erl_scan
from pyerlshell.transcript.compare import Names, Verdict, compare_lines
from pyerlshell.transcript.reader import Copy, Step, read_transcript
from pyerlshell.transcript.session import NoAnswerError, Session


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one step: its verdict, what was printed, and a problem if there was one."""

    step: Step
    verdict: Verdict
    printed: list[str]
    problem: str = ""


class CannotCopyError(Exception):
    """A file step of the transcript cannot be done; `args[0]` says why."""


def is_complete(text: str) -> bool:
    """Whether the input ends an expression: it has a full stop, or is wrong already."""
    return isinstance(erl_scan.tokens(None, text + "\n"), erl_scan.Done)


def read(path: Path) -> list[Step]:
    """The steps of the transcript. Raises OSError, UnicodeDecodeError, NotATranscriptError."""
    return read_transcript(path.read_text(encoding="utf-8"), is_complete)


def replay(steps: list[Step], beside: Path, folder: Path) -> Iterator[Outcome]:
    """Run the steps in `folder`; files named by them are looked for beside the transcript first."""
    session = Session(str(folder))
    names = Names()
    for step in steps:
        yield _run_step(session, step, names, beside, folder)


def _run_step(session: Session, step: Step, names: Names, beside: Path, folder: Path) -> Outcome:
    try:
        for copy in step.copies:
            _copy(copy, beside, folder)
        if session.halted:
            return Outcome(step, Verdict.DIFFERS, [], "the session has ended before this prompt")
        printed = session.run(step.text)
    except CannotCopyError as problem:
        return Outcome(step, Verdict.DIFFERS, [], str(problem))
    except NoAnswerError:
        return Outcome(step, Verdict.DIFFERS, [], "no answer in time")
    return Outcome(step, compare_lines(step.output, printed, names), printed)


def _copy(copy: Copy, beside: Path, folder: Path) -> None:
    """Do a file step; neither end may lie outside of the two folders."""
    source = _inside(beside, copy.source)
    if not source.is_file():
        source = _inside(folder, copy.source)
    target = _inside(folder, copy.target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    except OSError as problem:
        raise CannotCopyError(f"cannot copy {copy.source}: {problem.strerror}") from None


def _inside(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise CannotCopyError(f"{name} is outside of the transcript's folder")
    return path
