"""`[...]`: from the character after the bracket to a set.

OTP: the PCRE2 library
"""

from __future__ import annotations

from typing import Final

from pyerlshell.otp.stdlib.re import escapes, sets
from pyerlshell.otp.stdlib.re.sets import Ranges, complement
from pyerlshell.otp.stdlib.re.state import BadPattern, Settings

_NOT_CLOSED: Final = "missing terminating ] for character class"
_BAD_RANGE: Final = "invalid range in character class"


def class_at(pattern: str, pos: int, settings: Settings) -> tuple[Ranges, bool, int]:
    """The set, whether it is negated, and where it ends."""
    negated = pattern[pos : pos + 1] == "^"
    pos += negated
    found: list[tuple[int, int]] = []
    first = True
    while True:
        if pos >= len(pattern):
            raise BadPattern(_NOT_CLOSED, len(pattern))
        if pattern[pos] == "]" and not first:
            return sets.union(found), negated, pos + 1
        first = False
        pos = _item(pattern, pos, settings, found)


def _item(pattern: str, pos: int, settings: Settings, found: list[tuple[int, int]]) -> int:
    if pattern.startswith("\\E", pos):
        return pos + 2
    if pattern.startswith("\\Q", pos):
        closing = pattern.find("\\E", pos)
        stop = closing if closing >= 0 else len(pattern)
        text = pattern[pos + 2 : stop]
        if not text or closing < 0:
            found += [(ord(char), ord(char)) for char in text]
            return stop + 2 * (closing >= 0)
        found += [(ord(char), ord(char)) for char in text[:-1]]
        item: int | Ranges = ord(text[-1])
        end = stop
    else:
        item, end = _element(pattern, pos, settings)
    end = _behind_ends(pattern, end)
    behind = _behind_ends(pattern, end + 1)
    if pattern[end : end + 1] != "-" or pattern[behind : behind + 1] in ("]", ""):
        found += item if isinstance(item, tuple) else ((item, item),)
        return end
    if type(item) is not int:
        raise BadPattern(_BAD_RANGE, end + 1)
    other, last = _element(pattern, behind, settings)
    if type(other) is not int:
        raise BadPattern(_BAD_RANGE, last)
    if other < item:
        raise BadPattern("range out of order in character class", last)
    found.append((item, other))
    return last


def _behind_ends(pattern: str, pos: int) -> int:
    """Where the next is that `\\E` and empty quotations do not hide."""
    while True:
        if pattern.startswith("\\E", pos):
            pos += 2
        elif pattern.startswith("\\Q\\E", pos):
            pos += 4
        else:
            return pos


def _element(pattern: str, pos: int, settings: Settings) -> tuple[int | Ranges, int]:
    char = pattern[pos]
    if char == "[" and pattern[pos + 1 : pos + 2] in (":", ".", "="):
        named = _posix(pattern, pos, settings)
        if named is not None:
            return named
    if char != "\\":
        return ord(char), pos + 1
    return _escape(pattern, pos + 1, settings)


def _posix(pattern: str, pos: int, settings: Settings) -> tuple[Ranges, int] | None:
    kind = pattern[pos + 1]
    closing = pattern.find(kind + "]", pos + 2)
    if closing < 0 or "]" in pattern[pos + 2 : closing]:
        return None
    if kind != ":":
        raise BadPattern("POSIX collating elements are not supported", closing + 2)
    name = pattern[pos + 2 : closing]
    negated = name.startswith("^")
    found = _posix_set(name.removeprefix("^"), settings)
    if found is None:
        raise BadPattern("unknown POSIX class name", closing + 2)
    return (complement(found) if negated else found), closing + 2


_UCP: Final = {
    "alpha": ("L",),
    "lower": ("Ll",),
    "upper": ("Lu",),
    "alnum": ("L", "N"),
}


def _posix_set(name: str, settings: Settings) -> Ranges | None:
    if settings.ucp:
        if name in _UCP:
            return sets.category(_UCP[name])
        if name in ("space", "digit", "word"):
            return escapes.class_set(name[0], settings)
    return sets.POSIX.get(name)


def _escape(pattern: str, pos: int, settings: Settings) -> tuple[int | Ranges, int]:
    if pos >= len(pattern):
        raise BadPattern("\\ at end of pattern", pos)
    letter = pattern[pos]
    if letter == "b":
        return 8, pos + 1
    if letter == "g":
        return ord("g"), pos + 1
    if letter in "pP":
        return escapes.property_at(pattern, pos)
    if letter.isdigit():
        octal = escapes.octal_at(pattern, pos, settings)
        return octal if octal is not None else (ord(letter), pos + 1)
    found = escapes.class_set(letter, settings)
    if found is not None:
        return found, pos + 1
    char = escapes.char_at(pattern, pos, settings)
    if char is None:
        if letter == "N":
            raise BadPattern("\\N is not supported in a class", pos + 1)
        if letter in "RXB":
            text = "escape sequence is invalid in character class"
            raise BadPattern(text, pos + 1)
        raise BadPattern("unrecognized character follows \\", pos + 1)
    return char
