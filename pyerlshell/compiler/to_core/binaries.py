"""Bit string segments with every default filled in.

    {bin_element, L, {var,_,'X'}, default, default}   ->   Segment(Var("X"), Lit(8), 1, "integer",
    False, False, L)
    {bin_element, L, {string,_,"ab"}, default, default}   ->   one Segment for each character

OTP: erl_bits
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from pyerlshell.compiler import core
from pyerlshell.compiler.core import Expr, Segment
from pyerlshell.compiler.to_core.exprs import EXPR, expr, items
from pyerlshell.compiler.to_core.scope import Scope, line_of
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

TYPES: Final = {
    "integer": ("integer", 1),
    "float": ("float", 1),
    "binary": ("binary", 8),
    "bytes": ("binary", 8),
    "bitstring": ("binary", 1),
    "bits": ("binary", 1),
    "utf8": ("utf8", 1),
    "utf16": ("utf16", 1),
    "utf32": ("utf32", 1),
}


def segments(
    s: Scope, n: Any, value: Callable[[Scope, Any], Any], matching: bool
) -> tuple[Segment, ...]:
    """The segments of a bin node; `value` translates what stands before the colon."""
    out: list[Segment] = []
    elements = items(n[2]) if matching else s.operands(items(n[2]))
    for position, element in enumerate(elements, 1):
        if element[2][0] is a.string and not (element[3] is not a.default and _rest(element[4])):
            out.extend(_string(s, element, matching, position))
        else:
            out.append(_segment(s, element, value, position, matching))
            if matching and element[2][0] is a.var:
                s.not_in_sizes.discard(element[2][2].name)
    return tuple(out)


def _rest(spec: Term) -> bool:
    return any(x is a.binary for x in _specs(spec))


def _specs(spec: Term) -> list[Term]:
    return [] if spec is a.default else items(spec)


def _string(s: Scope, element: Any, matching: bool, position: int) -> list[Segment]:
    characters = items(element[2][2])
    if not characters and not matching and element[3] is not a.default:
        # The size is evaluated and looked at all the same.
        made = _segment(s, element, lambda *_: core.Lit(0), position, matching)
        return [replace(made, type="nothing")] if made.size is not None else []
    make = core.PLit if matching else core.Lit
    return [_segment(s, element, _always(make(c)), position, matching) for c in characters]


def _always(made: Any) -> Callable[[Scope, Any], Any]:
    return lambda *_: made


def _segment(
    s: Scope, element: Any, value: Callable[[Scope, Any], Any], position: int, matching: bool
) -> Segment:
    line = line_of(element[1])
    name, unit, signed, little, native = "integer", 0, False, False, False
    for spec in _specs(element[4]):
        if type(spec) is tuple:
            unit = spec[1]
        elif type(spec) is Atom and spec.name in TYPES:
            name = spec.name
        elif spec is a.signed:
            signed = True
        elif spec in (a.little, a.native):
            little = True
            native = spec is a.native
    kind, default_unit = TYPES[name]
    if matching:  # the size does not see the variable that the segment binds
        size = _size(s, element[3], kind, matching)
        made = value(s, element[2])
    else:
        made = value(s, element[2])
        size = _size(s, element[3], kind, matching)
    unit = unit or default_unit
    return Segment(made, size, unit, kind, signed, little, line, native, position)


def _size(s: Scope, size: Any, kind: str, matching: bool) -> Expr | None:
    if size is a.default or (type(size) is tuple and size[0] is a.atom and size[2] is a.default):
        return {"integer": core.Lit(8), "float": core.Lit(64)}.get(kind)
    if not matching:
        return expr(s, size)
    with s.guard(), s.unseen(s.not_in_sizes):
        return expr(s, size)


def _constant(elements: list[Any]) -> bytes | None:
    """The bytes of a binary that is written as strings; None if there is more in it."""
    parts: list[bytes] = []
    for element in elements:
        if element[2][0] is not a.string or element[3] is not a.default:
            return None
        specs = _specs(element[4])
        characters = items(element[2][2])
        if not specs:
            parts.append(bytes([c & 255 for c in characters]))
        elif specs == [a.utf8]:
            try:
                parts.append("".join(map(chr, characters)).encode())
            except (UnicodeEncodeError, ValueError):
                return None
        else:
            return None
    return b"".join(parts)


def _bin(s: Scope, n: Any) -> Expr:
    constant = _constant(items(n[2]))
    if constant is not None:
        return core.Lit(constant)
    return core.Bin(segments(s, n, expr, False), line_of(n[1]))


EXPR[a.bin] = _bin
