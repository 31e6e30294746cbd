"""re:replace: the subject with its matches replaced by a text, or by what a fun makes of them.

In a text, `&` and `\\\\g0` are the whole match, `\\\\1`, `\\\\g1` and `\\\\g{1}` are groups.

OTP: re (replace)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NoReturn

from pyerlshell.erts.errors import error
from pyerlshell.erts.machine import TAIL, run
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.native_calls import failure, local
from pyerlshell.otp.stdlib.re.matching import search_of
from pyerlshell.otp.stdlib.re.options import Options
from pyerlshell.otp.stdlib.re.pattern import Compiled, NotSubject, Spans, slice_term, subject_text
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term

Piece = int | bytes
"""A group, or text."""

_PIECE: Final = re.compile(rb"&|\\(?:g\{(\d+)\}|g(\d+)|([1-9]\d*)|g(\{?)(?=[\s\S])|([\s\S]))")
_DIGITS: Final = re.compile(rb"\d*")
_precomp_repl: Final = failure("re", "precomp_repl", 1)


def _refused(brace: bytes, rest: bytes) -> NoReturn:
    """`\\g` without a number, or without the brace that ends it."""
    number = _DIGITS.match(rest)[0] if brace else b""  # type: ignore[index]
    rest = rest[len(number) :]
    if not brace or (not number and rest[:1] in (b"", b"}")):
        raise NotSubject
    _precomp_repl(error((a.badmatch, (to_list(number), rest))))


def pieces_of(text: bytes) -> list[Piece]:
    """A replacement taken apart."""
    found: list[Piece] = []
    plain = b""
    place = 0
    for match in _PIECE.finditer(text):
        plain += text[place : match.start()]
        place = match.end()
        if match[4] is not None:
            _refused(match[4], text[place:])
        if match[5] is not None:
            plain += match[5]
            continue
        if plain:
            found.append(plain)
            plain = b""
        found.append(int(match[1] or match[2] or match[3] or 0))
    plain += text[place:]
    return [*found, plain] if plain else found


@local("re", "apply_mlist")
def _apply_mlist(text: bytes, _matches: Term, _subject: Term) -> list[Piece]:
    return pieces_of(text)


def filler(replacement: Any, unicode: bool) -> Callable[[Any, Spans], Term]:
    """What makes the replacement of a match. Raises NotSubject."""
    if callable(replacement):
        return lambda text, spans: _called(replacement, text, spans)
    pieces = _apply_mlist(_bytes(subject_text(replacement, unicode)), None, None)
    if not any(type(piece) is int for piece in pieces):
        plain = pieces[0] if pieces else None
        return lambda text, spans: plain
    return lambda text, spans: to_list([_filled(piece, text, spans) for piece in pieces])


def _bytes(text: Any) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _filled(piece: Piece, text: Any, spans: Spans) -> Term:
    if type(piece) is bytes:
        return piece
    if piece >= len(spans) or spans[piece][0] < 0:  # type: ignore[operator,index]
        return b""
    return slice_term(text, *spans[piece])  # type: ignore[index]


def _called(fun: Callable[[Term, Term], Term], text: Any, spans: Spans) -> Term:
    """Groups at the end that took no part are left out."""
    last = max([n for n, span in enumerate(spans) if span[0] >= 0])
    parts = [slice_term(text, s, e) if s >= 0 else b"" for s, e in spans[: last + 1]]
    result = fun(parts[0], to_list(parts[1:]))
    return run() if result is TAIL else result


def replace(subject: Term, pattern: Compiled, replacement: Any, options: Options) -> Term:
    """The new text. Raises NotSubject, BadOptions."""
    search, _, start = search_of(subject, pattern, options)
    text = search.subject
    fill = filler(replacement, pattern.settings.unicode)
    not_empty = a.notempty in options.run
    at_start = a.notempty_atstart in options.run
    if options.every:
        matches = list(search.all(start, not_empty, at_start))
    else:
        found = search.first(start, not_empty, at_start)
        matches = [] if found is None else [found]
    if not matches:
        return _returned(subject, options, pattern)
    out: list[Term] = []
    place = 0
    for spans in matches:
        first, last = spans[0]
        if first > place:
            out.append(slice_term(text, place, first))
        out.append(fill(text, spans))
        place = max(last, place)
    tail = slice_term(text, place, len(text)) or None
    return _returned(to_list(out, tail), options, pattern)


def _returned(result: Term, options: Options, pattern: Compiled) -> Term:
    if options.returned is a.iodata:
        return result
    unicode = pattern.settings.unicode
    try:
        whole = to_str(result).encode() if unicode else iodata_bytes(result)
    except (NotText, NotIodata):
        raise NotSubject from None
    if options.returned is a.binary:
        return whole
    return string_to_list(whole.decode()) if unicode else to_list(whole)
