"""Sets of characters as sorted ranges of code points: escapes, POSIX classes, Unicode properties.

OTP: the PCRE2 library
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

Ranges = tuple[tuple[int, int], ...]

LAST: Final = 0x10FFFF


def ranges(*parts: str | int | tuple[int, int]) -> Ranges:
    """The set of these characters: `az` is a to z, a number is itself."""
    found = []
    for part in parts:
        if type(part) is str:
            found.append((ord(part[0]), ord(part[-1])))
        elif type(part) is int:
            found.append((part, part))
        else:
            found.append(part)  # type: ignore[arg-type]
    return union(found)


def union(parts: Iterable[tuple[int, int]]) -> Ranges:
    """Sorted, and without overlaps."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(parts):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(parts: Ranges) -> Ranges:
    """All other characters."""
    found = []
    start = 0
    for low, high in parts:
        if low > start:
            found.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        found.append((start, LAST))
    return tuple(found)


DIGIT: Final = ranges("09")
WORD: Final = ranges("az", "AZ", "09", "_")
SPACE: Final = ranges((9, 13), " ")
HORIZONTAL: Final = ranges(9, 32, 0xA0, 0x1680, 0x180E, (0x2000, 0x200A), 0x202F, 0x205F, 0x3000)
VERTICAL: Final = ranges((10, 13), 0x85, (0x2028, 0x2029))

POSIX: Final[dict[str, Ranges]] = {
    "alpha": ranges("az", "AZ"),
    "digit": DIGIT,
    "alnum": ranges("az", "AZ", "09"),
    "upper": ranges("AZ"),
    "lower": ranges("az"),
    "space": SPACE,
    "blank": ranges(9, 32),
    "punct": ranges("!/", ":@", "[`", "{~"),
    "print": ranges((32, 126)),
    "graph": ranges((33, 126)),
    "cntrl": ranges((0, 31), 127),
    "xdigit": ranges("09", "af", "AF"),
    "word": WORD,
    "ascii": ranges((0, 127)),
}


@lru_cache(64)
def category(prefixes: tuple[str, ...]) -> Ranges:
    """The characters whose general category begins with one of these."""
    return _where(lambda char: unicodedata.category(char).startswith(prefixes))


def _where(test: Callable[[str], bool]) -> Ranges:
    found: list[tuple[int, int]] = []
    start = -1
    for code in range(LAST + 2):
        good = code <= LAST and test(chr(code))
        if good and start < 0:
            start = code
        elif not good and start >= 0:
            found.append((start, code - 1))
            start = -1
    return tuple(found)


_SCRIPT_NAMES: Final = (
    "Arabic Armenian Bengali Cherokee Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Hangul"
    " Hebrew Hiragana Kannada Katakana Khmer Lao Latin Malayalam Mongolian Tamil Telugu Thai"
    " Tibetan"
)
_NAMED: Final = {"han": "CJK UNIFIED"} | {
    name.lower(): name.upper() for name in _SCRIPT_NAMES.split()
}
_CATEGORY_NAMES: Final = (
    "C Cc Cf Cn Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps"
    " S Sc Sk Sm So Z Zl Zp Zs"
)
_CATEGORIES: Final = frozenset(_CATEGORY_NAMES.split())


@lru_cache(64)
def script(prefix: str) -> Ranges:
    """The characters whose names begin so: near enough to a script."""
    return _where(lambda char: unicodedata.name(char, "").startswith(prefix + " "))


def property_set(name: str) -> Ranges | None:
    """`\\p{Name}`; None if there is no such property."""
    if name in _CATEGORIES:
        return category((name,))
    special = {
        "Any": lambda: ((0, LAST),),
        "L&": lambda: category(("Lu", "Ll", "Lt")),
        "Lc": lambda: category(("Lu", "Ll", "Lt")),
        "Xan": lambda: category(("L", "N")),
        "Xwd": unicode_word,
        "Xsp": unicode_space,
        "Xps": unicode_space,
    }
    if name in special:
        return special[name]()
    lowered = name.lower().replace("_", "").replace(" ", "")
    for start in ("script=", "sc=", "scx="):
        lowered = lowered.removeprefix(start)
    if lowered in _NAMED:
        return script(_NAMED[lowered])
    return None


def unicode_word() -> Ranges:
    """`\\w` with the option ucp."""
    return category(("L", "N", "Mn", "Pc"))


def unicode_digit() -> Ranges:
    """`\\d` with the option ucp."""
    return category(("Nd",))


def unicode_space() -> Ranges:
    """`\\s` with the option ucp."""
    return union(category(("Z",)) + HORIZONTAL + VERTICAL)


def text_of(parts: Ranges, negated: bool, last: int) -> str:
    """The set in Python's notation."""
    kept = [(low, min(high, last)) for low, high in parts if low <= last]
    if not kept:
        return "(?s:.)" if negated else "(?!)"
    inside = "".join(
        [_char(low) if low == high else f"{_char(low)}-{_char(high)}" for low, high in kept]
    )
    return f"[{'^' if negated else ''}{inside}]"


def _char(code: int) -> str:
    if code < 256:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
