"""Whatever has clauses: which of them can be reached.

OTP: sys_core_fold (clauses/6, case_opt/3, opt_bool_case/2)
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Final

from pyerlshell.compiler.foresee import binaries, repeated
from pyerlshell.compiler.foresee.calls import will_fail
from pyerlshell.compiler.foresee.matching import UNDERSCORE, Match, Pattern, contradicts
from pyerlshell.compiler.foresee.terms import is_constant
from pyerlshell.compiler.foresee.values import (
    ANY,
    BOOLEAN,
    FALSE,
    TRUE,
    Lit,
    Value,
    is_boolean,
    is_data,
    joined,
)
from pyerlshell.compiler.foresee.walk import Stop, Walk, apart, body, expr, node
from pyerlshell.compiler.foresee.written import GENERATORS
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
    repeated.check(w, reached, bound)
    return joined(results), reached


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
    problems = [found for p in patterns for found in _binary_problems(w, p)]
    if problems:
        for anno, what in problems[:1]:
            w.warn(anno, what)
        return None
    w.env = {**before, **pattern.new}
    verdict = guard(w, n[3])
    refused = verdict is FALSE or pattern.refuted
    _run_body(w, n[4], effect, [] if refused else results)
    if refused:
        w.warn(n[1], GUARD)
        return None
    if matched is Match.YES and verdict is TRUE and not pattern.tests:
        return Match.YES
    return Match.PERHAPS


def _run_body(w: Walk, nodes: Any, effect: bool, results: list[Value]) -> None:
    with suppress(Stop):
        results.append(body(w, nodes, effect))


def _binary_problems(w: Walk, n: Any) -> list[tuple[Term, Term]]:
    if n[0] is a.bin:
        return binaries.pattern_problems(n, w.known)
    if n[0] is a.tuple:
        return [found for part in items(n[2]) for found in _binary_problems(w, part)]
    if n[0] in (a.match, a.cons):
        return _binary_problems(w, n[2]) + _binary_problems(w, n[3])
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


# Guards


def guard(w: Walk, alternatives: Any) -> Value:
    """TRUE, FALSE, or not known."""
    if alternatives is None:
        return TRUE
    with w.scope(in_guard=True):
        found = [_tests(w, tests) for tests in items(alternatives)]
    if len(found) == 1:
        return found[0]
    if all(value is TRUE or value is FALSE for value in found):
        return TRUE if TRUE in found else FALSE
    return BOOLEAN


def _tests(w: Walk, tests: Any) -> Value:
    try:
        return _conjunction(w, tests)
    except Stop:
        return FALSE


def _conjunction(w: Walk, tests: Any) -> Value:
    found = [_truth(expr(w, test)) for test in items(tests)]
    if all(value is TRUE or value is FALSE for value in found):
        return FALSE if FALSE in found else TRUE
    return BOOLEAN


def _truth(value: Value) -> Value:
    if type(value) is Lit:
        return TRUE if value.term is a.true else FALSE
    return BOOLEAN


# Expressions


@node("block")
def _block(w: Walk, n: Any, effect: bool) -> Value:
    return body(w, n[2], effect)


@node("case")
def _case(w: Walk, n: Any, effect: bool) -> Value:
    subject = expr(w, n[2])
    boolean = n[2][0] is not a.var or type(subject) is not Lit
    value, found = choose(w, items(n[3]), (subject,), effect, boolean=boolean)
    unmatched(w, n[1], items(n[3]), found)
    if len(found) == 1 and n[2][0] in (a.call, a.op) and _ignores(w, found[0]):
        expr(w, n[2], True)
    return value


def _ignores(w: Walk, clause: Any) -> bool:
    """Does the clause take anything and not look at it?"""
    pattern = items(clause[2])[0]
    if pattern[0] is not a.var or clause[3] is not None:
        return False
    return pattern[2] is UNDERSCORE or w.is_unused(pattern)


@node("if")
def _if(w: Walk, n: Any, effect: bool) -> Value:
    value, found = choose(w, items(n[2]), (), effect)
    if not found:
        w.warn(n[1], NO_CLAUSE)
    return value


@node("match", "maybe_match")
def _match(w: Walk, n: Any, effect: bool) -> Value:
    target = n[2]
    if target[0] is a.var and target[2] not in w.env:
        return _assign(w, n, target[2], effect)
    value = expr(w, n[3])
    if n[0] is a.maybe_match:
        pattern = Pattern(w.env, w.module.records)
        pattern.match(target, ANY)
        w.env.update(pattern.new)
        return value
    if contradicts(target, w.module.records):
        value = ANY
    pattern = Pattern(w.env, w.module.records)
    matched = pattern.match(target, value)
    problems = _binary_problems(w, target)
    if pattern.refuted and matched is not Match.NO:
        w.warn(n[1], GUARD)
        w.warn(n[1], NO_CLAUSE)
        raise Stop
    if matched is Match.NO or problems:
        for anno, what in problems[:1]:
            w.warn(anno, what)
        boolean = is_boolean(value) and n[3][0] is not a.var
        if matched is Match.NO and (boolean or type(value) is not Lit):
            w.warn(n[1], CLAUSE_TYPE)
        w.warn(n[1], NO_CLAUSE)
        raise Stop
    w.env.update(pattern.new)
    return value


def _assign(w: Walk, n: Any, name: Atom, effect: bool) -> Value:
    """Variable = Expression. A variable that nobody reads leaves only the effect."""
    if name.name.startswith("_"):
        with w.scope(wanted=False):
            value = expr(w, n[3])
    else:
        before = dict(w.env)
        value = expr(w, n[3])
        unused = w.is_unused(n[2]) or (name in w.module.silenced and n[3][0] is a.call)
        if effect and unused and type(value) is not Lit and not is_constant(n[3]):
            w.env = before
            expr(w, n[3], True)
    if will_fail(w, n[3]):
        raise Stop
    if name.name != "_":
        w.env[name] = value
    return value


def short_circuit(w: Walk, n: Any, effect: bool) -> Value:
    """andalso, orelse"""
    left = expr(w, n[3])
    stops = FALSE if n[2] is a.andalso else TRUE
    if type(left) is Lit and left == stops:
        return left
    if is_data(left) and not is_boolean(left):
        return ANY
    right = apart(w, lambda: expr(w, n[4], effect))
    if type(left) is Lit and is_boolean(left):
        return right or ANY
    if right is not None and is_boolean(right):
        return BOOLEAN
    return ANY


@node("receive")
def _receive(w: Walk, n: Any, effect: bool) -> Value:
    clauses = items(n[2])
    if clauses:
        _, found = choose(w, clauses, (ANY,), effect)
        unmatched(w, n[1], clauses, found)
    if len(n) == 5:
        expr(w, n[3])
        apart(w, lambda: body(w, n[4], effect))
    return ANY


@node("try")
def _try(w: Walk, n: Any, effect: bool) -> Value:
    if n[5] is None and _is_simple(n[2]):
        return _harmless(w, n, effect)
    apart(w, partial(_protected, w, n))
    for clause in items(n[4]):
        apart(w, partial(_catch_clause, w, clause))
    if n[5] is not None:
        apart(w, lambda: body(w, n[5], False))
    return ANY


_SIMPLE: Final = (a.var, a.integer, a.char, a.float, a.atom, a.string, a.nil)


def _is_simple(nodes: Any) -> bool:
    """One expression that cannot fail: a variable, a constant, a term made of these."""
    if nodes[1] is not None:
        return False
    stack = [nodes[0]]
    while stack:
        n = stack.pop()
        if n[0] is a.tuple:
            stack += items(n[2])
        elif n[0] is a.cons:
            stack += [n[2], n[3]]
        elif n[0] not in _SIMPLE and not is_constant(n):
            return False
    return True


def _harmless(w: Walk, n: Any, effect: bool) -> Value:
    """Nothing is caught where nothing can fail."""

    def run() -> Value:
        value = expr(w, n[2][0])
        if n[3] is None:
            return value
        result, found = choose(w, items(n[3]), (value,), effect, boolean=False)
        unmatched(w, n[1], items(n[3]), found)
        return result

    return apart(w, run) or ANY


def _protected(w: Walk, n: Any) -> Value:
    """The body, and the clauses that its value goes to."""
    if n[3] is None:
        return body(w, n[2], False)
    with suppress(Stop):
        body(w, n[2], False)
    value, found = choose(w, items(n[3]), (ANY,), False)
    unmatched(w, n[1], items(n[3]), found)
    return value


def _catch_clause(w: Walk, n: Any) -> Value:
    """Nothing is said of clauses that exceptions do not get to."""
    pattern = Pattern(w.env, w.module.records)
    pattern.unknown(items(n[2]))
    w.env.update(pattern.new)
    guard(w, n[3])
    return body(w, n[4], False)


@node("catch")
def _catch(w: Walk, n: Any, effect: bool) -> Value:
    apart(w, lambda: expr(w, n[2]))
    return ANY


@node("maybe")
def _maybe(w: Walk, n: Any, effect: bool) -> Value:
    apart(w, lambda: body(w, n[2], effect))
    if len(n) == 4:
        choose(w, items(n[3][2]), (ANY,), effect)
    return ANY


def fun_clauses(w: Walk, n: Any, clauses: list[Any]) -> None:
    """The clauses of a fun, whose variables may shadow."""
    before = w.env
    w.env = dict(before)
    try:
        for clause in clauses:
            for name in _names(items(clause[2])):
                w.env.pop(name, None)
        arity = len(items(clauses[0][2]))
        with w.scope(top=True, wanted=True):
            _, found = choose(w, clauses, (ANY,) * arity, False)
        unmatched(w, n[1], clauses, found)
    finally:
        w.env = before


def _names(nodes: list[Any]) -> set[Atom]:
    """The variables in patterns."""
    pattern = Pattern({}, {})
    pattern.unknown(nodes)
    return set(pattern.new)


# Comprehensions


@node("lc", "bc", "mc")
def _comprehension(w: Walk, n: Any, effect: bool) -> Value:
    apart(w, lambda: _qualifiers(w, n, effect))
    return ANY


def _qualifiers(w: Walk, n: Any, effect: bool) -> Value:
    qualifiers = items(n[3])
    for qualifier in qualifiers:
        if qualifier[0] is a.zip:
            for part in items(qualifier[2]):
                _generator(w, part)
        elif qualifier[0] in GENERATORS:
            _generator(w, qualifier)
        else:
            value = expr(w, qualifier)
            refused = type(value) is Lit and value != TRUE
            if refused and (value == FALSE or qualifier[0] not in _NO_TESTS):
                _never(w, n, qualifiers[0])
                break
    _template(w, n, effect)
    return ANY


_NO_TESTS: Final = frozenset(
    a.__getattr__(kind)
    for kind in "block case match receive catch maybe if try fun named_fun lc bc mc".split()
)
"""Filters that are no guard tests: what they are is decided when they run."""


def _never(w: Walk, n: Any, first: Any) -> None:
    """A filter lets nothing through."""
    if first[0] is a.zip or first[0] in GENERATORS:
        w.warn(n[1], GUARD)
    else:
        w.warn(first[1], GUARD)
        w.warn(first[1], NO_CLAUSE)


def _generator(w: Walk, n: Any) -> None:
    expr(w, n[3])
    patterns = list(n[2][2:4]) if n[2][0] is a.map_field_exact else [n[2]]
    for name in _names(patterns):
        w.env[name] = ANY


def _template(w: Walk, n: Any, effect: bool) -> None:
    parts = items(n[2]) if type(n[2]) is list else [n[2]]
    for part in parts:
        if part[0] in (a.map_field_assoc, a.map_field_exact):
            expr(w, part[2])
            expr(w, part[3])
        else:
            expr(w, part, effect and n[0] is a.lc)
