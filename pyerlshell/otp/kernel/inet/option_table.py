"""The options of a socket, one row each: what a value is, whom it is told, how it is read back.

A row of the system's is an argument of setsockopt(2). Most of these are wishes: that the system
refuses one (keepalive times of a datagram socket) is no error, and reading it gives nothing. The
rows in `_STRICT` fail. A row of ours is kept in `Settings`, on the kinds of sockets that have it.

Numbers are 32 bits wide, as the reference hands them to its driver.

OTP: prim_inet (enc_opt_val), inet_drv (inet_set_opts, inet_fill_opts)
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.erts.socket_packets import Settings, ip_text
from pyerlshell.erts.sockets import Socket
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import list_to_string, string_to_list
from pyerlshell.terms.types import Term

_IP: Final = socket.IPPROTO_IP
_IP6: Final = getattr(socket, "IPPROTO_IPV6", 41)
_TCP: Final = socket.IPPROTO_TCP
_SOL: Final = socket.SOL_SOCKET
_STRICT: Final = frozenset(
    """tos ttl tclass recvtos recvttl recvtclass bind_to_device add_membership
    drop_membership""".split()
)


class BadOption(Exception):
    """`args[0]`: the option."""


# What values are


def _bool(value: Any) -> int:
    if value is not a.true and value is not a.false:
        raise BadOption(value)
    return int(value is a.true)


def signed(value: Any) -> int:
    """The low 32 bits of an integer, with a sign."""
    if type(value) is not int:
        raise BadOption(value)
    low = value & 0xFFFFFFFF
    return low - (1 << 32) if low >> 31 else low


def _unsigned(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise BadOption(value)
    return value & 0xFFFFFFFF


def _linger(value: Any) -> bytes:
    if type(value) is not tuple or len(value) != 2 or type(value[1]) is not int or value[1] < 0:
        raise BadOption(value)
    return struct.pack("ii", _bool(value[0]), min(value[1], 0x7FFFFFFF))


def _device(value: Any) -> bytes:
    name = to_bytes(value)
    if name is None:
        raise BadOption(value)
    return name


def _interface(value: Any) -> Any:
    """Where multicast goes out: an address, or the number of an interface."""
    if type(value) is int:
        return struct.pack("!I", value & 0xFFFFFFFF)
    text = ip_text(value)
    if text is None or ":" in text:
        raise BadOption(value)
    return socket.inet_aton(text)


def _membership(value: Any) -> bytes:
    """{Group, Interface}"""
    if type(value) is not tuple or len(value) not in (2, 3):
        raise BadOption(value)
    group = ip_text(value[0])
    if group is None or ":" in group:
        raise BadOption(value)
    where = "0.0.0.0" if value[1] is a.any else ip_text(value[1])
    if where is None or ":" in where:
        raise BadOption(value)
    return socket.inet_aton(group) + socket.inet_aton(where)


# What the system is told


def _truth(value: int) -> Term:
    return a.true if value else a.false


def _shown_linger(data: bytes) -> Term:
    on, seconds = struct.unpack("ii", data)
    return (_truth(on), seconds)


@dataclass(frozen=True, slots=True)
class Row:
    """An option of the system's. `size`: of what is read, 0 for an integer; None: only set."""

    level: int
    number: int
    encode: Callable[[Any], Any]
    show: Callable[[Any], Term] = lambda value: value
    size: int | None = 0


def _booleans(level: int, **names: str) -> dict[str, Row]:
    return {
        name: Row(level, getattr(socket, constant), _bool, _truth)
        for name, constant in names.items()
        if hasattr(socket, constant)
    }


def _integers(level: int, **names: str) -> dict[str, Row]:
    return {
        name: Row(level, getattr(socket, constant), signed)
        for name, constant in names.items()
        if hasattr(socket, constant)
    }


def _known(name: str, otherwise: int) -> int:
    """Constants that Python's module does not have on all systems."""
    found: int = getattr(socket, name, otherwise)
    return found


_IP_MTTL: Final = _known("IP_RECVTTL", 12)
SYSTEM: Final[dict[str, Row]] = {
    **_booleans(
        _SOL,
        reuseaddr="SO_REUSEADDR",
        reuseport="SO_REUSEPORT",
        reuseport_lb="SO_REUSEPORT",
        keepalive="SO_KEEPALIVE",
        broadcast="SO_BROADCAST",
        dontroute="SO_DONTROUTE",
    ),
    **_booleans(_TCP, nodelay="TCP_NODELAY", nopush="TCP_CORK"),
    **_booleans(_IP, multicast_loop="IP_MULTICAST_LOOP", recvtos="IP_RECVTOS"),
    **_booleans(_IP6, recvtclass="IPV6_RECVTCLASS"),
    **_integers(_SOL, recbuf="SO_RCVBUF", sndbuf="SO_SNDBUF", priority="SO_PRIORITY"),
    **_integers(_IP, tos="IP_TOS", ttl="IP_TTL", multicast_ttl="IP_MULTICAST_TTL"),
    **_integers(_IP6, tclass="IPV6_TCLASS"),
    **_integers(
        _TCP,
        keepidle="TCP_KEEPIDLE",
        keepintvl="TCP_KEEPINTVL",
        keepcnt="TCP_KEEPCNT",
        user_timeout="TCP_USER_TIMEOUT",
    ),
    "recvttl": Row(_IP, _IP_MTTL, _bool, _truth),
    "linger": Row(_SOL, socket.SO_LINGER, _linger, _shown_linger, 8),
    "bind_to_device": Row(
        _SOL, _known("SO_BINDTODEVICE", 25), _device, lambda data: data.rstrip(b"\0"), 16
    ),
    "multicast_if": Row(_IP, socket.IP_MULTICAST_IF, _interface, tuple, 4),
    "add_membership": Row(_IP, socket.IP_ADD_MEMBERSHIP, _membership, size=None),
    "drop_membership": Row(_IP, socket.IP_DROP_MEMBERSHIP, _membership, size=None),
}
VERSION_6_ONLY: Final = Row(_IP6, socket.IPV6_V6ONLY, _bool, _truth)
"""It can be set before a socket has a place, and only then."""

ANCILLARY_OPTIONS: Final = ("recvtos", "recvttl", "recvtclass")
"""With one of them on, a datagram comes with ancillary data."""

System = list[tuple[str, Row, Any]]
"""Name, row and value: what setsockopt(2) is to be told."""


def tell(sock: socket.socket, system: System) -> None:
    """Give a socket its options of the system. Raises OSError where that matters."""
    for name, row, value in sorted(system, key=_is_priority):
        try:
            sock.setsockopt(row.level, row.number, value)
        except (OSError, OverflowError):
            if name in _STRICT:
                raise


def _is_priority(entry: tuple[str, Row, Any]) -> bool:
    """It is set last: setting `tos` changes it."""
    return entry[0] == "priority"


# What is ours

STREAMS: Final = frozenset(("tcp", "listen"))
_ALL: Final = frozenset(("tcp", "listen", "udp"))


@dataclass(frozen=True, slots=True)
class Own:
    """An option of ours: how a value is read, what it is at first, which sockets have it."""

    encode: Callable[[Any], Any]
    default: Any
    show: Callable[[Any], Term] = lambda value: value
    on: frozenset[str] = _ALL


def _at_least(least: int) -> Callable[[Any], int]:
    return lambda value: max(least, signed(value))


def _watermark(value: Any) -> int:
    """Of a queue of messages: 0, and what looks like -1, are none."""
    low = _unsigned(value)
    if low in (0, 0xFFFFFFFF):
        raise BadOption(value)
    return min(low, 0x7FFFFFFF)


def _time(value: Any) -> int | None:
    if value is a.infinity:
        return None
    low = _unsigned(value)
    return None if low == 0xFFFFFFFF else signed(low)


def _namespace(value: Any) -> Any:
    text = to_bytes(value)
    found = list_to_string(value) if text is None else text.decode("utf-8", "replace")
    if found is None:
        raise BadOption(value)
    return string_to_list(found)


def _no(value: Any) -> bool:
    _bool(value)
    return False


OWN: Final[dict[str, Own]] = {
    "high_watermark": Own(_at_least(0), 8192, on=STREAMS),
    "low_watermark": Own(_at_least(0), 4096, on=STREAMS),
    "high_msgq_watermark": Own(_watermark, 8192),
    "low_msgq_watermark": Own(_watermark, 4096),
    "read_packets": Own(signed, 5, on=frozenset(("udp",))),
    "delay_send": Own(_bool, False, _truth, STREAMS),
    "show_econnreset": Own(_bool, False, _truth, STREAMS),
    "read_ahead": Own(_bool, True, _truth, STREAMS),
    "debug": Own(_bool, False, _truth),
    "exclusiveaddruse": Own(_no, False, _truth),
    "non_block_send": Own(_no, False, _truth),
    "netns": Own(_namespace, None),
}


def _time_shown(value: int | None) -> Term:
    return a.infinity if value is None else value


SETTINGS: Final[dict[str, Own]] = {
    "buffer": Own(_at_least(1), 9216),
    "header": Own(_unsigned, 0),
    "packet_size": Own(_unsigned, 0),
    "exit_on_close": Own(_bool, True, _truth),
    "send_timeout": Own(_time, None, _time_shown, STREAMS),
    "send_timeout_close": Own(_bool, False, _truth, STREAMS),
}
"""Those that have a field of their own in `Settings`."""


# Reading

ABSENT: Final = object()
"""In place of a value: this socket has no such option."""


def _of_system(found: Socket, name: str) -> Term:
    row = VERSION_6_ONLY if name == "ipv6_v6only" else SYSTEM[name]
    if row.size is None:
        raise BadOption(name)
    try:
        if row.size:
            return row.show(found.sock.getsockopt(row.level, row.number, row.size))
        return row.show(found.sock.getsockopt(row.level, row.number))
    except OSError:
        return ABSENT


_PLAIN: Final[dict[str, Callable[[Settings], Term]]] = {
    "active": lambda s: s.active,
    "packet": lambda s: s.packet,
    "mode": lambda s: a.binary if s.binary else a.list,
    "deliver": lambda s: a.port if s.deliver_port else a.term,
}


def value_of(found: Socket, name: Atom) -> Term:
    """What inet:getopts/2 gives for an option; ABSENT if this socket has it not. Raises BadOption
    if there is no such option."""
    text = name.name
    if text in SYSTEM or text == "ipv6_v6only":
        return _of_system(found, text)
    if text in _PLAIN:
        return _PLAIN[text](found.settings)
    if text in SETTINGS:
        own = SETTINGS[text]
        return own.show(getattr(found.settings, text)) if found.kind in own.on else ABSENT
    if text in OWN:
        own = OWN[text]
        there = found.kind in own.on and (text != "netns" or name in found.settings.others)
        return own.show(found.settings.others.get(name, own.default)) if there else ABSENT
    if text == "pktoptions":
        return _packet_options(found)
    raise BadOption(name)


def _packet_options(found: Socket) -> Term:
    """What the last packet of a stream said of itself: here, nothing."""
    if found.sock.family not in (socket.AF_INET, socket.AF_INET6):
        raise BadOption(a.pktoptions)
    return ABSENT if found.kind == "udp" else None


def raw_value(found: Socket, option: Any) -> Term | None:
    """{raw, Level, Option, Size} with what the system says in place of the size."""
    _, level, number, size = option
    try:
        size = size if type(size) is int else len(size)
        return (a.raw, level, number, found.sock.getsockopt(level, number, size))
    except (OSError, TypeError, OverflowError):
        return None
