"""Binaries: segments that cannot be built, patterns that cannot match.

OTP: v3_core (bad_binary), sys_core_fold (eval_binary/1, bin_pat_warn/1)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from pyerlshell.compiler.foresee.values import BINARY, Lit, Value
from pyerlshell.syntax.erl_lint.bits import BadType, bit_type
from pyerlshell.syntax.erl_lint.constants import fold, integer
from pyerlshell.syntax.erl_lint.state import items
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import bit_size, from_padded, is_bitstring, padded
from pyerlshell.terms.types import BitString, Term

_UTF: Final = frozenset((a.utf8, a.utf16, a.utf32))
_ACCEPTED: Final = {
    a.integer: frozenset((a.integer, a.char, a.string)),
    a.float: frozenset((a.integer, a.char, a.float, a.string)),
    a.binary: frozenset(),
    **dict.fromkeys(_UTF, frozenset((a.integer, a.char, a.string))),
}
_LITERALS: Final = frozenset(
    (a.integer, a.char, a.float, a.atom, a.string, a.nil, a.tuple, a.cons, a.map, a.record)
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


def shape(segment: Any) -> tuple[int | None, Atom, str]:
    """How many bits (None if that is not known or not fixed), the type, sign and byte order."""
    size, kind, unit, sign = _type(segment)
    order = next((o for o in (a.little, a.native) if o in items(segment[4])), a.big)
    bits = size * unit if type(size) is int and unit is not None else None
    return bits, kind, f"{sign.name}-{order.name}-{unit if bits is None else 1}"


def mismatch(segments: list[Any]) -> bool:
    """Is a segment's value of another type than the segment, or its size no size?"""
    for segment in segments:
        if segment[3] is not a.default and _is_no_size(segment[3]):
            return True
        n = segment[2]
        while n[0] is a.block:
            n = items(n[2])[-1]
        if n[0] is a.bin and _type(segment)[1] is not a.binary and _is_written(n):
            return True
        if _is_literal(n) and n[0] not in _ACCEPTED[_type(segment)[1]]:
            return True
    return False


def _is_literal(n: Any) -> bool:
    if n[0] is a.map:
        scalars = [part[at][0] in _LITERALS for part in items(n[-1]) for at in (2, 3)]
        return len(n) == 3 and all(scalars)
    return n[0] in _LITERALS and not (n[0] is a.record and len(n) == 5)


def _is_no_size(n: Any) -> bool:
    """Is it written as something else than an integer?"""
    if n[0] is a.bin:
        return _is_written(n)
    return n[0] in _NO_SIZES or (n[0] is a.map and n[-1] is None)


_NO_SIZES: Final = frozenset((a.float, a.atom, a.string, a.nil, a.tuple, a.cons))


def _is_written(n: Any) -> bool:
    """Is a binary made of nothing but constants?"""
    written = (a.integer, a.char, a.string)
    return all(segment[2][0] in written for segment in items(n[2]))


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


def value(segments: list[Any], values: Sequence[Value], sizes: Sequence[Value]) -> Value:
    """A binary; itself if it is made of integers, strings and binaries that are constants."""
    constants: list[tuple[int, int]] = []
    for segment, known, size in zip(segments, values, sizes):
        parts = _constant_bits(segment, known, size)
        if parts is None:
            return BINARY
        constants += [(part & ((1 << width) - 1), width) for part, width in parts]
    bits, size_in_bits = _joined(constants)
    padding = -size_in_bits % 8
    data = (bits << padding).to_bytes((size_in_bits + padding) // 8, "big")
    return Lit(from_padded(data, size_in_bits))


def _joined(parts: list[tuple[int, int]]) -> tuple[int, int]:
    """The bits of all parts as one number: neighbours first, so that it is not quadratic."""
    while len(parts) > 1:
        pairs = zip(parts[::2], parts[1::2])
        rest = parts[-1:] if len(parts) % 2 else []
        parts = [(x << n | y, m + n) for (x, m), (y, n) in pairs] + rest
    return parts[0] if parts else (0, 0)


_WIDEST: Final = 1 << 16
"""Bits of a segment that are worth knowing."""


def _constant_bits(segment: Any, known: Value, given: Value) -> list[tuple[int, int]] | None:
    """(value, width) of the integers that a segment stands for."""
    _, kind, unit, _ = _type(segment)
    types = items(segment[4])
    if a.little in types or a.native in types:
        return None
    if segment[3] is a.default:
        width = 8
    elif type(given) is Lit and type(given.term) is int and 0 <= given.term < _WIDEST:
        width = given.term * (unit or 1)
    else:
        return None
    if kind is a.integer and segment[2][0] is a.string:
        return _string_bits(items(segment[2][2]), width)
    if type(known) is not Lit:
        return None
    if kind is a.integer and type(known.term) is int:
        return [(known.term, width)]
    term = known.term
    if kind is a.binary and segment[3] is a.default and isinstance(term, (bytes, BitString)):
        have = bit_size(term)
        whole = int.from_bytes(padded(term), "big") >> (-have % 8)
        return [(whole, have)] if have < _WIDEST else None
    return None


def _string_bits(chars: list[int], width: int) -> list[tuple[int, int]]:
    if width != 8:
        return [(char, width) for char in chars]
    return [(int.from_bytes(bytes([char & 255 for char in chars]), "big"), 8 * len(chars))]


Known = Callable[[Any], Value]
"""What is known of an expression, a size in a pattern."""


def pattern_problems(n: Any, known: Known) -> list[tuple[Term, Term]]:
    """(annotation, what is wrong) of segments that cannot match."""
    found: list[tuple[Term, Term]] = []
    for segment in items(n[2]):
        wrong = _size_problem(segment, known)
        if wrong is None and segment[2][0] not in (a.string, a.var):
            wrong = _pattern_problem(fold(segment[2]), segment, known)
        if wrong is not None:
            found.append((segment[1], (a.nomatch, wrong)))
    return found


def _size_problem(segment: Any, known: Known) -> Term | None:
    if segment[3] is a.default or integer(segment[3]) is not None:
        return None
    size = known(segment[3])
    if type(size) is not Lit or (type(size.term) is int and size.term >= 0):
        return None
    return (a.bit_syntax_size, size.term)


def _pattern_problem(n: Any, segment: Any, known: Known) -> Term | None:
    size, kind, unit, sign = _type(segment)
    if n[0] not in (a.integer, a.float, a.atom, a.char):
        return None
    if size is a.unknown:
        found = known(segment[3])
        size = found.term if type(found) is Lit else size
    term = n[2]
    if kind is a.float:
        return None if type(term) in (int, float) else (a.bit_syntax_type, term, kind)
    if type(term) is not int or kind is a.binary:
        return (a.bit_syntax_type, term, kind)
    if kind in _UTF:
        return None if 0 <= term <= 0x10FFFF else (a.bit_syntax_unicode, term)
    if type(size) is not int:
        return (a.bit_syntax_unsigned, term) if sign is a.unsigned and term < 0 else None
    bits = size if unit is None else size * unit
    if bits < 0:
        return None
    if sign is a.unsigned:
        if term < 0:
            return (a.bit_syntax_unsigned, term)
        return (a.bit_syntax_truncated, sign, term, bits) if term >> bits else None
    fits = term == 0 or (bits > 0 and -(1 << (bits - 1)) <= term < 1 << (bits - 1))
    return None if fits else (a.bit_syntax_truncated, sign, term, bits)
