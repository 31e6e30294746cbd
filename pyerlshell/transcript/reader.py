"""Reads a document that shows console sessions: bytes in, a `Document` out.

    bytes --encodings--> text --formats--> blocks of rows --arrange--> segments --found-->
    prompts, steps, raw listings --listings--> a Document

A document that has no numbered prompt at all is read once more, its statements being the inputs
(`reading.unprompted`).
"""

from __future__ import annotations

from pyerlshell.transcript.document import Document, Item, Kind, Listing, Marked, Note
from pyerlshell.transcript.formats.blocks import Block
from pyerlshell.transcript.formats.detect import FORMATS, format_of
from pyerlshell.transcript.formats.split import blocks_of
from pyerlshell.transcript.reading.arrange import arrange
from pyerlshell.transcript.reading.encodings import decode
from pyerlshell.transcript.reading.found import Findings, RawListing
from pyerlshell.transcript.reading.listings import Listings
from pyerlshell.transcript.reading.segments import read_segment
from pyerlshell.transcript.reading.unprompted import read_unprompted

__all__ = ["FORMATS", "NotATranscriptError", "read_any", "read_document"]


class NotATranscriptError(Exception):
    """The document has nothing that could be typed."""


def read_document(data: bytes, path: str = "", format: str | None = None) -> Document:
    """The document. `format`: one of FORMATS, None to tell by name and content.

    Raises NotATranscriptError when there is no prompt that anything was typed at.
    """
    document = read_any(data, path, format)
    if not document.prompts:
        raise NotATranscriptError
    return document


def read_any(data: bytes, path: str = "", format: str | None = None) -> Document:
    """As read_document, but a document may have no prompts."""
    decoded = decode(data)
    text = decoded.text
    format = format or format_of(path, text)
    blocks = blocks_of(text, format, path)
    found = _read(blocks)
    if not _has_prompts(found) and format not in ("erl", "edoc"):
        found = read_unprompted(blocks, format in ("text", "html")) or found
    items, listing_notes = _items(found)
    notes = [Note(1, decoded.doubt)] if decoded.doubt else []
    notes += [Note(number, said) for block in blocks for number, said in block.notes]
    notes += [*found.notes, *listing_notes]
    return Document(
        path,
        text,
        decoded.encoding,
        decoded.bom,
        format,
        items,
        found.consoles.all(),
        _in_order(found.marked) if format == "erl" else tuple(found.marked),
        tuple(notes),
    )


def _read(blocks: list[Block]) -> Findings:
    found = Findings()
    for block in blocks:
        for segment in arrange(block):
            read_segment(found, segment)
    return found


def _has_prompts(found: Findings) -> bool:
    """Whether there is any prompt, be it an empty one."""
    return found.prompts > 0 or any(m.kind is Kind.INPUT for m in found.marked)


def _items(found: Findings) -> tuple[tuple[Item, ...], list[Note]]:
    """The items, raw listings made files."""
    listings = Listings()
    items: list[Item] = []
    count = 0
    for item in found.items:
        if isinstance(item, RawListing):
            made = (
                listings.module(count, item.module, item.rows, item.text)
                if item.module
                else listings.piece(count, item.rows, item.title, item.text, item.file)
            )
            items.append(made)
            count += 1
        else:
            items.append(item)
    notes = [note for item in items if isinstance(item, Listing) for note in item.notes]
    return tuple(items), notes


def _in_order(marked: list[Marked]) -> tuple[Marked, ...]:
    """By place: a source is read first, though comments stand above it and in it."""
    return tuple(sorted(marked, key=lambda m: (m.line.number, m.line.start)))
