"""erlang:seq_trace/2 and its like, on which module seq_trace stands.

OTP: erl_bif_trace.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.process import Process
from pyerlshell.erts.tracing.sequential import FLAGS, Sequential, Token
from pyerlshell.erts.tracing.sessions import process_of
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.preloaded.erlang.processes import send_2
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.structs import replaced
from pyerlshell.terms.types import Pid, Term

_SWITCH: Final = (a.true, a.false)


def _here() -> Sequential:
    found = P.cur.node.part(Sequential)
    found.senders = (send_2,)
    return found


@erlang.export("seq_trace/2", internal=True)
def seq_trace(item: Term, value: Term) -> Term:
    """Change the token of the calling process; what the item was before."""
    tracing, p = _here(), P.cur
    if item is a.sequential_trace_token:
        return _whole(tracing, p, value, item)
    token = tracing.token(p)
    base = token or Token(0, 0, 0, p.pid, tracing.clock(p)[1])
    if item is a.label:
        before: Term = base.label
        made = replaced(base, label=value)
    elif item is a.serial:
        before = (base.last, base.serial)
        if not _is_serial(value):
            raise badarg(item, value)
        pair: Any = value
        tracing.set_clock(p, pair[0], pair[1])
        made = replaced(base, serial=pair[1], last=pair[0], sender=p.pid)
    elif type(item) is Atom and item in FLAGS and value in _SWITCH:
        bit = FLAGS[item]
        before = a.true if base.flags & bit else a.false
        made = replaced(base, flags=base.flags | bit if value is a.true else base.flags & ~bit)
    else:
        raise badarg(item, value)
    tracing.give(p, made)
    return before


def _is_serial(value: Any) -> bool:
    if type(value) is not tuple or len(value) != 2:
        return False
    return type(value[0]) is int and type(value[1]) is int


def _whole(tracing: Sequential, p: Process, value: Any, item: Term) -> Term:
    token = tracing.token(p)
    before: Term = token.term() if token is not None else None
    if value is None:
        tracing.give(p, None)
        return before
    if type(value) is not tuple or len(value) != 5 or type(value[3]) is not Pid:
        raise badarg(item, value)
    flags, label, serial, sender, last = value
    if type(flags) is not int or type(serial) is not int or type(last) is not int:
        raise badarg(item, value)
    tracing.set_clock(p, last, serial)
    tracing.give(p, Token(flags, label, serial, sender, last))
    return before


@erlang.export("seq_trace_info/1", internal=True)
def seq_trace_info(item: Term) -> Term:
    """What the token of the calling process says of an item."""
    tracing, p = _here(), P.cur
    token = tracing.token(p)
    if type(item) is not Atom or item not in (a.label, a.serial, *FLAGS):
        raise badarg(item)
    if token is None:
        return (item, a.false) if item in FLAGS else None
    if item is a.label:
        return (item, token.label)
    if item is a.serial:
        return (item, (token.last, token.serial))
    return (item, a.true if token.flags & FLAGS[item] else a.false)


@erlang.export("seq_trace_print/1", internal=True)
def seq_trace_print(info: Term) -> Term:
    """Tell the system tracer something, if there is a token that allows it."""
    return _print(info, lambda token: True)


@erlang.export("seq_trace_print/2", internal=True)
def seq_trace_print_2(label: Term, info: Term) -> Term:
    """The same, if the token has this label."""
    return _print(info, lambda token: exact_equal(token.label, label))


def _print(info: Term, wanted: Any) -> Term:
    tracing, p = _here(), P.cur
    token = tracing.token(p)
    if token is None or not token.flags & FLAGS[a.print] or not wanted(token):
        return a.false
    token = tracing.step(p, token)
    tracing.tell(token, (a.print, (token.last, token.serial), p.pid, None, info))
    return a.true


def set_system_tracer(tracer: Term) -> Term:
    """system_flag(sequential_tracer, Tracer): the tracer before. Raises LookupError."""
    tracing = _here()
    before: Term = a.false if tracing.tracer is None else tracing.tracer.pid
    if tracer is a.false:
        tracing.tracer = None
        return before
    found = process_of(P.cur.node, tracer) if type(tracer) is Pid else None
    if found is None:
        raise LookupError
    tracing.tracer = found
    return before


def system_tracer() -> Term:
    """system_info(sequential_tracer)."""
    tracer = _here().tracer
    return (a.sequential_tracer, a.false if tracer is None else tracer.pid)


def reset() -> None:
    """system_flag(reset_seq_trace, true)."""
    _here().reset()
