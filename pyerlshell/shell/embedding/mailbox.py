"""A pid for Python code: Erlang sends to it, Python receives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pyerlshell.erts import signals
from pyerlshell.erts.machine import TAIL, P
from pyerlshell.erts.process import DEAD
from pyerlshell.erts.scheduler import wait
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.types import Pid, Ref

if TYPE_CHECKING:
    from pyerlshell.shell.embedding.node import Node


def body() -> object:
    """The process of a mailbox: it keeps every message and waits for more."""
    p = P.cur
    if p.inbox:
        p.saved.extend(p.inbox)
        p.inbox.clear()
    p.save = len(p.saved)
    P.f = wait
    P.a = (body, ())
    return TAIL


def pid_of(x: Any) -> Pid:
    """It, if it is a pid; else TypeError."""
    if type(x) is not Pid:
        raise TypeError(f"a value of type {type(x).__name__} is no pid")
    return x


class Mailbox:
    """Made by `Node.mailbox`. It traps exits, so that links are messages."""

    def __init__(self, node: Node, name: str = "") -> None:
        self._node = node
        self._process = node.core.spawn(body)
        self._process.trap_exit = True
        if name:
            self._process.name = atom(name)
            node.core.registry[self._process.name] = self._process

    @property
    def pid(self) -> Pid:
        """What Erlang sends to."""
        return self._process.pid

    def __len__(self) -> int:
        return self._process.queue_length()

    def receive(
        self, timeout: float | None = None, wanted: Callable[[Any], bool] | None = None
    ) -> Any:
        """The first message, or the first that is wanted; TimeoutError after so many seconds.

        TimeoutError, too, when nothing on the node can ever send one.
        """
        found: list[Any] = []
        self._node.wait_for(lambda: self._take(found, wanted), timeout)
        return self._first(found, timeout)

    async def receive_async(
        self, timeout: float | None = None, wanted: Callable[[Any], bool] | None = None
    ) -> Any:
        """The same in a node that asyncio drives."""
        found: list[Any] = []
        await self._node.until(lambda: self._take(found, wanted), timeout)
        return self._first(found, timeout)

    def _first(self, found: list[Any], timeout: float | None) -> Any:
        if found:
            return found[0]
        if self._process.state == DEAD:
            raise RuntimeError("the mailbox is closed")
        how = "nothing can send one" if timeout is None else f"within {timeout} seconds"
        raise TimeoutError(f"no message: {how}")

    def monitor(self, pid: Pid) -> Ref:
        """Be sent {'DOWN', Ref, process, Pid, Reason} when the process ends."""
        core = self._node.core
        ref = core.make_ref()
        other = core.lookup(pid_of(pid))
        if other is not None:
            signals.add_monitor(self._process, other, ref, pid)
        else:
            core.send(self.pid, (a.DOWN, ref, a.process, pid, a.noproc))
        return ref

    def link(self, pid: Pid) -> None:
        """Be sent {'EXIT', Pid, Reason} when the process ends, and end with each other."""
        other = self._node.core.lookup(pid_of(pid))
        if other is not None:
            signals.set_link(self._process, other)
        else:
            self._node.core.send(self.pid, (a.EXIT, pid, a.noproc))

    def close(self) -> None:
        """End the process."""
        signals.finish(self._process, a.normal)

    def __enter__(self) -> Mailbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _take(self, found: list[Any], wanted: Callable[[Any], bool] | None) -> bool:
        if found:
            return True
        p = self._process
        if p.inbox:
            p.saved.extend(p.inbox)
            p.inbox.clear()
        for at, message in enumerate(p.saved):
            value = self._node.to_python(message)
            if wanted is None or wanted(value):
                del p.saved[at]
                p.save = min(p.save, len(p.saved))
                found.append(value)
                return True
        return False
