"""Zip generators of which at least one walks over a binary: `<<X>> <= Bin && Y <- List`.

    while True:
        <one step of each generator>: hit1, hit2 say whether there was an item
        if hit1 and hit2: what follows, if both match
        elif hit1 or hit2: raise bad_generators
        else: break

How far a binary generator goes is known only from its pattern, so its step is generated here; other
zips are a Python iterator (comprehensions.py).

OTP: v3_core
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pyerlshell.compiler import core
from pyerlshell.compiler.to_python import bits_nodes as b
from pyerlshell.compiler.to_python import nodes
from pyerlshell.compiler.to_python.bits_read import Walk
from pyerlshell.compiler.to_python.nodes import const, name


@dataclass(slots=True)
class Step:
    """One generator: `hit` is true if there was an item, `left` what an error shows of it."""

    hit: str
    left: ast.expr
    match: Callable[[Any], None]
    advance: list[ast.stmt]


def zip_loop(g: Any, q: core.Zip, inner: Callable[[], None]) -> None:
    """Emit the loop; inner() emits what follows for the items that match."""
    openers = {"binary": _binary, "list": _list, "map": _map}
    sources = [g.simple(g.expr(gen.source)) for gen in q.generators]
    makers = [openers[gen.kind](g, q, gen, source) for gen, source in zip(q.generators, sources)]
    loop: list[ast.stmt] = []
    with g.into_block(loop):
        steps = [make() for make in makers]
        _joined(g, q, steps, inner)
    g.emit(nodes.forever(loop))


def _joined(g: Any, q: core.Zip, steps: list[Step], inner: Callable[[], None]) -> None:
    from pyerlshell.compiler.to_python.match import Matcher

    hits = [name(step.hit) for step in steps]
    wrong: list[ast.stmt] = []
    with g.into_block(wrong):
        lefts = nodes.tuple_([step.left for step in steps])
        reason = nodes.tuple_([g.atom("bad_generators"), lefts])
        g.throw("error", reason, line=q.line)
    g.emit(nodes.if_(nodes.negate(nodes.either(*hits)), [nodes.BREAK]))
    g.emit(nodes.if_(nodes.negate(nodes.both(*hits)), wrong))
    block = g.block
    m = Matcher(g)
    for step in steps:
        step.match(m)
        block.extend(step.advance)
    m.open()
    inner()
    if not g.block:
        g.emit(nodes.PASS)
    g.block = block


def _list(g: Any, q: core.Zip, gen: core.Generator, source: ast.expr) -> Callable[[], Step]:
    rest, item, hit = g.temp(), g.temp(), g.temp()
    g.emit(nodes.assign(rest, source))

    def step() -> Step:
        g.emit(nodes.assign(hit, nodes.type_is(name(rest), "list")))
        return Step(
            hit,
            name(rest),
            lambda m: m.match(gen.pattern, name(item)),
            [nodes.unpack([item, rest], name(rest))],
        )

    return step


def _map(g: Any, q: core.Zip, gen: core.Generator, source: ast.expr) -> Callable[[], Step]:
    items, item, hit = g.temp(), g.temp(), g.temp()
    g.emit(nodes.assign(items, nodes.call("iter", nodes.call("map_generator", source))))

    def step() -> Step:
        g.emit(nodes.assign(item, nodes.call("next", name(items), name("MISSING"))))
        g.emit(nodes.assign(hit, nodes.is_not(name(item), name("MISSING"))))
        return Step(hit, source, lambda m: m.match(gen.pattern, name(item)), [])

    return step


def _binary(g: Any, q: core.Zip, gen: core.Generator, source: ast.expr) -> Callable[[], Step]:
    from pyerlshell.compiler.to_python.bits import GeneratorSink

    pattern = gen.pattern
    assert type(pattern) is core.PBin
    segments = pattern.segments
    names = (g.temp(), g.temp(), g.temp())
    here, hit = g.temp(), g.temp()
    g.emit(nodes.unpack(list(names), nodes.call("bits_bits", source)))
    wrong: list[ast.stmt] = []
    with g.into_block(wrong):
        g.throw("bad_generator", source, line=gen.line)
    g.emit(nodes.if_(nodes.compare(name(names[2]), b.LT, const(0)), wrong))

    def step() -> Step:
        sink = GeneratorSink(g)
        walk = Walk(sink, (names[0], here, names[2]), False)
        g.emit(nodes.assign(here, name(names[1])))
        g.emit(nodes.assign(hit, nodes.FALSE))
        once: list[ast.stmt] = []
        with g.into_block(once):
            walk.run(segments, open_end=True)
            g.emit(nodes.assign(hit, nodes.TRUE))
            g.emit(nodes.BREAK)
        g.emit(nodes.forever(once))
        left = nodes.call("bits_bit_sub", name(names[0]), name(here), name(names[2]))
        return Step(hit, left, sink.match, [nodes.assign(names[1], walk.pos)])

    return step
