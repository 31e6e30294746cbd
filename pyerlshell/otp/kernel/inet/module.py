"""The tables of inet, gen_tcp and gen_udp, and what all three need.

OTP: inet, gen_tcp, gen_udp
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any, Final, NoReturn

from pyerlshell.erts.errors import ErlError, exit_
from pyerlshell.erts.machine import P, tail
from pyerlshell.erts.mailbox import (
    end_timeout,
    long_mailbox,
    older_taken,
    park,
    start_timeout,
)
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.node import Node
from pyerlshell.erts.priority import LONG
from pyerlshell.erts.socket_packets import Request
from pyerlshell.erts.sockets import Socket, socket_of
from pyerlshell.otp.native_calls import failure, local
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Port, Term

inet: Final = NativeModule("inet", "Addresses, hosts, and what all kinds of sockets have.")
gen_tcp: Final = NativeModule("gen_tcp", "TCP sockets.")
gen_udp: Final = NativeModule("gen_udp", "UDP sockets.")

CLOSED: Final = (a.error, a.closed)
EINVAL: Final = (a.error, a.einval)
TIMED_OUT: Final = (a.error, a.timeout)

_start_timer: Final = failure("erlang", "start_timer", 3)


def node() -> Node:
    """The node of the running process."""
    found: Node = P.cur.node
    return found


def open_socket(port: Term) -> Socket | None:
    """The socket of a port; None if it is closed."""
    return socket_of(node(), port)


def is_port(x: Term) -> bool:
    """It is a port, open or not."""
    return type(x) is Port


def wait(
    begin: Callable[[Request], Term | None], found: Socket, timeout: Term, length: int = 0
) -> Any:
    """What `begin` gives at once, or what the request is answered later; TIMED_OUT."""
    limit = milliseconds(timeout)
    request = new_request(length)
    answer = begin(request)
    if answer is not None:
        return answer
    return awaited(request, limit, lambda: found.cancel(request.ref))


@local("prim_inet", "accept0")
def wait_for_connection(
    begin: Callable[[Request], Term | None], found: Socket, timeout: Term
) -> Any:
    """As wait/3, where the reference waits for a connection."""
    return wait(begin, found, timeout)


@local("prim_inet", "recvfrom0")
def wait_for_datagram(begin: Callable[[Request], Term | None], found: Socket, timeout: Term) -> Any:
    """As wait/3, where the reference waits for a datagram."""
    return wait(begin, found, timeout)


@local("prim_inet", "recv0")
def wait_for_data(request: Request, limit: int | None, cancel: Callable[[], None]) -> Any:
    """As awaited/3, where the reference waits for data."""
    return awaited(request, limit, cancel)


def new_request(length: int = 0) -> Request:
    """A request of the running process."""
    return Request(P.cur.pid, P.cur.node.make_ref(), length)


def awaited(request: Request, limit: int | None, cancel: Callable[[], None]) -> Any:
    """The answer to a request, or TIMED_OUT after so many milliseconds."""
    process = P.cur
    if limit is not None:
        start_timeout(limit)
    at = process.save
    while request.answer is None:
        saved = process.saved
        while at < len(saved):
            message: Any = saved[at]
            if type(message) is tuple and len(message) == 2 and message[0] is request.ref:
                request.answer = message[1]
                del saved[at]
                if at < process.lmark:
                    older_taken(process, at)
                break
            at += 1
        else:
            if process.inbox:
                saved.append(process.inbox.popleft())
                if at == LONG:
                    long_mailbox(process)
            elif process.timed_out:
                process.timed_out = False
                process.save = 0
                cancel()
                return TIMED_OUT
            else:
                process.save = at
                park()
                at = process.save
    process.save = 0
    if limit is not None:
        end_timeout()
    return request.answer


def milliseconds(timeout: Term) -> int | None:
    """None for infinity. Fails as starting a timer does."""
    if timeout is a.infinity:
        return None
    if type(timeout) is int and timeout >= 0:
        return timeout
    return _refuse_timer(timeout)


@local("inet", "start_timer")
def _refuse_timer(timeout: Term) -> NoReturn:
    _start_timer(ErlError(a.error, a.badarg, (timeout, P.cur.pid, a.inet), info=a.time))


def exit_badarg(module: str, name: str, arity: int) -> Callable[[], Term]:
    """`exit(badarg)` in a function of the reference, as a tail call."""
    fail = failure(module, name, arity)
    return lambda: tail(fail, exit_(a.badarg))


def family_of(address: str) -> int:
    """AF_INET or AF_INET6, by the text of an address."""
    return socket.AF_INET6 if ":" in address else socket.AF_INET
