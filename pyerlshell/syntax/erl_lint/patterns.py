"""Patterns. `Pattern` goes through them and gathers the variables that they bind.

OTP: erl_lint (pattern/4)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from pyerlshell.syntax.erl_lint import bits, records, uses
from pyerlshell.syntax.erl_lint.constants import is_pattern_expr
from pyerlshell.syntax.erl_lint.nodes import guard_expr
from pyerlshell.syntax.erl_lint.state import items
from pyerlshell.terms.atoms import Atom, a, atom

UNDERSCORE: Final = atom("_")
APPEND: Final = atom("++")


class Pattern(uses.Binder):
    """A pattern, or several side by side."""

    __slots__ = ()

    def check(self, n: Any) -> None:
        PATTERN.get(n[0], _constant)(self, n)

    def all(self, nodes: Iterable[Any]) -> None:
        for n in nodes:
            PATTERN.get(n[0], _constant)(self, n)


PatternCheck = Callable[[Pattern, Any], None]
PATTERN: Final[dict[Atom, PatternCheck]] = {}


def node(*kinds: str) -> Callable[[PatternCheck], PatternCheck]:
    def enter(check: PatternCheck) -> PatternCheck:
        for kind in kinds:
            PATTERN[a.__getattr__(kind)] = check
        return check

    return enter


def _constant(p: Pattern, n: Any) -> None:
    if not is_pattern_expr(n):
        p.c.error(n[1], a.illegal_pattern)


@node("atom", "integer", "char", "string", "nil")
def _literal(p: Pattern, n: Any) -> None:
    pass


@node("float")
def _float(p: Pattern, n: Any) -> None:
    if n[2] == 0:
        p.c.maybe(n[1], a.match_float_zero)


@node("var")
def _var(p: Pattern, n: Any) -> None:
    if n[2] is not UNDERSCORE:
        p.match(n[2], n[1])


@node("cons")
def _cons(p: Pattern, n: Any) -> None:
    while n[0] is a.cons:
        p.check(n[2])
        n = n[3]
    p.check(n)


@node("tuple")
def _tuple(p: Pattern, n: Any) -> None:
    p.all(items(n[2]))


@node("match")
def _match(p: Pattern, n: Any) -> None:
    p.check(n[2])
    p.check(n[3])
    if not (_only_variables(n[2]) or _only_variables(n[3])):
        p.c.maybe(n[1], a.match_alias_pats)


def _only_variables(n: Any) -> bool:
    if n[0] is a.match:
        return _only_variables(n[2]) and _only_variables(n[3])
    return n[0] is a.var


@node("map")
def _map(p: Pattern, n: Any) -> None:
    if len(n) != 3:
        _constant(p, n)
        return
    for part in items(n[2]):
        if part[0] is a.map_field_assoc:
            p.c.error(part[1], a.illegal_map_assoc_in_pattern)
        else:
            p.apart(guard_expr, part[2])
            p.check(part[3])


@node("op")
def _op(p: Pattern, n: Any) -> None:
    while n[0] is a.op and len(n) == 5 and n[2] is APPEND and _is_prefix(n[3]):
        n = n[4]
    if n[0] is a.op:
        _constant(p, n)
    else:
        p.check(n)


def _is_prefix(n: Any) -> bool:
    """A string, or a list of characters: what may stand before ++ in a pattern."""
    while n[0] is a.cons and n[2][0] in (a.char, a.integer):
        n = n[3]
    return n[0] in (a.string, a.nil)


@node("bin")
def _bin(p: Pattern, n: Any) -> None:
    bits.pattern(p, items(n[2]))


@node("record_index")
def _record_index(p: Pattern, n: Any) -> None:
    records.index(p.c, n)


@node("record")
def _record(p: Pattern, n: Any) -> None:
    if len(n) == 4:
        records.pattern(p, n)
    else:
        _constant(p, n)
