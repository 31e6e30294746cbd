"""Named processes of kernel that cost nothing until somebody sends to them.

The body waits without a stack; with the first message it becomes the Erlang loop that serves it,
whose module is loaded only then.

OTP: kernel_sup, logger_sup
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.machine import TAIL, P
from pyerlshell.erts.scheduler import wait
from pyerlshell.terms.atoms import a


def logger() -> object:
    """The process `logger`: the runtime sends it what it has to log."""
    process = P.cur
    if process.saved or process.inbox:
        P.f = process.node.code.cell(a.logger_server, a.loop, 0).fn
        P.a = ()
    else:
        P.f = wait
        P.a = (logger, ())
    return TAIL


BODIES: Final[dict[str, Callable[[], Any]]] = {"logger": logger}
"""Registered name -> body."""
