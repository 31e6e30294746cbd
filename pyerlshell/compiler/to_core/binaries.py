"""Bit string segments with every default filled in.

    {bin_element, L, {var,_,'X'}, default, default}   ->   Segment(Var("X"), Lit(8), 1, "integer",
    False, False, L)
    {bin_element, L, {string,_,"ab"}, default, default}   ->   one Segment for each character

OTP: erl_bits
"""

from __future__ import annotations

from collections.abc import Callable
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
    for position, element in enumerate(items(n[2]), 1):
        if element[2][0] is a.string and not (element[3] is not a.default and _rest(element[4])):
            out.extend(_string(s, element, matching, position))
        else:
            out.append(_segment(s, element, value(s, element[2]), position))
    return tuple(out)


def _rest(spec: Term) -> bool:
    return any(x is a.binary for x in _specs(spec))


def _specs(spec: Term) -> list[Term]:
    return [] if spec is a.default else items(spec)


def _string(s: Scope, element: Any, matching: bool, position: int) -> list[Segment]:
    make = core.PLit if matching else core.Lit
    return [_segment(s, element, make(c), position) for c in items(element[2][2])]


def _segment(s: Scope, element: Any, value: Any, position: int) -> Segment:
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
    size = _size(s, element[3], kind)
    unit = unit or default_unit
    return Segment(value, size, unit, kind, signed, little, line, native, position)


def _size(s: Scope, size: Any, kind: str) -> Expr | None:
    if size is a.default or (type(size) is tuple and size[0] is a.atom and size[2] is a.default):
        return {"integer": core.Lit(8), "float": core.Lit(64)}.get(kind)
    if type(size) is tuple and size[0] is a.atom and size[2] is a.all:
        return None
    with s.guard(), s.unseen(s.not_in_sizes):
        return expr(s, size)


def _bin(s: Scope, n: Any) -> Expr:
    return core.Bin(segments(s, n, expr, False), line_of(n[1]))


EXPR[a.bin] = _bin
