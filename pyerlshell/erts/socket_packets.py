"""What sockets are told and what comes in: settings, who waits, packets and addresses.

OTP: inet_drv.c
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.process import RUNNABLE, SUSPENDED, WAITING, deliver
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Pid, Ref, Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

HEADERS: Final[dict[Any, Atom]] = {
    a.http: a.httph,
    a.http_bin: a.httph_bin,
    a.httph: a.httph,
    a.httph_bin: a.httph_bin,
}
"""How the lines behind the first of a request or an answer are read."""


_LARGEST: Final = 0x7FFFFFFF
"""A packet is never longer: the reference takes such lengths for negative ones."""


def reason(e: OSError) -> Atom:
    """The POSIX name of an error, in lower case."""
    return atom(errno.errorcode.get(e.errno or 0, "eio").lower())


@dataclass(slots=True)
class Settings:
    """What inet:setopts/2 sets. `active`: true, false, once, or how many messages more."""

    active: Any = field(default_factory=lambda: a.true)
    binary: bool = False
    packet: Any = 0
    packet_size: int = 0
    header: int = 0
    exit_on_close: bool = True
    deliver_port: bool = False
    send_timeout: int | None = None
    send_timeout_close: bool = False
    line_delimiter: int = 10
    buffer: int = 9216
    buffer_is_set: bool = False
    """Somebody wanted this size; otherwise it grows with the system's."""
    passive_now: bool = False
    """A number of messages has just been counted down: the owner is to be told."""
    decode: Callable[[Any, bytes, int], Any] | None = None
    """For packets of protocols: the first of some bytes as erlang:decode_packet/3 gives it."""
    others: dict[Atom, Term] = field(default_factory=dict)
    """Options that are remembered and mean nothing here."""


@dataclass(slots=True)
class Request:
    """A process that waits. `length`: how many bytes it wants, 0 for what there is."""

    pid: Pid
    ref: Ref
    length: int = 0
    answer: Any = None


def answer(node: Node, request: Request, what: Term) -> None:
    """What a process that waits gets."""
    process = node.lookup(request.pid)
    if process is None:
        return
    if process.state == SUSPENDED:
        deliver(process, (request.ref, what))
        return
    request.answer = what
    if process.state == WAITING:
        process.state = RUNNABLE
        process.runq.append(process)


class Packets:
    """The bytes that a socket has read, and how they are cut."""

    settings: Settings
    counts: dict[str, int]

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.counts = {"recv_cnt": 0, "send_cnt": 0, "recv_max": 0, "send_max": 0}
        self.came = bytearray()
        self._in_headers = False

    def count(self, way: str, size: int) -> None:
        """One more packet; `way` is recv or send."""
        counts = self.counts
        counts[f"{way}_cnt"] += 1
        if size > counts[f"{way}_max"]:
            counts[f"{way}_max"] = size

    def take(self, length: int) -> Term | None:
        """{ok, Packet}, {error, Reason}, or None if it is not all there."""
        width = self.settings.packet
        if self.settings.decode is not None:
            return self._decoded(self.settings.decode)
        if width == 0:
            if not self.came or len(self.came) < length:
                return None
            return self._packet(self._cut(0, length or len(self.came)))
        if width is a.line:
            at = self.came.find(self.settings.line_delimiter) + 1
            if not at:
                return None
            return self._packet(self._cut(0, at))
        if len(self.came) < width:
            return None
        size = int.from_bytes(self.came[:width], "big")
        if size > (self.settings.packet_size or _LARGEST):
            return (a.error, a.emsgsize)
        end = width + size
        if len(self.came) < end:
            return None
        return self._packet(self._cut(width, end))

    def _decoded(self, decode: Callable[[Any, bytes, int], Any]) -> Term | None:
        kind = self.settings.packet
        if not self.came:
            return None
        data = bytes(self.came)
        found = decode(HEADERS[kind] if self._in_headers else kind, data, self.settings.packet_size)
        if found[0] is a.more:
            known = type(found[1]) is int and found[1] > _LARGEST
            return (a.error, a.emsgsize) if known else None
        if found[0] is a.error:
            return (a.error, a.emsgsize)
        size = len(data) - len(found[2])
        del self.came[:size]
        if kind not in HEADERS:
            return self._packet(found[1])
        self.count("recv", size)
        first = found[1][0] if type(found[1]) is tuple else found[1]
        if first is not a.http_error:
            self._in_headers = first is not a.http_eoh
        return (a.ok, found[1])

    def _cut(self, begin: int, end: int) -> bytes:
        data = bytes(self.came[begin:end])
        del self.came[:end]
        return data

    def _packet(self, data: bytes) -> Term:
        self.count("recv", len(data))
        return (a.ok, self.shown(data))

    def shown(self, data: bytes) -> Term:
        """Data as the settings have it: a list, a binary, or a list with a binary behind it."""
        settings = self.settings
        if not settings.binary:
            return to_list(list(data))
        shown: Term = data[settings.header :]
        for byte in reversed(data[: settings.header]):
            shown = [byte, shown]
        return shown


def ip_term(text: str) -> Term:
    """{1, 2, 3, 4}, or the eight words of an IPv6 address."""
    host = text.partition("%")[0]
    if ":" in host:
        raw = socket.inet_pton(socket.AF_INET6, host)
        return tuple([int.from_bytes(raw[i : i + 2], "big") for i in range(0, 16, 2)])
    return tuple(socket.inet_pton(socket.AF_INET, host))


def ip_text(address: Any) -> str | None:
    """The text of an address; None if it is none."""
    if type(address) is not tuple or not all(type(x) is int for x in address):
        return None
    if len(address) == 4 and all(0 <= x <= 255 for x in address):
        return ".".join(map(str, address))
    if len(address) == 8 and all(0 <= x <= 65535 for x in address):
        raw = b"".join([x.to_bytes(2, "big") for x in address])
        return socket.inet_ntop(socket.AF_INET6, raw)
    return None
