"""Datagrams: one at a time, with what the system says of each if it was asked to.

OTP: inet_drv.c (packet_inet_input, packet_inet_output)
"""

from __future__ import annotations

import os
import socket
from typing import Any, Final

from pyerlshell.erts.process import DEAD
from pyerlshell.erts.socket_packets import ip_term, reason
from pyerlshell.erts.socket_port import SocketPort
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

IP6: Final = getattr(socket, "IPPROTO_IPV6", 41)
ANCILLARY: Final[dict[tuple[int, int], Atom]] = {
    (socket.IPPROTO_IP, socket.IP_TOS): a.tos,
    (socket.IPPROTO_IP, socket.IP_TTL): a.ttl,
    (IP6, getattr(socket, "IPV6_TCLASS", 67)): a.tclass,
}
"""Level and type of control messages that stand for numbers."""
_CONTROL: Final = 256


class Datagrams(SocketPort):
    """The reading side of a socket of datagrams."""

    tells_more = False
    """Datagrams come with ancillary data."""

    def _datagrams(self) -> None:
        while self.state != DEAD and (self.waiting or self.is_active()):
            found: Any = self.datagram()
            if found is None:
                return
            if self.waiting:
                self.answer(self.waiting.popleft(), found)
            elif found[0] is a.ok:
                self._message((a.udp, self.pid, *found[1]))
                self.one_less()
            else:
                self._message((a.udp_error, self.pid, found[1]))

    def datagram(self) -> Term | None:
        """{ok, {Address, Port, Data}} or, with ancillary data before Data, four of them; {error,
        Reason}; None: there is none. What is larger than the buffer is cut."""
        more: list[Term] = []
        try:
            if self.tells_more:
                data, control, _, address = self.sock.recvmsg(self.settings.buffer, _CONTROL)
                more = [to_list(_ancillary(control))]
            else:
                data, address = self.sock.recvfrom(self.settings.buffer)
        except (BlockingIOError, InterruptedError):
            return None
        except OSError as e:
            return (a.error, reason(e))
        self.read += len(data)
        self.count("recv", len(data))
        if type(address) is tuple:
            return (a.ok, (ip_term(address[0]), address[1], *more, self.shown(data)))
        place = (a.local, os.fsencode(address)) if address else (a.unspec, b"")
        return (a.ok, (place, 0, *more, self.shown(data)))


def _ancillary(control: list[tuple[int, int, bytes]]) -> list[Term]:
    return [
        (ANCILLARY[level, kind], int.from_bytes(data[:4], "little"))
        for level, kind, data in control
        if (level, kind) in ANCILLARY
    ]
