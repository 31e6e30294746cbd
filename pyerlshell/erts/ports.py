"""Ports: programs of the operating system that processes talk to.

A port stands where a process can stand: it has links, monitors and perhaps a name, and what is
sent to it (`append` of its own run queue) it handles at once. Its program's output comes through
the node's poller; `port_output` is the way to it, `port_data` how bytes and messages become each
other.

OTP: io.c, sys_drivers.c (the spawn driver), erl_child_setup
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Protocol

from pyerlshell.erts import signals
from pyerlshell.erts.machine import P
from pyerlshell.erts.port_data import Incoming, PortOptions, iodata
from pyerlshell.erts.port_output import PortOutput
from pyerlshell.erts.process import (
    DEAD,
    RUNNING,
    WAITING,
    Monitor,
    Process,
    deliver,
)
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Pid, Port, Term

if TYPE_CHECKING:
    import subprocess

    from pyerlshell.erts.node import Node

_CHUNK: Final = 65536
_AGAIN_NS: Final = 2_000_000
_FIRST: Final = 3
_LONGEST: Final = 255  # characters of an atom


class PortWatch(Protocol):
    """Who traces ports: told of each event before or while it happens."""

    def running(self, port: PortProgram, begins: bool, task: Term) -> None:
        """The port begins or ends a task: an operation's name, or 0 for what its program does."""

    def happened(self, port: PortProgram, kind: Atom, *more: Term) -> None:
        """In the life of the port: open, closed, register, getting_linked and so on."""

    def received(self, port: PortProgram, sender: Term, what: Term) -> None:
        """A request reached the port, as the message {Sender, What} or as a call."""

    def sent(self, port: PortProgram, message: Term, to: Pid) -> None:
        """The port tells a process something."""


class PortProgram(PortOutput):
    """One open port."""

    trap_exit = True
    flags = 0
    inbox = None
    g = None
    extra = None
    monitors = None

    def __init__(self, node: Node, owner: Process, name: str, options: PortOptions) -> None:
        self.ports = ports = node.part(Ports)
        self.node = node
        self.pid = Port(node.name, ports.next_number(), node.creation)
        self.program: str = name
        self.options = options
        self.owner = owner.pid
        self.state = WAITING
        self.name: Atom | None = None
        self.links: dict[Any, Any] = {owner.pid: owner}
        self.monitored_by: dict[tuple[int, ...], Monitor] = {}
        self.saved: list[Term] = []
        self.runq = self
        self.popen: subprocess.Popen[bytes] | None = None
        PortOutput.__init__(self)
        self.source: int | None = None
        self.kept: Term = a.undefined
        self.read = 0
        self._incoming = Incoming(options)
        if owner.links is None:
            owner.links = {}
        owner.links[self.pid] = self
        ports.open[self.pid.number] = self
        self._opened(owner)

    # -- as something that is traced

    def _opened(self, owner: Process) -> None:
        node = self.node
        if self.ports.watch is not None:
            self.ports.watch.happened(self, a.open, owner.pid, atom(self.program[:_LONGEST]))
            with self.task(a.open):
                pass
        if node.on_link is not None:
            node.on_link(owner, self, False)  # type: ignore[arg-type]
        if node.on_receive is not None:  # open_port/2 of the reference awaits an answer
            node.on_receive(owner, (node.make_ref(), self.pid))

    @contextmanager
    def task(self, what: Term) -> Iterator[None]:
        """The port is busy with something, which may close it."""
        watch = self.ports.watch
        if watch is not None:
            watch.running(self, True, what)
        yield
        if watch is not None and self.state != DEAD:
            watch.running(self, False, what)

    def told(self, sender: Term, what: Term) -> None:
        """A request has reached the port."""
        if self.ports.watch is not None:
            self.ports.watch.received(self, sender, what)

    # -- as something that is sent to

    def append(self, _: object) -> None:
        """Somebody sent: the run queue of an ordinary process is told so."""
        self.state = WAITING
        while self.saved and self.state != DEAD:
            self._handle(self.saved.pop(0))

    def _handle(self, message: Any) -> None:
        if type(message) is tuple and len(message) == 3 and message[0] is a.EXIT:
            self._exit_signal(message[1], message[2])
        elif type(message) is not tuple or len(message) != 2 or type(message[0]) is not Pid:
            self._wrong()
        elif message[0] != self.owner:
            self._wrong()
        else:
            self._requested(*message)

    def _exit_signal(self, sender: Term, reason: Term) -> None:
        if reason is a.normal and sender != self.owner:
            return
        with self.task(a.close if P.cur is not None and P.cur.state == RUNNING else 0):
            self.told(sender, a.close)
            self.close(reason)

    def _requested(self, sender: Pid, what: Any) -> None:
        """The owner has sent {Owner, What}."""
        if what is a.close:
            with self.task(a.close):
                self.told(sender, a.close)
                self.close(a.normal)
                self._tell(sender, a.closed, a.closed)
        elif type(what) is tuple and len(what) == 2 and what[0] is a.connect:
            if type(what[1]) is not Pid:
                self._wrong()
                return
            self.connect(sender, what[1])
            self._tell(sender, a.connected)
        elif type(what) is tuple and len(what) == 2 and what[0] is a.command:
            data = iodata(what[1])
            if data is None:
                self.bad_value()
                self._wrong()
            else:
                self.command(data, sender)
        else:
            self._wrong()

    def _wrong(self) -> None:
        """What was sent is no request of the owner's: the owner is told, whoever sent it."""
        with self.task(a.command):
            p = self.node.lookup(self.owner)
            if p is not None:
                signals.exit_signal(p, self.pid, a.badsig, False)

    def bad_value(self) -> None:
        """Somebody wrote what is no iodata: the log is told."""
        text = f"Bad value on output port '{self.program}'~n~n"
        self.node.log(a.error, text, [], None)

    def connect(self, sender: Pid, pid: Pid) -> None:
        """Make another process the owner, dead or alive. To link it is another matter."""
        with self.task(a.connect):
            self.told(sender, (a.connect, pid))
            if self.ports.watch is not None:
                self.ports.watch.sent(self, (self.pid, a.connected), sender)
            self.owner = pid

    def _tell(self, pid: Pid, what: Term, traced: Term = None) -> None:
        """Send {Port, What}; `traced` is what a trace shows if it is something else."""
        if self.ports.watch is not None and what is not a.connected:
            self.ports.watch.sent(self, traced or (self.pid, what), pid)
        p = self.node.lookup(pid)
        if p is not None:
            deliver(p, (self.pid, what))

    # -- the program

    def watch(self, popen: subprocess.Popen[bytes]) -> None:
        """The program runs. Without a pipe from it nobody tells how it ends, as in erl."""
        self.popen = popen
        if popen.stdin is not None:
            self.sink = popen.stdin.fileno()
            os.set_blocking(self.sink, False)
        if popen.stdout is not None:
            self.source = popen.stdout.fileno()
            os.set_blocking(self.source, False)
            self.node.poller.add_reader(self.source, self._readable)
        with self.task(0):  # the reference is told the number of the program's process
            pass

    def use(self, source: int | None, sink: int | None) -> None:
        """Descriptors that the node has, in place of a program. They stay open behind the port and
        blocking, for others use them too. Raises OSError if `source` cannot be watched."""
        self.sink = sink
        if source is None:
            return
        try:
            self.node.poller.add_reader(source, self._readable)
        except (KeyError, ValueError, OSError):  # read by the shell, closed, or a plain file
            os.fstat(source)
        else:
            self.source = source

    def command(self, data: bytes, sender: Pid) -> None:
        """Write to the program what somebody wants written."""
        with self.task(a.command):
            self.told(sender, (a.command, data))
            self.write(data)

    # -- what the program writes

    def _readable(self) -> None:
        assert self.source is not None
        try:
            data = os.read(self.source, _CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        with self.task(0):
            if data:
                messages = self._incoming.messages(data)
                self.read = self._incoming.count
                for found in messages:
                    self._message(found)
            else:
                self._at_end()

    def _message(self, data: Term) -> None:
        self._tell(self.owner, (a.data, data))

    def _at_end(self) -> None:
        self._stop_watching()
        if self.options.exit_status and self.popen is not None:
            self._wait_for_end(None)
        else:
            self._over()

    def _wait_for_end(self, _: object) -> None:
        if self.state == DEAD or self.popen is None:
            return
        status = self.popen.poll()
        if status is None:
            now = self.node.clock.monotonic()
            self.node.timers.add(now + _AGAIN_NS, self._wait_for_end, None)
            return
        self._tell(self.owner, (a.exit_status, status if status >= 0 else 128 - status))
        self._over()

    def _over(self) -> None:
        """The last line, which has no end, comes behind the exit status, as in the reference."""
        for found in self._incoming.last():
            self._message(found)
        if self.options.eof:
            self._tell(self.owner, a.eof)
        else:
            self.close(a.normal)

    def _stop_watching(self) -> None:
        source, self.source = self.source, None
        if source is not None:
            self.node.poller.remove_reader(source)
            if self.popen is not None and self.popen.stdout is not None:
                self.popen.stdout.close()

    def close(self, reason: Term) -> None:
        """The end of the port: links and monitors are told."""
        if self.state == DEAD:
            return
        self.state = DEAD
        ports = self.ports
        ports.open.pop(self.pid.number, None)
        if ports.watch is not None:
            ports.watch.happened(self, a.closed, reason)
        if self.name is not None:
            self.node.registry.pop(self.name, None)
            if self.node.on_name is not None:
                self.node.on_name(self, self.name, a.unregister)  # type: ignore[arg-type]
        self._stop_watching()
        self.give_up()
        if self.popen is not None:
            if self.popen.stdin is not None:
                self.popen.stdin.close()
            if self.popen.poll() is None:
                ports.leave(self.popen)
        for other in list(self.links.values()):
            if self.node.on_unlink is not None:
                self.node.on_unlink(self, other.pid)  # type: ignore[arg-type]
            signals.exit_signal(other, self.pid, reason, True)
        for monitor in list(self.monitored_by.values()):
            if monitor.watcher.monitors:
                monitor.watcher.monitors.pop(monitor.ref.ids, None)
            signals.send_down(monitor, reason)
        self.links = {}
        self.monitored_by = {}


def _is_command(message: Any) -> bool:
    """{Owner, {command, Data}}, which a busy port makes its sender wait with."""
    if type(message) is not tuple or len(message) != 2 or type(message[1]) is not tuple:
        return False
    return bool(message[1][:1] == (a.command,))


class Ports:
    """The open ports of one node."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.open: dict[int, PortProgram] = {}
        self.watch: PortWatch | None = None
        self._number = _FIRST - 1
        self._left: list[subprocess.Popen[bytes]] = []
        node.ports = self

    def next_number(self) -> int:
        """The number of the next port."""
        self._number += 1
        return self._number

    def leave(self, popen: subprocess.Popen[bytes]) -> None:
        """A program that goes on without its port; those that have ended since are forgotten."""
        self._left = [p for p in self._left if p.poll() is None]
        self._left.append(popen)

    def find(self, port: Term) -> PortProgram | None:
        """The open port of an identifier or name."""
        if type(port) is Port:
            found = self.open.get(port.number)
            return found if found is not None and found.pid == port else None
        if type(port) is Atom:
            named: Any = self.node.registry.get(port)
            return named if type(named) is PortProgram else None
        return None

    def sent(self, port: Port, message: Term) -> None:
        """A message to a port."""
        found = self.find(port)
        if found is not None and found.busy and _is_command(message):
            if P.cur is not None and P.cur.state == RUNNING and not P.guard:
                found.await_room()
        if found is not None and found.state != DEAD:
            found.saved.append(message)
            found.append(found)
