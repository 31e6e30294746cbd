"""Sequential tracing: following a message through the processes that it sets to work.

OTP: seq_trace
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError, function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.tracing.sequential import Sequential
from pyerlshell.otp.preloaded.erlang import sequential
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

seq_trace: Final = NativeModule("seq_trace", "Sequential tracing of messages.")


@seq_trace.export("set_token/1", "(Token) -> PreviousToken | ok when Token :: token()")
def set_token(token: Any) -> Term:
    """Set the whole token, as get_token/0 or an earlier call gave it; [] takes it away."""
    if token is not None and (type(token) is not tuple or len(token) != 5):
        raise function_clause(token)
    return sequential.seq_trace(a.sequential_trace_token, token)


@seq_trace.export("set_token/2", "(Component, Val) -> OldVal")
def set_token_2(component: Term, value: Term) -> Term:
    """Set one part of the token, which is made if there is none; the old value."""
    return sequential.seq_trace(component, value)


@seq_trace.export("get_token/0", "() -> PreviousToken :: token()")
def get_token() -> Term:
    """The token of the calling process, [] if it has none."""
    tracing = P.cur.node.part(Sequential)
    token = tracing.token(P.cur)
    return None if token is None else token.term()


@seq_trace.export("get_token/1", "(Component) -> {Component, Val} | []")
def get_token_1(component: Term) -> Term:
    """One part of the token."""
    return sequential.seq_trace_info(component)


@seq_trace.export("print/1", "(TraceInfo) -> ok when TraceInfo :: term()")
def print_1(info: Term) -> Term:
    """Tell the system tracer something, if the token has the flag print."""
    sequential.seq_trace_print(info)
    return a.ok


@seq_trace.export("print/2", "(Label, TraceInfo) -> ok when Label :: integer()")
def print_2(label: Term, info: Term) -> Term:
    """The same, if the token has this label."""
    if type(label) is Atom:
        raise ErlError(a.error, a.badarg, (label, info))
    sequential.seq_trace_print_2(label, info)
    return a.ok


@seq_trace.export("reset_trace/0", "() -> true")
def reset_trace() -> Term:
    """Take the tokens of all processes away."""
    sequential.reset()
    return a.true


@seq_trace.export("set_system_tracer/1", "(Tracer) -> OldTracer")
def set_system_tracer(tracer: Term) -> Term:
    """Who is told of what happens to tokens; `false` for nobody. The one before."""
    from pyerlshell.otp.preloaded.erlang.system_flags import system_flag

    return system_flag(a.sequential_tracer, tracer)


@seq_trace.export("get_system_tracer/0", "() -> Tracer :: tracer()")
def get_system_tracer() -> Term:
    """Who is told."""
    found: Any = sequential.system_tracer()
    return found[1]
