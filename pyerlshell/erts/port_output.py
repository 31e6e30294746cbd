"""What a port's program has not taken yet, and who waits until it has.

From the high limit on the port is busy, and who writes to it is suspended until there is less than
the low one.

OTP: driver_output and set_busy_port of io.c
"""

from __future__ import annotations

import os
import select
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.machine import P
from pyerlshell.erts.process import DEAD, INTERRUPTED, RUNNABLE, SUSPENDED, Process
from pyerlshell.erts.scheduler import switch_out
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Port, Term

if TYPE_CHECKING:
    import subprocess

    from pyerlshell.erts.node import Node
    from pyerlshell.erts.port_data import PortOptions

_CHUNK: Final = 65536
_AGAIN_NS: Final = 2_000_000
_AGAIN_MAX_NS: Final = 32_000_000
_AT_ONCE: Final = 4096  # what a descriptor that is ready takes without blocking (PIPE_BUF)


class PortOutput:
    """The half of a port that writes."""

    node: Node
    pid: Port
    options: PortOptions
    popen: subprocess.Popen[bytes] | None
    state: Any

    def __init__(self) -> None:
        self.sink: int | None = None
        self.busy = False
        self.written = 0
        self._suspended: list[Process] = []
        self._pause = _AGAIN_NS
        self._out = bytearray()

    def close(self, reason: Term) -> None:
        """The end of the port."""
        raise NotImplementedError

    def give_up(self) -> None:
        """Nothing will be written any more; nobody waits for that."""
        if self.popen is not None:
            self._out.clear()
        if self._suspended:
            self._no_longer_busy()

    def write(self, data: bytes) -> None:
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
