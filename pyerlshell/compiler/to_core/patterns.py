"""Patterns, one function for each kind of abstract node.

    {match, L, {tuple,_,[{atom,_,ok},{var,_,'X'}]}, ...}   ->   PTuple((PLit(ok), PVar("X")))

A variable that is bound already, also earlier in the same pattern, is compared: PBound.

OTP: v3_core
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.compiler import core
from pyerlshell.compiler.core import Pattern
from pyerlshell.compiler.to_core.exprs import expr, items
from pyerlshell.compiler.to_core.scope import Apart, Scope, line_of
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

PatternFn = Callable[[Scope, Any], Pattern]
PATTERN: Final[dict[Atom, PatternFn]] = {}
ANY: Final = core.PAny()


def node(*kinds: str) -> Callable[[PatternFn], PatternFn]:
    """Enter the function into PATTERN under these kinds."""

    def enter(fn: PatternFn) -> PatternFn:
        for kind in kinds:
            PATTERN[a.__getattr__(kind)] = fn
        return fn

    return enter


def pattern(s: Scope, n: Any) -> Pattern:
    fn = PATTERN.get(n[0])
    if fn is None:
        s.module.error(n[1], a.illegal_pattern)
        return ANY
    if s.matching:
        return fn(s, n)
    with s.one_pattern():
        return fn(s, n)


@node("integer", "float", "atom", "char", "string")
def _literal(s: Scope, n: Any) -> Pattern:
    return core.PLit(n[2])


@node("nil")
def _nil(s: Scope, n: Any) -> Pattern:
    return core.PLit(None)


@node("var")
def _var(s: Scope, n: Any) -> Pattern:
    variable = n[2].name
    if variable == "_":
        return ANY
    found = s.env.get(variable)
    if type(found) is Apart:
        found = s.env[variable] = found.name
    if found is None or (type(found) is not str and not s.module.shell):
        # Unsafe: the linter has seen to it that it is another operand of the same expression
        # that bound it, whose bindings are not known here.
        s.new.add(variable)
        return core.PVar(s.bind(variable))
    if type(found) is str:
        s.used.add(found)
        return core.PBound(found)
    s.unsafe(variable, found, n[1])
    return ANY


@node("cons")
def _cons(s: Scope, n: Any) -> Pattern:
    heads = []
    while n[0] is a.cons:
        heads.append(pattern(s, n[2]))
        n = n[3]
    return cons(heads, pattern(s, n))


def cons(heads: list[Pattern], tail: Pattern) -> Pattern:
    if not heads:
        return tail
    return core.PCons(tuple(heads), tail)


@node("tuple")
def _tuple(s: Scope, n: Any) -> Pattern:
    return core.PTuple(tuple([pattern(s, e) for e in items(n[2])]))


@node("map")
def _map(s: Scope, n: Any) -> Pattern:
    if len(n) == 4:
        s.module.error(n[1], a.illegal_pattern)
        return ANY
    pairs = []
    for f in items(n[2]):
        if f[0] is not a.map_field_exact:
            s.module.error(f[1], a.illegal_pattern)
            continue
        with s.guard(), s.unseen(s.new):
            key = expr(s, f[2])
        pairs.append((key, pattern(s, f[3])))
    return core.PMap(tuple(pairs))


@node("match")
def _match(s: Scope, n: Any) -> Pattern:
    left = pattern(s, n[2])
    right = pattern(s, n[3])
    if left == ANY:
        return right
    return core.PAlias(left, right)


@node("op")
def _op(s: Scope, n: Any) -> Pattern:
    if n[2] is a.__getattr__("++"):
        return _prefix(s, n)
    value = constant(n)
    if value is None:
        s.module.error(n[1], a.illegal_pattern)
        return ANY
    return core.PLit(value)


def _prefix(s: Scope, n: Any) -> Pattern:
    """`"abc" ++ T`, and `[$a, $b] ++ T`."""
    left = n[3]
    if left[0] is a.string:
        heads: list[Pattern] = [core.PLit(c) for c in items(left[2])]
        return cons(heads, pattern(s, n[4]))
    heads = []
    while left[0] is a.cons:
        heads.append(pattern(s, left[2]))
        left = left[3]
    if left[0] is a.op:
        return cons(heads, _prefix_op(s, left, n))
    if left[0] is not a.nil:
        s.module.error(n[1], a.illegal_pattern)
    return cons(heads, pattern(s, n[4]))


def _prefix_op(s: Scope, left: Any, n: Any) -> Pattern:
    """`("a" ++ "b") ++ T`."""
    inner = pattern(s, (a.op, n[1], n[2], left[4], n[4]))
    if left[3][0] is a.string:
        return cons([core.PLit(c) for c in items(left[3][2])], inner)
    s.module.error(n[1], a.illegal_pattern)
    return ANY


def constant(n: Any) -> Any:
    """The number that a constant arithmetic expression in a pattern stands for, or None."""
    kind = n[0]
    if kind in (a.integer, a.float, a.char):
        return n[2]
    if kind is not a.op:
        return None
    args = [constant(x) for x in n[3:]]
    if None in args:
        return None
    fn = FOLD.get((n[2].name, len(args)))
    try:
        return fn(*args) if fn else None
    except (ArithmeticError, TypeError, ValueError):
        return None


def _truncated_div(x: int, y: int) -> int:
    q = abs(x) // abs(y)
    return q if (x < 0) == (y < 0) else -q


FOLD: Final[dict[tuple[str, int], Callable[..., Any]]] = {
    ("-", 1): lambda x: -x,
    ("+", 1): lambda x: x,
    ("bnot", 1): lambda x: ~x,
    ("+", 2): lambda x, y: x + y,
    ("-", 2): lambda x, y: x - y,
    ("*", 2): lambda x, y: x * y,
    ("/", 2): lambda x, y: x / y,
    ("div", 2): _truncated_div,
    ("rem", 2): lambda x, y: x - y * _truncated_div(x, y),
    ("band", 2): lambda x, y: x & y,
    ("bor", 2): lambda x, y: x | y,
    ("bxor", 2): lambda x, y: x ^ y,
    ("bsl", 2): lambda x, y: x << y if y >= 0 else x >> -y,
    ("bsr", 2): lambda x, y: x >> y if y >= 0 else x << -y,
}


@node("record", "record_index")
def _record(s: Scope, n: Any) -> Pattern:
    from pyerlshell.compiler.to_core import records

    return records.pattern_of(s, n)


@node("bin")
def _bin(s: Scope, n: Any) -> Pattern:
    from pyerlshell.compiler.to_core.binaries import segments

    outer, s.not_in_sizes = s.not_in_sizes, set(s.new)
    made = core.PBin(segments(s, n, pattern, True), line_of(n[1]))
    s.not_in_sizes = outer
    return made


def patterns(s: Scope, term: Term) -> tuple[Pattern, ...]:
    with s.one_pattern():
        return tuple([pattern(s, n) for n in items(term)])
