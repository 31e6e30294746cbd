"""Messages and the lives of processes, as trace events.

The hooks are in place while some process of a node has a flag that needs them: the node's own
`spawn`, an exit hook, the code of `send` and `deliver`.

OTP: trace_send, trace_receive, trace_proc of erl_trace.c
"""

from __future__ import annotations

from collections.abc import Iterable
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts import mailbox
from pyerlshell.erts.export_cells import ExportCell
from pyerlshell.erts.machine import P
from pyerlshell.erts.match_spec.spec import NO_MATCH
from pyerlshell.erts.process import Process
from pyerlshell.erts.tracing import port_events, running
from pyerlshell.erts.tracing.context import CallContext
from pyerlshell.erts.tracing.hooks import Hooks
from pyerlshell.erts.tracing.sessions import Session, Traced, Tracing
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Pid, Ref, Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

_BY_SPAWN: Final = (a.set_on_spawn, a.set_on_first_spawn)
_BY_LINK: Final = (a.set_on_link, a.set_on_first_link)


def _wanted(p: Process, session: Session, traced: Traced, what: Atom, args: Iterable[Term]) -> Any:
    """What goes at the end of the trace message; None for no message."""
    spec = session.message_specs.get(what)
    if spec is None:
        return () if session.message_specs.get(what, a.true) is not None else None
    context = CallContext(p, session, traced, None)
    if spec.run(to_list(args), context) is NO_MATCH or a.silent in traced.flags:
        return None
    return context.extra()


def timed_out(p: Process) -> None:
    """The time of a receive is over, which counts as a message."""
    tracing = p.node.part(Tracing)
    for _, traced in tracing.of(p, a.receive):
        tracing.tell(traced, p.pid, a.receive, a.timeout)


def received(p: Process, message: Term) -> None:
    """A message has come to a process."""
    tracing = p.node.part(Tracing)
    for session, traced in tracing.of(p, a.receive):
        sender = getattr(P, "cur", p).pid
        extra = _wanted(p, session, traced, a.receive, (p.node.name, sender, message))
        if extra is not None:
            tracing.tell(traced, p.pid, a.receive, message, *extra)


def sent(to: Any, message: Term) -> None:
    """The running process sends."""
    p = P.cur
    tracing = p.node.parts.get(Tracing)
    if tracing is None:
        return
    for session, traced in tracing.of(p, a.send):
        extra = _wanted(p, session, traced, a.send, (to, message))
        if extra is not None:
            named = p.node.registry.get(to) if type(to) is Atom else None
            if named is not None and not isinstance(named, Process):
                to = named.pid
            kind = a.send if _exists(p.node, to) else a.send_to_non_existing_process
            tracing.tell(traced, p.pid, kind, message, to, *extra)


def _exists(node: Node, to: Any) -> bool:
    if type(to) is Pid:
        return node.lookup(to) is not None
    if type(to) is Ref:
        return to.ids in node.aliases
    return True


def linked(p: Process, other: Process, new: bool = False) -> None:
    """A process has linked to another or to a port; `new`: the other has just been spawned."""
    tracing = p.node.parts.get(Tracing)
    if tracing is None or p is other:
        return
    for _, traced in tracing.of(p, a.procs):
        tracing.tell(traced, p.pid, a.link, other.pid)
    if not isinstance(other, Process):
        port_events.linked(other, p)
        return
    for session in tracing.sessions:
        if _inherit(session, p, other, _BY_LINK):
            _watch_running(tracing, other)
            if not new:
                continue
            traced = session.processes[other.pid.number]
            if a.procs in traced.flags:
                tracing.tell(traced, other.pid, a.spawned, p.pid, _call_of(other))
    for _, traced in tracing.of(other, a.procs):
        tracing.tell(traced, other.pid, a.getting_linked, p.pid)


def unlinked(p: Process, pid: Pid) -> None:
    """A process gives up a link, or a port does because it ends."""
    tracing = p.node.parts.get(Tracing)
    if tracing is None:
        return
    if isinstance(p, Process):
        for _, traced in tracing.of(p, a.procs):
            tracing.tell(traced, p.pid, a.unlink, pid)
    other = (p.links or {}).get(pid)
    if other is not None and not isinstance(other, Process):
        port_events.unlinked(other, p)
    elif other is not None:
        for _, traced in tracing.of(other, a.procs):
            tracing.tell(traced, other.pid, a.getting_unlinked, p.pid)


def exited(p: Process, reason: Term) -> None:
    """An exit hook of the node."""
    tracing = p.node.part(Tracing)
    running.ended(p)
    for _, traced in tracing.of(p, a.procs):
        tracing.tell(traced, p.pid, a.exit, reason)
        if p.name is not None:
            tracing.tell(traced, p.pid, a.unregister, p.name)
    for other in (p.links or {}).values():
        if not isinstance(other, Process) or not (other.trap_exit or reason is a.normal):
            continue  # it goes the same way
        for _, traced in tracing.of(other, a.procs):
            tracing.tell(traced, other.pid, a.getting_unlinked, p.pid)
    running.exited(p)
    for session in tracing.sessions:
        session.processes.pop(p.pid.number, None)


def named(p: Process, name: Atom, kind: Atom) -> None:
    """A process or port got or lost a name."""
    tracing = p.node.parts.get(Tracing)
    if not isinstance(p, Process):
        port_events.named(p, kind, name)
    elif tracing is not None:
        for _, traced in tracing.of(p, a.procs):
            tracing.tell(traced, p.pid, kind, name)


def _started(node: Node, parent: Process | None, child: Process) -> None:
    tracing = node.part(Tracing)
    call = _call_of(child)
    for session in tracing.sessions:
        new = session.new
        if new is not None and new.flags and new.tracer is not child:
            session.processes[child.pid.number] = Traced(new.flags, new.tracer)
    if parent is not None:
        for _, traced in tracing.of(parent, a.procs):
            tracing.tell(traced, parent.pid, a.spawn, child.pid, call)
        for session in tracing.sessions:
            _inherit(session, parent, child, _BY_SPAWN)
    _watch_running(tracing, child)
    for _, traced in tracing.of(child, a.procs):
        by = parent.pid if parent is not None else a.undefined
        tracing.tell(traced, child.pid, a.spawned, by, call)


def _watch_running(tracing: Tracing, p: Process) -> None:
    if p.pid.number in tracing.watched:
        return
    for session in tracing.sessions:
        traced = session.processes.get(p.pid.number)
        if traced is not None and traced.flags & running.RUNNING_FLAGS:
            running.begin(tracing, p)
            return


def _inherit(session: Session, parent: Process, child: Process, by: tuple[Atom, Atom]) -> bool:
    """A process hands its flags on, when it spawns or links."""
    traced = session.processes.get(parent.pid.number)
    if traced is None or child is traced.tracer or not any(flag in traced.flags for flag in by):
        return False
    flags = traced.flags
    if by[1] in flags:
        flags -= {by[1]}
        traced.flags = flags
    known = session.processes.get(child.pid.number)
    if known is None:
        session.processes[child.pid.number] = Traced(flags, traced.tracer)
    else:
        known.flags |= flags
    return known is None


def _call_of(child: Process) -> Term:
    initial: Any = child.initial
    if type(initial) is ExportCell:
        return (initial.module, initial.name, to_list(child.a[1]))
    return (a.erlang, a.apply, [child.f, [None, None]])


_HOOKED: Final = """
send receive procs set_on_spawn set_on_first_spawn set_on_link set_on_first_link
running running_procs exiting
"""
HOOKED: Final = frozenset([atom(name) for name in _HOOKED.split()])
"""Flags that need the hooks."""


def adapt(node: Node, *senders: FunctionType) -> None:
    """Put the hooks in place if some process has a flag that needs them, else take them out."""
    tracing = node.part(Tracing)
    tracing.adapt = lambda: adapt(node, *senders)
    running.watch(node)
    port_events.watch(node)
    wanted = any(_needs_hooks(session) for session in tracing.sessions)
    if wanted is tracing.hooked:
        return
    tracing.hooked = wanted
    mailbox.watch_sending(wanted, *senders)
    hooks = node.part(Hooks)
    hooks.set("on_send", "trace", sent if wanted else None)
    hooks.set("on_receive", "trace", received if wanted else None)
    hooks.set("on_timeout", "trace", timed_out if wanted else None)
    hooks.set("spawn", "trace", _started if wanted else None)
    node.on_link = linked if wanted else None
    node.on_name = named if wanted else None
    node.on_unlink = unlinked if wanted else None
    if wanted:
        node.exit_hooks.append(exited)
    else:
        node.exit_hooks.remove(exited)


def _needs_hooks(session: Session) -> bool:
    if (session.new is not None and session.new.flags) or session.ports.any():
        return True
    return any(traced.flags & HOOKED for traced in session.processes.values())
