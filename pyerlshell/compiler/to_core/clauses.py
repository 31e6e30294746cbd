"""Everything with clauses: case, if, receive, try, maybe, funs and function heads.

Each clause starts from the bindings before the construct; `Scope.export` says afterwards what may
be
used and what is unsafe.

    case X of {ok, V} when V > 1 -> V end
    ->  Case(Var(X), (Clause((PTuple((PLit(ok), PVar(V))),), ((Bif(">", ...),),), Var(V)),),
    "case_clause")

OTP: v3_core
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pyerlshell.compiler import core
from pyerlshell.compiler.core import Clause, Expr, Pattern
from pyerlshell.compiler.to_core.exprs import body, expr, items, node
from pyerlshell.compiler.to_core.patterns import ANY, pattern, patterns
from pyerlshell.compiler.to_core.scope import PYTHON_NAMES, Env, Scope, line_of
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

Guard = tuple[tuple[Expr, ...], ...]


def guard(s: Scope, term: Term) -> Guard:
    """A guard sequence."""
    if term is None:
        return ()
    with s.guard():
        return tuple([tuple([guard_test(s, t) for t in items(conj)]) for conj in items(term)])


def guard_test(s: Scope, test: Any) -> Expr:
    """A whole test; `float(X)` is one of the old tests here, and a conversion inside of others."""
    if test[0] is a.call and test[2][0] is a.atom and test[2][2] is a.float:
        test = (*test[:2], (a.atom, test[2][1], a.is_float), test[3])
    return expr(s, test)


def clause(s: Scope, n: Any) -> Clause:
    """One clause; its bindings stay in s.env."""
    before = set(s.env)
    heads = patterns(s, n[2])
    kept = _kept(s, s.env.keys() - before) if s.module.shell and n[3] is not None else ()
    made = Clause(heads, guard(s, n[3]), body(s, n[4]), line_of(n[1]))
    return replace(made, body=core.Seq((*kept, made.body))) if kept else made


def _kept(s: Scope, variables: Iterable[str]) -> tuple[Expr, ...]:
    """At the prompt: what the pattern bound counts as bound only once the guard has succeeded."""
    out: list[Expr] = []
    for variable in sorted(variables):
        name = s.python_name(variable)
        mark = s.marks[name] = f"{name}@kept"
        s.used.update((name, mark))
        out.append(core.Match(core.PVar(mark), core.Var(name), 0))
    return tuple(out)


def branches(s: Scope, nodes: list[Any]) -> tuple[tuple[Clause, ...], list[Env]]:
    """The clauses, each from the same bindings, and what each has bound."""
    before = s.env
    out, envs = [], []
    for n in nodes:
        s.env = dict(before)
        out.append(clause(s, n))
        envs.append(s.env)
    s.env = before
    return tuple(out), envs


@node("case")
def _case(s: Scope, n: Any) -> Expr:
    subject = expr(s, n[2])
    clauses, envs = branches(s, items(n[3]))
    s.export(s.env, envs, a.case, n[1])
    return core.Case(subject, clauses, "case_clause", line_of(n[1]))


@node("if")
def _if(s: Scope, n: Any) -> Expr:
    clauses, envs = branches(s, items(n[2]))
    s.export(s.env, envs, a.__getattr__("if"), n[1])
    return core.Case(None, clauses, "if_clause", line_of(n[1]))


@node("receive")
def _receive(s: Scope, n: Any) -> Expr:
    line = line_of(n[1])
    timeout = expr(s, n[3]) if len(n) == 5 else None
    outer, s.used = s.used, set()
    clauses, envs = branches(s, items(n[2]))
    after = None
    start = s.env
    if len(n) == 5:
        s.env = dict(start)
        after = body(s, n[4])
        envs.append(s.env)
        s.env = start
    bound = {v for v in start.values() if type(v) is str}
    live = tuple(sorted(s.used & bound))
    s.used |= outer
    s.export(start, envs, a.receive, n[1])
    return core.Receive(clauses, timeout, after, live, _refs(clauses), line)


def _refs(clauses: tuple[Clause, ...]) -> tuple[str, ...]:
    """Bound variables that stand in the pattern of every clause: one may be a fresh reference."""
    common: set[str] | None = None
    for c in clauses:
        found: set[str] = set()
        _bound_in(c.patterns[0], found)
        common = found if common is None else common & found
    return tuple(sorted(common or ()))


def _bound_in(p: Pattern, found: set[str]) -> None:
    if type(p) is core.PBound:
        found.add(p.name)
    elif type(p) is core.PTuple:
        for item in p.items:
            _bound_in(item, found)
    elif type(p) is core.PAlias:
        _bound_in(p.left, found)
        _bound_in(p.right, found)


@node("try")
def _try(s: Scope, n: Any) -> Expr:
    before = s.env
    s.env = dict(before)
    tried = body(s, n[2])
    after_body = s.env
    of, envs = branches(s, items(n[3]))
    s.unsafe_after(before, [after_body], a.__getattr__("try"), n[1])
    start = s.env
    catches = []
    for c in items(n[4]):
        s.env = dict(start)
        catches.append(_catch_clause(s, c))
        envs.append(s.env)
    s.env = start
    after = None
    if n[5] is not None:
        s.env = dict(start)
        after = body(s, n[5])
        envs.append(s.env)
    s.unsafe_after(start, envs, a.__getattr__("try"), n[1])
    return core.Try(tried, of, tuple(catches), after, line_of(n[1]))


def _catch_clause(s: Scope, n: Any) -> Clause:
    """The head is {Class, Reason, Stack} in the abstract format."""
    head = n[2][0]
    parts = items(head[2])
    heads = (pattern(s, parts[0]), pattern(s, parts[1]), pattern(s, parts[2]))
    return Clause(heads, guard(s, n[3]), body(s, n[4]), line_of(n[1]))


@node("maybe")
def _maybe(s: Scope, n: Any) -> Expr:
    before = s.env
    s.env = dict(before)
    inside = tuple([_maybe_item(s, item) for item in items(n[2])])
    s.unsafe_after(before, [s.env], a.maybe, n[1])
    clauses: tuple[Clause, ...] = ()
    if len(n) == 4:
        start = s.env
        clauses, envs = branches(s, items(n[3][2]))
        s.unsafe_after(start, envs, a.__getattr__("else"), n[1])
    return core.Maybe(inside, clauses, line_of(n[1]))


def _maybe_item(s: Scope, n: Any) -> Expr:
    if n[0] is not a.maybe_match:
        return expr(s, n)
    value = expr(s, n[3])
    return core.MaybeMatch(pattern(s, n[2]), value, line_of(n[1]))


def fun(s: Scope, n: Any, self_variable: str, clause_forms: Term) -> Expr:
    """A fun expression: a function of its own, and the variables it takes with it."""
    nodes = items(clause_forms)
    arity = len(items(nodes[0][2]))
    inner = Scope(s.module, s.function, s.arity, s.seen_inside(), numbering=s.numbering)
    outer_names = s.held()
    inner.taken = s.taken | outer_names
    self_name = ""
    if self_variable and self_variable != "_":
        self_name = inner.bind(self_variable)
    number = s.numbering.fun() if s.module.shell else -1
    made = function(inner, "", arity, nodes, line_of(n[1]))
    number = s.numbering.fun() if number < 0 else number
    free = tuple(sorted(inner.used & outer_names))
    called = "fun-" if not self_variable or s.module.shell else f"{self_variable}/{arity}-"
    label = f"-{s.function}/{s.arity}-{called}{number}-/{arity + len(free)}"
    s.used |= set(free)
    if self_name not in inner.used:
        self_name = ""
    if s.module.shell:
        s.module.fun_forms[label] = n
    made = core.Function(label, made.params, made.clauses, made.used, made.line, made.file)
    return core.Fun(label, made, free, self_name, line_of(n[1]))


def function(s: Scope, name: str, arity: int, nodes: list[Any], line: int) -> core.Function:
    """The clauses of a function or fun. A parameter is called what most clauses call it."""
    params = _parameter_names(s, arity, nodes)
    s.taken = s.taken | set(params)
    start = s.env
    out = []
    for n in nodes:
        heads = items(n[2])
        if len(heads) != arity:
            s.module.error(n[1], a.head_mismatch)
            continue
        out.append(_head_clause(s, n, heads, params, start))
    return core.Function(name, params, tuple(out), frozenset(s.used), line, s.module.file)


def _head_clause(s: Scope, n: Any, heads: list[Any], params: tuple[str, ...], start: Env) -> Clause:
    """A variable that is a whole argument is the parameter itself; nothing is assigned."""
    s.env = dict(start)
    s.names = {v: name for v, name in s.names.items() if name == s.env.get(v)}
    new: set[str] = set()
    renamed: list[Pattern | None] = []
    for h, p in zip(heads, params):
        variable = h[2].name if h[0] is a.var else "_"
        if variable == "_" or variable in new:
            renamed.append(None)
            continue
        new.add(variable)
        s.names[variable] = p
        s.env[variable] = p
        renamed.append(ANY)
    s.hidden = dict(start)
    s.env = {v: name for v, name in s.env.items() if v in new}
    with s.one_pattern(new):
        parts = tuple([pattern(s, h) if r is None else r for h, r in zip(heads, renamed)])
    hidden, s.hidden = s.hidden, {}
    for variable, value in hidden.items():
        s.env.setdefault(variable, value)
    return Clause(parts, guard(s, n[3]), body(s, n[4]), line_of(n[1]))


def _parameter_names(s: Scope, arity: int, nodes: list[Any]) -> tuple[str, ...]:
    names: list[str] = []
    for i in range(arity):
        name = ""
        for n in nodes:
            head = _nth(n[2], i)
            if head is not None and head[0] is a.var and head[2].name != "_":
                name = head[2].name
        if not name:
            name = f"p{i}"
        elif name in names or name in s.taken or name in PYTHON_NAMES:
            name = s.fresh(name)
        names.append(name)
    return tuple(names)


def _nth(term: Any, i: int) -> Any:
    while i and type(term) is list:
        term = term[1]
        i -= 1
    return term[0] if type(term) is list else None
