"""Waiting for the outside: file descriptors and calls posted by other threads.

In batch the node waits here, in a `selectors` selector, until its next timer. When somebody else
owns the terminal (asyncio), he watches the descriptors and calls `poll(0)` when one is ready.

OTP: erl_poll.c
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import selectors
    import socket

_LOOK_EVERY: Final = 0.004


_READ = 1  # selectors.EVENT_READ


class Poller:
    """`holds` counts the posts that are still to come: while it is over 0 waiting makes sense."""

    __slots__ = (
        "_near",
        "_next_look",
        "_posted",
        "_resting",
        "_selector",
        "_wake",
        "holds",
        "on_post",
    )

    def __init__(self) -> None:
        self._selector: selectors.BaseSelector | None = None
        self._posted: deque[Callable[[], None]] = deque()
        self._resting: set[int] = set()
        self._near: socket.socket | None = None
        self._wake: socket.socket | None = None
        self._next_look = 0.0
        self.holds = 0
        self.on_post: Callable[[], None] | None = None

    def add_reader(self, fd: Any, action: Callable[[], None]) -> None:
        """Call `action` whenever `fd` can be read. Of one that rests the action is known."""
        if fd in self._resting:
            self._resting.discard(fd)
        else:
            self._open().register(fd, _READ, action)

    def rest(self, fd: int) -> None:
        """Watch it no longer; somebody is likely to want it again soon, with the same action. The
        system is told only when there is something to read: that is rare, and telling is dear."""
        self._resting.add(fd)

    def remove_reader(self, fd: Any) -> None:
        """Watch it no longer."""
        self._resting.discard(fd)
        if self._selector is not None and fd in self._selector.get_map():
            self._selector.unregister(fd)

    def post(self, action: Callable[[], None]) -> None:
        """Have the node call `action`; from any thread, and from signal handlers."""
        self._posted.append(action)
        self.wake()

    def wake(self) -> None:
        """End a wait that is in progress."""
        if self._wake is not None:
            try:
                self._wake.send(b"\0")
            except OSError:
                return
        if self.on_post is not None:
            self.on_post()

    def watches(self) -> bool:
        """Something outside may still happen."""
        selector = self._selector
        own = 1 if self._near is not None else 0
        return self.holds > 0 or (
            selector is not None and len(selector.get_map()) > own + len(self._resting)
        )

    def descriptors(self) -> list[Any]:
        """What is watched, for a foreign event loop."""
        if self._selector is None:
            return []
        return [k.fileobj for k in self._selector.get_map().values() if k.fd not in self._resting]

    def run_posted(self) -> None:
        """Call what was posted so far."""
        posted = self._posted
        for _ in range(len(posted)):
            posted.popleft()()

    def poll(self, timeout: float | None) -> None:
        """Wait at most so long (None: for ever) and call the actions of what is ready."""
        selector = self._open()
        if self._posted:
            timeout = 0
        for key, _ in selector.select(timeout):
            if key.fd in self._resting:
                self.remove_reader(key.fd)
            else:
                key.data()
        self.run_posted()

    def look(self) -> None:
        """Nothing can run: look at the descriptors without waiting, if any are watched."""
        if self._selector is not None and self.watches():
            self.poll(0)

    def poll_now_and_then(self) -> None:
        """Look at the descriptors without waiting, a few hundred times a second at most."""
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + _LOOK_EVERY
            if self.watches():
                self.poll(0)

    def has_posted(self) -> bool:
        """Somebody posted something."""
        return bool(self._posted)

    def is_open(self) -> bool:
        """A descriptor is or was watched."""
        return self._selector is not None

    def close(self) -> None:
        """Give the descriptors back."""
        for thing in (self._selector, self._near, self._wake):
            if thing is not None:
                thing.close()
        self._selector = self._near = self._wake = None

    def _open(self) -> selectors.BaseSelector:
        if self._selector is None:
            import selectors  # not needed by programs that wait for nothing outside
            import socket

            self._selector = selectors.DefaultSelector()
            self._near, self._wake = socket.socketpair()
            self._near.setblocking(False)
            self._wake.setblocking(False)
            self._selector.register(self._near, _READ, self._drain)
        return self._selector

    def _drain(self) -> None:
        try:
            if self._near is not None:
                self._near.recv(4096)
        except OSError:
            return
