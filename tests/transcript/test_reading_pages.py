"""Pages as they are found in the wild: what every line of them is, written down by hand.

`pages/NAME.*` is a page, `pages/NAME.expected` what it says: first the rows of the reference that
it covers, then a line for each thing on it that is no prose, markup or blank.

    > 3 text     an input and its number (- if it has none), first line
    . text       its next line
    T text       what is typed, if it is not what stands there
    = text       output            # text   a remark        B text   a banner
    L m 2 f/1@1  a listing of module m, version 2, with f/1 taken from version 1
    $ copy a b   a step            @ 1      the console of the prompts that follow
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from pyerlshell.transcript.document import Document, Kind, Listing, Prompt, Step
from pyerlshell.transcript.reader import read_any

PAGES = Path(__file__).parent / "pages"
NAMES = sorted(path.name for path in PAGES.iterdir() if path.suffix != ".expected")
SIGNS = {Kind.CONTINUATION: ".", Kind.OUTPUT: "=", Kind.REMARK: "#", Kind.BANNER: "B"}


def found(document: Document, consoles: bool) -> list[str]:
    """What was found, in the notation of the .expected files."""
    lines: list[str] = []
    listings = {m.owner for m in document.marked if m.kind is Kind.LISTING}
    console = None
    steps = [item for item in document.items if isinstance(item, Step)]
    for marked in document.marked:
        text = marked.line.text.strip()
        owner = marked.owner
        if marked.kind is Kind.INPUT:
            prompt = None if owner is None else document.prompts[owner]
            if consoles and prompt is not None and prompt.console != console:
                console = prompt.console
                lines.append(f"@ {console}")
            number = None if prompt is None else prompt.number
            lines.append(f"> {'-' if number is None else number} {text}".rstrip())
            if prompt is not None and prompt.typed is not None:
                lines += [f"T {line}" for line in prompt.typed.splitlines()]
        elif marked.kind in SIGNS:
            sign = SIGNS[marked.kind]
            keep = marked.kind in (Kind.OUTPUT, Kind.CONTINUATION)
            lines.append(f"{sign} {marked.line.text.rstrip() if keep else text}")
        elif marked.kind is Kind.LISTING and owner in listings:
            listings.discard(owner)
            assert owner is not None
            lines.append(listing(document.listings[owner]))
        elif marked.kind is Kind.STEP:
            step = steps.pop(0)
            lines.append(f"$ {step.action.value} {' '.join(step.words)}".rstrip())
    return lines


def listing(item: Listing) -> str:
    """A listing, and what was merged into it."""
    merged = [f"{merge.what.split()[0]}@{merge.version}" for merge in item.merged]
    return " ".join([f"L {item.module} {item.version}", *merged])


def expected(name: str) -> list[str]:
    lines = (PAGES / name).with_suffix(".expected").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("; "), "the rows of the reference that the page covers"
    return lines[1:]


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_taken_for_what_it_is(name: str) -> None:
    document = read_any((PAGES / name).read_bytes(), name)
    wanted = expected(name)
    assert found(document, any(line.startswith("@") for line in wanted)) == wanted


@pytest.mark.parametrize("name", NAMES)
def test_every_line_keeps_its_place(name: str) -> None:
    data = (PAGES / name).read_bytes()
    document = read_any(data, name)
    assert document.encode(document.text) == data
    for marked in document.marked:
        line = marked.line
        said = document.text[line.start : line.end]
        assert document.text[line.begin : line.stop] == (
            line.margin + line.mark + said + line.after + line.newline
        )
    for item in document.items:
        if isinstance(item, Prompt):
            assert all(a.stop <= b.start for a, b in pairwise(item.output))
