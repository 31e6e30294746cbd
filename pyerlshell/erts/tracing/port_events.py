"""What ports do, as trace events.

A port tells its node's watch of all that happens to it; there is a watch only while some session
traces ports.

OTP: trace_port, trace_port_receive, trace_port_send, trace_sched_ports of erl_trace.c
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.ports import PortProgram, Ports
from pyerlshell.erts.process import DEAD, Process
from pyerlshell.erts.tracing.sessions import Traced, Tracing
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Pid, Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

_IN: Final = a.__getattr__("in")


class PortTracing:
    """Tells the sessions of one node."""

    def __init__(self, tracing: Tracing) -> None:
        self.tracing = tracing

    def _of(self, port: PortProgram, flag: Atom) -> Iterator[Traced]:
        for session in self.tracing.sessions:
            traced = session.ports.open.get(port.pid.number)
            if traced is not None and flag in traced.flags and not session.is_lost():
                if traced.tracer.state != DEAD:
                    yield traced
                else:
                    del session.ports.open[port.pid.number]

    def running(self, port: PortProgram, begins: bool, task: Term) -> None:
        """The port begins or ends a task."""
        for traced in self._of(port, a.running_ports):
            self.tracing.tell(traced, port.pid, _IN if begins else a.out, task)

    def happened(self, port: PortProgram, kind: Atom, *more: Term) -> None:
        """Something in the life of the port."""
        if kind is a.open:
            self._opened(port)
        for traced in self._of(port, a.ports):
            self.tracing.tell(traced, port.pid, kind, *more)

    def _opened(self, port: PortProgram) -> None:
        for session in self.tracing.sessions:
            new = session.ports.new
            if new is not None and new.flags:
                session.ports.open[port.pid.number] = Traced(new.flags, new.tracer)

    def received(self, port: PortProgram, sender: Term, what: Term) -> None:
        """A request has reached the port."""
        for traced in self._of(port, a.receive):
            self.tracing.tell(traced, port.pid, a.receive, (sender, what))

    def sent(self, port: PortProgram, message: Term, to: Pid) -> None:
        """The port tells a process something."""
        for traced in self._of(port, a.send):
            self.tracing.tell(traced, port.pid, a.send, message, to)


def watch(node: Node) -> None:
    """Have a watch if some session traces ports, else none."""
    tracing = node.part(Tracing)
    wanted = any(session.ports.any() for session in tracing.sessions)
    if wanted or node.ports is not None:
        node.part(Ports).watch = PortTracing(tracing) if wanted else None


def linked(port: Any, p: Process) -> None:
    """A process has linked to a port."""
    if p.pid in port.links:  # it has just been opened
        _happened(port, a.getting_linked, p.pid)
        return
    with port.task(a.link):
        _happened(port, a.getting_linked, p.pid)


def unlinked(port: Any, p: Process) -> None:
    """A process gives up its link to a port."""
    with port.task(a.unlink):
        _happened(port, a.getting_unlinked, p.pid)


def named(port: Any, kind: Atom, name: Atom) -> None:
    """A port got or lost a name."""
    _happened(port, kind, name)


def _happened(port: PortProgram, kind: Atom, what: Term) -> None:
    told = port.ports.watch
    if told is not None:
        told.happened(port, kind, what)
