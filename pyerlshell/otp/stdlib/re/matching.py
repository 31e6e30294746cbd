"""One subject and one pattern brought together: what run, split and replace begin with.

OTP: re
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pyerlshell.erts.machine import P
from pyerlshell.otp.stdlib.re.options import BadOptions, Options
from pyerlshell.otp.stdlib.re.pattern import (
    Compiled,
    NotSubject,
    Patterns,
    Places,
    Search,
    from_term,
    subject_text,
    utf8_fault,
)
from pyerlshell.otp.stdlib.re.state import Settings
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.types import Ref, Term


def compile_term(term: Term, settings: Settings) -> tuple[Ref, Compiled]:
    """A pattern that stays. Raises BadPattern, NotSubject."""
    return P.cur.node.part(Patterns).ref(source_of(term, settings), settings)


def source_of(term: Term, settings: Settings) -> str:
    """The text of a pattern. Raises BadPattern, NotSubject."""
    try:
        text = subject_text(term, settings.unicode)
    except NotSubject:
        raw = to_bytes(term)
        if raw is None or not settings.unicode:
            raise
        raise utf8_fault(raw) from None
    source: str = text if settings.unicode else text.decode("latin-1")
    return source


def pattern_of(term: Term, options: Options) -> Compiled:
    """The pattern, compiled now if it is not. Raises BadPattern, NotSubject, BadOptions."""
    known = from_term(term)
    if known is None:
        if type(term) is tuple:
            raise NotSubject
        settings = options.compile_settings()
        return P.cur.node.part(Patterns).passed(source_of(term, settings), settings)
    settings = known.settings
    if options.compiling or options.newline not in ("", settings.newline):
        raise BadOptions
    if options.bsr_anycrlf not in (None, settings.bsr_anycrlf):
        raise BadOptions
    return known


def search_of(
    subject: Term, pattern: Compiled, options: Options, beyond: bool = False
) -> tuple[Search, Places, int]:
    """The search, its places and where it begins: it may be `beyond` the subject. Raises
    NotSubject, BadOptions.
    """
    settings = pattern.settings
    if a.notbol in options.run or a.noteol in options.run:
        settings = replace(settings, notbol=a.notbol in options.run, noteol=a.noteol in options.run)
    text: Any = subject_text(subject, settings.unicode)
    places = Places(text, settings.unicode)
    start = places.char(options.offset)
    if start is None and beyond and options.offset > len(text):
        start = options.offset
    if start is None:
        raise BadOptions
    anchored = options.anchored or settings.anchored
    return Search(pattern, settings, text, anchored), places, start
