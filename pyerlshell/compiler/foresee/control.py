"""What decides which expressions run: blocks, matches, case, if, receive, try, catch, maybe.

OTP: sys_core_fold (expr/3 of Case, Let, Try), v3_core
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any, Final

from pyerlshell.compiler.foresee import binaries
from pyerlshell.compiler.foresee.clauses import (
    CLAUSE_TYPE,
    GUARD,
    NO_CLAUSE,
    binary_problems,
    choose,
    unmatched,
)
from pyerlshell.compiler.foresee.guards import guard
from pyerlshell.compiler.foresee.matching import UNDERSCORE, Match, Pattern, contradicts
from pyerlshell.compiler.foresee.terms import arguments, is_constant, lose
from pyerlshell.compiler.foresee.values import ANY, NEVER, Cons, Lit, Value, is_boolean
from pyerlshell.compiler.foresee.walk import Stop, Walk, apart, body, expr, node, unread
from pyerlshell.syntax.erl_lint.state import items
from pyerlshell.terms.atoms import a


@node("block")
def _block(w: Walk, n: Any, effect: bool) -> Value:
    try:
        return body(w, n[2], effect)
    except Stop as stop:
        raise Stop(n if stop.node is items(n[2])[-1] else None) from None


@node("case")
def _case(w: Walk, n: Any, effect: bool) -> Value:
    mark = len(w.module.reads)
    subject = _subject(w, n[2])
    boolean = n[2][0] is not a.var or type(subject) is not Lit
    value, found = choose(w, items(n[3]), (subject,), effect, boolean=boolean)
    unmatched(w, n[1], items(n[3]), found)
    computed = type(subject) is not Lit and n[2][0] in _COMPUTED
    if len(found) == 1 and computed and _ignores(w, found[0]):
        apart(w, lambda: expr(w, n[2], True))
    if n[2][0] is a.var and len(found) == 1 and _ignores(w, found[0]):
        del w.module.reads[mark : mark + 1]
    if len(found) == 1 and found[0][3] is None:
        _lose_parts(w, items(found[0][2])[0], n[2])
    if not found or value is NEVER:
        raise Stop(n)
    return value


def _lose_parts(w: Walk, pattern: Any, n: Any) -> None:
    """{_, B} = {X + 1, Y}: the parts of a term that are taken and not looked at."""
    if pattern[0] is a.tuple and n[0] is a.tuple:
        patterns, parts = items(pattern[2]), items(n[2])
    elif pattern[0] is a.cons and n[0] is a.cons:
        patterns, parts = list(pattern[2:4]), list(n[2:4])
    else:
        return
    if len(patterns) != len(parts):
        return
    for part, value in zip(patterns, parts):
        if part[0] is a.var and (part[2] is UNDERSCORE or w.is_unused(part)):
            lose(w, value)
        else:
            _lose_parts(w, part, value)


_COMPUTED: Final = (a.call, a.op, a.map, a.bin, a.fun, a.named_fun)


def _subject(w: Walk, n: Any) -> Value:
    """What is matched; if it fails of itself, the clauses are looked at nevertheless."""
    try:
        return ANY if _is_call_in_place(w, n) else expr(w, n)
    except Stop as stop:
        if stop.node is not n or n[0] not in (a.call, a.bin):
            raise
        return ANY


def _is_call_in_place(w: Walk, n: Any) -> bool:
    """A fun that is called where its value is matched stays a fun."""
    if n[0] is not a.call or n[2][0] is not a.fun:
        return False
    expr(w, n[2])
    arguments(w, items(n[3]))
    return True


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
        raise Stop(n)
    return value


@node("match", "maybe_match")
def _match(w: Walk, n: Any, effect: bool) -> Value:
    target, at = n[2], w.match_at or n[1]
    w.match_at = None
    if target[0] is a.var and target[2] not in w.env:
        return _assign(w, n, at, effect)
    value = ANY if _is_call_in_place(w, n[3]) else _right(w, n, at)
    if n[0] is a.maybe_match:
        pattern = Pattern(w.env, w.module.records)
        pattern.match(target, ANY)
        w.env.update(pattern.new)
        return value
    if contradicts(target, w.module.records):
        value = ANY
    pattern = Pattern(w.env, w.module.records)
    matched = pattern.match(target, value)
    w.module.reads.extend(pattern.read)
    problems = binary_problems(w, target)
    if pattern.refuted and matched is not Match.NO:
        w.warn(at, GUARD)
        w.warn(at, NO_CLAUSE)
        raise Stop
    if matched is Match.NO or problems:
        for anno, what in problems[:1]:
            w.warn(anno, what)
        boolean = is_boolean(value) and n[3][0] is not a.var
        if matched is Match.NO and (boolean or type(value) is not Lit):
            w.warn(at, CLAUSE_TYPE)
        w.warn(at, NO_CLAUSE)
        raise Stop
    w.env.update(pattern.new)
    _lose_parts(w, target, n[3])
    return value


def _right(w: Walk, n: Any, at: Any, effect: bool = False) -> Value:
    """The right side. What fails in `X = {Y} = Expression` is the match as a whole."""
    if n[3][0] is a.match:
        w.match_at = at
    return expr(w, n[3], effect)


def _assign(w: Walk, n: Any, at: Any, effect: bool) -> Value:
    """Variable = Expression. A variable that nobody reads leaves only the effect."""
    name = n[2][2]
    if name.name.startswith("_") and at is n[1]:
        with w.scope(wanted=False):
            value = _right(w, n, at)
    elif name in w.module.lost:
        with unread(w):
            value = _right(w, n, at)
        lose(w, n[3])
    else:
        value = _wanted(w, n, at, effect)
    if name.name != "_":
        w.env[name] = ANY if type(value) is Cons else value
    return value


def _wanted(w: Walk, n: Any, at: Any, effect: bool) -> Value:
    """What a variable is bound to, which somebody reads as far as is known."""
    name = n[2][2]
    unused = w.is_unused(n[2]) or (name in w.module.silenced and n[3][0] is a.call)
    if w.dead or not (effect and unused):
        value = _right(w, n, at)
        if effect and not w.dead and type(value) is not Lit:
            w.module.bound.add(name)
        return value
    before = dict(w.env)
    with unread(w):
        value = _right(w, n, at)
    if (type(value) is not Lit or n[3][0] in _CHOOSING) and not is_constant(n[3]):
        w.env = before
        expr(w, n[3], True)
    return value


_CHOOSING: Final = tuple([a.__getattr__(kind) for kind in "block case if match try".split()])


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
    if n[5] is None and (_is_simple(n[2]) or _is_known(w, n[2])):
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
        if n[0] is a.bin and binaries.mismatch(items(n[2])):
            return False
        if n[0] is a.tuple:
            stack += items(n[2])
        elif n[0] is a.cons:
            stack += [n[2], n[3]]
        elif n[0] not in _SIMPLE and not is_constant(n):
            return False
    return True


def _is_known(w: Walk, nodes: Any) -> bool:
    """One expression with a value that can be told."""
    if nodes[1] is not None or nodes[0][0] not in (a.op, a.call) or not w.may_repeat():
        return False
    return type(apart(w, lambda: expr(w, nodes[0]))) is Lit


def _harmless(w: Walk, n: Any, effect: bool) -> Value:
    """Nothing is caught where nothing can fail."""

    def run() -> Value:
        value = expr(w, n[2][0])
        if n[3] is None:
            return value
        result, found = choose(w, items(n[3]), (value,), effect, boolean=False)
        unmatched(w, n[1], items(n[3]), found)
        return result if found else NEVER

    result = apart(w, run)
    if result is None or result is NEVER:
        raise Stop(n)
    return result


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
