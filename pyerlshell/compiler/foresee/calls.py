"""Calls and operators: which will fail, and whose result nobody uses.

OTP: sys_core_fold (useless_call/2, fold_call/5)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.compiler.foresee import bifs
from pyerlshell.compiler.foresee.bifs import Mfa
from pyerlshell.compiler.foresee.clauses import fun_clauses, fun_value
from pyerlshell.compiler.foresee.guards import short_circuit
from pyerlshell.compiler.foresee.messages import SSA
from pyerlshell.compiler.foresee.terms import arguments, discard, is_constant, useless
from pyerlshell.compiler.foresee.values import (
    ANY,
    FALSE,
    FUN,
    NEVER,
    TRUE,
    Cons,
    Lit,
    Value,
    is_data,
)
from pyerlshell.compiler.foresee.walk import Stop, Walk, expr, node
from pyerlshell.syntax import erl_internal
from pyerlshell.syntax.erl_lint.state import items
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

_SIGNS: Final = (atom("-"), atom("+"))
_LENGTH: Final = (a.erlang, a.length, 1)
_MAKE_FUN: Final = (a.erlang, a.make_fun, 3)
_APPEND: Final = frozenset([(a.erlang, atom("++"), 2), (a.lists, a.append, 2)])


@node("call")
def _call(w: Walk, n: Any, effect: bool) -> Value:
    target, args = n[2], items(n[3])
    if target[0] is a.atom:
        key = (target[2], len(args))
        if key in w.module.locals:
            arguments(w, args)
            return ANY
        imported = w.module.imports.get(key)
        if imported is not None:
            return known(w, n, (imported, *key), args, effect)
        if key in erl_internal.BIFS:
            return known(w, n, (a.erlang, *key), args, effect)
        arguments(w, args)
        return ANY
    if target[0] is a.remote:
        return _remote(w, n, target, args, effect)
    if target[0] is a.fun and target[2][0] is a.clauses:
        return _inlined(w, target, args, effect)
    made = _just_made(w, n, target) if target[0] is a.var else None
    if made is not None:
        w.module.reads.append(target[2])
        return _inlined(w, made, args, effect)
    fun = expr(w, target)
    arguments(w, args)
    if is_data(fun):
        w.about(n[1], (a.failed, a.bad_call))
        w.dead = True
    return ANY


def _just_made(w: Walk, n: Any, variable: Any) -> Any:
    """The fun, if the statement before made it and this statement is its only call."""
    before, now = w.around
    if before is None or before[0] is not a.match:
        return None
    target, fun = before[2], before[3]
    if target[0] is not a.var or target[2] is not variable[2] or fun[0] is not a.fun:
        return None
    if now is not n and not (now[0] is a.match and now[3] is n and now[2][0] is a.var):
        return None
    once = not w.module.turn or w.module.earlier.count(variable[2]) == 1
    return fun if once and fun[2][0] is a.clauses else None


def _inlined(w: Walk, fun: Any, args: list[Any], effect: bool) -> Value:
    """(fun(X) -> X + 1 end)(A): the body, with what is known of the arguments."""
    if not w.module.turn:
        make_fun(w, fun, fun[2][1], False)
    clauses = items(fun[2][1])
    mark = len(w.module.reads)
    try:
        values = tuple(arguments(w, args))
    except Stop:
        useless(w, fun)
        raise
    if w.module.turn and all(_is_ignored(w, pattern) for pattern in items(clauses[0][2])):
        del w.module.reads[mark:]
    if len(items(clauses[0][2])) != len(args):
        return ANY
    if not all(type(v) is Lit or _is_safe(arg) for v, arg in zip(values, args)):
        return ANY
    if not w.module.turn or not w.may_repeat():
        w.module.again = True
        return ANY
    value = fun_value(w, fun, clauses, values, effect)
    if value is NEVER:
        raise Stop
    return value


def _is_safe(n: Any) -> bool:
    """Is it data, and nothing that has to be computed?"""
    if n[0] is a.tuple:
        return all(_is_safe(part) for part in items(n[2]))
    if n[0] is a.cons:
        return _is_safe(n[2]) and _is_safe(n[3])
    return n[0] is a.var or is_constant(n)


def _is_ignored(w: Walk, pattern: Any) -> bool:
    return pattern[0] is a.var and w.is_unused(pattern)


def _remote(w: Walk, n: Any, target: Any, args: list[Any], effect: bool) -> Value:
    module, name = expr(w, target[2]), expr(w, target[3])
    if type(module) is Lit and type(name) is Lit:
        if type(module.term) is Atom and type(name.term) is Atom:
            return known(w, n, (module.term, name.term, len(args)), args, effect)
    arguments(w, args)
    if any(is_data(part) and not _is_atom(part) for part in (module, name)):
        w.about(n[1], (a.failed, a.bad_call), SSA)
    return ANY


def _is_atom(value: Value) -> bool:
    return type(value) is Lit and type(value.term) is Atom


@node("op")
def _operator(w: Walk, n: Any, effect: bool) -> Value:
    if n[2] is a.andalso or n[2] is a.orelse:
        return short_circuit(w, n, effect)
    operands = list(n[3:])
    if len(operands) == 1 and n[2] in _SIGNS and operands[0][0] in (a.integer, a.float):
        return known(w, n, (a.erlang, n[2], 1), operands, effect and w.top)
    return known(w, n, (a.erlang, n[2], len(operands)), operands, effect)


def known(w: Walk, n: Any, mfa: Mfa, args: list[Any], effect: bool) -> Value:
    """A call of which the function is known."""
    if effect and mfa in bifs.SAFE:
        discard(w, args)
        w.about(n[1], (a.ignored, (a.no_effect, mfa)))
        return ANY
    values = arguments(w, args)
    same = _compared_with_itself(mfa, args)
    if mfa in bifs.EXITS:
        raise Stop(n)
    if mfa not in bifs.PURE:
        return ANY
    renamed = bifs.RENAMED.get(mfa)
    if effect:
        w.about(n[1], (a.ignored, (a.result, mfa)))
        if renamed is not None:
            w.about(n[1], (a.ignored, (a.result, renamed)))
    if same is not None:
        return same
    try:
        return _value(mfa, values)
    except bifs.Fails as e:
        w.about(n[1], (a.failed, (a.eval_failure, renamed or mfa, e.args[0])))
        return bifs.kind_of_result(mfa)


def _compared_with_itself(mfa: Mfa, args: list[Any]) -> Value | None:
    """X == X"""
    if len(args) != 2 or args[0][0] is not a.var or args[1][0] is not a.var:
        return None
    if args[0][2] is not args[1][2] or mfa not in _COMPARISONS:
        return None
    return TRUE if "=" in mfa[1].name and mfa[1].name not in ("/=", "=/=") else FALSE


_COMPARISONS: Final = frozenset([(a.erlang, *key) for key in erl_internal.COMP_OPS])


def _value(mfa: Mfa, values: list[Value]) -> Value:
    if all(type(value) is Lit for value in values):
        return bifs.evaluate(mfa, [value.term for value in values if type(value) is Lit])
    if mfa == _LENGTH:
        return _length(values[0])
    if mfa in _APPEND:
        return _append(values[0], values[1])
    return bifs.kind_of_result(mfa)


def _length(value: Value) -> Value:
    cells = 0
    while type(value) is Cons:
        value = value.tail
        cells += 1
    if type(value) is not Lit:
        return ANY
    rest = bifs.evaluate(_LENGTH, [value.term])
    return Lit(cells + rest.term) if type(rest) is Lit and type(rest.term) is int else ANY


def _append(left: Value, right: Value) -> Value:
    if type(left) is not Lit:
        return ANY
    terms: list[Term] = []
    rest = left.term
    while type(rest) is list and len(terms) <= 4:
        terms.append(rest[0])
        rest = rest[1]
    if rest is not None:
        return ANY
    result = right
    for term in reversed(terms):
        result = Cons(Lit(term), result)
    return result


@node("fun")
def _fun(w: Walk, n: Any, effect: bool) -> Value:
    what = n[2]
    if what[0] is a.clauses:
        return make_fun(w, n, what[1], effect)
    if len(what) == 3:
        key = (what[1], what[2])
        if key in w.module.locals:
            return FUN
    else:
        for part in what[1:4]:
            if type(part) is tuple:
                expr(w, part)
    if effect:
        w.about(n[1], (a.ignored, (a.result, _MAKE_FUN)))
    return FUN


@node("named_fun")
def _named_fun(w: Walk, n: Any, effect: bool) -> Value:
    return make_fun(w, n, n[3], effect)


def make_fun(w: Walk, n: Any, clauses: Any, effect: bool) -> Value:
    if effect:
        useless(w, n)
        return FUN
    fun_clauses(w, n, items(clauses))
    return FUN
