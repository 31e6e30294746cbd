"""Comprehensions as loops inside the function.

    [X * 2 || {X, Y} <- L, Y > 1]

    first = last = [None, None]
    while type(t1) is list:
        t2, t1 = t1
        if type(t2) is tuple and len(t2) == 2:
            X, Y = t2
            if Y > 1 ...:
                last[1] = last = [X * 2, None]
    if t1 is not None: raise bad_generator(t1)
    value: first[1]

OTP: v3_core (lc, bc, mc)
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.compiler import core
from pyerlshell.compiler.to_python import nodes
from pyerlshell.compiler.to_python.bifs import is_boolean
from pyerlshell.compiler.to_python.control import guard_test
from pyerlshell.compiler.to_python.generator import INTO, RETURN, Dest, FunctionGen
from pyerlshell.compiler.to_python.match import Matcher
from pyerlshell.compiler.to_python.zip_strict import Steps, joined

Inner = Callable[[], None]


def _into_comprehension(g: FunctionGen, e: core.Comprehension, dest: Dest) -> None:
    g.put(KINDS[e.kind](g, e, dest is RETURN), dest)


def _regions(g: FunctionGen, e: core.Comprehension, built: str, is_tail: bool) -> list[int]:
    """One for each generator: its function, and what is pending while it runs."""
    if not e.labels:
        return []
    lines = [q.line for q in e.qualifiers if type(q) is not core.Filter]
    pending = (e.labels[-1], lines[-1]) if built else ("", 0)
    end = 0 if is_tail and not g.modulo_cons else lines[0]
    return [g.module.add_region("lc", built, label, *pending, g.region, end) for label in e.labels]


def _list(g: FunctionGen, e: core.Comprehension, is_tail: bool) -> ast.expr:
    first, last = g.temp(), g.temp()
    g.emit(
        nodes.assign_to(
            [nodes.target(first), nodes.target(last)], nodes.cell(nodes.NONE, nodes.NONE)
        )
    )

    def collect() -> None:
        for body in e.bodies:
            targets = [nodes.store_index(nodes.name(last), 1), nodes.target(last)]
            g.emit(nodes.assign_to(targets, nodes.cell(g.expr(body), nodes.NONE)))

    _qualifiers(g, e.qualifiers, 0, collect, _regions(g, e, first, is_tail))
    return nodes.index(nodes.name(first), 1)


def _map(g: FunctionGen, e: core.Comprehension, is_tail: bool) -> ast.expr:
    pairs = g.temp()
    g.emit(nodes.assign(pairs, ast.List([], nodes.LOAD, **nodes.HERE)))

    def collect() -> None:
        for body in e.bodies:
            append = nodes.attr(nodes.name(pairs), "append")
            g.emit(nodes.expr_stmt(nodes.apply(append, [g.expr(body)], nodes.HERE)))

    _qualifiers(g, e.qualifiers, 0, collect, _regions(g, e, pairs, False))
    return nodes.call("map_from_pairs", nodes.name(pairs))


def _binary(g: FunctionGen, e: core.Comprehension, is_tail: bool) -> ast.expr:
    from pyerlshell.compiler.to_python import bits

    acc = bits.open_accumulator(g)

    def collect() -> None:
        for body in e.bodies:
            bits.accumulate(g, acc, body if type(body) is core.Bin else _only(body, e.line))

    _qualifiers(g, e.qualifiers, 0, collect, _regions(g, e, "", is_tail))
    return bits.close_accumulator(g, acc)


def _only(body: core.Expr, line: int) -> core.Bin:
    """<<Body/bitstring>>"""
    return core.Bin((core.Segment(body, None, 1, "binary", False, False, line),), line)


KINDS: Final = {"list": _list, "map": _map, "binary": _binary}


def _qualifiers(
    g: FunctionGen, qualifiers: tuple[Any, ...], i: int, collect: Inner, regions: list[int]
) -> None:
    if i == len(qualifiers):
        with g.scratch():
            collect()
        return
    q = qualifiers[i]
    generates = type(q) is not core.Filter

    def inner() -> None:
        with g.in_region(regions[0] if generates else g.region):
            _qualifiers(g, qualifiers, i + 1, collect, regions[1:] if generates else regions)

    if generates:
        GENERATES[type(q)](g, q, inner, regions[0])
    else:
        _filter(g, q, inner)


def _filter(g: FunctionGen, q: core.Filter, inner: Inner) -> None:
    if q.guard:
        test = guard_test(g, ((q.test,),))
    elif is_boolean(q.test):
        test = g.cond(q.test)
    else:
        test = nodes.call("filter_truth", g.expr(q.test), **g.pos(q.line))
    block: list[ast.stmt] = []
    with g.into_block(block):
        inner()
    g.emit(nodes.if_(test, block or [nodes.PASS]))


def _generator(g: FunctionGen, q: core.Generator, inner: Inner, region: int) -> None:
    GENERATOR[q.kind](g, q, inner, region)


def _list_generator(g: FunctionGen, q: core.Generator, inner: Inner, region: int) -> None:
    rest, item = g.temp(), g.temp()
    g.emit(nodes.assign(rest, g.expr(q.source)))
    with g.in_region(region):
        _list_loop(g, q, inner, rest, item)


def _list_loop(g: FunctionGen, q: core.Generator, inner: Inner, rest: str, item: str) -> None:
    if type(q.pattern) is core.PVar and q.pattern.name in g.used:
        item = q.pattern.name
    loop: list[ast.stmt] = []
    with g.into_block(loop):
        g.emit(nodes.unpack([item, rest], nodes.name(rest)))
        _matched(g, q.pattern, nodes.name(item), q, inner)
    g.emit(nodes.while_(nodes.type_is(nodes.name(rest), "list"), loop))
    improper: list[ast.stmt] = []
    with g.into_block(improper):
        g.throw("bad_generator", nodes.name(rest), line=q.source_line)
    g.emit(nodes.if_(nodes.is_not(nodes.name(rest), nodes.NONE), improper))


def _map_generator(g: FunctionGen, q: core.Generator, inner: Inner, region: int) -> None:
    pair = g.temp()
    source = nodes.call("map_generator", g.expr(q.source), **g.pos(q.line))
    loop: list[ast.stmt] = []
    with g.into_block(loop), g.in_region(region):
        _matched(g, q.pattern, nodes.name(pair), q, inner)
    g.emit(ast.For(nodes.target(pair), source, loop, [], None, **g.pos(q.line)))


def _binary_generator(g: FunctionGen, q: core.Generator, inner: Inner, region: int) -> None:
    from pyerlshell.compiler.to_python import bits

    with g.in_region(region):
        bits.generator(g, q, inner)


GENERATOR: Final = {"list": _list_generator, "map": _map_generator, "binary": _binary_generator}


def _matched(
    g: FunctionGen, pattern: core.Pattern, item: ast.expr, q: core.Generator, inner: Inner
) -> None:
    """What follows is done for items that match; a strict generator refuses the others."""
    block = g.block
    m = Matcher(g)
    m.match(pattern, item)
    if q.strict and not m.irrefutable:
        hit = g.temp()
        g.emit(nodes.assign(hit, nodes.FALSE))
        m.open()
        g.emit(nodes.assign(hit, nodes.TRUE))
        g.block = block
        wrong: list[ast.stmt] = []
        with g.into_block(wrong):
            g.throw("badmatch", item, line=q.line)
        g.emit(nodes.if_(nodes.negate(nodes.name(hit)), wrong))
    else:
        m.open()
    inner()
    if not g.block:
        g.emit(nodes.PASS)
    g.block = block


def _zip(g: FunctionGen, q: core.Zip, inner: Inner, region: int) -> None:
    """`G1 && G2`: one iteration takes an item of each; items that do not match skip it."""
    if any(gen.kind == "binary" for gen in q.generators):
        from pyerlshell.compiler.to_python.bits_zip import zip_loop

        zip_loop(g, q, inner)
        return
    sources = [g.expr(gen.source) for gen in q.generators]
    kinds = nodes.const(tuple([gen.kind for gen in q.generators]))
    with g.in_region(region):
        line = g.pos(q.line)
    pair = g.temp()
    typed = [nodes.TRUE] if g.module.shell else []
    source = nodes.call("zip_generator", kinds, nodes.tuple_(sources), *typed, **line)
    taken, left = [nodes.index(nodes.name(pair), i) for i in range(2)]
    if typed:
        left = nodes.call("zip_left", kinds, left)

    items = [nodes.index(taken, i) for i in range(len(q.generators))]

    def test(pattern: core.Pattern, item: ast.expr) -> Callable[[Matcher], None]:
        return lambda m: m.match(pattern, item)

    tests = [test(gen.pattern, item) for gen, item in zip(q.generators, items)]
    steps = Steps(tests, items, left)
    loop: list[ast.stmt] = []
    with g.into_block(loop), g.in_region(region):
        joined(g, q, steps, inner)
    g.emit(ast.For(nodes.target(pair), source, loop, [], None, **line))


GENERATES: Final[dict[type, Callable[[FunctionGen, Any, Inner, int], None]]] = {
    core.Generator: _generator,
    core.Zip: _zip,
}

INTO[core.Comprehension] = _into_comprehension
