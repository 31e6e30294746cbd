"""Compiled patterns: what was given, and Python's regular expressions for it, made when needed.

A pattern without `unicode` is about bytes, one with it about characters. `notbol` and its like
change what Python has to compile, so a pattern has a regular expression for each.

OTP: re (compile), the PCRE2 library
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, AnyStr, Final, NamedTuple

from pyerlshell.erts.machine import P
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.stdlib.re.bounded import GaveUp, find
from pyerlshell.otp.stdlib.re.state import BadPattern, Groups, Settings
from pyerlshell.otp.stdlib.re.translate import Translator
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Ref, Term

Spans = list[tuple[int, int]]
NOWHERE: Final = (-1, -1)


class NotSubject(Exception):
    """A term that is neither iodata nor, with `unicode`, character data."""


def subject_text(term: Term, unicode: bool) -> Any:
    """The subject (or the pattern) as Python's text or bytes. Raises NotSubject."""
    try:
        return to_str(term) if unicode else iodata_bytes(term)
    except (NotText, NotIodata):
        raise NotSubject from None


def utf8_fault(data: bytes) -> BadPattern:
    """What is wrong with a pattern that is not UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError as e:
        byte = data[e.start]
        if byte >= 0xFE:
            text = "illegal byte (0xfe or 0xff)"
        elif byte < 0xC0:
            text = "isolated byte with 0x80 bit set"
        else:
            text = "1 byte missing at end"
        return BadPattern(f"UTF-8 error: {text}", e.start)
    return BadPattern("UTF-8 error", 0)


class Variant(NamedTuple):
    """Python's regular expression, its groups, and whether these are just those of the pattern."""

    expression: re.Pattern[Any]
    groups: Groups
    alike: bool


@dataclass(slots=True)
class Compiled:
    """A pattern that is known to be right. `variants`: (settings, not empty) -> expression.

    `usual` is that of its own settings.
    """

    source: str
    settings: Settings
    groups: Groups
    variants: dict[tuple[Settings, bool], Variant] = field(default_factory=dict)
    usual: Variant | None = None

    def variant(self, settings: Settings, not_empty: bool) -> Variant:
        """Python's regular expression, and which of its groups are which of ours."""
        usual = settings is self.settings and not not_empty
        if usual and self.usual is not None:
            return self.usual
        found = self.variants.get((settings, not_empty))
        if found is None:
            expression, groups = _translated(self.source, settings, self.groups, not_empty)
            found = Variant(expression, groups, groups.same_as_python())
            self.variants[settings, not_empty] = found
        if usual:
            self.usual = found
        return found

    def names(self) -> list[str]:
        """The names of groups, in the order of the alphabet."""
        return sorted(self.groups.names)


_LEADING: Final = re.compile(
    r"(?:\(\*(?:UTF(?:8|16|32)?|UCP|CRLF|CR|LF|ANYCRLF|ANY|NUL|BSR_ANYCRLF|BSR_UNICODE|NO_START_OPT"
    r"|NO_AUTO_POSSESS|NOTEMPTY|NOTEMPTY_ATSTART|LIMIT_\w+=\d+)\))+"
)
_NO_UTF: Final = "using UTF is disabled by the application"
_NEWLINES: Final = ("CRLF", "ANYCRLF", "ANY", "CR", "LF", "NUL")


def compiled(source: str, settings: Settings) -> Compiled:
    """A new pattern. Raises BadPattern."""
    if settings.unicode and settings.never_utf:
        raise BadPattern(_NO_UTF, 0)
    settings, source = _leading(source, settings)
    first = Translator(source, settings, None)
    first.whole()
    first.groups.depth.check()
    pattern = Compiled(source, settings, first.groups)
    pattern.variant(settings, False)
    return pattern


def _leading(source: str, settings: Settings) -> tuple[Settings, str]:
    """`(*CRLF)` and its like at the beginning."""
    found = _LEADING.match(source)
    if found is None:
        return settings, source
    for word in found[0][2:-1].split(")(*"):
        if word.startswith("UTF") and settings.never_utf:
            end = source.index(f"(*{word})") + len(word) + 3
            raise BadPattern(_NO_UTF, end)
        if word == "UCP":
            settings = replace(settings, ucp=True)
        elif word in _NEWLINES:
            settings = replace(settings, newline=word.lower())
        elif word == "BSR_ANYCRLF":
            settings = replace(settings, bsr_anycrlf=True)
    return settings, source[found.end() :]


def _translated(
    source: str, settings: Settings, known: Groups, not_empty: bool
) -> tuple[re.Pattern[Any], Groups]:
    """Not empty: the rest of the subject is remembered where the match begins, and may not be what
    is left where it ends."""
    second = Translator(source, settings, known, Groups(made=1 if not_empty else 0))
    text = second.whole()
    if not_empty:
        text = f"(?=((?s:.*)))(?:{text})(?!\\1\\Z)"
    flags = re.IGNORECASE if settings.flags.caseless and not known.inline_case else 0
    try:
        if settings.unicode:
            return re.compile(text, flags), second.groups
        return re.compile(text.encode("latin-1"), flags), second.groups
    except re.error as e:
        words = "lookbehind assertion is too long" if "look-behind" in str(e) else str(e)
        raise BadPattern(words, len(source)) from None


_REMEMBERED: Final = 500
"""How many patterns are kept that run/3 and others compiled on the way."""


class Patterns:
    """The compiled patterns of a node: the same pattern has the same reference."""

    def __init__(self, _node: object) -> None:
        self.by_ref: dict[Ref, Compiled] = {}
        self.by_source: dict[tuple[str, Settings], Ref] = {}
        self.passing: dict[tuple[str, Settings], Compiled] = {}

    def passed(self, source: str, settings: Settings) -> Compiled:
        """Compile for one use; the last few hundred are remembered. Raises BadPattern."""
        found = self.passing.get((source, settings))
        if found is None:
            found = compiled(source, settings)
            if len(self.passing) >= _REMEMBERED:
                del self.passing[next(iter(self.passing))]
            self.passing[source, settings] = found
        return found

    def ref(self, source: str, settings: Settings) -> tuple[Ref, Compiled]:
        """Compile, unless it was done already. Raises BadPattern."""
        known = self.by_source.get((source, settings))
        if known is not None:
            return known, self.by_ref[known]
        pattern = compiled(source, settings)
        ref = P.cur.node.make_ref()
        self.by_ref[ref] = pattern
        self.by_source[source, settings] = ref
        return ref, pattern


def term_of(ref: Ref, pattern: Compiled) -> Term:
    """`{re_pattern, Groups, Unicode, UseCRLF, Reference}`"""
    crlf = int(pattern.settings.newline in ("crlf", "any", "anycrlf"))
    unicode = int(pattern.settings.unicode)
    return (a.re_pattern, pattern.groups.count, unicode, crlf, ref)


def from_term(term: Term) -> Compiled | None:
    """The pattern behind a `re_pattern`."""
    if type(term) is tuple and len(term) == 5 and term[0] is a.re_pattern:
        ref = term[4]
        if type(ref) is Ref:
            return P.cur.node.part(Patterns).by_ref.get(ref)
    return None


@dataclass(slots=True)
class Search:
    """A subject that is searched. Places are Python's. `gave_up`: a search took too long."""

    pattern: Compiled
    settings: Settings
    subject: Any
    anchored: bool = False
    gave_up: bool = False

    def at(self, start: int, not_empty: bool = False, anchored: bool = False) -> Spans | None:
        """The first match from a place on; its groups."""
        expression, groups, alike = self.pattern.variant(self.settings, not_empty)
        fixed = anchored or self.anchored or groups.at_offset
        try:
            found = find(expression.match if fixed else expression.search, self.subject, start)
        except GaveUp:
            self.gave_up = True
            return None
        if found is None or (self.settings.firstline and self._beyond_line(found, start)):
            return None
        return list(found.regs) if alike else self._spans(found, groups)

    def _beyond_line(self, found: re.Match[Any], start: int) -> bool:
        newline = "\n" if self.settings.unicode else b"\n"
        first: int = self.subject.find(newline, start)
        return 0 <= first < found.start()

    def _spans(self, found: re.Match[Any], groups: Groups) -> Spans:
        spans = [found.span()]
        for keep in groups.keep:
            if found.end(keep) >= 0:
                spans[0] = (found.end(keep), found.end())
        for number in range(1, self.pattern.groups.count + 1):
            made = [found.span(n) for n in groups.python.get(number, ())]
            spans.append(max(made, default=NOWHERE))
        return spans

    def all(self, start: int, not_empty: bool, not_empty_at_start: bool) -> Iterator[Spans]:
        """Match after match, as Perl's /g does: an empty one is tried again where it ended."""
        place = start
        retry = False
        size = len(self.subject)
        while place <= size:
            if retry:
                found = self.at(place, True, True)
            else:
                at_start = not_empty_at_start and place == start
                found = self.first(place, not_empty, at_start)
            if found is None:
                if not retry:
                    return
                place = self._next(place)
                retry = False
                continue
            yield found
            begin, end = found[0]
            retry = end <= begin
            place = max(end, place)

    def first(self, place: int, not_empty: bool, not_empty_at_start: bool) -> Spans | None:
        """A match from a place on."""
        if not not_empty_at_start:
            return self.at(place, not_empty)
        found = self.at(place, True, True)
        if found is not None or self.anchored:
            return found
        return self.at(place + 1, not_empty) if place < len(self.subject) else None

    def _next(self, place: int) -> int:
        two = self.subject[place : place + 2]
        if self.settings.newline in ("crlf", "any", "anycrlf") and two in ("\r\n", b"\r\n"):
            return place + 2
        return place + 1


class Places:
    """From Python's places to byte places of the UTF-8 text; they mostly grow."""

    def __init__(self, subject: Any, unicode: bool) -> None:
        self.subject = subject
        self.plain = not unicode or subject.isascii()
        self.known = (0, 0)

    def byte(self, place: int) -> int:
        """Where a character is in UTF-8."""
        if self.plain:
            return place
        char, byte = self.known
        if place >= char:
            byte += len(self.subject[char:place].encode())
        else:
            byte = len(self.subject[:place].encode())
        self.known = (place, byte)
        return byte

    def char(self, byte: int) -> int | None:
        """Which character is at a byte; None in the middle of one, or beyond the end."""
        if self.plain:
            return byte if byte <= len(self.subject) else None
        data = self.subject.encode()
        if byte > len(data):
            return None
        try:
            return len(data[:byte].decode())
        except UnicodeDecodeError:
            return None


def slice_term(text: AnyStr, start: int, end: int) -> bytes:
    """A part of the subject as a binary."""
    part = text[start:end]
    return part.encode() if isinstance(part, str) else part
