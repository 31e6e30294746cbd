"""Whatever needs Python statements: sequences, matches, case, try, catch, maybe.

    case X of {ok, V} when V > 1 -> f(V); _ -> 0 end      in tail position

    if type(X) is tuple and len(X) == 2 and X[0] is a_ok:
        V = X[1]
        if V > 1 if type(V) is int else lt(1, V):
            return f/1(V)
    return 0

In any other position the clauses stand in `while True:`, and `break` follows each body.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from pyerlshell.compiler import core
from pyerlshell.compiler.analysis.ints import proven, unpacked
from pyerlshell.compiler.analysis.tails import last_call
from pyerlshell.compiler.core import Clause, Expr
from pyerlshell.compiler.to_python import nodes
from pyerlshell.compiler.to_python.bifs import is_boolean, may_fail
from pyerlshell.compiler.to_python.generator import DROP, INTO, RETURN, Dest, FunctionGen
from pyerlshell.compiler.to_python.match import Matcher
from pyerlshell.terms.atoms import a


def _seq(g: FunctionGen, e: core.Seq, dest: Dest) -> None:
    items = e.items
    if dest is RETURN:
        items = last_call(items)
    for item in items[:-1]:
        temps = g.temps
        g.into(item, DROP)
        g.temps = temps
    g.into(items[-1], dest)


def _match(g: FunctionGen, e: core.Match, dest: Dest) -> None:
    """`Pattern = Expr`."""
    if dest is RETURN and type(e.pattern) is core.PVar:
        g.into(e.value, dest)
        return
    if type(e.pattern) is core.PVar:
        name = e.pattern.name
        if g.is_int(e.value):
            g.ints = g.ints | {name}
        g.into(e.value, name if name in g.used or dest is not DROP else DROP)
        if dest is not DROP:
            g.put(nodes.name(name), dest)
        return
    value = g.name(e.value)
    m = Matcher(g)
    m.match(e.pattern, value)
    test = m.only_tests()
    if test is None:
        _match_in_steps(g, m, e, value)
    else:
        if test is not nodes.TRUE:
            wrong: list[ast.stmt] = []
            with g.into_block(wrong):
                g.throw("badmatch", value, line=e.line)
            g.emit(nodes.if_(nodes.negate(test), wrong))
        g.block.extend(m.binds)
    _unpack(g, (e.pattern,))
    if dest is not DROP:
        g.put(value, dest)


def _match_in_steps(g: FunctionGen, m: Matcher, e: core.Match, value: ast.expr) -> None:
    loop: list[ast.stmt] = []
    with g.into_block(loop):
        m.open()
        g.emit(nodes.BREAK)
    if not m.irrefutable:
        with g.into_block(loop):
            g.throw("badmatch", value, line=e.line)
    g.emit(nodes.forever(loop))


def guard_test(g: FunctionGen, guard: tuple[tuple[Expr, ...], ...]) -> ast.expr:
    """Python's truth of a guard sequence; () is true. Whatever fails in an alternative makes it
    false.
    """
    if not guard:
        return nodes.TRUE
    before, g.in_guard = g.in_guard, True
    try:
        return _alternatives(g, guard, 0)
    finally:
        g.in_guard = before


def _alternatives(g: FunctionGen, guard: tuple[tuple[Expr, ...], ...], i: int) -> ast.expr:
    first = _conjunction(g, guard[i])
    if i + 1 == len(guard):
        return first
    rest: list[ast.stmt] = []
    with g.into_block(rest):
        other = _alternatives(g, guard, i + 1)
    if not rest:
        return nodes.either(first, other)
    temp = g.temp()
    rest.append(nodes.assign(temp, other))
    g.emit(nodes.assign(temp, first))
    g.emit(nodes.if_(nodes.negate(nodes.name(temp)), rest))
    return nodes.name(temp)


def _conjunction(g: FunctionGen, tests: tuple[Expr, ...]) -> ast.expr:
    safe = not any(may_fail(t) for t in tests)
    if safe:
        return nodes.both(*[g.cond(t) for t in tests])
    whole = tests[0]
    for t in tests[1:]:
        whole = core.And(whole, t, 0)
    temp = g.temp()
    body: list[ast.stmt] = []
    with g.into_block(body):
        g.emit(nodes.assign(temp, g.cond(whole)))
    fail = [nodes.assign(temp, nodes.FALSE)]
    g.emit(nodes.try_except(body, fail, "GUARD_ERRORS", None))
    return nodes.name(temp)


def clauses(
    g: FunctionGen,
    subjects: Sequence[ast.expr],
    of: Sequence[Clause],
    dest: Dest,
    failure: Callable[[], None] | None,
) -> None:
    """The clauses in order; `failure` emits what happens when none matches (None: fall out)."""
    if dest is not RETURN and _needs_loop(g, subjects, of):
        loop: list[ast.stmt] = []
        with g.into_block(loop):
            if not _each(g, subjects, of, dest, True) and failure is not None:
                failure()
            elif failure is None:
                g.emit(nodes.BREAK)
        g.emit(nodes.forever(loop))
    elif not _each(g, subjects, of, dest, False) and failure is not None:
        failure()


def _needs_loop(g: FunctionGen, subjects: Sequence[ast.expr], of: Sequence[Clause]) -> bool:
    only = of[0] if len(of) == 1 else None
    return only is None or bool(only.guard) or not _always(only.patterns)


def _always(patterns: Sequence[core.Pattern]) -> bool:
    return all(type(p) in (core.PAny, core.PVar) for p in patterns)


def _unpack(g: FunctionGen, patterns: Sequence[core.Pattern]) -> None:
    every, small = unpacked(patterns)
    g.ints, g.small = g.ints | every, g.small | small


def _each(
    g: FunctionGen, subjects: Sequence[ast.expr], of: Sequence[Clause], dest: Dest, loop: bool
) -> bool:
    """Emit the clauses; whether one of them matches whatever comes."""
    for c in of:
        with g.scratch():
            block = g.block
            m = Matcher(g)
            for p, x in zip(c.patterns, subjects):
                m.match(p, x)
            m.open()
            _unpack(g, c.patterns)
            test = guard_test(g, c.guard)
            if test is not nodes.TRUE:
                inner: list[ast.stmt] = []
                g.emit(nodes.if_(test, inner))
                g.block = inner
            g.ints = g.ints | proven(c.guard)
            g.into(c.body, dest)
            if loop:
                g.leave(dest)
            elif not g.block:
                g.emit(nodes.PASS)
            g.block = block
            if m.irrefutable and (test is nodes.TRUE or _is_true(c.guard)):
                return True
    return False


def _is_true(guard: tuple[tuple[Expr, ...], ...]) -> bool:
    return guard == ((core.Lit(a.true),),)


def _case(g: FunctionGen, e: core.Case, dest: Dest) -> None:
    if e.subject is None:
        clauses(g, (), e.clauses, dest, lambda: g.throw("if_clause", line=e.line))
        return
    if _boolean_case(g, e, dest):
        return
    if _tuple_case(g, e, dest):
        return
    subject = g.name(e.subject)
    clauses(g, (subject,), e.clauses, dest, lambda: g.throw(e.failure, subject, line=e.line))


def _tuple_case(g: FunctionGen, e: core.Case, dest: Dest) -> bool:
    """case {A, B} of {p1, p2} -> ...: the elements are matched and no tuple is made."""
    if type(e.subject) is not core.Tuple:
        return False
    width = len(e.subject.items)
    made = []
    for c in e.clauses:
        p = c.patterns[0]
        if type(p) is core.PTuple and len(p.items) == width:
            made.append(Clause(p.items, c.guard, c.body, c.line))
        elif type(p) is core.PAny:
            made.append(Clause((p,) * width, c.guard, c.body, c.line))
        else:
            return False
    subjects = g.names(e.subject.items)
    whole = nodes.tuple_(list(subjects))
    clauses(g, subjects, made, dest, lambda: g.throw(e.failure, whole, line=e.line))
    return True


def _boolean_case(g: FunctionGen, e: core.Case, dest: Dest) -> bool:
    """case X > Y of true -> A; false -> B end   ->   if X > Y: A else: B."""
    assert e.subject is not None
    if not is_boolean(e.subject) or len(e.clauses) != 2:
        return False
    yes, no = e.clauses
    if yes.guard or no.guard or type(yes.patterns[0]) is not core.PLit:
        return False
    first = yes.patterns[0].value
    second = no.patterns[0]
    if first not in (a.true, a.false):
        return False
    other = a.false if first is a.true else a.true
    if not (type(second) is core.PAny or second == core.PLit(other)):
        return False
    test = g.cond(e.subject)
    test = test if first is a.true else nodes.negate(test)
    parts: list[list[ast.stmt]] = []
    for c in (yes, no):
        block: list[ast.stmt] = []
        with g.into_block(block), g.scratch():
            g.into(c.body, dest)
        parts.append(block)
    g.emit(nodes.if_(test, parts[0] or [nodes.PASS], parts[1]))
    return True


def _maybe(g: FunctionGen, e: core.Maybe, dest: Dest) -> None:
    """Each `?=` nests what follows it; a value that does not match falls out, to the else
    clauses.
    """
    failed = g.temp()
    if dest is RETURN:
        _maybe_body(g, e, dest, failed)
        _maybe_else(g, e, dest, failed)
        return
    loop: list[ast.stmt] = []
    with g.into_block(loop):
        _maybe_body(g, e, dest, failed)
        _maybe_else(g, e, dest, failed)
        g.emit(nodes.BREAK)
    g.emit(nodes.forever(loop))


def _maybe_body(g: FunctionGen, e: core.Maybe, dest: Dest, failed: str) -> None:
    outer = g.block
    for item in e.body[:-1]:
        if type(item) is core.MaybeMatch:
            _maybe_match(g, item, failed)
        else:
            with g.scratch():
                g.into(item, DROP)
    last = e.body[-1]
    if type(last) is core.MaybeMatch:
        _maybe_match(g, last, failed)
        g.put(nodes.name(failed), dest)
    else:
        g.into(last, dest)
    g.leave(dest)
    g.block = outer


def _maybe_match(g: FunctionGen, e: core.MaybeMatch, failed: str) -> None:
    g.into(e.value, failed)
    m = Matcher(g)
    m.match(e.pattern, nodes.name(failed))
    m.open()


def _maybe_else(g: FunctionGen, e: core.Maybe, dest: Dest, failed: str) -> None:
    value = nodes.name(failed)
    if not e.clauses:
        g.put(value, dest)
        return
    clauses(g, (value,), e.clauses, dest, lambda: g.throw("else_clause", value, line=e.line))


def _catch(g: FunctionGen, e: core.Catch, dest: Dest) -> None:
    name = g.temp()
    body: list[ast.stmt] = []
    with g.into_block(body), g.inside_try():
        g.into(e.body, name)
    handler = [nodes.assign(name, nodes.call("catch_value", nodes.name("e")))]
    g.emit(nodes.try_except(body, handler, "Exception", "e"))
    g.put(nodes.name(name), dest)


def _try(g: FunctionGen, e: core.Try, dest: Dest) -> None:
    if e.after is not None:
        _try_after(g, e, dest)
        return
    if not e.catches:
        value = g.name(e.body)
        _of(g, e, value, dest)
        return
    value_name, choice = g.temp(), g.temp()
    body: list[ast.stmt] = []
    with g.into_block(body), g.inside_try():
        g.into(e.body, value_name)
        g.emit(nodes.assign(choice, nodes.const(0)))
    handler: list[ast.stmt] = []
    with g.into_block(handler):
        _select(g, e, choice)
    g.emit(nodes.try_except(body, handler, "Exception", "e"))
    _chosen(g, e, nodes.name(value_name), choice, dest)


def _of(g: FunctionGen, e: core.Try, value: ast.expr, dest: Dest) -> None:
    if not e.of:
        g.put(value, dest)
        return
    clauses(g, (value,), e.of, dest, lambda: g.throw("try_clause", value, line=e.line))


def _select(g: FunctionGen, e: core.Try, choice: str) -> None:
    """In the handler: find the catch clause, bind its variables, remember its number."""
    cls, reason = g.temp(), g.temp()
    g.emit(nodes.unpack([cls, reason], nodes.call("caught", nodes.name("e"))))
    made = []
    for i, c in enumerate(e.catches, 1):
        number = core.Match(core.PVar(choice), core.Lit(i), 0)
        body: Expr = number
        stack = c.patterns[2]
        if type(stack) is core.PVar and stack.name in g.used:
            body = core.Seq(
                (core.Match(stack, core.Bif("stacktrace", (core.Var("e"),), 0), 0), number)
            )
        made.append(Clause(c.patterns[:2], c.guard, body, c.line))
    used, g.used = g.used, g.used | {choice}
    subjects = (nodes.name(cls), nodes.name(reason))
    clauses(g, subjects, made, DROP, lambda: g.emit(nodes.raise_(None)))
    g.used = used


def _chosen(g: FunctionGen, e: core.Try, value: ast.expr, choice: str, dest: Dest) -> None:
    """if choice == 0: the value; elif choice == 1: the first clause's body ..."""
    branches: list[list[ast.stmt]] = []
    ok: list[ast.stmt] = []
    with g.into_block(ok), g.scratch():
        _of(g, e, value, dest)
    branches.append(ok)
    for c in e.catches:
        block: list[ast.stmt] = []
        with g.into_block(block), g.scratch():
            g.into(c.body, dest)
        branches.append(block)
    rest = branches[-1]
    for i in range(len(branches) - 2, -1, -1):
        test = nodes.compare(nodes.name(choice), nodes.EQ, nodes.const(i))
        rest = [nodes.if_(test, branches[i] or [nodes.PASS], rest)]
    g.block.extend(rest)


def _try_after(g: FunctionGen, e: core.Try, dest: Dest) -> None:
    """The after body runs on both ways out; not when the process is killed, so not as `finally`."""
    assert e.after is not None
    name = g.temp()
    body: list[ast.stmt] = []
    inner = core.Try(e.body, e.of, e.catches, None, e.line)
    with g.into_block(body), g.inside_try():
        g.into(inner, name)
    cleanup: list[ast.stmt] = []
    with g.into_block(cleanup), g.scratch():
        g.into(e.after, DROP)
    handler = [*cleanup, nodes.raise_(None)]
    g.emit(nodes.try_except(body or [nodes.PASS], handler, "Exception", "e"))
    g.block.extend(cleanup)
    g.put(nodes.name(name), dest)


INTO.update(
    {
        core.Seq: _seq,
        core.Match: _match,
        core.Case: _case,
        core.Maybe: _maybe,
        core.Catch: _catch,
        core.Try: _try,
    }
)
