"""Sockets: ports whose other end is the network.

A Socket is a port as a program is (links, monitors, an owner), but what moves its data is a Python
socket that never blocks. Reading begins when somebody wants data: the owner by `active`, or a
process by a Request. What cannot be done at once (a connection, room to write) is tried again by a
timer, every few milliseconds.

Who waits has a Request, which gets the answer, and is woken. Who is suspended gets the message
{Ref, Answer}, because that is what resuming a process looks for.

`socket_port` has who waits and who owns it, `socket_output` writing, `socket_datagrams` datagrams,
`socket_packets` what comes in and how it is cut.

OTP: inet_drv.c
"""

from __future__ import annotations

import errno
import select
import socket
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.process import DEAD, Process
from pyerlshell.erts.socket_datagrams import Datagrams
from pyerlshell.erts.socket_output import CHUNK, Output
from pyerlshell.erts.socket_packets import HEADERS, Request, reason
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

_IN_PROGRESS: Final = frozenset((errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY))


def _can_write(sock: socket.socket) -> bool:
    """It can be written to, or has failed. poll(2) knows descriptors of any size."""
    if not hasattr(select, "poll"):
        return bool(select.select((), (sock,), (), 0)[1])
    asked = select.poll()
    asked.register(sock, select.POLLOUT)
    return bool(asked.poll(0))


class Socket(Output, Datagrams):
    """An open socket. `kind` is "tcp", "listen" or "udp"."""

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
            process = self.node.lookup(self.waiting[0].pid)
            if process is None:
                self.waiting.popleft()
                continue
            found = self.accept_now(process)
            if found is None:
                return
            self.answer(self.waiting.popleft(), found)

    def accept_now(self, owner: Process) -> Term | None:
        """The next connection for a process, {ok, Socket} or {error, Reason}; None: there is none
        yet."""
        try:
            made, _ = self.sock.accept()
        except (BlockingIOError, InterruptedError):
            return None
        except OSError as e:
            return (a.error, reason(e))
        return (a.ok, self.accepted(made, owner))

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
            self._message((a.tcp_closed, self.pid))
            self._told = True
            self._shut()
            return
        data = packet[1]
        if self.settings.deliver_port:
            self._message((self.pid, (a.data, data)))
        else:
            tag = a.http if self.settings.packet in HEADERS else a.tcp
            self._message((tag, self.pid, data))
        self.one_less()

    def _end(self) -> None:
        """The other side has closed, and everything it sent was taken."""
        told = bool(self.settings.others.get(a.show_econnreset))
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

    def _shut(self) -> None:
        if self.settings.exit_on_close or self.failed is not None:
            self.close(a.normal)

    # -- as a port

    def write(self, data: bytes) -> None:
        """`Socket ! {Owner, {command, Data}}`."""
        self.send(data)

    def close(self, reason: Term) -> None:
        """The end: who waits is told, what is written still goes out if it can at once."""
        if self.state == DEAD:
            return
        for request in [*self.waiting, *self.senders]:
            self.answer(request, (a.error, a.closed))
        self.waiting.clear()
        self.senders.clear()
        if reason is a.normal:
            self._unlink()
        super().close(reason)
        self._finish()

    def _unlink(self) -> None:
        """Of a normal end the messages of the socket tell, not an exit signal."""
        for other in self.links.values():
            if other.links:
                other.links.pop(self.pid, None)
        self.links = {}

    def _finish(self, _: object = None) -> None:
        if self._out:
            failed = self._write_rest()
            if not failed and self._out:
                self._later(self._finish)
                return
        self._give_back()

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
