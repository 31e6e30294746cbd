"""Patterns to one Python condition and the bindings that follow it.

    {ok, [H | T]}  against X   ->   type(X) is tuple and len(X) == 2 and X[0] is a_ok and type(t1
    := X[1]) is list
                                    H, T = t1

A test may keep a value in a temporary by `:=`; bindings wait until all tests hold, so that a clause
that does not match assigns nothing that is expensive.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.compiler import core
from pyerlshell.compiler.core import Pattern
from pyerlshell.compiler.to_python import bifs, nodes
from pyerlshell.compiler.to_python.expr import literal
from pyerlshell.compiler.to_python.generator import SIMPLE, FunctionGen
from pyerlshell.terms.atoms import Atom

MATCH: Final[dict[type, Callable[[Matcher, Any, ast.expr], None]]] = {}


class Matcher:
    """The steps of one clause's patterns: tests, statements between them, and bindings at the
    end.
    """

    __slots__ = ("binds", "g", "pending", "steps")

    def __init__(self, g: FunctionGen) -> None:
        self.g = g
        self.steps: list[ast.expr | ast.stmt] = []
        self.binds: list[ast.stmt] = []
        self.pending: dict[str, ast.expr] = {}

    def test(self, cond: ast.expr) -> None:
        """Go on only if it holds."""
        if cond is not nodes.TRUE:
            self.steps.append(cond)

    def stmt(self, stmt: ast.stmt) -> None:
        """Run it once what was tested so far holds."""
        self.steps.append(stmt)

    def bind(self, name: str, value: ast.expr) -> None:
        """The variable gets its value when all tests hold."""
        self.pending[name] = value
        if name in self.g.used and not (type(value) is ast.Name and value.id == name):
            self.binds.append(nodes.assign(name, value))

    def bind_now(self, name: str, value: ast.expr) -> None:
        """The variable gets its value at once: something later in the pattern reads it."""
        self.stmt(nodes.assign(name, value))
        self.pending[name] = nodes.name(name)

    def match(self, pattern: Pattern, subject: ast.expr) -> None:
        """Match the pattern against an expression that may be evaluated more than once."""
        MATCH[type(pattern)](self, pattern, subject)

    def kept(self, subject: ast.expr) -> tuple[ast.expr, ast.expr]:
        """The subject for its first use, which keeps it, and for those that follow."""
        if type(subject) in SIMPLE:
            return subject, subject
        temp = self.g.temp()
        return nodes.walrus(temp, subject), nodes.name(temp)

    @property
    def irrefutable(self) -> bool:
        return not any(isinstance(step, ast.expr) for step in self.steps)

    def only_tests(self) -> ast.expr | None:
        """All tests as one condition, or None if statements stand between them."""
        tests = [step for step in self.steps if isinstance(step, ast.expr)]
        return nodes.both(*tests) if len(tests) == len(self.steps) else None

    def open(self) -> None:
        """Emit the steps and bindings; g.block is then where everything has matched."""
        g = self.g
        tests: list[ast.expr] = []
        for step in self.steps:
            if isinstance(step, ast.expr):
                tests.append(step)
                continue
            self._nest(tests)
            tests = []
            g.emit(step)
        self._nest(tests)
        g.block.extend(self.binds)

    def _nest(self, tests: list[ast.expr]) -> None:
        if tests:
            inner: list[ast.stmt] = []
            self.g.emit(nodes.if_(nodes.both(*tests), inner))
            self.g.block = inner


def _any(m: Matcher, p: core.PAny, x: ast.expr) -> None:
    pass


def _var(m: Matcher, p: core.PVar, x: ast.expr) -> None:
    m.bind(p.name, x)


def _bound(m: Matcher, p: core.PBound, x: ast.expr) -> None:
    value = m.pending.get(p.name)
    if value is None:
        value = m.g.var(p.name)
    first, x = m.kept(x)
    m.test(nodes.either(nodes.is_(first, value), nodes.call("exact_equal", x, value)))


def _literal(m: Matcher, p: core.PLit, x: ast.expr) -> None:
    y = literal(m.g, p.value)
    if type(p.value) is int and type(x) not in SIMPLE:
        first, again = m.kept(x)
        m.test(nodes.compare(first, nodes.EQ, y))
        m.test(nodes.type_is(again, "int"))
        return
    if not (type(p.value) is Atom or p.value is None):
        first, again = m.kept(x)
        if first is not again:
            m.test(nodes.is_not(first, nodes.name("MISSING")))
        x = again
    m.test(bifs.equality(m.g, x, y, exact=True))


def _tuple(m: Matcher, p: core.PTuple, x: ast.expr) -> None:
    first, x = m.kept(x)
    m.test(nodes.type_is(first, "tuple"))
    m.test(nodes.compare(nodes.call("len", x), nodes.EQ, nodes.const(len(p.items))))
    names = [q.name for q in p.items if type(q) is core.PVar and q.name in m.g.used]
    if len(names) == len(p.items) > 1 and len(set(names)) == len(names):
        _unpack(m, names, x)
        return
    for i, q in enumerate(p.items):
        m.match(q, nodes.index(x, i))


def _unpack(m: Matcher, names: list[str], x: ast.expr) -> None:
    """All elements at once: half the cost of one after the other."""
    for i, name in enumerate(names):
        m.pending[name] = nodes.index(x, i)
    m.binds.append(nodes.unpack(names, x))


def _cons(m: Matcher, p: core.PCons, x: ast.expr) -> None:
    last = len(p.items) - 1
    for i, q in enumerate(p.items):
        first, x = m.kept(x)
        m.test(nodes.type_is(first, "list"))
        if i == last and _both_used(m, q, p.tail):
            _unpack(m, [q.name, p.tail.name], x)  # type: ignore[union-attr]
            return
        m.match(q, nodes.index(x, 0))
        x = nodes.index(x, 1)
    m.match(p.tail, x)


def _both_used(m: Matcher, head: Pattern, tail: Pattern) -> bool:
    return (
        type(head) is core.PVar
        and type(tail) is core.PVar
        and head.name in m.g.used
        and tail.name in m.g.used
    )


def _map(m: Matcher, p: core.PMap, x: ast.expr) -> None:
    first, x = m.kept(x)
    m.test(bifs.is_map(first))
    missing = nodes.name("MISSING")
    for key, q in p.pairs:
        k = _key(m, key, missing)
        if type(key) is core.Lit and type(key.value) in (int, Atom, bytes):
            found = nodes.apply(nodes.attr(x, "get"), [k, missing], nodes.HERE)
        else:
            found = nodes.call("map_find", x, k)
        temp = m.g.temp()
        m.test(nodes.is_not(nodes.walrus(temp, found), missing))
        m.match(q, nodes.name(temp))


def _key(m: Matcher, key: core.Expr, missing: ast.expr) -> ast.expr:
    """The key of a map pattern; if it is an expression that fails, the pattern does not match."""
    if type(key) is core.Lit or type(key) is core.Var:
        return m.g.guard_value(key)
    work: list[ast.stmt] = []
    with m.g.into_block(work):
        value = m.g.guard_value(key)
        kept = m.g.temp()
        m.g.emit(nodes.assign(kept, value))
    m.stmt(nodes.try_except(work, [nodes.assign(kept, missing)], "Exception", None))
    m.test(nodes.is_not(nodes.name(kept), missing))
    return nodes.name(kept)


def _alias(m: Matcher, p: core.PAlias, x: ast.expr) -> None:
    if type(x) not in SIMPLE:
        first, x = m.kept(x)
        m.test(nodes.is_not(first, nodes.name("MISSING")))
    m.match(p.left, x)
    m.match(p.right, x)


def _bin(m: Matcher, p: core.PBin, x: ast.expr) -> None:
    from pyerlshell.compiler.to_python import bits

    bits.match(m.g, m, p, x)


MATCH.update(
    {
        core.PAny: _any,
        core.PVar: _var,
        core.PBound: _bound,
        core.PLit: _literal,
        core.PTuple: _tuple,
        core.PCons: _cons,
        core.PMap: _map,
        core.PAlias: _alias,
        core.PBin: _bin,
    }
)
