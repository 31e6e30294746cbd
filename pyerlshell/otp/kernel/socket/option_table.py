"""The options of the system's: level and name, number, and how a value is written and shown.

Numbers that Python's module does not have are Linux's.

OTP: prim_socket_nif.c (esock_opt_level)
"""

from __future__ import annotations

import socket as system
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.erts.socket_packets import ip_term, ip_text
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import list_to_string, string_to_list
from pyerlshell.terms.maps import get, is_map, map_new
from pyerlshell.terms.types import Term

LEVELS: Final = {
    "socket": system.SOL_SOCKET,
    "ip": system.IPPROTO_IP,
    "ipv6": getattr(system, "IPPROTO_IPV6", 41),
    "tcp": system.IPPROTO_TCP,
    "udp": system.IPPROTO_UDP,
}
LINUX: Final = sys.platform.startswith("linux")


class BadValue(Exception):
    """It is no value of the option."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a value is written and shown; `size` of what is read, 0 for an integer."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Term]
    size: int = 0


def truth(value: Any) -> Atom:
    """true or false."""
    return a.true if value else a.false


def _bool(value: Any) -> int:
    if value is not a.true and value is not a.false:
        raise BadValue
    return int(value is a.true)


def _int(value: Any) -> int:
    if type(value) is not int:
        raise BadValue
    return value


def _linger(value: Any) -> bytes:
    if not is_map(value):
        raise BadValue
    seconds = get(value, a.linger)
    if type(seconds) is not int:
        raise BadValue
    return struct.pack("ii", _bool(get(value, a.onoff)), seconds)


def _shown_linger(data: bytes) -> Term:
    on, seconds = struct.unpack("ii", data)
    return map_new([(a.onoff, truth(on)), (a.linger, seconds)])


_SERVICES: Final = {a.lowdelay: 16, a.throughput: 8, a.reliability: 4, a.mincost: 2}
_SERVICE_NAMES: Final = {
    0: a.default,
    1: a.mincost,
    2: a.reliability,
    4: a.throughput,
    8: a.lowdelay,
}
_POINTS: Final = {0: a.cs0, 1: a.le}


def service(value: Any) -> int:
    """The octet of a type of service: a number, a name, or #{tos => ..., precedence => ...}."""
    if type(value) is int:
        return value
    if is_map(value):
        precedence = get(value, a.precedence, a.routine)
        number = 0 if precedence is a.routine else _int(precedence)
        kind = get(value, a.tos, a.default)
        return (0 if kind is a.default else service(kind)) | number << 5
    if type(value) is not Atom or value not in _SERVICES:
        raise BadValue
    return _SERVICES[value]


def shown_service(octet: int) -> Term:
    """The octet of a type of service: as RFC 1349 and as RFC 2474 read it."""
    kind, precedence, point = octet >> 1 & 15, octet >> 5, octet >> 2
    old: list[tuple[Term, Term]] = [
        (a.tos, _SERVICE_NAMES.get(kind, kind)),
        (a.precedence, precedence or a.routine),
    ]
    return map_new([(a.native, octet), (a.tos, map_new(old)), (a.dscp, _POINTS.get(point, point))])


_DISCOVERY: Final = ("dont", "want", "do", "probe")


def _discovery(value: Any) -> int:
    if type(value) is int:
        return value
    if type(value) is not Atom or value.name not in _DISCOVERY:
        raise BadValue
    return _DISCOVERY.index(value.name)


def _shown_discovery(value: int) -> Term:
    return atom(_DISCOVERY[value]) if 0 <= value < len(_DISCOVERY) else value


def _address(value: Any) -> bytes:
    text = "0.0.0.0" if value is a.any else ip_text(value)
    if text is None or ":" in text:
        raise BadValue
    return system.inet_aton(text)


def _membership(value: Any) -> bytes:
    if not is_map(value):
        raise BadValue
    return _address(get(value, a.multiaddr)) + _address(get(value, a.interface, a.any))


def _membership6(value: Any) -> bytes:
    group = ip_text(get(value, a.multiaddr)) if is_map(value) else None
    number = get(value, a.interface) if is_map(value) else None
    if group is None or ":" not in group or type(number) is not int:
        raise BadValue
    return system.inet_pton(LEVELS_INET6, group) + struct.pack("i", number)


LEVELS_INET6: Final = system.AF_INET6


_NAME_SIZE: Final = 16


def _text(value: Any) -> bytes:
    text = list_to_string(value)
    if text is None:
        raise BadValue
    return text.encode()


def _shown_text(data: bytes) -> Term:
    return string_to_list(data[: _NAME_SIZE - 1].decode("latin-1"))


def _never(value: Any) -> Any:
    raise BadValue


def _same(value: Any) -> Any:
    return value


BOOLEAN: Final = Form(_bool, truth)
INTEGER: Final = Form(_int, _same)
READ_ONLY: Final = Form(_never, truth)
LINGER: Final = Form(_linger, _shown_linger, 8)
SERVICE: Final = Form(service, shown_service)
DISCOVERY: Final = Form(_discovery, _shown_discovery)
ADDRESS: Final = Form(_address, lambda data: ip_term(system.inet_ntoa(data)), 4)
MEMBERSHIP: Final = Form(_membership, _never)
MEMBERSHIP6: Final = Form(_membership6, _never)
TEXT: Final = Form(_text, _shown_text, _NAME_SIZE)


def _rows(form: Form, **names: str | int) -> dict[str, tuple[int, Form]]:
    """Names, with the name of a constant of Python's, or a number of Linux's."""
    found: dict[str, tuple[int, Form]] = {}
    for name, constant in names.items():
        number = constant if type(constant) is int else getattr(system, str(constant), None)
        if type(number) is int and (type(constant) is not int or LINUX):
            found[name] = (number, form)
    return found


OPTIONS: Final[dict[str, dict[str, tuple[int, Form]]]] = {
    "socket": {
        **_rows(READ_ONLY, acceptconn="SO_ACCEPTCONN"),
        **_rows(
            BOOLEAN,
            broadcast="SO_BROADCAST",
            dontroute="SO_DONTROUTE",
            keepalive="SO_KEEPALIVE",
            oobinline="SO_OOBINLINE",
            reuseaddr="SO_REUSEADDR",
            reuseport="SO_REUSEPORT",
            passcred=16,
            timestamp=29,
            timestampns=35,
        ),
        **_rows(
            INTEGER,
            debug="SO_DEBUG",
            priority="SO_PRIORITY",
            rcvbuf="SO_RCVBUF",
            sndbuf="SO_SNDBUF",
            rcvlowat="SO_RCVLOWAT",
            sndlowat="SO_SNDLOWAT",
            peek_off=42,
        ),
        **_rows(LINGER, linger="SO_LINGER"),
        **_rows(TEXT, bindtodevice=25),
    },
    "ip": {
        **_rows(
            BOOLEAN,
            freebind=15,
            hdrincl="IP_HDRINCL",
            multicast_all=49,
            multicast_loop="IP_MULTICAST_LOOP",
            nodefrag=22,
            pktinfo=8,
            recverr=11,
            recvopts="IP_RECVOPTS",
            recvorigdstaddr=20,
            recvtos=13,
            recvttl=12,
            retopts="IP_RETOPTS",
            transparent="IP_TRANSPARENT",
        ),
        **_rows(
            INTEGER,
            minttl=21,
            mtu=14,
            multicast_ttl="IP_MULTICAST_TTL",
            router_alert=5,
            ttl="IP_TTL",
        ),
        **_rows(SERVICE, tos="IP_TOS"),
        **_rows(DISCOVERY, mtu_discover=10),
        **_rows(ADDRESS, multicast_if="IP_MULTICAST_IF"),
        **_rows(
            MEMBERSHIP, add_membership="IP_ADD_MEMBERSHIP", drop_membership="IP_DROP_MEMBERSHIP"
        ),
    },
    "ipv6": {
        **_rows(
            BOOLEAN,
            flowinfo=11,
            multicast_loop="IPV6_MULTICAST_LOOP",
            recverr=25,
            recvhoplimit=51,
            recvpktinfo=49,
            recvtclass=66,
            v6only="IPV6_V6ONLY",
        ),
        **_rows(
            INTEGER,
            mtu=24,
            multicast_hops="IPV6_MULTICAST_HOPS",
            multicast_if="IPV6_MULTICAST_IF",
            router_alert=22,
            tclass=67,
            unicast_hops="IPV6_UNICAST_HOPS",
        ),
        **_rows(DISCOVERY, mtu_discover=23),
        **_rows(
            MEMBERSHIP6,
            add_membership=20,
            drop_membership=21,
            join_group="IPV6_JOIN_GROUP",
            leave_group="IPV6_LEAVE_GROUP",
        ),
    },
    "tcp": {
        **_rows(BOOLEAN, cork="TCP_CORK", nodelay="TCP_NODELAY"),
        **_rows(
            INTEGER,
            keepcnt="TCP_KEEPCNT",
            keepidle="TCP_KEEPIDLE",
            keepintvl="TCP_KEEPINTVL",
            maxseg="TCP_MAXSEG",
            user_timeout="TCP_USER_TIMEOUT",
        ),
        **_rows(TEXT, congestion="TCP_CONGESTION"),
    },
    "udp": _rows(BOOLEAN, cork=1),
}
"""What there is; `error` cannot be asked for, and the rest of OTP's names are not supported."""
