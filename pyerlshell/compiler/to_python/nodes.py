"""Constructors of Python `ast` nodes, short enough to read generated code in the generator's own
text.

Loads of names and constants raise nothing, so one shared node serves all places; nodes that can
raise
get the line of the Erlang source.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import Any, Final

LOAD: Final = ast.Load()
STORE: Final = ast.Store()
HERE: Final[dict[str, Any]] = {"lineno": 1, "col_offset": 0, "end_lineno": 1, "end_col_offset": 0}
IS: Final = ast.Is()
IS_NOT: Final = ast.IsNot()
EQ: Final = ast.Eq()
NOT_EQ: Final = ast.NotEq()
AND: Final = ast.And()
OR: Final = ast.Or()
NOT: Final = ast.Not()


@lru_cache(4096)
def name(text: str) -> ast.expr:
    """A name that is read."""
    return ast.Name(text, LOAD, **HERE)


@lru_cache(4096)
def target(text: str) -> ast.Name:
    """A name that is assigned."""
    return ast.Name(text, STORE, **HERE)


def const(value: object) -> ast.expr:
    return ast.Constant(value, None, **HERE)  # type: ignore[arg-type]


NONE: Final = ast.Constant(None, None, **HERE)
TRUE: Final = ast.Constant(True, None, **HERE)
FALSE: Final = ast.Constant(False, None, **HERE)


def call(fn: str, *args: ast.expr, **pos: int) -> ast.expr:
    """fn(args) with fn a name."""
    return ast.Call(name(fn), list(args), [], **(pos or HERE))


def attr_at(value: ast.expr, text: str, pos: dict[str, int]) -> ast.expr:
    """An attribute that is called: Python gives the call its position."""
    return ast.Attribute(value, text, LOAD, **pos)


def apply(fn: ast.expr, args: list[ast.expr], pos: dict[str, int]) -> ast.expr:
    """A call. `cell.fn(x)` would look for a method, which in a slot costs 20 to 35 ns before 3.13;
    `(fn := cell.fn)(x)` does not."""
    if type(fn) is ast.Attribute and fn.attr == "fn":
        fn = ast.NamedExpr(target("fn"), fn, **pos)
    return ast.Call(fn, args, [], **pos)


def attr(value: ast.expr, text: str) -> ast.expr:
    return ast.Attribute(value, text, LOAD, **HERE)


def index(value: ast.expr, i: int) -> ast.expr:
    return ast.Subscript(value, ast.Constant(i, None, **HERE), LOAD, **HERE)


def compare(left: ast.expr, op: ast.cmpop, right: ast.expr) -> ast.expr:
    return ast.Compare(left, [op], [right], **HERE)


def is_(left: ast.expr, right: ast.expr) -> ast.expr:
    return ast.Compare(left, [IS], [right], **HERE)


def is_not(left: ast.expr, right: ast.expr) -> ast.expr:
    return ast.Compare(left, [IS_NOT], [right], **HERE)


def type_is(value: ast.expr, type_name: str) -> ast.expr:
    """type(value) is type_name."""
    return is_(call("type", value), name(type_name))


def walrus(text: str, value: ast.expr) -> ast.expr:
    return ast.NamedExpr(target(text), value, **HERE)


def both(*tests: ast.expr) -> ast.expr:
    """The tests joined by `and`, without nesting."""
    return _joined(AND, tests, TRUE)


def either(*tests: ast.expr) -> ast.expr:
    return _joined(OR, tests, FALSE)


def _joined(op: ast.boolop, tests: tuple[ast.expr, ...], empty: ast.expr) -> ast.expr:
    flat: list[ast.expr] = []
    for test in tests:
        if type(test) is ast.BoolOp and test.op is op:
            flat.extend(test.values)
        elif test is not (TRUE if op is AND else FALSE):
            flat.append(test)
    if not flat:
        return empty
    return flat[0] if len(flat) == 1 else ast.BoolOp(op, flat, **HERE)


def negate(test: ast.expr) -> ast.expr:
    if test is TRUE:
        return FALSE
    if test is FALSE:
        return TRUE
    if type(test) is ast.UnaryOp and test.op is NOT:
        return test.operand
    if type(test) is ast.Compare and test.ops == [IS_NOT]:
        return ast.Compare(test.left, [IS], test.comparators, **HERE)
    return ast.UnaryOp(NOT, test, **HERE)


def if_else(test: ast.expr, yes: ast.expr, no: ast.expr) -> ast.expr:
    return ast.IfExp(test, yes, no, **HERE)


def tuple_(items: list[ast.expr]) -> ast.expr:
    return ast.Tuple(items, LOAD, **HERE)


def cell(head: ast.expr, tail: ast.expr) -> ast.expr:
    return ast.List([head, tail], LOAD, **HERE)


def dict_(keys: list[ast.expr], values: list[ast.expr]) -> ast.expr:
    return ast.Dict(list(keys), values, **HERE)


def assign(text: str, value: ast.expr, **pos: int) -> ast.stmt:
    return ast.Assign([target(text)], value, None, **(pos or HERE))


def store(text: str, value: ast.expr) -> ast.stmt:
    """text = value. A checked value is stored first and replaced if it must be: one move less.

    text = run() if (r := f(x)) is TAIL else r     ->     if (text := f(x)) is TAIL: text = run()
    """
    parts = getattr(value, "checked", None)
    if parts is None or text in parts[2]:
        return assign(text, value)
    inner, make, _ = parts
    test, otherwise = make(text, inner)
    return if_(test, [assign(text, otherwise)])


def assign_to(targets: list[ast.expr], value: ast.expr) -> ast.stmt:
    return ast.Assign(targets, value, None, **HERE)


def unpack(names: list[str], value: ast.expr) -> ast.stmt:
    """n1, n2 = value."""
    return ast.Assign([ast.Tuple([target(n) for n in names], STORE, **HERE)], value, None, **HERE)


def store_index(value: ast.expr, i: int) -> ast.expr:
    """value[i] as a target."""
    return ast.Subscript(value, ast.Constant(i, None, **HERE), STORE, **HERE)


def store_attr(value: ast.expr, text: str) -> ast.expr:
    return ast.Attribute(value, text, STORE, **HERE)


def return_(value: ast.expr) -> ast.stmt:
    return ast.Return(value, **HERE)


def raise_(value: ast.expr | None, **pos: int) -> ast.stmt:
    return ast.Raise(value, None, **(pos or HERE))


def expr_stmt(value: ast.expr) -> ast.stmt:
    return ast.Expr(value, **HERE)


def if_(test: ast.expr, body: list[ast.stmt], orelse: list[ast.stmt] | None = None) -> ast.stmt:
    return ast.If(test, body, orelse or [], **HERE)


def forever(body: list[ast.stmt]) -> ast.stmt:
    return ast.While(TRUE, body, [], **HERE)


def while_(test: ast.expr, body: list[ast.stmt]) -> ast.stmt:
    return ast.While(test, body, [], **HERE)


def try_except(
    body: list[ast.stmt], handler: list[ast.stmt], catching: str, var: str | None
) -> ast.stmt:
    """try: body; except catching as var: handler."""
    caught = ast.ExceptHandler(name(catching), var, handler, **HERE)
    return ast.Try(body, [caught], [], [], **HERE)


BREAK: Final = ast.Break(**HERE)
CONTINUE: Final = ast.Continue(**HERE)
PASS: Final = ast.Pass(**HERE)


def define(text: str, params: tuple[str, ...], body: list[ast.stmt], line: int) -> ast.stmt:
    """def text(params): body."""
    arguments = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(p, None, None, **HERE) for p in params],
        vararg=None,
        kwonlyargs=[],
        kw_defaults=[],
        kwarg=None,
        defaults=[],
    )
    pos = {"lineno": line, "col_offset": 0, "end_lineno": line, "end_col_offset": 0}
    made = ast.FunctionDef(text, arguments, body or [PASS], [], None, None, **pos)
    made.type_params = []  # type: ignore[attr-defined,unused-ignore]  # required from 3.12 on
    return made
