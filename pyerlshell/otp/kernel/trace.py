"""Trace sessions: several tracers at work without knowing of each other.

OTP: trace
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.process import Process
from pyerlshell.erts.tracing import events
from pyerlshell.erts.tracing.calls import Points
from pyerlshell.erts.tracing.sessions import Session, Tracing, process_of
from pyerlshell.otp.preloaded.erlang.processes import send_2
from pyerlshell.otp.preloaded.erlang.system_monitor import Watching, change, read_monitoring
from pyerlshell.otp.preloaded.erlang.tracing import (
    WrongItem,
    change_flags,
    info_of,
    read_flags,
    set_pattern,
    system_settings,
    trace_delivered,
)
from pyerlshell.otp.preloaded.erts_internal import erts_internal
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper, to_list
from pyerlshell.terms.types import Pid, Port, Ref, Term

trace: Final = NativeModule("trace", "Trace sessions.")


def _known(x: Any) -> Session | None:
    """The session of a handle, strong or weak."""
    tracing = P.cur.node.part(Tracing)
    if x is a.default or x == (a.legacy, a.default):
        return tracing.default
    if type(x) is not tuple or len(x) != 2:
        return None
    weak = x[1] if type(x[0]) is Ref else x
    if type(weak) is not tuple or len(weak) != 2:
        return None
    for session in tracing.sessions:
        if session.name is weak[0] and session.number == weak[1]:
            return session
    return None


def _session(x: Any, *given: Term) -> Session:
    found = _known(x)
    if found is None:
        raise _bad_session(x, *given)
    return found


def _bad_session(*given: Term) -> ErlError:
    return ErlError(a.error, a.badarg, given, info=a.bad_session)


def _handle(session: Session) -> Term:
    if session.number < 0:
        return (a.legacy, a.default)
    return (session.name, session.number)


@trace.export("session_create/3", "(Name, Tracer, Opts) -> session() when Name :: atom()")
def session_create(name: Term, tracer: Term, options: Term) -> Term:
    """A new session. Tracer is a process; it is told of all that the session traces."""
    if type(name) is not Atom:
        raise badarg(name, tracer, options)
    if options is not None:
        raise ErlError(a.error, a.badarg, (name, tracer, options), info=a.badopt)
    process = process_of(P.cur.node, tracer) if type(tracer) is Pid else None
    if process is None and tracer is not a.undefined:
        raise badarg(name, tracer, options)
    session = P.cur.node.part(Tracing).create(name, process)
    return (P.cur.node.make_ref(), _handle(session))


@trace.export("session_destroy/1", "(Session) -> true | false")
def session_destroy(session: Term) -> Term:
    """End a session and all its tracing."""
    tracing = P.cur.node.part(Tracing)
    known = _known(session)
    if known is None or known is tracing.default:
        handle: Any = session
        if type(handle) is tuple and len(handle) == 2 and known is None:
            return a.false
        raise ErlError(a.error, a.badarg, (session,), info=a.bad_session)
    tracing.sessions.remove(known)
    P.cur.node.part(Watching).set(known.number, None)
    points = P.cur.node.part(Points)
    for mfa in list(known.patterns):
        points.update(mfa)
    events.adapt(P.cur.node, send_2)
    return a.true


_NAMED_TRACEES: Final = frozenset(
    (a.all, a.send, a.receive, a.on_load, a.new, a.new_processes, a.new_ports)
)


@trace.export("session_info/1", "(PidPortFuncEvent) -> [session()] | undefined")
def session_info(what: Term) -> Term:
    """The sessions that there are, or that trace a process or function."""
    tracing = P.cur.node.part(Tracing)
    if type(what) not in (Pid, Port, tuple) and not (type(what) is Atom and what in _NAMED_TRACEES):
        raise ErlError(a.error, a.badarg, (what,), info=a.badopt)
    process = process_of(P.cur.node, what) if type(what) is Pid else None
    if type(what) is Pid and process is None:
        return a.undefined
    ordered = [*tracing.sessions[1:], tracing.default]
    return to_list([_handle(s) for s in ordered if _concerns(s, what, process)])


def _concerns(session: Session, what: Any, process: Process | None) -> bool:
    if process is not None:
        return process.pid.number in session.processes
    if type(what) is tuple:
        return what in session.patterns
    if what is a.send or what is a.receive:
        return what in session.message_specs
    if what is a.on_load:
        return session.on_load is not None
    if what in (a.new, a.new_processes, a.new_ports):
        return session.new is not None and bool(session.new.flags)
    return what is a.all


@trace.export("system/3", "(Session, Event, Value) -> ok")
def system(session: Term, event: Term, value: Term) -> Term:
    """Be told of what is too large, too long or too slow in the system, or no more of it."""
    return system_monitor_3(session, a.session, [(event, value), None])


@erts_internal.export("system_monitor/1", internal=True)
def system_monitor_1(session: Term) -> Term:
    """What system_monitor/3 has set for a session."""
    found = _known(session)
    if found is None:
        raise badarg(session)
    return P.cur.node.part(Watching).setting(found.number)


@erts_internal.export("system_monitor/3", internal=True)
def system_monitor_3(session: Term, who: Term, options: Term) -> Term:
    """Change settings of a session for its tracer (`session`), or set them for a process."""
    given = (session, who, options)
    found = None if session is a.default else _known(session)
    if found is None:
        raise badarg(*given)
    if who is a.session:
        changes: list[Any] = from_list(options)
        if found.tracer is None:
            raise badarg(*given)
        for name, value in changes:
            if not change(found.number, found.tracer, name, value):
                raise badarg(*given)
        return a.ok
    if found.tracer is not None:
        raise badarg(*given)
    wanted = read_monitoring(who, options, given)
    return P.cur.node.part(Watching).set(found.number, wanted)


@trace.export("process/4", "(Session, Procs, How, FlagList) -> non_neg_integer()")
def process(session: Term, who: Term, how: Term, options: Term) -> Term:
    """Turn trace flags of processes on or off; how many processes that are."""
    given = (session, who, how, options)
    if how is not a.true and how is not a.false:
        raise badarg(*given)
    try:
        flags, tracer = read_flags(options)
        found = _session(*given)
        if found.tracer is not None and tracer is not None:
            raise WrongItem(a.badopt)
        return change_flags(found, who, how is a.true, flags, found.tracer or tracer)
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
        session = _session(*given)
        if session.tracer is not None and _names_tracer(options):
            raise WrongItem(a.badopt)
        return set_pattern(session, what, spec, options)
    except WrongItem as e:
        if e.args[0] is a.system_limit:
            raise ErlError(a.error, a.system_limit, given) from None
        raise ErlError(a.error, a.badarg, given, info=e.args[0]) from None


def _names_tracer(options: Term) -> bool:
    """{meta, Tracer}: not in a session that has a tracer."""
    return is_proper(options) and any(type(option) is tuple for option in from_list(options))


@trace.export("info/3", "(Session, PidPortFuncEvent, Item) -> term()")
def info(session: Term, what: Term, item: Term) -> Term:
    """What is traced of a process or function."""
    try:
        if session is a.default:
            raise _bad_session(session, what, item)
        found = _session(session, what, item)
        if what is a.system and item is a.all:
            return (a.system, system_settings(found.number))
        return info_of(found, what, item)
    except WrongItem as e:
        raise ErlError(a.error, a.badarg, (session, what, item), info=e.args[0]) from None


@trace.export("delivered/2", "(Session, Tracee) -> reference()")
def delivered(session: Term, who: Term) -> Term:
    """Be sent {trace_delivered, Tracee, Ref} behind all trace messages sent so far."""
    _session(session, who)
    ref = trace_delivered(who)
    assert type(ref) is Ref
    return ref


def trace_faults(name: str, args: list[Any], cause: Any) -> dict[int, str]:
    """Argument number -> what is wrong with it."""
    if cause is a.bad_session:
        return {1: "invalid trace session"}
    if name == "session_create":
        if type(args[0]) is not Atom:
            return {1: "not an atom"}
        return {3: "invalid option in list"} if cause is a.badopt else {2: "invalid tracer"}
    if name == "session_info":
        return {1: "not a valid tracee specification"}
    wanted = _FAULTS.get((name, cause.name if type(cause) is Atom else ""))
    return {wanted[0]: wanted[1]} if wanted is not None else {}


_FAULTS: Final = {
    ("process", ""): (2, "invalid process specification"),
    ("process", "badopt"): (4, "invalid option in list"),
    ("port", "badopt"): (4, "invalid option in list"),
    ("function", "badopt"): (4, "invalid option in list"),
    ("function", "match_spec"): (3, "invalid match specification"),
    ("send", "match_spec"): (2, "invalid match specification"),
    ("recv", "match_spec"): (2, "invalid match specification"),
    ("send", "badopt"): (3, "invalid option in list"),
    ("recv", "badopt"): (3, "invalid option in list"),
    ("info", ""): (2, "not a valid tracee specification"),
    ("info", "badopt"): (3, "invalid trace item"),
}
