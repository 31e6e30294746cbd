"""The status bar: node, processes, modules with old code, suspended processes, unread messages.

OTP: none
"""

from __future__ import annotations

import time
from typing import Final

from pyerlshell.erts.node import Node
from pyerlshell.erts.process import Process
from pyerlshell.shell.completion.node_knowledge import session_of
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Pid

_EVERY: Final = 0.5
_MANY: Final = 20_000
"""With more processes the suspended ones are not counted."""

Parts = list[tuple[str, str]]


class Status:
    """What the bar shows; worked out at most twice a second."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self._parts: Parts = []
        self._until = 0.0

    def parts(self, leader: Pid | None) -> Parts:
        """(style, text) pairs; the style is "status" or "status.alert"."""
        now = time.monotonic()
        if now >= self._until:
            self._parts = self._look(leader)
            self._until = now + _EVERY
        return self._parts

    def changed(self, leader: Pid | None) -> bool:
        """There is something else to show than the last time."""
        before = self._parts
        return self.parts(leader) != before

    def _look(self, leader: Pid | None) -> Parts:
        node = self.node
        found: Parts = [
            ("status", f" {node.name.name}"),
            _count(len(node.processes), "process", "es"),
        ]
        old = sorted(module.name for module in node.code.old)
        if old:
            shown = ", ".join(old[:3]) + (f" and {len(old) - 3} more" if len(old) > 3 else "")
            found.append(("status.alert", f"old code: {shown}"))
        suspended = self._suspended()
        if suspended:
            found.append(("status.alert", f"{suspended} suspended"))
        unread = self._unread(leader)
        if unread:
            found.append(("status.alert", f"{unread} unread: flush()"))
        return found

    def _suspended(self) -> int:
        processes = self.node.processes
        if len(processes) > _MANY:
            return 0
        return sum(map(_is_suspended, processes.values()))

    def _unread(self, leader: Pid | None) -> int:
        """Messages of the shell's evaluator."""
        session = session_of(self.node, leader)
        server = self.node.lookup(session.server) if session is not None else None
        evaluator = (server.dictionary or {}).get(a.evaluator) if server is not None else None
        process = self.node.lookup(evaluator) if type(evaluator) is Pid else None
        return process.queue_length() if process is not None else 0


def _is_suspended(process: Process) -> bool:
    """By erlang:suspend_process/1, or by sys:suspend/1: it waits in sys then."""
    if process.extra is not None and process.extra.suspended_by:
        return True
    code = getattr(process.f, "__code__", None)
    return code is not None and code.co_name.startswith("suspend_loop")


def _count(number: int, what: str, plural: str) -> tuple[str, str]:
    return ("status", f"{number} {what}{'' if number == 1 else plural}")
