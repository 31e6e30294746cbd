"""A traced function is replaced by a wrapper, which tells who wants to know of its calls.

The wrapper's frame is no Erlang frame, and stack traces do not show it. What is not traced is not
touched: see `points`. A function that calls itself last is a loop in compiled code: see `loops`.

OTP: beam_bp.c
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from types import FrameType, FunctionType
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.export_cells import TRACED, UNDEF_CODE
from pyerlshell.erts.frames import TRACED_FILE, returns_to_caller
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.erts.match_spec.spec import NO_MATCH, MatchSpec
from pyerlshell.erts.module_instance import ModuleInstance
from pyerlshell.erts.process import DEAD, Process, deliver
from pyerlshell.erts.reasons import caught
from pyerlshell.erts.scheduler import BASE_CODE
from pyerlshell.erts.tracing.context import CallContext, caller_of
from pyerlshell.erts.tracing.meters import Measuring, Meter, traces_calls
from pyerlshell.erts.tracing.sessions import Mfa, Pattern, Session, Traced, Tracing, stamped
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

ORIGINAL: Final = TRACED
_TRAMPOLINE: Final = run.__code__
"""A tail call inside a call returns to where its trampoline was started."""


class Follow:
    """One call of a traced function whose end somebody wants to know of."""

    __slots__ = ("back", "ends", "frame", "measuring", "meters", "p")

    def __init__(self, p: Process, frame: FrameType | None) -> None:
        self.p = p
        self.frame = frame
        self.ends: list[tuple[Process, frozenset[Any], bool]] = []
        self.back: list[Traced] = []
        self.meters: list[Meter] = []
        self.measuring: Measuring | None = None


class Point:
    """One function that is traced by some session.

    original  the function of the version; inner: the same, or its compilation without loops
    outer     stands for it in other modules
    wrapper   stands for it where a tail call may be handed on; settled: where it may not
    """

    __slots__ = ("inner", "instance", "mfa", "node", "original", "outer", "settled", "wrapper")

    def __init__(
        self, node: Node, instance: ModuleInstance, mfa: Mfa, original: Callable[..., Any]
    ) -> None:
        self.node = node
        self.instance = instance
        self.mfa = mfa
        self.original = self.inner = original
        self.outer, self.wrapper, self.settled = _wrappers(self, mfa[2])
        for f in (self.outer, self.wrapper, self.settled):
            f.__dict__[ORIGINAL] = original

    def before(self, args: tuple[Term, ...], remote: bool) -> Follow | None:
        """The function is called, from another module or its own: tell who wants to know; what
        its end has to be told, if anybody wants that.
        """
        frame: FrameType | None = sys._getframe(2)
        p = P.cur
        tail = frame
        while frame is not None and frame.f_code is _TRAMPOLINE:
            frame = frame.f_back
        follow = Follow(p, frame)
        for session in self.node.part(Tracing).sessions:
            pattern = session.patterns.get(self.mfa)
            if pattern is None or session.is_lost():
                continue
            if remote or pattern.is_local():
                self._in_session(p, session, pattern, args, frame, follow.ends, follow.back)
                if pattern.meters and traces_calls(session, p):
                    follow.meters.extend(pattern.meters.values())
        if not follow.ends and not follow.back and not follow.meters:
            return None
        if tail is not frame and self._goes_on(follow):
            return None
        if follow.meters:
            follow.measuring = Measuring(p, follow.meters)
        return follow

    @staticmethod
    def _goes_on(follow: Follow) -> bool:
        """A measured function has called this one last: its measuring is over, and goes on for
        this one, so that a loop takes no stack."""
        before = _follow_of(follow.frame)
        if before is None or before.measuring is None or before.ends or before.back:
            return False
        if follow.ends or follow.back:
            return False
        before.measuring.go_on(follow.meters)
        return True

    def returned(self, follow: Follow, r: Term) -> Term:
        """The call has ended with a value."""
        if follow.measuring is not None:
            follow.measuring.end()
        for tracer, flags, _ in follow.ends:
            event = (follow.p.pid, a.return_from, self.mfa, r)
            deliver(tracer, stamped(self.node, flags, event))
        self._back(follow, _returns_to)
        return r

    def _back(self, follow: Follow, found: Callable[[FrameType | None, Traced], Any]) -> None:
        """Tell of where the process goes on, unless another call does that in the same session."""
        for traced in follow.back:
            frame = found(follow.frame, traced)
            if frame is not None:
                self._tell_back(follow, traced, caller_of(frame))

    def _tell_back(self, follow: Follow, traced: Traced, target: Term) -> None:
        event = (follow.p.pid, a.return_to, target)
        deliver(traced.tracer, stamped(self.node, traced.flags, event))

    def failed(self, follow: Follow, e: BaseException) -> None:
        """The call has ended with an exception."""
        if follow.measuring is not None:
            follow.measuring.end()
        if not isinstance(e, Exception):
            return
        reason = caught(e)
        if reason[0] is a.throw and not _is_caught(follow.p, follow.frame):
            reason = (a.error, (a.nocatch, reason[1]))
        for tracer, flags, exceptions in follow.ends:
            if exceptions:
                event = (follow.p.pid, a.exception_from, self.mfa, reason)
                deliver(tracer, stamped(self.node, flags, event))
        if follow.back and _is_undef(follow.frame):
            for traced in follow.back:
                self._tell_back(follow, traced, (a.error_handler, a.crash, 1))
        else:
            self._back(follow, _caught_in)

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
        traced = session.processes.get(p.pid.number)
        flags = traced.flags if traced is not None else frozenset()
        if pattern.count is not None and not pattern.paused:
            pattern.count += 1
        if p.extra is not None and p.extra.flags.get(a.sensitive) is a.true:
            return
        if traced is not None and a.call in flags and pattern.traced and traced.tracer is not p:
            told = self._told(p, session, traced, traced.tracer, pattern.spec, args, frame, ends)
            if told and pattern.local and a.return_to in traced.flags:
                back.append(traced)
        if pattern.meta is not None and pattern.meta.state == DEAD:
            pattern.gone = True  # found out when there was something to tell
        elif pattern.meta is not None:
            self._told(p, session, None, pattern.meta, pattern.meta_spec, args, frame, ends)

    def _told(
        self,
        p: Process,
        session: Session,
        traced: Traced | None,
        tracer: Process,
        spec: MatchSpec | None,
        args: tuple[Term, ...],
        frame: FrameType | None,
        ends: list[tuple[Process, frozenset[Any], bool]],
    ) -> bool:
        """Tell one tracer of the call, if the specification wants it; `traced` None: of any call
        of any process (meta).
        """
        if tracer.state == DEAD or tracer is p:
            if tracer is not p:
                session.processes.pop(p.pid.number, None)
            return False
        flags = _META if traced is None else traced.flags
        context = CallContext(p, session, traced, frame, tracer)
        if spec is not None and spec.run(to_list(args), context) is NO_MATCH:
            return False
        extra = context.extra()
        if traced is not None:
            flags = traced.flags  # which the specification may have changed
            if a.silent in flags:
                return False
        if extra is not None:
            module, name, arity = self.mfa
            what = (module, name, arity if a.arity in flags else to_list(args))
            deliver(tracer, stamped(self.node, flags, (p.pid, a.call, what, *extra)))
        if context.returns:
            ends.append((tracer, flags, context.exceptions))
        return True


def _follow_of(frame: FrameType | None) -> Follow | None:
    """What the end of a call has to be told, if this is the frame of its wrapper."""
    if frame is None or frame.f_code.co_filename != TRACED_FILE:
        return None
    follow: Follow | None = frame.f_locals.get("follow")
    return follow


def _tells(frame: FrameType, traced: Traced) -> bool:
    """It is the frame of a traced call that will tell of its return itself."""
    follow = _follow_of(frame)
    return follow is not None and traced in follow.back


def _returns_to(frame: FrameType | None, traced: Traced) -> FrameType | None:
    """Where a call made in this frame returns to: past frames that made a tail call. None if that
    is the business of another traced call.
    """
    while frame is not None and frame.f_code is not BASE_CODE:
        if _tells(frame, traced):
            return None
        if returns_to_caller(frame):
            return frame
        frame = frame.f_back
    return frame


def _caught_in(frame: FrameType | None, traced: Traced) -> FrameType | None:
    """The function that catches what a call made in this frame raises; None if it is above
    another traced call.
    """
    while frame is not None and frame.f_code is not BASE_CODE:
        if _tells(frame, traced):
            return None
        own = frame.f_code.co_filename != TRACED_FILE and "__erl_module__" in frame.f_globals
        if own and _is_covered(frame):
            return frame
        frame = frame.f_back
    return None


def _is_undef(frame: FrameType | None) -> bool:
    """The call is what the reference's error_handler does about a function that is not there."""
    return frame is not None and frame.f_code is UNDEF_CODE


def _is_caught(p: Process, frame: FrameType | None) -> bool:
    """Somebody on the stack catches what is raised here."""
    if p.extra is not None and p.extra.floor is not None:
        return True
    while frame is not None and frame.f_code is not BASE_CODE:
        if frame.f_code.co_filename != TRACED_FILE and "__erl_module__" in frame.f_globals:
            if _is_covered(frame):
                return True
        frame = frame.f_back
    return False


def _is_covered(frame: FrameType) -> bool:
    """A handler stands around the instruction that the frame is at."""
    from dis import _parse_exception_table as handlers  # type: ignore[attr-defined]

    at = frame.f_lasti
    return any(entry.start <= at < entry.end for entry in handlers(frame.f_code))


_META: Final = frozenset({a.timestamp})


WRAPPER: Final = "traced"
_TEXT: Final = """
def make(point, TAIL, run):
    def traced({names}):
        follow = point.before(({names}{comma}), {remote})
        if follow is None:
            return {plain}
        try:
            r = point.inner({names})
            if r is TAIL:
                r = run()
        except BaseException as e:
            point.failed(follow, e)
            raise
        return point.returned(follow, r)
    return traced
"""
"""The arguments are spelt out: `f(*args)` would take C stack at each level of a recursion."""

_SETTLE: Final = "(run() if (r := point.inner({names})) is TAIL else r)"


_KINDS: Final = ((True, "point.inner({names})"), (False, "point.inner({names})"), (False, _SETTLE))


@lru_cache(64)
def _makers(arity: int) -> list[Any]:
    names = ", ".join(f"a{i}" for i in range(arity))
    made: list[Any] = []
    for remote, plain in _KINDS:
        scope: dict[str, Any] = {}
        comma = "," if arity == 1 else ""
        plain = plain.format(names=names)
        exec(_TEXT.format(names=names, comma=comma, plain=plain, remote=remote), scope)
        made.append(scope["make"])
    return made


def key_of(mfa: Mfa) -> str:
    """The function's name in its module's namespace."""
    return f"{mfa[1].name}/{mfa[2]}"


def _wrappers(point: Point, arity: int) -> tuple[FunctionType, FunctionType, FunctionType]:
    """They go by the name of the function, so that `fun f/1` is what it was."""
    outer, wrapper, settled = [make(point, TAIL, run) for make in _makers(arity)]
    if point.instance.native:
        return outer, wrapper, settled
    traced = point.instance.traced
    own = point.instance.namespace
    inner = traced.namespace if traced is not None else own
    return _named(outer, point, own), _named(wrapper, point, inner), _named(settled, point, own)


def _named(f: FunctionType, point: Point, namespace: dict[str, Any]) -> FunctionType:
    key = key_of(point.mfa)
    code = f.__code__.replace(co_name=key, co_qualname=key, co_filename=TRACED_FILE)
    return FunctionType(code, namespace, key, None, f.__closure__)
