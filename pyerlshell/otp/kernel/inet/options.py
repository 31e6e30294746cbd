"""Options of sockets: what users write, and what sockets and the system make of it.

OTP: inet (options), inet_drv
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.erts.node import Node
from pyerlshell.erts.sockets import Settings, Socket, ip_text
from pyerlshell.otp.preloaded.erlang.packets import decode_packet
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import ImproperList, from_list
from pyerlshell.terms.types import Term

_BOOLEANS: Final = {a.true: 1, a.false: 0}
_SYSTEM: Final[dict[str, tuple[int, int]]] = {
    "reuseaddr": (socket.SOL_SOCKET, socket.SO_REUSEADDR),
    "keepalive": (socket.SOL_SOCKET, socket.SO_KEEPALIVE),
    "broadcast": (socket.SOL_SOCKET, socket.SO_BROADCAST),
    "dontroute": (socket.SOL_SOCKET, socket.SO_DONTROUTE),
    "nodelay": (socket.IPPROTO_TCP, socket.TCP_NODELAY),
}
if hasattr(socket, "SO_REUSEPORT"):
    _SYSTEM["reuseport"] = (socket.SOL_SOCKET, socket.SO_REUSEPORT)
_SIZES: Final = {
    "recbuf": (socket.SOL_SOCKET, socket.SO_RCVBUF),
    "sndbuf": (socket.SOL_SOCKET, socket.SO_SNDBUF),
}
_REMEMBERED: Final = frozenset(
    """buffer delay_send high_watermark low_watermark high_msgq_watermark low_msgq_watermark
    priority tos tclass ttl recvtos recvttl recvtclass show_econnreset read_packets ipv6_v6only
    linger raw bind_to_device netns multicast_if multicast_ttl multicast_loop add_membership
    drop_membership udp_module tcp_module inet_backend debug reuseport_lb exclusiveaddruse keepcnt
    keepidle keepintvl nopush user_timeout""".split()
)
_ON_OPENING: Final = frozenset(("ip", "ifaddr", "port", "backlog", "fd"))
_PACKETS: Final[dict[Any, Any]] = {
    0: 0,
    1: 1,
    2: 2,
    4: 4,
    a.raw: 0,
    a.line: a.line,
}
_PROTOCOLS: Final = frozenset(
    (a.asn1, a.sunrm, a.cdr, a.fcgi, a.tpkt, a.http, a.http_bin, a.httph, a.httph_bin)
)


def _decode(kind: Any, data: bytes, most: int) -> Any:
    return decode_packet(kind, data, [(a.packet_size, most), None])


class BadOption(Exception):
    """`args[0]`: the option."""


@dataclass(slots=True)
class Opening:
    """What options say of a socket that is being made."""

    settings: Settings = field(default_factory=Settings)
    system: list[tuple[str, int]] = field(default_factory=list)
    family: int = socket.AF_INET
    address: str | None = None
    port: int = 0
    backlog: int = 5


def opening(options: Term) -> Opening:
    """The options of listen, connect and open. Raises BadOption."""
    made = Opening()
    for option in _items(options):
        if option is a.inet or option is a.inet6:
            made.family = socket.AF_INET6 if option is a.inet6 else socket.AF_INET
        elif type(option) is tuple and len(option) == 2 and _name(option) in _ON_OPENING:
            _on_opening(made, _name(option), option[1])
        else:
            _set(made.settings, made.system, option)
    return made


def _items(options: Term) -> list[Any]:
    try:
        return from_list(options)
    except ImproperList:
        raise BadOption(options) from None


def _name(option: Any) -> str:
    return option[0].name if type(option[0]) is Atom else ""


def _on_opening(made: Opening, name: str, value: Any) -> None:
    if name == "port" or name == "backlog":
        if type(value) is not int or value < 0:
            raise BadOption(value)
        setattr(made, name, value)
    elif name == "fd":
        raise BadOption(value)
    else:
        address = _ADDRESSES.get(value) if type(value) is Atom else ip_text(value)
        if address is None:
            raise BadOption(value)
        made.address = address
        if ":" in address:
            made.family = socket.AF_INET6


_ADDRESSES: Final[dict[Any, str]] = {a.any: "", a.loopback: "127.0.0.1"}


def prepare(sock: socket.socket, made: Opening) -> None:
    """Give a new socket its options of the system. Raises OSError."""
    for name, value in made.system:
        _to_system(sock, name, value)


def bound(node: Node, made: Opening, kind: int, number: int) -> socket.socket:
    """A new socket at a port of this machine. Raises OSError."""
    node.outside.refuse("listen", f"port {number}")
    sock = socket.socket(made.family, kind)
    try:
        prepare(sock, made)
        sock.bind((made.address or "", number))
        if kind == socket.SOCK_STREAM:
            sock.listen(made.backlog)
    except OSError:
        sock.close()
        raise
    return sock


def _to_system(sock: socket.socket, name: str, value: int) -> None:
    level, option = _SYSTEM.get(name) or _SIZES[name]
    if name != "nodelay" or sock.type == socket.SOCK_STREAM:
        sock.setsockopt(level, option, value)


def change(found: Socket, options: Term) -> bool:
    """inet:setopts/2; False if an option cannot be set."""
    system: list[tuple[str, int]] = []
    try:
        for option in _items(options):
            _set(found.settings, system, option)
        for name, value in system:
            _to_system(found.sock, name, value)
    except (BadOption, OSError):
        return False
    if found.kind == "tcp":
        found.hand_out()
    found.look()
    return True


def _set(settings: Settings, system: list[tuple[str, int]], option: Any) -> None:
    if option is a.binary or option is a.list:
        settings.binary = option is a.binary
        return
    if type(option) is tuple and option and option[0] is a.raw:
        return
    if type(option) is not tuple or len(option) != 2 or type(option[0]) is not Atom:
        raise BadOption(option)
    name, value = option[0].name, option[1]
    if name in _SYSTEM:
        if value not in _BOOLEANS:
            raise BadOption(option)
        system.append((name, _BOOLEANS[value]))
    elif name in _SIZES:
        _natural(option)
        system.append((name, value))
    elif name in _REMEMBERED:
        settings.others[option[0]] = value
    elif name in _SETTERS:
        _SETTERS[name](settings, option)
    else:
        raise BadOption(option)


def _natural(option: Any) -> int:
    value: int = option[1]
    if type(value) is not int or value < 0:
        raise BadOption(option)
    return value


def _boolean(option: Any) -> bool:
    if option[1] not in _BOOLEANS:
        raise BadOption(option)
    return option[1] is a.true


def _set_active(settings: Settings, option: Any) -> None:
    value = option[1]
    if type(value) is int:
        if not -32768 <= value <= 32767:
            raise BadOption(option)
        now = settings.active if type(settings.active) is int else 0
        left = now + value
        settings.active = left if left > 0 else a.false
    elif value in (a.true, a.false, a.once):
        settings.active = value
    else:
        raise BadOption(option)


def _set_packet(settings: Settings, option: Any) -> None:
    if option[1] in _PROTOCOLS:
        settings.packet, settings.decode = option[1], _decode
    elif option[1] in _PACKETS:
        settings.packet, settings.decode = _PACKETS[option[1]], None
    else:
        raise BadOption(option)


def _set_mode(settings: Settings, option: Any) -> None:
    if option[1] is not a.binary and option[1] is not a.list:
        raise BadOption(option)
    settings.binary = option[1] is a.binary


def _set_deliver(settings: Settings, option: Any) -> None:
    if option[1] is not a.term and option[1] is not a.port:
        raise BadOption(option)
    settings.deliver_port = option[1] is a.port


def _set_header(settings: Settings, option: Any) -> None:
    settings.header = _natural(option)


def _set_packet_size(settings: Settings, option: Any) -> None:
    settings.packet_size = _natural(option)


def _set_exit_on_close(settings: Settings, option: Any) -> None:
    settings.exit_on_close = _boolean(option)


def _set_send_timeout(settings: Settings, option: Any) -> None:
    settings.send_timeout = None if option[1] is a.infinity else _natural(option)


def _set_send_timeout_close(settings: Settings, option: Any) -> None:
    settings.send_timeout_close = _boolean(option)


def _set_line_delimiter(settings: Settings, option: Any) -> None:
    if _natural(option) > 255:
        raise BadOption(option)
    settings.line_delimiter = option[1]


_SETTERS: Final = {
    "active": _set_active,
    "packet": _set_packet,
    "mode": _set_mode,
    "deliver": _set_deliver,
    "header": _set_header,
    "packet_size": _set_packet_size,
    "exit_on_close": _set_exit_on_close,
    "send_timeout": _set_send_timeout,
    "send_timeout_close": _set_send_timeout_close,
    "line_delimiter": _set_line_delimiter,
}


def value_of(found: Socket, name: Atom) -> Term | None:
    """What inet:getopts/2 gives for an option; None if there is no such."""
    if name.name in _SYSTEM:
        level, option = _SYSTEM[name.name]
        try:
            return a.true if found.sock.getsockopt(level, option) else a.false
        except OSError:
            return None
    if name.name in _SIZES:
        return found.sock.getsockopt(*_SIZES[name.name])
    if name is a.linger:
        on, seconds = struct.unpack(
            "ii", found.sock.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)
        )
        return (a.true if on else a.false, seconds)
    settings = found.settings
    if name in settings.others:
        return settings.others[name]
    shown = _GETTERS.get(name.name)
    return None if shown is None else shown(settings)


def _truth(value: bool) -> Term:
    return a.true if value else a.false


_GETTERS: Final[dict[str, Any]] = {
    "active": lambda s: s.active,
    "packet": lambda s: s.packet,
    "mode": lambda s: a.binary if s.binary else a.list,
    "deliver": lambda s: a.port if s.deliver_port else a.term,
    "header": lambda s: s.header,
    "packet_size": lambda s: s.packet_size,
    "exit_on_close": lambda s: _truth(s.exit_on_close),
    "send_timeout": lambda s: a.infinity if s.send_timeout is None else s.send_timeout,
    "send_timeout_close": lambda s: _truth(s.send_timeout_close),
    "line_delimiter": lambda s: s.line_delimiter,
    "buffer": lambda s: 1460,
    "high_watermark": lambda s: 8192,
    "low_watermark": lambda s: 4096,
    "delay_send": lambda s: a.false,
    "show_econnreset": lambda s: a.false,
    "priority": lambda s: 0,
    "tos": lambda s: 0,
    "read_packets": lambda s: 5,
}
