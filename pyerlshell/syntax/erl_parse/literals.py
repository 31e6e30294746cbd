"""Terms from the abstract forms of literals, and back.

OTP: erl_parse:normalise/1, erl_parse:abstract/2
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, Final, TypeAlias

from pyerlshell.syntax.erl_parse.bit_literals import build_bits
from pyerlshell.syntax.erl_parse.errors import NotLiteral
from pyerlshell.terms import maps
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import bit_size, is_bitstring, padded
from pyerlshell.terms.funs import external_mfa
from pyerlshell.terms.lists import from_list, split_tail, to_list
from pyerlshell.terms.types import Term

External: TypeAlias = Callable[[Any, Any, Any], Term]
Node: TypeAlias = tuple[Any, ...]

__all__ = ["NotLiteral", "abstract", "is_latin1", "is_unicode", "normalise"]

_VALUES: Final = frozenset({a.atom, a.integer, a.char, a.float, a.string})
FUN: Final = atom("fun")
PLUS, MINUS = atom("+"), atom("-")


def normalise(node: Any, external: External | None = None) -> Term:
    """The term that an abstract literal stands for. Raises NotLiteral.

    `external` makes `fun m:f/1`, which only the runtime can; without it that is no literal.
    """
    tag = node[0] if type(node) is tuple else None
    if tag in _VALUES:
        return node[2]
    read = _NORMALISE.get(tag)
    if read is None:
        raise NotLiteral(node)
    return read(node, external)


def _nil(node: Node, external: External | None) -> Term:
    return None


def _cons(node: Any, external: External | None) -> Term:
    items: list[Term] = []
    while type(node) is tuple and node[0] is a.cons:
        items.append(normalise(node[2], external))
        node = node[3]
    return to_list(items, normalise(node, external))


def _tuple(node: Node, external: External | None) -> Term:
    return tuple([normalise(x, external) for x in from_list(node[2])])


def _map(node: Node, external: External | None) -> Term:
    pairs: list[tuple[Term, Term]] = []
    for field in from_list(node[2]) if len(node) == 3 else [None]:
        if type(field) is not tuple or field[0] is not a.map_field_assoc:
            raise NotLiteral(node)
        pairs.append((normalise(field[2], external), normalise(field[3], external)))
    return maps.map_new(pairs)


def _bin(node: Node, external: External | None) -> Term:
    return build_bits(from_list(node[2]), lambda value: normalise(value, external))


def _fun(node: Node, external: External | None) -> Term:
    match node[2]:
        case (_, (kind1, _, module), (kind2, _, name), (kind3, _, arity)):
            if external and kind1 is a.atom and kind2 is a.atom and kind3 is a.integer:
                return external(module, name, arity)
    raise NotLiteral(node)


def _op(node: Node, external: External | None) -> Term:
    if len(node) == 4:
        match node[3]:
            case (tag, _, value) if tag is a.integer or tag is a.float or tag is a.char:
                if node[2] is PLUS:
                    return value
                if node[2] is MINUS:
                    return -value
    raise NotLiteral(node)


_NORMALISE: Final[dict[Term, Callable[[Any, External | None], Term]]] = {
    a.nil: _nil,
    a.cons: _cons,
    a.tuple: _tuple,
    a.map: _map,
    a.bin: _bin,
    a.op: _op,
    FUN: _fun,
}


def is_unicode(code: Term) -> bool:
    """May it be a character of a string?"""
    return type(code) is int and (
        0 <= code < 0xD800 or 0xDFFF < code < 0xFFFE or 0xFFFF < code <= 0x10FFFF
    )


def is_latin1(code: Term) -> bool:
    """The same for encoding latin1."""
    return type(code) is int and 0 <= code < 256


def abstract(
    term: Term, anno: Term = 0, is_char: Callable[[Term], bool] | None = is_unicode
) -> Term:
    """The abstract form of a term. Raises NotLiteral for what has none (a pid, a local fun)."""
    kind = type(term)
    if kind is int:
        return (a.integer, anno, term)
    if kind is float:
        return (a.float, anno, term)
    if kind is Atom:
        return (a.atom, anno, term)
    if term is None:
        return (a.nil, anno)
    if kind is list:
        return _abstract_list(term, anno, is_char)
    if kind is tuple:
        assert type(term) is tuple
        return (a.tuple, anno, to_list([abstract(x, anno, is_char) for x in term]))
    if is_bitstring(term):
        return (a.bin, anno, to_list(_segments(term, anno)))
    if maps.is_map(term):
        fields: list[Term] = []
        for key, value in maps.items(term):  # type: ignore[arg-type]
            pair = abstract(key, anno, is_char), abstract(value, anno, is_char)
            fields.append((a.map_field_assoc, anno, *pair))
        return (a.map, anno, to_list(fields))
    mfa = external_mfa(term) if type(term) is FunctionType else None
    if mfa is None:
        raise NotLiteral(term)
    return (FUN, anno, (a.function, *[abstract(x, anno, is_char) for x in mfa]))


def _abstract_list(term: Term, anno: Term, is_char: Callable[[Term], bool] | None) -> Term:
    items, tail = split_tail(term)
    chars_from = len(items)
    if is_char is not None and tail is None:
        while chars_from and _is_char(items[chars_from - 1], is_char):
            chars_from -= 1
    if chars_from < len(items):
        result: Term = (a.string, anno, to_list(items[chars_from:]))
    else:
        result = abstract(tail, anno, is_char)
    for item in reversed(items[:chars_from]):
        result = (a.cons, anno, abstract(item, anno, is_char), result)
    return result


def _is_char(item: Term, is_char: Callable[[Term], bool]) -> bool:
    return type(item) is int and item >= 0 and is_char(item)


def _segments(term: Term, anno: Term) -> list[Term]:
    size = bit_size(term)  # type: ignore[arg-type]
    data = padded(term)  # type: ignore[arg-type]
    found: list[Term] = []
    for index in range(size // 8):
        value = (a.integer, anno, data[index])
        found.append((a.bin_element, anno, value, a.default, a.default))
    left = size % 8
    if left:
        value = (a.integer, anno, data[-1] >> (8 - left))
        found.append((a.bin_element, anno, value, (a.integer, anno, left), a.default))
    return found
