"""The value of a binary whose segments are literals, as in `-foo(<<1:16/little, "ab"/utf8>>)`.

OTP: eval_bits
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

from pyerlshell.syntax.erl_parse.errors import NotLiteral
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import bit_size, from_padded, is_bitstring, padded
from pyerlshell.terms.lists import from_list
from pyerlshell.terms.types import Term

_UTF: Final = {a.utf8: "utf-8", a.utf16: "utf-16", a.utf32: "utf-32"}
_FLOATS: Final = {16: "e", 32: "f", 64: "d"}
_FLAGS: Final = frozenset({a.big, a.signed, a.unsigned})
_KINDS: Final = frozenset({a.integer, a.float, a.binary, a.bytes, a.bitstring, a.bits, *_UTF})


def build_bits(elements: list[Term], normalise: Callable[[Term], Term]) -> Term:
    """The bit string. Raises NotLiteral."""
    bits = size = 0
    for element in elements:
        assert type(element) is tuple
        _, _, value_node, size_node, types = element
        for value, value_types in _values(value_node, types, normalise):
            more, width = _segment(value, size_node, value_types, normalise)
            bits = (bits << width) | more
            size += width
    spare = -size % 8
    return from_padded((bits << spare).to_bytes((size + spare) // 8, "big"), size)


def _values(
    node: Term, types: Term, normalise: Callable[[Term], Term]
) -> list[tuple[Term, list[Term]]]:
    kinds = [] if types is a.default else from_list(types)
    value = normalise(node)
    if type(node) is tuple and node[0] is a.string:
        return [(code, kinds) for code in from_list(value)]
    return [(value, kinds)]


def _segment(
    value: Term, size_node: Term, kinds: list[Term], normalise: Callable[[Term], Term]
) -> tuple[int, int]:
    kind: Term = a.integer
    unit: int | None = None
    little = False
    for item in kinds:
        if type(item) is tuple and type(item[1]) is int:
            unit = item[1]
        elif item in _KINDS:
            kind = item
        elif item is a.little or item is a.native:
            little = True
        elif item not in _FLAGS:
            raise NotLiteral(value)
    size = None if size_node is a.default else normalise(size_node)
    if size is not None and (type(size) is not int or size < 0):
        raise NotLiteral(value)
    assert type(kind) is Atom
    if kind in _UTF:
        return _utf(value, kind, little)
    if kind is a.integer and type(value) is int:
        return _integer(value, (8 if size is None else size) * (unit or 1), little)
    if kind is a.float and (type(value) is float or type(value) is int):
        return _float(value, (64 if size is None else size) * (unit or 1), little)
    if is_bitstring(value) and kind not in (a.integer, a.float):
        return _bits(value, size, unit or (8 if kind in (a.binary, a.bytes) else 1))
    raise NotLiteral(value)


def _integer(value: int, width: int, little: bool) -> tuple[int, int]:
    value &= (1 << width) - 1
    if little:
        spare = width % 8
        low = value & ((1 << (width - spare)) - 1)
        data = low.to_bytes(width // 8, "little")
        value = (int.from_bytes(data, "big") << spare) | (value >> (width - spare))
    return value, width


def _float(value: float, width: int, little: bool) -> tuple[int, int]:
    code = _FLOATS.get(width)
    if code is None:
        raise NotLiteral(value)
    try:
        data = struct.pack(("<" if little else ">") + code, value)
    except (OverflowError, struct.error):
        raise NotLiteral(value) from None
    return int.from_bytes(data, "big"), width


def _utf(value: Term, kind: Atom, little: bool) -> tuple[int, int]:
    if type(value) is not int or not 0 <= value <= 0x10FFFF or 0xD800 <= value <= 0xDFFF:
        raise NotLiteral(value)
    codec = _UTF[kind]
    if kind is not a.utf8:
        codec += "-le" if little else "-be"
    data = chr(value).encode(codec)
    return int.from_bytes(data, "big"), len(data) * 8


def _bits(value: Term, size: int | None, unit: int) -> tuple[int, int]:
    total = bit_size(value)  # type: ignore[arg-type]
    width = total if size is None else size * unit
    if width > total or (size is None and total % unit):
        raise NotLiteral(value)
    data = padded(value)  # type: ignore[arg-type]
    return int.from_bytes(data, "big") >> (len(data) * 8 - width), width
