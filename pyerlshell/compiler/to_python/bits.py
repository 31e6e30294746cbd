"""The bit syntax: the hooks that this package's docstring lists.

bits_read.py walks over patterns, bits_write.py constructs; here is what connects them to a function
that is being generated.

OTP: v3_core (bin patterns and bc), beam_ssa_bsm
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.compiler import core
from pyerlshell.compiler.to_python import bits_nodes as b
from pyerlshell.compiler.to_python import bits_write, nodes
from pyerlshell.compiler.to_python.bits_context import Context
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
    context = g.contexts.get(subject.id) if type(subject) is ast.Name else None
    if context is not None:
        Walk(_ContextSink(g, m, context), context.names, context.whole).run(pattern.segments)
        return
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

    def tail(self, pattern: Any, pos: ast.expr) -> bool:
        return False

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
        if now and type(pattern) is core.PBound:  # by another part of the head, at the end
            self.m.bind_now(pattern.name, value)


def open_accumulator(g: Any) -> str:
    """A local that the segments of a binary comprehension are appended to."""
    acc: str = g.temp()
    g.emit(nodes.assign(acc, const(b"")))
    return acc


def accumulate(g: Any, acc: str, body: core.Bin) -> None:
    """<<Acc/bitstring, Body>>; the accumulator counts as the first segment when one fails."""
    ops = bits_write.operands(g, body, 2)
    g.emit(nodes.assign(acc, bits_write.build_onto(name(acc), ops)))


def close_accumulator(g: Any, acc: str) -> ast.expr:
    """The value of the comprehension."""
    return name(acc)


def generator(g: Any, gen: core.Generator, inner: Callable[[], None]) -> None:
    """`P <= Source`: what does not match is skipped by its size; too few bits end the loop.

    A strict generator refuses what does not match, and bits that are left over.
    """
    pattern = gen.pattern
    assert type(pattern) is core.PBin
    whole = in_bytes(pattern.segments) and not gen.strict
    names = (g.temp(), g.temp(), g.temp())
    source = g.simple(g.expr(gen.source))
    opener = "bits_whole_part" if whole else "bits_bits"
    g.emit(nodes.unpack(list(names), nodes.call(opener, source)))
    buffer, start, end = (name(n) for n in names)
    wrong: list[ast.stmt] = []
    with g.into_block(wrong):
        g.throw("bad_generator", source, line=gen.line)
    g.emit(nodes.if_(nodes.compare(end, b.LT, const(0)), wrong))
    loop: list[ast.stmt] = []
    with g.into_block(loop):
        sink = GeneratorSink(g)
        here = g.temp()
        g.emit(nodes.assign(here, start))
        walk = Walk(sink, (names[0], here, names[2]), whole)
        walk.run(pattern.segments, open_end=True)
        g.emit(nodes.assign(names[1], walk.pos))
        _matched(g, gen, sink, nodes.call("bits_bit_sub", buffer, name(here), end), inner)
    g.emit(nodes.forever(loop))
    if gen.strict:
        rest: list[ast.stmt] = []
        with g.into_block(rest):
            g.throw("badmatch", nodes.call("bits_bit_sub", buffer, start, end), line=gen.line)
        g.emit(nodes.if_(nodes.compare(start, b.LT, end), rest))


def _matched(
    g: Any, gen: core.Generator, sink: GeneratorSink, left: ast.expr, inner: Callable[[], None]
) -> None:
    """What follows is done when the values are as the pattern wants them."""
    from pyerlshell.compiler.to_python.match import Matcher

    block = g.block
    m = Matcher(g)
    sink.match(m)
    hit = g.temp() if gen.strict else ""
    if gen.strict:
        g.emit(nodes.assign(hit, nodes.FALSE))
    m.open()
    if gen.strict:
        g.emit(nodes.assign(hit, nodes.TRUE))
        refused: list[ast.stmt] = []
        g.block, inside = refused, g.block
        g.throw("badmatch", left, line=gen.line)
        block.append(nodes.if_(nodes.negate(name(hit)), refused))
        g.block = inside
    inner()
    if not g.block:
        g.emit(nodes.PASS)
    g.block = block


class GeneratorSink:
    """The steps of a walk inside a loop that ends where a segment has no room."""

    def __init__(self, g: Any) -> None:
        self.g = g
        self.tests: list[ast.expr] = []
        self.values: list[tuple[Any, ast.expr]] = []

    def temp(self) -> str:
        made: str = self.g.temp()
        return made

    def size(self, size: core.Expr) -> ast.expr:
        value, steps = size_value(self.g, size)
        for step in steps:
            self.g.emit(step)
        is_size = nodes.both(nodes.type_is(value, "int"), nodes.compare(value, b.GE, const(0)))
        self.fits(is_size)
        return value

    def match(self, m: Any) -> None:
        """Test and bind the values of the walk."""
        for test in self.tests:
            m.test(test)
        for pattern, value in self.values:
            m.match(pattern, value)

    def fits(self, test: ast.expr) -> None:
        self.g.emit(nodes.if_(nodes.negate(test), [nodes.BREAK]))

    def holds(self, test: ast.expr) -> None:
        self.tests.append(test)

    def run(self, stmt: ast.stmt) -> None:
        self.g.emit(stmt)

    def tail(self, pattern: Any, pos: ast.expr) -> bool:
        return False

    def value(self, pattern: core.Pattern, value: ast.expr, now: bool) -> None:
        if now and type(pattern) is core.PVar:
            self.g.emit(nodes.assign(pattern.name, value))
            return
        if type(pattern) is not core.PVar:
            kept = self.temp()
            self.g.emit(nodes.assign(kept, value))
            value = name(kept)
        self.values.append((pattern, value))


class _ContextSink(_MatchSink):
    """In a context that is kept across self calls: a tail may be no more than a position."""

    def __init__(self, g: Any, m: Any, context: Context) -> None:
        super().__init__(g, m)
        self.context = context

    def tail(self, pattern: Any, pos: ast.expr) -> bool:
        if type(pattern) is core.PVar and pattern.name in self.context.virtual:
            self.context.tails[pattern.name] = pos
            return True
        return False


def size_value(g: Any, size: core.Expr) -> tuple[ast.expr, list[ast.stmt]]:
    """A size as a local or constant, and the statements that make it (-1 if they fail)."""
    if type(size) in SIMPLE_SIZES:
        return g.guard_value(size), []
    work: list[ast.stmt] = []
    with g.into_block(work):
        value = g.guard_value(size)
        kept = g.temp()
        g.emit(nodes.assign(kept, value))
    failed = [nodes.assign(kept, const(-1))]
    return name(kept), [nodes.try_except(work, failed, "Exception", None)]
