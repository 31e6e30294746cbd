"""What there is to know of sockets: inet:info/1, inet:i/0,1,2, monitors.

OTP: inet
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import badarg, error, function_clause
from pyerlshell.erts.machine import tail
from pyerlshell.erts.socket_packets import ip_term, reason
from pyerlshell.erts.sockets import Socket
from pyerlshell.otp.kernel.inet import sockets
from pyerlshell.otp.kernel.inet.module import inet, is_port, node, open_socket
from pyerlshell.otp.native_calls import clause, failure
from pyerlshell.otp.preloaded.erlang.processes_signals import demonitor_2
from pyerlshell.otp.preloaded.erlang.processes_signals import monitor as _monitor
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, is_proper, string_to_list, to_list
from pyerlshell.terms.maps import map_new
from pyerlshell.terms.types import Ref, Term
from pyerlshell.terms.write import write

_socknames: Final = clause("prim_inet", "socknames")
_peernames: Final = clause("prim_inet", "peernames")


@inet.export("info/1", "(Socket) -> map()")
def info(handle: Term) -> Term:
    """What is known of a socket: its states, owner, links, monitors and counters."""
    if not is_port(handle):
        raise function_clause(handle)
    found = open_socket(handle)
    if found is None:
        return map_new([(a.states, [a.closed, None])])
    counters: Any = sockets.getstat(handle)
    watchers = to_list([m.watcher.pid for m in found.monitored_by.values()])
    return map_new(
        [
            (a.counters, map_new(from_list(counters[1]))),  # type: ignore[arg-type]
            (a.input, 0),
            (a.links, to_list(list(found.links))),
            (a.memory, 48),
            (a.monitors, watchers),
            (a.output, found.written),
            (a.owner, found.owner),
            (a.states, states(found)),
        ]
    )


def states(found: Socket) -> Term:
    """What a socket is: open, bound, connected, listening."""
    if found.kind == "listen":
        return to_list(
            [a.accepting, a.listen, a.open] if found.is_awaited() else [a.listen, a.open]
        )
    if found.sock.fileno() < 0:
        return None
    return to_list([a.connected, a.open] if _peer(found) is not None else [a.open])


def _peer(found: Socket) -> Any:
    try:
        return found.sock.getpeername()
    except OSError:
        return None


@inet.export("monitor/1", "(Socket) -> reference()")
def monitor(handle: Term) -> Term:
    """Ask for {'DOWN', Ref, port, Socket, Info} when a socket is closed."""
    if not is_port(handle):
        raise badarg(handle)
    return _monitor(a.port, handle)


@inet.export("cancel_monitor/1", "(Ref :: reference()) -> boolean()")
def cancel_monitor(ref: Term) -> Term:
    """Take back monitor/1; false if there is no such monitor."""
    if type(ref) is not Ref:
        raise badarg(ref)
    return demonitor_2(ref, [a.flush, [a.info, None]])


@inet.export("socknames/1", "(Socket) -> {ok, [{Address, Port}]} | {error, Reason}")
def socknames(handle: Term) -> Term:
    """The local addresses of a socket."""
    if not is_port(handle):
        return _socknames(handle)
    return _listed(sockets.sockname(handle))


@inet.export("socknames/2", "(Socket, Assoc) -> {ok, [{Address, Port}]} | {error, Reason}")
def socknames_2(handle: Term, association: Term) -> Term:
    """The local addresses of an association."""
    if not is_port(handle) or type(association) is not int:
        return _socknames(handle, association)
    return _listed(sockets.sockname(handle))


@inet.export("peernames/1", "(Socket) -> {ok, [{Address, Port}]} | {error, Reason}")
def peernames(handle: Term) -> Term:
    """The addresses at the other end."""
    if not is_port(handle):
        return _peernames(handle)
    return _listed(sockets.peername(handle))


@inet.export("peernames/2", "(Socket, Assoc) -> {ok, [{Address, Port}]} | {error, Reason}")
def peernames_2(handle: Term, association: Term) -> Term:
    """The addresses at the other end of an association."""
    if not is_port(handle) or type(association) is not int:
        return _peernames(handle, association)
    return _listed(sockets.peername(handle))


def _listed(found: Any) -> Term:
    return (a.ok, [found[1], None]) if found[0] is a.ok else found


# The table of i/0

_ALL: Final = (
    a.port,
    a.module,
    a.recv,
    a.sent,
    a.owner,
    a.local_address,
    a.foreign_address,
    a.state,
    a.type,
)
_TITLES: Final[dict[Term, str]] = {
    a.port: "Port",
    a.module: "Module",
    a.recv: "Recv",
    a.sent: "Sent",
    a.owner: "Owner",
    a.local_address: "Local Address",
    a.foreign_address: "Foreign Address",
    a.state: "State",
    a.type: "Type",
}


_SHOWN_FIELDS: Final = [
    (name, a.false) if name in (a.local_address, a.foreign_address) else name for name in _ALL
]
_fields_clause: Final = clause("inet", "i")


@inet.export("i/0", "() -> ok")
def i() -> Term:
    """Print all TCP and UDP sockets."""
    return _table((a.tcp, a.udp), _ALL)


@inet.export("i/1", "(Proto :: tcp | udp | sctp) -> ok")
def i_1(protocol: Term) -> Term:
    """Print the sockets of a protocol."""
    if protocol not in (a.tcp, a.udp, a.sctp):
        return tail(_fields_clause, protocol, to_list(_SHOWN_FIELDS))
    return _table((protocol,), _ALL)


@inet.export("i/2", "(Proto :: tcp | udp | sctp, Fields :: [atom()]) -> ok")
def i_2(protocol: Term, fields: Term) -> Term:
    """Print some columns of the table of sockets."""
    if protocol not in (a.tcp, a.udp, a.sctp) or not is_proper(fields):
        raise function_clause(protocol, fields)
    return _table((protocol,), tuple(from_list(fields)))


def _table(protocols: tuple[Term, ...], fields: tuple[Term, ...]) -> Term:
    text = "".join([_lines(_sockets(protocol), fields) for protocol in protocols])
    if not text:
        return a.ok
    return tail(node().code.cell(a.io, a.put_chars, 1).fn, string_to_list(text))


def _lines(found: list[Socket], fields: tuple[Term, ...]) -> str:
    if not found:
        return ""
    rows = [[_TITLES.get(name, "") for name in fields], *[_row(x, fields) for x in found]]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join(
        "".join([cell.ljust(width) + " " for cell, width in zip(row, widths, strict=True)]) + "\n"
        for row in rows
    )


def _sockets(protocol: Term) -> list[Socket]:
    ports = node().ports
    opened = [] if ports is None else list(ports.open.values())
    kinds = {"tcp": a.tcp, "listen": a.tcp, "udp": a.udp}
    return [x for x in opened if type(x) is Socket and kinds[x.kind] is protocol]


def _row(found: Socket, fields: tuple[Term, ...]) -> list[str]:
    row: list[str] = []
    for name in fields:
        if name not in _CELLS:
            _info(error((a.case_clause, name)))
        row.append(_CELLS[name](found))
    return row


_info: Final = failure("inet", "info", 3)


def _module(found: Socket) -> str:
    family = "inet6" if found.sock.family.name == "AF_INET6" else "inet"
    return f"{family}_{'udp' if found.kind == 'udp' else 'tcp'}"


def _place(pair: Any) -> str:
    """A host and port; *:* for nowhere."""
    if not pair:
        return "*:*"
    address: Any = ip_term(pair[0])
    if not any(address):
        host = "*"
    else:
        local = address[0] == 127 or address == (0, 0, 0, 0, 0, 0, 0, 1)
        host = "localhost" if local else pair[0]
    return f"{host}:{pair[1]}"


def _local(found: Socket) -> str:
    if found.sock.fileno() < 0:
        return ""
    try:
        return _place(found.sock.getsockname())
    except OSError as e:
        return reason(e).name


def _state(found: Socket) -> str:
    if found.kind == "listen":
        return "LN:O"
    if found.kind == "udp":
        return "CONNECTED(O)" if _peer(found) else "IDLE"
    return "CONNECTED(O)" if _peer(found) else "CLOSED"


_CELLS: Final[dict[Term, Any]] = {
    a.port: lambda s: str(s.pid.number * 8),
    a.module: _module,
    a.recv: lambda s: str(s.read),
    a.sent: lambda s: str(s.written),
    a.owner: lambda s: write(s.owner),
    a.local_address: _local,
    a.foreign_address: lambda s: _place(_peer(s)),
    a.state: _state,
    a.type: lambda s: "DGRAM" if s.kind == "udp" else "STREAM",
}


@inet.export("get_rc/0", "() -> [{Par :: atom(), Val :: term()}]")
def get_rc() -> Term:
    """How names are looked up, as a configuration file of inet would say it."""
    return to_list(
        [
            (a.resolv_conf, string_to_list("/etc/resolv.conf")),
            (a.hosts_file, string_to_list("/etc/hosts")),
            (a.lookup, [a.native, None]),
        ]
    )
