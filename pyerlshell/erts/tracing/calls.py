"""A traced function is replaced by a wrapper.

Calls from other modules go through export cells, so for them the cells are re-pointed; local calls
use the globals of the module's version, so for those the global is replaced as well. The wrapper's
frame is no Erlang frame, and stack traces do not show it. What is not traced is not touched.

A function that calls itself last is a loop in compiled code: only its first call is seen.

OTP: beam_bp.c
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import FrameType, FunctionType
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.code_table import ModuleInstance
from pyerlshell.erts.errors import Killed
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.erts.match_spec.spec import NO_MATCH
from pyerlshell.erts.process import DEAD, Process, deliver
from pyerlshell.erts.scheduler import BASE_CODE
from pyerlshell.erts.stacktrace import caught, returns_to_caller
from pyerlshell.erts.tracing.context import CallContext, caller_of
from pyerlshell.erts.tracing.sessions import Mfa, Pattern, Session, Traced, Tracing, stamped
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

ORIGINAL: Final = "__traced__"
_TRAMPOLINE: Final = run.__code__
"""A tail call inside a call returns to where its trampoline was started."""


class Point:
    """One function that is traced by some session."""

    __slots__ = ("instance", "mfa", "node", "original", "wrapper")

    def __init__(
        self, node: Node, instance: ModuleInstance, mfa: Mfa, original: Callable[..., Any]
    ) -> None:
        self.node = node
        self.instance = instance
        self.mfa = mfa
        self.original = original
        self.wrapper = _wrapper(mfa[2], self._called)
        self.wrapper.__dict__[ORIGINAL] = original

    def _called(self, *args: Term) -> Any:
        """What stands for the function while it is traced."""
        p = P.cur
        frame: FrameType | None = sys._getframe(2)
        while frame is not None and frame.f_code is _TRAMPOLINE:
            frame = frame.f_back
        ends: list[tuple[Process, frozenset[Any], bool]] = []
        back: list[Traced] = []
        for session in self.node.part(Tracing).sessions:
            pattern = session.patterns.get(self.mfa)
            if pattern is not None:
                self._in_session(p, session, pattern, args, frame, ends, back)
        if not ends and not back:
            return self.original(*args)
        return self._followed(p, args, frame, ends, back)

    def _in_session(
        self,
        p: Process,
        session: Session,
        pattern: Pattern,
        args: tuple[Term, ...],
        frame: FrameType | None,
        ends: list[tuple[Process, frozenset[Any], bool]],
        back: list[Traced],
    ) -> None:
        if pattern.count is not None:
            pattern.count += 1
        traced = session.processes.get(p.pid.number)
        flags = traced.flags if traced is not None else frozenset()
        tracer = pattern.meta
        if tracer is None:
            if traced is None or a.call not in flags or traced.tracer is p or not pattern.traced:
                return
            tracer = traced.tracer
        else:
            flags = _META
        if tracer.state == DEAD:
            session.processes.pop(p.pid.number, None)
            return
        context = CallContext(p, session, traced, frame)
        if pattern.spec is not None:
            if pattern.spec.run(to_list(args), context) is NO_MATCH:
                return
        extra = context.extra()
        if traced is not None and a.silent in traced.flags:
            return
        if extra is not None:
            module, name, arity = self.mfa
            what = (module, name, arity if a.arity in flags else to_list(args))
            deliver(tracer, stamped(self.node, flags, (p.pid, a.call, what, *extra)))
        if context.returns:
            ends.append((tracer, flags, context.exceptions))
        if pattern.local and a.return_to in flags and _returns(frame):
            assert traced is not None
            back.append(traced)

    def _followed(
        self,
        p: Process,
        args: tuple[Term, ...],
        frame: FrameType | None,
        ends: list[tuple[Process, frozenset[Any], bool]],
        back: list[Traced],
    ) -> Any:
        try:
            r = self.original(*args)
            if r is TAIL:
                r = run()
        except Killed:
            raise
        except Exception as e:
            reason = caught(e)
            for tracer, flags, exceptions in ends:
                if exceptions:
                    event = (p.pid, a.exception_from, self.mfa, reason)
                    deliver(tracer, stamped(self.node, flags, event))
            raise
        for tracer, flags, _ in ends:
            event = (p.pid, a.return_from, self.mfa, r)
            deliver(tracer, stamped(self.node, flags, event))
        for traced in back:
            target = (p.pid, a.return_to, caller_of(frame))
            deliver(traced.tracer, stamped(self.node, traced.flags, target))
        return r


def _returns(frame: FrameType | None) -> bool:
    """The call returns to an Erlang function, or ends the process."""
    return returns_to_caller(frame) or (frame is not None and frame.f_code is BASE_CODE)


_META: Final = frozenset({a.timestamp})


_WRAPPER: Final = "traced"


def _wrapper(arity: int, called: Callable[..., Any]) -> FunctionType:
    names = ", ".join(f"a{i}" for i in range(arity))
    scope: dict[str, Any] = {"called": called}
    exec(f"def traced({names}): return called({names})", scope)
    made: FunctionType = scope["traced"]
    return made


class Points:
    """The traced functions of one node."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.points: dict[Mfa, Point] = {}

    def functions(self, instance: ModuleInstance, local: bool) -> Iterator[Mfa]:
        """What can be traced in a module."""
        module = instance.name
        seen = set(instance.exports)
        for name, arity in instance.exports:
            yield module, name, arity
        if local:
            for text in instance.namespace:
                name_text, slash, number = text.rpartition("/")
                code = getattr(instance.namespace[text], "__code__", None)
                if slash and number.isdigit() and _is_function(code, text):
                    key = (atom(name_text), int(number))
                    if key not in seen:
                        yield (module, *key)

    def update(self, mfa: Mfa) -> None:
        """Put the wrapper in or take it out, as the patterns of the sessions say."""
        sessions = self.node.part(Tracing).sessions
        patterns = [s.patterns[mfa] for s in sessions if mfa in s.patterns]
        point = self.points.get(mfa)
        instance = self.node.code.current.get(mfa[0])
        if point is not None and point.instance is not instance:
            del self.points[mfa]  # the module was loaded again: its functions are fresh
            point = None
        if instance is None:
            return
        local = any(p.local or p.meta is not None or p.count is not None for p in patterns)
        if not patterns:
            if point is not None:
                del self.points[mfa]
                self._put(point, point.original, point.original)
            return
        if point is None:
            original = _function(instance, mfa)
            if original is None:
                return
            point = self.points[mfa] = Point(self.node, instance, mfa, original)
        self._put(point, point.wrapper, point.wrapper if local else point.original)

    def _put(self, point: Point, outer: Callable[..., Any], inner: Callable[..., Any]) -> None:
        module, name, arity = point.mfa
        instance = point.instance
        if (name, arity) in instance.exports:
            instance.exports[name, arity] = outer
            cell = self.node.code.cells.get(module, {}).get((name, arity))
            if cell is not None:
                cell.fn = outer
        key = f"{name.name}/{arity}"
        if key in instance.namespace:
            instance.namespace[key] = inner


def _is_function(code: Any, name: str) -> bool:
    """No piece of a function, which the compiler made for a receive."""
    return code is not None and code.co_name in (name, _WRAPPER)


def _function(instance: ModuleInstance, mfa: Mfa) -> Callable[..., Any] | None:
    _, name, arity = mfa
    found = instance.exports.get((name, arity))
    return found if found is not None else instance.namespace.get(f"{name.name}/{arity}")
