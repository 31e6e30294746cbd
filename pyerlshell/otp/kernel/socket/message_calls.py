"""Messages: data with an address, flags and control messages.

OTP: socket (sendmsg, recvmsg, sendmmsg, recvmmsg)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import badarg, error
from pyerlshell.erts.machine import tail
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.kernel.socket.addresses import address_term, place_of
from pyerlshell.otp.kernel.socket.data import (
    attempted,
    bits_of,
    checked,
    flags_or_wait,
    push,
    received,
    sent_to,
)
from pyerlshell.otp.kernel.socket.messages import (
    CONTROL,
    BadControl,
    controls_of,
    controls_shown,
    flags_shown,
)
from pyerlshell.otp.kernel.socket.module import OK, Open, invalid, open_of, socket
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, is_proper, to_list
from pyerlshell.terms.maps import get, is_map, map_new
from pyerlshell.terms.types import Term

_INFINITY: Final = a.infinity
_CHUNK: Final = 65536
MOST_PARTS: Final = 1024
"""Of an iov."""


@socket.export("sendmsg/2", "(Socket, Msg :: map()) -> ok | {error, Reason}")
def sendmsg(term: Term, message: Term) -> Term:
    """Send the binaries of `iov`, to `addr` if the message has one."""
    return tail(sendmsg_4, term, message, None, _INFINITY)


@socket.export("sendmsg/3", "(Socket, Msg :: map(), Flags | Timeout) -> ok | {error, Reason}")
def sendmsg_3(term: Term, message: Term, more: Term) -> Term:
    """As sendmsg/2, with flags or within so many milliseconds."""
    return tail(sendmsg_4, term, message, *flags_or_wait(more))


@socket.export("sendmsg/4", "(Socket, Msg :: map(), Flags, Timeout) -> ok | {error, Reason}")
def sendmsg_4(term: Term, message: Any, flags: Term, timeout: Any) -> Term:
    """As sendmsg/2, with flags and within so many milliseconds; `ctrl` has control messages."""
    args = (term, message, flags, timeout)
    if not is_map(message) or get(message, a.iov, a.undefined) is a.undefined:
        raise badarg(*args)
    found = checked(open_of(term), args, flags, timeout)
    bits = bits_of(flags)
    return bits if type(bits) is not int else _send_message(found, message, bits, timeout)


def _send_message(found: Open, message: Any, bits: int, timeout: Any) -> Term:
    iov, where = get(message, a.iov), get(message, a.addr, a.undefined)
    if not is_proper(iov):
        return invalid((a.iov, (a.improper_list, 0)))
    place = None if where is a.undefined else place_of(where, found.domain)
    if where is not a.undefined and place is None:
        raise error((a.invalid, (a.sockaddr, where)))
    try:
        packet = iodata_bytes(iov)
        control = controls_of(message)
    except NotIodata:
        return invalid((a.iov, message))
    except BadControl:
        shown = map_new([(a.ctrl, get(message, a.ctrl))])
        return invalid((a.msg, a.ctrl, shown))
    if found.type is a.stream:
        return push(found, packet, timeout, lambda sock, left: sock.send(left, bits))
    if len(from_list(iov)) > MOST_PARTS:
        return invalid((a.iov, len(from_list(iov))))
    return sent_to(found, packet, place, bits, control)


@socket.export(
    "sendmmsg/4", "(Socket, Msgs :: [map()], Flags, Timeout) -> ok | {ok, Rest} | {error, Reason}"
)
def sendmmsg(term: Term, messages: Any, flags: Term, timeout: Any) -> Term:
    """Send several messages; what was not sent is in the answer."""
    args = (term, messages, flags, timeout)
    if not is_proper(messages):
        raise badarg(*args)
    found = checked(open_of(term), args, flags, timeout)
    bits = bits_of(flags)
    if type(bits) is not int:
        return bits
    for message in from_list(messages):
        answer = _send_message(found, message, bits, timeout)
        if answer is not OK:
            return answer
    return OK


# -- receiving


@socket.export("recvmsg/1", "(Socket) -> {ok, Msg :: map()} | {error, Reason}")
def recvmsg(term: Term) -> Term:
    """The next message as a map: `addr`, `iov`, `flags`, `ctrl`."""
    return tail(recvmsg_5, term, 0, 0, None, _INFINITY)


@socket.export("recvmsg/2", "(Socket, Timeout | Flags) -> {ok, Msg :: map()} | {error, Reason}")
def recvmsg_2(term: Term, more: Any) -> Term:
    """The next message, with flags or within so many milliseconds."""
    return tail(recvmsg_5, term, 0, 0, *flags_or_wait(more))


@socket.export(
    "recvmsg/3", "(Socket, Flags, Timeout) | (Socket, BufSz, CtrlSz) -> {ok, Msg} | {error, Reason}"
)
def recvmsg_3(term: Term, first: Any, second: Any) -> Term:
    """The next message, with flags and a time, or with sizes for data and control messages."""
    if type(first) is not int and is_proper(first):
        return tail(recvmsg_5, term, 0, 0, first, second)
    return tail(recvmsg_5, term, first, second, None, _INFINITY)


@socket.export(
    "recvmsg/4", "(Socket, BufSz, CtrlSz, Timeout | Flags) -> {ok, Msg} | {error, Reason}"
)
def recvmsg_4(term: Term, size: Any, control: Any, more: Any) -> Term:
    """The next message, with sizes for data and control messages."""
    return tail(recvmsg_5, term, size, control, *flags_or_wait(more))


@socket.export(
    "recvmsg/5",
    "(Socket, BufSz, CtrlSz, Flags, Timeout | nowait | Handle) -> {ok, Msg} | "
    "{select, SelectInfo} | {error, Reason}",
)
def recvmsg_5(term: Term, size: Any, control: Any, flags: Term, timeout: Any) -> Term:
    """The next message: at most so many bytes, and so many of control messages; 0: the usual."""
    args = (term, size, control, flags, timeout)
    found = checked(open_of(term), args, flags, timeout)
    if not all(type(x) is int and x >= 0 for x in (size, control)):
        raise badarg(*args)
    bits = bits_of(flags)
    if type(bits) is not int:
        return bits
    return _message(found, size, control, bits, timeout)


def _message(found: Open, size: int, control: int, bits: int, timeout: Any) -> Term:
    room = control or int(found.otp.get(a.rcvctrlbuf, CONTROL))  # type: ignore[call-overload]
    got = attempted(
        found, timeout, a.recvmsg, lambda sock: sock.recvmsg(size or _CHUNK, room, bits)
    )
    if type(got[0]) is not bytes:
        return got
    data, controls, told, place = got
    if not data and found.type is a.stream:
        return (a.error, a.closed)
    received(found, data)
    made: list[Any] = [
        (a.iov, to_list([data])),
        (a.flags, flags_shown(told)),
        (a.ctrl, controls_shown(controls)),
    ]
    if place and found.sock is not None:
        made.append((a.addr, address_term(place, found.sock.family)))
    return (OK, map_new(made))


@socket.export(
    "recvmmsg/6", "(Socket, Count, BufSz, CtrlSz, Flags, Timeout) -> {ok, [Msg]} | {error, Reason}"
)
def recvmmsg(term: Term, count: Any, size: Any, control: Any, flags: Term, timeout: Any) -> Term:
    """Up to so many messages: it waits for the first only."""
    args = (term, count, size, control, flags, timeout)
    found = checked(open_of(term), args, flags, timeout)
    if not all(type(x) is int and x >= 0 for x in (count, size, control)) or not count:
        raise badarg(*args)
    bits = bits_of(flags)
    if type(bits) is not int:
        return bits
    made: list[Term] = []
    while len(made) < count:
        answer: Any = _message(found, size, control, bits, 0 if made else timeout)
        if answer[0] is not OK:
            return (OK, to_list(made)) if made else answer
        made.append(answer[1])
    return (OK, to_list(made))
