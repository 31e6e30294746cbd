"""Connecting: the addresses of a host are tried one after another.

What is wrong with the arguments is found in the reference's order: the timeout, the host, the port,
the options. It runs this under a `catch`, so that all that fails ends the caller with exit(Reason).

OTP: gen_tcp (connect), inet_tcp
"""

from __future__ import annotations

import os
import socket
from typing import Any, Final

from pyerlshell.erts.errors import exit_, function_clause
from pyerlshell.erts.machine import P, tail
from pyerlshell.erts.socket_packets import Request, ip_term, reason
from pyerlshell.erts.sockets import Socket
from pyerlshell.otp.kernel.inet import choosing, making, names, options
from pyerlshell.otp.kernel.inet.module import (
    EINVAL,
    awaited,
    exit_badarg,
    family_of,
    gen_tcp,
    milliseconds,
    node,
)
from pyerlshell.otp.kernel.inet.option_table import BadOption
from pyerlshell.otp.native_calls import failure
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.maps import get, is_map
from pyerlshell.terms.types import Term

_exits: Final = failure("gen_tcp", "connect", 4)
_badarg: Final = exit_badarg("gen_tcp", "connect", 4)
_PORTS: Final = range(65536)


@gen_tcp.export("connect/2", "(SockAddr :: map(), Options) -> {ok, Socket} | {error, Reason}")
def connect_2(where: Term, wanted: Term) -> Term:
    """Connect to the address and port of a map."""
    return tail(connect_3, where, wanted, a.infinity)


@gen_tcp.export(
    "connect/3",
    "(Address | SockAddr, Port | Options, Options | Timeout) -> {ok, Socket} | {error, Reason}",
)
def connect_3(address: Any, number: Any, wanted: Any) -> Term:
    """Connect to a port of a host (a name, an address); or, with a timeout, to where a map says."""
    if not is_map(address):
        if type(address) not in (tuple, Atom, list) and address is not None:
            raise function_clause(address, number, wanted)
        return connect(address, number, wanted, a.infinity)
    if get(address, a.family) not in (a.inet, a.inet6):
        raise function_clause(address, number, wanted)
    limit = milliseconds(wanted)
    try:
        made = options.opening("connect", choosing.family_of(number, address), number)
    except BadOption:
        return _badarg()
    place, port = get(address, a.addr), get(address, a.port, 0)
    text = options.place_text(made.family, place)
    if text is None or type(port) is not int or port not in _PORTS:
        return _badarg()
    try:
        node().outside.refuse("connect", f"{text} port {port}")
    except PermissionError:
        return (a.error, a.eacces)
    where = making.address(made.family, text, port, options.scope_of(address))
    return _or_exit(_connected(made, made.family, where, limit))


@gen_tcp.export("connect/4", "(Address, Port, Options, Timeout) -> {ok, Socket} | {error, Reason}")
def connect(address: Any, number: Any, wanted: Term, timeout: Term) -> Term:
    """Connect to a port of a host, within so many milliseconds."""
    choosing.check_backend(wanted)
    limit = milliseconds(timeout)
    refused = choosing.not_a_list("tcp", wanted, (a.undefined, address))
    if refused is not None:
        return _no_clause("inet", "mod", to_list(list(refused)), 3657)
    family = choosing.family_of(wanted, address)
    if family == options.LOCAL:
        return _connected_locally(address, number, wanted, limit)
    found, problem = names.addresses(address, family)
    if problem is not None:
        return _badarg() if problem is a.einval else (a.error, problem)
    port = names.port_of(number, a.tcp)
    if port is None:
        return _badarg()
    if port not in _PORTS:
        args = to_list([ip_term(found[0]), port, wanted, timeout])
        module = "inet6_tcp" if family == options.INET6 else "inet_tcp"
        return _no_clause(module, "do_connect", args, 159)
    try:
        made = options.opening("connect", family, wanted)
        for text in found:
            node().outside.refuse("connect", f"{text} port {port}")
    except BadOption:
        return _badarg()
    except PermissionError:
        return (a.error, a.eacces)
    last: Any = EINVAL
    for text in found:
        last = _connected(made, family_of(text), (text, port), limit)
        if last[0] is a.ok or last[1] in (a.einval, a.timeout):
            break
    return _or_exit(last)


def _or_exit(answer: Any) -> Term:
    """Options that the system does not take are the caller's fault, as the reference has it."""
    return _badarg() if answer == EINVAL else answer


def _no_clause(module: str, name: str, args: Term, line: int) -> Term:
    """exit({function_clause, Trace})"""
    place = to_list([(a.file, string_to_list(f"{module}.erl")), (a.line, line)])
    frame = (atom(module), atom(name), args, place)
    return _exits(exit_((a.function_clause, [frame, None])))


def _connected_locally(address: Any, number: Any, wanted: Term, limit: int | None) -> Term:
    place = options.path_of(address[1]) if type(address) is tuple and len(address) == 2 else None
    if place is None:
        return _badarg()
    if number != 0:
        return _no_clause("local_tcp", "getserv", [number, None], 44)
    try:
        made = options.opening("connect", options.LOCAL, wanted)
        node().outside.refuse("connect", os.fsdecode(place))
    except BadOption:
        return _badarg()
    except PermissionError:
        return (a.error, a.eacces)
    return _connected(made, options.LOCAL, place, limit)


def _connected(made: options.Opening, family: int, place: Any, limit: int | None) -> Any:
    try:
        sock = making.new_socket(made, socket.SOCK_STREAM, family)
    except OSError as e:
        return (a.error, reason(e))
    try:
        if made.address is not None or made.port:
            making.bind(sock, made, made.port)
    except OSError as e:
        sock.close()
        return (a.error, reason(e))
    new = options.opened(Socket(node(), P.cur, "tcp", sock, made.settings), made)
    request = Request(P.cur.pid, node().make_ref())
    answer: Any = new.connect_to(place, request)
    if answer is None:
        answer = awaited(request, limit, lambda: None)
    if answer is a.ok:
        return (a.ok, new.pid)
    new.close(a.normal)
    return answer if type(answer) is tuple else (a.error, answer)
