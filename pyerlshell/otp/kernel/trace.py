"""Trace sessions: several tracers at work without knowing of each other.

OTP: trace
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.tracing import events
from pyerlshell.erts.tracing.calls import Points
from pyerlshell.erts.tracing.sessions import Session, Tracing, process_of
from pyerlshell.otp.preloaded.erlang.processes import send_2
from pyerlshell.otp.preloaded.erlang.tracing import (
    WrongItem,
    change_flags,
    info_of,
    read_flags,
    set_pattern,
    trace_delivered,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Ref, Term

trace: Final = NativeModule("trace", "Trace sessions.")


def _session(x: Any, *given: Term) -> Session:
    tracing = P.cur.node.part(Tracing)
    if x is a.default:
        return tracing.default
    found = getattr(x[0], "magic", None) if type(x) is tuple and len(x) == 2 else None
    if type(found) is not Session or found not in tracing.sessions:
        raise badarg(x, *given)
    return found


@trace.export("session_create/3", "(Name, Tracer, Opts) -> session() when Name :: atom()")
def session_create(name: Term, tracer: Term, options: Term) -> Term:
    """A new session. Tracer is a process; it is told of all that the session traces."""
    if type(name) is not Atom or options is not None:
        raise badarg(name, tracer, options)
    process = process_of(P.cur.node, tracer)
    if process is None:
        raise badarg(name, tracer, options)
    session = Session(name, process)
    P.cur.node.part(Tracing).sessions.append(session)
    ref = P.cur.node.make_ref()
    ref.magic = session
    weak = P.cur.node.make_ref()
    weak.magic = session
    return (ref, (name, weak))


@trace.export("session_destroy/1", "(Session) -> true | false")
def session_destroy(session: Term) -> Term:
    """End a session and all its tracing."""
    tracing = P.cur.node.part(Tracing)
    found: Any = session
    known = getattr(found[0], "magic", None) if type(found) is tuple and len(found) == 2 else None
    if type(known) is not Session:
        raise badarg(session)
    if known not in tracing.sessions:
        return a.false
    tracing.sessions.remove(known)
    points = P.cur.node.part(Points)
    for mfa in list(known.patterns):
        points.update(mfa)
    events.adapt(P.cur.node, send_2)
    return a.true


@trace.export("session_info/1", "(PidPortFuncEvent) -> [session()] | undefined")
def session_info(what: Term) -> Term:
    """The sessions that there are, or that trace a process or function."""
    tracing = P.cur.node.part(Tracing)
    process = process_of(P.cur.node, what)
    names: list[Term] = []
    for session in tracing.sessions:
        concerned = what is a.all or (type(what) is tuple and what in session.patterns)
        if process is not None:
            concerned = process.pid.number in session.processes
        if concerned:
            names.append(a.default if session is tracing.default else session.name)
    return to_list(names)


@trace.export("process/4", "(Session, Procs, How, FlagList) -> non_neg_integer()")
def process(session: Term, who: Term, how: Term, options: Term) -> Term:
    """Turn trace flags of processes on or off; how many processes that are."""
    given = (session, who, how, options)
    if how is not a.true and how is not a.false:
        raise badarg(*given)
    try:
        flags, tracer = read_flags(options)
        found = _session(*given)
        told = found.tracer or tracer or P.cur
        return change_flags(found, who, how is a.true, flags, told)
    except WrongItem as e:
        raise ErlError(a.error, a.badarg, given, info=e.args[0]) from None


@trace.export("port/4", "(Session, Ports, How, FlagList) -> non_neg_integer()")
def port(session: Term, who: Term, how: Term, options: Term) -> Term:
    """Ports are not traced."""
    _session(session, who, how, options)
    return 0


@trace.export("function/4", "(Session, MFA, MatchSpec, FlagList) -> non_neg_integer()")
def function(session: Term, mfa: Term, spec: Term, options: Term) -> Term:
    """Trace calls of functions; how many functions match."""
    return _pattern((session, mfa, spec, options), mfa, spec, options)


@trace.export("send/3", "(Session, MatchSpec, FlagList) -> non_neg_integer()")
def send(session: Term, spec: Term, options: Term) -> Term:
    """Which sending is traced."""
    return _pattern((session, spec, options), a.send, spec, options)


@trace.export("recv/3", "(Session, MatchSpec, FlagList) -> non_neg_integer()")
def recv(session: Term, spec: Term, options: Term) -> Term:
    """Which receiving is traced."""
    return _pattern((session, spec, options), a.receive, spec, options)


def _pattern(given: tuple[Term, ...], what: Term, spec: Term, options: Term) -> Term:
    try:
        return set_pattern(_session(*given), what, spec, options)
    except WrongItem as e:
        raise ErlError(a.error, a.badarg, given, info=e.args[0]) from None


@trace.export("info/3", "(Session, PidPortFuncEvent, Item) -> term()")
def info(session: Term, what: Term, item: Term) -> Term:
    """What is traced of a process or function."""
    try:
        return info_of(_session(session, what, item), what, item)
    except WrongItem as e:
        raise ErlError(a.error, a.badarg, (session, what, item), info=e.args[0]) from None


@trace.export("delivered/2", "(Session, Tracee) -> reference()")
def delivered(session: Term, who: Term) -> Term:
    """Be sent {trace_delivered, Tracee, Ref} behind all trace messages sent so far."""
    _session(session, who)
    ref = trace_delivered(who)
    assert type(ref) is Ref
    return ref
