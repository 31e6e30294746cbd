"""The properties of characters as the reference knows them, whatever version of Unicode Python has.

Python's own tables answer; what they lack or have otherwise is in `unicode_tables.txt`, which is
read when it is needed first. `scripts/unicode-tables` wrote it from the reference's answers.

A text is cut into grapheme clusters by one regular expression over the classes of its characters,
a letter each: r and n the line break, K control characters, E what extends a cluster (N of these: a
sign that links Indic consonants, Z: the joiner), P what is put before one, X pictures, R regional
indicators, C Indic consonants, L V T the parts of Hangul syllables, W and Y whole ones without and
with a T, O all others.

OTP: unicode_util
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from pyerlshell.terms.patterns import pattern

_CLUSTER: Final = pattern(
    "rn|[rnK]"
    "|P*(?:X(?:[EN]|ZX)*Z?|RR?[ENZ]*|(?:L+(?:[VW]V*T*|YT*)?|[VW]V*T*|YT*|T+)[ENZ]*"
    "|C(?:[EZ]*N[ENZ]*C)*[ENZ]*|[OENZ][ENZ]*)"
    "|P+"
)
_SIGMA: Final = "\u03a3"  # Python has a rule for one at the end of a word
_PYTHONS_CASES: Final[dict[str, Callable[[str], str]]] = {
    "upper": str.upper,
    "lower": str.lower,
    "title": str.title,
    "fold": str.casefold,
}


class _Ranges:
    """Codepoint -> an answer, for ranges of codepoints."""

    def __init__(self, ranges: list[tuple[int, int, str]]) -> None:
        self._ranges = sorted(ranges)
        self._starts = [first for first, _, _ in self._ranges]

    def get(self, code: int, otherwise: str = "") -> str:
        place = bisect_right(self._starts, code) - 1
        if place >= 0:
            _, last, answer = self._ranges[place]
            if code <= last:
                return answer
        return otherwise


class _Classes(dict[int, str]):
    """Codepoint -> the letter of its class; those that were asked for are remembered."""

    def __init__(self, ranges: _Ranges) -> None:
        super().__init__({13: "r", 10: "n"})
        self._ranges = ranges

    def __missing__(self, code: int) -> str:
        if 0xAC00 <= code <= 0xD7A3:
            found = "Y" if (code - 0xAC00) % 28 else "W"
        else:
            found = self._ranges.get(code, "O")
        self[code] = found
        return found


class _Tables:
    """What the file says. `pairs`: two characters that are composed, and what they become;
    `normal`: the codepoints that Python cannot bring into a normal form.
    """

    def __init__(
        self, version: tuple[int, int], categories: _Ranges, wide: _Ranges, classes: _Classes
    ) -> None:
        self.version = version
        self.categories = categories
        self.wide = wide
        self.classes = classes
        self.combining: dict[int, int] = {}
        self.decompositions: dict[int, tuple[str, str]] = {}
        self.pairs: dict[str, str] = {}
        self.normal: set[int] = set()
        self.cases: dict[str, dict[int, str]] = {kind: {} for kind in _PYTHONS_CASES}


@cache
def _tables() -> _Tables:
    from importlib.resources import files  # slow to import, and a start needs none of this

    text = files("pyerlshell.terms").joinpath("unicode_tables.txt").read_text("ascii")
    lines = [line.split(" ") for line in text.splitlines()]
    ranges: dict[str, list[tuple[int, int, str]]] = {"category": [], "wide": [], "break": []}
    for question, answer, *where in lines:
        if question in ranges:
            ranges[question] += [(*_range(written), answer) for written in where]
    [version] = [(int(line[1]), int(line[2])) for line in lines if line[0] == "version"]
    kinds, wide, classes = [_Ranges(found) for found in ranges.values()]
    tables = _Tables(version, kinds, wide, _Classes(classes))
    for question, answer, *where in lines:
        if question in _READERS:
            _READERS[question](tables, question, answer, _codes(where))
    for code, (tag, parts) in sorted(tables.decompositions.items(), key=lambda x: len(x[1][1])):
        if not tag and len(parts) > 1:
            tables.pairs[_composed(parts[:-1], tables) + parts[-1]] = chr(code)
    tables.normal.update(tables.combining, tables.decompositions)
    tables.normal.update([ord(char) for pair in tables.pairs for char in pair[:1]])
    return tables


def _range(written: str) -> tuple[int, int]:
    first, _, last = written.partition("-")
    return int(first, 16), int(last or first, 16)


def _codes(where: list[str]) -> Iterator[int]:
    for written in where:
        first, last = _range(written)
        yield from range(first, last + 1)


def _text(written: str) -> str:
    return "".join([chr(int(code, 16)) for code in written.split("+")])


def _read_combining(tables: _Tables, _: str, answer: str, codes: Iterator[int]) -> None:
    tables.combining.update(dict.fromkeys(codes, int(answer)))


def _read_decomposition(tables: _Tables, _: str, answer: str, codes: Iterator[int]) -> None:
    tag, _, parts = answer.partition(":")
    tables.decompositions.update(dict.fromkeys(codes, (tag.strip("-"), _text(parts))))


def _read_case(tables: _Tables, kind: str, answer: str, codes: Iterator[int]) -> None:
    tables.cases[kind].update(dict.fromkeys(codes, _text(answer)))


_READERS: Final[dict[str, Callable[[_Tables, str, str, Iterator[int]], None]]] = {
    "combining": _read_combining,
    "decomposition": _read_decomposition,
    **dict.fromkeys(_PYTHONS_CASES, _read_case),
}


def version() -> tuple[int, int]:
    """The version of Unicode."""
    return _tables().version


def category(char: str) -> str:
    """The general category of a character, as `Lu`."""
    return _tables().categories.get(ord(char)) or unicodedata.category(char)


def combining(char: str) -> int:
    """The canonical combining class of a character."""
    return _combining(char, _tables())


def _combining(char: str, tables: _Tables) -> int:
    found = tables.combining.get(ord(char))
    return unicodedata.combining(char) if found is None else found


def decomposition(char: str) -> tuple[str, str] | None:
    """How a character is taken apart wholly: a tag, "" for canonical, and the parts."""
    found = _tables().decompositions.get(ord(char))
    if found is not None:
        return found
    parts = unicodedata.decomposition(char)
    if not parts:
        return None
    tag = parts[1 : parts.index(">")] if parts.startswith("<") else ""
    return tag, unicodedata.normalize("NFKD" if tag else "NFD", char)


def in_case(kind: str, text: str) -> str:
    """The text in `upper` or `lower` case, one character in `title` case, or folded (`fold`)."""
    if text.isascii():
        return _PYTHONS_CASES[kind](text)
    new = _tables().cases[kind]
    if _SIGMA not in text and new.keys().isdisjoint([ord(char) for char in text]):
        return _PYTHONS_CASES[kind](text)
    return "".join([new.get(ord(char)) or _PYTHONS_CASES[kind](char) for char in text])


def is_wide(char: str) -> bool:
    """Does a character take two columns?"""
    return bool(_tables().wide.get(ord(char)))


# Normal forms


def normalize(form: str, text: str) -> str:
    """The text in the normal form NFC, NFD, NFKC or NFKD."""
    tables = _tables()
    if tables.normal.isdisjoint([ord(char) for char in text]):
        return unicodedata.normalize(form, text)  # type: ignore[arg-type]
    apart = _ordered("".join([_apart(char, "K" in form) for char in text]))
    return apart if form.endswith("D") else _composed(apart, tables)


def _apart(char: str, compatible: bool) -> str:
    found = decomposition(char)
    if found is None or (found[0] and not compatible):
        return unicodedata.normalize("NFD", char)  # a Hangul syllable
    return found[1] if not compatible else unicodedata.normalize("NFKD", found[1])


def _ordered(text: str) -> str:
    """Combining characters in a row sorted by their classes."""
    out: list[str] = []
    marks: list[str] = []
    for char in text:
        if combining(char):
            marks.append(char)
        else:
            out += sorted(marks, key=combining)
            out.append(char)
            marks = []
    return "".join(out + sorted(marks, key=combining))


def _composed(text: str, tables: _Tables) -> str:
    """Each starter composed with what follows it, as far as nothing stands between them."""
    out: list[str] = []
    start = -1
    last = 0
    for char in text:
        here = _combining(char, tables)
        blocked = start >= 0 and last >= here and start != len(out) - 1
        if start >= 0 and not blocked:
            two = out[start] + char
            one = tables.pairs.get(two) or unicodedata.normalize("NFC", two)
            if len(one) == 1:
                out[start] = one
                continue
        if not here:
            start = len(out)
        last = here
        out.append(char)
    return "".join(out)


# Grapheme clusters


def graphemes(text: str) -> list[str]:
    """The text cut into what a reader takes for one character."""
    found = []
    place = 0
    for cluster in _CLUSTER.finditer(text.translate(_tables().classes)):
        end = cluster.end()
        found.append(text[place:end])
        place = end
    return found


def is_grapheme(text: str) -> bool:
    """Is a text, which is not empty, one grapheme cluster?"""
    return _CLUSTER.fullmatch(text.translate(_tables().classes)) is not None
