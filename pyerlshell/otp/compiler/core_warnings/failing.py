"""Operators and calls of pure functions: which they are, and what they make of literals.

OTP: erl_bifs
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import TAIL
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper, string_to_list
from pyerlshell.terms.types import Term


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMPARISONS: Final = frozenset(("==", "/=", "=:=", "=/=", "<", "=<", ">", ">="))
_OPERATORS: Final = _words("* + ++ - -- / and band bnot bor bsl bsr bxor div not or rem xor")
_MAY_FAIL: Final = _words(
    """abs/1 atom_to_binary/1 atom_to_binary/2 atom_to_list/1 binary_part/2 binary_part/3
    binary_to_atom/1 binary_to_atom/2 binary_to_float/1 binary_to_integer/1 binary_to_list/1
    binary_to_list/3 bit_size/1 byte_size/1 ceil/1 element/2 float/1 float_to_list/1
    float_to_binary/1 floor/1 hd/1 integer_to_binary/1 integer_to_list/1 is_function/2
    is_map_key/2 is_record/2 is_record/3 length/1 list_to_atom/1 list_to_binary/1 list_to_float/1
    list_to_integer/1 list_to_integer/2 list_to_pid/1 list_to_tuple/1 map_get/2 pid_to_list/1
    round/1 setelement/3 size/1 split_binary/2 tl/1 trunc/1 tuple_size/1 tuple_to_list/1"""
)
_SAFE: Final = _words(
    """date/0 get/0 get/1 get_keys/1 group_leader/0 is_alive/0 is_atom/1 is_boolean/1 is_binary/1
    is_bitstring/1 is_float/1 is_function/1 is_integer/1 is_list/1 is_map/1 is_number/1 is_pid/1
    is_port/1 is_reference/1 is_tuple/1 make_ref/0 max/2 min/2 node/0 nodes/0 ports/0 pre_loaded/0
    processes/0 registered/0 self/0 term_to_binary/1 time/0"""
)

Mfa = tuple[Atom, Atom, int]


def is_safe(mfa: Mfa) -> bool:
    """Neither fails nor does anything."""
    return mfa[0] is a.erlang and (f"{mfa[1].name}/{mfa[2]}" in _SAFE or _is(mfa, COMPARISONS))


def is_pure(mfa: Mfa) -> bool:
    """Does nothing but fail, perhaps."""
    known = f"{mfa[1].name}/{mfa[2]}" in _MAY_FAIL or _is(mfa, _OPERATORS)
    return (mfa[0] is a.erlang and known) or mfa == (a.maps, a.get, 2)


def _is(mfa: Mfa, operators: frozenset[str]) -> bool:
    return mfa[1].name in operators and mfa[2] <= 2


class NotLiteralError(Exception):
    """The expression has no value that is known when it is compiled."""


def literal(node: Any) -> Term:
    """The value of an expression made of literals. Raises NotLiteralError or what it fails with."""
    tag = node[0]
    if tag in _PLAIN:
        return node[2]
    if tag is a.string:
        return string_to_list(node[2]) if type(node[2]) is str else node[2]
    if tag is a.nil:
        return None
    if tag is a.tuple:
        return tuple([literal(x) for x in from_list(node[2])])
    if tag is a.cons:
        return [literal(node[2]), literal(node[3])]
    if tag is a.map and len(node) == 3 and node[2] is None:
        return {}
    if tag is a.bin:
        return b"".join([_segment(x) for x in from_list(node[2])])
    called = operation(node)
    if called is None or not (is_pure(called[0]) or _is(called[0], COMPARISONS)):
        raise NotLiteralError
    return value(called[0], [literal(x) for x in called[1]])


_PLAIN: Final = (a.atom, a.integer, a.float, a.char)


def _segment(element: Any) -> bytes:
    """The bytes of a segment of the plainest kind."""
    _, _, what, size, types = element
    if size is a.default and types is a.default and what[0] in (a.integer, a.char, a.string):
        codes = list_codes(what[2]) if what[0] is a.string else [what[2]]
        return bytes([code & 255 for code in codes])
    raise NotLiteralError


def list_codes(text: Any) -> list[Any]:
    """The characters of a string node."""
    return [ord(c) for c in text] if type(text) is str else from_list(text)


def operation(node: Any) -> tuple[Mfa, list[Any]] | None:
    """The function and the operands of an operator or of a call of a function known by name."""
    if node[0] is a.op:
        return (a.erlang, node[2], len(node) - 3), list(node[3:])
    if node[0] is not a.call or not is_proper(node[3]):
        return None
    args = from_list(node[3])
    target = node[2]
    if target[0] is a.atom:
        return (a.erlang, target[2], len(args)), args
    if target[0] is a.remote and target[2][0] is a.atom and target[3][0] is a.atom:
        return (target[2][2], target[3][2], len(args)), args
    return None


def value(mfa: Mfa, args: list[Term]) -> Term:
    """What the function makes of the arguments."""
    found = erlang.functions.get((mfa[1].name, mfa[2]))
    if found is None or mfa[0] is not a.erlang:
        raise NotLiteralError
    result = found.fn(*args)
    if result is TAIL:
        raise NotLiteralError
    return result


def failure(mfa: Mfa, args: list[Any]) -> Term | None:
    """The reason with which the call of literals fails; None if it does not, or is none."""
    try:
        values = [literal(x) for x in args]
    except (NotLiteralError, ErlError):
        return None
    try:
        value(mfa, values)
    except ErlError as e:
        return e.reason if e.cls is a.error else None
    except NotLiteralError:
        return None
    return None
