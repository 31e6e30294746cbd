"""TCP: connect, listen, accept, send, receive, close.

OTP: gen_tcp, inet_tcp
"""

from __future__ import annotations

import socket
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, exit_, function_clause
from pyerlshell.erts.machine import P, tail
from pyerlshell.erts.process import DEAD
from pyerlshell.erts.socket_packets import Request, reason
from pyerlshell.erts.sockets import Socket
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.kernel.inet import choosing, making, names, options, sockets
from pyerlshell.otp.kernel.inet.module import (
    CLOSED,
    EINVAL,
    TIMED_OUT,
    awaited,
    exit_badarg,
    gen_tcp,
    is_port,
    new_request,
    node,
    open_socket,
    wait_for_connection,
    wait_for_data,
)
from pyerlshell.otp.kernel.inet.option_table import BadOption
from pyerlshell.otp.native_calls import clause, local
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Pid, Term

_LARGEST: Final = 0x4000000

_bad_port: Final = exit_badarg("gen_tcp", "listen", 2)
_bad_listen: Final = exit_badarg("inet_tcp", "listen", 2)
_local_clause: Final = clause("local_tcp", "getserv")
_listen_clause: Final = clause("prim_inet", "listen")
_accept_clause: Final = clause("prim_inet", "accept0")
_recv_clause: Final = clause("prim_inet", "recv0")
_wait_clause: Final = clause("prim_inet", "recv")
_shutdown_clause: Final = clause("prim_inet", "shutdown")
_close_clause: Final = clause("inet", "tcp_close")
_no_socket: Final = clause("inet_db", "lookup_socket")


@gen_tcp.export("listen/2", "(Port, Options) -> {ok, ListenSocket} | {error, Reason}")
def listen(number: Any, wanted: Term) -> Term:
    """A socket that waits for connections to a port; 0: any free one (inet:port/1 tells)."""
    choosing.refuse_improper("tcp", wanted)
    other = choosing.other_module("tcp", wanted)
    if other is not None:
        return choosing.by_module(other, a.listen, number, wanted)
    port = names.port_of(number, a.tcp)
    family = choosing.family_of(wanted)
    if port is None:
        return _bad_port()
    if family == options.LOCAL and port != 0:
        return tail(_local_clause, port)
    try:
        made = options.opening("listen", family, wanted)
    except BadOption:
        return _bad_listen()
    if not 0 <= port <= 65535:
        return _bad_listen()
    try:
        sock = making.bound(node(), made, socket.SOCK_STREAM, port or made.port)
    except OSError as e:
        return (a.error, reason(e))
    found = Socket(node(), P.cur, "listen", sock, made.settings)
    if type(made.backlog) is not int:
        found.close(a.normal)
        return tail(_listen_clause, found.pid, made.backlog)
    return (a.ok, options.opened(found, made).pid)


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
    if timeout is not a.infinity and type(timeout) is not int:
        return tail(_accept, handle, timeout)
    if found.kind != "listen":
        return EINVAL

    def begin(request: Request) -> Term | None:
        accepted = None if found.is_awaited() else found.accept_now(P.cur)
        if accepted is None:
            found.waiting.append(request)
            found.look()
        return accepted

    return wait_for_connection(begin, found, a.infinity if timeout == -1 else timeout)


@local("inet_tcp", "accept")
def _accept(handle: Term, timeout: Term) -> None:
    _accept_clause(handle, timeout, to_list([a.tos, a.ttl, a.recvtos, a.recvttl]))


@gen_tcp.export("send/2", "(Socket, Packet :: iodata()) -> ok | {error, Reason}")
def send(handle: Term, packet: Term) -> Term:
    """Send data."""
    if not is_port(handle):
        raise function_clause(handle, packet)
    found = open_socket(handle)
    if found is None:
        return CLOSED
    try:
        data = iodata_bytes(packet)
    except NotIodata:
        found.bad_value()
        return EINVAL
    if found.kind != "tcp":
        return (a.error, a.enotconn)
    if found.busy:
        request = new_request()
        found.senders.append(request)
        timeout = found.settings.send_timeout
        answer = awaited(request, timeout, lambda: found.cancel(request.ref))
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
    if not is_port(handle):
        raise function_clause(handle, length)
    return recv_3(handle, length, a.infinity)


@gen_tcp.export("recv/3", "(Socket, Length, Timeout) -> {ok, Packet} | {error, Reason}")
def recv_3(handle: Term, length: Any, timeout: Any) -> Term:
    """Length bytes from a passive socket, within so many milliseconds."""
    if not is_port(handle):
        raise function_clause(handle, length, timeout)
    found = open_socket(handle)
    if found is None:
        return CLOSED
    if found.kind == "udp":
        return sockets.receive_datagram(found, timeout)
    if timeout is not a.infinity and type(timeout) is not int:
        return tail(_wait_clause, handle, length, timeout)
    if type(length) is not int or length < 0:
        return tail(_recv_clause, handle, length, -1 if timeout is a.infinity else timeout)
    if found.kind == "listen" or found.lost:
        return (a.error, a.enotconn)
    if found.is_active() or (found.settings.packet != 0 and length):
        return EINVAL
    if length > _LARGEST:
        return (a.error, a.enomem)

    if found.is_awaited():
        return (a.error, a.ealready)
    packet = found.receive(length)
    if packet is not None:
        return packet
    request = new_request(length)
    found.waiting.append(request)
    if found.ended:
        found.hand_out()
    found.look()
    limit = timeout if type(timeout) is int and timeout >= 0 else None
    return wait_for_data(request, limit, lambda: found.cancel(request.ref))


@gen_tcp.export("unrecv/2", "(Socket, Data :: iodata()) -> ok")
def unrecv(handle: Term, data: Term) -> Term:
    """Put data back in front of what will be received."""
    if not is_port(handle):
        raise function_clause(handle, data)
    found = open_socket(handle)
    if found is None:
        return EINVAL
    if found.kind != "tcp":
        return (a.error, a.enotconn)
    try:
        found.came[:0] = iodata_bytes(data)
    except NotIodata:
        return EINVAL
    found.hand_out()
    return a.ok


@gen_tcp.export("close/1", "(Socket) -> ok")
def close(handle: Term) -> Term:
    """Close a socket."""
    if not is_port(handle):
        return tail(_close_clause, handle)
    return sockets.close_socket(handle)


_WAYS: Final = {a.read: socket.SHUT_RD, a.write: socket.SHUT_WR, a.read_write: socket.SHUT_RDWR}


@gen_tcp.export("shutdown/2", "(Socket, read | write | read_write) -> ok | {error, Reason}")
def shutdown(handle: Term, how: Any) -> Term:
    """End one direction, or both."""
    if not is_port(handle):
        raise function_clause(handle, how)
    found = open_socket(handle)
    if found is None:
        return CLOSED
    if type(how) is not Atom or how not in _WAYS:
        return tail(_shutdown_clause, handle, how)
    if found.lost or found.kind == "listen":
        return (a.error, a.enotconn)
    failed = found.shut_down(_WAYS[how])
    return a.ok if failed is None else (a.error, failed)


@gen_tcp.export("controlling_process/2", "(Socket, Pid) -> ok | {error, Reason}")
def controlling_process(handle: Term, pid: Term) -> Term:
    """Give the socket to another process; messages that it has sent go along."""
    if not is_port(handle):
        _no_socket(handle)
    if type(pid) is not Pid and open_socket(handle) is not None:
        return tail(sockets.tcp_clause, handle, pid)
    answer = sockets.give_away(handle, pid)
    return CLOSED if answer is EINVAL else answer


@gen_tcp.export("fdopen/2", internal=True)
def fdopen(number: Any, wanted: Term) -> Term:
    """A connected socket, by its descriptor."""
    try:
        made = options.opening("connect", choosing.family_of(wanted), [(a.active, a.false), wanted])
    except BadOption:
        raise ErlError(a.exit, a.badarg) from None
    if type(number) is not int or number < 0:
        raise exit_(a.badarg)
    made.fd = number
    try:
        sock = making.new_socket(made, socket.SOCK_STREAM, made.family)
    except OSError:
        return (a.error, a.ebadf)
    found = Socket(node(), P.cur, "tcp", sock, made.settings)
    found.connected = True
    options.opened(found, made).look()
    return (a.ok, found.pid)


from pyerlshell.otp.kernel.inet import tcp_connect  # noqa: E402  # it adds to the table

__all__ = ["listen", "tcp_connect"]
