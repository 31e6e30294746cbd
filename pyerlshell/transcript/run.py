"""One document from file to result: read, replayed in a scratch folder, rewritten if so wished."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from pyerlshell.transcript.document import Document, Prompt
from pyerlshell.transcript.judging.judge import Judge
from pyerlshell.transcript.judging.names import is_volatile
from pyerlshell.transcript.judging.verdict import HOLDS
from pyerlshell.transcript.options import Options
from pyerlshell.transcript.reader import NotATranscriptError, read_document
from pyerlshell.transcript.readings import find_reading
from pyerlshell.transcript.real_erl import ErlOpening, NoErlError
from pyerlshell.transcript.replay import Outcome, Replay
from pyerlshell.transcript.result import Result
from pyerlshell.transcript.rewrite import is_stale, rewritten, save
from pyerlshell.transcript.session import Answer, Limits

_LARGEST = 200 << 20
"""Bytes of a document."""


class Watcher(Protocol):
    """Who is told how a replay goes on."""

    def begin(self, document: Document) -> None:
        """The document has been read."""

    def before(self, document: Document, prompt: Prompt) -> bool:
        """A prompt is about to run; False to stop here."""

    def outcome(self, document: Document, outcome: Outcome) -> None:
        """A prompt has run."""

    def accept(self, document: Document, outcome: Outcome) -> bool:
        """Whether to rewrite this output (`--update=interactive`)."""


class Silent:
    """Nobody looks."""

    def begin(self, document: Document) -> None:
        """Nothing."""

    def before(self, document: Document, prompt: Prompt) -> bool:
        """Go on."""
        return True

    def outcome(self, document: Document, outcome: Outcome) -> None:
        """Nothing."""

    def accept(self, document: Document, outcome: Outcome) -> bool:
        """Everything."""
        return True


def run_file(
    path: str,
    options: Options,
    watcher: Watcher | None = None,
    then: Callable[[Replay], object] | None = None,
) -> Result:
    """Replay one file. `then` gets the replay as it stands at the end, sessions and all."""
    watcher = watcher or Silent()
    result = Result(path)
    began = time.monotonic()
    try:
        if Path(path).stat().st_size > _LARGEST:
            result.problem = "too large"
            return result
        document = result.document = read_document(Path(path).read_bytes(), path, options.format)
    except OSError as problem:
        result.problem = problem.strerror or str(problem)
    except NotATranscriptError:
        result.problem = "not a transcript: no line starts with a numbered prompt (1> ...)"
    else:
        watcher.begin(document)
        with tempfile.TemporaryDirectory(prefix="pyerlshell-") as folder:
            beside = Path(path).resolve().parent
            replay = Replay(document, Path(folder), beside, options)
            try:
                with _beside_erl(document, beside, options) as pair:
                    _run(replay, pair, options, watcher, result)
                if then is not None:
                    then(replay)
            except NoErlError as problem:
                result.problem = str(problem)
            replay.close()
        reading = find_reading(document, result.outcomes, Path(path).resolve().parent, options)
        if reading is not None:
            result.findings.append((reading.line, str(reading)))
        if options.update:
            _update(document, watcher, result)
    result.seconds = time.monotonic() - began
    return result


@contextmanager
def _beside_erl(document: Document, beside: Path, options: Options) -> Iterator[Pair | None]:
    """The same document on a real erl, if that was asked for."""
    if not options.erl:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="pyerlshell-") as folder:
        opening = ErlOpening(options.erl, Limits(seconds=options.seconds))
        replay = Replay(document, Path(folder), beside, options, opening)
        try:
            yield Pair(replay)
        finally:
            replay.close()


class Pair:
    """The replay on a real erl, prompt by prompt beside ours."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.judges: dict[int, Judge] = {}

    def add(self, prompt: Prompt, outcome: Outcome, ours: Answer | None) -> Outcome:
        """The outcome with erl's beside it."""
        other = self.replay.prompt(prompt)
        theirs = self.replay.last
        if ours is None or theirs is None:
            return replace(outcome, erl=other, agrees=ours is theirs)
        judge = self.judges.setdefault(prompt.console, Judge())
        found = judge.compare(theirs.lines, ours.lines, is_volatile(prompt.text))
        same = found.verdict in HOLDS and ours.hung == theirs.hung
        return replace(outcome, erl=other, agrees=same)


def _run(
    replay: Replay, pair: Pair | None, options: Options, watcher: Watcher, result: Result
) -> None:
    document = replay.document
    for item in document.items:
        if not isinstance(item, Prompt):
            replay.prepare(item)
            if pair is not None:
                pair.replay.prepare(item)
            continue
        if not watcher.before(document, item):
            break
        outcome = replay.prompt(item)
        if pair is not None:
            outcome = pair.add(item, outcome, replay.last)
        result.outcomes.append(outcome)
        watcher.outcome(document, outcome)
        if options.until is not None and item.number == options.until:
            break


def _update(document: Document, watcher: Watcher, result: Result) -> None:
    stale = [x for x in result.outcomes if is_stale(x) and watcher.accept(document, x)]
    if not stale:
        return
    try:
        save(Path(result.path), document.encode(rewritten(document, stale)))
    except OSError as problem:
        result.problem = f"cannot write: {problem.strerror}"
    except UnicodeEncodeError:
        result.problem = (
            f"cannot write: the new output has characters that {document.encoding} has not"
        )
    else:
        result.updated = len(stale)
