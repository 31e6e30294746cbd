"""How a node moves: while Python waits for it, or as a task of asyncio.

A node has no thread of its own. `wait_for` runs it until something holds; under asyncio, a task
runs it a few milliseconds at a time, and sleeps until a timer, a descriptor or a message from
Python has work for it. All nodes of a Python process are driven from one thread.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from pyerlshell.erts.machine import P
from pyerlshell.erts.node import Node
from pyerlshell.shell.embedding.errors import NodeStopped


def wait_for(node: Node, done: Callable[[], bool], seconds: float | None) -> bool:
    """Run the node until `done()` holds; False if the time is over or nothing more can happen."""
    if P.sched is node.scheduler:
        raise RuntimeError("a Python function that Erlang called cannot wait for its own node")
    over: list[bool] = []
    number = None
    if seconds is not None:
        when = node.clock.monotonic() + int(seconds * 1e9)
        number = node.timers.add(when, over.append, True)
    try:
        came = node.run_until(lambda: bool(over) or done())
    finally:
        if number is not None:
            node.timers.cancel(number)
    if node.exit_code is not None:
        raise NodeStopped(node.exit_code)
    return came and done()


class Task:
    """The asyncio task of one node."""

    def __init__(self, node: Node, after: Callable[[], None]) -> None:
        self._node = node
        self._after = after
        self._wake = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._watched: set[Any] = set()
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        node.on_work = self._wake.set
        node.poller.on_post = self._posted
        self._task = self._loop.create_task(self._run())

    async def until(self, done: Callable[[], bool], seconds: float | None) -> bool:
        """Wait until `done()` holds; False if the time is over."""
        if not done():
            future: asyncio.Future[None] = self._loop.create_future()
            self._waiting.append((done, future))
            self._wake.set()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(future, seconds)
        if self._node.exit_code is not None:
            raise NodeStopped(self._node.exit_code)
        return done()

    async def stop(self) -> None:
        """Drive the node no longer."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        for descriptor in self._watched:
            self._loop.remove_reader(descriptor)
        self._node.on_work = None
        self._node.poller.on_post = None

    def _posted(self) -> None:
        self._loop.call_soon_threadsafe(self._wake.set)

    async def _run(self) -> None:
        node = self._node
        while node.exit_code is None:
            self._wake.clear()
            more = node.run_slice()
            self._after()
            self._tell()
            if more:
                await asyncio.sleep(0)
                continue
            self._watch()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._wake.wait(), node.next_deadline())
        self._tell()

    def _tell(self) -> None:
        stopped = self._node.exit_code is not None
        still = []
        for done, future in self._waiting:
            if future.done():
                continue
            if stopped or done():
                future.set_result(None)
            else:
                still.append((done, future))
        self._waiting = still

    def _watch(self) -> None:
        wanted = {d if type(d) is int else d.fileno() for d in self._node.poller.descriptors()}
        for gone in self._watched - wanted:
            self._loop.remove_reader(gone)
        for new in wanted - self._watched:
            self._loop.add_reader(new, self._readable)
        self._watched = wanted

    def _readable(self) -> None:
        self._node.poller.poll(0)
        self._wake.set()
