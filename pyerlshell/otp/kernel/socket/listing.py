"""The table of sockets: i/0,1,2.

OTP: socket (i)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.machine import P, tail
from pyerlshell.erts.socket_packets import ip_term
from pyerlshell.otp.kernel.socket.module import Open, socket, sockets
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper, string_to_list, to_list
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write


def _place(of: Callable[[], Any]) -> str:
    """A host and a port; nothing for no address."""
    try:
        pair = of()
    except OSError:
        return ""
    if type(pair) is not tuple:
        return str(pair or "")
    address: Any = ip_term(pair[0])
    if not any(address):
        return f"*:{pair[1]}"
    local = address[0] == 127 or address == (0, 0, 0, 0, 0, 0, 0, 1)
    return f"{'localhost' if local else pair[0]}:{pair[1]}"


_STATES: Final = {"bound": "BD", "listening": "LG", "selected": "SD"}


def _state(found: Open) -> str:
    reading = ":".join([_STATES[name] for name in sorted(found.states) if name in _STATES])
    writing = "CD" if found.connected else ""
    return f"{reading or '-'}, {writing or '-'}" if reading or writing else ""


_COLUMNS: Final[dict[Atom, tuple[str, Callable[[Open], str]]]] = {
    a.domain: ("Domain", lambda s: s.domain.name),
    a.type: ("Type", lambda s: s.type.name.upper()),
    a.protocol: ("Protocol", lambda s: s.protocol.name.upper()),
    a.fd: ("Fd", lambda s: "" if s.sock is None else str(s.sock.fileno())),
    a.owner: ("Owner", lambda s: write(s.owner)),
    a.local_address: (
        "Local Address",
        lambda s: "" if s.sock is None else _place(s.sock.getsockname),
    ),
    a.remote_address: (
        "Remote Address",
        lambda s: "" if s.sock is None else _place(s.sock.getpeername),
    ),
    a.recv: ("Recv", lambda s: str(s.counts.get("read_byte", 0))),
    a.sent: ("Sent", lambda s: str(s.counts.get("write_byte", 0))),
    a.state: ("State", _state),
}
_PROTOCOLS: Final = (a.inet, a.inet6, a.local, a.tcp, a.udp, a.sctp)


@socket.export("i/0", "() -> ok")
def i() -> Term:
    """Print the open sockets."""
    return _table(list(sockets().open.values()), tuple(_COLUMNS))


@socket.export("i/1", "(inet | inet6 | local | tcp | udp | sctp | Columns) -> ok")
def i_1(which: Any) -> Term:
    """Print the open sockets of a domain or a protocol, or some columns of all."""
    if which is not None and is_proper(which):
        return _chosen(a.undefined, which, (which,))
    return _chosen(which, to_list(list(_COLUMNS)), (which,))


@socket.export("i/2", "(inet | inet6 | local | tcp | udp | sctp, Columns) -> ok")
def i_2(which: Any, columns: Any) -> Term:
    """Print some columns of the open sockets of a domain or a protocol."""
    return _chosen(which, columns, (which, columns))


def _chosen(which: Any, columns: Any, args: tuple[Term, ...]) -> Term:
    names: list[Any] = from_list(columns) if is_proper(columns) else [None]
    if (which is not a.undefined and which not in _PROTOCOLS) or any(
        name not in _COLUMNS for name in names
    ):
        raise function_clause(*args)
    opened = sockets().open.values()
    kept = [s for s in opened if which is a.undefined or which in (s.domain, s.protocol)]
    return _table(kept, tuple(names))


def _table(opened: list[Open], names: tuple[Any, ...]) -> Term:
    if not opened:
        return a.ok
    rows = [[_COLUMNS[name][0] for name in names]]
    rows += [[_COLUMNS[name][1](found) for name in names] for found in opened]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "".join([cell.ljust(width) + " " for cell, width in zip(row, widths, strict=True)])
        for row in rows
    ]
    put_chars = P.cur.node.code.cell(a.io, a.put_chars, 1).fn
    return tail(put_chars, string_to_list("\n".join(lines) + "\n"))
