"""The special forms of match specifications of traced calls.

OTP: the trace instructions of erl_db_util.c
"""

from __future__ import annotations

from types import FrameType
from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.frames import returns_to_caller
from pyerlshell.erts.process import DEAD, Process
from pyerlshell.erts.scheduler import BASE_CODE
from pyerlshell.erts.stacktrace import current_stack
from pyerlshell.erts.tracing.dump import dump
from pyerlshell.erts.tracing.sequential import Sequential
from pyerlshell.erts.tracing.sessions import ALL, FLAGS, Session, Traced, Tracing, process_of
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, is_proper, string_to_list
from pyerlshell.terms.types import Term

_NOTHING: Final = object()


_INTERPRETER: Final = (atom("erl_eval"), atom("do_apply"), 7)
_INTERPRETER_LINE: Final = (string_to_list("erl_eval.erl"), 1048)


def _is_typed(frame: FrameType | None) -> bool:
    """The call was typed at the prompt: in the reference its interpreter makes it."""
    while frame is not None and frame.f_code is not BASE_CODE:
        if returns_to_caller(frame):
            return "__shell__" in frame.f_globals
        frame = frame.f_back
    return False


def caller_of(frame: FrameType | None) -> Term:
    """The function to which a call returns: {M, F, A}, or undefined."""
    if _is_typed(frame):
        return _INTERPRETER
    found: Any = current_stack(frame, 1)
    return found[0][:3] if type(found) is list else a.undefined


class CallContext:
    """What the specification of one call asked for."""

    __slots__ = ("exceptions", "frame", "message", "p", "returns", "session", "traced", "tracer")

    def __init__(
        self,
        p: Process,
        session: Session,
        traced: Traced | None,
        frame: FrameType | None,
        tracer: Process | None = None,
    ) -> None:
        self.tracer = tracer
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
        if _is_typed(self.frame):
            return (*_INTERPRETER, _INTERPRETER_LINE)
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
        return dump(self.p)

    def _display(self, value: Term) -> Term:
        from pyerlshell.terms.write import write

        self.p.node.outside.print_error(write(value) + "\n")
        return a.true

    def _silent(self, on: Term) -> Term:
        traced = self.session.processes.get(self.p.pid.number)
        if traced is not None and (on is a.true or on is a.false):
            flags = traced.flags - {a.silent}
            traced.flags = flags | {a.silent} if on is a.true else flags
        return a.true

    def _get_tcw(self) -> Term:
        return self.p.node.part(Tracing).control_word

    def _set_tcw(self, value: Term) -> Term:
        tracing = self.p.node.part(Tracing)
        before = tracing.control_word
        if type(value) is int and 0 <= value < 1 << 32:
            tracing.control_word = value
        return before

    def _is_seq_trace(self) -> Term:
        return a.true if self._token() is not None else a.false

    def _get_seq_token(self) -> Term:
        token = self._token()
        return None if token is None else token.term()

    def _token(self) -> Any:
        sequential = self.p.node.parts.get(Sequential)
        return None if sequential is None else sequential.token(self.p)

    def _set_seq_token(self, item: Term, value: Term) -> Term:
        cell = self.p.node.code.cell(a.erlang, a.seq_trace, 2)
        try:
            cell.fn(item, value)
        except ErlError:
            return a.false
        return value

    def _enable_trace(self, *args: Term) -> Term:
        return self._switch(args, True)

    def _disable_trace(self, *args: Term) -> Term:
        return self._switch(args, False)

    def _switch(self, args: tuple[Term, ...], on: bool) -> Term:
        p = self.p if len(args) == 1 else process_of(self.p.node, args[0])
        if p is None:
            return a.false
        return self._change(p, [args[-1]] if on else [], [] if on else [args[-1]])

    def _trace(self, *args: Term) -> Term:
        p = self.p if len(args) == 2 else process_of(self.p.node, args[0])
        off, on = args[-2:]
        if p is None or not is_proper(off) or not is_proper(on):
            return a.false
        return self._change(p, from_list(on), from_list(off))

    def _change(self, p: Process, on: list[Any], off: list[Any]) -> Term:
        """Flags off and then on, and perhaps another tracer; `true` if that was all right."""
        known = self.session.processes.get(p.pid.number)
        removed, _, fits = _flags_of(p, off)
        added, tracer, fit = _flags_of(p, on)
        if not fits or not fit:
            return a.false
        if tracer is None:
            tracer = known.tracer if known is not None else self.session.tracer
        if tracer is None:
            tracer = self.traced.tracer if self.traced is not None else self.tracer
        flags = ((known.flags if known is not None else frozenset()) - removed) | added
        if tracer is None or tracer.state == DEAD:
            return a.true
        if not flags:
            self.session.processes.pop(p.pid.number, None)
        elif known is not None:
            known.flags, known.tracer = flags, tracer
        else:
            self.session.processes[p.pid.number] = Traced(flags, tracer)
        adapt = self.p.node.part(Tracing).adapt
        if adapt is not None:
            adapt()
        return a.true


def _flags_of(p: Process, given: list[Any]) -> tuple[frozenset[Atom], Process | None, bool]:
    """The flags of a list, the tracer that it names, and whether all of it is right."""
    flags: frozenset[Atom] = frozenset()
    tracer: Process | None = None
    for item in given:
        if item is a.all:
            flags |= ALL
        elif type(item) is Atom and item in FLAGS:
            flags |= {item}
        elif type(item) is tuple and len(item) == 2 and item[0] is a.tracer:
            tracer = process_of(p.node, item[1])
        else:
            return flags, tracer, False
    return flags, tracer, True
