"""erlang:trace/3, trace_pattern/2,3, trace_info/2, trace_delivered/1, and what `trace` shares.

OTP: erl_bif_trace.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.match_spec.spec import TRACE, MatchSpec, SpecErrors, TooDeepError, compile_spec
from pyerlshell.erts.node import Node
from pyerlshell.erts.ports import Ports
from pyerlshell.erts.process import DEAD, Process
from pyerlshell.erts.tracing import events
from pyerlshell.erts.tracing.calls import Points
from pyerlshell.erts.tracing.meters import Meter
from pyerlshell.erts.tracing.sessions import (
    ALL,
    FLAGS,
    Mfa,
    Pattern,
    Session,
    Traced,
    Tracing,
    process_of,
)
from pyerlshell.otp.library import shipped_modules
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.preloaded.erlang.processes import send_2
from pyerlshell.otp.preloaded.erlang.system_monitor import LEGACY, Watching
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper, to_list
from pyerlshell.terms.types import Pid, Port, Term

ANY: Final = a._


class WrongItem(Exception):
    """An argument that is none: args[0] is its cause for error_info."""


# -- processes


def read_flags(options: Term) -> tuple[frozenset[Atom], Process | None]:
    """The flags of a list, and the tracer if it names one."""
    if not is_proper(options):
        raise WrongItem(a.badopt)
    flags: set[Atom] = set()
    tracer: Process | None = None
    for option in from_list(options):
        if option is a.all:
            flags |= ALL
        elif type(option) is Atom and option in FLAGS:
            flags.add(option)
        elif type(option) is tuple and len(option) == 2 and option[0] is a.tracer:
            tracer = process_of(P.cur.node, option[1])
            if tracer is None:
                raise WrongItem(a.badopt)
        else:
            raise WrongItem(a.badopt)
    return frozenset(flags), tracer


_EVERY: Final = (a.all, a.processes, a.existing, a.existing_processes)
_PORTS: Final = (a.all, a.ports, a.existing, a.existing_ports)
_NEW: Final = (a.all, a.processes, a.new, a.new_processes)
_OTHERS: Final = (a.ports, a.existing_ports, a.new_ports)
_CONFLICT: Final = "** can only have one tracer per process\n"


def change_flags(
    session: Session, who: Term, on: bool, flags: frozenset[Atom], tracer: Process | None
) -> int:
    """Set or clear the flags of the processes that `who` names; how many there are.

    `tracer`: the one that is named, if any. Who is traced by somebody else already is left alone.
    """
    node = P.cur.node
    told = tracer or P.cur
    count = 0
    if type(who) is Pid:
        p = node.lookup(who)
        if p is None or a.cpu_timestamp in flags:
            raise WrongItem(None)
        if not _change_one(session, p, on, flags, told, tracer is not None):
            node.log(a.error, _CONFLICT, [], None)
            raise WrongItem(None)
        count = 1
    elif type(who) is Port:
        count = 1
    elif a.cpu_timestamp in flags and who is not a.all:
        raise WrongItem(None)
    elif type(who) is Atom and who in (*_EVERY, *_NEW, *_OTHERS):
        if a.cpu_timestamp in flags:  # which concerns the node as a whole
            node.part(Tracing).cpu_time = on
            flags -= {a.cpu_timestamp}
        if who in _NEW:
            before = session.new.flags if session.new is not None else frozenset()
            session.new = Traced(before | flags if on else before - flags, told)
        if who in _EVERY:
            for p in node.processes.values():
                count += _change_one(session, p, on, flags, told, tracer is not None)
        if who in _PORTS:
            count += 1 + len(node.part(Ports).open)
    else:
        raise WrongItem(None)
    events.adapt(node, send_2)
    return count


def _change_one(
    session: Session, p: Process, on: bool, flags: frozenset[Atom], told: Process, named: bool
) -> bool:
    """Whether it may be: nobody else traces the process."""
    known = session.processes.get(p.pid.number)
    if known is None:
        if on and flags:
            session.processes[p.pid.number] = Traced(flags, told)
        return True
    if on:
        if known.tracer is not told and known.tracer.state != DEAD:
            return False
        known.flags |= flags
        known.tracer = told
        return True
    known.flags -= flags
    if not known.flags:
        del session.processes[p.pid.number]
    elif named:
        known.tracer = told
    return True


@erlang.export("trace/3", "(PidPortSpec, How, FlagList) -> integer() when How :: boolean()")
def trace(who: Term, how: Term, options: Term) -> Term:
    """Turn trace flags of processes on or off; how many processes that are."""
    given = (who, how, options)
    if how is not a.true and how is not a.false:
        raise badarg(*given)
    try:
        flags, tracer = read_flags(options)
        default = P.cur.node.part(Tracing).default
        return change_flags(default, who, how is a.true, flags, tracer)
    except WrongItem as e:
        raise ErlError(a.error, a.badarg, given, info=e.args[0]) from None


# -- functions

_KINDS: Final = (a.local, a.meta, a.call_count, a.call_time, a.call_memory)
_GLOBAL: Final = a.__getattr__("global")


def _pattern_flags(session: Session, options: Term) -> tuple[set[Atom], Process | None]:
    if not is_proper(options):
        raise WrongItem(a.badopt)
    kinds: set[Atom] = set()
    meta: Process | None = None
    for option in from_list(options):
        if type(option) is Atom and (option in _KINDS or option is _GLOBAL):
            kinds.add(option)
            meta = (session.tracer or P.cur) if option is a.meta else meta
        elif type(option) is tuple and len(option) == 2 and option[0] is a.meta:
            kinds.add(a.meta)
            meta = process_of(P.cur.node, option[1])
            if meta is None:
                raise WrongItem(a.badopt)
        else:
            raise WrongItem(a.badopt)
    return kinds, meta


def _compiled(spec: Term) -> MatchSpec | None:
    if spec is a.true or spec is None:
        return None
    try:
        return compile_spec(P.cur.node, spec, TRACE)
    except TooDeepError:
        raise WrongItem(a.system_limit) from None
    except SpecErrors:
        raise WrongItem(a.match_spec) from None


_SWITCHES: Final = (a.restart, a.pause)
_OF_CALLS: Final = (a.caller, a.caller_line, a.current_stacktrace)
"""Special forms that mean nothing where a message is sent or received."""


def _asks_for_caller(spec: Term) -> bool:
    todo = [spec]
    while todo:
        part: Any = todo.pop()
        if type(part) is tuple and part:
            if type(part[0]) is Atom and part[0] in _OF_CALLS:
                return True
            if part[0] is not a.const:
                todo.extend(part)
        elif type(part) is list:
            todo.extend(part)
    return False


def set_pattern(session: Session, mfa: Term, spec: Term, options: Term) -> int:
    """Trace functions, or messages, as a specification says; how many functions."""
    kinds, meta = _pattern_flags(session, options)
    node = P.cur.node
    off = spec is a.false
    compiled = None if off or spec in _SWITCHES else _compiled(spec)
    if mfa is a.send or mfa is a.receive:
        if kinds or spec in _SWITCHES:
            raise WrongItem(a.none)
        if _asks_for_caller(spec):
            raise WrongItem(a.match_spec)
        if off:
            session.message_specs[mfa] = None
        elif compiled is None:
            session.message_specs.pop(mfa, None)
        else:
            session.message_specs[mfa] = compiled
        return 1
    points = node.part(Points)
    events.adapt(node, send_2)
    node.on_loaded = points.loaded
    node.on_deleted = points.deleted
    if mfa is a.on_load:
        session.on_load = session.on_load or Pattern()
        _set(session.on_load, off, spec, compiled, kinds, meta)
        if session.on_load.is_empty():
            session.on_load = None
        return 0
    local = bool(kinds - {_GLOBAL})
    count = 0
    one_module = mfa[0] is not ANY  # type: ignore[index]
    if not local and not off:
        _forget_local(session, points, _functions(node, points, mfa, True))
    for found in _functions(node, points, mfa, local):
        count += 1
        _set_one(session, found, off, spec, compiled, kinds, meta)
        points.update(found, one_module)
    return count


def _forget_local(session: Session, points: Points, found: list[Mfa]) -> None:
    """A function is traced globally or locally: the one ends the other, also where it is none."""
    for mfa in found:
        pattern = session.patterns.get(mfa)
        if pattern is not None and pattern.is_local():
            del session.patterns[mfa]
            points.update(mfa)


def _functions(node: Node, points: Points, mfa: Any, local: bool) -> list[Mfa]:
    if type(mfa) is not tuple or len(mfa) != 3:
        raise WrongItem(None)
    module, name, arity = mfa
    if type(module) is not Atom or type(name) is not Atom:
        raise WrongItem(None)
    if not (arity is ANY or (type(arity) is int and 0 <= arity <= 255)):
        raise WrongItem(None)
    if (module is ANY and name is not ANY) or (name is ANY and arity is not ANY):
        raise WrongItem(None)
    current = node.code.current
    if module not in current and module.name in shipped_modules():
        node.code.ensure_loaded(module)  # the reference has it from the start
    chosen = [current[module]] if module in current else []
    if module is ANY:
        chosen = list(current.values())
    return [
        found
        for instance in chosen
        for found in points.functions(instance, local)
        if (name is ANY or found[1] is name) and (arity is ANY or found[2] == arity)
    ]


def _set_one(
    session: Session,
    mfa: Mfa,
    off: bool,
    spec: Term,
    compiled: MatchSpec | None,
    kinds: set[Atom],
    meta: Process | None,
) -> None:
    pattern = session.patterns.get(mfa)
    if pattern is None:
        if off:
            return
        pattern = session.patterns[mfa] = Pattern()
    _set(pattern, off, spec, compiled, kinds, meta)
    if pattern.is_empty():
        del session.patterns[mfa]


def _set(
    pattern: Pattern,
    off: bool,
    spec: Term,
    compiled: MatchSpec | None,
    kinds: set[Atom],
    meta: Process | None,
) -> None:
    if kinds - {_GLOBAL} and not off and pattern.traced and not pattern.local:
        pattern.traced = False
    if a.meta in kinds:
        pattern.meta = None if off else meta
        pattern.gone = False
        pattern.meta_spec = None if off else compiled
    if a.call_count in kinds:
        _count(pattern, off, spec)
    for kind in (a.call_time, a.call_memory):
        if kind in kinds:
            _measure(pattern, kind, off, spec)
    calls = (not kinds or kinds & {_GLOBAL, a.local}) and spec not in _SWITCHES
    if calls and not (off and pattern.traced and pattern.local is not (a.local in kinds)):
        pattern.traced = not off
        pattern.local = a.local in kinds and not off
        pattern.spec = None if off else compiled


def _count(pattern: Pattern, off: bool, spec: Term) -> None:
    pattern.paused = spec is a.pause
    if off:
        pattern.count = None
    elif spec is not a.pause:
        pattern.count = 0


def _measure(pattern: Pattern, kind: Atom, off: bool, spec: Term) -> None:
    if off:
        pattern.meters.pop(kind, None)
        return
    known = pattern.meters.get(kind)
    if known is None or spec is not a.pause:
        known = pattern.meters[kind] = Meter(kind)
    known.paused = spec is a.pause


@erlang.export("trace_pattern/2", "(MFA, MatchSpec) -> non_neg_integer()")
def trace_pattern_2(mfa: Term, spec: Term) -> Term:
    """Trace calls of exported functions from other modules; how many functions match."""
    return _trace_pattern(mfa, spec, None, (mfa, spec))


@erlang.export("trace_pattern/3", "(MFA, MatchSpec, FlagList) -> non_neg_integer()")
def trace_pattern_3(mfa: Term, spec: Term, options: Term) -> Term:
    """Trace calls of functions; how many functions match."""
    return _trace_pattern(mfa, spec, options, (mfa, spec, options))


def _trace_pattern(mfa: Term, spec: Term, options: Term, given: tuple[Term, ...]) -> Term:
    try:
        return set_pattern(P.cur.node.part(Tracing).default, mfa, spec, options)
    except WrongItem as e:
        if e.args[0] is a.system_limit:
            raise ErlError(a.error, a.system_limit, given) from None
        raise ErlError(a.error, a.badarg, given, info=e.args[0]) from None


# -- information


@erlang.export("trace_info/2", "(PidPortFuncEvent, Item) -> Res")
def trace_info(what: Term, item: Term) -> Term:
    """What is traced of a process or function."""
    if what is a.system and item is a.all:
        return (a.system, system_settings(LEGACY))
    try:
        return info_of(P.cur.node.part(Tracing).default, what, item)
    except WrongItem as e:
        raise ErlError(a.error, a.badarg, (what, item), info=e.args[0]) from None


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
        traced = None
    elif what is a.new or what is a.new_processes:
        traced = session.new
    else:
        p = process_of(P.cur.node, what) if type(what) is Pid else None
        if type(what) is not Pid:
            raise WrongItem(None)
        if p is None:
            return a.undefined
        traced = session.processes.get(p.pid.number)
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
    instance = node.code.current.get(module) if type(module) is Atom else None
    exists = instance is not None and (module, name, arity) in set(
        node.part(Points).functions(instance, True)
    )
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
