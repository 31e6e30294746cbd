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
    pieces,
    text_of,
    text_or_none,
)
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import is_bitstring
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
    text, wanted = text_of(s), text_of(start)
    return like(s, text[len(wanted) :]) if text.startswith(wanted) else _NOMATCH


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
    if side is not a.leading and side is not a.trailing:
        raise function_clause(s, pattern, side)
    return _found(s, _pattern(pattern), side is a.trailing)


def _found(s: Term, wanted: str, back: bool) -> Term:
    if not wanted:
        return s
    text = text_of(s)
    at = text.rfind(wanted) if back else text.find(wanted)
    return _NOMATCH if at < 0 else like(s, text[at:])


def _parts(s: Term, wanted: str, where: Term) -> list[Term]:
    if not wanted:
        return [s]
    text = text_of(s)
    if wanted not in text:
        return [s]
    if where not in (a.leading, a.trailing, a.all):
        found = like(s, text[text.index(wanted) + len(wanted) :])
        return _split_1(error((a.case_clause, where if is_bitstring(s) else found)))
    if where is a.all:
        cut = text.split(wanted)
    else:
        cut = text.split(wanted, 1) if where is a.leading else text.rsplit(wanted, 1)
    return [like(s, part) for part in cut]


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
