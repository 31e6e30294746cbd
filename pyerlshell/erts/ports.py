"""Ports: programs of the operating system that processes talk to.

A port stands where a process can stand: it has links, monitors and perhaps a name, and what is
sent to it (`append` of its own run queue) it handles at once. Its program's output comes through
the node's poller. What the program does not take yet is kept; from the high limit on the port is
busy, and who writes to it is suspended until there is less than the low one.

OTP: io.c, sys_drivers.c (the spawn driver), erl_child_setup
"""

from __future__ import annotations

import os
import select
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts import signals
from pyerlshell.erts.machine import P
from pyerlshell.erts.process import (
    DEAD,
    INTERRUPTED,
    RUNNABLE,
    RUNNING,
    SUSPENDED,
    WAITING,
    Monitor,
    Process,
    deliver,
)
from pyerlshell.erts.scheduler import switch_out
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.structs import structure
from pyerlshell.terms.types import Pid, Port, Term

if TYPE_CHECKING:
    import subprocess

    from pyerlshell.erts.node import Node

_CHUNK: Final = 65536
_AGAIN_NS: Final = 2_000_000
_AGAIN_MAX_NS: Final = 32_000_000
_AT_ONCE: Final = 4096  # what a descriptor that is ready takes without blocking (PIPE_BUF)
_FIRST: Final = 3


@structure()
class PortOptions:
    """How data is cut into messages, and what is told. `low` and `high` are the limits in bytes
    that make a port busy; 0 for none."""

    packet: int = 0
    line: int = 0
    binary: bool = False
    exit_status: bool = False
    eof: bool = False
    low: int = 4096
    high: int = 8192
    parallelism: bool = False


class PortProgram:
    """One open port."""

    trap_exit = True
    flags = 0
    inbox = None
    g = None
    extra = None
    monitors = None

    def __init__(self, node: Node, owner: Process, name: str, options: PortOptions) -> None:
        ports = node.part(Ports)
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
        self.sink: int | None = None
        self.source: int | None = None
        self.busy = False
        self.kept: Term = a.undefined
        self._suspended: list[Process] = []
        self._pause = _AGAIN_NS
        self.read = self.written = 0
        self._data = b""
        self._out = bytearray()
        self._ended = False
        if owner.links is None:
            owner.links = {}
        owner.links[self.pid] = self
        ports.open[self.pid.number] = self

    # -- as something that is sent to

    def append(self, _: object) -> None:
        """Somebody sent: the run queue of an ordinary process is told so."""
        self.state = WAITING
        while self.saved and self.state != DEAD:
            self._handle(self.saved.pop(0))

    def _handle(self, message: Any) -> None:
        if type(message) is tuple and len(message) == 3 and message[0] is a.EXIT:
            if message[2] is not a.normal or message[1] == self.owner:
                self.close(a.killed if message[2] is a.kill else message[2])
            return
        if type(message) is not tuple or len(message) != 2 or type(message[0]) is not Pid:
            if P.cur is not None and P.cur.state == RUNNING:
                self._bad_signal(P.cur.pid)
            return
        sender, what = message
        if sender != self.owner:
            self._bad_signal(sender)
        elif what is a.close:
            self.close(a.normal)
            self._tell(sender, a.closed)
        elif type(what) is tuple and len(what) == 2 and what[0] is a.connect:
            if self._connected(what[1]):
                self._tell(sender, a.connected)
            else:
                self._bad_signal(sender)
        elif type(what) is tuple and len(what) == 2 and what[0] is a.command:
            data = self.node.part(Ports).iodata(what[1])
            if data is None:
                self.bad_value()
                self._bad_signal(sender)
            else:
                self.command(data)
        else:
            self._bad_signal(sender)

    def _bad_signal(self, sender: Pid) -> None:
        p = self.node.lookup(sender)
        if p is not None:
            signals.exit_signal(p, self.pid, a.badsig, False)

    def bad_value(self) -> None:
        """Somebody wrote what is no iodata: the log is told."""
        text = f"Bad value on output port '{self.program}'~n"
        self.node.log(a.error, text, [], None)

    def _connected(self, pid: Term) -> bool:
        p = self.node.lookup(pid) if type(pid) is Pid else None
        if p is not None:
            self.connect(p)
        return type(pid) is Pid

    def connect(self, p: Process) -> None:
        """Make another process the owner, and link it."""
        self.owner = p.pid
        self.links[p.pid] = p
        if p.links is None:
            p.links = {}
        p.links[self.pid] = self

    def _tell(self, pid: Pid, what: Term) -> None:
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

    def command(self, data: bytes) -> None:
        """Write to the program; the port ends with `ebadf` or `einval` if that is impossible."""
        width = self.options.packet
        if self.sink is None:
            self.close(a.ebadf)
            return
        if width and len(data) >> (8 * width):
            self.close(a.einval)
            return
        self.written += len(data)
        if width:
            data = len(data).to_bytes(width, "big") + data
        waits = bool(self._out)
        self._out += data
        if not waits:
            self._flush(None)
        if 0 < self.options.high <= len(self._out):
            self.busy = True

    def queued(self) -> int:
        """How many bytes the program has not taken yet."""
        return len(self._out)

    def _flush(self, _: object) -> None:
        if self.state == DEAD:
            return
        while self._out:
            try:
                done = self._write()
            except BlockingIOError:
                when = self.node.clock.monotonic() + self._pause
                self._pause = min(self._pause * 2, _AGAIN_MAX_NS)
                self.node.timers.add(when, self._flush, None)
                break
            except OSError:
                self._out.clear()
                if not self.options.exit_status:
                    self.close(a.epipe)
                break
            del self._out[:done]
            self._pause = _AGAIN_NS
        if self.busy and len(self._out) < self.options.low:
            self._no_longer_busy()

    def _write(self) -> int:
        assert self.sink is not None
        if self.popen is not None:
            return os.write(self.sink, self._out[:_CHUNK])
        if not select.select((), (self.sink,), (), 0)[1]:
            raise BlockingIOError
        return os.write(self.sink, self._out[:_AT_ONCE])

    # -- who writes to a busy port

    def await_room(self) -> None:
        """Suspend the process that runs until the port is busy no more."""
        p = P.cur
        while self.busy and P.sched is not None:
            self._suspended.append(p)
            if p.node.on_busy is not None:
                p.node.on_busy(p, self.pid)
            extra = p.more()
            extra.suspended_by += 1
            extra.waited = False
            p.flags |= INTERRUPTED
            p.state = SUSPENDED
            switch_out(p)

    def _no_longer_busy(self) -> None:
        self.busy = False
        suspended, self._suspended = self._suspended, []
        for p in suspended:
            extra = p.more()
            extra.suspended_by -= 1
            if extra.suspended_by == 0 and p.state == SUSPENDED:
                p.state = RUNNABLE
                p.runq.append(p)

    # -- what the program writes

    def _readable(self) -> None:
        assert self.source is not None
        try:
            data = os.read(self.source, _CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.read += len(data)
            self._received(data)
        else:
            self._at_end()

    def _received(self, data: bytes) -> None:
        options = self.options
        if not options.packet and not options.line:
            self._message(self._shown(data))
            return
        self._data += data
        if options.packet:
            self._packets(options.packet)
        else:
            self._lines(options.line)

    def _packets(self, width: int) -> None:
        while len(self._data) >= width:
            end = width + int.from_bytes(self._data[:width], "big")
            if len(self._data) < end:
                return
            packet, self._data = self._data[width:end], self._data[end:]
            self._message(self._shown(packet))

    def _lines(self, limit: int) -> None:
        while self._data:
            at = self._data.find(b"\n", 0, limit + 1)
            if at >= 0:
                line, self._data = self._data[:at], self._data[at + 1 :]
                self._message((a.eol, self._shown(line)))
            elif len(self._data) > limit or (len(self._data) == limit and self._ended):
                line, self._data = self._data[:limit], self._data[limit:]
                self._message((a.noeol, self._shown(line)))
            else:
                return

    def _shown(self, data: bytes) -> Term:
        return data if self.options.binary else to_list(list(data))

    def _message(self, data: Term) -> None:
        self._tell(self.owner, (a.data, data))

    def _at_end(self) -> None:
        self._stop_watching()
        self._ended = True
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
        if self.options.line and self._data:
            self._lines(self.options.line)
            if self._data:
                self._message((a.noeol, self._shown(self._data)))
                self._data = b""
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
        ports = self.node.part(Ports)
        ports.open.pop(self.pid.number, None)
        if self.name is not None:
            self.node.registry.pop(self.name, None)
        self._stop_watching()
        if self._suspended:
            self._no_longer_busy()
        if self.popen is not None:
            self._out.clear()
            if self.popen.stdin is not None:
                self.popen.stdin.close()
            if self.popen.poll() is None:
                ports.leave(self.popen)
        for other in list(self.links.values()):
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

    @staticmethod
    def iodata(data: Term) -> bytes | None:
        """The bytes of iodata; None if it is none."""
        out = bytearray()
        stack: list[Any] = [data]
        while stack:
            x = stack.pop()
            if type(x) is list:
                stack.append(x[1])
                stack.append(x[0])
            elif type(x) is int and 0 <= x <= 255:
                out.append(x)
            elif x is not None:
                part = to_bytes(x)
                if part is None:
                    return None
                out += part
        return bytes(out)
