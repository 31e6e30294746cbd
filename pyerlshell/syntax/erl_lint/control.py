"""Expressions with clauses: function heads, case, if, receive, try, catch, maybe.

OTP: erl_lint (icrt_clauses/4, try_clauses/6, catch_clause/3)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyerlshell.syntax.erl_lint.guards import guard
from pyerlshell.syntax.erl_lint.nodes import (
    EXPR,
    expr,
    exprs,
    first,
    join_operands,
    node,
    report_unused,
    still,
)
from pyerlshell.syntax.erl_lint.patterns import UNDERSCORE, Pattern
from pyerlshell.syntax.erl_lint.state import Lint, items
from pyerlshell.syntax.erl_lint.variables import Delta, Variables
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

IF, TRY, ELSE = atom("if"), atom("try"), atom("else")


def function_clause(c: Lint, n: Any) -> None:
    """A clause of a function: a world of its own."""
    c.variables = Variables()
    clause(c, n)
    report_unused(c)


def clause(c: Lint, n: Any) -> None:
    """Head, guard, body."""
    if n[2] is not None:
        pattern = Pattern(c)
        pattern.all(items(n[2]))
        pattern.bind()
    if n[3] is not None:
        guard(c, n[3])
    exprs(c, n[4])


def branches(c: Lint, clauses: Iterable[Any]) -> list[Delta]:
    """What each of the clauses does, all from the same start."""
    v = c.variables
    deltas = []
    for n in clauses:
        mark = len(v.trail)
        clause(c, n)
        deltas.append(v.undo(mark))
    return deltas


def choice(c: Lint, clauses: Any, construct: Atom, anno: Term) -> None:
    c.variables.join_branches(branches(c, items(clauses)), construct, c.place(anno)[1])


@node(EXPR, "if")
def _if(c: Lint, n: Any) -> None:
    choice(c, n[2], IF, n[1])


@node(EXPR, "case")
def _case(c: Lint, n: Any) -> None:
    subject = first(c, expr, n[2])
    choice(c, n[3], a.case, n[1])
    still(c, subject)


@node(EXPR, "receive")
def _receive(c: Lint, n: Any) -> None:
    if len(n) == 3:
        choice(c, n[2], a.receive, n[1])
        return
    v = c.variables
    start = len(v.trail)
    expr(c, n[3])
    timeout = v.undo(start)
    exprs(c, n[4])
    deltas = [v.undo(start), *branches(c, items(n[2]))]
    v.join_branches(deltas, a.receive, c.place(n[1])[1])
    if timeout:
        join_operands(c, [timeout, v.undo(start)], None, matched=False)


@node(EXPR, "catch")
def _catch(c: Lint, n: Any) -> None:
    v = c.variables
    mark = len(v.trail)
    expr(c, n[2])
    c.maybe(n[1], a.deprecated_catch)
    if len(v.trail) > mark:
        v.join_unsafe([v.undo(mark)], a.catch, c.place(n[1])[1])


@node(EXPR, "try")
def _try(c: Lint, n: Any) -> None:
    v = c.variables
    location = c.place(n[1])[1]
    start = len(v.trail)
    exprs(c, n[2])
    succeeded = branches(c, items(n[3]))
    body = v.undo(start)
    v.join_unsafe([{k: b for k, b in body.items() if k not in v.bound}], TRY, location)
    caught = _catch_clauses(c, items(n[4]))
    v.undo(start)
    deltas = [body, *succeeded, *caught]
    own = {name: b for delta in deltas for name, b in delta.items() if name not in v.bound}
    v.join_unsafe(deltas, TRY, location)
    if n[5] is not None:
        mark = len(v.trail)
        exprs(c, n[5])
        v.join_unsafe([_without(v.undo(mark), own)], TRY, location)


def _catch_clauses(c: Lint, clauses: Iterable[Any]) -> list[Delta]:
    v = c.variables
    deltas = []
    for n in clauses:
        mark = len(v.trail)
        _catch_clause(c, n)
        deltas.append(v.undo(mark))
    return deltas


def _catch_clause(c: Lint, n: Any) -> None:
    """The stack trace may be used in the body, not in the guard, and must be new."""
    stack = items(n[2][0][2])[2] if n[2][0][0] is a.tuple else n[2][0]
    name = stack[2] if stack[0] is a.var and stack[2] is not UNDERSCORE else None
    was_bound = name is not None and name in c.variables.bound
    pattern = Pattern(c)
    pattern.all(items(n[2]))
    if name is not None:
        matched = name in pattern.new and any(cell.used for cell in pattern.new[name].cells)
        if was_bound or matched:
            c.error(stack[1], (a.stacktrace_bound, name))
    pattern.bind()
    if n[3] is not None:
        outside, c.stack_variable = c.stack_variable, name
        guard(c, n[3])
        c.stack_variable = outside
    exprs(c, n[4])


@node(EXPR, "maybe")
def _maybe(c: Lint, n: Any) -> None:
    v = c.variables
    start = len(v.trail)
    location = c.place(n[1])[1]
    exprs(c, n[2])
    body = v.undo(start)
    v.join_unsafe([body], a.maybe, location)
    if len(n) == 3:
        return
    other = n[3]
    mark = len(v.trail)
    found = [_without(delta, body) for delta in branches(c, items(other[2]))]
    v.undo(mark)
    v.join_unsafe(found, ELSE, c.place(other[1])[1])


def _without(delta: Delta, names: Delta) -> Delta:
    return {name: binding for name, binding in delta.items() if name not in names}
