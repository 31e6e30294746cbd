"""Documents without a single numbered prompt: bare prompts, or no prompts at all.

> lists:seq(1, 3).          a bare prompt counts if what follows can be typed
lists:seq(1, 3).            else every statement in code is an input
[1,2,3]
"""

from __future__ import annotations

from collections.abc import Sequence

from pyerlshell.transcript.document import Kind
from pyerlshell.transcript.formats.blocks import Area, Block
from pyerlshell.transcript.reading.arrange import Segment, arrange
from pyerlshell.transcript.reading.found import Findings
from pyerlshell.transcript.reading.looks import is_statement, tokens_of
from pyerlshell.transcript.reading.prompts import BARE, Found, prompt_of
from pyerlshell.transcript.reading.segments import FOREIGN_LANGUAGES, is_listing, read_segment
from pyerlshell.transcript.reading.statements import Statements


def bare_prompt_of(text: str) -> Found | None:
    """A prompt without a number, if what follows it is no words."""
    found = prompt_of(text)
    if found is not None:
        return found
    bare = BARE.match(text)
    if bare is None or not _may_be_typed(text[bare.end() :]):
        return None
    return Found(0, "", bare.end())


def _may_be_typed(text: str) -> bool:
    """More than a word or a string, which a quotation may be as well."""
    whole = text if text.rstrip().endswith(".") else text.rstrip(" ,;") + "."
    return is_statement(whole, True) and len(tokens_of(whole) or ()) > 2


def read_unprompted(blocks: Sequence[Block], words: bool) -> Findings | None:
    """The findings in a document without numbered prompts; None if it has nothing to type.

    `words`: its inputs may stand among words (no markup sets code apart).
    """
    if any(row.text.lstrip()[:1] == ">" or "> " in row.text[:9] for b in blocks for row in b.rows):
        found = _with_bare_prompts(blocks)
        if found.prompts:
            return found
    for sure in (True, False) if words else (True,):
        found = _with_statements(blocks, sure)
        if found.prompts:
            return found
    return None


def _with_bare_prompts(blocks: Sequence[Block]) -> Findings:
    found = Findings(finder=bare_prompt_of)
    for block in blocks:
        for segment in arrange(block):
            read_segment(found, segment)
    return found


def _with_statements(blocks: Sequence[Block], sure: bool) -> Findings:
    """Statements in what containers call code; if not `sure`, in running text as well."""
    found = Findings()
    for block in blocks:
        for segment in arrange(block):
            if _may_have_statements(segment, sure):
                place = found.consoles.new_place(block)
                Statements(found, segment.rows, place, segment.area is Area.CODE).read()
            elif segment.area is Area.TEXT:
                for row in segment.rows:
                    found.mark(Kind.PROSE, row.line())
            else:
                read_segment(found, segment)
    return found


def _may_have_statements(segment: Segment, sure: bool) -> bool:
    if segment.area is Area.TEXT:
        return not sure
    if segment.area is not Area.CODE or segment.block.whole:
        return False
    return segment.block.language not in FOREIGN_LANGUAGES and not is_listing(segment)
