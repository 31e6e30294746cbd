"""The text as a whole: length, equality, slices, padding, case.

OTP: string
"""

from __future__ import annotations

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import tail
from pyerlshell.otp.native_calls import clause, failure
from pyerlshell.otp.stdlib.string.module import string
from pyerlshell.otp.stdlib.string.text import (
    WRONG_BYTE,
    cluster_term,
    clusters,
    like,
    loose_text,
    text_of,
)
from pyerlshell.otp.stdlib.unicode_util import cluster, cp, gc, step
from pyerlshell.terms import unicode_tables
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import is_bitstring
from pyerlshell.terms.lists import list_to_string, string_to_list, to_list
from pyerlshell.terms.types import Term
from pyerlshell.terms.unicode_tables import in_case

__preempt__ = True

_true = a.true
_false = a.false

_titlecase = failure("unicode_util", "titlecase", 1)


def _boolean(x: bool) -> Term:
    return _true if x else _false


@string.export(
    "is_empty/1",
    "(String :: unicode:chardata()) -> boolean()",
)
def is_empty(s: Term) -> Term:
    """True if String has no characters."""
    if s is not None and type(s) is not list and not is_bitstring(s):
        return _false
    return _boolean(step(s) is None)


@string.export(
    "length/1",
    "(String :: unicode:chardata()) -> non_neg_integer()",
)
def length(s: Term) -> Term:
    """How many grapheme clusters String has."""
    return len(clusters(text_of(s)))


@string.export(
    "to_graphemes/1",
    "(String :: unicode:chardata()) -> [grapheme_cluster()]",
)
def to_graphemes(s: Term) -> Term:
    """The grapheme clusters of String."""
    return to_list([cluster_term(c) for c in clusters(text_of(s))])


@string.export(
    "reverse/1",
    "(String :: unicode:chardata()) -> [grapheme_cluster()]",
)
def reverse(s: Term) -> Term:
    """The grapheme clusters of String, last one first."""
    return to_list([cluster_term(c) for c in reversed(clusters(text_of(s)))])


def normalized(form: str, text: str) -> str:
    """The text in a normal form of Unicode."""
    return unicode_tables.normalize(form, text)


def _equal(x: Term, y: Term, fold: bool, norm: str) -> Term:
    p, q = text_of(x), text_of(y)
    if fold:
        p, q = in_case("fold", p), in_case("fold", q)
    if norm:
        p, q = normalized(norm, p), normalized(norm, q)
    return _boolean(p == q)


@string.export(
    "equal/2",
    "(A, B) -> boolean() when A :: unicode:chardata(), B :: unicode:chardata()",
)
def equal(x: Term, y: Term) -> Term:
    """True if A and B have the same characters."""
    return _equal(x, y, False, "")


@string.export(
    "equal/3",
    "(A, B, IgnoreCase) -> boolean() when A :: unicode:chardata(), B :: "
    "unicode:chardata(), IgnoreCase :: boolean()",
)
def equal_case(x: Term, y: Term, ignore: Term) -> Term:
    """As equal/2; with IgnoreCase, whatever their case."""
    if ignore is not _true and ignore is not _false:
        raise function_clause(x, y, ignore)
    return _equal(x, y, ignore is _true, "")


@string.export(
    "equal/4",
    "(A, B, IgnoreCase, Norm) -> boolean() when A :: unicode:chardata(), B :: "
    "unicode:chardata(), IgnoreCase :: boolean(), Norm :: none | nfc | nfd | nfkc | nfkd",
)
def equal_norm(x: Term, y: Term, ignore: Term, norm: Term) -> Term:
    """As equal/3, after Unicode normalization."""
    forms = {a.none: "", a.nfc: "NFC", a.nfd: "NFD", a.nfkc: "NFKC", a.nfkd: "NFKD"}
    form = forms.get(norm) if type(norm) is Atom else None
    if (ignore is not _true and ignore is not _false) or form is None:
        raise function_clause(x, y, ignore, norm)
    return _equal(x, y, ignore is _true, form)


@string.export(
    "slice/2",
    "(String, Start) -> Slice when String :: unicode:chardata(), Start :: "
    "non_neg_integer(), Slice :: unicode:chardata()",
)
def slice_from(s: Term, start: Term) -> Term:
    """String from the grapheme cluster at Start on, counted from 0."""
    if type(start) is not int or start < 0:
        raise function_clause(s, start)
    return _from(s, start)


@string.export(
    "slice/3",
    "(String, Start, Length) -> Slice when String :: unicode:chardata(), Start :: "
    "non_neg_integer(), Length :: infinity | non_neg_integer(), Slice :: unicode:chardata()",
)
def slice_(s: Term, start: Term, size: Term) -> Term:
    """At most Length grapheme clusters of String, from the one at Start on, counted from 0."""
    if type(size) is int and size == 0:
        return b"" if type(s) is not list and s is not None else None
    if type(start) is not int or start < 0:
        raise function_clause(s, start, size)
    if size is a.infinity:
        return _from(s, start)
    if type(size) is not int or size < 0:
        raise function_clause(s, start, size)
    return _at_most(_from(s, start), size, like(s, ""))


def _from(s: Term, start: int) -> Term:
    """`s` without its first grapheme clusters; wrong bytes behind them do not matter."""
    if type(s) is list and list_to_string(s) is None:
        for _ in range(start):
            found = cluster(s)
            if type(found) is not list:
                if found is None:
                    return None
                raise error((a.badarg, found[1]))
            s = found[1]
        return s
    found = clusters(loose_text(s))
    skipped = "".join(found[:start])
    wrong = WRONG_BYTE.search(skipped)
    if wrong:
        raise error((a.badarg, like(s, "".join(found)[wrong.start() :])))
    return like(s, "".join(found[start:]))


def _at_most(s: Term, size: int, none: Term) -> Term:
    """The first grapheme clusters of `s`; wrong bytes behind them do not matter."""
    if type(s) is list and list_to_string(s) is None:
        codes: list[int] = []
        for _ in range(size):
            found = cluster(s)
            if type(found) is not list:
                if found is None:
                    break
                raise error((a.badarg, found[1]))
            codes += found[0]
            s = found[1]
        return to_list(codes) if none is None else "".join(map(chr, codes)).encode()
    whole = clusters(loose_text(s))
    text = "".join(whole[:size])
    wrong = WRONG_BYTE.search(text)
    if wrong:
        raise error((a.badarg, like(s, "".join(whole)[wrong.start() :])))
    return string_to_list(text) if none is None else like(s, text)


def _padded(s: Term, size: int, side: Term, fill: Term) -> Term:
    missing = max(0, size - len(clusters(text_of(s))))
    if side is a.trailing:
        return [s, to_list([fill] * missing)]
    if side is a.leading:
        return [to_list([fill] * missing), [s, None]]
    half = to_list([fill] * (missing // 2))
    return [half, [s, [half, [fill, None] if missing % 2 else None]]]


@string.export(
    "pad/2",
    "(String, Length) -> unicode:charlist() when String :: unicode:chardata(), Length :: integer()",
)
def pad(s: Term, size: Term) -> Term:
    """String with as many spaces behind it as it takes to have Length grapheme clusters."""
    if type(size) is not int:
        return _pad_4(s, size, a.trailing, 32)
    return _padded(s, size, a.trailing, 32)


_pad_4 = clause("string", "pad")


@string.export(
    "pad/3",
    "(String, Length, Dir) -> unicode:charlist() when String :: unicode:chardata(), Length "
    ":: integer(), Dir :: direction() | both",
)
def pad_side(s: Term, size: Term, side: Term) -> Term:
    """As pad/2, with the spaces before, behind or around String."""
    if type(size) is not int or side not in (a.leading, a.trailing, a.both):
        return _pad_4(s, size, side, 32)
    return _padded(s, size, side, 32)


@string.export(
    "pad/4",
    "(String, Length, Dir, Char) -> unicode:charlist() when String :: unicode:chardata(), "
    "Length :: integer(), Dir :: direction() | both, Char :: grapheme_cluster()",
)
def pad_fill(s: Term, size: Term, side: Term, fill: Term) -> Term:
    """As pad/3, with Char for the spaces."""
    if type(size) is not int or side not in (a.leading, a.trailing, a.both):
        raise function_clause(s, size, side, fill)
    return _padded(s, size, side, fill)


@string.export(
    "uppercase/1",
    "(String :: unicode:chardata()) -> unicode:chardata()",
)
def uppercase(s: Term) -> Term:
    """String in capital letters."""
    return like(s, in_case("upper", text_of(s)))


@string.export(
    "lowercase/1",
    "(String :: unicode:chardata()) -> unicode:chardata()",
)
def lowercase(s: Term) -> Term:
    """String in small letters."""
    return like(s, in_case("lower", text_of(s)))


@string.export(
    "titlecase/1",
    "(String :: unicode:chardata()) -> unicode:chardata()",
)
def titlecase(s: Term) -> Term:
    """String with its first character as it is at the beginning of a title."""
    found = step(s)
    if type(found) is not list:
        return like(s, "") if found is None else tail(_titlecase, error((a.badarg, found[1])))
    text = in_case("title", chr(found[0]))
    if is_bitstring(s):
        return like(s, text + loose_text(found[1]))
    return string_to_list(text, found[1])


@string.export(
    "casefold/1",
    "(String :: unicode:chardata()) -> unicode:chardata()",
)
def casefold(s: Term) -> Term:
    """String in the form for comparing without regard to case."""
    return like(s, in_case("fold", text_of(s)))


@string.export(
    "next_codepoint/1",
    "(String :: unicode:chardata()) -> maybe_improper_list(char(), unicode:chardata()) | "
    "{error, unicode:chardata()}",
)
def next_codepoint(s: Term) -> Term:
    """[the first character of String|what follows it], [] if there is none."""
    return tail(cp, s)


@string.export(
    "next_grapheme/1",
    "(String :: unicode:chardata()) -> maybe_improper_list(grapheme_cluster(), "
    "unicode:chardata()) | {error, unicode:chardata()}",
)
def next_grapheme(s: Term) -> Term:
    """[the first grapheme cluster of String|what follows it], [] if there is none."""
    return tail(gc, s)


@string.export(
    "jaro_similarity/2",
    "(String1, String2) -> Similarity when String1 :: unicode:chardata(), String2 :: "
    "unicode:chardata(), Similarity :: float()",
)
def jaro_similarity(x: Term, y: Term) -> Term:
    """How alike two strings are: 1.0 for the same one, 0.0 for nothing in common."""
    p, q = clusters(text_of(x)), clusters(text_of(y))
    if not p or not q:
        return 1.0 if p == q else 0.0
    reach = max(0, max(len(p), len(q)) // 2 - 1)
    used = [False] * len(q)
    matched = []
    for i, c in enumerate(p):
        for j in range(max(0, i - reach), min(len(q), i + reach + 1)):
            if not used[j] and q[j] == c:
                used[j] = True
                matched.append(c)
                break
    if not matched:
        return 0.0
    others = [q[j] for j in range(len(q)) if used[j]]
    swaps = sum([c != d for c, d in zip(matched, others)]) / 2
    m = len(matched)
    return (m / len(p) + m / len(q) + (m - swaps) / m) / 3
