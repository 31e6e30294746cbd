"""The special forms of match specifications of traced calls.

OTP: the trace instructions of erl_db_util.c
"""

from __future__ import annotations

from types import FrameType
from typing import Any, Final

from pyerlshell.erts.process import Process
from pyerlshell.erts.stacktrace import current_stack
from pyerlshell.erts.tracing.sessions import FLAGS, Session, Traced, process_of
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list
from pyerlshell.terms.types import Term

_NOTHING: Final = object()


def caller_of(frame: FrameType | None) -> Term:
    """The function to which a call returns: {M, F, A}, or undefined."""
    found: Any = current_stack(frame, 1)
    return found[0][:3] if type(found) is list else a.undefined


class CallContext:
    """What the specification of one call asked for."""

    __slots__ = ("exceptions", "frame", "message", "p", "returns", "session", "traced")

    def __init__(
        self, p: Process, session: Session, traced: Traced | None, frame: FrameType | None
    ) -> None:
        self.p = p
        self.session = session
        self.traced = traced
        self.frame = frame
        self.message: Term = _NOTHING
        self.returns = False
        self.exceptions = False

    def extra(self) -> tuple[Term, ...] | None:
        """What goes at the end of the trace message; None if there shall be none."""
        if self.message is _NOTHING or self.message is a.true:
            return ()
        return None if self.message is a.false else (self.message,)

    def act(self, name: str, args: list[Term]) -> Term:
        """Do what a special form says."""
        value: Term = getattr(self, "_" + name, self._ignored)(*args)
        return value

    def _ignored(self, *_: Term) -> Term:
        return a.false

    def _message(self, value: Term) -> Term:
        self.message = value
        return a.true

    def _return_trace(self) -> Term:
        self.returns = True
        return a.true

    def _exception_trace(self) -> Term:
        self.returns = self.exceptions = True
        return a.true

    def _caller(self) -> Term:
        return caller_of(self.frame)

    def _caller_line(self) -> Term:
        found: Any = current_stack(self.frame, 1)
        if type(found) is not list:
            return a.undefined
        *mfa, location = found[0]
        pairs: list[Any] = from_list(location)
        where = dict(pairs)
        return (*mfa, (where.get(a.file), where.get(a.line))) if where else found[0][:3]

    def _current_stacktrace(self, depth: Term = 8) -> Term:
        return current_stack(self.frame, depth if type(depth) is int else 8)

    def _process_dump(self) -> Term:
        return b""

    def _display(self, value: Term) -> Term:
        from pyerlshell.terms.write import write

        self.p.node.outside.print_error(write(value) + "\n")
        return a.true

    def _silent(self, on: Term) -> Term:
        if self.traced is not None and (on is a.true or on is a.false):
            flags = self.traced.flags - {a.silent}
            self.traced.flags = flags | {a.silent} if on is a.true else flags
        return a.true

    def _enable_trace(self, first: Term, second: Term = None) -> Term:
        return self._switch(first, second, True)

    def _disable_trace(self, first: Term, second: Term = None) -> Term:
        return self._switch(first, second, False)

    def _switch(self, first: Term, second: Term, on: bool) -> Term:
        if second is None:
            self._change(self.p, [first] if on else [], [] if on else [first])
            return a.true
        p = process_of(self.p.node, first)
        if p is not None:
            self._change(p, [second] if on else [], [] if on else [second])
        return a.true

    def _trace(self, first: Term, second: Term, third: Term = None) -> Term:
        if third is None and type(first) is not type(a.ok):
            self._change(self.p, from_list(second), from_list(first))
        else:
            p = process_of(self.p.node, first)
            if p is not None:
                self._change(p, from_list(third), from_list(second))
        return a.true

    def _change(self, p: Process, on: list[Any], off: list[Any]) -> None:
        known = self.session.processes.get(p.pid.number)
        flags = known.flags if known is not None else frozenset()
        tracer = known.tracer if known is not None else None
        if tracer is None and self.traced is not None:
            tracer = self.traced.tracer
        added = frozenset(x for x in on if type(x) is Atom and x in FLAGS)
        flags = (flags - frozenset(x for x in off if type(x) is Atom)) | added
        if tracer is None:
            return
        if known is not None:
            known.flags = flags
        else:
            self.session.processes[p.pid.number] = Traced(flags, tracer)
