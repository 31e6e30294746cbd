"""Names, services and interfaces, as the system's own functions tell them.

Addresses are maps, as in `socket`. Questions that may take long are asked in another thread.

OTP: net
"""

from __future__ import annotations

import errno
import socket
import sys
from types import FunctionType
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, function_clause
from pyerlshell.erts.interfaces import Entry, entries
from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.kernel.inet import names
from pyerlshell.otp.kernel.socket.addresses import address_term, place_of
from pyerlshell.otp.native_calls import clause
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, is_proper, list_to_string, string_to_list, to_list
from pyerlshell.terms.maps import get, is_map, map_new
from pyerlshell.terms.types import Term

net: Final = NativeModule("net", "Names, services and interfaces of the network.")

_filter_clause: Final = clause("net", "getifaddrs_filter_map")
_FLAGS: Final = (
    ("up", 0x1),
    ("broadcast", 0x2),
    ("debug", 0x4),
    ("loopback", 0x8),
    ("pointopoint", 0x10),
    ("notrailers", 0x20),
    ("running", 0x40),
    ("noarp", 0x80),
    ("promisc", 0x100),
    ("master", 0x400),
    ("slave", 0x800),
    ("multicast", 0x1000),
    ("portsel", 0x2000),
    ("automedia", 0x4000),
    ("dynamic", 0x8000),
)
_ALL: Final = frozenset((a.inet, a.inet6, a.packet))
_FAMILIES: Final[dict[Any, frozenset[Any]]] = {
    a.all: _ALL,
    a.default: _ALL,
    a.inet: frozenset((a.inet,)),
    a.inet6: frozenset((a.inet6,)),
    a.packet: frozenset((a.packet,)),
    a.link: frozenset(),
    a.hwaddr: frozenset((a.packet,)),
    a.local: frozenset(),
}
_HARDWARE: Final = {0: a.netrom, 1: a.ether, 772: a.loopback, 768: a.tunnel, 776: a.sit}
_PACKETS: Final = (a.host, a.broadcast, a.multicast, a.otherhost, a.outgoing, a.loopback, a.user)
_PROTOCOLS: Final = {0: a.ip, 6: a.tcp, 17: a.udp, 132: a.sctp}
_TYPES: Final[dict[int, Term]] = {
    socket.SOCK_STREAM: a.stream,
    socket.SOCK_DGRAM: a.dgram,
    socket.SOCK_RAW: a.raw,
}
_HINTS: Final[dict[Any, int]] = {
    a.namereqd: socket.NI_NAMEREQD,
    a.dgram: socket.NI_DGRAM,
    a.nofqdn: socket.NI_NOFQDN,
    a.numerichost: socket.NI_NUMERICHOST,
    a.numericserv: socket.NI_NUMERICSERV,
}


@net.export("gethostname/0", "() -> {ok, HostName :: string()} | {error, Reason}")
def gethostname() -> Term:
    """The name of this machine."""
    return (a.ok, string_to_list(socket.gethostname()))


@net.export("info/0", internal=True)
def info() -> Term:
    """How this module runs."""
    return map_new([(a.debug, a.false), (a.netns, a.false), (a.load_nif_result, a.ok)])


# Names


@net.export("getnameinfo/1", "(SockAddr) -> {ok, Info} | {error, Reason}")
def getnameinfo(where: Term) -> Term:
    """The names of a host and of a service."""
    return tail(getnameinfo_2, where, a.undefined)


@net.export("getnameinfo/2", "(SockAddr, Flags) -> {ok, Info} | {error, Reason}")
def getnameinfo_2(where: Any, flags: Any) -> Term:
    """The names of a host and of a service; the flags say which form they have."""
    if not is_map(where) or not (flags is a.undefined or (flags and is_proper(flags))):
        raise function_clause(where, flags)
    family: Any = get(where, a.family)
    place = place_of(where, family) if family in (a.inet, a.inet6) else None
    bits = 0
    for flag in [] if flags is a.undefined else from_list(flags):
        bits |= _HINTS.get(flag, 0) if type(flag) is Atom else 0
    if place is None:
        return (a.error, a.einval)
    found = names.in_thread(lambda: socket.getnameinfo(place, bits))
    if found is None:
        return (a.error, a.enoname)
    pairs = [(a.host, string_to_list(found[0])), (a.service, string_to_list(found[1]))]
    return (a.ok, map_new(pairs))


@net.export("getaddrinfo/1", "(Host :: string()) -> {ok, [AddressInfo]} | {error, Reason}")
def getaddrinfo(host: Term) -> Term:
    """The addresses of a host."""
    if not is_proper(host):
        raise function_clause(host)
    return getaddrinfo_2(host, a.undefined)


@net.export("getaddrinfo/2", "(Host, Service) -> {ok, [AddressInfo]} | {error, Reason}")
def getaddrinfo_2(host: Term, service: Term) -> Term:
    """The addresses of a host and a service; one of the two may be undefined."""
    asked = [None if x is a.undefined else x for x in (host, service)]
    if host is service or not all(x is a.undefined or is_proper(x) for x in (host, service)):
        raise function_clause(host, service)
    texts = [None if x is None else list_to_string(x) for x in asked]
    found = names.in_thread(lambda: socket.getaddrinfo(texts[0], texts[1]))
    if not found:
        return (a.error, a.enoname)
    return (a.ok, to_list([_address(*answer) for answer in found]))


def _address(family: int, kind: int, protocol: int, _name: str, place: Any) -> Term:
    return map_new(
        [
            (a.family, a.inet6 if family == socket.AF_INET6 else a.inet),
            (a.socktype, _TYPES.get(kind, kind)),
            (a.protocol, _PROTOCOLS.get(protocol, protocol)),
            (a.addr, address_term(place, family)),
        ]
    )


@net.export("getservbyname/1", "(Name :: string()) -> {ok, Port} | {error, Reason}")
def getservbyname(name: Term) -> Term:
    """The port of a service."""
    return getservbyname_2(name, a.any)


@net.export("getservbyname/2", "(Name, Protocol) -> {ok, Port} | {error, Reason}")
def getservbyname_2(name: Term, protocol: Term) -> Term:
    """The port of a service of a protocol."""
    if not (is_proper(name) or type(name) is Atom) or type(protocol) is not Atom:
        raise function_clause(name, protocol)
    for one in (a.tcp, a.udp) if protocol is a.any else (protocol,):
        found: Any = names.getservbyname(name, one)
        if found[0] is a.ok:
            return found
    return (a.error, a.einval)


@net.export("getservbyport/1", "(PortNumber) -> {ok, Name} | {error, Reason}")
def getservbyport(number: Term) -> Term:
    """The name of the service at a port."""
    return getservbyport_2(number, a.any)


@net.export("getservbyport/2", "(PortNumber, Protocol) -> {ok, Name} | {error, Reason}")
def getservbyport_2(number: Term, protocol: Term) -> Term:
    """The name of the service of a protocol at a port."""
    if type(number) is not int or type(protocol) is not Atom:
        raise function_clause(number, protocol)
    for one in (a.tcp, a.udp) if protocol is a.any else (protocol,):
        found: Any = names.getservbyport(number, one)
        if found[0] is a.ok:
            return found
    return (a.error, a.einval)


# Interfaces


def _failed(e: OSError, otherwise: str) -> Term:
    return (a.error, atom(errno.errorcode.get(e.errno or 0, otherwise).lower()))


@net.export("if_name2index/1", "(Name :: string()) -> {ok, Index} | {error, Reason}")
def if_name2index(name: Term) -> Term:
    """The number of an interface."""
    text = list_to_string(name)
    if text is None:
        raise function_clause(name)
    try:
        return (a.ok, socket.if_nametoindex(text))
    except OSError as e:
        return _failed(e, "ENODEV")


@net.export("if_index2name/1", "(Index) -> {ok, Name} | {error, Reason}")
def if_index2name(index: Term) -> Term:
    """The name of an interface."""
    if type(index) is not int:
        raise function_clause(index)
    try:
        return (a.ok, string_to_list(socket.if_indextoname(index)))
    except OSError as e:
        return _failed(e, "ENXIO")
    except OverflowError:
        return (a.error, a.enxio)


@net.export("if_names/0", "() -> {ok, [{Index, Name}]} | {error, Reason}")
def if_names() -> Term:
    """The numbers and names of the interfaces."""
    return (a.ok, to_list([(i, string_to_list(name)) for i, name in socket.if_nameindex()]))


@net.export("getifaddrs/0", "() -> {ok, [IfAddrs]} | {error, Reason}")
def getifaddrs() -> Term:
    """The addresses of the interfaces."""
    return getifaddrs_1(a.default)


@net.export("getifaddrs/1", "(Filter | Namespace) -> {ok, [IfAddrs]} | {error, Reason}")
def getifaddrs_1(wanted: Any) -> Term:
    """The addresses that a family, a map of family and flags, or a fun wants."""
    if type(wanted) is Atom or is_map(wanted) or type(wanted) is FunctionType:
        return _chosen(wanted)
    if not is_proper(wanted):
        raise function_clause(wanted)
    return _chosen(a.default)


@net.export("getifaddrs/2", "(Filter, Namespace) -> {ok, [IfAddrs]} | {error, Reason}")
def getifaddrs_2(wanted: Any, namespace: Term) -> Term:
    """As getifaddrs/1; the network namespace is that of this process."""
    asked = type(wanted) is Atom or is_map(wanted) or type(wanted) is FunctionType
    if not asked or not is_proper(namespace):
        raise function_clause(wanted, namespace)
    return _chosen(wanted)


def _chosen(wanted: Any) -> Term:
    if type(wanted) is FunctionType:
        return _chosen_by(wanted)
    families: Any = get(wanted, a.family, a.default) if is_map(wanted) else wanted
    flags: Any = get(wanted, a.flags, a.any) if is_map(wanted) else a.any
    if not is_map(wanted) and families not in _FAMILIES:
        return _filter_clause(wanted)
    kinds: set[Any] = set()
    for family in [families] if type(families) is Atom else from_list(families):
        kinds |= _FAMILIES.get(family, frozenset())
    needed = set() if flags is a.any else set(from_list(flags))
    made = [
        _shown(entry)
        for entry in entries()
        if atom(entry.kind) in kinds and needed <= set(_flags(entry))
    ]
    return (a.ok, to_list(made))


def _chosen_by(wanted: Any) -> Term:
    made: list[Term] = []
    for entry in entries():
        shown = _shown(entry)
        r = wanted(shown)
        if r is TAIL:
            r = run()
        if r is a.true:
            made.append(shown)
        elif r is not a.false:
            raise ErlError(a.error, (a.bad_filter, r))
    return (a.ok, to_list(made))


def _flags(entry: Entry) -> list[Term]:
    return [atom(name) for name, bit in _FLAGS if entry.flags & bit]


def _shown(entry: Entry) -> Term:
    pairs: list[tuple[Term, Term]] = [
        (a.name, string_to_list(entry.name)),
        (a.flags, to_list(_flags(entry))),
        (a.addr, _place(entry.kind, entry.address)),
    ]
    if entry.netmask is not None:
        pairs.append((a.netmask, _place(entry.kind, entry.netmask)))
    if entry.other is not None and entry.flags & 0x12:
        other = a.broadaddr if entry.flags & 2 else a.dstaddr
        pairs.append((other, _place(entry.kind, entry.other)))
    return map_new(pairs)


def _place(kind: str, address: Any) -> Term:
    if kind == "inet":
        return address_term((address, 0), socket.AF_INET)
    if kind == "inet6":
        text, _, scope = address.partition("%")
        return address_term((text, 0, 0, int(scope)), socket.AF_INET6)
    return map_new(
        [
            (a.family, a.packet),
            (a.protocol, int.from_bytes(address[2:4], "big")),
            (a.ifindex, int.from_bytes(address[4:8], sys.byteorder)),
            (a.hatype, _hardware(int.from_bytes(address[8:10], sys.byteorder))),
            (a.pkttype, _PACKETS[address[10]] if address[10] < len(_PACKETS) else address[10]),
            (a.addr, address[12:]),
        ]
    )


def _hardware(kind: int) -> Term:
    return _HARDWARE.get(kind, kind)
