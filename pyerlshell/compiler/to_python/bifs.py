"""Operators and BIFs as inline Python; what is not inline calls erlang:name/arity through its cell.

    X + Y     (r if type(r := X + Y) is int else arith(r))     the result is looked at: {1} + {2}
    is a tuple
    X - 1     X - 1                                            a literal rules out what needs
    looking at
    X < Y     (X < Y if type(X) is int and type(Y) is int else lt(X, Y))
    hd(X)     (X[0] if type(X) is list else c_erlang:hd/1.fn(X))

Operands are locals or constants, and the column of the operation is its id in `ModuleCode.ops`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Final

from pyerlshell.compiler import core
from pyerlshell.compiler.core import Bif, Expr
from pyerlshell.compiler.to_python import nodes
from pyerlshell.compiler.to_python.generator import (
    COND,
    EXPR,
    INTO,
    RETURN,
    Dest,
    FunctionGen,
)
from pyerlshell.terms.atoms import a
from pyerlshell.terms.order import equal, exact_equal

Operand = ast.expr
VALUE: Final[dict[str, Callable[[FunctionGen, Bif], ast.expr]]] = {}
TEST: Final[dict[str, Callable[[FunctionGen, Bif], ast.expr]]] = {}


def bif(g: FunctionGen, e: Bif) -> ast.expr:
    """The value of an operator or BIF."""
    key = f"{e.name}/{len(e.args)}"
    test = TEST.get(key)
    if key == "not/1" and not is_boolean(e.args[0]):
        return _support(g, e)
    if test is not None:
        return nodes.if_else(test(g, e), g.atom("true"), g.atom("false"))
    value = VALUE.get(key)
    return value(g, e) if value is not None else _support(g, e)


def _support(g: FunctionGen, e: Bif) -> ast.expr:
    if e.name in STRICT and type(e.args[0]) is core.Lit and not g.module.shell:
        e = Bif(e.name, (e.args[1], e.args[0]), e.line)
    if e.name in SUPPORT:
        return nodes.call(e.name, *g.exprs(e.args), **g.pos(e.line))
    return erlang(g, e.name, g.exprs(e.args), g.pos(e.line))


STRICT: Final = frozenset(["and", "or", "xor"])

SUPPORT: Final = frozenset(["stacktrace"])
"""What Core has as Bif but is a support function, not a function of module erlang."""


def erlang(g: FunctionGen, name: str, args: list[ast.expr], pos: dict[str, int]) -> ast.expr:
    """A call of erlang:name through its cell."""
    return nodes.apply(
        nodes.attr_at(g.module.cell("erlang", name, len(args)), "fn", pos), args, pos
    )


def cond(g: FunctionGen, e: Bif) -> ast.expr:
    """Python's truth of it."""
    test = TEST.get(f"{e.name}/{len(e.args)}")
    if test is not None:
        return test(g, e)
    return nodes.is_(bif(g, e), g.atom("true"))


EXPR[core.Bif] = bif
COND[core.Bif] = cond


# --- arithmetic


def _operation(g: FunctionGen, e: Bif, args: list[ast.expr]) -> dict[str, int]:
    if g.in_guard:
        return g.pos(e.line)
    if e.name in COMMUTATIVE and type(args[0]) is ast.Constant and not g.module.shell:
        if type(e.args[1]) is not core.Lit:
            args = [args[1], args[0]]
    right = args[1] if len(args) > 1 else nodes.NONE
    return g.pos(e.line, g.module.operation(e.name, args[0], right))


COMMUTATIVE: Final = frozenset(["+", "*", "band", "bor", "bxor"])
"""The reference puts a literal behind what is none, which shows in `called as`."""


def _is_small(g: FunctionGen, x: ast.expr) -> bool:
    """An integer so small that adding it to a float cannot overflow."""
    if type(x) is ast.Name:
        return x.id in g.small
    return type(x) is ast.Constant and type(x.value) is int and abs(x.value) < 1 << 64


def _binary(
    op: ast.operator, additive: bool, raw: bool = False
) -> Callable[[FunctionGen, Bif], ast.expr]:
    def generate(g: FunctionGen, e: Bif) -> ast.expr:
        if g.is_int(e.args[0]) and g.is_int(e.args[1]):
            left, right = g.exprs(e.args)
            return ast.BinOp(left, op, right, **g.pos(e.line))
        left, right = g.names(e.args)
        pos = _operation(g, e, [left, right])
        value = ast.BinOp(left, op, right, **pos)
        if raw or (additive and (_is_small(g, left) or _is_small(g, right))):
            return value
        return _looked_at(value, pos)

    return generate


def _looked_at(value: ast.BinOp, pos: dict[str, int]) -> ast.expr:
    """The result, if it is an integer or arith/1 accepts it."""
    operands = [x.id for x in (value.left, value.right) if type(x) is ast.Name]

    def make(name: str, inner: ast.expr) -> tuple[ast.expr, ast.expr]:
        kind = nodes.call("type", nodes.walrus(name, inner))
        again = nodes.call("arith", nodes.name(name), **pos)
        return nodes.is_not(kind, nodes.name("int")), again

    test, otherwise = make("r", value)
    made = nodes.if_else(nodes.negate(test), nodes.name("r"), otherwise)
    made.checked = (value, make, operands)  # type: ignore[attr-defined]
    return made


def _unary(op: ast.unaryop) -> Callable[[FunctionGen, Bif], ast.expr]:
    def generate(g: FunctionGen, e: Bif) -> ast.expr:
        (operand,) = g.names(e.args)
        return ast.UnaryOp(op, operand, **_operation(g, e, [operand]))

    return generate


def _division(name: str) -> Callable[[FunctionGen, Bif], ast.expr]:
    """Python floors where Erlang truncates: the same for operands that are not negative."""
    op: ast.operator = ast.FloorDiv() if name == "div" else ast.Mod()

    def generate(g: FunctionGen, e: Bif) -> ast.expr:
        left, right = g.names(e.args)
        pos = _operation(g, e, [left, right])
        slow = erlang(g, name, [left, right], pos)
        if type(right) is ast.Constant and type(right.value) is int and right.value > 0:
            zero = nodes.compare(left, ast.GtE(), nodes.const(0))
            test = nodes.both(nodes.type_is(left, "int"), zero)
            return nodes.if_else(test, ast.BinOp(left, op, right, **pos), slow)
        return slow

    return generate


def _divide(g: FunctionGen, e: Bif) -> ast.expr:
    """The reference compiles `/` to a float instruction, whose failure does not show the
    operands.
    """
    if g.module.shell:
        return _slow(g, e)
    return nodes.call("divide", *g.exprs(e.args), **g.pos(e.line))


def _slow(g: FunctionGen, e: Bif) -> ast.expr:
    left, right = g.names(e.args)
    pos = _operation(g, e, [left, right])
    return erlang(g, e.name, [left, right], pos)


VALUE.update(
    {
        "+/2": _binary(ast.Add(), additive=True),
        "-/2": _binary(ast.Sub(), additive=True),
        "*/2": _binary(ast.Mult(), additive=False),
        "band/2": _binary(ast.BitAnd(), additive=False),
        "bor/2": _binary(ast.BitOr(), additive=False),
        "bxor/2": _binary(ast.BitXor(), additive=False),
        "-/1": _unary(ast.USub()),
        "bnot/1": _unary(ast.Invert()),
        "div/2": _division("div"),
        "rem/2": _division("rem"),
        "//2": _divide,
        "bsl/2": _slow,
        "bsr/2": _slow,
    }
)


def _plus(g: FunctionGen, e: Bif) -> ast.expr:
    (operand,) = g.names(e.args)
    return erlang(g, "+", [operand], _operation(g, e, [operand]))


VALUE["+/1"] = _plus


# --- comparisons


def equality(g: FunctionGen, x: Operand, y: Operand, exact: bool) -> ast.expr:
    """x =:= y or x == y, of simple operands."""
    if _is_fixed(x):
        if _is_fixed(y):
            return _fixed_equality(x, y, exact)
        x, y = y, x
    if _is_atom(y) or (type(y) is ast.Constant and y.value is None):
        return nodes.is_(x, y)
    same = nodes.compare(x, nodes.EQ, y)
    if type(y) is ast.Constant:
        if type(y.value) is int:
            return nodes.both(same, nodes.type_is(x, "int")) if exact else same
        if type(y.value) is float and y.value != 0:
            return nodes.both(same, nodes.type_is(x, "float")) if exact else same
        if type(y.value) is bytes:
            other = nodes.call("exact_equal", x, y)
            return nodes.if_else(nodes.type_is(x, "bytes"), same, other)
    fn = "exact_equal" if exact else "equal"
    return nodes.either(nodes.is_(x, y), nodes.call(fn, x, y))


def _is_fixed(x: Operand) -> bool:
    return type(x) is ast.Constant or _is_atom(x)


def _fixed_equality(x: Operand, y: Operand, exact: bool) -> ast.expr:
    """Of two constants: Python warns of `1 is None`."""
    if type(x) is ast.Constant and type(y) is ast.Constant:
        compared = exact_equal if exact else equal
        return nodes.TRUE if compared(x.value, y.value) else nodes.FALSE
    same = type(x) is ast.Name and type(y) is ast.Name and x.id == y.id
    return nodes.TRUE if same else nodes.FALSE


def _is_atom(x: Operand) -> bool:
    return type(x) is ast.Name and x.id.startswith("a_")


def _equality(exact: bool, wanted: bool) -> Callable[[FunctionGen, Bif], ast.expr]:
    def generate(g: FunctionGen, e: Bif) -> ast.expr:
        x, y = g.names(e.args)
        test = equality(g, x, y, exact)
        return test if wanted else nodes.negate(test)

    return generate


ORDER: Final[dict[str, tuple[ast.cmpop, str, bool]]] = {
    "<": (ast.Lt(), "lt", False),
    "=<": (ast.LtE(), "le", False),
    ">": (ast.Gt(), "lt", True),
    ">=": (ast.GtE(), "le", True),
}


def _order(g: FunctionGen, e: Bif) -> ast.expr:
    op, fn, swapped = ORDER[e.name]
    x, y = g.names(e.args)
    slow = nodes.call(fn, y, x) if swapped else nodes.call(fn, x, y)
    tests = [nodes.type_is(v, "int") for v, arg in zip((x, y), e.args) if not g.is_int(arg)]
    quick = nodes.compare(x, op, y)
    return nodes.if_else(nodes.both(*tests), quick, slow) if tests else quick


def _is_int(x: Operand) -> bool:
    return type(x) is ast.Constant and type(x.value) is int


TEST.update(
    {
        "=:=/2": _equality(True, True),
        "=/=/2": _equality(True, False),
        "==/2": _equality(False, True),
        "/=/2": _equality(False, False),
        "</2": _order,
        "=</2": _order,
        ">/2": _order,
        ">=/2": _order,
    }
)


# --- type tests


def _type_test(*types: str) -> Callable[[FunctionGen, Bif], ast.expr]:
    def generate(g: FunctionGen, e: Bif) -> ast.expr:
        (x,) = g.names(e.args) if len(types) > 1 else g.exprs(e.args)
        return nodes.either(*[nodes.type_is(x, t) for t in types])

    return generate


def _is_list(g: FunctionGen, e: Bif) -> ast.expr:
    (x,) = g.names(e.args)
    return nodes.either(nodes.type_is(x, "list"), nodes.is_(x, nodes.NONE))


def _is_binary(g: FunctionGen, e: Bif) -> ast.expr:
    (x,) = g.names(e.args)
    return nodes.either(nodes.type_is(x, "bytes"), nodes.call("is_sub_binary", x))


def _is_boolean(g: FunctionGen, e: Bif) -> ast.expr:
    (x,) = g.names(e.args)
    return nodes.either(nodes.is_(x, g.atom("true")), nodes.is_(x, g.atom("false")))


def is_map(x: ast.expr) -> ast.expr:
    return nodes.compare(nodes.call("type", x), ast.In(), nodes.name("MAPS"))


def _is_map(g: FunctionGen, e: Bif) -> ast.expr:
    (x,) = g.exprs(e.args)
    return is_map(x)


def _is_record(g: FunctionGen, e: Bif) -> ast.expr:
    x, tag, size = g.names(e.args)
    if type(size) is not ast.Constant or not _is_atom(tag):
        return nodes.is_(_support(g, e), g.atom("true"))
    return record_test(x, tag, size)


def record_test(x: ast.expr, tag: ast.expr, size: ast.expr) -> ast.expr:
    length = nodes.compare(nodes.call("len", x), nodes.EQ, size)
    return nodes.both(nodes.type_is(x, "tuple"), length, nodes.is_(nodes.index(x, 0), tag))


def _is_function_2(g: FunctionGen, e: Bif) -> ast.expr:
    x, n = g.names(e.args)
    if not (_is_int(n) and n.value >= 0):  # type: ignore[attr-defined]
        return nodes.is_(_support(g, e), g.atom("true"))
    count = nodes.attr(nodes.attr(x, "__code__"), "co_argcount")
    return nodes.both(nodes.type_is(x, "Fun"), nodes.compare(count, nodes.EQ, n))


TEST.update(
    {
        "is_integer/1": _type_test("int"),
        "is_float/1": _type_test("float"),
        "is_number/1": _type_test("int", "float"),
        "is_atom/1": _type_test("Atom"),
        "is_tuple/1": _type_test("tuple"),
        "is_pid/1": _type_test("Pid"),
        "is_reference/1": _type_test("Ref"),
        "is_port/1": _type_test("Port"),
        "is_function/1": _type_test("Fun"),
        "is_bitstring/1": _type_test("bytes", "BitString"),
        "is_list/1": _is_list,
        "is_binary/1": _is_binary,
        "is_boolean/1": _is_boolean,
        "is_map/1": _is_map,
        "is_record/3": _is_record,
        "is_function/2": _is_function_2,
    }
)


# --- booleans


BOOLEAN: Final = frozenset(
    [*TEST, "not/1", "and/2", "or/2", "xor/2", "is_map_key/2", "is_integer/3", "is_record/2"]
)


def is_boolean(e: Expr) -> bool:
    """Whether the value is true or false, if there is one."""
    while type(e) is core.And or type(e) is core.Or:
        e = e.right
    if type(e) is core.Bif:
        return f"{e.name}/{len(e.args)}" in BOOLEAN
    return type(e) is core.Lit and (e.value is a.true or e.value is a.false)


def truth(g: FunctionGen, e: Expr) -> ast.expr:
    """Python's truth; badarg for what is no boolean."""
    return g.cond(e) if is_boolean(e) else nodes.call("truth", g.expr(e))


def _not(g: FunctionGen, e: Bif) -> ast.expr:
    (operand,) = e.args
    if is_boolean(operand):
        return nodes.negate(g.cond(operand))
    return nodes.negate(nodes.call("truth", g.expr(operand), **g.pos(e.line)))


def _logical(op: ast.operator) -> Callable[[FunctionGen, Bif], ast.expr]:
    """`and`, `or`, `xor` evaluate both sides."""

    def generate(g: FunctionGen, e: Bif) -> ast.expr:
        if not (is_boolean(e.args[0]) and is_boolean(e.args[1])):
            return nodes.is_(_support(g, e), g.atom("true"))
        left, right = g.names(e.args)
        true = g.atom("true")
        return ast.BinOp(nodes.is_(left, true), op, nodes.is_(right, true), **nodes.HERE)

    return generate


TEST.update(
    {
        "not/1": _not,
        "and/2": _logical(ast.BitAnd()),
        "or/2": _logical(ast.BitOr()),
        "xor/2": _logical(ast.BitXor()),
    }
)


def _and(g: FunctionGen, e: core.And) -> ast.expr:
    return _lazy(g, truth_of(g, e.left, e.line), e.right, nodes.both, nodes.FALSE)


def _or(g: FunctionGen, e: core.Or) -> ast.expr:
    return _lazy(g, truth_of(g, e.left, e.line), e.right, nodes.either, nodes.TRUE)


def truth_of(g: FunctionGen, e: Expr, line: int) -> ast.expr:
    """The left side of andalso/orelse: {badarg, V} for what is no boolean."""
    if is_boolean(e):
        return g.cond(e)
    return nodes.call("left_truth", g.expr(e), **g.pos(line))


def _lazy(
    g: FunctionGen, left: ast.expr, right: Expr, join: Callable[..., ast.expr], short: ast.expr
) -> ast.expr:
    """left and/or right; `if` statements when the right side needs statements of its own."""
    block: list[ast.stmt] = []
    with g.into_block(block):
        value = g.cond(right)
    if not block:
        return join(left, value)
    temp = g.temp()
    block.append(nodes.assign(temp, value))
    g.emit(nodes.assign(temp, left))
    test = nodes.name(temp) if short is nodes.FALSE else nodes.negate(nodes.name(temp))
    g.emit(nodes.if_(test, block))
    return nodes.name(temp)


COND[core.And] = _and
COND[core.Or] = _or


def _short_circuit(g: FunctionGen, e: core.And | core.Or, dest: Dest) -> None:
    """andalso/orelse with a value; the right side is in tail position."""
    is_and = type(e) is core.And
    if is_boolean(e.right) and dest is not RETURN:
        g.put(nodes.if_else(g.cond(e), g.atom("true"), g.atom("false")), dest)
        return
    test = truth_of(g, e.left, e.line)
    short = g.atom("false" if is_and else "true")
    if dest is RETURN:  # a chain is statements in a row: Python's compiler nests no deeper
        ended: list[ast.stmt] = []
        with g.into_block(ended):
            g.put(short, dest)
        g.emit(nodes.if_(nodes.negate(test) if is_and else test, ended))
        g.into(e.right, dest)
        return
    right: list[ast.stmt] = []
    left: list[ast.stmt] = []
    with g.into_block(right), g.scratch():
        g.into(e.right, dest)
    with g.into_block(left):
        g.put(short, dest)
    yes, no = (right, left) if is_and else (left, right)
    g.emit(nodes.if_(test, yes or [nodes.PASS], no))


INTO[core.And] = _short_circuit
INTO[core.Or] = _short_circuit


# --- other BIFs


def _part(bif_name: str, i: int) -> Callable[[FunctionGen, Bif], ast.expr]:
    def generate(g: FunctionGen, e: Bif) -> ast.expr:
        (x,) = g.names(e.args)
        slow = erlang(g, bif_name, [x], g.pos(e.line))
        return nodes.if_else(nodes.type_is(x, "list"), nodes.index(x, i), slow)

    return generate


def _tuple_size(g: FunctionGen, e: Bif) -> ast.expr:
    (x,) = g.names(e.args)
    slow = erlang(g, "tuple_size", [x], g.pos(e.line))
    return nodes.if_else(nodes.type_is(x, "tuple"), nodes.call("len", x), slow)


def _element(g: FunctionGen, e: Bif) -> ast.expr:
    n, x = g.names(e.args)
    slow = erlang(g, "element", [n, x], g.pos(e.line))
    if not (_is_int(n) and n.value > 0):  # type: ignore[attr-defined]
        return slow
    length = nodes.compare(nodes.call("len", x), ast.GtE(), n)
    test = nodes.both(nodes.type_is(x, "tuple"), length)
    return nodes.if_else(test, nodes.index(x, n.value - 1), slow)  # type: ignore[attr-defined]


def _self(g: FunctionGen, e: Bif) -> ast.expr:
    return nodes.attr(nodes.attr(nodes.name("P"), "cur"), "pid")


def _record_field(g: FunctionGen, e: Bif) -> ast.expr:
    x, tag, size, i = g.names(e.args)
    slow = nodes.call("bad_record", x, **g.pos(e.line))
    return nodes.if_else(record_test(x, tag, size), nodes.index(x, i.value), slow)  # type: ignore[attr-defined]


def _send(g: FunctionGen, e: Bif) -> ast.expr:
    return nodes.call("send", *g.exprs(e.args), **g.pos(e.line))


VALUE.update(
    {
        "hd/1": _part("hd", 0),
        "tl/1": _part("tl", 1),
        "tuple_size/1": _tuple_size,
        "element/2": _element,
        "self/0": _self,
        "record_field/4": _record_field,
        "!/2": _send,
    }
)

VISIBLE: Final = frozenset(("error", "exit", "throw"))
"""What tracing shows as calls of `erlang`."""

RAISING: Final = {"error": "error", "exit": "exit_", "throw": "throw"}


def _into_bif(g: FunctionGen, e: Bif, dest: Dest) -> None:
    """error/1 and its like raise on the spot; what has no effect but its value may be dropped."""
    if not g.module.loops and not g.in_guard and e.name in VISIBLE:
        g.put(erlang(g, e.name, g.exprs(e.args), g.pos(e.line)), dest)
    elif e.name in RAISING and len(e.args) == 1:
        value = g.expr(e.args[0])
        g.throw(RAISING[e.name], value, line=e.line)
    else:
        g.put(bif(g, e), dest)


INTO[core.Bif] = _into_bif


def may_fail(e: Expr) -> bool:
    """Whether evaluating a guard expression can raise."""
    kind = type(e)
    if kind is core.Lit or kind is core.Var:
        return False
    if kind is core.Bif:
        return f"{e.name}/{len(e.args)}" not in SAFE or _one_may_fail(e.args)  # type: ignore[union-attr]
    if kind is core.And or kind is core.Or:
        return not is_boolean(e.left) or may_fail(e.left) or may_fail(e.right)  # type: ignore[union-attr]
    if kind is core.Tuple:
        return _one_may_fail(e.items)  # type: ignore[union-attr]
    return True


def _one_may_fail(es: tuple[Expr, ...]) -> bool:
    # no generator: expressions may nest deeper than the C stack
    for e in es:  # noqa: SIM110
        if may_fail(e):
            return True
    return False


SAFE: Final = frozenset(TEST) - {"not/1", "and/2", "or/2", "xor/2", "is_function/2"} | {
    "self/0",
    "node/0",
}
