"""An expansion as lines: headings, then columns as wide as the longest text.

Lines are lists of (style, text); the styles are "" and "heading", which a terminal shows bold and
underlined.

OTP: edlin_expand:format_matches/2
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pyerlshell.shell.completion.result import Item, Match, Section, items_of
from pyerlshell.terms.chars import width

Line = list[tuple[str, str]]

_GAP: Final = 4
HEADING: Final = "heading"


def lines(matches: Sequence[Match], columns: int) -> list[Line]:
    """What is shown below the prompt, for a screen of so many columns."""
    plain = [match for match in matches if type(match) is Item]
    found = _columns([_text(item) for item in plain], columns)
    for section in _merged([match for match in matches if type(match) is Section]):
        found += _section(section, columns)
    return found


def _text(item: Item) -> str:
    return item.text + item.ending.rstrip()


def _section(section: Section, columns: int) -> list[Line]:
    if section.title == "typespecs":
        found: list[Line] = [[(HEADING, section.title)]]
        return found + _signatures([s for s in section.items if type(s) is Section], columns)
    items = sorted({_text(item) for item in items_of(section.items)})
    if section.separator:
        return _definition(section, items, columns)
    inner = _inner(section, columns)
    return [[(HEADING, section.title)], *inner] if not section.hide_title else inner


def _inner(section: Section, columns: int) -> list[Line]:
    found = _columns([_text(i) for i in section.items if type(i) is Item], columns)
    for part in section.items:
        if type(part) is Section:
            found += _section(part, columns)
    return found


def _definition(section: Section, items: list[str], columns: int) -> list[Line]:
    """`file:mode() :: append binary ...`: the name stands in the first column."""
    rows = _columns([section.title + section.separator.rstrip(), *items], columns, keep_order=True)
    first = rows[0][0][1]
    rows[0] = [(HEADING, section.title), ("", first[len(section.title) :])]
    return rows


def _signatures(sections: list[Section], columns: int) -> list[Line]:
    """Heads with the current parameter marked; those with the same alternatives together."""
    together: dict[tuple[Match, ...], list[Section]] = {}
    for section in sections:
        together.setdefault(section.items, []).append(section)
    found: list[Line] = []
    for items, heads in together.items():
        found += [_head(section) for section in heads]
        found += _inner(Section("", items), columns)
    return found


def _head(section: Section) -> Line:
    start, params, end = split_head(section.title)
    if not 0 < section.param <= len(params):
        return [("", section.title)]
    before = ", ".join(params[: section.param - 1]) + (", " if section.param > 1 else "")
    after = "".join(", " + text for text in params[section.param :]) + end
    return [("", start + before), (HEADING, params[section.param - 1]), ("", after)]


def split_head(title: str) -> tuple[str, list[str], str]:
    """`m:f(A, {b, C})` as "m:f(", ["A", "{b, C}"], ")"."""
    start = title.find("(") + 1
    depth, last, params = 0, start, []
    for i in range(start, len(title)):
        char = title[i]
        if char in ")]}" and depth == 0:
            params.append(title[last:i].strip())
            return title[:start], params, title[i:]
        depth += (char in "([{") - (char in ")]}")
        if char == "," and depth == 0:
            params.append(title[last:i].strip())
            last = i + 1
    return title[:start], params, title[last:]


def _merged(sections: list[Section]) -> list[Section]:
    """In the order of their titles."""
    return sorted(sections, key=lambda s: s.title)


def _columns(texts: list[str], columns: int, keep_order: bool = False) -> list[Line]:
    """As many columns as fit, each as wide as the widest text and a gap."""
    if not texts:
        return []
    unique = list(dict.fromkeys(texts if keep_order else sorted(texts)))
    widest = max(width(text) for text in unique) + _GAP
    per_row = max(1, columns // widest)
    rows = []
    for at in range(0, len(unique), per_row):
        cells = unique[at : at + per_row]
        padded = [text + " " * (widest - width(text)) for text in cells[:-1]]
        rows.append([("", _cut("".join([*padded, cells[-1]]), columns))])
    return rows


def _cut(text: str, columns: int) -> str:
    if width(text) <= columns:
        return text
    room, kept = columns - 3, 0
    for i, char in enumerate(text):
        kept += width(char)
        if kept > room:
            return text[:i] + "..."
    return text
