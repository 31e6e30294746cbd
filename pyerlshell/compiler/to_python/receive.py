"""receive: a scan of the mailbox, and waiting.

In tail position the receive becomes a function of its live variables, which is all that is kept
of a
process that waits there. Anywhere else the process parks with its stack.

    p = P.cur; sv = p.saved; i = p.save
    while True:
        if i < len(sv): m = sv[i]
        elif p.inbox: m = p.inbox.popleft(); sv.append(m); if i == 1000: long_mailbox(p)
        elif p.timed_out: p.timed_out = False; p.save = 0; ...         only with `after`
        else: p.save = i; p.f = resume; p.a = (Live,); P.f = wait_there; return TAIL
        if <m matches>: del sv[i]; p.save = 0; end_timeout(); ...
            with `if i < p.lmark: older_taken(p, i)` before the dots
        i += 1

OTP: v3_kernel and beam_ssa_recv (receive markers)
"""

from __future__ import annotations

import ast
from typing import Final

from pyerlshell.compiler import core
from pyerlshell.compiler.to_python import control, nodes
from pyerlshell.compiler.to_python.generator import INTO, RETURN, TAIL_COLUMN, Dest, FunctionGen
from pyerlshell.compiler.to_python.match import Matcher
from pyerlshell.compiler.to_python.nodes import attr, name, store_attr

PROC: Final = name("p")
SAVED: Final = name("sv")
INDEX: Final = name("i")
MESSAGE: Final = name("m")
ZERO: Final = nodes.const(0)
ONE: Final = nodes.const(1)
LONG: Final = nodes.const(1000)
"""See `erts.mailbox.LONG`."""


def _receive(g: FunctionGen, e: core.Receive, dest: Dest) -> None:
    if e.timeout is not None:
        g.emit(nodes.expr_stmt(nodes.call("start_timeout", g.expr(e.timeout), **g.pos(e.line))))
    if dest is RETURN and not g.modulo_cons:
        resume = _lifted(g, e)
        live = [g.var(v) for v in (g.params if g.whole_body is e and _loops(e) else e.live)]
        g.put(nodes.apply(name(resume), live, g.pos(e.line, TAIL_COLUMN)), dest)
        return
    _prologue(g, e)
    loop: list[ast.stmt] = []
    with g.into_block(loop):
        parked: list[ast.stmt] = [
            nodes.assign_to([store_attr(PROC, "save")], INDEX),
            nodes.expr_stmt(nodes.call("park", **g.pos(e.line))),
            nodes.assign("i", attr(PROC, "save")),
            nodes.CONTINUE,
        ]
        _scan(g, e, dest, parked)
    g.emit(nodes.forever(loop))


def _loops(e: core.Receive) -> bool:
    """Whether a server loop that is only this receive can go round in the resume function."""
    return not e.refs and e.timeout is None


def _lifted(g: FunctionGen, e: core.Receive) -> str:
    """The resume function: it has the name of the function it is part of."""
    made = FunctionGen(g.module, g.key, g.label, e.live, g.used, "", int_functions=g.int_functions)
    if g.whole_body is e and _loops(e):
        made.self_call, made.self_key = g.self_call, g.self_key
        made.params = g.params
        made.restart = (nodes.assign("i", ZERO),)
    resume = g.module.resume_name(g.label)
    with made.into_block([]) as body:
        _prologue(made, e)
        loop: list[ast.stmt] = []
        with made.into_block(loop):
            registers = name("P")
            live = nodes.tuple_([name(v) for v in made.params])
            waiting: list[ast.stmt] = [
                nodes.assign_to([store_attr(PROC, "save")], INDEX),
                nodes.assign_to([store_attr(PROC, "f")], name(resume)),
                nodes.assign_to([store_attr(PROC, "a")], live),
                nodes.assign_to([store_attr(registers, "f")], name("wait_there")),
                nodes.return_(name("TAIL")),
            ]
            _scan(made, e, RETURN, waiting)
        made.emit(nodes.forever(loop))
    g.module.define_as(resume, g.label, made.params, body, e.line)
    return resume


def _prologue(g: FunctionGen, e: core.Receive) -> None:
    """p, sv, i; a fresh reference that every clause asks for cannot be in older messages."""
    g.emit(nodes.assign("p", attr(name("P"), "cur")))
    g.emit(nodes.assign("sv", attr(PROC, "saved")))
    g.emit(nodes.assign("i", attr(PROC, "save")))
    for ref in e.refs:
        fresh = nodes.is_(attr(PROC, "lref"), g.var(ref))
        newer = nodes.compare(INDEX, ast.Lt(), attr(PROC, "lmark"))
        to_mark = nodes.if_(newer, [nodes.assign("i", attr(PROC, "lmark"))])
        marks = nodes.is_not(attr(PROC, "extra"), nodes.NONE)
        older = nodes.call("older_mark", PROC, g.var(ref), INDEX)
        g.emit(nodes.if_(fresh, [to_mark], [nodes.if_(marks, [nodes.assign("i", older)])]))


def _scan(g: FunctionGen, e: core.Receive, dest: Dest, waiting: list[ast.stmt]) -> None:
    inbox = attr(PROC, "inbox")
    here = nodes.compare(INDEX, ast.Lt(), nodes.call("len", SAVED))
    at_index = ast.Subscript(SAVED, INDEX, nodes.LOAD, **nodes.HERE)
    first: list[ast.stmt] = [nodes.assign("m", at_index)]
    pop = nodes.apply(attr(inbox, "popleft"), [], nodes.HERE)
    keep = nodes.expr_stmt(nodes.apply(attr(SAVED, "append"), [MESSAGE], nodes.HERE))
    otherwise = waiting
    if e.after is not None:
        otherwise = [nodes.if_(attr(PROC, "timed_out"), _after(g, e.after, dest), waiting)]
    long = nodes.expr_stmt(nodes.call("long_mailbox", PROC))
    passed = nodes.compare(INDEX, ast.Eq(), LONG)
    moved: list[ast.stmt] = [nodes.assign("m", pop), keep, nodes.if_(passed, [long])]
    g.emit(nodes.if_(here, first, [nodes.if_(inbox, moved, otherwise)]))
    for c in e.clauses:
        with g.scratch():
            _clause(g, e, c, dest)
    g.emit(ast.AugAssign(nodes.target("i"), ast.Add(), ONE, **nodes.HERE))


def _after(g: FunctionGen, body: core.Expr, dest: Dest) -> list[ast.stmt]:
    block: list[ast.stmt] = [
        nodes.assign_to([store_attr(PROC, "timed_out")], nodes.FALSE),
        nodes.assign_to([store_attr(PROC, "save")], ZERO),
    ]
    with g.into_block(block), g.scratch():
        g.into(body, dest)
        g.leave(dest)
    return block


def _clause(g: FunctionGen, e: core.Receive, c: core.Clause, dest: Dest) -> None:
    block = g.block
    m = Matcher(g)
    m.match(c.patterns[0], MESSAGE)
    m.open()
    test = control.guard_test(g, c.guard)
    if test is not nodes.TRUE:
        inner: list[ast.stmt] = []
        g.emit(nodes.if_(test, inner))
        g.block = inner
    _take(g, e)
    g.into(c.body, dest)
    g.leave(dest)
    g.block = block


def _take(g: FunctionGen, e: core.Receive) -> None:
    """The message leaves the mailbox; the next receive starts at its beginning."""
    at_index = ast.Subscript(SAVED, INDEX, ast.Del(), **nodes.HERE)
    g.emit(ast.Delete([at_index], **nodes.HERE))
    g.emit(nodes.assign_to([store_attr(PROC, "save")], ZERO))
    older = nodes.compare(INDEX, ast.Lt(), attr(PROC, "lmark"))
    taken = nodes.expr_stmt(nodes.call("older_taken", PROC, INDEX))
    g.emit(nodes.if_(older, [taken]))
    if e.timeout is not None:
        g.emit(nodes.expr_stmt(nodes.call("end_timeout")))


INTO[core.Receive] = _receive
