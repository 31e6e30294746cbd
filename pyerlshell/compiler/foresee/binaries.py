"""Binaries: segments that cannot be built, patterns that cannot match.

OTP: v3_core (bad_binary), sys_core_fold (eval_binary/1, bin_pat_warn/1)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.compiler.foresee.values import BINARY, Lit, Value
from pyerlshell.syntax.erl_lint.bits import BadType, bit_type
from pyerlshell.syntax.erl_lint.constants import fold, integer
from pyerlshell.syntax.erl_lint.state import items
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import bit_size, is_bitstring
from pyerlshell.terms.types import Term

_UTF: Final = frozenset((a.utf8, a.utf16, a.utf32))
_ACCEPTED: Final = {
    a.integer: frozenset((a.integer, a.char, a.string)),
    a.float: frozenset((a.integer, a.char, a.float, a.string)),
    a.binary: frozenset(),
    **dict.fromkeys(_UTF, frozenset((a.integer, a.char, a.string))),
}
_LITERALS: Final = frozenset(
    (a.integer, a.char, a.float, a.atom, a.string, a.nil, a.tuple, a.cons, a.map)
)


def _type(segment: Any) -> tuple[Any, Atom, int | None, Atom]:
    """Size, type, unit and sign."""
    types = items(segment[4])
    size: Any = a.default
    if segment[3] is not a.default:
        value = integer(segment[3])
        size = a.unknown if value is None else value
    try:
        size, kind, unit = bit_type(size, types)
    except BadType:
        return a.unknown, a.integer, 1, a.unsigned
    return size, kind, unit, a.signed if a.signed in types else a.unsigned


def mismatch(segments: list[Any]) -> bool:
    """Is a segment's value of another type than the segment?"""
    for segment in segments:
        n = fold(segment[2])
        if n[0] in _LITERALS and n[0] not in _ACCEPTED[_type(segment)[1]]:
            return True
    return False


def failure(segments: list[Any], values: list[Value], sizes: list[Value]) -> Term | None:
    """Why the construction of a binary of constants fails; None if it does not."""
    for segment, value in zip(segments, values):
        if type(value) is not Lit:
            return None
        size, kind, unit, _ = _type(segment)
        if size is a.unknown:
            return None
        wrong = _segment_failure(value.term, size, kind, unit or 1)
        if wrong is not None:
            return wrong
    return None


def _segment_failure(term: Any, size: Any, kind: Atom, unit: int) -> Term | None:
    if kind is a.float and type(term) is float and size * unit not in (16, 32, 64):
        return a.bad_float_size
    if kind in _UTF and type(term) is int and not _is_code_point(term):
        return a.bad_unicode
    if kind is a.binary and is_bitstring(term):
        have = bit_size(term)
        if size is a.all:
            return (a.embedded_unit, unit, have) if have % unit else None
        if type(size) is int and size * unit > have:
            return a.embedded_binary_size
    return None


def _is_code_point(value: int) -> bool:
    return 0 <= value < 0xD800 or 0xDFFF < value <= 0x10FFFF


def value(segments: list[Any]) -> Value:
    """A binary; itself if it is a plain string."""
    chars = []
    for segment in segments:
        if segment[3] is not a.default or segment[4] is not a.default:
            return BINARY
        if segment[2][0] is a.string:
            chars += items(segment[2][2])
        elif segment[2][0] is a.integer:
            chars.append(segment[2][2])
        else:
            return BINARY
    return Lit(bytes([char & 255 for char in chars]))


def pattern_problems(n: Any) -> list[tuple[Term, Term]]:
    """(annotation, what is wrong) of segments that cannot match."""
    found: list[tuple[Term, Term]] = []
    for segment in items(n[2]):
        if segment[2][0] is a.string or segment[2][0] is a.var:
            continue
        wrong = _pattern_problem(fold(segment[2]), segment)
        if wrong is not None:
            found.append((segment[1], (a.nomatch, wrong)))
    return found


def _pattern_problem(n: Any, segment: Any) -> Term | None:
    size, kind, unit, sign = _type(segment)
    if n[0] not in (a.integer, a.float, a.atom, a.char):
        return None
    term = n[2]
    if kind is a.float:
        return None if type(term) in (int, float) else (a.bit_syntax_type, term, kind)
    if kind in _UTF:
        good = type(term) is int and _is_code_point(term)
        return None if good else (a.bit_syntax_unicode, term)
    if type(term) is not int or kind is a.binary:
        return (a.bit_syntax_type, term, kind)
    if type(size) is not int:
        return None
    bits = size if unit is None else size * unit
    if bits < 0:
        return None
    if sign is a.unsigned:
        if term < 0:
            return (a.bit_syntax_unsigned, term)
        return (a.bit_syntax_truncated, sign, term, bits) if term >> bits else None
    fits = bits > 0 and -(1 << (bits - 1)) <= term < 1 << (bits - 1)
    return None if fits else (a.bit_syntax_truncated, sign, term, bits)
