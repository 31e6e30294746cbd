"""Markdown to blocks: paragraphs, headings, lists, quotes and code, with emphasis inside.

    "- *a*"  ->  Block("list", [Block("item", [Block("p", [Span("em", "a")])])])

Only what documentation of Erlang modules uses.

OTP: shell_docs_markdown
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

_HEADING: Final = re.compile(r"(#{1,6}) +(.*?) *#*$")
_ITEM: Final = re.compile(r"( {0,3})([-*+]|\d{1,9}[.)])( +)(?=\S)")
_FENCE: Final = re.compile(r" {0,3}(```+|~~~+)")
_RULE: Final = re.compile(r" {0,3}([-*_])( *\1){2,} *$")
_INLINE: Final = re.compile(
    r"`+(?P<code>.+?)`+"
    r"|!?\[(?P<link>(?:[^\[\]]|\[[^\]]*\])*)\](?:\([^)]*\)|\[[^\]]*\])?"
    r"|\*\*(?P<strong>\S(?:.*?\S)?)\*\*|__(?P<strong2>\S(?:.*?\S)?)__"
    r"|\*(?P<em>\S(?:.*?\S)?)\*|(?<!\w)_(?P<em2>\S(?:.*?\S)?)_(?!\w)",
    re.DOTALL,
)
_REFERENCE: Final = re.compile(r"^(?:[mtce]|extra):(.*)$")


@dataclass(slots=True)
class Span:
    """Text of one kind: "", "em", "strong" or "code"."""

    kind: str
    text: str


@dataclass(slots=True)
class Block:
    """A paragraph ("p"), heading ("h1" to "h6"), "pre", "list", "item" or "quote"."""

    kind: str
    blocks: list[Block] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def parse(text: str) -> list[Block]:
    """The blocks of a text."""
    return _blocks(text.replace("\r\n", "\n").split("\n"))


def _blocks(lines: list[str]) -> list[Block]:
    found: list[Block] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        heading, fence, item = _HEADING.match(line), _FENCE.match(line), _ITEM.match(line)
        if not line.strip():
            at += 1
        elif fence is not None:
            at = _fenced(lines, at, fence[1], found)
        elif heading is not None:
            found.append(Block(f"h{len(heading[1])}", spans=spans(heading[2])))
            at += 1
        elif line.startswith("    "):
            at = _indented(lines, at, found)
        elif line.lstrip().startswith(">"):
            at = _quote(lines, at, found)
        elif item is not None and _RULE.match(line) is None:
            at = _list(lines, at, found)
        else:
            at = _paragraph(lines, at, found)
    return found


def _fenced(lines: list[str], at: int, fence: str, found: list[Block]) -> int:
    start = at = at + 1
    while at < len(lines) and not lines[at].strip().startswith(fence):
        at += 1
    found.append(_code(lines[start:at]))
    return at + 1


def _indented(lines: list[str], at: int, found: list[Block]) -> int:
    start = at
    while at < len(lines) and (lines[at].startswith("    ") or not lines[at].strip()):
        at += 1
    end = at
    while not lines[end - 1].strip():
        end -= 1
    found.append(_code([line[4:] for line in lines[start:end]]))
    return at


def _code(lines: list[str]) -> Block:
    return Block("pre", spans=[Span("code", "\n".join(lines))])


def _quote(lines: list[str], at: int, found: list[Block]) -> int:
    inside: list[str] = []
    while at < len(lines) and lines[at].lstrip().startswith(">"):
        inside.append(lines[at].lstrip()[1:].removeprefix(" "))
        at += 1
    found.append(Block("quote", _blocks(inside)))
    return at


def _list(lines: list[str], at: int, found: list[Block]) -> int:
    items: list[Block] = []
    first = _ITEM.match(lines[at])
    assert first is not None
    while at < len(lines):
        match = _ITEM.match(lines[at])
        if match is None or match[2][-1] != first[2][-1] or len(match[1]) > len(first[1]) + 1:
            break
        width = len(match[0])
        inside = [lines[at][width:]]
        at += 1
        while at < len(lines) and _belongs(lines, at, width):
            inside.append(lines[at][min(width, _indent(lines[at])) :])
            at += 1
        items.append(Block("item", _blocks(inside)))
    found.append(Block("list", items))
    return at


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _belongs(lines: list[str], at: int, width: int) -> bool:
    """The line goes on with an item: it is indented, or the paragraph has not ended."""
    line = lines[at]
    if not line.strip():
        rest = [later for later in lines[at:] if later.strip()]
        return bool(rest) and _indent(rest[0]) >= width
    if _indent(line) >= width:
        return True
    return bool(lines[at - 1].strip()) and _ITEM.match(line) is None and not _begins_block(line)


def _begins_block(line: str) -> bool:
    return bool(_HEADING.match(line) or _FENCE.match(line) or line.lstrip().startswith(">"))


def _paragraph(lines: list[str], at: int, found: list[Block]) -> int:
    inside = [lines[at].strip()]
    at += 1
    while at < len(lines) and lines[at].strip():
        if _begins_block(lines[at]) or _ITEM.match(lines[at]) is not None:
            break
        inside.append(lines[at].strip())
        at += 1
    found.append(Block("p", spans=spans(" ".join(inside))))
    return at


def spans(text: str) -> list[Span]:
    """The text with its emphasis taken apart."""
    found: list[Span] = []
    at = 0
    for match in _INLINE.finditer(text):
        if match.start() > at:
            found.append(Span("", _plain(text[at : match.start()])))
        at = match.end()
        found += _special(match)
    if at < len(text):
        found.append(Span("", _plain(text[at:])))
    return found


def _special(match: re.Match[str]) -> list[Span]:
    if match["code"] is not None:
        return [Span("code", _referred(match["code"].strip()))]
    if match["link"] is not None:
        return spans(match["link"])
    strong = match["strong"] or match["strong2"]
    if strong is not None:
        return [Span("strong", _plain(strong).replace("`", ""))]
    return [Span("em", _plain(match["em"] or match["em2"]).replace("`", ""))]


def _referred(code: str) -> str:
    """``m:lists`` refers to a module, ``t:t/0`` to a type."""
    found = _REFERENCE.match(code)
    return code if found is None else found[1]


def _plain(text: str) -> str:
    return re.sub(r"\\([\\`*_{}\[\]()#+\-.!<>|])", r"\1", text)
