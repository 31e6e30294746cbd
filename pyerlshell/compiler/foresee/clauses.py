"""Whatever has clauses: which of them can be reached.

OTP: sys_core_fold (clauses/6, case_opt/3, opt_bool_case/2)
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from pyerlshell.compiler.foresee import binaries, repeated
from pyerlshell.compiler.foresee.guards import guard
from pyerlshell.compiler.foresee.matching import Match, Pattern, contradicts
from pyerlshell.compiler.foresee.values import (
    ANY,
    FALSE,
    NEVER,
    TRUE,
    Lit,
    Value,
    is_boolean,
    joined,
)
from pyerlshell.compiler.foresee.walk import Stop, Walk, apart, body, unread
from pyerlshell.syntax.erl_lint.state import items
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

GUARD: Final = (a.nomatch, a.guard)
CLAUSE_TYPE: Final = (a.nomatch, a.clause_type)
NO_CLAUSE: Final = (a.nomatch, a.no_clause)
SHADOW: Final = (a.nomatch, a.shadow)


def line_of(anno: Any) -> int:
    found: int = anno[0] if type(anno) is tuple else anno
    return found if type(found) is int else 0


def choose(
    w: Walk,
    clauses: Sequence[Any],
    values: tuple[Value, ...],
    effect: bool,
    function: tuple[Atom, int] | None = None,
    boolean: bool = True,
) -> tuple[Value, list[Any]]:
    """The clauses in turn. The value, and the clauses that can match.

    The value is NEVER if one clause matches for sure, and its body does not come to its end.

    boolean: are the clauses those of an expression whose own form says that it is a boolean?
    """
    literal = bool(values) and all(type(value) is Lit for value in values)
    if boolean and len(values) == 1 and is_boolean(values[0]):
        clauses = _boolean_clauses(w, clauses)
    reached: list[Any] = []
    before = w.env
    bound = frozenset(before)
    exported: set[Atom] = set()
    results: list[Value] = []
    outcome: Match | None = None
    waiting = [n for n in clauses if _may_match(w, n, values, literal, effect)]
    while waiting:
        n = waiting.pop(0)
        outcome = _clause(w, n, values, effect, results)
        exported |= w.env.keys()
        w.env = before
        if outcome is None:
            continue
        reached.append(n)
        if outcome is Match.YES:
            if not literal:
                _shadowed(w, waiting, line_of(n[1]), function)
            break
    for name in exported:
        before.setdefault(name, ANY)
    repeated.check(w, list(clauses) if w.module.plain else reached, bound)
    if not results and len(reached) == 1 and outcome is Match.YES:
        return NEVER, reached
    sure = len(reached) == 1 and outcome is Match.YES
    return joined(results, sure), reached


def unmatched(w: Walk, anno: Any, clauses: Sequence[Any], found: list[Any]) -> None:
    """No clause is left; but of those that contradict themselves enough was said."""
    if not found and not all(_contradicts(w, n) for n in clauses):
        w.warn(anno, NO_CLAUSE)


def _contradicts(w: Walk, n: Any) -> bool:
    return any(contradicts(p, w.module.records) for p in items(n[2]))


def _shadowed(w: Walk, rest: list[Any], line: int, function: tuple[Atom, int] | None) -> None:
    what = (a.shadow, line) if function is None else (a.shadow, line, function)
    for n in rest:
        w.warn(n[1], (a.nomatch, what))


def _look_inside(w: Walk, n: Any, effect: bool) -> None:
    """A clause that contradicts itself, and what stands in it."""

    def run() -> Value:
        pattern = Pattern(w.env, w.module.records)
        pattern.unknown(items(n[2]))
        w.env.update(pattern.new)
        guard(w, n[3])
        return body(w, n[4], effect)

    apart(w, run)


def _may_match(w: Walk, n: Any, values: tuple[Value, ...], literal: bool, effect: bool) -> bool:
    """Leave out the clauses that are for other types of values."""
    patterns = items(n[2])
    if _contradicts(w, n):
        _look_inside(w, n, effect)
        return False
    if Pattern(w.env, w.module.records).all(patterns, values) is not Match.NO:
        return True
    if not literal:
        w.warn(n[1], CLAUSE_TYPE)
    return False


def _clause(
    w: Walk, n: Any, values: tuple[Value, ...], effect: bool, results: list[Value]
) -> Match | None:
    """One clause; None if it cannot match. What it binds is in `w.env` afterwards."""
    patterns = items(n[2])
    before = w.env
    pattern = Pattern(before, w.module.records)
    matched = pattern.all(patterns, values)
    w.module.reads.extend(pattern.read)
    problems = [found for p in patterns for found in binary_problems(w, p)]
    if problems:
        for anno, what in problems[:1]:
            w.warn(anno, what)
        return None
    w.env = {**before, **pattern.new}
    verdict = guard(w, n[3])
    refused = verdict is FALSE or pattern.refuted
    if refused:
        with unread(w):
            _run_body(w, n[4], effect, [])
    else:
        _run_body(w, n[4], effect, results)
    if refused and not (pattern.tests and not pattern.refuted):
        w.warn(n[1], GUARD)
        return None
    if matched is Match.YES and verdict is TRUE and not pattern.tests:
        return Match.YES
    return Match.PERHAPS


def _run_body(w: Walk, nodes: Any, effect: bool, results: list[Value]) -> None:
    with suppress(Stop):
        results.append(body(w, nodes, effect))


def binary_problems(w: Walk, n: Any) -> list[tuple[Term, Term]]:
    if n[0] is a.bin:
        return binaries.pattern_problems(n, w.known)
    if n[0] is a.tuple:
        return [found for part in items(n[2]) for found in binary_problems(w, part)]
    if n[0] in (a.match, a.cons):
        return binary_problems(w, n[2]) + binary_problems(w, n[3])
    return []


def _boolean_clauses(w: Walk, clauses: Sequence[Any]) -> list[Any]:
    """A boolean is matched: true and false are all there is."""
    kept: list[Any] = []
    seen: set[Term] = set()
    for index, n in enumerate(clauses):
        if len(seen) == 2:
            for rest in clauses[index:]:
                w.warn(rest[1], SHADOW)
            return kept
        pattern = items(n[2])[0]
        if not _unguarded(n) or pattern[0] in (a.var, a.match):
            return list(clauses)
        if pattern[0] is a.atom and pattern[2] in (a.true, a.false):
            if pattern[2] in seen:
                w.warn(n[1], SHADOW)
            else:
                seen.add(pattern[2])
                kept.append(n)
        else:
            w.warn(n[1], CLAUSE_TYPE)
    return kept


def _unguarded(n: Any) -> bool:
    """No guard, or `when true`."""
    alternatives = items(n[3])
    if not alternatives:
        return True
    tests = items(alternatives[0])
    return len(alternatives) == len(tests) == 1 and tests[0][0] is a.atom and tests[0][2] is a.true


def fun_clauses(w: Walk, n: Any, clauses: list[Any]) -> None:
    """The clauses of a fun, whose variables may shadow."""
    with w.scope(top=True, wanted=True):
        fun_value(w, n, clauses, (ANY,) * len(items(clauses[0][2])), False)


def fun_value(
    w: Walk, n: Any, clauses: list[Any], values: tuple[Value, ...], effect: bool
) -> Value:
    """The value of a fun for these arguments."""
    before = w.env
    w.env = dict(before)
    try:
        for clause in clauses:
            for name in pattern_names(items(clause[2])):
                w.env.pop(name, None)
        value, found = choose(w, clauses, values, effect)
        unmatched(w, n[1], clauses, found)
        return value
    finally:
        w.env = before


def pattern_names(nodes: list[Any]) -> set[Atom]:
    """The variables in patterns."""
    pattern = Pattern({}, {})
    pattern.unknown(nodes)
    return set(pattern.new)
