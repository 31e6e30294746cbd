"""Sending and receiving.

A stream is received as far as asked: with a length, that many bytes; what came before a timeout is
in the error. A datagram is received whole.

OTP: socket
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import badarg, error
from pyerlshell.erts.machine import P, tail
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.kernel.socket.addresses import address_term, not_an_address, place_of
from pyerlshell.otp.kernel.socket.messages import BadFlag, flag_bits
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
from pyerlshell.terms.lists import is_proper
from pyerlshell.terms.types import Ref, Term

_CHUNK: Final = 65536
_INFINITY: Final = a.infinity


def _is_wait(x: Term) -> bool:
    return x is a.nowait or type(x) is Ref or is_timeout(x)


def checked(found: Open | None, args: tuple[Any, ...], flags: Term, timeout: Term) -> Open:
    """The socket of a call; fails as the reference does for what is none of flags and waiting."""
    if found is None or not is_proper(flags):
        raise badarg(*args)
    if not _is_wait(timeout):
        raise error((a.invalid, (a.timeout, timeout)))
    return found


def bits_of(flags: Term) -> Any:
    """The bits of flags; {error, {invalid, {msg_flag, Flag}}} for what is none."""
    try:
        return flag_bits(flags)
    except BadFlag as e:
        return invalid((a.msg_flag, e.args[0]))


def flags_or_wait(more: Term) -> tuple[Term, Term]:
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
    return tail(send_4, term, data, *flags_or_wait(more))


@socket.export("send/4", "(Socket, Data, Flags, Timeout) -> ok | {ok, Rest} | {error, Reason}")
def send_4(term: Term, data: Term, flags: Term, timeout: Any) -> Term:
    """Send data with flags and within so many milliseconds: what was left over is in the error."""
    args = (term, data, flags, timeout)
    found = checked(open_of(term), args, flags, timeout)
    try:
        rest = iodata_bytes(data)
    except NotIodata:
        raise badarg(*args) from None
    bits = bits_of(flags)
    if type(bits) is not int:
        return bits
    return push(found, rest, timeout, lambda sock, left: sock.send(left, bits))


def push(found: Open, rest: bytes, timeout: Any, send: Callable[[Any, bytes], int]) -> Term:
    """All of it, by a function that sends what can be sent at once."""
    until = None if not is_timeout(timeout) else deadline(timeout)
    size = len(rest)
    found.count("write_tries")
    while True:
        if found.sock is None:
            return CLOSED
        try:
            sent = send(found.sock, rest)
        except BLOCKED:
            sent = 0
        except OSError as e:
            found.count("write_fails")
            return problem(e)
        rest = rest[sent:]
        if not rest:
            return sent_all(found, size)
        late: Any = wait_writable(found, until)
        if late is not None:
            return (a.error, (late[1], rest)) if len(rest) < size else late


def sent_all(found: Open, size: int) -> Term:
    """Count a package that was sent."""
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
    return tail(sendto_5, term, data, where, *flags_or_wait(more))


@socket.export("sendto/5", "(Socket, Data, Dest, Flags, Timeout) -> ok | {error, Reason}")
def sendto_5(term: Term, data: Term, where: Term, flags: Term, timeout: Any) -> Term:
    """Send a datagram to an address."""
    args = (term, data, where, flags, timeout)
    found = checked(open_of(term), args, flags, timeout)
    try:
        packet = iodata_bytes(data)
    except NotIodata:
        raise badarg(*args) from None
    place = place_of(where, found.domain)
    if place is None:
        return not_an_address(where)
    bits = bits_of(flags)
    return bits if type(bits) is not int else sent_to(found, packet, place, bits, [])


def sent_to(found: Open, packet: bytes, place: Any, bits: int, control: list[Any]) -> Term:
    """Send a datagram, to an address if there is one."""
    if found.sock is None:
        return CLOSED
    try:
        if place is not None:
            P.cur.node.outside.refuse("connect", str(place))
        found.count("write_tries")
        if control:
            found.sock.sendmsg([packet], control, bits, place)
        elif place is None:
            found.sock.send(packet, bits)
        else:
            found.sock.sendto(packet, bits, place)
    except OSError as e:
        found.count("write_fails")
        return problem(e)
    return sent_all(found, len(packet))


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
    return tail(recv_4, term, length, *flags_or_wait(more))


@socket.export(
    "recv/4",
    "(Socket, Length, Flags, Timeout | nowait | Handle) -> {ok, Data} | {select, SelectInfo} | "
    "{error, Reason}",
)
def recv_4(term: Term, length: Any, flags: Term, timeout: Any) -> Term:
    """So many bytes, with flags and within so many milliseconds."""
    args = (term, length, flags, timeout)
    found = checked(open_of(term), args, flags, timeout)
    if type(length) is not int or length < 0:
        raise badarg(*args)
    bits = bits_of(flags)
    if type(bits) is not int:
        return bits
    waits = is_timeout(timeout)
    until = deadline(timeout) if waits else None
    found.count("read_tries")
    got, found.ahead = found.ahead, b""
    chunk = _largest(found)
    while True:
        if got and len(got) >= length:
            wanted = length or len(got)
            found.ahead = got[wanted:]
            return received(found, got[:wanted])
        try:
            part = _part(found, until, waits, length - len(got) if length else chunk, bits)
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
            return received(found, part[:length] if length else part)
        got += part


def _largest(found: Open) -> int:
    """How much is read when nobody says how much: `{otp, rcvbuf}`, if somebody set it."""
    wanted: Any = found.otp.get(a.rcvbuf, _CHUNK)
    return wanted[0] * wanted[1] if type(wanted) is tuple else int(wanted)


def _part(found: Open, until: float | None, waits: bool, size: int, bits: int) -> Any:
    size = size if found.type is a.stream else _largest(found)
    if waits:
        return reading(found, until, lambda sock: sock.recv(size, bits))
    return CLOSED if found.sock is None else found.sock.recv(size, bits)


def _not_yet(found: Open, got: bytes, timeout: Any) -> Term:
    handle = timeout if type(timeout) is Ref else P.cur.node.make_ref()
    answer: Any = selected(found, a.recv, handle)
    return (a.select, answer[1], got) if got else answer


def received(found: Open, data: bytes) -> Term:
    """Count a package that came."""
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
    return tail(recvfrom_4, term, size, *flags_or_wait(more))


@socket.export(
    "recvfrom/4",
    "(Socket, BufSz, Flags, Timeout | nowait) -> {ok, {Source, Data}} | {error, Reason}",
)
def recvfrom_4(term: Term, size: Any, flags: Term, timeout: Any) -> Term:
    """The next datagram, with flags and within so many milliseconds."""
    args = (term, size, flags, timeout)
    found = checked(open_of(term), args, flags, timeout)
    if type(size) is not int or size < 0:
        raise badarg(*args)
    bits = bits_of(flags)
    if type(bits) is not int:
        return bits
    got = attempted(
        found, timeout, a.recvfrom, lambda sock: sock.recvfrom(size or _largest(found), bits)
    )
    if type(got[0]) is not bytes:
        return got
    data, place = got
    received(found, data)
    source = address_term(place, found.sock.family) if place and found.sock is not None else place
    return (OK, (a.undefined if source is None else source, data))


def attempted(found: Open, timeout: Any, tag: Atom, attempt: Callable[[Any], Any]) -> Any:
    """What an attempt to read gives, or an answer that is none."""
    if found.sock is None:
        return CLOSED
    found.count("read_tries")
    try:
        if is_timeout(timeout):
            return reading(found, deadline(timeout), attempt)
        return attempt(found.sock)
    except BLOCKED:
        return selected(found, tag, timeout if type(timeout) is Ref else P.cur.node.make_ref())
    except OSError as e:
        return problem(e)


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
