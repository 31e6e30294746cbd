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
from pyerlshell.terms.types import Term


def lazy(module: str, shown: Term) -> Callable[[], Any]:
    """A body that waits for a message and then is `module:loop/0`; `shown`, the {Module, Name,
    Arity} that it seems to wait in."""

    def body() -> object:
        process = P.cur
        if process.saved or process.inbox:
            P.f = process.node.code.cell(atom(module), a.loop, 0).fn
            P.a = ()
        else:
            P.f = wait
            P.a = (body, ())
        return TAIL

    body.mfa = shown  # type: ignore[attr-defined]
    return body


MODULES: Final[dict[str, str]] = {
    "logger": "logger_server",
    "application_controller": "application_controller",
    "code_server": "code_server",
    "logger_std_h_default": "logger_std_h",
    "kernel_sup": "kernel_tree",
    "kernel_safe_sup": "kernel_tree",
    "logger_sup": "kernel_tree",
    "kernel_refc": "kernel_tree",
    "file_server_2": "kernel_tree",
    "inet_db": "kernel_tree",
    "rex": "rpc",
    "global_name_server": "global",
    "global_group": "kernel_tree",
    "erl_signal_server": "kernel_tree",
    "logger_handler_watcher": "kernel_tree",
    "logger_proxy": "kernel_tree",
}
"""Registered name -> the module of its loop."""
