"""The evaluator: the process in which commands run, one expression after the other.

Each expression is checked, compiled and run with the bindings of those before it. The value of the
last
one is printed here, the exceptions by the server; before it dies of one, an evaluator takes along
whatever is linked to it.

OTP: shell (evaluator, eval_exprs)
"""

from __future__ import annotations

from pyerlshell.erts.errors import error, exit_
from pyerlshell.erts.machine import P
from pyerlshell.erts.scheduler import let_next_run
from pyerlshell.otp import procs
from pyerlshell.shell import commands, evaluate, nested, report, restricted
from pyerlshell.shell.hints import Hints
from pyerlshell.shell.session import Outcome, Session
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term


def serve(session: Session) -> Term:
    """The body of the process."""
    while True:
        message = procs.receive_if(_is_command)
        assert type(message) is tuple
        _command(session, message[2][1], message[3])


def _is_command(message: Term) -> bool:
    return type(message) is tuple and len(message) == 4 and message[0] is a.shell_cmd


def _command(session: Session, exprs: Term, what: Term) -> None:
    """Run a command and tell the server; end the process if it failed."""
    me, server = procs.self_(), session.server
    try:
        value = _exprs(session, exprs, what is a.cmd)
    except evaluate.CommandError as e:
        procs.send(server, (a.command_error, me, e.args[0]))
        return
    except Exception as e:
        cls, reason, trace = procs.caught(e)
        e.__traceback__ = None
    else:
        outcome = Outcome(value, session.current, procs.dictionary())
        procs.send(server, (a.shell_rep, me, outcome))
        return
    _failed(session, cls, reason, trace)


def _failed(session: Session, cls: Atom, reason: Term, trace: Term) -> None:
    me, server = procs.self_(), session.server
    if cls is a.exit and reason is a.normal:
        raise exit_(a.normal)
    restricted = reason is a.restricted_shell_started or reason is a.restricted_shell_stopped
    if procs.env(a.shell_catch_exception, a.false) is a.true and not (cls is a.exit and restricted):
        procs.send(server, (a.ev_caught, me, cls, reason, trace))
        return
    dying = (reason if cls is not a.throw else (a.nocatch, reason), trace)
    P.cur.node.part(Hints).evaluator_dies(server)
    procs.trap_exit(True)  # what they answer must not end this process before it has reported
    for other in procs.links():
        if other != server:
            procs.exit_signal(other, dying)
    procs.send(server, (a.ev_exit, me, cls, reason, trace))
    raise exit_(a.normal)


def _exprs(session: Session, exprs: Term, show: bool) -> Term:
    """The value of the last expression; the bindings are left in `session.current`."""
    session.current = session.bindings
    session.expr_state = None
    value: Term = a.ok
    items = lists.from_list(exprs)
    for position, expr in enumerate(items):
        value = _value(session, expr)
        if show and position == len(items) - 1:
            # A server's trace of a message stands before the value, also where the message
            # was passed on once.
            let_next_run()
            let_next_run()
            _can_print()
            report.show_value(session, value)
    return value


def _value(session: Session, expr: Term) -> Term:
    parts = nested.steps(expr)
    if parts is None:
        found = _unevaluated(session, expr)
        return found[0] if found is not None else _expr(session, expr)
    evaluate.check(session, commands.prepared(expr))
    value: Term = a.ok
    for part in parts:
        try:
            value = _value(session, part)
        except evaluate.CommandError as e:
            descriptor = e.args[0][2]
            if type(descriptor) is tuple and descriptor[0] is a.unbound_var:
                raise error((a.unbound, descriptor[1])) from None
            raise
    return value


def _can_print() -> None:
    """A process that is its own group leader fails as in the reference when a value is printed."""
    if P.cur.group_leader == P.cur.pid:
        procs.apply(a.lists, a.keyfind, (a.encoding, 1, (a.error, a.calling_self)))


def _unevaluated(session: Session, expr: Term) -> tuple[Term] | None:
    if restricted.module() is not None and not restricted.is_free(expr):
        return None
    return commands.unevaluated(session, expr)


def _expr(session: Session, expr: Term) -> Term:
    expr = commands.prepared(expr)
    local = evaluate.local_call(session, commands.command)
    asked = restricted.module()
    if asked is not None:
        local = restricted.asking(session, asked, local)
        expr = restricted.rewrite(expr)
    value, session.current = evaluate.expression(session, expr, local)
    return value
