"""UDP: open, send, receive.

OTP: gen_udp, inet_udp
"""

from __future__ import annotations

import socket
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.socket_packets import Request, reason
from pyerlshell.erts.sockets import Socket
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.kernel.inet import names, options, sockets
from pyerlshell.otp.kernel.inet.module import (
    CLOSED,
    EINVAL,
    exit_badarg,
    gen_udp,
    is_port,
    node,
    open_socket,
    wait,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import is_proper
from pyerlshell.terms.maps import get, is_map
from pyerlshell.terms.types import Term

_bad_open: Final = exit_badarg("inet_udp", "open", 2)


@gen_udp.export("open/1", "(Port) -> {ok, Socket} | {error, Reason}")
def open_1(number: Term) -> Term:
    """A socket at a port; 0: any free one."""
    return open_2(number, None)


@gen_udp.export("open/2", "(Port, Options) -> {ok, Socket} | {error, Reason}")
def open_2(number: Any, wanted: Term) -> Term:
    """A socket at a port, with options."""
    if type(number) is not int or not 0 <= number < 65536:
        raise ErlError(a.exit, a.badarg)
    try:
        made = options.opening(wanted)
    except options.BadOption:
        return _bad_open()
    try:
        sock = options.bound(node(), made, socket.SOCK_DGRAM, number)
    except OSError as e:
        return (a.error, reason(e))
    new = Socket(node(), P.cur, "udp", sock, made.settings)
    new.look()
    return (a.ok, new.pid)


@gen_udp.export("connect/2", "(Socket, SockAddr :: map()) -> ok | {error, Reason}")
def connect_2(handle: Term, where: Any) -> Term:
    """Send to, and receive from, the address and port of a map only."""
    if not is_port(handle) or not is_map(where):
        raise function_clause(handle, where)
    return connect(handle, get(where, a.addr), get(where, a.port))


@gen_udp.export("connect/3", "(Socket, Address, Port) -> ok | {error, Reason}")
def connect(handle: Term, address: Term, number: Term) -> Term:
    """Send to, and receive from, one address only."""
    found = open_socket(handle)
    if found is None:
        return EINVAL
    to, problem = _target(found, address, number)
    if problem is not None:
        return problem
    try:
        found.sock.connect(to)
    except OSError as e:
        return (a.error, reason(e))
    return a.ok


def _target(found: Socket, address: Term, number: Term) -> tuple[Any, Term | None]:
    if type(address) is tuple and len(address) == 2 and address[0] is a.local:
        path = options.path_of(address[1])
        return path, (EINVAL if path is None else None)
    try:
        texts, problem = names.addresses(address, found.sock.family)
        if problem is not None:
            return None, (a.error, problem)
        if type(number) is not int or not 0 <= number < 65536:
            return None, EINVAL
        node().outside.refuse("connect", f"{texts[0]} port {number}")
    except PermissionError:
        return None, (a.error, a.eacces)
    return (texts[0], number), None


@gen_udp.export("send/2", "(Socket, Packet) -> ok | {error, Reason}")
def send_2(handle: Term, packet: Term) -> Term:
    """Send a datagram from a connected socket."""
    return _send(handle, None, packet)


@gen_udp.export("send/3", "(Socket, Destination, Packet) -> ok | {error, Reason}")
def send_3(handle: Term, destination: Any, packet: Term) -> Term:
    """Send a datagram to {Address, Port}, {Family, {Address, Port}}, or where a map says."""
    return _send_to(handle, destination, packet, handle, destination, packet)


def _send_to(handle: Term, destination: Any, packet: Term, *args: Term) -> Term:
    if is_map(destination):
        destination = (get(destination, a.addr), get(destination, a.port))
    if type(destination) is not tuple or len(destination) != 2 or not is_port(handle):
        raise function_clause(*args)
    if destination[0] in (a.inet, a.inet6) and type(destination[1]) is tuple:
        destination = destination[1]
    if destination[0] is a.local:
        return send(handle, destination, 0, packet)
    return send(handle, destination[0], destination[1], packet)


@gen_udp.export(
    "send/4",
    "(Socket, Host | Destination, Port | AncData, Packet) -> ok | {error, Reason}",
)
def send(handle: Term, address: Any, number: Term, packet: Term) -> Term:
    """Send a datagram to a port of a host; or, to a destination, with ancillary data."""
    by_destination = type(address) is tuple and len(address) == 2 and address[0] is not a.local
    if is_map(address) or (by_destination and number in (None, 0)) or type(number) is list:
        return _send_to(handle, address, packet, handle, address, number, packet)
    found = open_socket(handle)
    if found is None:
        if not is_port(handle):
            raise function_clause(handle, address, number, packet)
        return CLOSED
    to, problem = _target(found, address, number)
    return _send(handle, to, packet) if problem is None else problem


@gen_udp.export("send/5", "(Socket, Host, Port, AncData, Packet) -> ok | {error, Reason}")
def send_5(handle: Term, address: Term, number: Term, ancillary: Term, packet: Term) -> Term:
    """Send a datagram with ancillary data, which the system is not told here."""
    if not is_port(handle) or not is_proper(ancillary):
        raise function_clause(handle, address, number, ancillary, packet)
    if type(number) is Atom:
        service: Any = names.getservbyname(number, a.udp)
        if service[0] is not a.ok:
            return _bad_send()
        number = service[1]
    return send(handle, address, number, packet)


_bad_send: Final = exit_badarg("gen_udp", "send", 5)


def _send(handle: Term, to: Any, packet: Term) -> Term:
    found = open_socket(handle)
    if found is None:
        return CLOSED
    try:
        data = iodata_bytes(packet)
    except NotIodata:
        return EINVAL
    try:
        if to is None:
            found.sock.send(data)
        else:
            found.sock.sendto(data, to)
    except OSError as e:
        return (a.error, reason(e))
    found.written += len(data)
    found.count("send", len(data))
    return a.ok


@gen_udp.export("recv/2", "(Socket, Length) -> {ok, {Address, Port, Packet}} | {error, Reason}")
def recv(handle: Term, length: Term) -> Term:
    """The next datagram of a passive socket."""
    return recv_3(handle, length, a.infinity)


@gen_udp.export(
    "recv/3", "(Socket, Length, Timeout) -> {ok, {Address, Port, Packet}} | {error, Reason}"
)
def recv_3(handle: Term, length: Any, timeout: Term) -> Term:
    """The next datagram, within so many milliseconds."""
    if not is_port(handle) or type(length) is not int or length < 0:
        raise function_clause(handle, length, timeout)
    found = open_socket(handle)
    if found is None:
        return CLOSED
    if found.is_active():
        return EINVAL

    if found.is_awaited():
        return (a.error, a.ealready)

    def begin(request: Request) -> Term | None:
        if not found.waiting:
            there = found.datagram()
            if there is not None:
                return there
        found.waiting.append(request)
        found.look()
        return None

    return wait(begin, found, timeout)


@gen_udp.export("close/1", "(Socket) -> ok")
def close(handle: Term) -> Term:
    """Close a socket."""
    return sockets.close_socket(handle)


@gen_udp.export("controlling_process/2", "(Socket, Pid) -> ok | {error, Reason}")
def controlling_process(handle: Term, pid: Term) -> Term:
    """Give the socket to another process."""
    return sockets.give_away(handle, pid)
