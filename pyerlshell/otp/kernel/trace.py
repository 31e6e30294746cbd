"""Trace sessions: several tracers at work without knowing of each other.

OTP: trace
"""

from __future__ import annotations

from typing import Any, Final
from weakref import ref

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.magic import make_magic
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.ports import Ports
from pyerlshell.erts.tracing import events
from pyerlshell.erts.tracing.points import Points
from pyerlshell.erts.tracing.sessions import Hold, Session, Tracing, process_of
from pyerlshell.otp.preloaded.erlang.processes import send_2
from pyerlshell.otp.preloaded.erlang.system_monitor import Watching, change, read_monitoring
from pyerlshell.otp.preloaded.erlang.trace_info import (
    info_of,
    system_settings,
    trace_delivered,
    wait_for_figures,
)
from pyerlshell.otp.preloaded.erlang.trace_patterns import set_pattern, wait_for_code
from pyerlshell.otp.preloaded.erlang.tracing import WrongItem, change_flags, read_flags
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
    _forget_lost(tracing)
    for session in tracing.sessions:
        if session.name is weak[0] and session.number == weak[1]:
            return session
    return None


def _forget_lost(tracing: Tracing) -> None:
    for session in [session for session in tracing.sessions if session.is_lost()]:
        _end(tracing, session)


def _end(tracing: Tracing, session: Session) -> None:
    tracing.sessions.remove(session)
    node = tracing.node
    node.part(Watching).set(session.number, None)
    for mfa in list(session.patterns):
        node.part(Points).update(mfa)
    events.adapt(node, send_2)


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
        raise ErlError(a.error, a.badarg, (name, tracer, options), info=a.name)
    if options is not None:
        raise ErlError(a.error, a.badarg, (name, tracer, options), info=a.badopt)
    process = process_of(P.cur.node, tracer) if type(tracer) is Pid else None
    if process is None and tracer is not a.undefined:
        raise ErlError(a.error, a.badarg, (name, tracer, options), info=a.none)
    session = P.cur.node.part(Tracing).create(name, process)
    hold = Hold()
    session.hold = ref(hold)
    return (make_magic(hold), _handle(session))


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
    _end(tracing, known)
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
    node = P.cur.node
    if type(what) is Pid and node.lookup(what) is None:
        return a.undefined
    if type(what) is Port and node.part(Ports).find(what) is None:
        return a.undefined
    _forget_lost(tracing)
    ordered = [*tracing.sessions[1:], tracing.default]
    return to_list([_handle(s) for s in ordered if _concerns(s, what)])


def _concerns(session: Session, what: Any) -> bool:
    if type(what) is Pid:
        return what.number in session.processes
    if type(what) is Port:
        return what.number in session.ports.open
    if type(what) is tuple:
        return what in session.patterns
    if what is a.send or what is a.receive:
        return what in session.message_specs
    if what is a.on_load:
        return session.on_load is not None
    if what is a.new_ports:
        return session.ports.new is not None and bool(session.ports.new.flags)
    if what is a.new or what is a.new_processes:
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
    return _flags((session, who, how, options), Pid, _PROCESSES)


@trace.export("port/4", "(Session, Ports, How, FlagList) -> non_neg_integer()")
def port(session: Term, who: Term, how: Term, options: Term) -> Term:
    """Turn trace flags of ports on or off; how many ports that are."""
    return _flags((session, who, how, options), Port, _PORTS)


_PROCESSES: Final = {
    a.all: a.processes,
    a.existing: a.existing_processes,
    a.new: a.new_processes,
    a.processes: a.processes,
    a.existing_processes: a.existing_processes,
    a.new_processes: a.new_processes,
}
_PORTS: Final = {
    a.all: a.ports,
    a.existing: a.existing_ports,
    a.new: a.new_ports,
    a.ports: a.ports,
    a.existing_ports: a.existing_ports,
    a.new_ports: a.new_ports,
}


def _flags(given: tuple[Term, ...], kind: type[Term], names: dict[Atom, Atom]) -> Term:
    """Set or clear flags of processes or of ports, which are of this kind or have these names."""
    _, who, how, options = given
    named = names.get(who) if type(who) is Atom else None
    if how is not a.true and how is not a.false:
        raise ErlError(a.error, a.badarg, given, info=a.none)
    try:
        flags, tracer = read_flags(options)
        found = _session(*given)
        if found.tracer is not None and tracer is not None:
            raise WrongItem(a.badopt)
        if type(who) is not kind and named is None:
            raise WrongItem(None)
        return change_flags(found, named or who, how is a.true, flags, found.tracer or tracer)
    except WrongItem as e:
        raise ErlError(a.error, a.badarg, given, info=e.args[0] or a.none) from None


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
        count = set_pattern(session, what, spec, options)
    except WrongItem as e:
        if e.args[0] is a.system_limit:
            raise ErlError(a.error, a.system_limit, given) from None
        raise ErlError(a.error, a.badarg, given, info=e.args[0] or a.none) from None
    wait_for_code()
    return count


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
        wait_for_figures(item)
        if what is a.system and item is a.all:
            return (a.system, system_settings(found.number))
        return info_of(found, what, item)
    except WrongItem as e:
        raise ErlError(a.error, a.badarg, (session, what, item), info=e.args[0]) from None


@trace.export("delivered/2", "(Session, Tracee) -> reference()")
def delivered(session: Term, who: Term) -> Term:
    """Be sent {trace_delivered, Tracee, Ref} behind all trace messages sent so far."""
    return trace_delivered(who)
