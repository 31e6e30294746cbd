"""prim_inet: the little of the driver's interface that programs use directly, for descriptors.

OTP: prim_inet
"""

from __future__ import annotations

import socket
from typing import Any, Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.socket_packets import Settings, reason
from pyerlshell.erts.sockets import Socket
from pyerlshell.otp.kernel.inet import sockets, watching
from pyerlshell.otp.kernel.inet.module import EINVAL, is_port, node, open_socket
from pyerlshell.otp.kernel.inet.options import FAMILIES
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

prim_inet: Final = NativeModule("prim_inet", "Sockets as the driver has them.")

_TYPES: Final[dict[Any, tuple[str, int]]] = {
    a.stream: ("tcp", socket.SOCK_STREAM),
    a.dgram: ("udp", socket.SOCK_DGRAM),
}


@prim_inet.export("open/3", internal=True)
def open_3(protocol: Term, family: Any, kind: Any) -> Term:
    """A socket without a place."""
    if protocol not in (a.tcp, a.udp) or family not in FAMILIES or kind not in _TYPES:
        raise function_clause(protocol, family, kind)
    name, number = _TYPES[kind]
    try:
        sock = socket.socket(FAMILIES[family], number)
    except OSError as e:
        return (a.error, reason(e))
    found = Socket(node(), P.cur, name, sock, Settings(active=a.false))
    return (a.ok, found.pid)


prim_inet.export("getfd/1", internal=True)(sockets.getfd)


@prim_inet.export("ignorefd/2", internal=True)
def ignorefd(handle: Term, ignore: Term) -> Term:
    """Whether closing the socket leaves its descriptor open, because another has it now."""
    if not is_port(handle) or ignore not in (a.true, a.false):
        raise function_clause(handle, ignore)
    found = open_socket(handle)
    if found is None:
        return EINVAL
    found.shared = ignore is a.true
    return a.ok


@prim_inet.export("getstatus/1", internal=True)
def getstatus(handle: Term) -> Term:
    """The states of a socket."""
    found = open_socket(handle)
    return EINVAL if found is None else (a.ok, watching.states(found))


@prim_inet.export("close/1", internal=True)
def close(handle: Term) -> Term:
    """Close a socket."""
    if not is_port(handle):
        raise function_clause(handle)
    return sockets.close_socket(handle)
