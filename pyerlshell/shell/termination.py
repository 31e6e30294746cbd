"""SIGTERM: the node says so and stops as init:stop/0 stops it.

OTP: erl_signal_handler
"""

from __future__ import annotations

import signal
from collections.abc import Callable

from pyerlshell.erts.node import Node
from pyerlshell.otp import procs
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term


def handle(node: Node, post: Callable[[Callable[[], None]], object]) -> None:
    """Obey SIGTERM where there are signals; `post` has something done by who drives the node."""
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, lambda *_: post(lambda: _terminate(node)))


def _terminate(node: Node) -> None:
    node.spawn(_stop, ())


def _stop() -> Term:
    text = lists.string_to_list("SIGTERM received - shutting down~n")
    procs.apply(a.error_logger, a.info_msg, (text,))
    return procs.apply(a.init, a.stop, ())
