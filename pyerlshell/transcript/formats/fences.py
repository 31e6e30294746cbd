"""The fences that set code apart, as a table: what opens one, what closes it.

Pages are pasted from anywhere, so each fence is known in each text format, except where the same
line means something else (`----` under a title).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

BEFORE: Final = r"(?:[ \t>%]|//+[ ]|\#+[ ]|\*[ ])*+"
LEAD: Final = f"(?P<lead>{BEFORE})"
"""What may stand in front of a fence: indentation, a quote's `> `, a comment's leader."""


@dataclass(frozen=True, slots=True)
class Fence:
    """`opening` may have groups: lead, fence (which the closing repeats), language, first.

    `first` is content on the opening line. `closing` may use {fence}. `markup`: what is inside is
    spelled as in HTML. `only`: the formats that have it, empty for all.
    """

    opening: re.Pattern[str]
    closing: str
    markup: bool = False
    only: frozenset[str] = frozenset()


def _fence(opening: str, closing: str, markup: bool = False, only: str = "") -> Fence:
    pattern = re.compile(LEAD + opening, re.I)
    return Fence(pattern, closing, markup, frozenset(only.split()))


FENCES: Final = (
    _fence(r"(?P<fence>```+)[ \t]*\Z", r"''+'[ \t]*\Z|{fence}`*[ \t]*\Z", only="edoc"),
    _fence(
        r"(?P<fence>```+)[ \t]*(?:\{?\.?(?P<language>[\w+#-]*)(?:[ ,{:=][^`]*)?\}?)[ \t]*\Z",
        r"{fence}`*[ \t]*\Z",
    ),
    _fence(r"(?P<fence>~~~+)[ \t]*\{?\.?(?P<language>[\w+#-]*)[^~]*\Z", r"{fence}~*[ \t]*\Z"),
    _fence(r"```(?P<first>[^`]*[^\s`'][^`]*)\Z", r"''+'[ \t]*\Z|```+[ \t]*\Z", only="edoc"),
    _fence(r"(?P<fence>-{4,}|\.{4,}|\+{4,})[ \t]*\Z", r"{fence}[ \t]*\Z", only="asciidoc"),
    _fence(
        r"\{%-?\s*(?:highlight|codeblock|code)\s+(?P<language>\w*)[^%]*%\}[ \t]*\Z",
        r"\{%-?\s*end\w+",
    ),
    _fence(r"\{\{<\s*highlight\s+\"?(?P<language>\w*)[^>]*>\}\}[ \t]*\Z", r"\{\{<\s*/highlight"),
    _fence(
        r"\[(?P<fence>code|source|sourcecode|erlang|erl)(?:[=: ]+\"?(?P<language>\w*)[^\]]*)?\]"
        r"(?P<first>.*)\Z",
        r"(?P<last>.*?)\[/{fence}\]",
    ),
    _fence(
        r"\{(?P<fence>code|noformat)(?::(?:language=)?(?P<language>\w*)[^}]*)?\}(?P<first>.*)\Z",
        r"(?P<last>.*?)\{{fence}\}",
    ),
    _fence(
        r"<(?P<fence>source|syntaxhighlight)(?:\s+lang=\"?(?P<language>\w*)[^>]*)?>(?P<first>.*)\Z",
        r"(?P<last>.*?)</{fence}>",
    ),
    _fence(
        r"<(?P<fence>pre)\b[^>]*?(?:(?:lang|class)=\"(?P<language>\w*)[^>]*)?>(?P<first>.*)\Z",
        r"(?P<last>.*?)</{fence}>",
        markup=True,
    ),
    _fence(r"\{\{\{(?:\#!(?P<language>\w+))?[ \t]*\Z", r"\}\}\}"),
    _fence(
        r"\\begin\{(?P<fence>verbatim|Verbatim|lstlisting|minted|alltt)\}.*\Z", r"\\end\{{fence}\}"
    ),
    _fence(
        r"\#\+begin_(?P<fence>src|example)(?:[ \t]+(?P<language>\w+).*)?[ \t]*\Z",
        r"\#\+end_{fence}",
    ),
    _fence(r"\.(?:nf|EX)[ \t]*\Z", r"\.(?:fi|EE)\b"),
)

MARKUP_LINE: Final = re.compile(
    LEAD + r"(?:\{%-?\s*(?:end)?raw\s*-?%\}|<!--.*-->|\[(?:source|listing|literal)\b[^\]]*\]"
    r"|\.\.[ ][\w-]+::.*|:[\w-]+:(?:[ ].*)?|</?(?:div|p|center|details|summary|section)\b[^>]*>)"
    r"[ \t]*\Z",
    re.I,
)
LIVEBOOK_OUTPUT: Final = re.compile(r"[ \t]*<!--\s*livebook:\{.*\"output\"\s*:\s*true.*-->\s*\Z")
DIRECTIVE: Final = re.compile(
    r"(?P<lead>[ \t]*)\.\.[ ]+(?:code-block|sourcecode|code|highlight|parsed-literal)::[ ]*"
    r"(?P<language>[\w+-]*)[ \t]*\Z"
)
LITERAL_NEXT: Final = re.compile(r".*::[ \t]*\Z")
OUTPUT_LANGUAGES: Final = frozenset({"output", "result", "stdout"})
CELL_LANGUAGES: Final = frozenset({"erlang", "erl"})


@dataclass(frozen=True, slots=True)
class Opened:
    """A fence that was met: where its content's margin ends, and what closes it."""

    lead: str
    language: str
    first: int | None
    """Where content starts on the opening line, if it does."""
    closing: re.Pattern[str]
    markup: bool
    plain: bool
    """A fence that means nothing else, so one that is not closed was cut off."""
    end: int | None = None
    """Where the content ends that is closed on the opening line."""


def opens(text: str, style: str) -> Opened | None:
    """The fence that this line opens in a document of this style."""
    if not _FIRST.search(text):
        return None
    for fence in FENCES:
        if fence.only and style not in fence.only:
            continue
        found = fence.opening.match(text)
        if found is None:
            continue
        groups = found.groupdict()
        closing = fence.closing.replace("{fence}", re.escape(groups.get("fence") or ""))
        first = found.start("first") if groups.get("first") else None
        pattern = re.compile(f"{BEFORE}(?:{closing})", re.I)
        language = (groups.get("language") or "").lower()
        closed = pattern.match(text, first) if first is not None else None
        if closed is not None and (not closed.re.groups or text[closed.end() :].strip()):
            return None  # opened and closed among words: words about code
        plain = (groups.get("fence") or "")[:3] in ("```", "~~~")
        end = closed.end("last") if closed is not None else None
        return Opened(groups["lead"], language, first, pattern, fence.markup, plain, end)
    return None


_FIRST: Final = re.compile(r"```|~~~|----|\.\.\.\.|\+\+\+\+|\{|\[|<|\\begin|#\+|\.nf|\.EX", re.I)
"""A line without any of these opens nothing: one look instead of a dozen."""
