"""The bit syntax: the hooks that this package's docstring lists.

bits_read.py walks over patterns, bits_write.py constructs; here is what connects them to a function
that is being generated.

OTP: v3_core (bin patterns and bc), beam_ssa_bsm
"""

from __future__ import annotations

import ast
from typing import Any, Final

from pyerlshell.compiler import core
from pyerlshell.compiler.to_python import bits_nodes as b
from pyerlshell.compiler.to_python import bits_write, nodes
from pyerlshell.compiler.to_python.bits_read import Walk, in_bytes, open_context
from pyerlshell.compiler.to_python.nodes import const, name

literal = bits_write.literal

SIMPLE_SIZES: Final = (core.Var, core.Lit)


def construct(g: Any, node: core.Bin) -> ast.expr:
    """A bit string expression."""
    known = literal(node)
    if known is not None:
        return const(known)
    return bits_write.build(bits_write.operands(g, node))


def match(g: Any, m: Any, pattern: core.PBin, subject: ast.expr) -> None:
    """A bit string pattern against a subject that may be evaluated more than once."""
    whole = in_bytes(pattern.segments)
    names = (g.temp(), g.temp(), g.temp())
    bits = nodes.either(nodes.type_is(subject, "bytes"), nodes.type_is(subject, "BitString"))
    m.test(bits)
    m.stmt(open_context(subject, whole, names))
    Walk(_MatchSink(g, m), names, whole).run(pattern.segments)


class _MatchSink:
    """The steps of a walk as tests and statements of a Matcher."""

    def __init__(self, g: Any, m: Any) -> None:
        self.g = g
        self.m = m

    def temp(self) -> str:
        made: str = self.g.temp()
        return made

    def size(self, size: core.Expr) -> ast.expr:
        value, steps = size_value(self.g, size)
        for step in steps:
            self.m.stmt(step)
        self.m.test(nodes.type_is(value, "int"))
        self.m.test(nodes.compare(value, b.GE, const(0)))
        return value

    def fits(self, test: ast.expr) -> None:
        self.m.test(test)

    def holds(self, test: ast.expr) -> None:
        self.m.test(test)

    def run(self, stmt: ast.stmt) -> None:
        self.m.stmt(stmt)

    def value(self, pattern: core.Pattern, value: ast.expr, now: bool) -> None:
        if type(pattern) is core.PVar:
            if now:
                self.m.bind_now(pattern.name, value)
            else:
                self.m.bind(pattern.name, value)
            return
        if type(value) is not ast.Name:
            kept = self.temp()
            self.m.stmt(nodes.assign(kept, value))
            value = name(kept)
        self.m.match(pattern, value)


def size_value(g: Any, size: core.Expr) -> tuple[ast.expr, list[ast.stmt]]:
    """A size as a local or constant, and the statements that make it (-1 if they fail)."""
    value = g.guard_value(size)
    if type(size) in SIMPLE_SIZES:
        return value, []
    kept = g.temp()
    work = [nodes.assign(kept, value)]
    failed = [nodes.assign(kept, const(-1))]
    return name(kept), [nodes.try_except(work, failed, "Exception", None)]
