"""Tokens with their text, and white space and comments as tokens: the options of erl_scan:string/3.

The plain scan gives the offsets of each token; what lies between them is white space and comments.

OTP: erl_scan
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pyerlshell.syntax.erl_scan.forms import advance
from pyerlshell.syntax.erl_scan.scanner import Location, Scan, Token, scan
from pyerlshell.syntax.erl_scan.tables import WS
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import string_to_list as list_of

# White space is cut as the reference does, which has the common runs as constants.
_BETWEEN: Final = re.compile(
    rf"""(%[^\n]*)
    | \n(?:[ ]{{1,16}}|\t{{1,10}}|[\r\f]|(?![ \t\r\f])[{WS}]*)
    | [ ]{{1,16}} | \r | \t{{1,10}} | [{WS}]+""",
    re.X,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`text`: does a token of this category keep its text? `is_reserved` replaces the table."""

    comments: bool = False
    white_space: bool = False
    text: Callable[[Atom, str], bool] | None = None
    is_reserved: Callable[[Atom], bool] | None = None

    def is_plain(self) -> bool:
        """Is nothing special wanted?"""
        return self == Wanted()


def scan_full(string: str, start: Location, wanted: Wanted) -> Scan:
    """All tokens of a text, with what is wanted."""
    if wanted.is_plain():
        return scan(string, start)
    spans: list[tuple[int, int]] = []
    result = scan(string, start, {} if wanted.is_reserved else None, spans)
    result.tokens = _with_extras(string, start, result, spans, wanted)
    return result


def _with_extras(
    string: str, start: Location, result: Scan, spans: list[tuple[int, int]], wanted: Wanted
) -> list[Token]:
    out: list[Token] = []
    place = _Place(string, start)
    end = 0
    for token, (first, last) in zip(result.tokens, spans):
        _add_between(place, end, first, wanted, out)
        text = string[first:last]
        if wanted.is_reserved and token[0] is a.atom and text[0] != "'":
            assert type(token[2]) is Atom
            if wanted.is_reserved(token[2]):
                token = (token[2], token[1])
        out.append(_with_text(token, text, wanted))
        end = last
    if result.error is None:
        _add_between(place, end, len(string), wanted, out)
    return out


def _with_text(token: Token, text: str, wanted: Wanted) -> Token:
    category = token[0]
    assert type(category) is Atom
    if wanted.text is None or not text or not wanted.text(category, text):
        return token
    anno = [(a.text, list_of(text)), [(a.location, token[1]), None]]
    return (category, anno, *token[2:])


class _Place:
    """The locations of offsets that are asked for in order."""

    def __init__(self, string: str, start: Location) -> None:
        self.string, self.known, self.at = string, start, 0

    def location(self, offset: int) -> Location:
        self.known = advance(self.known, self.string[self.at : offset], offset - self.at)
        self.at = offset
        return self.known


def _add_between(place: _Place, start: int, end: int, wanted: Wanted, out: list[Token]) -> None:
    if not (wanted.comments or wanted.white_space):
        return
    while start < end:
        m = _BETWEEN.match(place.string, start, end)
        if m is None:
            return
        comment = m[1] is not None
        if wanted.comments if comment else wanted.white_space:
            category = a.comment if comment else atom("white_space")
            token = (category, place.location(start), list_of(m[0]))
            out.append(_with_text(token, m[0], wanted))
        start = m.end()
