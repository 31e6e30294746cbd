"""Comprehensions: qualifiers in order, each seeing the variables of those before it.

    [X || {X, Y} <- L, Y > 1]
    ->  Comprehension("list", (Var(X),), (Generator("list", PTuple(...), Var(L)), Filter(Bif(">",
    ...), True)))

OTP: v3_core, EEP 70, EEP 73
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.compiler import bifs, core
from pyerlshell.compiler.core import Expr, Filter, Generator, Zip
from pyerlshell.compiler.to_core.clauses import guard_test
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
    outer_names = s.held()
    first, *others = [_drawn(s, q) for q in items(n[3])]
    numbers: list[tuple[int, int]] = []
    with s.inner():
        sources = _sources(s, first)
        _number(s, first, numbers)
        outer_used, s.used = s.used, set()
        qualifiers = [_qualifier(s, first, sources)]
        for q in others:
            sources = _sources(s, q)
            _number(s, q, numbers)
            qualifiers.append(_qualifier(s, q, sources))
        bodies = tuple([_body(s, b) for b in _bodies(n[2])])
    free = len(s.used & outer_names)
    s.used |= outer_used
    labels = _labels(s, kind, qualifiers, numbers, free)
    return core.Comprehension(kind, labels, bodies, tuple(qualifiers), line_of(n[1]))


def _drawn(s: Scope, q: Any) -> Any:
    """`P = E` (the feature compr_assign) is `P <:- [E]`: its variables are new."""
    if q[0] is not a.match or s.module.shell:
        return q
    wanted, source = q[2], q[3]
    while source[0] is a.match:
        wanted, source = (a.match, q[1], wanted, source[2]), source[3]
    return (a.generate_strict, q[1], wanted, (a.cons, q[1], source, (a.nil, q[1])))


def _number(s: Scope, q: Any, numbers: list[tuple[int, int]]) -> None:
    """The reference numbers the function of a generator as it numbers funs."""
    if q[0] in GENERATORS or q[0] is a.zip:
        numbers.append(s.numbering.comprehension())


def _sources(s: Scope, q: Any) -> list[Expr]:
    """What the generators of a qualifier draw from; the first is evaluated outside."""
    if q[0] in GENERATORS:
        return [expr(s, q[3])]
    return [expr(s, g[3]) for g in items(q[2])] if q[0] is a.zip else []


def _labels(
    s: Scope, kind: str, qualifiers: list[Any], numbers: list[tuple[int, int]], free: int
) -> tuple[str, ...]:
    """What the reference calls its functions: -f/1-lc$^0/1-0-, with variables from outside as
    arguments.
    """
    out: list[str] = []
    for q, (number, index) in zip([q for q in qualifiers if type(q) is not Filter], numbers):
        width = len(q.generators) if type(q) is Zip else 1
        name = PREFIX[kind, type(q) is Zip]
        arity = width + (kind == "binary")
        own = arity + free + 2 * len(out)
        out.append(f"-{s.function}/{s.arity}-{name}$^{number}/{arity}-{index}-/{own}")
    return tuple(out)


PREFIX: Final = {
    ("list", False): "lc",
    ("list", True): "zlc",
    ("map", False): "lc",
    ("map", True): "zlc",
    ("binary", False): "lbc",
    ("binary", True): "zlbc",
}


def _bodies(what: Any) -> list[Any]:
    """One body, or several (`[A, B || ...]`, EEP 78)."""
    return items(what) if type(what) is list else [what]


def _body(s: Scope, b: Any) -> Expr:
    if b[0] in (a.map_field_assoc, a.map_field_exact):
        return core.Tuple((expr(s, b[2]), expr(s, b[3])))
    return expr(s, b)


def _qualifier(s: Scope, q: Any, sources: list[Expr]) -> Generator | Zip | Filter:
    if q[0] in GENERATORS:
        _shadow(s)
        made = _generator(s, q, sources[0])
        _unshadow(s)
        return made
    if q[0] is a.zip:
        _shadow(s)
        generators = tuple([_generator(s, g, e) for g, e in zip(items(q[2]), sources)])
        _unshadow(s)
        return Zip(generators, line_of(q[1]))
    return _filter(s, q)


def _generator(s: Scope, q: Any, source: Expr) -> Generator:
    """Every variable in the pattern is new; one that stands in two patterns of a zip must be
    equal.
    """
    kind, strict = GENERATORS[q[0]]
    if kind == "map":
        key = pattern(s, q[2][2])
        made: core.Pattern = core.PTuple((key, pattern(s, q[2][3])))
    else:
        made = pattern(s, q[2])
    return Generator(kind, made, source, strict, line_of(q[1]), line_of(q[3][1]))


def _shadow(s: Scope) -> None:
    s.hidden = dict(s.env)
    s.names = {}
    s.taken = s.taken | s.held()
    s.env = {}


def _unshadow(s: Scope) -> None:
    outer: Env = s.hidden
    s.hidden = {}
    s.env = {**outer, **s.env}


def _filter(s: Scope, q: Any) -> Filter:
    if _is_guard(s, q):
        with s.guard():
            return Filter(guard_test(s, q), True, line_of(q[1]))
    return Filter(expr(s, q), False, line_of(q[1]))


def _is_guard(s: Scope, n: Any) -> bool:
    """Whether the node is a guard expression (erl_lint:is_guard_test/1)."""
    kind = n[0]
    if kind in _LEAVES:
        return True
    if kind is a.op:
        return n[2].name not in ("!", "++", "--") and all(_is_guard(s, x) for x in n[3:])
    if kind is a.tuple:
        return all(_is_guard(s, x) for x in items(n[2]))
    if kind is a.cons:
        return _is_guard(s, n[2]) and _is_guard(s, n[3])
    if kind is a.call:
        return _is_guard_call(s, n)
    if kind is a.record_field:
        return len(n) == 5 and _is_guard(s, n[2])
    if kind is a.record:
        return len(n) == 4 and all(_is_guard(s, value) for value in _values(s, n))
    if kind is a.bin:
        return all(_is_guard(s, e[2]) for e in items(n[2]))
    if kind is a.map:
        return all(_is_guard(s, f[2]) and _is_guard(s, f[3]) for f in items(n[-1]))
    return False


def _values(s: Scope, n: Any) -> list[Any]:
    """The values of a record that is made, the defaults of its fields among them."""
    given = items(n[3])
    names = {f[2][2] for f in given}
    fields = s.module.records.get(n[2])
    unset = [] if a._ in names or type(fields) is not tuple else fields
    others = [f.default for f in unset if f.name not in names and f.default is not None]
    return [*[f[3] for f in given], *others]


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
    name, arity = target[2].name, len(args)
    known = bifs.is_guard_bif(name, arity) or (target is n[2] and is_old_test(name, arity))
    return known and all(_is_guard(s, x) for x in args)


def is_old_test(name: str, arity: int) -> bool:
    """`integer(X)` and the like, which mean a test where a guard may stand."""
    return (arity == 1 and name in bifs.OLD_TYPE_TESTS) or (name, arity) == ("record", 2)
