"""Funs and comprehensions: scopes whose variables may shadow those outside and do not leave.

OTP: erl_lint (fun_clause/3, handle_comprehension/4, lc_quals/3)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pyerlshell.syntax import erl_internal
from pyerlshell.syntax.erl_lint import bits
from pyerlshell.syntax.erl_lint.calls import check_local, check_self_call, use_function
from pyerlshell.syntax.erl_lint.guards import guard, guard_test, is_guard_test
from pyerlshell.syntax.erl_lint.nodes import EXPR, expr, exprs, node, parallel
from pyerlshell.syntax.erl_lint.patterns import UNDERSCORE, Pattern
from pyerlshell.syntax.erl_lint.state import Lint, items
from pyerlshell.syntax.erl_lint.variables import Binding, Unsafe
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

FUN: Final = atom("fun")
_BITS: Final = frozenset((a.b_generate, a.b_generate_strict))
_GENERATORS: Final = _BITS | frozenset(
    (a.generate, a.generate_strict, a.m_generate, a.m_generate_strict)
)


def shadow(c: Lint, pattern: Pattern, scope: Term) -> None:
    """Bind what the pattern binds, and say which names were taken."""
    for name, binding in pattern.new.items():
        _warn_shadowed(c, name, binding, scope)
    pattern.bind()


def _warn_shadowed(c: Lint, name: Atom, binding: Binding, scope: Term) -> None:
    old = c.variables.bound.get(name)
    if old is None or type(old.state) is Unsafe or "shadow_vars" not in c.enabled:
        return
    c.warning(binding.cells[0].anno, (a.shadowed_var, name, scope))


# Funs


@node(EXPR, "fun")
def _fun(c: Lint, n: Any) -> None:
    body = n[2]
    if body[0] is a.clauses:
        _clauses(c, body[1])
    elif len(body) == 3:
        _local_name(c, n, (body[1], body[2]))
    elif type(body[1]) is tuple:
        _remote_name(c, n, body)
    else:
        check_self_call(c, n[1], body[1], (body[2], body[3]))


def _local_name(c: Lint, n: Any, name: tuple[Atom, int]) -> None:
    if name == (a.record_info, 2):
        c.error(n[1], a.illegal_record_info)
        return
    if name in c.imports:
        c.error(n[1], (a.fun_import, name))
    else:
        check_local(c, n[1], name, None)
    automatic = name in erl_internal.BIFS and not c.suppressed(name)
    if name in c.locals or not (name in c.imports or automatic):
        use_function(c, n[1], name)


def _remote_name(c: Lint, n: Any, body: Any) -> None:
    module, name, arity = body[1:4]
    if module[0] is a.atom and name[0] is a.atom and arity[0] is a.integer:
        check_self_call(c, n[1], module[2], (name[2], arity[2]))
    else:
        parallel(c, (module, name, arity))


@node(EXPR, "named_fun")
def _named_fun(c: Lint, n: Any) -> None:
    if n[2] is UNDERSCORE:
        _clauses(c, n[3])
        return
    v = c.variables
    mark = len(v.trail)
    itself = v.fresh(n[2], n[1])
    _warn_shadowed(c, n[2], itself, a.__getattr__("named fun"))
    v.bind(n[2], itself)
    _clauses(c, n[3])
    v.keep_old(v.undo(mark), (n[2],))


def _clauses(c: Lint, clauses: Any) -> None:
    v = c.variables
    in_default, c.in_record_default = c.in_record_default, False
    start = len(v.trail)
    deltas = []
    for n in items(clauses):
        pattern = Pattern(c, shadows=True)
        pattern.all(items(n[2]))
        shadow(c, pattern, FUN)
        if n[3] is not None:
            guard(c, n[3])
        exprs(c, n[4])
        deltas.append((v.undo(start), pattern.new))
    c.in_record_default = in_default
    for delta, own in deltas:
        v.keep_old(delta, own)


# Comprehensions


@node(EXPR, "lc", "bc", "mc")
def _comprehension(c: Lint, n: Any) -> None:
    v = c.variables
    start = len(v.trail)
    in_default, c.in_record_default = c.in_record_default, False
    shadowed: set[Atom] = set()
    for qualifier in items(n[3]):
        _qualifier(c, qualifier, shadowed)
    c.in_record_default = in_default
    _template(c, n[2])
    v.keep_old(v.undo(start), shadowed)


def _template(c: Lint, template: Any) -> None:
    parts = items(template) if type(template) is list else [template]
    operands: list[Any] = []
    for part in parts:
        if part[0] is a.map_field_exact:
            c.error(part[1], a.illegal_map_exact_in_comprehension)
        if part[0] in (a.map_field_exact, a.map_field_assoc):
            operands += part[2:4]
        else:
            operands.append(part)
    parallel(c, operands)


def _qualifier(c: Lint, n: Any, shadowed: set[Atom]) -> None:
    kind = n[0]
    if kind is a.zip:
        _zip(c, items(n[2]), shadowed)
    elif kind in _GENERATORS:
        if kind in _BITS:
            bits.generator_pattern(c, n[2])
        _generators(c, [n], shadowed)
    elif kind is a.match:
        _assignment(c, n, shadowed)
    elif is_guard_test(c, n):
        guard_test(c, n)
    else:
        expr(c, n)


def _zip(c: Lint, parts: list[Any], shadowed: set[Atom]) -> None:
    generators = []
    for part in parts:
        if part[0] in _GENERATORS:
            generators.append(part)
        else:
            c.error(part[1], a.illegal_zip_generator)
    if generators:
        _generators(c, generators, shadowed)


def _generators(c: Lint, generators: Sequence[Any], shadowed: set[Atom]) -> None:
    """What the sources bind is not seen by the patterns, and they shadow."""
    v = c.variables
    mark = len(v.trail)
    for n in generators:
        expr(c, n[3])
    v.keep_old(v.undo(mark))
    _bind(c, [n[2] for n in generators], shadowed)


def _bind(c: Lint, patterns: Sequence[Any], shadowed: set[Atom]) -> None:
    pattern = Pattern(c, shadows=True)
    for n in patterns:
        pattern.all(n[2:4] if n[0] is a.map_field_exact else (n,))
    shadow(c, pattern, a.generate)
    shadowed.update(pattern.new)


def _assignment(c: Lint, n: Any, shadowed: set[Atom]) -> None:
    if not c.compr_assign:
        c.error(n[1], a.compr_assign)
        expr(c, n)
        return
    patterns = [n[2]]
    source = n[3]
    while source[0] is a.match:
        patterns.append(source[2])
        source = source[3]
    v = c.variables
    mark = len(v.trail)
    expr(c, source)
    v.keep_old(v.undo(mark))
    _bind(c, patterns, shadowed)
