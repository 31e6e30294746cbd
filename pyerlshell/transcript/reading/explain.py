"""What each line of a document was taken for (`--explain`).

    12  input    5  tt13:test().
    13  output   5  {ok,3}
    14  prose       Now we change the module:

Columns: line of the document, kind, number of the prompt (or version of the listing) that the
line belongs to, and what was read, after markup, gutter and remarks were taken off.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyerlshell.transcript.document import Action, Document, Kind, Listing, Marked, Step

COLUMNS: Final = {
    Kind.INPUT: "input",
    Kind.CONTINUATION: "input..",
    Kind.OUTPUT: "output",
    Kind.REMARK: "remark",
    Kind.LISTING: "listing",
    Kind.STEP: "step",
    Kind.BANNER: "banner",
    Kind.PROSE: "prose",
    Kind.MARKUP: "markup",
}


def explain(document: Document, width: int = 100) -> Iterator[str]:
    """The lines of the explanation; texts are cut at `width` columns."""
    kind = f"{document.format}, {document.encoding}{' with a byte order mark' * bool(document.bom)}"
    yield f"{document.path or 'document'}: {kind}"
    for marked in document.marked:
        if marked.kind is not Kind.BLANK:
            text = marked.line.text.rstrip()
            line = f"{marked.line.number:6}  {COLUMNS[marked.kind]:8}{_owner(document, marked):>6}"
            yield f"{line}  {text if len(text) <= width else text[: width - 3] + '...'}"
    yield from _listings(document)
    yield from _steps(document)
    for note in document.notes:
        yield f"note, line {note.number}: {note.text}"
    yield _sum(document)


def _owner(document: Document, marked: Marked) -> str:
    if marked.owner is None:
        return ""
    if marked.kind is Kind.LISTING:
        listing = document.listings[marked.owner]
        return f"v{listing.version}" if listing.version else "-"
    number = document.prompts[marked.owner].number
    return f"#{marked.owner + 1}" if number is None else str(number)


def _listings(document: Document) -> Iterator[str]:
    for listing in document.listings:
        if not listing.file:
            yield f"line {listing.line}: forms of no module of this document, not used"
            continue
        yield f"line {listing.line}: {listing.file}, version {listing.version}"
        for version in sorted({merge.version for merge in listing.merged}):
            names = [merge.what for merge in listing.merged if merge.version == version]
            yield f"    from version {version}: {', '.join(names)}"


def _steps(document: Document) -> Iterator[str]:
    done = {Action.COPY: "copied to", Action.MOVE: "moved to"}
    for item in document.items:
        if isinstance(item, Step) and item.action in done:
            yield f"line {item.line}: {item.words[0]} is {done[item.action]} {item.words[1]}"


def _sum(document: Document) -> str:
    counts = {
        "prompts": len(document.prompts),
        "with output": sum(prompt.shown for prompt in document.prompts),
        "consoles": len(document.consoles),
        "listings": sum(isinstance(item, Listing) for item in document.items),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items())
