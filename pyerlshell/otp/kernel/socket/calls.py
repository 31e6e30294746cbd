"""Opening, naming, connecting and closing sockets.

OTP: socket
"""

from __future__ import annotations

import errno
import os
import socket as system
from collections.abc import Mapping
from typing import Any, Final

from pyerlshell.erts.errors import badarg, error
from pyerlshell.erts.machine import P, tail
from pyerlshell.otp.kernel.socket.addresses import FAMILIES, address_term, not_an_address, place_of
from pyerlshell.otp.kernel.socket.module import (
    BLOCKED,
    CLOSED,
    OK,
    Open,
    deadline,
    invalid,
    is_timeout,
    open_of,
    problem,
    reading,
    select_writable,
    selected,
    socket,
    sockets,
    wait_writable,
)
from pyerlshell.otp.native_calls import failure
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import is_proper
from pyerlshell.terms.maps import get, is_map, map_new
from pyerlshell.terms.types import Ref, Term

_TYPES: Final[dict[Any, int]] = {
    a.stream: system.SOCK_STREAM,
    a.dgram: system.SOCK_DGRAM,
    a.raw: system.SOCK_RAW,
    a.seqpacket: getattr(system, "SOCK_SEQPACKET", 5),
}
_PROTOCOLS: Final[dict[Any, int]] = {
    a.default: 0,
    a.tcp: system.IPPROTO_TCP,
    a.udp: system.IPPROTO_UDP,
    a.icmp: system.IPPROTO_ICMP,
    a.ip: 0,
}


@socket.export("open/1", "(FD :: integer()) -> {ok, Socket} | {error, Reason}")
def open_1(number: Any) -> Term:
    """A socket that there is already, by its descriptor; see open/2."""
    if type(number) is not int:
        raise badarg(number)
    return _of_descriptor(number, map_new())


@socket.export("open/2", "(Domain, Type) | (FD, Opts :: map()) -> {ok, Socket} | {error, Reason}")
def open_2(domain: Term, kind: Term) -> Term:
    """A new socket of a domain (inet, inet6, local) and a type (stream, dgram); or the one of a
    descriptor, of which there is a duplicate unless `dup` is false."""
    if not is_map(kind):
        return tail(open_4, domain, kind, a.default, None)
    if type(domain) is not int:
        raise badarg(domain, kind)
    return _of_descriptor(domain, kind)


def _of_descriptor(number: int, options: Any) -> Term:
    duplicate = get(options, a.dup, a.true)
    if duplicate is not a.true and duplicate is not a.false:
        return invalid((a.options, a.dup, options))
    named = (a.domain, a.type, a.protocol)
    try:
        own = os.dup(number) if duplicate is a.true else number
        sock = system.socket(fileno=own)
    except OSError:
        missing = next((name for name in named if get(options, name) is None), a.domain)
        return invalid((a.options, missing, options))
    domain = next((name for name, f in FAMILIES.items() if f == sock.family), a.undefined)
    kind = next((name for name, t in _TYPES.items() if t == sock.type), a.undefined)
    protocol = next((n for n, p in _PROTOCOLS.items() if p == sock.proto and p), a.ip)
    new = Open(sock, P.cur.pid, domain, kind, protocol)
    new.origin = number
    new.connected = _has_peer(sock)
    return (OK, sockets().add(new))


def _has_peer(sock: system.socket) -> bool:
    try:
        sock.getpeername()
    except OSError:
        return False
    return True


@socket.export("open/3", "(Domain, Type, Protocol | Opts) -> {ok, Socket} | {error, Reason}")
def open_3(domain: Term, kind: Term, protocol: Term) -> Term:
    """A new socket with a protocol, or with options."""
    if is_map(protocol):
        return tail(open_4, domain, kind, a.default, protocol)
    return tail(open_4, domain, kind, protocol, None)


def _number(name: Any, known: Mapping[Atom, int]) -> int | None:
    return name if type(name) is int else known.get(name) if type(name) is Atom else None


@socket.export(
    "open/4", "(Domain, Type, Protocol, Opts :: map()) -> {ok, Socket} | {error, Reason}"
)
def open_4(domain: Any, kind: Any, protocol: Any, options: Term) -> Term:
    """A new socket with a protocol and options."""
    if options is not None and not is_map(options):
        raise badarg(domain, kind, protocol, options)
    if type(protocol) is int and not 0 <= protocol < 256:
        return (a.error, a.einval)
    number = _number(protocol, _PROTOCOLS)
    if number is None and type(protocol) is not Atom:
        raise error((a.invalid, (a.protocol, protocol)))
    if number is None:
        return invalid((a.protocol, protocol))
    family, form = _number(domain, FAMILIES), _number(kind, _TYPES)
    if family is None:
        return invalid((a.domain, domain))
    if form is None:
        return invalid((a.type, kind))
    try:
        sock = system.socket(family, form, number)
    except OSError as e:
        return problem(e)
    except OverflowError:
        return (a.error, a.einval)
    if protocol is a.default and domain is not a.local:
        protocol = {a.stream: a.tcp, a.dgram: a.udp}.get(kind, a.ip)
    return (OK, sockets().add(Open(sock, P.cur.pid, domain, kind, protocol)))


@socket.export("bind/2", "(Socket, Addr) -> ok | {error, Reason}")
def bind(term: Term, where: Term) -> Term:
    """Give a socket an address: a map, `any`, `loopback` or `broadcast`."""
    found = open_of(term)
    if found is None:
        raise badarg(term, where)
    place = place_of(where, found.domain)
    if place is None:
        return not_an_address(where)
    if found.sock is None:
        return CLOSED
    try:
        P.cur.node.outside.refuse(
            "listen", f"port {place[1]}" if type(place) is tuple else "a path"
        )
        found.sock.bind(place)
    except OSError as e:
        return problem(e)
    found.states.append("bound")
    return OK


@socket.export("bind/3", "(Socket, Addrs :: [map()], add | remove) -> ok | {error, Reason}")
def bind_3(term: Term, addresses: Term, action: Term) -> Term:
    """Give a socket of SCTP more addresses, or fewer. There is no SCTP."""
    found = open_of(term)
    if found is None or not is_proper(addresses) or action not in (a.add, a.remove):
        raise badarg(term, addresses, action)
    return CLOSED if found.sock is None else (a.error, a.enoprotoopt)


@socket.export("listen/1", "(Socket) -> ok | {error, Reason}")
def listen(term: Term) -> Term:
    """Wait for connections."""
    return tail(listen_2, term, 5)


@socket.export("listen/2", "(Socket, Backlog :: integer()) -> ok | {error, Reason}")
def listen_2(term: Term, backlog: Term) -> Term:
    """Wait for connections, of which so many may be waiting too."""
    found = open_of(term)
    if found is None or type(backlog) is not int:
        raise badarg(term, backlog)
    return _listen(found, backlog)


def _listen(found: Open, backlog: int) -> Term:
    if found.sock is None:
        return CLOSED
    try:
        found.sock.listen(backlog)
    except OSError as e:
        return problem(e)
    found.states.append("listening")
    return OK


@socket.export("accept/1", "(ListenSocket) -> {ok, Socket} | {error, Reason}")
def accept(term: Term) -> Term:
    """The next connection."""
    return tail(accept_2, term, a.infinity)


@socket.export(
    "accept/2",
    "(ListenSocket, Timeout | nowait | Handle) -> {ok, Socket} | {select, SelectInfo} | "
    "{error, Reason}",
)
def accept_2(term: Term, timeout: Any) -> Term:
    """The next connection, within so many milliseconds; with `nowait` a message says when."""
    found = open_of(term)
    handle = timeout if type(timeout) is Ref else None
    if found is None:
        raise badarg(term, timeout)
    if timeout is not a.nowait and handle is None and not is_timeout(timeout):
        raise error((a.invalid, (a.timeout, timeout)))

    def attempt(sock: system.socket) -> Term:
        made, _ = sock.accept()
        new = Open(made, P.cur.pid, found.domain, found.type, found.protocol)
        new.connected = True
        found.count("acc_success")
        return (OK, sockets().add(new))

    found.count("acc_tries")
    try:
        if timeout is a.nowait or handle is not None:
            if found.sock is None:
                return CLOSED
            try:
                return attempt(found.sock)
            except BLOCKED:
                return selected(found, a.accept, handle or P.cur.node.make_ref())
        return reading(found, deadline(timeout), attempt)
    except OSError as e:
        return problem(e)


@socket.export("connect/1", "(Socket) -> ok | {error, Reason}")
def connect_1(term: Term) -> Term:
    """Finish a connection that connect/3 began with `nowait`."""
    found = open_of(term)
    if found is None:
        raise badarg(term)
    if found.sock is None:
        return CLOSED
    if not found.connecting:
        return tail(_no_connect, error((a.invalid, a.state), term[1]))  # type: ignore[index]
    found.connecting = False
    number = found.sock.getsockopt(system.SOL_SOCKET, system.SO_ERROR)
    found.connected = not number
    return problem(OSError(number, "")) if number else OK


_no_connect: Final = failure("prim_socket", "nif_connect", 1)


@socket.export("connect/2", "(Socket, SockAddr :: map()) -> ok | {error, Reason}")
def connect(term: Term, where: Term) -> Term:
    """Connect to an address."""
    return tail(connect_3, term, where, a.infinity)


@socket.export("connect/3", "(Socket, SockAddr :: map(), Timeout) -> ok | {error, Reason}")
def connect_3(term: Term, where: Term, timeout: Any) -> Term:
    """Connect to an address within so many milliseconds."""
    found = open_of(term)
    nowait = timeout is a.nowait or type(timeout) is Ref
    if found is None:
        raise badarg(term, where, timeout)
    if not nowait and not is_timeout(timeout):
        raise error((a.invalid, (a.timeout, timeout)))
    place = place_of(where, found.domain)
    if place is None:
        return not_an_address(where)
    if found.sock is None:
        return CLOSED
    try:
        P.cur.node.outside.refuse("connect", str(place))
        number = found.sock.connect_ex(place)
        if number in (errno.EINPROGRESS, errno.EWOULDBLOCK):
            if nowait:
                found.connecting = True
                return select_writable(found, a.connect, timeout)
            late = wait_writable(found, deadline(timeout))
            if late is not None:
                return late
            number = found.sock.getsockopt(system.SOL_SOCKET, system.SO_ERROR)
    except OSError as e:
        return problem(e)
    if number:
        return problem(OSError(number, ""))
    found.connected = True
    return OK


_HOW: Final = {a.read: system.SHUT_RD, a.write: system.SHUT_WR, a.read_write: system.SHUT_RDWR}


@socket.export("shutdown/2", "(Socket, How :: read | write | read_write) -> ok | {error, Reason}")
def shutdown(term: Term, how: Any) -> Term:
    """End one direction of a connection, or both."""
    found = open_of(term)
    if found is None or type(how) is not Atom or how not in _HOW:
        raise badarg(term, how)
    if found.sock is None:
        return CLOSED
    try:
        found.sock.shutdown(_HOW[how])
    except OSError as e:
        return problem(e)
    return OK


@socket.export("close/1", "(Socket) -> ok | {error, Reason}")
def close(term: Term) -> Term:
    """Close a socket; who waits for it gets {error, closed}."""
    found = open_of(term)
    if found is None:
        raise badarg(term)
    if found.sock is None:
        return CLOSED
    sockets().close(found)
    return OK


def _name(term: Term, of: Any) -> Term:
    found = open_of(term)
    if found is None:
        raise badarg(term)
    if found.sock is None:
        return CLOSED
    try:
        return (OK, address_term(of(found.sock), found.sock.family))
    except OSError as e:
        return problem(e)


@socket.export("sockname/1", "(Socket) -> {ok, SockAddr :: map()} | {error, Reason}")
def sockname(term: Term) -> Term:
    """The address of a socket."""
    return _name(term, system.socket.getsockname)


@socket.export("peername/1", "(Socket) -> {ok, SockAddr :: map()} | {error, Reason}")
def peername(term: Term) -> Term:
    """The address at the other end."""
    return _name(term, system.socket.getpeername)
