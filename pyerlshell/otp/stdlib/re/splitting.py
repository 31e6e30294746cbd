"""re:split: what is between the matches, with what their groups captured.

OTP: re (split)
"""

from __future__ import annotations

from typing import Any

from pyerlshell.otp.stdlib.re.matching import search_of
from pyerlshell.otp.stdlib.re.options import Options
from pyerlshell.otp.stdlib.re.pattern import Compiled, slice_term
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term


def split(subject: Term, pattern: Compiled, options: Options) -> Term:
    """The parts; lists of a part and the captures after it with the option group."""
    search, _, start = search_of(subject, pattern, options, True)
    text = search.subject
    if not text:
        return None
    most = options.parts if type(options.parts) is int and options.parts > 0 else 0
    rows: list[list[Any]] = []
    begin = 0
    not_empty, at_start = a.notempty in options.run, a.notempty_atstart in options.run
    for spans in search.all(start, not_empty, at_start):
        if most and len(rows) >= most - 1:
            break
        first, last = spans[0]
        if first == last and first <= begin:
            continue
        captured = [text[s:e] if s >= 0 else text[:0] for s, e in spans[1:]]
        rows.append([text[begin:first], *captured])
        begin = last
    rows.append([text[begin:]])
    return _shaped(rows, options)


def _shaped(rows: list[list[Any]], options: Options) -> Term:
    lists = options.returned is a.list
    trim = options.trim or options.parts == 0
    if options.group:
        while trim and rows and not any(rows[-1]):
            rows.pop()
        return to_list([to_list([_part(x, lists) for x in row]) for row in rows])
    flat = [x for row in rows for x in row]
    while trim and flat and not flat[-1]:
        flat.pop()
    return to_list([_part(x, lists) for x in flat])


def _part(part: Any, lists: bool) -> Term:
    if not lists:
        return slice_term(part, 0, len(part))
    return string_to_list(part) if isinstance(part, str) else to_list(part)
