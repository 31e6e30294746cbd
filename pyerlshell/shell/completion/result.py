"""What an expansion is.

OTP: edlin_expand (the Matches of expand/2)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Item:
    """One candidate: its text, and what is typed after it if it is the only one."""

    text: str
    ending: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Candidates under a title.

    param: which parameter of the title to highlight, counted from 1; 0 highlights none.
    highlight: show the whole title as a heading. hide_title: it is for programs only.
    separator: what stands between the title and the items; a line end unless it is given.
    """

    title: str
    items: tuple[Match, ...]
    highlight: bool = False
    param: int = 0
    hide_title: bool = False
    separator: str = ""


Match: TypeAlias = "Item | Section"


@dataclass(frozen=True, slots=True)
class Expansion:
    """`found`: the word may be completed; `insert`: the text that all candidates share."""

    found: bool = False
    insert: str = ""
    matches: tuple[Match, ...] = ()


NOTHING = Expansion()


def items_of(matches: Sequence[Match]) -> Iterator[Item]:
    """All items, however deep."""
    for match in matches:
        if type(match) is Item:
            yield match
        else:
            assert type(match) is Section
            yield from items_of(match.items)


def common_prefix(words: Sequence[str]) -> str:
    """The longest text that all words begin with."""
    if not words:
        return ""
    low, high = min(words), max(words)
    for i, char in enumerate(low):
        if i >= len(high) or high[i] != char:
            return low[:i]
    return low


def matching(word: str, candidates: Sequence[Item], title: str = "") -> Expansion:
    """The candidates that begin with the word: one is completed, of several what they share."""
    chosen = sorted(
        {item for item in candidates if item.text.startswith(word)}, key=lambda item: item.text
    )
    if not chosen:
        return NOTHING
    if len(chosen) == 1:
        only = chosen[0]
        return Expansion(True, only.text[len(word) :] + only.ending, _listed(chosen, title))
    insert = common_prefix([item.text for item in chosen])[len(word) :]
    several = [Item(i.text, "(") if i.ending == "()" else i for i in chosen]
    return Expansion(bool(insert or word), insert, _listed(several, title))


def _listed(items: Sequence[Item], title: str) -> tuple[Match, ...]:
    return (Section(title, tuple(items), highlight=True),) if title else tuple(items)


def fold(word: str, expansions: Sequence[Expansion]) -> Expansion:
    """Several kinds of candidates at one place."""
    found = [e for e in expansions if e.matches or e.found]
    if len(found) <= 1:
        return found[0] if found else NOTHING
    matches = tuple(match for e in found for match in e.matches)
    insert = common_prefix([e.insert for e in found])
    return Expansion(bool(insert), insert, matches)
