"""Sockets: ports whose other end is the network.

A Socket is a port as a program is (links, monitors, an owner), but what moves its data is a Python
socket that never blocks. Reading begins when somebody wants data: the owner by `active`, or a
process by a Request. What cannot be done at once (a connection, room to write) is tried again by a
timer, every few milliseconds.

Who waits has a Request, which gets the answer, and is woken. Who is suspended gets the message
{Ref, Answer}, because that is what resuming a process looks for.

`socket_packets` has what comes in and how it is cut.

OTP: inet_drv.c
"""

from __future__ import annotations

import errno
import os
import select
import socket
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.ports import PortOptions, PortProgram
from pyerlshell.erts.process import DEAD, Process
from pyerlshell.erts.socket_packets import (
    HEADERS,
    Packets,
    Request,
    Settings,
    answer,
    ip_term,
    reason,
)
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Ref, Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

CHUNK: Final = 65536
AGAIN_NS: Final = 500_000
AGAIN_MAX_NS: Final = 16_000_000
HIGH_WATERMARK: Final = 8192
LOW_WATERMARK: Final = 4096
_IN_PROGRESS: Final = frozenset((errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY))


def _can_write(sock: socket.socket) -> bool:
    """It can be written to, or has failed. poll(2) knows descriptors of any size."""
    if not hasattr(select, "poll"):
        return bool(select.select((), (sock,), (), 0)[1])
    asked = select.poll()
    asked.register(sock, select.POLLOUT)
    return bool(asked.poll(0))


class Socket(PortProgram, Packets):
    """An open socket. `kind` is "tcp", "listen" or "udp"."""

    def __init__(
        self, node: Node, owner: Process, kind: str, sock: socket.socket, settings: Settings
    ) -> None:
        super().__init__(node, owner, f"{'udp' if kind == 'udp' else 'tcp'}_inet", PortOptions())
        self.kind = kind
        self.sock = sock
        self.fd = sock.fileno()
        Packets.__init__(self, settings)
        self.waiting: deque[Request] = deque()
        self.senders: deque[Request] = deque()
        self.ended = False
        self.failed: Atom | None = None
        self.connected = kind != "tcp"
        self._watched = False
        self._known = False
        self._told = False
        self._shut_when_written: int | None = None
        self._pause = AGAIN_NS
        self.lost = False
        """The connection is over, or what came was no packet."""
        sock.setblocking(False)

    # -- who wants data

    def is_active(self) -> bool:
        """Data goes to the owner as messages."""
        return self.settings.active is not a.false

    def look(self) -> None:
        """Watch the socket if somebody wants what it may bring, and only then."""
        wanted = self.state != DEAD and not self.ended and self.connected
        wanted = wanted and (bool(self.waiting) or (self.kind != "listen" and self.is_active()))
        if wanted != self._watched:
            self._watched = wanted
            if not wanted:
                self.node.poller.rest(self.fd)
            else:
                self._known = True
                self.node.poller.add_reader(self.fd, self._ready)

    def answer(self, request: Request, what: Term) -> None:
        """What a process that waits gets."""
        answer(self.node, request, what)

    def cancel(self, ref: Ref) -> None:
        """The process waits no longer."""
        self.waiting = deque(r for r in self.waiting if r.ref is not ref)
        self.senders = deque(r for r in self.senders if r.ref is not ref)
        self.look()

    def is_awaited(self) -> bool:
        """Somebody waits for data, which only one may do."""
        self._without_dead()
        return bool(self.waiting)

    def _without_dead(self) -> None:
        """What the dead wanted is for those who come after them."""
        waiting = self.waiting
        while waiting and self.node.lookup(waiting[0].pid) is None:
            waiting.popleft()

    def _ready(self) -> None:
        if self.kind == "listen":
            self._accepting()
        elif self.kind == "udp":
            self._datagrams()
        else:
            self._reading()
        self.look()

    # -- connections

    def _accepting(self) -> None:
        while self.waiting:
            try:
                made, _ = self.sock.accept()
            except (BlockingIOError, InterruptedError):
                return
            except OSError as e:
                self.answer(self.waiting.popleft(), (a.error, reason(e)))
                continue
            request = self.waiting.popleft()
            process = self.node.lookup(request.pid)
            if process is None:
                made.close()
                continue
            self.answer(request, (a.ok, self.accepted(made, process)))

    def accepted(self, made: socket.socket, owner: Process) -> Term:
        """A new connection of a listening socket, with its settings."""
        settings = replace(self.settings, others=dict(self.settings.others))
        found = Socket(self.node, owner, "tcp", made, settings)
        found.connected = True
        found.look()
        return found.pid

    def connect_to(self, address: Any, request: Request | None) -> Atom | None:
        """Begin to connect: `ok`, an error, or None if the request will be answered."""
        code = self.sock.connect_ex(address)
        if code == 0:
            self._is_connected()
            return a.ok
        if code not in _IN_PROGRESS:
            return atom(errno.errorcode.get(code, "eio").lower())
        if request is not None:
            self._connecting(request)
        return None

    def _is_connected(self) -> None:
        self.connected = True
        self.look()

    def _connecting(self, request: Request) -> None:
        if self.state == DEAD:
            return
        if not _can_write(self.sock):
            self._later(lambda _: self._connecting(request))
            return
        code = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            self.answer(request, atom(errno.errorcode.get(code, "eio").lower()))
        else:
            self._is_connected()
            self.answer(request, a.ok)

    def _later(self, action: Any) -> None:
        self.node.timers.add(self.node.clock.monotonic() + self._pause, action, None)
        self._pause = min(2 * self._pause, AGAIN_MAX_NS)

    # -- reading

    def _reading(self) -> None:
        if self._read_more():
            self.hand_out()

    def _read_more(self) -> bool:
        """Take what has come; whether something has, the end for instance."""
        try:
            data = self.sock.recv(CHUNK)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError as e:
            self.failed = reason(e)
            data = b""
        if data:
            self.read += len(data)
            self.came += data
        else:
            self.ended = True
        return True

    def receive(self, length: int) -> Term | None:
        """`take/1` for a process that has just asked, with what the system has for it."""
        if self.waiting:
            return None
        found = self.take(length) if self.came else None
        while found is None and not self.ended and self._read_more():
            found = self.take(length)
        if found is not None and found[0] is a.error:  # type: ignore[index]
            self.lost = True
        return found

    def hand_out(self) -> None:
        """Give what has been read to those who wait, then to the owner; then tell of the end."""
        self._without_dead()
        while self.state != DEAD and (self.waiting or self.is_active()):
            length = self.waiting[0].length if self.waiting else 0
            packet = self.take(length)
            if packet is None:
                break
            if packet[0] is a.error:  # type: ignore[index]
                self.lost = True
            if self.waiting:
                self.answer(self.waiting.popleft(), packet)
            else:
                self._to_owner(packet)
        if self.ended and self.state != DEAD:
            self._end()
        self.look()

    def _to_owner(self, packet: Any) -> None:
        if packet[0] is a.error:
            self._message((a.tcp_error, self.pid, packet[1]))
            self._shut()
            return
        data = packet[1]
        if self.settings.deliver_port:
            self._message((self.pid, (a.data, data)))
        else:
            tag = a.http if self.settings.packet in HEADERS else a.tcp
            self._message((tag, self.pid, data))
        self.one_less()

    def one_less(self) -> None:
        """A message has been sent: `once` is over, a number counts down."""
        active = self.settings.active
        if active is a.once:
            self.settings.active = a.false
        elif type(active) is int:
            self.settings.active = active - 1
            if active <= 1:
                self.settings.active = a.false
                self.tell_passive()

    def tell_passive(self) -> None:
        """The owner learns that there will be no more messages."""
        self._message((a.udp_passive if self.kind == "udp" else a.tcp_passive, self.pid))

    def _message(self, message: Term) -> None:
        process = self.node.lookup(self.owner)
        if process is not None:
            self.node.send(self.owner, message)

    def _end(self) -> None:
        """The other side has closed, and everything it sent was taken."""
        told = self.settings.others.get(a.show_econnreset) is a.true
        why = self.failed if told or self.failed is not a.econnreset else None
        if self.waiting:
            while self.waiting:
                self.answer(self.waiting.popleft(), (a.error, why or a.closed))
            if self.settings.exit_on_close or self.failed is not None:
                self._let_go()
        elif self.lost and self.is_active():
            self.close(a.normal)
        elif self.is_active() and not self._told:
            if self.came and self.settings.packet == 0:
                return
            self._told = True
            if why is not None:
                self._message((a.tcp_error, self.pid, why))
            self._message((a.tcp_closed, self.pid))
            self._shut()

    def _let_go(self) -> None:
        """Nobody but a reader was told of the end: the port stays, without its connection."""
        self._stop_watching()
        self._out.clear()
        self.lost = True
        self.sock.close()

    def _shut(self) -> None:
        if self.settings.exit_on_close or self.failed is not None:
            self.close(a.normal)

    # -- datagrams

    def _datagrams(self) -> None:
        while self.state != DEAD and (self.waiting or self.is_active()):
            found = self.datagram()
            if found is None:
                return
            if self.waiting:
                self.answer(self.waiting.popleft(), found)
            elif found[0] is a.ok:  # type: ignore[index]
                address, port, data = found[1]  # type: ignore[index]
                self._message((a.udp, self.pid, address, port, data))
                self.one_less()

    def datagram(self) -> Term | None:
        """{ok, {Address, Port, Data}}, {error, Reason}, or None: there is none."""
        try:
            data, address = self.sock.recvfrom(CHUNK)
        except (BlockingIOError, InterruptedError):
            return None
        except OSError as e:
            return (a.error, reason(e))
        self.read += len(data)
        self.count("recv", len(data))
        if type(address) is tuple:
            return (a.ok, (ip_term(address[0]), address[1], self.shown(data)))
        place = (a.local, os.fsencode(address)) if address else (a.unspec, b"")
        return (a.ok, (place, 0, self.shown(data)))

    # -- writing

    def send(self, data: bytes) -> Term:
        """`ok` or {error, Reason}. What the system does not take at once is kept, however much it
        is; who sends while the socket is busy has to wait first."""
        if self.lost and self.ended:
            return (a.error, a.closed if self.failed is None else a.enotconn)
        width = self.settings.packet
        if type(width) is int and width:
            data = len(data).to_bytes(width, "big") + data
        size = len(data)
        self.written += size
        self.count("send", size)
        if not self._out:
            try:
                done = self.sock.send(data)
            except (BlockingIOError, InterruptedError):
                done = 0
            except OSError as e:
                return (a.error, self._send_failed(e))
            if done == size:
                return a.ok
            data = data[done:]
            self._later(self._write_more)
        self._out += data
        high = self.settings.others.get(a.high_watermark, HIGH_WATERMARK)
        self.busy = len(self._out) >= high  # type: ignore[operator]
        return a.ok

    def _push(self) -> Atom | None:
        """Write what can be written; the reason if that failed."""
        while self._out:
            try:
                done = self.sock.send(bytes(self._out[:CHUNK]))
            except (BlockingIOError, InterruptedError):
                self._later(self._write_more)
                return None
            except OSError as e:
                self._out.clear()
                return self._send_failed(e)
            del self._out[:done]
            self._pause = AGAIN_NS
        return None

    def _send_failed(self, e: OSError) -> Atom:
        found = reason(e)
        if found is not a.epipe and found is not a.econnreset:
            return found
        self.failed, self.ended = a.econnreset, True
        if self.waiting or self.is_active():
            self.hand_out()
        else:
            self._let_go()
        return a.closed

    def _write_more(self, _: object) -> None:
        if self.state == DEAD or not self._out:
            return
        failed = self._push()
        if self._shut_when_written is not None and not self._out:
            self.shut_down(self._shut_when_written)
            self._shut_when_written = None
        low = self.settings.others.get(a.low_watermark, LOW_WATERMARK)
        if failed is None and len(self._out) >= low:  # type: ignore[operator]
            return
        self.busy = False
        while self.senders:
            self.answer(self.senders.popleft(), a.ok if failed is None else (a.error, failed))

    def shut_down(self, how: int) -> Atom | None:
        """End one direction, or both; writing ends behind what is still to be written. The reason
        if that fails."""
        if self._out and how != socket.SHUT_RD:
            self._shut_when_written = how
            return None
        try:
            self.sock.shutdown(how)
        except OSError as e:
            return reason(e)
        return None

    # -- as a port

    def command(self, data: bytes) -> None:
        """`Socket ! {Owner, {command, Data}}`."""
        self.send(data)

    def _stop_watching(self) -> None:
        if self._known:
            self._known = self._watched = False
            self.node.poller.remove_reader(self.fd)

    def close(self, reason: Term) -> None:
        """The end: who waits is told, what is written still goes out if it can at once."""
        if self.state == DEAD:
            return
        for request in [*self.waiting, *self.senders]:
            self.answer(request, (a.error, a.closed))
        self.waiting.clear()
        self.senders.clear()
        super().close(reason)
        self._finish()

    def _finish(self, _: object = None) -> None:
        if self._out:
            failed = self._write_rest()
            if not failed and self._out:
                self._later(self._finish)
                return
        self.sock.close()

    def _write_rest(self) -> bool:
        try:
            done = self.sock.send(bytes(self._out[:CHUNK]))
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            return True
        del self._out[:done]
        return False


def socket_of(node: Node, port: Term) -> Socket | None:
    """The open socket of a port."""
    if node.ports is None:
        return None
    found = node.ports.find(port)
    return found if type(found) is Socket else None
