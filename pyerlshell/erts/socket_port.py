"""What sockets of all kinds have: who waits for them, who owns them, whether they are watched.

OTP: inet_drv.c (inet_descriptor)
"""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pyerlshell.erts.port_data import PortOptions
from pyerlshell.erts.ports import PortProgram
from pyerlshell.erts.process import DEAD, Process
from pyerlshell.erts.socket_packets import Packets, Request, Settings, answer
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Ref, Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

AGAIN_NS: Final = 500_000
AGAIN_MAX_NS: Final = 16_000_000


class SocketPort(PortProgram, Packets):
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
        self.shared = False
        """Somebody else has the descriptor, too, and will close it."""
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
        """There is something to read."""
        raise NotImplementedError

    def hand_out(self) -> None:
        """Give what has been read to those who wait, then to the owner; then tell of the end."""
        raise NotImplementedError

    def _let_go(self) -> None:
        """Nobody but a reader was told of the end: the port stays, without its connection."""
        self._stop_watching()
        self._out.clear()
        self.lost = True
        self._give_back()

    def _give_back(self) -> None:
        """The system's socket is no longer ours."""
        if self.shared:
            self.sock.detach()
        else:
            self.sock.close()

    def _stop_watching(self) -> None:
        if self._known:
            self._known = self._watched = False
            self.node.poller.remove_reader(self.fd)

    def _later(self, action: Callable[[object], None]) -> None:
        self.node.timers.add(self.node.clock.monotonic() + self._pause, action, None)
        self._pause = min(2 * self._pause, AGAIN_MAX_NS)

    # -- messages to the owner

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
