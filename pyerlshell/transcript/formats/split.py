"""A document's text to blocks, whatever its format; no character is lost on the way."""

from __future__ import annotations

from pyerlshell.transcript.formats.blocks import Area, Block, rows_of
from pyerlshell.transcript.formats.erl import erl_blocks
from pyerlshell.transcript.formats.fenced import fenced_blocks
from pyerlshell.transcript.formats.html import html_blocks
from pyerlshell.transcript.formats.notebook import NotANotebookError, notebook_blocks


def blocks_of(text: str, format: str, path: str) -> list[Block]:
    """The blocks of the document, in order. A broken notebook is read as text."""
    if format == "html":
        return html_blocks(text)
    if format == "notebook":
        try:
            return notebook_blocks(text)
        except NotANotebookError:
            rows = list(rows_of(text))
            return [Block(Area.TEXT, rows, notes=[(1, "a notebook that is no whole JSON")])]
    rows = list(rows_of(text))
    if format == "erl":
        return erl_blocks(text, rows, path)
    return fenced_blocks(rows, format)
