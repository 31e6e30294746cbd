"""Escapes that mean a character or a set of characters, inside of a class and outside.

OTP: the PCRE2 library
"""

from __future__ import annotations

from typing import Final

from pyerlshell.otp.stdlib.re import sets
from pyerlshell.otp.stdlib.re.sets import Ranges, complement
from pyerlshell.otp.stdlib.re.state import BadPattern, Settings

_SIMPLE: Final = {"a": 7, "e": 27, "f": 12, "n": 10, "r": 13, "t": 9}
_TOO_LARGE: Final = "character code point value in \\x{} or \\o{} is too large"
_NO_DIGITS: Final = "digits missing after \\x or in \\x{} or \\o{} or \\N{U+}"
_NOT_OCTAL: Final = "non-octal character in \\o{} (closing brace missing?)"
_NOT_HEX: Final = "non-hex character in \\x{} (closing brace missing?)"
_HEX: Final = frozenset("0123456789abcdefABCDEF")
_OCTAL: Final = frozenset("01234567")


def class_set(letter: str, settings: Settings) -> Ranges | None:
    """The set of \\d, \\W and so on; None for other letters."""
    ucp = settings.ucp
    lower = letter.lower()
    if lower == "d":
        found = sets.unicode_digit() if ucp else sets.DIGIT
    elif lower == "w":
        found = sets.unicode_word() if ucp else sets.WORD
    elif lower == "s":
        found = sets.unicode_space() if ucp else sets.SPACE
    elif lower == "h":
        found = sets.HORIZONTAL
    elif lower == "v":
        found = sets.VERTICAL
    else:
        return None
    return complement(found) if letter.isupper() else found


def property_at(pattern: str, pos: int) -> tuple[Ranges, int]:
    """The set of `\\p{..}` or `\\P{..}`, whose letter is at `pos`, and where it ends."""
    negated = pattern[pos] == "P"
    pos += 1
    if pos >= len(pattern):
        raise BadPattern("malformed \\P or \\p sequence", pos)
    if pattern[pos] != "{":
        name, end = pattern[pos], pos + 1
    else:
        closing = pattern.find("}", pos)
        if closing < 0:
            raise BadPattern("malformed \\P or \\p sequence", len(pattern))
        name, end = pattern[pos + 1 : closing].strip(), closing + 1
        if name.startswith("^"):
            name, negated = name[1:], not negated
    found = sets.property_set(name)
    if found is None:
        raise BadPattern("unknown property after \\P or \\p", end)
    return (complement(found) if negated else found), end


def char_at(pattern: str, pos: int, settings: Settings) -> tuple[int, int] | None:
    """The character that an escape means, whose letter is at `pos`, and where it ends."""
    letter = pattern[pos]
    if letter in _SIMPLE:
        return _SIMPLE[letter], pos + 1
    if letter == "c":
        return _control(pattern, pos + 1)
    if letter == "x":
        return _hex(pattern, pos + 1, settings)
    if letter == "o":
        return _braced_octal(pattern, pos + 1, settings)
    if letter == "0":
        return _octal(pattern, pos, settings)
    if not (letter.isascii() and letter.isalnum()):
        return ord(letter), pos + 1
    return None


def _control(pattern: str, pos: int) -> tuple[int, int]:
    if pos >= len(pattern):
        raise BadPattern("\\c at end of pattern", pos)
    if not 32 <= ord(pattern[pos]) < 127:
        raise BadPattern("\\c must be followed by a printable ASCII character", pos + 1)
    return ord(pattern[pos].upper()) ^ 64, pos + 1


def _checked(code: int, end: int, settings: Settings) -> tuple[int, int]:
    if code > (sets.LAST if settings.unicode else 255):
        raise BadPattern(_TOO_LARGE, end)
    return code, end


def _hex(pattern: str, pos: int, settings: Settings) -> tuple[int, int]:
    if pattern[pos : pos + 1] == "{":
        return _braced(pattern, pos, 16, settings)
    end = pos
    while end < pos + 2 and pattern[end : end + 1] in _HEX:
        end += 1
    if end == pos:
        raise BadPattern(_NO_DIGITS, pos)
    return int(pattern[pos:end], 16), end


def _braced(pattern: str, pos: int, base: int, settings: Settings) -> tuple[int, int]:
    digits, wrong = (_HEX, _NOT_HEX) if base == 16 else (_OCTAL, _NOT_OCTAL)
    end = pos + 1
    while pattern[end : end + 1] in digits and end < len(pattern):
        end += 1
    if end >= len(pattern) and end == pos + 1:
        raise BadPattern(_NO_DIGITS, end)
    if pattern[end : end + 1] != "}":
        raise BadPattern(wrong, end + 1)
    if end == pos + 1:
        raise BadPattern(_NO_DIGITS, end)
    code, _ = _checked(int(pattern[pos + 1 : end], base), end, settings)
    return code, end + 1


def _braced_octal(pattern: str, pos: int, settings: Settings) -> tuple[int, int]:
    if pattern[pos : pos + 1] != "{":
        raise BadPattern("missing opening brace after \\o", pos)
    return _braced(pattern, pos, 8, settings)


def _octal(pattern: str, pos: int, settings: Settings) -> tuple[int, int]:
    end = pos
    while end < pos + 3 and pattern[end : end + 1] in _OCTAL and end < len(pattern):
        end += 1
    return _checked(int(pattern[pos:end], 8), end, settings)


def octal_at(pattern: str, pos: int, settings: Settings) -> tuple[int, int] | None:
    """Up to three octal digits that are no reference to a group."""
    if pattern[pos] not in _OCTAL:
        return None
    return _octal(pattern, pos, settings)
