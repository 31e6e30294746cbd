"""erlang:trace_info/2 and trace_delivered/1, and what `trace` shares with them.

OTP: erl_bif_trace.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.module_info import functions
from pyerlshell.erts.ports import Ports
from pyerlshell.erts.process import DEAD
from pyerlshell.erts.tracing.sessions import FLAGS, Pattern, Session, Traced, Tracing
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.preloaded.erlang.system_monitor import LEGACY, Watching
from pyerlshell.otp.preloaded.erlang.trace_patterns import standing, wait_for_code
from pyerlshell.otp.preloaded.erlang.tracing import WrongItem
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Pid, Port, Term

_GLOBAL: Final = a.__getattr__("global")


@erlang.export("trace_info/2", "(PidPortFuncEvent, Item) -> Res")
def trace_info(what: Term, item: Term) -> Term:
    """What is traced of a process or function."""
    if what is a.system and item is a.all:
        return (a.system, system_settings(LEGACY))
    wait_for_figures(item)
    try:
        return info_of(P.cur.node.part(Tracing).default, what, item)
    except WrongItem as e:
        raise ErlError(a.error, a.badarg, (what, item), info=e.args[0]) from None


_FIGURES: Final = (a.call_time, a.call_memory, a.all)


def wait_for_figures(item: Term) -> None:
    """The reference collects figures of calls from all schedulers, while other processes run."""
    if type(item) is Atom and item in _FIGURES:
        wait_for_code()


def system_settings(number: int) -> Term:
    """What of the system a session is told of."""
    setting: Any = P.cur.node.part(Watching).setting(number)
    return None if setting is a.undefined else setting[1]


def info_of(session: Session, what: Term, item: Term) -> Term:
    """trace_info in a session."""
    if type(what) is tuple and len(what) == 3:
        return _function_info(session, what, item)
    if what is a.send or what is a.receive:
        if item is not a.match_spec:
            raise WrongItem(a.badopt)
        spec = session.message_specs.get(what, a.true)
        return (item, a.false if spec is None else getattr(spec, "source", spec))
    if what is a.on_load:
        return _on_load_info(session, item)
    traced: Traced | None
    if what is a.new_ports:
        traced = session.ports.new
    elif what is a.new or what is a.new_processes:
        traced = session.new
    elif type(what) is Pid:
        if P.cur.node.lookup(what) is None:
            return a.undefined
        traced = session.processes.get(what.number)
    elif type(what) is Port:
        if P.cur.node.part(Ports).find(what) is None:
            return a.undefined
        traced = session.ports.open.get(what.number)
    else:
        raise WrongItem(a.tracee)
    if traced is not None and traced.tracer.state == DEAD:
        traced = None
    if item is a.flags:
        flags = traced.flags if traced is not None else frozenset()
        return (item, to_list([flag for flag in FLAGS if flag in flags]))
    if item is a.tracer:
        there = traced is not None and traced.flags
        return (item, traced.tracer.pid if there and traced is not None else None)
    raise WrongItem(a.badopt)


def _function_info(session: Session, mfa: Any, item: Term) -> Term:
    node = P.cur.node
    module, name, arity = mfa
    instance = standing(node, module) if type(module) is Atom else None
    exists = instance is not None and (name, arity) in set(functions(instance, True))
    pattern = session.patterns.get(mfa) if exists else None
    if not exists:
        return (item, a.undefined)
    items = _items(pattern)
    if item is a.all:
        return (item, to_list(list(items.items())) if pattern is not None else a.false)
    if type(item) is not Atom or item not in items:
        raise WrongItem(a.badopt)
    return (item, items[item])


def _on_load_info(session: Session, item: Term) -> Term:
    items = _items(session.on_load)
    del items[a.call_memory], items[a.call_time]
    if item is a.all:
        return (item, to_list(list(items.items())) if session.on_load is not None else a.false)
    if type(item) is not Atom or item not in items:
        raise WrongItem(a.badopt)
    return (item, items[item])


def _items(pattern: Pattern | None) -> dict[Atom, Term]:
    false = a.false
    plain = pattern is not None and pattern.traced
    source: Term = None
    if pattern is not None and pattern.spec is not None:
        source = pattern.spec.source
    meta_source: Term = None
    if pattern is not None and pattern.meta_spec is not None:
        meta_source = pattern.meta_spec.source
    kind = (a.local if pattern is not None and pattern.local else _GLOBAL) if plain else false
    meta = pattern.meta if pattern is not None else None
    return {
        a.traced: kind,
        a.match_spec: source if plain else false,
        a.meta: false if meta is None else None if pattern.gone else meta.pid,  # type: ignore[union-attr]
        a.meta_match_spec: meta_source if meta is not None else false,
        a.call_memory: _told(pattern, a.call_memory),
        a.call_time: _told(pattern, a.call_time),
        a.call_count: pattern.count if pattern is not None and pattern.count is not None else false,
    }


def _told(pattern: Pattern | None, kind: Atom) -> Term:
    meter = pattern.meters.get(kind) if pattern is not None else None
    return a.false if meter is None else meter.told()


@erlang.export("trace_delivered/1", "(Tracee) -> Ref when Tracee :: pid() | all")
def trace_delivered(who: Term) -> Term:
    """Be sent {trace_delivered, Tracee, Ref} behind all trace messages sent so far."""
    if type(who) is not Pid and who is not a.all:
        raise badarg(who)
    ref = P.cur.node.make_ref()
    P.cur.node.send(P.cur.pid, (a.trace_delivered, who, ref))
    return ref
