"""Calls of Erlang functions by the terminal, which is no process: a helper process makes them.

OTP: none (there the terminal's parts are processes)
"""

from __future__ import annotations

from collections.abc import Callable

from pyerlshell.erts.node import Node
from pyerlshell.otp import procs
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term


def call(
    node: Node,
    module: Atom,
    name: Atom,
    args: tuple[Term, ...],
    done: Callable[[Term | None], None],
) -> None:
    """Have module:name(args) called; `done` gets (Value,), or None if it failed."""

    def body() -> Term:
        done(_outcome(lambda: procs.apply(module, name, args)))
        return a.ok

    node.spawn(body, ())


def call_fun(
    node: Node, fun: Term, args: tuple[Term, ...], done: Callable[[Term | None], None]
) -> None:
    """The same with a fun."""
    call(node, a.erlang, a.apply, (fun, lists.to_list(args)), done)


def _outcome(action: Callable[[], Term]) -> Term | None:
    try:
        return (action(),)
    except Exception as e:
        e.__traceback__ = None
        return None
