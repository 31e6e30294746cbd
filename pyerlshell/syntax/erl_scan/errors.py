"""What can go wrong while scanning, and the reference's words for it.

OTP: erl_scan:format_error/1
"""

from __future__ import annotations

from typing import Final

from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.chars import graphemes
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

ILLEGAL_CHARACTER: Final = (a.illegal, a.character)
HEAD_LENGTH: Final = 16
MOST: Final = 400  # enough for 16 characters with their marks


class ScanError(Exception):
    """Wrong input: the descriptor, where it is reported, and the offset where scanning ends.

    `start` is a location or None: then the caller puts the location of the token's first character.
    """

    def __init__(self, descriptor: Term, start: Term, end: int) -> None:
        self.descriptor = descriptor
        self.start = start
        self.end = end


class Incomplete(Exception):
    """The token may go on in text that has not arrived yet."""


def illegal(what: Atom, start: Term, end: int) -> ScanError:
    """`illegal atom`, `illegal integer`, ..."""
    return ScanError((a.illegal, what), start, end)


def unterminated(what: Term, content: str, start: Term, end: int) -> ScanError:
    """`unterminated string starting with "..."`."""
    return ScanError((a.unterminated, what, to_list([ord(c) for c in head(content)])), start, end)


def head(content: str) -> str:
    """The first 16 characters as a reader counts them."""
    return "".join(graphemes(content[:MOST])[:HEAD_LENGTH])
