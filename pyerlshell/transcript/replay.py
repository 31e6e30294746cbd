"""Runs a document and says, prompt by prompt, whether it still holds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyerlshell.transcript.compare import Names, Verdict, compare_lines
from pyerlshell.transcript.document import Action, Document, Listing, Prompt, Step
from pyerlshell.transcript.reader import read_document
from pyerlshell.transcript.session import NoAnswerError, Session


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one prompt: its verdict, what was printed, and a problem if there was one."""

    prompt: Prompt
    verdict: Verdict
    printed: list[str]
    problem: str = ""


class CannotCopyError(Exception):
    """A file step of the document cannot be done; `args[0]` says why."""


def read(path: Path) -> Document:
    """The document in this file. Raises OSError, NotATranscriptError."""
    return read_document(path.read_bytes(), str(path))


def replay(document: Document, beside: Path, folder: Path) -> Iterator[Outcome]:
    """Run the prompts in `folder`; files named by steps are looked for beside the document first.

    A console of the document is a session of its own; listings become files of the folder.
    """
    sessions: dict[int, Session] = {}
    names = Names()
    problem = ""
    for item in document.items:
        if isinstance(item, Prompt):
            if item.console not in sessions:
                sessions[item.console] = Session(str(folder))
            session = sessions[item.console]
            yield (
                Outcome(item, Verdict.DIFFERS, [], problem)
                if problem
                else _run(session, item, names)
            )
            problem = ""
        else:
            problem = _prepare(item, beside, folder) or problem


def _run(session: Session, prompt: Prompt, names: Names) -> Outcome:
    if session.halted:
        return Outcome(prompt, Verdict.DIFFERS, [], "the session has ended before this prompt")
    try:
        printed = session.run(prompt.text)
    except NoAnswerError:
        return Outcome(prompt, Verdict.DIFFERS, [], "no answer in time")
    return Outcome(prompt, compare_lines(prompt.expected, printed, names), printed)


def _prepare(item: Listing | Step, beside: Path, folder: Path) -> str:
    """Make the files that the next prompt wants; the problem if that cannot be."""
    try:
        if isinstance(item, Listing):
            if item.file:
                _inside(folder, item.file).write_text(item.text, encoding="utf-8")
        elif item.action is Action.COPY:
            _copy(item.words[0], item.words[1], beside, folder)
    except CannotCopyError as problem:
        return str(problem)
    return ""


def _copy(source: str, target: str, beside: Path, folder: Path) -> None:
    """Do a file step; neither end may lie outside of the two folders."""
    from_path = _inside(beside, source)
    if not from_path.is_file():
        from_path = _inside(folder, source)
    to_path = _inside(folder, target)
    try:
        to_path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(from_path, to_path)
    except OSError as problem:
        raise CannotCopyError(f"cannot copy {source}: {problem.strerror}") from None


def _inside(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise CannotCopyError(f"{name} is outside of the transcript's folder")
    return path
