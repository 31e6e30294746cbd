"""The bit syntax: types, sizes and units of segments.

OTP: erl_lint (pattern_bin/4, expr_bin/4), erl_bits
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.syntax.erl_lint import uses
from pyerlshell.syntax.erl_lint.constants import fold, integer, is_pattern_expr
from pyerlshell.syntax.erl_lint.nodes import guard_expr, join_operands
from pyerlshell.syntax.erl_lint.state import Lint, items
from pyerlshell.syntax.erl_lint.variables import Delta, Exported
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import string_to_list
from pyerlshell.terms.types import Term

Size = int | Atom
"""The size of a segment: its value or default, all, undefined (utf), unknown."""

_DEFAULT: Final[Atom] = a.default
_ALL: Final[Atom] = a.all
_UNKNOWN: Final[Atom] = a.unknown

_TYPES: Final = {
    a.integer: (a.integer, None),
    a.float: (a.float, None),
    a.binary: (a.binary, None),
    a.bytes: (a.binary, 8),
    a.bitstring: (a.binary, 1),
    a.bits: (a.binary, 1),
    a.utf8: (a.utf8, None),
    a.utf16: (a.utf16, None),
    a.utf32: (a.utf32, None),
}
_UTF: Final = frozenset((a.utf8, a.utf16, a.utf32))
_SIGN: Final = frozenset((a.signed, a.unsigned))
_ENDIAN: Final = frozenset((a.big, a.little, a.native))
_UNITS: Final = {a.integer: 1, a.float: 1, a.binary: 8}
_NOT_INTEGERS: Final = frozenset((a.atom, a.bin, a.cons, a.float, a.map, a.nil, a.tuple))
_WHOLE: Final = frozenset((a.binary, a.bytes, a.bits, a.bitstring))


class BadType(Exception):
    """The type list of a segment is wrong; `args[0]` is the descriptor."""


def expression(c: Lint, n: Any, check: Callable[[Lint, Any], None]) -> None:
    """A binary that is built, in an expression or a guard (`check`)."""
    v = c.variables
    deltas = []
    for segment in items(n[2]):
        _, anno, value, size_node, types = segment
        mark = len(v.trail)
        check(c, value)
        if len(v.trail) > mark:
            deltas.append(v.undo(mark))
        size = _constant_size(size_node)
        if size is a.unknown:
            check(c, size_node)
            if len(v.trail) > mark:
                deltas.append(v.undo(mark))
        _check_type(c, anno, size, types)
    if deltas:
        join_operands(c, deltas, Exported(a.binary, c.place(n[1])[1]), matched=False)


def _constant_size(n: Any) -> Size:
    if n is a.default:
        return _DEFAULT
    if n[0] is a.atom and n[2] is a.all:
        return _ALL
    value = integer(n)
    return _UNKNOWN if value is None else value


def pattern(p: uses.Binder, segments: list[Any]) -> None:
    """A binary pattern: the variables of a segment may be sizes of later ones."""
    c = p.c
    own: Delta = {}
    previous: Size = 0
    place: Term = None
    for segment in segments:
        _, anno, value, size_node, types = segment
        if value[0] is a.string and not _plain_string(size_node, types):
            c.error(anno, a.typed_literal_string)
            continue
        before = dict(own)
        _segment_value(p, value, own)
        size = _pattern_size(p, size_node, before)
        size = _check_type(c, anno, size, types)
        if value[0] is a.string and size is a.all:
            size = 8
        if previous is a.all:
            c.error(place, a.unsized_binary_not_at_end)
        previous, place = size, anno


def _plain_string(size: Any, types: Any) -> bool:
    if size is not a.default:
        return False
    return types is a.default or any(t in _UTF for t in items(types) if type(t) is Atom)


def _segment_value(p: uses.Binder, n: Any, own: Delta) -> None:
    kind = n[0]
    if kind is a.var:
        if n[2].name != "_":
            p.match_in_segment(n[2], n[1], own)
    elif kind is not a.string and (kind is a.bin or not is_pattern_expr(n)):
        p.c.error(n[1], a.illegal_pattern)


def _pattern_size(p: uses.Binder, n: Any, own: Delta) -> Size:
    if n is a.default:
        return _DEFAULT
    c = p.c
    outside, c.bit_size = c.bit_size, own
    try:
        if n[0] is a.var:
            p.apart(guard_expr, n)
            return _UNKNOWN
        folded = fold(n)
        if folded[0] is a.integer:
            return int(folded[2])
        p.apart(guard_expr, n)
    finally:
        c.bit_size = outside
    if folded[0] in _NOT_INTEGERS:
        c.warning(n[1], a.non_integer_bitsize)
    return _UNKNOWN


def _check_type(c: Lint, anno: Term, size: Size, types: Any) -> Size:
    """Check type and size; the size in bits, or all or unknown."""
    try:
        size, kind, unit = bit_type(size, items(types))
    except BadType as e:
        c.error(anno, e.args[0])
        size, kind, unit = 8, a.integer, 1
    if size is a.all and kind is not a.binary:
        c.error(anno, a.illegal_bitsize)
        return _UNKNOWN
    if type(size) is not int:
        return size
    bits = size * (unit or 1)
    if kind is a.float and bits not in (16, 32, 64):
        c.warning(anno, (a.bad_bitsize, string_to_list("float")))
    return bits


def bit_type(size: Size, types: list[Any]) -> tuple[Size, Atom, int | None]:
    """Size, type and unit with their defaults. Raises BadType."""
    given: dict[str, Any] = {}
    for spec in types:
        for what, value in _properties(spec):
            before = given.setdefault(what, value)
            if before != value:
                raise BadType((a.bittype_mismatch, value, before, string_to_list(what)))
    kind: Atom = given.get("type", a.integer)
    unit: int | None = given.get("unit")
    if kind in _UTF:
        if size is not a.default or unit is not None:
            raise BadType(a.utf_bittype_size_or_unit)
        return a.undefined, kind, None
    if size is a.default:
        if kind is a.binary:
            return _ALL, kind, unit or 8
        if unit is not None:
            raise BadType(a.bittype_unit)
        return (8 if kind is a.integer else 64), kind, 1
    return size, kind, unit or _UNITS[kind]


def _properties(spec: Any) -> list[tuple[str, Any]]:
    if type(spec) is tuple and spec[0] is a.unit and type(spec[1]) is int:
        if 0 < spec[1] <= 256:
            return [("unit", spec[1])]
    elif type(spec) is Atom:
        if spec in _TYPES:
            kind, unit = _TYPES[spec]
            return [("type", kind), ("unit", unit)] if unit else [("type", kind)]
        if spec in _SIGN:
            return [("sign", spec)]
        if spec in _ENDIAN:
            return [("endianness", spec)]
    raise BadType((a.undefined_bittype, spec))


def generator_pattern(c: Lint, n: Any) -> None:
    """<<_/binary>> <= would take all at once."""
    segments = items(n[2]) if n[0] is a.bin else []
    if segments and segments[-1][3] is a.default:
        flags = items(segments[-1][4])
        if any(flag in _WHOLE for flag in flags if type(flag) is Atom):
            c.error(segments[-1][1], a.unsized_binary_in_bin_gen_pattern)
