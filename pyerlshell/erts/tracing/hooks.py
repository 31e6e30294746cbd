"""Hooks of a node that several kinds of tracing share.

A slot (`on_send`, `on_receive`) is None while nobody wants it, so that the plain path costs
nothing; `spawn` is replaced on the node while somebody wants to know of new processes.

OTP: -
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

_SPAWN: Final = "spawn"


class Hooks:
    """Who wants which slot of one node."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.slots: dict[str, dict[str, Callable[..., None]]] = {}

    def set(self, slot: str, who: str, told: Callable[..., None] | None) -> None:
        """Tell `who` of what happens in the slot, or no more."""
        wanted = self.slots.setdefault(slot, {})
        if told is None:
            wanted.pop(who, None)
        else:
            wanted[who] = told
        if slot == _SPAWN:
            self._watch_spawn(wanted)
        else:
            setattr(self.node, slot, _together(wanted))

    def _watch_spawn(self, wanted: dict[str, Callable[..., None]]) -> None:
        node = self.node
        if not wanted:
            node.__dict__.pop(_SPAWN, None)
            return
        if _SPAWN in node.__dict__:
            return
        plain = node.spawn

        def spawn(
            f: Callable[..., Any], args: Any = (), parent: Any = None, initial: Any = None
        ) -> Any:
            child = plain(f, args, parent, initial)
            for told in list(wanted.values()):
                told(node, parent, child)
            return child

        node.__dict__[_SPAWN] = spawn


def _together(wanted: dict[str, Callable[..., None]]) -> Callable[..., None] | None:
    if len(wanted) < 2:
        return next(iter(wanted.values()), None)

    def both(*args: Any) -> None:
        for told in list(wanted.values()):
            told(*args)

    return both
