"""Requests to the system about sockets and interfaces (ioctl), and what only SCTP has.

OTP: socket (ioctl, peeloff), unix_socket_syncio.c
"""

from __future__ import annotations

import socket as system
import struct
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts import interface_requests as asking
from pyerlshell.erts.errors import badarg
from pyerlshell.erts.interfaces import FLAGS
from pyerlshell.erts.socket_packets import ip_text
from pyerlshell.otp.kernel.socket.addresses import address_term
from pyerlshell.otp.kernel.socket.module import CLOSED, OK, Open, open_of, problem, socket
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import list_to_string, string_to_list, to_list
from pyerlshell.terms.maps import is_map, items, map_new
from pyerlshell.terms.types import Term

_ENOTSUP: Final = (a.error, a.enotsup)


def _address(data: bytes) -> Term:
    family, text, port = asking.address(data)
    if family != system.AF_INET:
        return map_new([(a.family, family), (a.addr, data[2:16])])
    return address_term((text, port), family)


_HARDWARE: Final = {1: a.ether, 772: a.loopback}


def _hardware(data: bytes) -> Term:
    kind = asking.bits(data)
    return map_new([(a.family, _HARDWARE.get(kind, kind)), (a.addr, data[2:16])])


def _flags(data: bytes) -> Term:
    bits = asking.bits(data)
    return to_list([atom(name) for name, bit in FLAGS if bits & bit])


def _map(data: bytes) -> Term:
    start, end, base, irq, dma, port = struct.unpack("=QQHBBB", data[:21])
    names = (a.mem_start, a.mem_end, a.base_addr, a.irq, a.dma, a.port)
    return map_new(list(zip(names, (start, end, base, irq, dma, port), strict=True)))


_SHOWN: Final[dict[str, Callable[[bytes], Term]]] = {
    "index": asking.integer,
    "flags": _flags,
    "addr": _address,
    "dstaddr": _address,
    "brdaddr": _address,
    "netmask": _address,
    "mtu": asking.integer,
    "hwaddr": _hardware,
    "txqlen": asking.integer,
    "map": _map,
}
_PLAIN: Final = {"nread": 0x541B, "atmark": 0x8905}
_GETS: Final = {f"gif{name}": name for name in asking.GET}
_SETS: Final = {f"sif{name}": name for name in asking.SET}
REQUESTS: Final = (*_GETS, *_SETS, *_PLAIN, "gifconf", "gifname")


def _number(found: Open) -> int:
    return -1 if found.sock is None else found.sock.fileno()


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
        number = asking.integer(asking.ask(_number(found), _PLAIN[name], bytes(4)))
        return (OK, number if name == "nread" else a.true if number else a.false)

    return _done(found, action)


def _interfaces(found: Open) -> Term:
    made: list[Term] = []
    for _, name in system.if_nameindex():
        try:
            data = asking.get(_number(found), "addr", name)
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
    if name not in _GETS or text is None:
        raise badarg(term, request, which)
    what = _GETS[name]
    return _done(found, lambda: (OK, _SHOWN[what](asking.get(_number(found), what, text))))


@socket.export("ioctl/4", "(Socket, SetRequest, Name, Value) -> ok | {error, Reason}")
def ioctl_4(term: Term, request: Any, which: Any, value: Any) -> Term:
    """Change something of an interface, which the system seldom lets one."""
    found = _found(term, request, which, value)
    text, data = list_to_string(which), _encoded(request, value)
    if text is None or data is None:
        raise badarg(term, request, which, value)

    def action() -> Term:
        rest = _new_flags(found, text, value) if request is a.sifflags else data
        asking.put(_number(found), _SETS[request.name], text, rest)
        return OK

    return _done(found, action)


def _encoded(request: Any, value: Any) -> bytes | None:
    if type(request) is not Atom or request.name not in _SETS:
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
    bits = asking.bits(asking.get(_number(found), "flags", name))
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
