"""The network interfaces of the machine, as getifaddrs(3) of the C library lists them.

OTP: nifs/common/prim_net_nif.c, inet_drv.c
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

UP: Final = 0x1
BROADCAST: Final = 0x2
LOOPBACK: Final = 0x8
POINT_TO_POINT: Final = 0x10
RUNNING: Final = 0x40
MULTICAST: Final = 0x1000 if sys.platform.startswith("linux") else 0x8000
FLAGS: Final = (
    ("up", UP),
    ("broadcast", BROADCAST),
    ("loopback", LOOPBACK),
    ("pointtopoint", POINT_TO_POINT),
    ("running", RUNNING),
    ("multicast", MULTICAST),
)
_LINK: Final = 17 if sys.platform.startswith("linux") else 18  # AF_PACKET, AF_LINK
_HAS_LENGTH: Final = sys.platform == "darwin" or "bsd" in sys.platform


class _Entry(ctypes.Structure):
    """struct ifaddrs"""


_Entry._fields_ = [
    ("next", ctypes.POINTER(_Entry)),
    ("name", ctypes.c_char_p),
    ("flags", ctypes.c_uint),
    ("address", ctypes.c_void_p),
    ("netmask", ctypes.c_void_p),
    ("other", ctypes.c_void_p),
    ("data", ctypes.c_void_p),
]


@dataclass(slots=True)
class Address:
    """An address of an interface as text; `other` is its broadcast address or the other end's."""

    text: str
    netmask: str | None
    other: str | None


@dataclass(slots=True)
class Interface:
    """`flags` are the system's bits."""

    name: str
    flags: int
    addresses: list[Address] = field(default_factory=list)
    hardware: bytes | None = None


def interfaces() -> list[Interface]:
    """All of them in the order of the system; none where the C library cannot tell."""
    found: dict[str, Interface] = {}
    for line in _lines():
        _add(found, line)
    return list(found.values())


def _lines() -> Iterator[Any]:
    """The system's own entries, each to be read before the next is asked for."""
    if os.name != "posix":
        return
    library = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
    first = ctypes.POINTER(_Entry)()
    if library.getifaddrs(ctypes.byref(first)):
        return
    try:
        entry = first
        while entry:
            yield entry.contents
            entry = entry.contents.next
    finally:
        library.freeifaddrs(first)


@dataclass(slots=True)
class Entry:
    """One line of the system's list. `kind` is inet, inet6 or packet; an address is its text (with
    the scope behind it for inet6), for packet its raw sockaddr."""

    name: str
    flags: int
    kind: str
    address: Any
    netmask: Any
    other: Any


def entries() -> list[Entry]:
    """The system's list as it is, without what has no address."""
    return [entry for line in _lines() if (entry := _entry(line)) is not None]


_KINDS: Final = {socket.AF_INET: "inet", socket.AF_INET6: "inet6", _LINK: "packet"}


def _entry(line: Any) -> Entry | None:
    kind = _KINDS.get(_family(line.address)) if line.address else None
    if kind is None or (kind == "packet" and _HAS_LENGTH):
        return None
    look = _link if kind == "packet" else _scoped
    places = (line.address, line.netmask, line.other)
    address, netmask, other = [look(place) if place else None for place in places]
    return Entry(os.fsdecode(line.name), line.flags, kind, address, netmask, other)


def _link(place: int) -> bytes:
    return ctypes.string_at(place, 12 + ctypes.string_at(place + 11, 1)[0])


def _scoped(place: int) -> str | None:
    text = _text(place)
    if text is None or ":" not in text:
        return text
    return f"{text}%{int.from_bytes(ctypes.string_at(place + 24, 4), sys.byteorder)}"


def _add(found: dict[str, Interface], entry: Any) -> None:
    name = os.fsdecode(entry.name)
    there = found.setdefault(name, Interface(name, entry.flags))
    if not entry.address:
        return
    if _family(entry.address) == _LINK:
        there.hardware = _hardware(entry.address)
        return
    text = _text(entry.address)
    if text is not None:
        pair = entry.flags & (BROADCAST | POINT_TO_POINT)
        other = _text(entry.other) if pair and entry.other else None
        there.addresses.append(Address(text, _text(entry.netmask), other))


def _family(place: int) -> int:
    if _HAS_LENGTH:
        return ctypes.string_at(place, 2)[1]
    return int.from_bytes(ctypes.string_at(place, 2), sys.byteorder)


def _text(place: int | None) -> str | None:
    if not place:
        return None
    family = _family(place)
    if family == socket.AF_INET:
        return socket.inet_ntop(socket.AF_INET, ctypes.string_at(place + 4, 4))
    if family == socket.AF_INET6:
        return socket.inet_ntop(socket.AF_INET6, ctypes.string_at(place + 8, 16))
    return None


def _hardware(place: int) -> bytes | None:
    """sockaddr_ll has the length of the address at 11, sockaddr_dl those of name and address."""
    if not _HAS_LENGTH:
        return ctypes.string_at(place + 12, ctypes.string_at(place + 11, 1)[0])
    name, size = ctypes.string_at(place + 5, 2)
    return ctypes.string_at(place + 8 + name, size) or None
