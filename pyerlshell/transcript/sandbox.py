"""What a document from a stranger may do: everything inside its scratch folder, nothing outside.

A Sandbox is the policy of a node's outside door. Programs see the reference's errors (`eacces`,
`enospc`, `system_limit`); the reader of the report gets one clear line for each thing that was
refused. A path is judged by where it really leads: links and `..` are followed first.

`allow` opens the door again, a part at a time: "files" (all files), "os" (commands and the
environment), "net" (sockets).
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyerlshell.erts.node import Node

FILES: Final = "files"
OS: Final = "os"
NET: Final = "net"
PARTS: Final = (FILES, OS, NET)
"""What `--allow` takes."""

_PART_OF: Final = {"run": OS, "env": OS, "getenv": OS, "connect": NET, "listen": NET}
_DOING: Final = {
    "read": "reading {}",
    "list": "listing {}",
    "write": "writing {}",
    "remove": "removing {}",
    "run": "running {}",
    "env": "changing the environment variable {}",
    "getenv": "reading the environment variable {}",
    "connect": "connecting to {}",
    "listen": "listening on {}",
}
_LOOKS: Final = frozenset(("read", "list"))
_SHOWN: Final = 60
"""Characters of a target that a line shows."""
_LIBRARY: Final = str(Path(__file__).resolve().parent.parent)


@dataclass(frozen=True, slots=True)
class Budget:
    """What a session may take. `disk` and `memory` are bytes; memory 0 is no limit."""

    disk: int = 64 << 20
    memory: int = 1 << 30
    processes: int = 32_768


class UnknownPartError(ValueError):
    """`--allow` names something that there is not; `args[0]` is it."""


def parts_of(text: str) -> frozenset[str]:
    """The parts of `--allow files,os`. Raises UnknownPartError."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in PARTS:
            raise UnknownPartError(name)
    return frozenset(names)


class Sandbox:
    """The policy for one session, and what it refused so far."""

    def __init__(
        self, folder: str, allow: Iterable[str] = (), budget: Budget | None = None
    ) -> None:
        self.folder = os.path.realpath(folder)
        self.allow = frozenset(allow)
        self.budget = Budget() if budget is None else budget
        self._own = {"HOME": self.folder, "LANG": "C.UTF-8", "PATH": ""}
        self._written = 0
        self._refused: dict[str, None] = {}

    def close(self, node: Node) -> None:
        """Close the outside door of a node, and set its limits."""
        outside = node.outside
        outside.refuse = self.refuse
        outside.spend = self.spend
        if OS not in self.allow:
            outside.env = dict(self._own)
        node.limits.memory = self.budget.memory
        node.limits.processes = min(node.limits.processes, self.budget.processes)

    def refused(self) -> list[str]:
        """A line for each thing refused since the last time this was asked."""
        lines = list(self._refused)
        self._refused.clear()
        return lines

    def refuse(self, action: str, target: str) -> None:
        """The policy of `erts.outside`. Raises PermissionError."""
        if action == "nif":
            self._refused[f"refused: loading the native library {target}"] = None
            return  # there are none, whatever is allowed
        part = _PART_OF.get(action, FILES)
        if part in self.allow or (part == FILES and self._may_reach(action, target)):
            return
        if action == "env":
            return  # its environment is its own
        if action == "getenv" and (target in self._own or (target and target not in os.environ)):
            return
        if part == FILES and _is_inside(target, self.folder):
            target = f"{os.path.basename(target)}, which leads to {os.path.realpath(target)}"
        self._refused[f"refused: {_doing(action, target)} (--allow {part} permits it)"] = None
        if action == "getenv":
            return  # it sees an environment without it
        raise PermissionError(errno.EACCES, "refused by the sandbox", target)

    def spend(self, count: int) -> None:
        """So many bytes are about to be written. Raises OSError (ENOSPC)."""
        if FILES in self.allow:
            return
        if self._written + count > self.budget.disk:
            most = self.budget.disk >> 20
            self._refused[f"refused: writing more than {most} MiB (--allow files permits it)"] = (
                None
            )
            raise OSError(errno.ENOSPC, "the sandbox is full")
        self._written += count

    def _may_reach(self, action: str, path: str) -> bool:
        if action == "remove":  # of a link, not of what it leads to
            folder, last = os.path.split(path)
            real = os.path.join(os.path.realpath(folder), last)
        else:
            real = os.path.realpath(path)
        if _is_inside(real, self.folder):
            return action != "remove" or real != self.folder
        return action in _LOOKS and _is_inside(real, _LIBRARY)


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + os.sep)


def _doing(action: str, target: str) -> str:
    if action == "getenv" and not target:
        return "reading the environment"
    shown = target.replace("\n", " ")
    if len(shown) > _SHOWN:
        shown = f"{shown[: _SHOWN - 1]}…"
    return _DOING.get(action, f"{action} {{}}").format(shown)
