"""Puts new outputs into a document in place of the old; every other byte stays as it is.

Lines that are still right are not touched, so remarks, gutters and markup around them stay. A new
line gets the margin of its neighbour; it is written in the document's own spelling (`&lt;`).
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pyerlshell.erts.outside import write_whole
from pyerlshell.transcript.document import Document, Line, Prompt
from pyerlshell.transcript.judging.verdict import Verdict
from pyerlshell.transcript.replay import Outcome

REWRITTEN: Final = frozenset((Verdict.DIFFERS, Verdict.CONTRADICTION))
"""Outputs with these verdicts are rewritten; what could not be run is left alone."""

_MOST_COMPARED: Final = 4_000_000
_DIGITS: Final = re.compile(r"\d")

Edits = dict[tuple[int, int], str]


def is_stale(outcome: Outcome) -> bool:
    """The output is one that `--update` rewrites."""
    return outcome.verdict in REWRITTEN and bool(outcome.prompt.output) and not outcome.hung


def rewritten(document: Document, outcomes: Sequence[Outcome]) -> str:
    """The document's text with the outputs of these prompts as they were printed now."""
    edits: Edits = {}
    for outcome in outcomes:
        edits |= prompt_edits(outcome.prompt, _printable(outcome.printed))
    return document.spliced(edits)


def _printable(lines: Sequence[str]) -> list[str]:
    kept = [line.rstrip() for line in lines]
    while kept and not kept[-1]:
        kept.pop()
    return kept


def prompt_edits(prompt: Prompt, new: Sequence[str]) -> Edits:
    """What to replace so that the prompt shows these lines."""
    old = list(prompt.output)
    edits: Edits = {}
    texts = [line.text.rstrip() for line in old]
    for tag, i, j, k, n in _changes(texts, new):
        if tag == "equal":
            continue
        both = min(j - i, n - k)
        for line, text in zip(old[i : i + both], new[k : k + both]):
            edits[line.start, line.end] = line.spell(text)
        for line in old[i + both : j]:
            edits[_whole(line, old)] = ""
        if k + both < n:
            _insert(edits, old, i + both, new[k + both : n])
    return edits


def _changes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """What became of which lines; of very long outputs, line by line."""
    if len(old) * len(new) <= _MOST_COMPARED:
        return difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    both = min(len(old), len(new))
    kept = [("equal" if old[i] == new[i] else "replace", i, i + 1, i, i + 1) for i in range(both)]
    return [*kept, ("replace", both, len(old), both, len(new))]


def _whole(line: Line, lines: Sequence[Line]) -> tuple[int, int]:
    """The span of a line that goes away; a remark behind it stays."""
    if line.after.strip():
        return line.start, line.end
    if not line.newline and line is lines[-1] and len(lines) > 1:
        previous = lines[-2]
        return previous.stop - len(previous.newline), line.stop
    return line.begin, line.stop


def _insert(edits: Edits, lines: Sequence[Line], index: int, texts: Sequence[str]) -> None:
    """Put lines before `lines[index]` (behind the last one if there are no more)."""
    if index < len(lines):
        anchor = lines[index]
        newline = anchor.newline or _newline(lines)
        text = "".join(f"{anchor.margin}{anchor.spell(t)}{newline}" for t in texts)
        _add(edits, anchor.begin, text)
        return
    anchor = lines[-1]
    newline = anchor.newline or _newline(lines)
    margin = _next_margin(anchor)
    text = "".join(f"{newline}{margin}{anchor.spell(t)}" for t in texts)
    _add(edits, anchor.stop - len(anchor.newline), text)


def _add(edits: Edits, place: int, text: str) -> None:
    edits[place, place] = edits.get((place, place), "") + text


def _newline(lines: Sequence[Line]) -> str:
    return next((line.newline for line in lines if line.newline), "\n")


def _next_margin(line: Line) -> str:
    """A page that counts its lines does not count a new one: the others keep their numbers."""
    return line.margin if line.counter is None else _DIGITS.sub(" ", line.margin)


def save(path: Path, data: bytes) -> None:
    """Replace a file whole, or leave it as it was. Raises OSError."""
    target = Path(os.path.realpath(path))
    write_whole(str(target), data, target.stat().st_mode & 0o7777)
