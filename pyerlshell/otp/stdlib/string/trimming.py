"""What is taken off the ends of a string: trim, chomp, take.

OTP: string
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import tail
from pyerlshell.otp.stdlib.string.module import string
from pyerlshell.otp.stdlib.string.text import (
    WRONG_BYTE,
    cluster_set,
    clusters,
    like,
    loose_text,
    rest_of,
    text_of,
)
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import is_bitstring
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term

__preempt__ = True

_true = a.true
_false = a.false


WHITESPACE: Final = frozenset(
    ("\r\n", *map(chr, (9, 10, 11, 12, 13, 32, 133, 8206, 8207, 8232, 8233)))
)


def stripped(text: str, chars: frozenset[str], left: bool, right: bool) -> str:
    """The text without such clusters at its ends."""
    parts = clusters(text)
    i, j = 0, len(parts)
    while left and i < j and parts[i] in chars:
        i += 1
    while right and i < j and parts[j - 1] in chars:
        j -= 1
    return "".join(parts[i:j])


@string.export(
    "trim/1",
    "(String) -> unicode:chardata() when String :: unicode:chardata()",
)
def trim(s: Term) -> Term:
    """String without white space at its ends."""
    return like(s, stripped(loose_text(s), WHITESPACE, True, True))


_SPACES: Final = to_list(
    [string_to_list("\r\n"), 9, 10, 11, 12, 13, 32, 133, 0x200E, 0x200F, 0x2028, 0x2029]
)
"""WHITESPACE as the term that a failing trim/3 shows."""


@string.export(
    "trim/2",
    "(String, Dir) -> unicode:chardata() when String :: unicode:chardata(), Dir :: "
    "direction() | both",
)
def trim_side(s: Term, side: Term) -> Term:
    """String without white space at its beginning, its end, or both."""
    if side not in (a.leading, a.trailing, a.both):
        return tail(trim_chars, s, side, _SPACES)
    return _trimmed(s, side, WHITESPACE, s, side)


@string.export(
    "trim/3",
    "(String, Dir, Characters) -> unicode:chardata() when String :: unicode:chardata(), "
    "Dir :: direction() | both, Characters :: [grapheme_cluster()]",
)
def trim_chars(s: Term, side: Term, chars: Term) -> Term:
    """String without the given characters at its beginning, its end, or both."""
    return _trimmed(s, side, cluster_set(chars), s, side, chars)


def _trimmed(s: Term, side: Term, chars: frozenset[str], *args: Term) -> Term:
    if side not in (a.leading, a.trailing, a.both):
        raise function_clause(*args)
    if side is not a.trailing and is_bitstring(s) and WRONG_BYTE.match(loose_text(s)):
        raise error((a.badarg, s))
    if side is a.leading:
        text = loose_text(s)
        return rest_of(s, text, len(text) - len(stripped(text, chars, True, False)))
    return like(s, stripped(loose_text(s), chars, side is not a.trailing, side is not a.leading))


@string.export(
    "chomp/1",
    "(String :: unicode:chardata()) -> unicode:chardata()",
)
def chomp(s: Term) -> Term:
    """String without the line ends at its end."""
    return like(s, stripped(loose_text(s), frozenset(("\r\n", "\n")), False, True))


@string.export(
    "take/2",
    "(String, Characters) -> {Leading, Trailing} when String :: unicode:chardata(), "
    "Characters :: [grapheme_cluster()], Leading :: unicode:chardata(), Trailing :: "
    "unicode:chardata()",
)
def take(s: Term, chars: Term) -> Term:
    """{the characters at the beginning that are among Characters, the rest}."""
    return _taken(s, cluster_set(chars), False, False)


@string.export(
    "take/3",
    "(String, Characters, Complement) -> {Leading, Trailing} when String :: "
    "unicode:chardata(), Characters :: [grapheme_cluster()], Complement :: boolean(), "
    "Leading :: unicode:chardata(), Trailing :: unicode:chardata()",
)
def take_not(s: Term, chars: Term, complement: Term) -> Term:
    """As take/2; with Complement, the characters that are not among Characters."""
    return tail(take_side, s, chars, complement, a.leading)


@string.export(
    "take/4",
    "(String, Characters, Complement, Dir) -> {Leading, Trailing} when String :: "
    "unicode:chardata(), Characters :: [grapheme_cluster()], Complement :: boolean(), Dir "
    ":: direction(), Leading :: unicode:chardata(), Trailing :: unicode:chardata()",
)
def take_side(s: Term, chars: Term, complement: Term, side: Term) -> Term:
    """As take/3, from the beginning or the end."""
    if complement not in (_true, _false) or side not in (a.leading, a.trailing):
        if chars is None:
            raise error((a.case_clause, (complement, side)))
        raise function_clause(s, chars, complement, side)
    return _taken(s, cluster_set(chars), complement is _true, side is a.trailing)


def _taken(s: Term, chars: frozenset[str], complement: bool, back: bool) -> Term:
    parts = clusters(text_of(s))
    if back:
        i = len(parts)
        while i and (parts[i - 1] in chars) is not complement:
            i -= 1
    else:
        i = 0
        while i < len(parts) and (parts[i] in chars) is not complement:
            i += 1
    return like(s, "".join(parts[:i])), like(s, "".join(parts[i:]))
