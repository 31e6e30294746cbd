"""What can go wrong while scanning, and the reference's words for it.

OTP: erl_scan:format_error/1
"""

from __future__ import annotations

import unicodedata
from typing import Final

from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

ILLEGAL_CHARACTER: Final = (a.illegal, a.character)
HEAD_LENGTH: Final = 16


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
    """The first 16 characters as a reader counts them (combining marks go with their base)."""
    count = index = 0
    for index, char in enumerate(content):
        joined = index and (
            unicodedata.combining(char)
            or char in "\u200d\ufe0f"
            or content[index - 1] == "\u200d"
            or (char == "\n" and content[index - 1] == "\r")
        )
        count += not joined
        if count > HEAD_LENGTH:
            return content[:index]
    return content
