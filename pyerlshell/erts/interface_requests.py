"""Questions about one network interface: ioctl(2) with a name in front of what is written.

OTP: inet_drv.c (inet_ctl_ifget), unix_socket_syncio.c (essio_ioctl)
"""

from __future__ import annotations

import socket
import struct
from typing import Final

NAME_SIZE: Final = 16
_SIZE: Final = 40
GET: Final = {
    "index": 0x8933,
    "flags": 0x8913,
    "addr": 0x8915,
    "dstaddr": 0x8917,
    "brdaddr": 0x8919,
    "netmask": 0x891B,
    "mtu": 0x8921,
    "hwaddr": 0x8927,
    "txqlen": 0x8942,
    "map": 0x8970,
}
SET: Final = {
    "flags": 0x8914,
    "addr": 0x8916,
    "dstaddr": 0x8918,
    "brdaddr": 0x891A,
    "mtu": 0x8922,
    "txqlen": 0x8943,
}


def ask(fd: int, number: int, data: bytes) -> bytes:
    """What ioctl(2) writes. Raises OSError; ImportError where there is none."""
    import fcntl  # not on all systems

    return fcntl.ioctl(fd, number, data)


def get(fd: int, what: str, name: str) -> bytes:
    """What stands behind the name of an interface in the answer. Raises OSError, ImportError."""
    return ask(fd, GET[what], _named(name))[NAME_SIZE:]


def put(fd: int, what: str, name: str, data: bytes) -> None:
    """Change something of an interface. Raises OSError, ImportError."""
    ask(fd, SET[what], _named(name, data))


def _named(name: str, rest: bytes = b"") -> bytes:
    return (name.encode()[: NAME_SIZE - 1].ljust(NAME_SIZE, b"\0") + rest).ljust(_SIZE, b"\0")


def integer(data: bytes) -> int:
    """The number of an answer."""
    found: int = struct.unpack("=i", data[:4])[0]
    return found


def bits(data: bytes) -> int:
    """The flags of an answer."""
    found: int = struct.unpack("=H", data[:2])[0]
    return found


def address(data: bytes) -> tuple[int, str, int]:
    """Family, text and port of an IPv4 address."""
    family, port, raw = struct.unpack("=HH4s", data[:8])
    return family, socket.inet_ntoa(raw), port
