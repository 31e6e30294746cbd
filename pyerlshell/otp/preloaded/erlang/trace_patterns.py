"""erlang:trace_pattern/2,3, and what `trace` shares with it: which functions, which messages.

OTP: erl_bif_trace.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import P
from pyerlshell.erts.match_spec.spec import TRACE, MatchSpec, SpecErrors, TooDeepError, compile_spec
from pyerlshell.erts.module_instance import ModuleInstance
from pyerlshell.erts.node import Node
from pyerlshell.erts.process import Process
from pyerlshell.erts.scheduler import give_way
from pyerlshell.erts.tracing import events
from pyerlshell.erts.tracing.meters import Meter
from pyerlshell.erts.tracing.points import Points
from pyerlshell.erts.tracing.sessions import Mfa, Pattern, Session, Tracing, process_of
from pyerlshell.otp.library import shipped_modules
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.preloaded.erlang.processes import send_2
from pyerlshell.otp.preloaded.erlang.tracing import WrongItem
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.types import Term

ANY: Final = a._
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
    one_module = type(mfa) is tuple and mfa[0] is not ANY
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


def standing(node: Node, module: Atom) -> ModuleInstance | None:
    """The current version of a module; the reference has those of its own from the start."""
    current = node.code.current
    if module not in current and module.name in shipped_modules():
        node.code.ensure_loaded(module)
    return current.get(module)


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
    instance = standing(node, module)
    chosen = [instance] if instance is not None else []
    if module is ANY:
        chosen = list(node.code.current.values())
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
        count = set_pattern(P.cur.node.part(Tracing).default, mfa, spec, options)
    except WrongItem as e:
        if e.args[0] is a.system_limit:
            raise ErlError(a.error, a.system_limit, given) from None
        raise ErlError(a.error, a.badarg, given, info=e.args[0]) from None
    wait_for_code()
    return count


def wait_for_code() -> None:
    """The reference waits until all schedulers see the change, while other processes run."""
    if P.sched is not None and not P.guard:
        give_way()
