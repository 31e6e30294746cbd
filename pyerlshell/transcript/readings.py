"""Where a document is at odds with itself: which other reading of it would make it hold.

A page that shows a module in versions sometimes prints the transcript of another version than the
one it lists. So each function of the newest listing is put back to what an earlier version had, one
at a time, and the document is replayed: if every contradiction is gone then, and nothing that held
is lost, that is worth telling. Nothing is known of what a page is about.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pyerlshell.transcript.document import Document, Listing, Prompt
from pyerlshell.transcript.judging.verdict import HOLDS, Verdict
from pyerlshell.transcript.options import Options
from pyerlshell.transcript.reading.forms import Form, parts_of
from pyerlshell.transcript.replay import Outcome, Replay

_MOST: Final = 8
"""Readings that are tried."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`what` (a function) of a listing as in another version, and the prompts that then hold."""

    module: str
    line: int
    what: str
    version: int
    version_line: int
    prompts: tuple[Prompt, ...]

    def __str__(self) -> str:
        lines = ", ".join(str(prompt.line) for prompt in self.prompts)
        numbers = ", ".join(str(p.number) for p in self.prompts if p.number is not None)
        several = "s" if len(self.prompts) > 1 else ""
        who = f"prompt{several} {numbers}" if numbers else f"line{several} {lines}"
        return (
            f"with {self.what} of {self.module} as in version {self.version}"
            f" (line {self.version_line}), {who} would hold"
        )


def find_reading(
    document: Document, outcomes: Sequence[Outcome], beside: Path, options: Options
) -> Reading | None:
    """The first other reading under which the document's contradictions are gone."""
    wrong = [x.prompt for x in outcomes if x.verdict is Verdict.CONTRADICTION]
    if not wrong:
        return None
    for count, (listing, form, old, text) in enumerate(_variants(document)):
        if count >= _MOST:
            break
        if _holds(_with_text(document, listing, text), outcomes, beside, options):
            place = (form.name, old.version, old.line)
            return Reading(listing.module, listing.line, *place, tuple(wrong))
    return None


def _variants(document: Document) -> Iterator[tuple[Listing, Form, Listing, str]]:
    """Listings with one function as an earlier version had it, the newest first."""
    for listing in reversed(document.listings):
        mine = _functions(listing)
        earlier = [
            other
            for other in document.listings
            if other.module == listing.module and other.version < listing.version
        ]
        for other in reversed(earlier):
            theirs = _functions(other)
            for key, form in mine.items():
                old = theirs.get(key)
                if old is not None and old.text.split() != form.text.split():
                    yield listing, form, other, listing.text.replace(form.text, old.text, 1)


def _functions(listing: Listing) -> dict[tuple[str, ...], Form]:
    parts = parts_of(listing.text)
    return {p.key: p for p in parts if isinstance(p, Form) and p.key[:1] == ("function",)}


def _with_text(document: Document, listing: Listing, text: str) -> Document:
    items = tuple(replace(x, text=text) if x is listing else x for x in document.items)
    return replace(document, items=items)


def _holds(document: Document, outcomes: Sequence[Outcome], beside: Path, options: Options) -> bool:
    """No contradiction is left, and all that held still holds."""
    last = max(x.prompt.index for x in outcomes)
    before = {x.prompt.index: x.verdict for x in outcomes}
    with tempfile.TemporaryDirectory(prefix="pyerlshell-") as folder:
        replay = Replay(document, Path(folder), beside, options)
        try:
            for item in document.items:
                if not isinstance(item, Prompt):
                    replay.prepare(item)
                    continue
                if item.index > last:
                    break
                verdict = replay.prompt(item).verdict
                must = before[item.index] in HOLDS | {Verdict.CONTRADICTION}
                if must and verdict not in HOLDS:
                    return False
        finally:
            replay.close()
    return True
