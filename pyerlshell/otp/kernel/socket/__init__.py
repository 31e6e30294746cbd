"""Sockets as the system has them: `module` holds the table and the open sockets, `addresses` turns
addresses into maps and back, `option_table` has the options one by one, `options` reads and sets
them; `calls` opens, connects and closes, `data` sends and receives, `messages` knows flags and
control messages, which `message_calls` sends and receives, `vectors` sends several binaries and
parts of files; `requests` asks the system (ioctl), `knowledge` and `listing` tell of sockets and of
what there is.
"""

from pyerlshell.otp.kernel.socket import (
    calls,
    data,
    knowledge,
    listing,
    message_calls,
    options,
    requests,
    vectors,
)
from pyerlshell.otp.kernel.socket.module import socket

__all__ = [
    "calls",
    "data",
    "knowledge",
    "listing",
    "message_calls",
    "options",
    "requests",
    "socket",
    "vectors",
]
