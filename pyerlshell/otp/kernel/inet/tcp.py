"""TCP: connect, listen, accept, send, receive, close.

OTP: gen_tcp, inet_tcp
"""

from __future__ import annotations

import os
import socket
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, error, function_clause
from pyerlshell.erts.machine import P, tail
from pyerlshell.erts.process import DEAD
from pyerlshell.erts.socket_packets import Request, reason
from pyerlshell.erts.sockets import Socket
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.kernel.inet import names, options, sockets
from pyerlshell.otp.kernel.inet.module import (
    CLOSED,
    EINVAL,
    TIMED_OUT,
    awaited,
    exit_badarg,
    family_of,
    gen_tcp,
    is_port,
    milliseconds,
    new_request,
    node,
    open_socket,
    wait,
)
from pyerlshell.otp.native_calls import clause
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.maps import get, is_map
from pyerlshell.terms.types import Term

_LARGEST: Final = 0x4000000
_PORTS: Final = range(65536)

_bad_listen: Final = exit_badarg("inet_tcp", "listen", 2)
_bad_connect: Final = exit_badarg("inet_tcp", "do_connect", 4)
_bad_port: Final = exit_badarg("gen_tcp", "connect", 4)
_recv_clause: Final = clause("prim_inet", "recv0")
_close_clause: Final = clause("inet", "tcp_close")


@gen_tcp.export("listen/2", "(Port, Options) -> {ok, ListenSocket} | {error, Reason}")
def listen(number: Any, wanted: Term) -> Term:
    """A socket that waits for connections to a port; 0: any free one (inet:port/1 tells)."""
    if type(number) is not int or number not in _PORTS:
        raise ErlError(a.exit, a.badarg)
    try:
        made = options.opening(wanted)
    except options.BadOption:
        return _bad_listen()
    try:
        sock = options.bound(node(), made, socket.SOCK_STREAM, number)
    except OSError as e:
        return (a.error, reason(e))
    return (a.ok, Socket(node(), P.cur, "listen", sock, made.settings).pid)


@gen_tcp.export("accept/1", "(ListenSocket) -> {ok, Socket} | {error, Reason}")
def accept(handle: Term) -> Term:
    """The next connection of a listening socket."""
    if not is_port(handle):
        raise function_clause(handle)
    return accept_2(handle, a.infinity)


@gen_tcp.export("accept/2", "(ListenSocket, Timeout) -> {ok, Socket} | {error, Reason}")
def accept_2(handle: Term, timeout: Term) -> Term:
    """The next connection, within so many milliseconds."""
    if not is_port(handle):
        raise function_clause(handle, timeout)
    found = open_socket(handle)
    if found is None:
        return CLOSED
    if found.kind != "listen":
        return EINVAL

    def begin(request: Request) -> Term | None:
        found.waiting.append(request)
        found.look()
        return None

    return wait(begin, found, timeout)


@gen_tcp.export("connect/2", "(SockAddr :: map(), Options) -> {ok, Socket} | {error, Reason}")
def connect_2(where: Term, wanted: Term) -> Term:
    """Connect to the address and port of a map."""
    return connect_3(where, wanted, a.infinity)


@gen_tcp.export(
    "connect/3",
    "(Address | SockAddr, Port | Options, Options | Timeout) -> {ok, Socket} | {error, Reason}",
)
def connect_3(address: Any, number: Any, wanted: Any) -> Term:
    """Connect to a port of a host (a name, an address); or, with a timeout, to where a map says."""
    if is_map(address):
        place, port = get(address, a.addr), get(address, a.port, 0)
        if get(address, a.family) is a.local:
            place = (a.local, get(address, a.path))
        return connect(place, port, number, wanted)
    return connect(address, number, wanted, a.infinity)


@gen_tcp.export("connect/4", "(Address, Port, Options, Timeout) -> {ok, Socket} | {error, Reason}")
def connect(address: Any, number: Any, wanted: Term, timeout: Term) -> Term:
    """Connect to a port of a host, within so many milliseconds."""
    limit = milliseconds(timeout)
    try:
        made = options.opening(wanted)
    except options.BadOption:
        return _bad_connect()
    if type(address) is tuple and len(address) == 2 and address[0] is a.local:
        return _connected_locally(made, address[1], number, limit)
    try:
        found, problem = names.addresses(address, made.family)
        if problem is not None:
            return (a.error, problem)
        if type(number) is not int or number not in _PORTS:
            return _bad_port()
        for text in found:
            node().outside.refuse("connect", f"{text} port {number}")
    except PermissionError:
        return (a.error, a.eacces)
    last: Term = (a.error, a.nxdomain)
    for text in found:
        last = _connected(made, family_of(text), (text, number), limit)
        if last[0] is a.ok:  # type: ignore[index]
            break
    return last


def _connected_locally(made: options.Opening, path: Term, number: Any, limit: int | None) -> Term:
    place = options.path_of(path)
    if place is None or number != 0:
        return _bad_port()
    try:
        node().outside.refuse("connect", os.fsdecode(place))
    except PermissionError:
        return (a.error, a.eacces)
    return _connected(made, options.LOCAL, place, limit)


def _connected(made: options.Opening, family: int, place: Any, limit: int | None) -> Term:
    try:
        sock = options.new_socket(made, socket.SOCK_STREAM, family)
    except OSError as e:
        return (a.error, reason(e))
    try:
        if made.address is not None or made.port:
            options.bind(sock, made, made.port)
    except OSError as e:
        sock.close()
        return (a.error, reason(e))
    new = Socket(node(), P.cur, "tcp", sock, made.settings)
    request = Request(P.cur.pid, node().make_ref())
    answer: Any = new.connect_to(place, request)
    if answer is None:
        answer = awaited(request, limit, lambda: None)
    if answer is a.ok:
        return (a.ok, new.pid)
    _forget(new)
    return answer if type(answer) is tuple else (a.error, answer)


def _forget(new: Socket) -> None:
    """A socket that came to nothing: its maker must not be told of its end."""
    new.links.pop(P.cur.pid, None)
    if P.cur.links:
        P.cur.links.pop(new.pid, None)
    new.close(a.normal)


@gen_tcp.export("send/2", "(Socket, Packet :: iodata()) -> ok | {error, Reason}")
def send(handle: Term, packet: Term) -> Term:
    """Send data."""
    if not is_port(handle):
        raise function_clause(handle, packet)
    found = open_socket(handle)
    if found is None:
        return CLOSED
    if found.kind != "tcp":
        return (a.error, a.enotconn)
    try:
        data = iodata_bytes(packet)
    except NotIodata:
        return EINVAL
    if found.busy:
        request = new_request()
        found.senders.append(request)
        limit = found.settings.send_timeout
        answer = awaited(request, limit, lambda: found.cancel(request.ref))
        if answer is not a.ok:
            if answer == TIMED_OUT and found.settings.send_timeout_close:
                found.close(a.normal)
            return answer
        if found.state == DEAD:
            return CLOSED
    return found.send(data)


@gen_tcp.export("recv/2", "(Socket, Length) -> {ok, Packet} | {error, Reason}")
def recv(handle: Term, length: Term) -> Term:
    """Length bytes from a passive socket; 0: what there is, or a packet."""
    return recv_3(handle, length, a.infinity)


@gen_tcp.export("recv/3", "(Socket, Length, Timeout) -> {ok, Packet} | {error, Reason}")
def recv_3(handle: Term, length: Any, timeout: Term) -> Term:
    """Length bytes from a passive socket, within so many milliseconds."""
    if not is_port(handle):
        raise function_clause(handle, length, timeout)
    found = open_socket(handle)
    if found is None:
        return CLOSED
    if found.kind == "listen" or found.lost:
        return (a.error, a.enotconn)
    if found.kind == "udp":
        return EINVAL
    if type(length) is not int or length < 0:
        return tail(_recv_clause, handle, length, -1 if timeout is a.infinity else timeout)
    if found.is_active():
        return EINVAL
    if found.settings.packet != 0 and length:
        return EINVAL
    if length > _LARGEST:
        return (a.error, a.enomem)

    if found.is_awaited():
        return (a.error, a.ealready)
    limit = milliseconds(timeout)
    packet = found.receive(length)
    if packet is not None:
        return packet
    request = new_request(length)
    found.waiting.append(request)
    if found.ended:
        found.hand_out()
    found.look()
    return awaited(request, limit, lambda: found.cancel(request.ref))


@gen_tcp.export("unrecv/2", "(Socket, Data :: iodata()) -> ok")
def unrecv(handle: Term, data: Term) -> Term:
    """Put data back in front of what will be received."""
    found = open_socket(handle)
    if found is None:
        return EINVAL
    found.came[:0] = iodata_bytes(data)
    found.hand_out()
    return a.ok


@gen_tcp.export("close/1", "(Socket) -> ok")
def close(handle: Term) -> Term:
    """Close a socket."""
    if not is_port(handle):
        return tail(_close_clause, handle)
    return sockets.close_socket(handle)


@gen_tcp.export("shutdown/2", "(Socket, read | write | read_write) -> ok | {error, Reason}")
def shutdown(handle: Term, how: Any) -> Term:
    """End one direction, or both."""
    ways = {a.read: socket.SHUT_RD, a.write: socket.SHUT_WR, a.read_write: socket.SHUT_RDWR}
    if type(how) is not Atom or how not in ways or not is_port(handle):
        raise function_clause(handle, how)
    found = open_socket(handle)
    if found is None:
        return CLOSED
    if found.lost or found.kind == "listen":
        return (a.error, a.enotconn)
    failed = found.shut_down(ways[how])
    return a.ok if failed is None else (a.error, failed)


@gen_tcp.export("controlling_process/2", "(Socket, Pid) -> ok | {error, Reason}")
def controlling_process(handle: Term, pid: Term) -> Term:
    """Give the socket to another process; messages that it has sent go along."""
    return sockets.give_away(handle, pid)


@gen_tcp.export("fdopen/2", internal=True)
def fdopen(_fd: Term, _options: Term) -> Term:
    """Descriptors of others are not taken over."""
    if to_bytes(_fd) is not None:
        raise error(a.badarg)
    return (a.error, a.enotsup)
