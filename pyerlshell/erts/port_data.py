"""How a port's bytes become messages, and messages bytes: stream, packets, lines.

OTP: packet_parser and the line driver of io.c, sys_drivers.c
"""

from __future__ import annotations

from typing import Any

from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.structs import structure
from pyerlshell.terms.types import Term


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


class Incoming:
    """What the program has written and no message has told yet."""

    __slots__ = ("_data", "_options", "count")

    def __init__(self, options: PortOptions) -> None:
        self._options = options
        self._data = b""
        self.count = 0  # bytes, without the headers of packets

    def messages(self, data: bytes) -> list[Term]:
        """What is to be told now that these bytes have come, as D of {Port, {data, D}}."""
        options = self._options
        if not options.packet:
            self.count += len(data)
        if not options.packet and not options.line:
            return [self._shown(data)]
        self._data += data
        return self._packets(options.packet) if options.packet else self._lines(options.line)

    def last(self) -> list[Term]:
        """What is told at the end: a line without one. Of a packet nothing is told."""
        limit, data = self._options.line, self._data
        self._data = b""
        if not limit:
            return []
        parts = [data[i : i + limit] for i in range(0, len(data), limit)]
        return [(a.noeol, self._shown(part)) for part in parts]

    def _packets(self, width: int) -> list[Term]:
        found: list[Term] = []
        while len(self._data) >= width:
            end = width + int.from_bytes(self._data[:width], "big")
            if len(self._data) < end:
                break
            packet, self._data = self._data[width:end], self._data[end:]
            self.count += len(packet)
            found.append(self._shown(packet))
        return found

    def _lines(self, limit: int) -> list[Term]:
        found: list[Term] = []
        while self._data:
            at = self._data.find(b"\n", 0, limit + 1)
            if at >= 0:
                line, self._data = self._data[:at], self._data[at + 1 :]
                found.append((a.eol, self._shown(line)))
            elif len(self._data) > limit:
                line, self._data = self._data[:limit], self._data[limit:]
                found.append((a.noeol, self._shown(line)))
            else:
                break
        return found

    def _shown(self, data: bytes) -> Term:
        return data if self._options.binary else to_list(list(data))


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
