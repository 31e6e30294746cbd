"""Jupyter notebooks: cells that hold statements or prose, and what they printed.

The file is JSON whose strings are kept with their places, because lines are found in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.transcript.formats.blocks import Area, Block, Row
from pyerlshell.transcript.formats.fenced import fenced_blocks
from pyerlshell.transcript.formats.strings import string_rows

JSON: Final = re.compile(
    r"\s*(?:\"(?P<string>(?:[^\"\\]|\\.)*)\"|(?P<mark>[{}\[\],:])|(?P<word>[^\s\"{}\[\],:]+))", re.S
)
HIDDEN: Final = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Text:
    """A JSON string, by its place."""

    source: str
    start: int
    end: int

    @property
    def raw(self) -> str:
        """As spelled, which for the names that matter is as it is."""
        return self.source[self.start : self.end]


class NotANotebookError(Exception):
    """The JSON has no cells, or is cut in the middle."""


def notebook_blocks(source: str) -> list[Block]:
    """The blocks of a notebook, cell by cell. Raises NotANotebookError."""
    page = parse(source)
    cells = page.get("cells") if isinstance(page, dict) else None
    if not isinstance(cells, list):
        raise NotANotebookError
    language = _language(page)
    blocks: list[Block] = []
    for cell in cells:
        if isinstance(cell, dict):
            blocks += _cell(cell, source, language)
    return blocks


def _cell(cell: dict[str, Any], source: str, language: str) -> Iterator[Block]:
    rows = list(_rows(cell.get("source"), source))
    kind = cell.get("cell_type")
    if not isinstance(kind, Text) or kind.raw != "code":
        yield from fenced_blocks(rows, "markdown")
        return
    erlang = language in ("", "erlang", "erl")
    yield Block(Area.CODE, rows, language or "erlang", cell=erlang)
    for output in cell.get("outputs") or []:
        if isinstance(output, dict):
            data = output.get("data")
            shown = data.get("text/plain") if isinstance(data, dict) else None
            printed = list(_rows(output.get("text") or shown or output.get("traceback"), source))
            if printed:
                yield Block(Area.OUTPUT, printed)


def _language(page: dict[str, Any]) -> str:
    metadata = page.get("metadata")
    if isinstance(metadata, dict):
        for part, name in (("language_info", "name"), ("kernelspec", "language")):
            found = metadata.get(part)
            value = found.get(name) if isinstance(found, dict) else None
            if isinstance(value, Text):
                return value.raw.lower()
    return ""


def _rows(value: Any, source: str) -> Iterator[Row]:
    """A multi-line string: one string, or a list of lines."""
    texts = value if isinstance(value, list) else [value]
    last: Row | None = None
    for text in texts:
        if not isinstance(text, Text):
            continue
        number = source.count("\n", 0, text.start) + 1 if last is None else None
        if number is None:
            assert last is not None
            number = last.number + source.count("\n", last.stop, text.start)
        if last is not None:
            last.stop = text.start
        for row in string_rows(source, text.start, text.end, number, "json"):
            if last is not None:
                yield last
            last = row
    if last is not None:
        yield last


def parse(source: str) -> Any:
    """JSON to dicts, lists and Text; numbers and words become None. Raises NotANotebookError."""
    stack: list[Any] = [[]]
    keys: list[str] = []
    at = 0
    size = len(source.rstrip())
    while at < size:
        found = JSON.match(source, at)
        if found is None:
            raise NotANotebookError
        at = found.end()
        mark = found["mark"]
        if mark in ("{", "["):
            stack.append({} if mark == "{" else [])
            keys.append("")
        elif mark in ("}", "]"):
            if len(stack) < 2:
                raise NotANotebookError
            value = stack.pop()
            keys.pop()
            _add(stack[-1], keys, value)
        elif mark is None:
            string = found["string"] is not None
            value = Text(source, found.start("string"), found.end("string")) if string else None
            top = stack[-1]
            if isinstance(top, dict) and not keys[-1] and string:
                keys[-1] = value.raw if value is not None else ""
            else:
                _add(top, keys, value)
    if len(stack) != 1 or not stack[0]:
        raise NotANotebookError
    return stack[0][0]


def _add(top: Any, keys: list[str], value: Any) -> None:
    if isinstance(top, list):
        top.append(value)
    else:
        top[keys[-1]] = value
        keys[-1] = ""
