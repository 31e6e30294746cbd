"""New sockets of the system's, as options want them.

OTP: inet (open_bind)
"""

from __future__ import annotations

import errno
import os
import socket
from typing import Any

from pyerlshell.erts.machine import P
from pyerlshell.erts.node import Node
from pyerlshell.erts.sockets import Socket
from pyerlshell.otp.kernel.inet.option_table import tell
from pyerlshell.otp.kernel.inet.options import INET6, LOCAL, Opening


def new_socket(made: Opening, kind: int, family: int) -> socket.socket:
    """A socket, or the one that a descriptor is, with its options. Raises OSError."""
    if made.fd is not None:
        sock = socket.socket(fileno=own_descriptor(made.fd))
        if sock.family != family:
            sock.detach()
            raise OSError(errno.EINVAL, "of another family")
    else:
        sock = socket.socket(family, kind)
    try:
        tell(sock, made.system)
    except OSError:
        sock.close()
        raise OSError(errno.EINVAL, "an option is refused") from None
    return sock


def own_descriptor(number: int) -> int:
    """The descriptor, or another for the same if a socket of ours has it."""
    ports = P.cur.node.ports
    opened = () if ports is None else ports.open.values()
    taken = any(type(port) is Socket and port.fd == number for port in opened)
    return os.dup(number) if taken else number


def bound(node: Node, made: Opening, kind: int, number: int) -> socket.socket:
    """A new socket at a port of this machine, or at a path. Raises OSError."""
    node.outside.refuse("listen", f"port {number}")
    if made.family == LOCAL and made.address is None and made.fd is None:
        if kind == socket.SOCK_STREAM:
            raise OSError(errno.EINVAL, "nowhere to listen")
    sock = new_socket(made, kind, made.family)
    try:
        bind(sock, made, number)
        if kind == socket.SOCK_STREAM and type(made.backlog) is int:
            sock.listen(min(made.backlog, 0x7FFFFFFF))
    except OSError:
        sock.close()
        raise
    return sock


def bind(sock: socket.socket, made: Opening, number: int) -> None:
    """Give a socket its place, if it has none. Raises OSError."""
    if made.fd is not None and (made.address is None or _has_name(sock)):
        return
    if sock.family == LOCAL:
        if made.address is not None:
            sock.bind(made.address)
    else:
        sock.bind(address(made.family, str(made.address or ""), number, made.scope))


def address(family: int, text: str, number: int, scope: int = 0) -> tuple[Any, ...]:
    """What Python's sockets take."""
    return (text, number, 0, scope) if family == INET6 and scope else (text, number)


def _has_name(sock: socket.socket) -> bool:
    name: Any = sock.getsockname()
    return bool(name[1]) if type(name) is tuple else bool(name)
