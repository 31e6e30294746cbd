"""Sending and receiving.

A stream is received as far as asked: with a length, that many bytes; what came before a timeout is
in the error. A datagram is received whole.

OTP: socket
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import P, tail
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.kernel.socket.addresses import address_term, place_of
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
    selected,
    socket,
    sockets,
    wait_writable,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper, to_list
from pyerlshell.terms.maps import get, is_map, map_new
from pyerlshell.terms.types import Ref, Term

_CHUNK: Final = 65536
_INFINITY: Final = a.infinity


def _is_wait(x: Term) -> bool:
    return x is a.nowait or type(x) is Ref or is_timeout(x)


def _flags(term: Any) -> bool:
    return is_proper(term) and all(type(x) is Atom for x in from_list(term))


def _flags_or_wait(more: Term) -> tuple[Term, Term]:
    """(flags, timeout) of an argument that is one of them."""
    return (more, _INFINITY) if is_proper(more) else (None, more)


# -- sending


@socket.export("send/2", "(Socket, Data :: iodata()) -> ok | {ok, Rest} | {error, Reason}")
def send(term: Term, data: Term) -> Term:
    """Send data on a connected socket."""
    return tail(send_4, term, data, None, _INFINITY)


@socket.export("send/3", "(Socket, Data, Flags | Timeout) -> ok | {ok, Rest} | {error, Reason}")
def send_3(term: Term, data: Term, more: Term) -> Term:
    """Send data with flags, or within so many milliseconds."""
    return tail(send_4, term, data, *_flags_or_wait(more))


@socket.export("send/4", "(Socket, Data, Flags, Timeout) -> ok | {ok, Rest} | {error, Reason}")
def send_4(term: Term, data: Term, flags: Term, timeout: Any) -> Term:
    """Send data with flags and within so many milliseconds: what was left over is in the error."""
    found = open_of(term)
    if found is None or not _flags(flags) or not _is_wait(timeout):
        raise badarg(term, data, flags, timeout)
    try:
        rest = iodata_bytes(data)
    except NotIodata:
        raise badarg(term, data, flags, timeout) from None
    return _push(found, rest, timeout)


def _push(found: Open, rest: bytes, timeout: Any) -> Term:
    until = None if not is_timeout(timeout) else deadline(timeout)
    size = len(rest)
    found.count("write_tries")
    while True:
        if found.sock is None:
            return CLOSED
        try:
            sent = found.sock.send(rest)
        except BLOCKED:
            sent = 0
        except OSError as e:
            found.count("write_fails")
            return problem(e)
        rest = rest[sent:]
        if not rest:
            return _sent(found, size)
        late = wait_writable(found, until)
        if late is not None:
            return (a.error, (late[1], rest)) if len(rest) < size else late  # type: ignore[index]


def _sent(found: Open, size: int) -> Term:
    found.count("write_pkg")
    found.count("write_byte", size)
    found.counts["write_pkg_max"] = max(found.counts.get("write_pkg_max", 0), size)
    return OK


@socket.export("sendto/3", "(Socket, Data, Dest :: map()) -> ok | {error, Reason}")
def sendto(term: Term, data: Term, where: Term) -> Term:
    """Send a datagram to an address."""
    return tail(sendto_5, term, data, where, None, _INFINITY)


@socket.export("sendto/4", "(Socket, Data, Dest, Flags | Timeout) -> ok | {error, Reason}")
def sendto_4(term: Term, data: Term, where: Term, more: Term) -> Term:
    """Send a datagram to an address, with flags or within so many milliseconds."""
    return tail(sendto_5, term, data, where, *_flags_or_wait(more))


@socket.export("sendto/5", "(Socket, Data, Dest, Flags, Timeout) -> ok | {error, Reason}")
def sendto_5(term: Term, data: Term, where: Term, flags: Term, timeout: Any) -> Term:
    """Send a datagram to an address."""
    found = open_of(term)
    if found is None or not _flags(flags) or not _is_wait(timeout):
        raise badarg(term, data, where, flags, timeout)
    place = place_of(where, found.domain)
    if place is None:
        return invalid((a.sockaddr, where))
    try:
        packet = iodata_bytes(data)
    except NotIodata:
        raise badarg(term, data, where, flags, timeout) from None
    if found.sock is None:
        return CLOSED
    try:
        P.cur.node.outside.refuse("connect", str(place))
        found.count("write_tries")
        found.sock.sendto(packet, place)
    except OSError as e:
        found.count("write_fails")
        return problem(e)
    return _sent(found, len(packet))


@socket.export("sendmsg/2", "(Socket, Msg :: map()) -> ok | {error, Reason}")
def sendmsg(term: Term, message: Term) -> Term:
    """Send the binaries of `iov`, to `addr` if the message has one."""
    return tail(sendmsg_4, term, message, None, _INFINITY)


@socket.export("sendmsg/3", "(Socket, Msg :: map(), Flags | Timeout) -> ok | {error, Reason}")
def sendmsg_3(term: Term, message: Term, more: Term) -> Term:
    """As sendmsg/2, with flags or within so many milliseconds."""
    return tail(sendmsg_4, term, message, *_flags_or_wait(more))


@socket.export("sendmsg/4", "(Socket, Msg :: map(), Flags, Timeout) -> ok | {error, Reason}")
def sendmsg_4(term: Term, message: Any, flags: Term, timeout: Any) -> Term:
    """As sendmsg/2, with flags and within so many milliseconds."""
    found = open_of(term)
    iov = get(message, a.iov) if is_map(message) else 0
    if found is None or not is_proper(iov) or not _flags(flags) or not _is_wait(timeout):
        raise badarg(term, message, flags, timeout)
    where = get(message, a.addr)
    if where is not None:
        return tail(sendto_5, term, iov, where, flags, timeout)
    return tail(send_4, term, iov, flags, timeout)


# -- receiving


@socket.export("recv/1", "(Socket) -> {ok, Data :: binary()} | {error, Reason}")
def recv(term: Term) -> Term:
    """What there is to receive, as soon as there is something."""
    return tail(recv_4, term, 0, None, _INFINITY)


@socket.export("recv/2", "(Socket, Length | Flags) -> {ok, Data :: binary()} | {error, Reason}")
def recv_2(term: Term, length: Term) -> Term:
    """So many bytes; 0: what there is."""
    if is_proper(length):
        return tail(recv_4, term, 0, length, _INFINITY)
    return tail(recv_4, term, length, None, _INFINITY)


@socket.export(
    "recv/3",
    "(Socket, Length, Flags | Timeout | nowait | Handle) -> {ok, Data} | {select, SelectInfo} | "
    "{error, Reason}",
)
def recv_3(term: Term, length: Term, more: Term) -> Term:
    """So many bytes, within so many milliseconds; with `nowait` a message says when."""
    if type(length) is not int and is_proper(length):
        return tail(recv_4, term, 0, length, more)
    return tail(recv_4, term, length, *_flags_or_wait(more))


@socket.export(
    "recv/4",
    "(Socket, Length, Flags, Timeout | nowait | Handle) -> {ok, Data} | {select, SelectInfo} | "
    "{error, Reason}",
)
def recv_4(term: Term, length: Any, flags: Term, timeout: Any) -> Term:
    """So many bytes, with flags and within so many milliseconds."""
    found = open_of(term)
    good = type(length) is int and length >= 0 and _flags(flags) and _is_wait(timeout)
    if found is None or not good:
        raise badarg(term, length, flags, timeout)
    waits = is_timeout(timeout)
    until = deadline(timeout) if waits else None
    found.count("read_tries")
    got, found.ahead = found.ahead, b""
    while True:
        if got and len(got) >= length:
            wanted = length or len(got)
            found.ahead = got[wanted:]
            return _received(found, got[:wanted])
        try:
            part = _part(found, until, waits, length - len(got) if length else _CHUNK)
        except BLOCKED:
            return _not_yet(found, got, timeout)
        except OSError as e:
            found.count("read_fails")
            return problem(e)
        if type(part) is not bytes:
            return (a.error, (part[1], got)) if got else part
        if not part and found.type is a.stream:
            return (a.error, (a.closed, got)) if got else CLOSED
        if found.type is not a.stream:
            return _received(found, part[:length] if length else part)
        got += part


def _part(found: Open, until: float | None, waits: bool, size: int) -> Any:
    size = size if found.type is a.stream else _CHUNK
    if waits:
        return reading(found, until, lambda sock: sock.recv(size))
    return CLOSED if found.sock is None else found.sock.recv(size)


def _not_yet(found: Open, got: bytes, timeout: Any) -> Term:
    handle = timeout if type(timeout) is Ref else P.cur.node.make_ref()
    answer: Any = selected(found, a.recv, handle)
    return (a.select, answer[1], got) if got else answer


def _received(found: Open, data: bytes) -> Term:
    found.count("read_pkg")
    found.count("read_byte", len(data))
    found.counts["read_pkg_max"] = max(found.counts.get("read_pkg_max", 0), len(data))
    return (OK, data)


@socket.export("recvfrom/1", "(Socket) -> {ok, {Source :: map(), Data}} | {error, Reason}")
def recvfrom(term: Term) -> Term:
    """The next datagram and where it came from."""
    return tail(recvfrom_4, term, 0, None, _INFINITY)


@socket.export("recvfrom/2", "(Socket, BufSz | Flags) -> {ok, {Source, Data}} | {error, Reason}")
def recvfrom_2(term: Term, size: Term) -> Term:
    """The next datagram, at most so many bytes of it."""
    if type(size) is not int and not is_proper(size):
        raise badarg(term, size)
    if is_proper(size):
        return tail(recvfrom_4, term, 0, size, _INFINITY)
    return tail(recvfrom_4, term, size, None, _INFINITY)


@socket.export(
    "recvfrom/3",
    "(Socket, BufSz, Flags | Timeout | nowait) -> {ok, {Source, Data}} | {error, Reason}",
)
def recvfrom_3(term: Term, size: Term, more: Term) -> Term:
    """The next datagram, within so many milliseconds; with `nowait` a message says when."""
    if type(size) is not int and is_proper(size):
        return tail(recvfrom_4, term, 0, size, more)
    return tail(recvfrom_4, term, size, *_flags_or_wait(more))


@socket.export(
    "recvfrom/4",
    "(Socket, BufSz, Flags, Timeout | nowait) -> {ok, {Source, Data}} | {error, Reason}",
)
def recvfrom_4(term: Term, size: Any, flags: Term, timeout: Any) -> Term:
    """The next datagram, with flags and within so many milliseconds."""
    found = open_of(term)
    good = type(size) is int and size >= 0 and _flags(flags) and _is_wait(timeout)
    if found is None or not good:
        raise badarg(term, size, flags, timeout)
    got = _datagram(found, size, timeout, a.recvfrom)
    if type(got[0]) is not bytes:
        return got
    data, place, family = got
    _received(found, data)
    return (OK, (address_term(place, family), data))


def _datagram(found: Open, size: int, timeout: Any, tag: Atom) -> Any:
    """(data, place, family), or an answer that is none."""
    if found.sock is None:
        return CLOSED
    family = found.sock.family

    def attempt(sock: Any) -> Any:
        data, place = sock.recvfrom(size or _CHUNK)
        return data, place, family

    found.count("read_tries")
    try:
        if is_timeout(timeout):
            return reading(found, deadline(timeout), attempt)
        return attempt(found.sock)
    except BLOCKED:
        return selected(found, tag, timeout if type(timeout) is Ref else P.cur.node.make_ref())
    except OSError as e:
        return problem(e)


@socket.export("recvmsg/1", "(Socket) -> {ok, Msg :: map()} | {error, Reason}")
def recvmsg(term: Term) -> Term:
    """The next message as a map: `addr`, `iov`, `flags`, `ctrl`."""
    return tail(recvmsg_2, term, _INFINITY)


@socket.export("recvmsg/2", "(Socket, Timeout | Flags) -> {ok, Msg :: map()} | {error, Reason}")
def recvmsg_2(term: Term, timeout: Any) -> Term:
    """The next message as a map, within so many milliseconds."""
    found = open_of(term)
    if found is not None and timeout is None:
        timeout = _INFINITY
    if found is None or not _is_wait(timeout):
        raise badarg(term, timeout)
    got = _datagram(found, 0, timeout, a.recvmsg)
    if type(got[0]) is not bytes:
        return got
    data, place, family = got
    _received(found, data)
    made: list[Any] = [(a.iov, to_list([data])), (a.flags, None), (a.ctrl, None)]
    if place is not None:
        made.append((a.addr, address_term(place, family)))
    return (OK, map_new(made))


@socket.export("cancel/2", "(Socket, SelectInfo | CompletionInfo) -> ok | {error, Reason}")
def cancel(term: Term, info: Any) -> Term:
    """The select message is no longer wanted."""
    found = open_of(term)
    if found is None or type(info) is not tuple or len(info) != 3 or info[0] is not a.select_info:
        raise badarg(term, info)
    if found.sock is None:
        return CLOSED
    known = sockets().forget(found, lambda w: w.nowait and w.ref == info[2])
    return OK if known else invalid(info)
