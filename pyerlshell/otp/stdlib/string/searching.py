"""Finding, cutting and replacing text: `find/2`, `split/3`, `replace/4`, `lexemes/2`, ...

OTP: string
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.errors import badarg, error, function_clause
from pyerlshell.otp.native_calls import failure, local
from pyerlshell.otp.stdlib.string.module import string
from pyerlshell.otp.stdlib.string.text import (
    cluster_set,
    clusters,
    like,
    loose_text,
    pieces,
    rest_of,
    text_of,
    text_or_none,
)
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import is_bitstring
from pyerlshell.terms.chars import graphemes
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

__preempt__ = True

_NOMATCH: Final = a.nomatch
_split_1 = failure("string", "split_1", 6)


@local("unicode", "characters_to_list")
def _pattern(p: Term) -> str:
    text = text_or_none(p)
    if text is None:
        raise badarg(p)
    return text


@string.export(
    "prefix/2",
    "(String :: unicode:chardata(), Prefix :: unicode:chardata()) -> nomatch | unicode:chardata()",
)
def prefix(s: Term, start: Term) -> Term:
    """What follows Prefix in String, nomatch if String does not begin with it."""
    text, wanted = loose_text(s), text_of(start)
    if not text.startswith(wanted) or not _whole(text, len(wanted)):
        return _NOMATCH
    return rest_of(s, text, len(wanted))


@string.export(
    "find/2",
    "(String, SearchPattern) -> unicode:chardata() | nomatch when String :: "
    "unicode:chardata(), SearchPattern :: unicode:chardata()",
)
def find(s: Term, pattern: Term) -> Term:
    """String from the first SearchPattern on, nomatch if there is none."""
    return _found(s, _pattern(pattern), False)


@string.export(
    "find/3",
    "(String, SearchPattern, Dir) -> unicode:chardata() | nomatch when String :: "
    "unicode:chardata(), SearchPattern :: unicode:chardata(), Dir :: direction()",
)
def find_side(s: Term, pattern: Term, side: Term) -> Term:
    """String from the first or the last SearchPattern on, nomatch if there is none."""
    if pattern is None or (type(pattern) is bytes and not pattern):
        return s
    if side is not a.leading and side is not a.trailing:
        raise function_clause(s, pattern, side)
    return _found(s, _pattern(pattern), side is a.trailing)


def _found(s: Term, wanted: str, back: bool) -> Term:
    if not wanted:
        return s
    text = loose_text(s)
    at = _place(text, wanted, back)
    return _NOMATCH if at < 0 else rest_of(s, text, at)


def _whole(text: str, end: int) -> bool:
    """Does what was found before `end` not go on with a mark or the like that belongs to it?"""
    if not 0 < end < len(text) or (text[end] < "\x80" and text[end] != "\n"):
        return True
    return len(graphemes(text[end - 1 : end + 1])) > 1


def _place(text: str, wanted: str, back: bool = False, start: int = 0) -> int:
    """Where `wanted` is in the text as whole grapheme clusters, -1 if it is not."""
    size = len(wanted)
    at = text.rfind(wanted) if back else text.find(wanted, start)
    while at >= 0 and not _whole(text, at + size):
        at = text.rfind(wanted, 0, at + size - 1) if back else text.find(wanted, at + 1)
    return at


def _parts(s: Term, wanted: str, where: Term) -> list[Term]:
    if not wanted:
        return [s]
    text = loose_text(s)
    size = len(wanted)
    at = _place(text, wanted, where is a.trailing)
    if at < 0:
        return [s]
    if where not in (a.leading, a.trailing, a.all):
        found = like(s, text[at + size :])
        return _split_1(error((a.case_clause, where if is_bitstring(s) else found)))
    if where is not a.all:
        return [like(s, text[:at]), rest_of(s, text, at + size)]
    if text.isascii() and "\n" not in text:
        return [like(s, part) for part in text.split(wanted)]
    cut, start = [], 0
    while at >= 0:
        cut.append(like(s, text[start:at]))
        start = at + size
        at = _place(text, wanted, start=start)
    return [*cut, like(s, text[start:])]


@string.export(
    "split/2",
    "(String, SearchPattern) -> [unicode:chardata()] when String :: unicode:chardata(), "
    "SearchPattern :: unicode:chardata()",
)
def split(s: Term, pattern: Term) -> Term:
    """String cut at the first SearchPattern."""
    return to_list(_parts(s, _pattern(pattern), a.leading))


@string.export(
    "split/3",
    "(String, SearchPattern, Where) -> [unicode:chardata()] when String :: "
    "unicode:chardata(), SearchPattern :: unicode:chardata(), Where :: direction() | all",
)
def split_where(s: Term, pattern: Term, where: Term) -> Term:
    """String cut at the first, the last or every SearchPattern."""
    return to_list(_parts(s, _pattern(pattern), where))


@string.export(
    "replace/3",
    "(String, SearchPattern, Replacement) -> [unicode:chardata()] when String :: "
    "unicode:chardata(), SearchPattern :: unicode:chardata(), Replacement :: "
    "unicode:chardata()",
)
def replace(s: Term, pattern: Term, new: Term) -> Term:
    """The parts of String around the first SearchPattern, with Replacement between them."""
    return _replaced(s, pattern, new, a.leading)


@string.export(
    "replace/4",
    "(String, SearchPattern, Replacement, Where) -> [unicode:chardata()] when String :: "
    "unicode:chardata(), SearchPattern :: unicode:chardata(), Replacement :: "
    "unicode:chardata(), Where :: direction() | all",
)
def replace_where(s: Term, pattern: Term, new: Term, where: Term) -> Term:
    """As replace/3, for the first, the last or every SearchPattern."""
    return _replaced(s, pattern, new, where)


def _replaced(s: Term, pattern: Term, new: Term, where: Term) -> Term:
    made: list[Term] = []
    for part in _parts(s, _pattern(pattern), where):
        made += (new, part)
    return to_list(made[1:])


def _lexemes(text: str, separators: frozenset[str]) -> list[str]:
    found = []
    lexeme = ""
    for c in clusters(text):
        if c not in separators:
            lexeme += c
        elif lexeme:
            found.append(lexeme)
            lexeme = ""
    return [*found, lexeme] if lexeme else found


@string.export(
    "lexemes/2",
    "(String :: unicode:chardata(), SeparatorList :: [grapheme_cluster()]) -> [unicode:chardata()]",
)
def lexemes(s: Term, separators: Term) -> Term:
    """The parts of String between runs of the characters in SeparatorList."""
    return pieces(s, _lexemes(text_of(s), cluster_set(separators)))


@string.export(
    "nth_lexeme/3",
    "(String, N, SeparatorList) -> unicode:chardata() when String :: unicode:chardata(), N "
    ":: non_neg_integer(), SeparatorList :: [grapheme_cluster()]",
)
def nth_lexeme(s: Term, n: Term, separators: Term) -> Term:
    """The Nth part of String between runs of the characters in SeparatorList."""
    if type(n) is not int or n < 1:
        raise function_clause(s, n, separators)
    found = _lexemes(text_of(s), cluster_set(separators))
    return like(s, found[n - 1] if n <= len(found) else "")


@string.export(
    "join/2",
    "(StringList, Separator) -> String when StringList :: [string()], Separator :: "
    "string(), String :: string()",
)
def join(l: Term, separator: Term) -> Term:
    """The strings of StringList with Separator between each two."""
    if l is not None and type(l) is not list:
        raise function_clause(l, separator)
    made: list[Term] = []
    for i, part in enumerate(from_list(l)):
        if i:
            made += from_list(separator)
        made += from_list(part)
    return to_list(made)
