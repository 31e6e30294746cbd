"""What inet does with sockets of any kind.

OTP: inet
"""

from __future__ import annotations

import os
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, function_clause
from pyerlshell.erts.machine import P, tail
from pyerlshell.erts.signals import set_link
from pyerlshell.erts.socket_packets import Request, ip_term, reason
from pyerlshell.erts.sockets import Socket
from pyerlshell.otp.kernel.inet import option_table, options
from pyerlshell.otp.kernel.inet.module import (
    EINVAL,
    inet,
    is_port,
    node,
    open_socket,
    wait_for_datagram,
)
from pyerlshell.otp.native_calls import clause, failure
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper, to_list
from pyerlshell.terms.types import Pid, Port, Term

tcp_clause: Final = clause("inet", "tcp_controlling_process")
_clauses: Final = {
    name: clause("prim_inet", name)
    for name in ("sockname", "peername", "setopts", "getopts", "getstat", "close", "getfd")
}
_generator: Final = failure("inet", "-setopts/2-lc$^0/1-0-", 1)
_names: Final = clause("prim_inet", "enc_opts")
_STATISTICS: Final = (
    "recv_oct recv_cnt recv_max recv_avg recv_dvi send_oct send_cnt send_max send_avg send_pend"
).split()


def address_of(pair: Any) -> Term:
    """{Address, Port} of a pair of Python's socket module, {local, Path} of a path; of nowhere
    None."""
    if type(pair) is not tuple:
        return (a.local, os.fsencode(pair or b""))
    return (ip_term(pair[0]), pair[1])


@inet.export("port/1", "(Socket) -> {ok, Port :: port_number()} | {error, Reason}")
def port(handle: Term) -> Term:
    """The local port number of a socket."""
    if not is_port(handle):
        _clauses["sockname"](handle)
    found: Any = sockname(handle)  # of a local one the path stands where the port does
    return (a.ok, found[1][1]) if found[0] is a.ok else found


@inet.export("sockname/1", "(Socket) -> {ok, {Address, Port}} | {error, Reason}")
def sockname(handle: Term) -> Term:
    """The local address of a socket."""
    if not is_port(handle):
        return tail(_clauses["sockname"], handle)
    found = open_socket(handle)
    if found is None:
        return EINVAL
    try:
        return (a.ok, address_of(found.sock.getsockname()))
    except OSError as e:
        return (a.error, reason(e))


@inet.export("peername/1", "(Socket) -> {ok, {Address, Port}} | {error, Reason}")
def peername(handle: Term) -> Term:
    """The address at the other end."""
    if not is_port(handle):
        return tail(_clauses["peername"], handle)
    found = open_socket(handle)
    if found is None:
        return EINVAL
    try:
        if found.lost and found.ended:
            return (a.error, a.enotconn)
        return (a.ok, address_of(found.sock.getpeername()))
    except OSError as e:
        return (a.error, reason(e))


@inet.export("getfd/1", internal=True)
def getfd(handle: Term) -> Term:
    """The descriptor of a socket."""
    if not is_port(handle):
        return tail(_clauses["getfd"], handle)
    found = open_socket(handle)
    return EINVAL if found is None or found.sock.fileno() < 0 else (a.ok, found.fd)


def behind(options: Any) -> Term:
    """What stands behind the elements of a list: [] if it is one."""
    while type(options) is list:
        options = options[1]
    return options


@inet.export("setopts/2", "(Socket, Options) -> ok | {error, Reason}")
def setopts(handle: Term, wanted: Term) -> Term:
    """Set options of a socket."""
    rest = behind(wanted)
    if rest is not None:
        _generator(ErlError(a.error, (a.bad_generator, rest)))
    if not is_port(handle):
        return tail(_clauses["setopts"], handle, wanted)
    found = open_socket(handle)
    if found is None:
        return EINVAL
    return a.ok if options.change(found, wanted) else EINVAL


@inet.export("getopts/2", "(Socket, Options) -> {ok, [{Option, Value}]} | {error, Reason}")
def getopts(handle: Term, wanted: Term) -> Term:
    """Options of a socket."""
    if not is_port(handle) or (type(wanted) is not list and wanted is not None):
        _clauses["getopts"](handle, wanted)
    rest = behind(wanted)
    if rest is not None:
        return tail(_names, rest)
    found = open_socket(handle)
    if found is None:
        return EINVAL
    made: list[Term] = []
    try:
        for name in from_list(wanted):
            if type(name) is tuple and len(name) == 4 and name[0] is a.raw:
                raw = option_table.raw_value(found, name)
                if raw is None:
                    return EINVAL
                made.append(raw)
            elif type(name) is Atom:
                value = option_table.value_of(found, name)
                if value is not option_table.ABSENT:
                    made.append((name, value))
            else:
                return EINVAL
    except option_table.BadOption:
        return EINVAL
    return (a.ok, to_list(made))


@inet.export("stats/0", internal=True)
def stats() -> Term:
    """The counters that getstat/2 knows."""
    return to_list([a.__getattr__(name) for name in _STATISTICS])


@inet.export("options/0", internal=True)
def all_options() -> Term:
    """The options that i/0 and its like once knew."""
    return to_list([a.__getattr__(name) for name in _OPTIONS])


_OPTIONS: Final = (
    "tos tclass priority reuseaddr keepalive dontroute linger broadcast sndbuf recbuf nodelay "
    "ipv6_v6only buffer header active packet deliver mode multicast_if multicast_ttl "
    "multicast_loop exit_on_close high_watermark low_watermark high_msgq_watermark "
    "low_msgq_watermark send_timeout send_timeout_close show_econnreset"
).split()


@inet.export("getstat/1", "(Socket) -> {ok, [{Counter, integer()}]} | {error, Reason}")
def getstat(handle: Term) -> Term:
    """What a socket has received and sent."""
    return getstat_2(handle, stats())


@inet.export("getstat/2", "(Socket, Counters) -> {ok, [{Counter, integer()}]} | {error, Reason}")
def getstat_2(handle: Term, wanted: Term) -> Term:
    """Some counters of a socket."""
    if not is_port(handle) or not is_proper(wanted):
        return tail(_clauses["getstat"], handle, wanted)
    found = open_socket(handle)
    if found is None:
        return EINVAL
    values = {
        **found.counts,
        "recv_oct": found.read,
        "send_oct": found.written,
        "recv_avg": found.read // max(found.counts["recv_cnt"], 1),
        "send_avg": found.written // max(found.counts["send_cnt"], 1),
        "recv_dvi": 0,
        "send_pend": len(found._out),
    }
    made: list[Term] = []
    for name in from_list(wanted):
        if type(name) is not Atom or name.name not in values:
            return EINVAL
        made.append((name, values[name.name]))
    return (a.ok, to_list(made))


@inet.export("close/1", "(Socket) -> ok")
def close(handle: Term) -> Term:
    """Close a socket of any kind."""
    if not is_port(handle):
        _clauses["close"](handle)
    return close_socket(handle)


def receive_datagram(found: Socket, timeout: Term) -> Term:
    """The next datagram for a process that waits for it."""
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

    return wait_for_datagram(begin, found, timeout)


def close_socket(handle: Term) -> Term:
    """Close it; closing it twice is no error."""
    found = open_socket(handle)
    if found is not None:
        found.close(a.normal)
    return a.ok


def give_away(handle: Term, pid: Term) -> Term:
    """controlling_process/2: the socket, and the messages that it has sent, are another's."""
    if not is_port(handle) or type(pid) is not Pid:
        raise function_clause(handle, pid)
    found = open_socket(handle)
    if found is None:
        return EINVAL
    if found.owner == pid:
        return a.ok
    if found.owner != P.cur.pid:
        return (a.error, a.not_owner)
    heir = node().lookup(pid)
    if heir is None:
        return (a.error, a.badarg)
    me = P.cur
    for message in _messages_of(found):
        node().send(pid, message)
    found.connect(me.pid, heir.pid)
    set_link(heir, found)  # type: ignore[arg-type]
    found.links.pop(me.pid, None)
    if me.links:
        me.links.pop(found.pid, None)
    return a.ok


_SOCKET_MESSAGES: Final = frozenset(
    (a.tcp, a.tcp_closed, a.tcp_error, a.tcp_passive, a.udp, a.udp_passive)
)


def _messages_of(found: Socket) -> list[Term]:
    """The messages of a socket in the mailbox, taken out."""
    me = P.cur

    def is_its(message: Any) -> bool:
        if type(message) is not tuple or len(message) < 2:
            return False
        return _is_port(message[1], found.pid) and message[0] in _SOCKET_MESSAGES

    mine = [m for m in me.messages() if is_its(m)]
    if mine:
        me.saved[:] = [m for m in me.saved if not is_its(m)]
        if me.inbox:
            kept = [m for m in me.inbox if not is_its(m)]
            me.inbox.clear()
            me.inbox.extend(kept)
    return mine


def _is_port(x: Term, pid: Port) -> bool:
    return type(x) is Port and x == pid
