"""What goes along with data: flags of the calls, and control messages.

OTP: prim_socket_nif.c (esock_encode_cmsgs, esock_decode_cmsghdr)
"""

from __future__ import annotations

import socket as system
import struct
from typing import Any, Final

from pyerlshell.erts.socket_packets import ip_term
from pyerlshell.otp.kernel.socket.addresses import address_term
from pyerlshell.otp.kernel.socket.option_table import LEVELS, BadValue, service, shown_service
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, is_proper, to_list
from pyerlshell.terms.maps import get, is_map, map_new
from pyerlshell.terms.types import Term

FLAGS: Final[dict[str, int]] = {
    name: int(getattr(system, f"MSG_{name.upper()}", number))
    for name, number in {
        "peek": 0x2,
        "oob": 0x1,
        "notification": 0x8000,
        "nosignal": 0x4000,
        "errqueue": 0x2000,
        "eor": 0x80,
        "ctrunc": 0x8,
        "confirm": 0x800,
        "cmsg_cloexec": 0x40000000,
        "dontroute": 0x4,
        "trunc": 0x20,
        "more": 0x8000,
    }.items()
}
_TOLD: Final = ("ctrunc", "eor", "errqueue", "oob", "trunc")
_NAMES: Final[dict[tuple[int, int], tuple[Atom, Atom]]] = {
    (LEVELS["socket"], 29): (a.socket, a.timestamp),
    (LEVELS["socket"], 35): (a.socket, a.timestampns),
    (LEVELS["socket"], 1): (a.socket, a.rights),
    (LEVELS["ip"], 1): (a.ip, a.tos),
    (LEVELS["ip"], 2): (a.ip, a.ttl),
    (LEVELS["ip"], 8): (a.ip, a.pktinfo),
    (LEVELS["ip"], 20): (a.ip, a.origdstaddr),
    (LEVELS["ip"], 11): (a.ip, a.recverr),
    (LEVELS["ipv6"], 50): (a.ipv6, a.pktinfo),
    (LEVELS["ipv6"], 52): (a.ipv6, a.hoplimit),
    (LEVELS["ipv6"], 67): (a.ipv6, a.tclass),
}
_NUMBERS: Final = {names: numbers for numbers, names in _NAMES.items()}
CONTROL: Final = 1024


class BadFlag(Exception):
    """`args[0]`: what is no flag."""


class BadControl(Exception):
    """A control message that cannot be written."""


def flag_bits(flags: Any) -> int:
    """The bits of a list of flags. Raises BadFlag."""
    bits = 0
    for flag in from_list(flags):
        name = flag.name if type(flag) is Atom else ""
        if name not in FLAGS:
            raise BadFlag(flag)
        bits |= FLAGS[name]
    return bits


def flags_shown(bits: int) -> Term:
    """The flags that a message came with."""
    return to_list([atom(name) for name in _TOLD if bits & FLAGS[name]])


def controls_shown(control: list[tuple[int, int, bytes]]) -> Term:
    """The control messages that a message came with."""
    return to_list([_shown(level, kind, data) for level, kind, data in control])


def _shown(level: int, kind: int, data: bytes) -> Term:
    names = _NAMES.get((level, kind))
    shown_level = next((atom(n) for n, number in LEVELS.items() if number == level), level)
    pairs: list[tuple[Term, Term]] = [
        (a.level, names[0] if names else shown_level),
        (a.type, names[1] if names else kind),
        (a.data, data),
    ]
    value = None if names is None else _value(names[1].name, data)
    if value is not None:
        pairs.append((a.value, value))
    return map_new(pairs)


def _value(name: str, data: bytes) -> Term:
    if name == "tos" or name == "tclass":
        octet = int.from_bytes(data[:4], "little")
        return shown_service(octet) if name == "tos" else octet
    if name == "ttl" or name == "hoplimit":
        return struct.unpack("i", data[:4])[0]
    if name == "timestamp":
        seconds, rest = struct.unpack("qq", data[:16])
        return map_new([(a.sec, seconds), (a.usec, rest)])
    if name == "timestampns":
        seconds, rest = struct.unpack("qq", data[:16])
        return map_new([(a.sec, seconds), (a.nsec, rest)])
    if name == "pktinfo":
        return _packet_info(data)
    if name == "origdstaddr":
        port, raw = struct.unpack("!H4s", data[2:8])
        return address_term((system.inet_ntoa(raw), port), system.AF_INET)
    return None


def _packet_info(data: bytes) -> Term:
    if len(data) == 12:
        number, mine, theirs = struct.unpack("i4s4s", data)
        return map_new(
            [
                (a.ifindex, number),
                (a.spec_dst, ip_term(system.inet_ntoa(mine))),
                (a.addr, ip_term(system.inet_ntoa(theirs))),
            ]
        )
    raw, number = struct.unpack("16si", data[:20])
    return map_new([(a.addr, ip_term(system.inet_ntop(system.AF_INET6, raw))), (a.ifindex, number)])


def controls_of(message: Any) -> list[tuple[int, int, bytes]]:
    """The control messages of a message that is to be sent. Raises BadControl."""
    listed = get(message, a.ctrl)
    if not is_proper(listed):
        raise BadControl
    return [_control(entry) for entry in from_list(listed)]


def _control(entry: Any) -> tuple[int, int, bytes]:
    if not is_map(entry):
        raise BadControl
    level, kind = get(entry, a.level), get(entry, a.type)
    numbers = _NUMBERS.get((level, kind))
    if numbers is None:
        known = LEVELS.get(level.name) if type(level) is Atom else level
        if type(known) is not int or type(kind) is not int:
            raise BadControl
        numbers = (known, kind)
    given = get(entry, a.data, get(entry, a.value, a.undefined))
    data = to_bytes(given)
    return (*numbers, _written(kind, given) if data is None else data)


def _written(kind: Any, value: Any) -> bytes:
    try:
        number = service(value) if kind is a.tos else value
    except BadValue:
        raise BadControl from None
    if type(number) is not int or kind not in (a.tos, a.ttl, a.hoplimit, a.tclass):
        raise BadControl
    return struct.pack("i", number)
