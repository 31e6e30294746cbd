"""Requests to the system about sockets and interfaces (ioctl), and what only SCTP has.

OTP: socket (ioctl, peeloff), unix_socket_syncio.c
"""

from __future__ import annotations

import socket as system
import struct
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.interfaces import FLAGS
from pyerlshell.erts.socket_packets import ip_text
from pyerlshell.otp.kernel.socket.addresses import address_term
from pyerlshell.otp.kernel.socket.module import CLOSED, OK, Open, open_of, problem, socket
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import list_to_string, string_to_list, to_list
from pyerlshell.terms.maps import is_map, items, map_new
from pyerlshell.terms.types import Term

_NAME: Final = 16
_SIZE: Final = 40
_ENOTSUP: Final = (a.error, a.enotsup)


def _asked(found: Open, number: int, data: bytes) -> bytes:
    """What ioctl(2) writes. Raises OSError."""
    import fcntl  # not on all systems

    assert found.sock is not None
    return fcntl.ioctl(found.sock.fileno(), number, data)


def _named(name: str, rest: bytes = b"") -> bytes:
    return (name.encode()[: _NAME - 1].ljust(_NAME, b"\0") + rest).ljust(_SIZE, b"\0")


def _integer(data: bytes) -> Term:
    return struct.unpack("i", data[_NAME : _NAME + 4])[0]


def _address(data: bytes) -> Term:
    family, port, raw = struct.unpack("=HH4s", data[_NAME : _NAME + 8])
    if family != system.AF_INET:
        return map_new([(a.family, family), (a.addr, data[_NAME + 2 : _NAME + 16])])
    return address_term((system.inet_ntoa(raw), port), family)


_HARDWARE: Final = {1: a.ether, 772: a.loopback}


def _hardware(data: bytes) -> Term:
    kind = struct.unpack("=H", data[_NAME : _NAME + 2])[0]
    return map_new([(a.family, _HARDWARE.get(kind, kind)), (a.addr, data[_NAME + 2 : _NAME + 16])])


def _flags(data: bytes) -> Term:
    bits = struct.unpack("=H", data[_NAME : _NAME + 2])[0]
    return to_list([atom(name) for name, bit in FLAGS if bits & bit])


def _map(data: bytes) -> Term:
    start, end, base, irq, dma, port = struct.unpack("=QQHBBB", data[_NAME : _NAME + 21])
    names = (a.mem_start, a.mem_end, a.base_addr, a.irq, a.dma, a.port)
    return map_new(list(zip(names, (start, end, base, irq, dma, port), strict=True)))


_OF_NAME: Final[dict[str, tuple[int, Callable[[bytes], Term]]]] = {
    "gifindex": (0x8933, _integer),
    "gifflags": (0x8913, _flags),
    "gifaddr": (0x8915, _address),
    "gifdstaddr": (0x8917, _address),
    "gifbrdaddr": (0x8919, _address),
    "gifnetmask": (0x891B, _address),
    "gifmtu": (0x8921, _integer),
    "gifhwaddr": (0x8927, _hardware),
    "giftxqlen": (0x8942, _integer),
    "gifmap": (0x8970, _map),
}
_SET: Final = {
    "sifflags": 0x8914,
    "sifaddr": 0x8916,
    "sifdstaddr": 0x8918,
    "sifbrdaddr": 0x891A,
    "sifmtu": 0x8922,
    "siftxqlen": 0x8943,
}
_PLAIN: Final = {"nread": 0x541B, "atmark": 0x8905}
REQUESTS: Final = (*_OF_NAME, *_SET, *_PLAIN, "gifconf", "gifname")


def _found(term: Term, *args: Term) -> Open:
    found = open_of(term)
    if found is None:
        raise badarg(term, *args)
    return found


def _done(found: Open, action: Callable[[], Term]) -> Term:
    """What a request gives; closed sockets and errors of the system."""
    if found.sock is None:
        return CLOSED
    try:
        return action()
    except OSError as e:
        return problem(e)
    except ImportError:
        return _ENOTSUP


@socket.export("ioctl/2", "(Socket, gifconf | nread | atmark) -> {ok, Value} | {error, Reason}")
def ioctl(term: Term, request: Any) -> Term:
    """Ask the system: how much there is to read, whether urgent data is next, the interfaces."""
    found = _found(term, request)
    name = request.name if type(request) is Atom else ""
    if name == "gifconf":
        return _done(found, lambda: (OK, _interfaces(found)))
    if name not in _PLAIN:
        raise badarg(term, request)

    def action() -> Term:
        number = struct.unpack("i", _asked(found, _PLAIN[name], bytes(4)))[0]
        return (OK, number if name == "nread" else a.true if number else a.false)

    return _done(found, action)


def _interfaces(found: Open) -> Term:
    made: list[Term] = []
    for _, name in system.if_nameindex():
        try:
            data = _asked(found, _OF_NAME["gifaddr"][0], _named(name))
        except OSError:
            continue  # it has no IPv4 address
        made.append(map_new([(a.name, string_to_list(name)), (a.addr, _address(data))]))
    return to_list(made)


@socket.export("ioctl/3", "(Socket, GetRequest, NameOrIndex) -> {ok, Value} | {error, Reason}")
def ioctl_3(term: Term, request: Any, which: Any) -> Term:
    """Ask the system about an interface: its address, flags, mtu, ..."""
    found = _found(term, request, which)
    name = request.name if type(request) is Atom else ""
    if name == "gifname" and type(which) is int:
        return _done(found, lambda: (OK, string_to_list(system.if_indextoname(which))))
    text = list_to_string(which)
    if name not in _OF_NAME or text is None:
        raise badarg(term, request, which)
    number, shown = _OF_NAME[name]
    return _done(found, lambda: (OK, shown(_asked(found, number, _named(text)))))


@socket.export("ioctl/4", "(Socket, SetRequest, Name, Value) -> ok | {error, Reason}")
def ioctl_4(term: Term, request: Any, which: Any, value: Any) -> Term:
    """Change something of an interface, which the system seldom lets one."""
    found = _found(term, request, which, value)
    text, data = list_to_string(which), _encoded(request, value)
    if text is None or data is None:
        raise badarg(term, request, which, value)

    def action() -> Term:
        rest = _new_flags(found, text, value) if request is a.sifflags else data
        _asked(found, _SET[request.name], _named(text, rest))
        return OK

    return _done(found, action)


def _encoded(request: Any, value: Any) -> bytes | None:
    if type(request) is not Atom or request.name not in _SET:
        return None
    if request is a.sifflags:
        return b"" if is_map(value) else None
    if request in (a.sifmtu, a.siftxqlen):
        return struct.pack("i", value) if type(value) is int else None
    text = ip_text(value)
    if text is None or ":" in text:
        return None
    return struct.pack("=HH4s", system.AF_INET, 0, system.inet_aton(text))


def _new_flags(found: Open, name: str, wanted: Any) -> bytes:
    data = _asked(found, _OF_NAME["gifflags"][0], _named(name))
    bits: int = struct.unpack("=H", data[_NAME : _NAME + 2])[0]
    known = dict(FLAGS)
    for flag, on in items(wanted):
        bit = known.get(flag.name, 0) if type(flag) is Atom else 0
        bits = bits | bit if on is a.true else bits & ~bit
    return struct.pack("=H", bits)


# -- what only SCTP has


@socket.export("peeloff/2", "(Socket, AssocId) -> {ok, Socket} | {error, Reason}")
def peeloff(term: Term, association: Term) -> Term:
    """An association as a socket of its own: of SCTP, which is not supported."""
    return CLOSED if _found(term, association).sock is None else (a.error, a.enotsup)


@socket.export("peeloff/3", "(Socket, AssocId, Options) -> {ok, Socket} | {error, Reason}")
def peeloff_3(term: Term, association: Term, options: Term) -> Term:
    """As peeloff/2."""
    return CLOSED if _found(term, association, options).sock is None else (a.error, a.enotsup)


@socket.export("peernames/2", "(Socket, AssocId) -> {ok, [SockAddr]} | {error, Reason}")
def peernames(term: Term, association: Term) -> Term:
    """The addresses at the other end of an association, of SCTP."""
    return CLOSED if _found(term, association).sock is None else (a.error, a.enotsup)


@socket.export("socknames/2", "(Socket, AssocId) -> {ok, [SockAddr]} | {error, Reason}")
def socknames(term: Term, association: Term) -> Term:
    """Our addresses of an association, of SCTP."""
    return CLOSED if _found(term, association).sock is None else (a.error, a.enotsup)
