"""Writing to a socket: at once what the system takes, the rest when there is room again.

OTP: inet_drv.c (tcp_sendv, tcp_inet_output)
"""

from __future__ import annotations

import socket
from typing import Final

from pyerlshell.erts.process import DEAD
from pyerlshell.erts.socket_packets import reason
from pyerlshell.erts.socket_port import AGAIN_NS, SocketPort
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

CHUNK: Final = 65536
HIGH_WATERMARK: Final = 8192
LOW_WATERMARK: Final = 4096


class Output(SocketPort):
    """The writing side of a stream."""

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
