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
from pyerlshell.terms.atoms import a, atom


def _lazy(module: str) -> Callable[[], Any]:
    """A body that waits for a message and then is `module:loop/0`."""

    def body() -> object:
        process = P.cur
        if process.saved or process.inbox:
            P.f = process.node.code.cell(atom(module), a.loop, 0).fn
            P.a = ()
        else:
            P.f = wait
            P.a = (body, ())
        return TAIL

    return body


BODIES: Final[dict[str, Callable[[], Any]]] = {
    "logger": _lazy("logger_server"),
    "application_controller": _lazy("application_controller"),
    "code_server": _lazy("code_server"),
    "logger_std_h_default": _lazy("logger_std_h"),
}
"""Registered name -> body: who gets what the runtime has to log, and who writes to the console."""
