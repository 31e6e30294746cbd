"""Options of sockets: what users write, and what sockets and the system make of it.

OTP: inet (options), inet_drv
"""

from __future__ import annotations

import errno
import os
import socket
import struct
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.erts.node import Node
from pyerlshell.erts.socket_packets import Settings, ip_text
from pyerlshell.erts.sockets import Socket
from pyerlshell.otp.preloaded.erlang.packets import decode_packet
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import ImproperList, from_list, list_to_string
from pyerlshell.terms.maps import get, is_map
from pyerlshell.terms.types import Term

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
    "tos": (socket.IPPROTO_IP, socket.IP_TOS),
    "ttl": (socket.IPPROTO_IP, socket.IP_TTL),
    "multicast_ttl": (socket.IPPROTO_IP, socket.IP_MULTICAST_TTL),
}
for _name_, _of, _level in (
    ("priority", "SO_PRIORITY", socket.SOL_SOCKET),
    ("tclass", "IPV6_TCLASS", getattr(socket, "IPPROTO_IPV6", 41)),
    ("keepidle", "TCP_KEEPIDLE", socket.IPPROTO_TCP),
    ("keepintvl", "TCP_KEEPINTVL", socket.IPPROTO_TCP),
    ("keepcnt", "TCP_KEEPCNT", socket.IPPROTO_TCP),
    ("user_timeout", "TCP_USER_TIMEOUT", socket.IPPROTO_TCP),
):
    if hasattr(socket, _of):
        _SIZES[_name_] = (_level, getattr(socket, _of))
_REMEMBERED: Final = frozenset(
    """delay_send recvtos recvttl recvtclass show_econnreset read_packets ipv6_v6only
    bind_to_device netns multicast_if multicast_loop add_membership read_ahead
    drop_membership udp_module tcp_module inet_backend debug reuseport_lb exclusiveaddruse
    nopush""".split()
)
_COUNTS: Final = frozenset(
    """buffer high_watermark low_watermark high_msgq_watermark low_msgq_watermark""".split()
)
"""Numbers that are remembered."""
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


System = list[tuple[int, int, Any]]
"""Level, option, value: what setsockopt(2) is told."""


class BadOption(Exception):
    """`args[0]`: the option."""


@dataclass(slots=True)
class Opening:
    """What options say of a socket that is being made."""

    settings: Settings = field(default_factory=Settings)
    system: System = field(default_factory=list)
    family: int = socket.AF_INET
    address: str | bytes | None = None
    fd: int | None = None
    port: int = 0
    backlog: int = 5


def opening(options: Term) -> Opening:
    """The options of listen, connect and open. Raises BadOption."""
    made = Opening()
    for option in _items(options):
        if type(option) is Atom and option in _FAMILIES:
            made.family = _FAMILIES[option]
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
        made.fd = _natural((name, value))
    else:
        _bind_to(made, value)


def _bind_to(made: Opening, value: Any) -> None:
    """{ip, Address}: an address, `any`, `loopback`, {local, Path}, or all of it as a map."""
    if is_map(value):
        number = get(value, a.port, 0)
        made.port = number if type(number) is int else 0
        value = get(value, a.addr, get(value, a.path, a.any))
        made.address = ip_text(value) if type(value) is tuple else _ADDRESSES.get(value)
    elif type(value) is tuple and len(value) == 2 and value[0] is a.local:
        made.address, made.family = path_of(value[1]), LOCAL
    else:
        made.address = _ADDRESSES.get(value) if type(value) is Atom else ip_text(value)
    if made.address is None:
        raise BadOption(value)
    if type(made.address) is str and ":" in made.address:
        made.family = socket.AF_INET6


def path_of(path: Term) -> bytes | None:
    """The bytes of a path; None if it is none."""
    data = to_bytes(path)
    if data is None:
        text = list_to_string(path)
        data = None if text is None else os.fsencode(text)
    return data


LOCAL: Final[int] = getattr(socket, "AF_UNIX", -1)
_FAMILIES: Final[dict[Any, int]] = {
    a.inet: socket.AF_INET,
    a.inet6: socket.AF_INET6,
    a.local: LOCAL,
}
_ADDRESSES: Final[dict[Any, str]] = {a.any: "", a.loopback: "127.0.0.1"}


def prepare(sock: socket.socket, made: Opening) -> None:
    """Give a new socket its options of the system. Raises OSError."""
    _to_system(sock, made.system)


def new_socket(made: Opening, kind: int, family: int) -> socket.socket:
    """A socket, or the one that a descriptor is, with its options. Raises OSError."""
    if made.fd is not None:
        sock = socket.socket(fileno=made.fd)
    else:
        sock = socket.socket(family, kind)
    try:
        prepare(sock, made)
    except OSError:
        sock.close()
        raise
    return sock


def bound(node: Node, made: Opening, kind: int, number: int) -> socket.socket:
    """A new socket at a port of this machine, or at a path. Raises OSError."""
    node.outside.refuse("listen", f"port {number}")
    if made.family == LOCAL and made.address is None and kind == socket.SOCK_STREAM:
        raise OSError(errno.EINVAL, "nowhere to listen")
    sock = new_socket(made, kind, made.family)
    try:
        bind(sock, made, number)
        if kind == socket.SOCK_STREAM:
            sock.listen(made.backlog)
    except OSError:
        sock.close()
        raise
    return sock


def bind(sock: socket.socket, made: Opening, number: int) -> None:
    """Give a socket its place, if it has none. Raises OSError."""
    if made.fd is not None and (made.address is None or _has_name(sock)):
        return
    if sock.family == LOCAL:
        if made.address is not None:
            sock.bind(made.address)
    else:
        sock.bind((made.address or "", number))


def _has_name(sock: socket.socket) -> bool:
    name: Any = sock.getsockname()
    return bool(name[1]) if type(name) is tuple else bool(name)


def _is_priority(entry: tuple[int, int, Any]) -> bool:
    """It is set last: setting `tos` changes it."""
    return entry[:2] == _SIZES.get("priority")


def _to_system(sock: socket.socket, system: System) -> None:
    for level, option, value in sorted(system, key=_is_priority):
        nodelay = (level, option) == _SYSTEM["nodelay"]
        if not nodelay or (sock.type == socket.SOCK_STREAM and sock.family != LOCAL):
            sock.setsockopt(level, option, value)


def change(found: Socket, options: Term) -> bool:
    """inet:setopts/2; False if an option cannot be set."""
    system: System = []
    try:
        for option in _items(options):
            _set(found.settings, system, option)
        _to_system(found.sock, system)
    except (BadOption, OSError):
        return False
    if found.settings.passive_now:
        found.settings.passive_now = False
        found.tell_passive()
    if found.kind == "tcp":
        found.hand_out()
    found.look()
    return True


def _set(settings: Settings, system: System, option: Any) -> None:
    if option is a.binary or option is a.list:
        settings.binary = option is a.binary
        return
    if type(option) is tuple and option and option[0] is a.raw:
        system.append(_raw(option))
        return
    if type(option) is not tuple or len(option) != 2 or type(option[0]) is not Atom:
        raise BadOption(option)
    name, value = option[0].name, option[1]
    if name in _SYSTEM:
        system.append((*_SYSTEM[name], int(_boolean(option))))
    elif name in _SIZES:
        system.append((*_SIZES[name], _natural(option)))
    elif name == "linger":
        system.append((socket.SOL_SOCKET, socket.SO_LINGER, _linger(option)))
    elif name in _COUNTS:
        settings.others[option[0]] = _natural(option)
    elif name in _REMEMBERED:
        settings.others[option[0]] = value
    elif name in _SETTERS:
        _SETTERS[name](settings, option)
    else:
        raise BadOption(option)


def _raw(option: Any) -> tuple[int, int, Any]:
    """{raw, Level, Option, Value}, or the last three in a tuple."""
    parts = option[1:] if len(option) == 4 else option[1]
    if type(parts) is not tuple or len(parts) != 3:
        raise BadOption(option)
    level, number, value = parts
    data = to_bytes(value)
    if type(level) is not int or type(number) is not int or data is None:
        raise BadOption(option)
    return (level, number, data)


def _linger(option: Any) -> bytes:
    value = option[1]
    if type(value) is not tuple or len(value) != 2:
        raise BadOption(option)
    on = _boolean((a.linger, value[0]))
    return struct.pack("ii", on, min(_natural(value), 0x7FFFFFFF))


def raw_value(found: Socket, option: Any) -> Term | None:
    """{raw, Level, Option, Size} with what the system says in place of the size."""
    _, level, number, size = option
    try:
        size = size if type(size) is int else len(size)
        return (a.raw, level, number, found.sock.getsockopt(level, number, size))
    except (OSError, TypeError, OverflowError):
        return None


def _natural(option: Any) -> int:
    value: int = option[1]
    if type(value) is not int or value < 0:
        raise BadOption(option)
    return value


def _boolean(option: Any) -> bool:
    if option[1] is not a.true and option[1] is not a.false:
        raise BadOption(option)
    return option[1] is a.true


def _set_active(settings: Settings, option: Any) -> None:
    value = option[1]
    if type(value) is int:
        now = settings.active if type(settings.active) is int else 0
        left = now + value
        if not -32768 <= value <= 32767 or left > 32767:
            raise BadOption(option)
        settings.active = left if left > 0 else a.false
        settings.passive_now = left <= 0
    elif value is a.true or value is a.false or value is a.once:
        settings.active = value
    else:
        raise BadOption(option)


def _set_packet(settings: Settings, option: Any) -> None:
    if type(option[1]) is not Atom and type(option[1]) is not int:
        raise BadOption(option)
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
        try:
            return found.sock.getsockopt(*_SIZES[name.name])
        except OSError:
            return None
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
    "read_packets": lambda s: 5,
}
