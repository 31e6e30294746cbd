"""Zip generators of which some are strict: what becomes of items that do not match.

    hit = False
    if <all patterns match>: hit = True
    if not hit:
        if not <the strict patterns match>: raise bad_generators({Rest1, Rest2})
        continue

Where two patterns share a variable, items that differ are refused, too.

OTP: v3_core (zip_tq)
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import partial
from typing import Any

from pyerlshell.compiler import core
from pyerlshell.compiler.to_python import nodes
from pyerlshell.compiler.to_python.match import Matcher

Test = Callable[[Matcher], None]


@dataclass(slots=True)
class Steps:
    """For each generator the test of its item, and the item itself (None for a binary's);
    `lefts` is what an error shows of all of them.
    """

    tests: Sequence[Test]
    items: Sequence[ast.expr | None]
    lefts: ast.expr


Item = ast.expr | None


def joined(g: Any, q: core.Zip, steps: Steps, inner: Callable[[], None]) -> None:
    """Emit inner() for items that match."""
    tests = steps.tests
    block = g.block
    m = Matcher(g)
    for test in tests:
        test(m)
    strict = [
        test if item is None else _matches(_free(gen.pattern), item)
        for test, item, gen in zip(tests, steps.items, q.generators)
        if gen.strict
    ]
    if strict and not m.irrefutable:
        hit = g.temp()
        g.emit(nodes.assign(hit, nodes.FALSE))
        m.open()
        g.emit(nodes.assign(hit, nodes.TRUE))
        g.block = block
        other: list[ast.stmt] = []
        with g.into_block(other):
            _skip_or_refuse(g, q, strict, steps)
        g.emit(nodes.if_(nodes.negate(nodes.name(hit)), other))
    else:
        m.open()
    inner()
    if not g.block:
        g.emit(nodes.PASS)
    g.block = block


def refuse(g: Any, q: core.Zip, lefts: ast.expr) -> None:
    """error({bad_generators, Lefts})"""
    g.throw("error", nodes.tuple_([g.atom("bad_generators"), lefts]), line=q.line)


def _skip_or_refuse(g: Any, q: core.Zip, strict: list[Test], steps: Steps) -> None:
    right = g.temp()
    g.emit(nodes.assign(right, nodes.FALSE))
    _when(g, strict, lambda: g.emit(nodes.assign(right, nodes.TRUE)))
    for name in _shared(q):
        _differ(g, q, steps.items, name, right)
    wrong: list[ast.stmt] = []
    with g.into_block(wrong):
        refuse(g, q, steps.lefts)
    g.emit(nodes.if_(nodes.negate(nodes.name(right)), wrong))
    g.emit(ast.Continue(**nodes.HERE))


def _when(g: Any, tests: Sequence[Test], then: Callable[[], None]) -> None:
    block = g.block
    m = Matcher(g)
    for test in tests:
        test(m)
    m.open()
    then()
    g.block = block


def _shared(q: core.Zip) -> list[str]:
    """The variables of strict generators that stand in another pattern, too."""
    inside = [(gen.strict, _names(gen.pattern)) for gen in q.generators]
    found: dict[str, None] = {}
    for i, (strict, names) in enumerate(inside):
        others = {name for j, (_, more) in enumerate(inside) if j != i for name in more}
        if strict:
            found |= dict.fromkeys([name for name in names if name in others])
    return list(found)


def _names(part: Any) -> list[str]:
    """The variables of a pattern, bound there or before."""
    if type(part) in (core.PVar, core.PBound):
        return [part.name]
    if type(part) is tuple:
        return [name for inside in part for name in _names(inside)]
    if is_dataclass(part) and not isinstance(part, type):
        return [name for f in fields(part) for name in _names(getattr(part, f.name))]
    return []


def _differ(g: Any, q: core.Zip, items: Sequence[Item], name: str, right: str) -> None:
    """Refuse the items if the variable would have two values, whatever stands around them."""
    values: list[str] = []
    tests: list[Test] = []
    for item, gen in zip(items, q.generators):
        value = g.temp()
        pattern = _only(gen.pattern, name, core.PVar(value))
        if type(gen.pattern) is core.PBin and name in _names(gen.pattern):
            values.append(name)  # which the walk over the binary has bound
        elif pattern is not None and item is not None:
            g.used |= {value}
            values.append(value)
            tests.append(_matches(pattern, item))
    first, *others = values

    def compare() -> None:
        for other in others:
            equal = g.temp()
            g.emit(nodes.assign(equal, nodes.FALSE))
            same = [_matches(core.PBound(first), nodes.name(other))]
            _when(g, same, partial(g.emit, nodes.assign(equal, nodes.TRUE)))
            no = nodes.negate(nodes.name(equal))
            g.emit(nodes.if_(no, [nodes.assign(right, nodes.FALSE)]))

    if others:
        _when(g, tests, compare)


def _matches(pattern: core.Pattern, item: ast.expr) -> Test:
    return lambda m: m.match(pattern, item)


def _free(part: Any) -> Any:
    """The pattern without comparisons: its variables may be bound nowhere."""
    if type(part) is core.PBound:
        return core.PAny()
    if type(part) is tuple:
        return tuple([_free(inside) for inside in part])
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{f.name: _free(getattr(part, f.name)) for f in fields(part)})
    return part


def _only(part: core.Pattern, name: str, found: core.Pattern) -> core.Pattern | None:
    """The pattern with nothing in it but the way to the variable; None if there is none."""
    if type(part) in (core.PVar, core.PBound):
        return found if part.name == name else None  # type: ignore[union-attr]
    if type(part) is core.PTuple:
        inside = [_only(item, name, found) for item in part.items]
        return core.PTuple(tuple([p or core.PAny() for p in inside])) if any(inside) else None
    if type(part) is core.PMap:
        pairs = [(key, _only(value, name, found)) for key, value in part.pairs]
        kept = tuple([(key, value) for key, value in pairs if value is not None])
        return core.PMap(kept) if kept else None
    return None
