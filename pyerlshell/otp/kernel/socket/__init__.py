"""Sockets as the system has them: `module` holds the table and the open sockets, `addresses` turns
addresses into maps and back, `options` reads and sets options; `calls` opens, connects and closes,
`data` sends and receives, `knowledge` tells of sockets and of what there is.
"""

from pyerlshell.otp.kernel.socket import calls, data, knowledge, options
from pyerlshell.otp.kernel.socket.module import socket

__all__ = ["calls", "data", "knowledge", "options", "socket"]
