"""Constant expressions: 1 bsl 4, -(2 * 3), as patterns, sizes and types may hold them.

OTP: erl_eval:partial_eval/1, erl_lint:is_pattern_expr/1
"""

from __future__ import annotations

import math
from typing import Any, Final

from pyerlshell.syntax.erl_internal import ARITH_OPS
from pyerlshell.syntax.erl_lint.state import items
from pyerlshell.terms.atoms import Atom, a

NUMBERS: Final = frozenset((a.integer, a.char, a.float))
SCALARS: Final = NUMBERS | {a.atom}
SHIFT_LIMIT: Final = 1 << 26


class NotConstant(Exception):
    """The value is not known, or the evaluation fails."""


def fold(n: Any) -> Any:
    """An operator node with constant operands as a literal node; any other node as it is."""
    if n[0] is not a.op:
        return (a.integer, n[1], n[2]) if n[0] is a.char else n
    try:
        value = _value(n)
    except (NotConstant, ArithmeticError, ValueError, TypeError):
        return n
    if type(value) is Atom:
        return (a.atom, n[1], value)
    return (a.integer if type(value) is int else a.float, n[1], value)


def integer(n: Any) -> int | None:
    """The value of a constant integer expression."""
    folded = fold(n)
    return folded[2] if folded[0] is a.integer else None


def _value(n: Any) -> Any:
    if n[0] in SCALARS:
        return n[2]
    if n[0] is not a.op:
        raise NotConstant
    if len(n) == 4:
        return _finite(_unary(n[2].name, _value(n[3])))
    return _finite(_binary(n[2].name, _value(n[3]), _value(n[4])))


def _finite(value: Any) -> Any:
    if type(value) is float and not math.isfinite(value):
        raise NotConstant
    return value


def _unary(op: str, x: Any) -> Any:
    if op == "not" and type(x) is Atom and x.name in ("true", "false"):
        return _boolean(x is a.false)
    if type(x) is Atom or (op == "bnot" and type(x) is float):
        raise NotConstant
    if op == "-":
        return -x
    if op == "+":
        return x
    if op == "bnot":
        return ~x
    raise NotConstant


def _boolean(value: bool) -> Atom:
    return a.true if value else a.false


def _binary(op: str, x: Any, y: Any) -> Any:
    if type(x) is Atom or type(y) is Atom:
        raise NotConstant
    if op == "+":
        return x + y
    if op == "-":
        return x - y
    if op == "*":
        return x * y
    if op == "/":
        return x / y
    if type(x) is float or type(y) is float:
        raise NotConstant
    return _integers(op, x, y)


def _integers(op: str, x: int, y: int) -> int:
    if op in ("div", "rem"):
        quotient = abs(x) // abs(y)
        quotient = quotient if (x < 0) == (y < 0) else -quotient
        return quotient if op == "div" else x - quotient * y
    if op in ("bsl", "bsr"):
        left = y if op == "bsl" else -y
        if left > 0 and x and left + x.bit_length() > SHIFT_LIMIT:
            raise NotConstant
        return x << left if left >= 0 else x >> -left
    if op == "band":
        return x & y
    if op == "bor":
        return x | y
    if op == "bxor":
        return x ^ y
    raise NotConstant


def is_pattern_expr(n: Any) -> bool:
    """Is it an expression that may stand in a pattern?"""
    return _constant_shape(n) and fold(n)[0] in SCALARS


def _constant_shape(n: Any) -> bool:
    kind = n[0]
    if kind in SCALARS or kind is a.nil:
        return True
    if kind is a.op:
        operands = n[3:]
        return (n[2], len(operands)) in ARITH_OPS and all(_constant_shape(x) for x in operands)
    if kind is a.tuple:
        return all(_constant_shape(x) for x in items(n[2]))
    if kind is a.cons:
        return _constant_shape(n[2]) and _constant_shape(n[3])
    return False
