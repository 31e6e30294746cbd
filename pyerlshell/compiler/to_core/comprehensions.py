"""Comprehensions: qualifiers in order, each seeing the variables of those before it.

    [X || {X, Y} <- L, Y > 1]
    ->  Comprehension("list", (Var(X),), (Generator("list", PTuple(...), Var(L)), Filter(Bif(">", ...), True)))

OTP: v3_core, EEP 70, EEP 73
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.compiler import bifs, core
from pyerlshell.compiler.core import Expr, Filter, Generator, Zip
from pyerlshell.compiler.to_core.exprs import expr, items, node
from pyerlshell.compiler.to_core.patterns import pattern
from pyerlshell.compiler.to_core.scope import Env, Scope, line_of
from pyerlshell.terms.atoms import Atom, a

GENERATORS: Final[dict[Atom, tuple[str, bool]]] = {
    a.generate: ("list", False),
    a.generate_strict: ("list", True),
    a.b_generate: ("binary", False),
    a.b_generate_strict: ("binary", True),
    a.m_generate: ("map", False),
    a.m_generate_strict: ("map", True),
}


@node("lc")
def _list(s: Scope, n: Any) -> Expr:
    return _comprehension(s, n, "list")


@node("bc")
def _binary(s: Scope, n: Any) -> Expr:
    return _comprehension(s, n, "binary")


@node("mc")
def _map(s: Scope, n: Any) -> Expr:
    return _comprehension(s, n, "map")


def _comprehension(s: Scope, n: Any, kind: str) -> Expr:
    next(s.funs)  # the reference numbers a comprehension's function as it numbers funs
    with s.inner():
        qualifiers = tuple([_qualifier(s, q) for q in items(n[3])])
        bodies = tuple([_body(s, b) for b in _bodies(n[2])])
    return core.Comprehension(kind, bodies, qualifiers, line_of(n[1]))


def _bodies(what: Any) -> list[Any]:
    """One body, or several (`[A, B || ...]`, EEP 78)."""
    return items(what) if type(what) is list else [what]


def _body(s: Scope, b: Any) -> Expr:
    if b[0] in (a.map_field_assoc, a.map_field_exact):
        return core.Tuple((expr(s, b[2]), expr(s, b[3])))
    return expr(s, b)


def _qualifier(s: Scope, q: Any) -> Generator | Zip | Filter:
    if q[0] in GENERATORS:
        return _generator(s, q, expr(s, q[3]))
    if q[0] is a.zip:
        return _zip(s, q)
    return _filter(s, q)


def _generator(s: Scope, q: Any, source: Expr) -> Generator:
    """Every variable in the pattern is new."""
    kind, strict = GENERATORS[q[0]]
    _shadow(s)
    if kind == "map":
        key = pattern(s, q[2][2])
        made: core.Pattern = core.PTuple((key, pattern(s, q[2][3])))
    else:
        made = pattern(s, q[2])
    _unshadow(s)
    return Generator(kind, made, source, strict, line_of(q[1]))


def _shadow(s: Scope) -> None:
    s.hidden = dict(s.env)
    s.names = {}
    s.taken = s.taken | {v for v in s.env.values() if type(v) is str}
    s.env = {}


def _unshadow(s: Scope) -> None:
    outer: Env = s.hidden
    s.hidden = {}
    s.env = {**outer, **s.env}


def _zip(s: Scope, q: Any) -> Zip:
    """`G1 && G2`: the sources see nothing of each other; a variable in two patterns must be equal."""
    nodes = items(q[2])
    sources = [expr(s, g[3]) for g in nodes]
    _shadow(s)
    outer = s.hidden
    made = []
    for g, source in zip(nodes, sources):
        kind, strict = GENERATORS[g[0]]
        if kind == "map":
            key = pattern(s, g[2][2])
            p: core.Pattern = core.PTuple((key, pattern(s, g[2][3])))
        else:
            p = pattern(s, g[2])
        made.append(Generator(kind, p, source, strict, line_of(g[1])))
    s.hidden = outer
    _unshadow(s)
    return Zip(tuple(made), line_of(q[1]))


def _filter(s: Scope, q: Any) -> Filter:
    if _is_guard(s, q):
        with s.guard():
            return Filter(expr(s, q), True, line_of(q[1]))
    return Filter(expr(s, q), False, line_of(q[1]))


def _is_guard(s: Scope, n: Any) -> bool:
    """Whether the node is a guard expression (erl_lint:is_guard_test/1)."""
    kind = n[0]
    if kind in _LEAVES:
        return True
    if kind is a.op:
        return n[2].name not in ("!", "++", "--") and all([_is_guard(s, x) for x in n[3:]])
    if kind is a.tuple:
        return all([_is_guard(s, x) for x in items(n[2])])
    if kind is a.cons:
        return _is_guard(s, n[2]) and _is_guard(s, n[3])
    if kind is a.call:
        return _is_guard_call(s, n)
    if kind is a.record_field:
        return len(n) == 5 and _is_guard(s, n[2])
    if kind is a.bin:
        return all([_is_guard(s, e[2]) for e in items(n[2])])
    if kind is a.map:
        return all([_is_guard(s, f[2]) and _is_guard(s, f[3]) for f in items(n[-1])])
    return False


_LEAVES: Final = frozenset(
    [a.var, a.atom, a.integer, a.float, a.char, a.string, a.nil, a.record_index]
)


def _is_guard_call(s: Scope, n: Any) -> bool:
    args = items(n[3])
    target = n[2]
    if target[0] is a.remote:
        if target[2][-1] is not a.erlang or target[3][0] is not a.atom:
            return False
        target = target[3]
    elif target[0] is not a.atom or (target[2].name, len(args)) in s.module.local:
        return False
    return bifs.is_guard_bif(target[2].name, len(args)) and all([_is_guard(s, x) for x in args])


