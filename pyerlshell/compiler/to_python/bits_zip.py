"""Zip generators of which at least one walks over a binary: `<<X>> <= Bin && Y <- List`.

    while True:
        <one step of each generator>: hit1, hit2 say whether there was an item
        if hit1 and hit2: what follows, if both match
        elif ended1 and ended2: break
        else: raise bad_generators

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
from pyerlshell.compiler.to_python import nodes, zip_strict
from pyerlshell.compiler.to_python.bits_read import Walk
from pyerlshell.compiler.to_python.nodes import const, name


@dataclass(slots=True)
class Step:
    """One generator.

    hit    is true if there was an item
    left   what an error shows of it if there was none; `taken`, if there was
    ended  may it end here? What is left of a binary does not matter, unless it is strict
    """

    hit: str
    left: ast.expr
    taken: ast.expr
    ended: ast.expr
    match: Callable[[Any], None]
    advance: list[ast.stmt]
    item: ast.expr | None = None


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
    hits = [name(step.hit) for step in steps]
    ended: list[ast.stmt] = []
    wrong: list[ast.stmt] = []
    with g.into_block(wrong):
        zip_strict.refuse(g, q, nodes.tuple_([step.left for step in steps]))
    with g.into_block(ended):
        g.emit(nodes.if_(nodes.both(*[step.ended for step in steps]), [nodes.BREAK], wrong))
    g.emit(nodes.if_(nodes.negate(nodes.both(*hits)), ended))
    for step in steps:
        g.block.extend(step.advance)
    lefts = nodes.tuple_([step.taken for step in steps])
    items = [step.item for step in steps]
    zip_strict.joined(g, q, zip_strict.Steps([s.match for s in steps], items, lefts), inner)


def _list(g: Any, q: core.Zip, gen: core.Generator, source: ast.expr) -> Callable[[], Step]:
    rest, item, hit = g.temp(), g.temp(), g.temp()
    g.emit(nodes.assign(rest, source))

    def step() -> Step:
        g.emit(nodes.assign(hit, nodes.type_is(name(rest), "list")))
        return Step(
            hit,
            name(rest),
            nodes.cell(name(item), name(rest)),
            nodes.is_(name(rest), nodes.NONE),
            lambda m: m.match(gen.pattern, name(item)),
            [nodes.unpack([item, rest], name(rest))],
            name(item),
        )

    return step


def _map(g: Any, q: core.Zip, gen: core.Generator, source: ast.expr) -> Callable[[], Step]:
    rest, item, pair, hit = g.temp(), g.temp(), g.temp(), g.temp()
    g.emit(nodes.assign(rest, nodes.call("map_chain", source)))

    def step() -> Step:
        g.emit(nodes.assign(hit, nodes.type_is(name(rest), "tuple")))
        g.emit(nodes.assign(item, name(rest)))
        parts = [nodes.index(name(item), i) for i in range(3)]
        left, taken = name(rest), name(item)
        if g.module.shell:
            left, taken = nodes.call("map_left", left), nodes.call("map_left", taken)
        return Step(
            hit,
            left,
            taken,
            nodes.negate(name(hit)),
            lambda m: m.match(gen.pattern, name(pair)),
            [nodes.assign(pair, nodes.tuple_(parts[:2])), nodes.assign(rest, parts[2])],
            name(pair),
        )

    return step


def _binary(g: Any, q: core.Zip, gen: core.Generator, source: ast.expr) -> Callable[[], Step]:
    from pyerlshell.compiler.to_python.bits import GeneratorSink

    pattern = gen.pattern
    assert type(pattern) is core.PBin
    segments = pattern.segments
    names = (g.temp(), g.temp(), g.temp())
    here, hit = g.temp(), g.temp()
    g.emit(nodes.unpack(list(names), nodes.call("bits_bits", source)))
    is_bits = nodes.compare(name(names[2]), b.GE, const(0))

    def step() -> Step:
        sink = GeneratorSink(g)
        walk = Walk(sink, (names[0], here, names[2]), False)
        g.emit(nodes.assign(here, name(names[1])))
        g.emit(nodes.assign(hit, nodes.FALSE))
        once: list[ast.stmt] = []
        with g.into_block(once):
            sink.fits(is_bits)
            walk.run(segments, open_end=True)
            g.emit(nodes.assign(hit, nodes.TRUE))
            g.emit(nodes.BREAK)
        g.emit(nodes.forever(once))
        bits = nodes.call("bits_bit_sub", name(names[0]), name(here), name(names[2]))
        shown, ends = bits, [is_bits]
        if gen.strict:
            ends.append(nodes.compare(name(here), b.EQ, name(names[2])))
        if g.module.shell:  # the evaluator of the reference is stricter than its compiler
            ends.append(nodes.negate(name(hit)))
            nothing = nodes.call("bits_bit_sub", name(names[0]), name(names[2]), name(names[2]))
            shown = nodes.if_else(name(hit), bits, nothing)
        left = nodes.if_else(is_bits, shown, source)
        return Step(
            hit, left, bits, nodes.both(*ends), sink.match, [nodes.assign(names[1], walk.pos)]
        )

    return step
