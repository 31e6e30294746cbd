"""UDP: open, connect, send, receive.

OTP: gen_udp, inet_udp
"""

from __future__ import annotations

import socket
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, error, function_clause
from pyerlshell.erts.machine import P, tail
from pyerlshell.erts.socket_datagrams import ANCILLARY, IP6
from pyerlshell.erts.socket_packets import ip_term, ip_text, reason
from pyerlshell.erts.sockets import Socket
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.kernel.inet import choosing, making, names, options, sockets
from pyerlshell.otp.kernel.inet.module import (
    CLOSED,
    EINVAL,
    exit_badarg,
    gen_udp,
    is_port,
    node,
    open_socket,
)
from pyerlshell.otp.kernel.inet.option_table import BadOption
from pyerlshell.otp.native_calls import clause, failure, local
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.maps import get, is_map
from pyerlshell.terms.types import Pid, Term

_PORTS: Final = range(65536)

_bad_open: Final = exit_badarg("inet_udp", "open", 2)
_bad_host: Final = exit_badarg("gen_udp", "send", 5)
_bad_destination: Final = exit_badarg("gen_udp", "send", 4)
_bad_connect: Final = clause("inet_udp", "connect")
_local_clause: Final = clause("local_udp", "getserv")
_send_clauses: Final[dict[int, Any]] = {
    socket.AF_INET: clause("inet_udp", "send"),
    options.INET6: clause("inet6_udp", "send"),
    options.LOCAL: clause("local_udp", "send"),
}
_close_clause: Final = clause("inet", "udp_close")
_owner_clause: Final = clause("inet", "udp_controlling_process")
_no_owner: Final = failure("inet", "udp_controlling_process", 2)


@gen_udp.export("open/1", "(Port) -> {ok, Socket} | {error, Reason}")
def open_1(number: Term) -> Term:
    """A socket at a port; 0: any free one."""
    return tail(open_2, number, None)


@gen_udp.export("open/2", "(Port, Options) -> {ok, Socket} | {error, Reason}")
def open_2(number: Any, wanted: Term) -> Term:
    """A socket at a port, with options."""
    return tail(_open1, number, wanted)


@local("gen_udp", "open1")
def _open1(number: Any, wanted: Term) -> Term:
    choosing.refuse_improper("udp", wanted)
    other = choosing.other_module("udp", wanted)
    if other is not None:
        return choosing.by_module(other, a.open, number, wanted)
    family = choosing.family_of(wanted)
    port = names.port_of(number, a.udp)
    if port is None:
        raise error((a.badmatch, EINVAL))
    if family == options.LOCAL and port != 0:
        return tail(_local_clause, port)
    try:
        made = options.opening("udp", family, wanted)
    except BadOption:
        return _bad_open()
    if port != -1 and port not in _PORTS:
        return _bad_open()
    try:
        sock = making.bound(node(), made, socket.SOCK_DGRAM, max(port or made.port, 0))
    except OSError as e:
        return (a.error, reason(e))
    new = options.opened(Socket(node(), P.cur, "udp", sock, made.settings), made)
    new.look()
    return (a.ok, new.pid)


@gen_udp.export("connect/2", "(Socket, SockAddr :: map()) -> ok | {error, Reason}")
def connect_2(handle: Term, where: Any) -> Term:
    """Send to, and receive from, the address and port of a map only."""
    if not is_port(handle) or not is_map(where):
        raise function_clause(handle, where)
    return connect(handle, get(where, a.addr), get(where, a.port))


@gen_udp.export("connect/3", "(Socket, Address, Port) -> ok | {error, Reason}")
def connect(handle: Term, address: Any, number: Any) -> Term:
    """Send to, and receive from, one address only."""
    if not is_port(handle):
        raise function_clause(handle, address, number)
    found = open_socket(handle)
    if found is None:
        return CLOSED
    to: Any = None
    if found.sock.family == options.LOCAL:
        to = options.path_of(address[1]) if type(address) is tuple and len(address) == 2 else None
    else:
        texts, problem = names.addresses(address, found.sock.family)
        if problem is not None:
            return (a.error, problem)
        if type(number) is int and number in _PORTS:
            to = (texts[0], number)
    if to is None:
        return tail(_bad_connect, handle, address, number)
    try:
        node().outside.refuse("connect", str(to))
        found.sock.connect(to)
    except OSError as e:
        return (a.error, reason(e))
    return a.ok


# Sending


@gen_udp.export("send/2", "(Socket, Packet) -> ok | {error, Reason}")
def send_2(handle: Term, packet: Term) -> Term:
    """Send a datagram from a connected socket."""
    if not is_port(handle):
        raise function_clause(handle, packet)
    found = open_socket(handle)
    return CLOSED if found is None else _send(found, None, packet, [])


@gen_udp.export("send/3", "(Socket, Destination, Packet) -> ok | {error, Reason}")
def send_3(handle: Term, destination: Any, packet: Term) -> Term:
    """Send a datagram to {Address, Port}, {Family, {Address, Port}}, or where a map says."""
    return tail(send, handle, destination, None, packet)


@gen_udp.export(
    "send/4",
    "(Socket, Host | Destination, Port | AncData, Packet) -> ok | {error, Reason}",
)
def send(handle: Term, address: Any, number: Any, packet: Term) -> Term:
    """Send a datagram to a port of a host; or, to a destination, with ancillary data."""
    if not is_port(handle):
        raise function_clause(handle, address, number, packet)
    ancillary = None if number == 0 and type(number) is int else number
    pair = type(address) is tuple and len(address) == 2
    if (pair or is_map(address)) and is_proper(ancillary):
        return _send_to(handle, address, ancillary, packet)
    if is_proper(number):
        return _bad_destination()
    return tail(send_5, handle, address, number, None, packet)


@gen_udp.export("send/5", "(Socket, Host, Port, AncData, Packet) -> ok | {error, Reason}")
def send_5(handle: Term, address: Any, number: Term, ancillary: Term, packet: Term) -> Term:
    """Send a datagram with ancillary data: `{tos, N}`, `{ttl, N}`, `{tclass, N}`."""
    if not is_port(handle) or not is_proper(ancillary):
        raise function_clause(handle, address, number, ancillary, packet)
    found = open_socket(handle)
    if found is None:
        return CLOSED
    family = found.sock.family
    if family == options.LOCAL:
        if type(number) is int and number != 0:
            return EINVAL
        return _send_to(handle, address, ancillary, packet)
    texts, problem = names.addresses(address, family)
    if problem is not None:
        return _bad_host() if problem is a.einval else (a.error, problem)
    port = names.port_of(number, a.udp)
    if port is None:
        return _bad_host()
    return _send_to(handle, (ip_term(texts[0]), port), ancillary, packet)


def _send_to(handle: Term, destination: Any, ancillary: Term, packet: Term) -> Term:
    found = open_socket(handle)
    if found is None:
        return CLOSED
    to = _place_of(destination, found.sock.family)
    if to is None:
        return tail(_send_clauses[found.sock.family], handle, destination, ancillary, packet)
    control = _control(ancillary)
    if control is None:
        return EINVAL
    try:
        node().outside.refuse("connect", str(to))
    except PermissionError:
        return (a.error, a.eacces)
    return _send(found, to, packet, control)


def _place_of(destination: Any, family: int) -> Any:
    """What Python's sockets take; None for what is no address of the family."""
    named, scope = False, 0
    if is_map(destination):
        scope = options.scope_of(destination)
        destination = (get(destination, a.addr), get(destination, a.port))
    elif destination[0] in (a.inet, a.inet6) and type(destination[1]) is tuple:
        destination, named = destination[1], True
    if family == options.LOCAL:
        return options.path_of(destination[1]) if destination[0] is a.local else None
    address, number = destination
    text = options.place_text(family, address) if named else ip_text(address)
    if text is None or type(number) is not int or number not in _PORTS:
        return None
    fits = (":" in text) is (family == options.INET6)
    return making.address(family, text, number, scope) if fits else None


_LEVELS: Final = {
    a.tos: (socket.IPPROTO_IP, socket.IP_TOS),
    a.ttl: (socket.IPPROTO_IP, socket.IP_TTL),
    a.tclass: (IP6, next(kind for (_, kind), name in ANCILLARY.items() if name is a.tclass)),
}


def _control(ancillary: Term) -> list[tuple[int, int, bytes]] | None:
    made = []
    for entry in from_list(ancillary):
        if type(entry) is not tuple or len(entry) != 2 or entry[0] not in _LEVELS:
            return None
        if type(entry[1]) is not int:
            return None
        made.append((*_LEVELS[entry[0]], (entry[1] & 0xFFFFFFFF).to_bytes(4, "little")))
    return made


def _send(found: Socket, to: Any, packet: Term, control: list[Any]) -> Term:
    try:
        data = iodata_bytes(packet)
    except NotIodata:
        found.bad_value()
        return EINVAL
    found.written += len(data)
    found.count("send", len(data))
    try:
        if control:
            found.sock.sendmsg([data], control, 0, to)
        elif to is None:
            found.sock.send(data)
        else:
            found.sock.sendto(data, to)
    except OSError as e:
        failed = reason(e)
        return EINVAL if failed is a.edestaddrreq else (a.error, failed)
    return a.ok


# Receiving


@gen_udp.export("recv/2", "(Socket, Length) -> {ok, {Address, Port, Packet}} | {error, Reason}")
def recv(handle: Term, length: Term) -> Term:
    """The next datagram of a passive socket."""
    if not is_port(handle) or type(length) is not int:
        raise function_clause(handle, length)
    return recv_3(handle, length, a.infinity)


@gen_udp.export(
    "recv/3", "(Socket, Length, Timeout) -> {ok, {Address, Port, Packet}} | {error, Reason}"
)
def recv_3(handle: Term, length: Any, timeout: Any) -> Term:
    """The next datagram, within so many milliseconds."""
    if not is_port(handle):
        raise function_clause(handle, length, timeout)
    found = open_socket(handle)
    if found is None:
        return CLOSED
    if type(length) is not int or not 0 <= length <= 0xFFFFFFFF:
        return EINVAL
    if timeout is not a.infinity and (type(timeout) is not int or timeout < 0):
        return EINVAL
    return sockets.receive_datagram(found, timeout)


@gen_udp.export("close/1", "(Socket) -> ok")
def close(handle: Term) -> Term:
    """Close a socket."""
    if not is_port(handle):
        return tail(_close_clause, handle)
    return sockets.close_socket(handle)


@gen_udp.export("controlling_process/2", "(Socket, Pid) -> ok | {error, Reason}")
def controlling_process(handle: Term, pid: Term) -> Term:
    """Give the socket to another process."""
    if not is_port(handle) or type(pid) is not Pid:
        return tail(_owner_clause, handle, pid)
    answer = sockets.give_away(handle, pid)
    if answer is EINVAL:
        _no_owner(ErlError(a.error, (a.badmatch, EINVAL)))
    return answer
