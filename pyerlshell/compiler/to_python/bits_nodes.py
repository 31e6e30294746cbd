"""Python `ast` for arithmetic on positions, folded where both sides are constants.

add(o, 3)   ->  o + 3        add(add(o, 3), 2)  ->  o + 5
"""

from __future__ import annotations

import ast
from typing import Final

from pyerlshell.compiler.to_python import nodes
from pyerlshell.compiler.to_python.nodes import HERE, const

ADD: Final = ast.Add()
SUB: Final = ast.Sub()
MUL: Final = ast.Mult()
MOD: Final = ast.Mod()
AND: Final = ast.BitAnd()
OR: Final = ast.BitOr()
XOR: Final = ast.BitXor()
SHL: Final = ast.LShift()
SHR: Final = ast.RShift()
GE: Final = ast.GtE()
LE: Final = ast.LtE()
LT: Final = ast.Lt()
EQ: Final = ast.Eq()


def op(left: ast.expr, operator: ast.operator, right: ast.expr) -> ast.expr:
    """left operator right."""
    return ast.BinOp(left, operator, right, **HERE)


def add(left: ast.expr, n: int) -> ast.expr:
    """left + n."""
    if n == 0:
        return left
    if type(left) is ast.Constant and type(left.value) is int:
        return const(left.value + n)
    if type(left) is ast.BinOp and left.op is ADD and type(left.right) is ast.Constant:
        old = left.right.value
        assert type(old) is int
        return op(left.left, ADD, const(old + n))
    return op(left, ADD, const(n))


def scaled(value: ast.expr, unit: int) -> ast.expr:
    """value * unit."""
    if type(value) is ast.Constant and type(value.value) is int:
        return const(value.value * unit)
    return value if unit == 1 else op(value, MUL, const(unit))


def span(value: ast.expr, start: ast.expr, end: ast.expr | None) -> ast.expr:
    """value[start:end]."""
    return ast.Subscript(value, ast.Slice(start, end, None, **HERE), nodes.LOAD, **HERE)


def item(value: ast.expr, i: ast.expr) -> ast.expr:
    """value[i]."""
    return ast.Subscript(value, i, nodes.LOAD, **HERE)


def int_from(data: ast.expr, little: bool, signed: bool) -> ast.expr:
    """int.from_bytes(data, order, signed=...)."""
    keywords = [ast.keyword("signed", nodes.TRUE, **HERE)] if signed else []
    method = nodes.attr(nodes.name("int"), "from_bytes")
    return ast.Call(method, [data, const(order(little))], keywords, **HERE)


def order(little: bool) -> str:
    """Python's word for the byte order."""
    return "little" if little else "big"


def method(value: ast.expr, name: str, *args: ast.expr) -> ast.expr:
    """value.name(args)."""
    return ast.Call(nodes.attr(value, name), list(args), [], **HERE)
