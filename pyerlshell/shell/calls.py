"""Calls of Erlang functions by the terminal, which is no process: a helper process makes them.

`call_now` runs the node until the answer is there, because the next key may depend on it.

OTP: none (there the terminal's parts are processes)
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from pyerlshell.erts import signals
from pyerlshell.erts.node import Node
from pyerlshell.erts.process import Process
from pyerlshell.otp import procs
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

PATIENCE: Final = 5.0
_SLICE: Final = 0.004
_NAP: Final = 0.02


def call(
    node: Node,
    module: Atom,
    name: Atom,
    args: tuple[Term, ...],
    done: Callable[[Term | None], None],
) -> None:
    """Have module:name(args) called; `done` gets (Value,), or None if it failed."""
    _start(node, module, name, args, done)


def call_now(
    node: Node, module: Term, name: Term, args: tuple[Term, ...], patience: float = PATIENCE
) -> tuple[Term] | None:
    """(Value,), or None if the call failed or took too long; it is killed then."""
    if type(module) is not Atom or type(name) is not Atom:
        return None
    outcomes: list[Term | None] = []
    process = _start(node, module, name, args, outcomes.append)
    end = time.monotonic() + patience
    while not outcomes and node.exit_code is None and time.monotonic() < end:
        if not node.run_slice(_SLICE) and not outcomes:
            if not node.wait_outside(_NAP):
                time.sleep(_NAP)
    if not outcomes:
        signals.exit_signal(process, process.pid, a.kill, False)
        return None
    found = outcomes[0]
    return found if type(found) is tuple else None


def _start(
    node: Node,
    module: Atom,
    name: Atom,
    args: tuple[Term, ...],
    done: Callable[[Term | None], None],
) -> Process:
    def body() -> Term:
        done(_outcome(lambda: procs.apply(module, name, args)))
        return a.ok

    return node.spawn(body, ())


def _outcome(action: Callable[[], Term]) -> Term | None:
    try:
        return (action(),)
    except Exception as e:
        e.__traceback__ = None
        return None
