"""Python nests at most 20 loops and handlers: what is deeper becomes a function of its own.

    while True: ... (13 levels) ...      ->      t1, X, Y = out1-f/1(A, B)

The function takes the variables that it reads, and returns its value and the variables that it
binds.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.compiler import core
from pyerlshell.compiler.analysis.names import names
from pyerlshell.compiler.to_python import nodes
from pyerlshell.compiler.to_python.generator import DROP, RETURN, TAIL_COLUMN, Dest, FunctionGen

DEEPEST: Final = 12


def weight(e: core.Expr, dest: Dest) -> int:
    """How many Python blocks the expression may open around its parts."""
    if type(e) is core.Try:
        return 3
    if type(e) is core.Comprehension:
        return len(e.qualifiers)
    return 0 if dest is RETURN and type(e) in (core.Case, core.Maybe) else 1


def nested(
    g: FunctionGen, fn: Callable[[FunctionGen, Any, Dest], None], e: core.Expr, dest: Dest
) -> None:
    """Generate the expression here, or outline it if it would be too deep."""
    more = weight(e, dest)
    if g.depth + more > DEEPEST and g.depth > 0 and dest is not RETURN:
        _outline(g, e, dest)
        return
    g.depth += more
    fn(g, e, dest)
    g.depth -= more


def _outline(g: FunctionGen, e: core.Expr, dest: Dest) -> None:
    reads, binds = names(e)
    params = tuple(sorted(reads - binds))
    bound = sorted(binds & g.used)
    name = g.module.outline_name(g.label)
    made = FunctionGen(
        g.module, g.key, g.label, params, g.used, "", int_functions=g.int_functions, region=g.region
    )
    with made.into_block([nodes.assign(v, nodes.NONE) for v in bound]) as body:
        value = made.name(e)
        made.emit(nodes.return_(nodes.tuple_([value, *[nodes.name(v) for v in bound]])))
    g.module.define_as(name, g.label, params, body, getattr(e, "line", 1))
    call = nodes.apply(nodes.name(name), [g.var(v) for v in params], g.pos(1, TAIL_COLUMN))
    target = g.temp() if dest is DROP else dest
    assert type(target) is str
    targets: list[ast.expr] = [nodes.target(v) for v in (target, *bound)]
    g.emit(nodes.assign_to([ast.Tuple(targets, nodes.STORE, **nodes.HERE)], call))
