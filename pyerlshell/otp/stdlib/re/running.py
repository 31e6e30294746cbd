"""re:run: the captures of matches, as they are asked for.

OTP: re (run)
"""

from __future__ import annotations

from typing import Any

from pyerlshell.otp.stdlib.re.matching import search_of
from pyerlshell.otp.stdlib.re.options import Options
from pyerlshell.otp.stdlib.re.pattern import NOWHERE, Compiled, Places, Search, Spans, slice_term
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, list_to_string, string_to_list, to_list
from pyerlshell.terms.types import Term


def run(subject: Term, pattern: Compiled, options: Options) -> Term:
    """`{match, Captured}`, `match` or `nomatch`."""
    search, places, start = search_of(subject, pattern, options)
    not_empty = a.notempty in options.run
    at_start = a.notempty_atstart in options.run
    shape = Shape(pattern, options, search.subject, places)
    if not options.every:
        found = search.first(start, not_empty, at_start)
        if found is None:
            return _none(search, options)
        return a.match if shape.nothing else (a.match, shape.term(found))
    matches = [shape.term(found) for found in search.all(start, not_empty, at_start)]
    if not matches or (search.gave_up and options.report_errors):
        return _none(search, options)
    return a.match if shape.nothing else (a.match, to_list(matches))


def _none(search: Search, options: Options) -> Term:
    if search.gave_up and options.report_errors:
        return (a.error, a.match_limit)
    return a.nomatch


class Shape:
    """How captures become terms."""

    def __init__(self, pattern: Compiled, options: Options, subject: Any, places: Places) -> None:
        self.pattern = pattern
        self.subject = subject
        self.places = places
        self.type = options.type
        self.wanted = self._wanted(options.capture)
        self.nothing = self.wanted == [] and options.capture is not a.all_but_first

    def _wanted(self, spec: Any) -> list[list[int]] | None:
        """The groups, each with alternatives; None for all of them."""
        count = self.pattern.groups.count
        if spec is a.all:
            return None
        if spec is a.first:
            return [[0]]
        if spec is a.all_but_first:
            return [[n] for n in range(1, count + 1)]
        if spec is a.all_names:
            return [self.pattern.groups.names[name] for name in self.pattern.names()]
        if type(spec) is Atom:
            return []
        return [self._group(x) for x in from_list(spec)]

    def _group(self, term: Any) -> list[int]:
        if type(term) is int:
            return [term]
        if type(term) is Atom:
            name = term.name
        else:
            raw = to_bytes(term)
            name = raw.decode("utf-8", "replace") if raw is not None else list_to_string(term) or ""
        return self.pattern.groups.names.get(name, [])

    def term(self, spans: Spans) -> Term:
        """The list of captures of a match."""
        if self.wanted is None:
            if spans[-1] == NOWHERE:
                last = max([n for n, span in enumerate(spans) if span != NOWHERE])
                spans = spans[: last + 1]
            if self.type is a.binary and type(self.subject) is bytes:
                subject = self.subject
                parts = [subject[start:end] if start >= 0 else b"" for start, end in spans]
                return to_list(parts)
            return to_list([self._capture(span) for span in spans])
        return to_list([self._capture(_first(spans, numbers)) for numbers in self.wanted])

    def _capture(self, span: tuple[int, int]) -> Term:
        start, end = span
        if self.type is a.index:
            if start < 0:
                return (-1, 0)
            first = self.places.byte(start)
            return (first, self.places.byte(end) - first)
        if start < 0:
            return None if self.type is a.list else b""
        if self.type is a.binary:
            return slice_term(self.subject, start, end)
        part = self.subject[start:end]
        return string_to_list(part) if isinstance(part, str) else to_list(part)


def _first(spans: Spans, numbers: list[int]) -> tuple[int, int]:
    for number in numbers:
        if number < len(spans) and spans[number] != NOWHERE:
            return spans[number]
    return NOWHERE
