"""Options: setopt/2,3 and getopt/2,3.

OTP: socket (options)
"""

from __future__ import annotations

import socket as system
import struct
from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import P
from pyerlshell.otp.kernel.socket.module import (
    CLOSED,
    OK,
    Open,
    invalid,
    open_of,
    problem,
    socket,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.maps import get, is_map, map_new
from pyerlshell.terms.types import Pid, Term

_SO: Final = system.SOL_SOCKET
_IPV6: Final = getattr(system, "IPPROTO_IPV6", 41)


def _table(level: int, names: dict[str, str]) -> dict[str, tuple[int, int]]:
    """Only what this system has."""
    found = {name: getattr(system, constant, None) for name, constant in names.items()}
    return {name: (level, number) for name, number in found.items() if number is not None}


BOOLEANS: Final[dict[str, dict[str, tuple[int, int]]]] = {
    "socket": _table(
        _SO,
        {
            "reuseaddr": "SO_REUSEADDR",
            "reuseport": "SO_REUSEPORT",
            "keepalive": "SO_KEEPALIVE",
            "broadcast": "SO_BROADCAST",
            "dontroute": "SO_DONTROUTE",
            "oobinline": "SO_OOBINLINE",
            "debug": "SO_DEBUG",
            "acceptconn": "SO_ACCEPTCONN",
            "timestamp": "SO_TIMESTAMP",
        },
    ),
    "tcp": _table(
        system.IPPROTO_TCP, {"nodelay": "TCP_NODELAY", "cork": "TCP_CORK", "nopush": "TCP_NOPUSH"}
    ),
    "ip": _table(
        system.IPPROTO_IP,
        {
            "hdrincl": "IP_HDRINCL",
            "multicast_loop": "IP_MULTICAST_LOOP",
            "recvtos": "IP_RECVTOS",
            "transparent": "IP_TRANSPARENT",
        },
    ),
    "ipv6": _table(_IPV6, {"v6only": "IPV6_V6ONLY", "multicast_loop": "IPV6_MULTICAST_LOOP"}),
}
INTEGERS: Final[dict[str, dict[str, tuple[int, int]]]] = {
    "socket": _table(
        _SO,
        {
            "sndbuf": "SO_SNDBUF",
            "rcvbuf": "SO_RCVBUF",
            "rcvlowat": "SO_RCVLOWAT",
            "sndlowat": "SO_SNDLOWAT",
            "priority": "SO_PRIORITY",
            "error": "SO_ERROR",
        },
    ),
    "tcp": _table(
        system.IPPROTO_TCP,
        {
            "maxseg": "TCP_MAXSEG",
            "keepidle": "TCP_KEEPIDLE",
            "keepintvl": "TCP_KEEPINTVL",
            "keepcnt": "TCP_KEEPCNT",
            "user_timeout": "TCP_USER_TIMEOUT",
        },
    ),
    "ip": _table(
        system.IPPROTO_IP,
        {"ttl": "IP_TTL", "multicast_ttl": "IP_MULTICAST_TTL", "tos": "IP_TOS"},
    ),
    "ipv6": _table(
        _IPV6, {"unicast_hops": "IPV6_UNICAST_HOPS", "multicast_hops": "IPV6_MULTICAST_HOPS"}
    ),
}
OTP: Final = {
    "debug": a.false,
    "iow": a.false,
    "rcvbuf": 8192,
    "rcvctrlbuf": 1024,
    "sndctrlbuf": 1024,
}
LEVELS: Final = ("otp", *BOOLEANS)


@socket.export("setopt/3", "(Socket, SocketOption :: {Level, Opt}, Value) -> ok | {error, Reason}")
def setopt(term: Term, option: Any, value: Term) -> Term:
    """Set an option of the system's, or with the level `otp` one of the runtime's."""
    found = open_of(term)
    if found is None or not _is_option(option):
        raise badarg(term, option, value)
    return _set(found, option, value)


@socket.export("setopt/4", internal=True)
def setopt_4(term: Term, level: Term, name: Term, value: Term) -> Term:
    """As setopt/3."""
    found = open_of(term)
    if found is None or not _is_option((level, name)):
        raise badarg(term, level, name, value)
    return _set(found, (level, name), value)


@socket.export(
    "getopt/2", "(Socket, SocketOption :: {Level, Opt}) -> {ok, Value} | {error, Reason}"
)
def getopt(term: Term, option: Any) -> Term:
    """An option of the system's, or with the level `otp` one of the runtime's."""
    found = open_of(term)
    if found is None or not _is_option(option):
        raise badarg(term, option)
    return _get(found, option)


@socket.export("getopt/3", internal=True)
def getopt_3(term: Term, level: Term, name: Term) -> Term:
    """As getopt/2."""
    found = open_of(term)
    if found is None or not _is_option((level, name)):
        raise badarg(term, level, name)
    return _get(found, (level, name))


def _is_option(option: Any) -> bool:
    return type(option) is tuple and len(option) == 2 and all(type(x) is Atom for x in option)


def _set(found: Open, option: Any, value: Any) -> Term:
    level, name = option[0].name, option[1].name
    bad = invalid(a.socket_option, option, value)
    if found.sock is None:
        return CLOSED
    if level == "otp":
        return _set_own(found, option, value)
    try:
        if name in BOOLEANS.get(level, {}):
            if value is not a.true and value is not a.false:
                return bad
            found.sock.setsockopt(*BOOLEANS[level][name], int(value is a.true))
        elif name in INTEGERS.get(level, {}):
            if type(value) is not int:
                return bad
            found.sock.setsockopt(*INTEGERS[level][name], value)
        elif (level, name) == ("socket", "linger"):
            linger = _linger(value)
            if linger is None:
                return bad
            found.sock.setsockopt(_SO, system.SO_LINGER, linger)
        else:
            return invalid(a.socket_option, option)
    except OSError as e:
        return problem(e)
    except OverflowError:
        return bad
    return OK


def _linger(value: Any) -> bytes | None:
    if not is_map(value):
        return None
    on, seconds = get(value, a.onoff), get(value, a.linger)
    if on not in (a.true, a.false) or type(seconds) is not int:
        return None
    return struct.pack("ii", int(on is a.true), seconds)


def _set_own(found: Open, option: Any, value: Any) -> Term:
    name = option[1]
    if name is a.controlling_process:
        if type(value) is not Pid:
            return invalid(a.socket_option, option, value)
        if found.owner != P.cur.pid:
            return (a.error, a.not_owner)
        found.owner = value
        return OK
    if name.name not in OTP:
        return invalid(a.socket_option, option)
    found.otp[name] = value
    return OK


_SHOWN: Final[dict[tuple[str, str], str]] = {
    ("socket", "domain"): "domain",
    ("socket", "type"): "type",
    ("socket", "protocol"): "protocol",
    ("otp", "controlling_process"): "owner",
    ("otp", "domain"): "domain",
    ("otp", "type"): "type",
    ("otp", "protocol"): "protocol",
}


def _get(found: Open, option: Any) -> Term:
    level, name = option[0].name, option[1].name
    if found.sock is None:
        return CLOSED
    if (level, name) in _SHOWN:
        return (OK, getattr(found, _SHOWN[level, name]))
    if level == "otp":
        known = name in OTP
        return (
            (OK, found.otp.get(option[1], OTP[name])) if known else invalid(a.socket_option, option)
        )
    try:
        if name in BOOLEANS.get(level, {}):
            value = found.sock.getsockopt(*BOOLEANS[level][name])
            return (OK, a.true if value else a.false)
        if name in INTEGERS.get(level, {}):
            return (OK, found.sock.getsockopt(*INTEGERS[level][name]))
        if (level, name) == ("socket", "linger"):
            on, seconds = struct.unpack("ii", found.sock.getsockopt(_SO, system.SO_LINGER, 8))
            shown = a.true if on else a.false
            return (OK, map_new([(a.onoff, shown), (a.linger, seconds)]))
    except OSError as e:
        return problem(e)
    return invalid(a.socket_option, option)
