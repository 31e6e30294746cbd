"""The table of `socket`, and the sockets that are open.

A socket is {'$socket', Ref}; the reference stands for an Open as long as anybody has it. What a
process waits for (data, a connection) is a Waiting in the queue of the socket: the first is told
by a message when the system says that the socket can be read.

OTP: socket, prim_socket
"""

from __future__ import annotations

import errno
import select
import socket as system
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

from pyerlshell.erts.machine import P
from pyerlshell.erts.magic import magic_of, make_magic
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.node import Node
from pyerlshell.erts.process import Process
from pyerlshell.otp import procs
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Pid, Ref, Term

socket: Final = NativeModule("socket", "Sockets as the system has them.")

OK: Final = a.ok
TIMEOUT: Final = (a.error, a.timeout)
CLOSED: Final = (a.error, a.closed)
SOCKET: Final = a.__getattr__("$socket")


@dataclass(slots=True)
class Waiting:
    """A process that waits; `nowait`: it goes on, and gets a select message."""

    pid: Pid
    ref: Ref
    nowait: bool


@dataclass(slots=True, weakref_slot=True, eq=False)
class Open:
    """A socket. `sock` is None once it is closed; `states` are those of its reading side."""

    sock: system.socket | None
    owner: Pid
    domain: Atom
    type: Atom
    protocol: Atom
    term: Any = None
    readers: deque[Waiting] = field(default_factory=deque)
    watched: bool = False
    states: list[str] = field(default_factory=list)
    connected: bool = False
    connecting: bool = False
    ahead: bytes = b""
    origin: int | None = None
    """The descriptor that it was opened by."""
    counts: dict[str, int] = field(default_factory=dict)
    monitors: dict[Ref, Pid] = field(default_factory=dict)
    otp: dict[Atom, Term] = field(default_factory=dict)

    def count(self, name: str, by: int = 1) -> None:
        """One of the counters grows."""
        self.counts[name] = self.counts.get(name, 0) + by


class Sockets:
    """The open sockets of a node."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.open: dict[int, Open] = {}
        node.exit_hooks.append(self.process_ended)

    def process_ended(self, process: Process, _reason: Term) -> None:
        """What it left open is closed, what it waited for is forgotten."""
        for found in list(self.open.values()):
            if found.owner == process.pid:
                self.close(found)
            else:
                self.forget(found, lambda w: w.pid == process.pid)

    def add(self, new: Open) -> Term:
        """A socket was opened; its term."""
        assert new.sock is not None
        new.sock.setblocking(False)
        new.term = (SOCKET, make_magic(new))
        self.open[id(new)] = new
        return new.term

    def close(self, found: Open) -> None:
        """Close it and tell who waits."""
        sock, found.sock = found.sock, None
        if sock is None:
            return
        self._unwatch(found, sock)
        self.open.pop(id(found), None)
        sock.close()
        for waiting in found.readers:
            message = (SOCKET, found.term, a.abort, (waiting.ref, a.closed))
            self.node.send(waiting.pid, message if waiting.nowait else (waiting.ref, CLOSED))
        found.readers.clear()
        for ref, pid in found.monitors.items():
            self.node.send(pid, (a.DOWN, ref, a.socket, found.term, a.closed))
        found.monitors.clear()

    def want(self, found: Open, waiting: Waiting) -> None:
        """Tell the process when the socket can be read."""
        assert found.sock is not None
        found.readers.append(waiting)
        if "selected" not in found.states:
            found.states.append("selected")
        if not found.watched:
            found.watched = True
            self.node.poller.add_reader(found.sock.fileno(), lambda: self._ready(found))

    def forget(self, found: Open, which: Callable[[Waiting], bool]) -> bool:
        """Whom this is true of waits no longer. Was there one?"""
        before = len(found.readers)
        found.readers = deque([w for w in found.readers if not which(w)])
        if not found.readers and found.sock is not None:
            self._unwatch(found, found.sock)
        return len(found.readers) < before

    def _ready(self, found: Open) -> None:
        if found.readers:
            waiting = found.readers.popleft()
            message: Term = (waiting.ref, OK)
            if waiting.nowait:
                message = (SOCKET, found.term, a.select, waiting.ref)
            self.node.send(waiting.pid, message)
        if not found.readers and found.sock is not None:
            self._unwatch(found, found.sock)

    def _unwatch(self, found: Open, sock: system.socket) -> None:
        if found.watched:
            found.watched = False
            self.node.poller.remove_reader(sock.fileno())


def sockets() -> Sockets:
    """Those of the running node."""
    found: Sockets = P.cur.node.part(Sockets)
    return found


def open_of(term: Any) -> Open | None:
    """The socket of a term, open or closed; None if it is none."""
    if type(term) is tuple and len(term) == 2 and term[0] is SOCKET:
        found = magic_of(term[1])
        return found if type(found) is Open else None
    return None


def problem(e: OSError) -> Term:
    """{error, Posix}"""
    return (a.error, atom(errno.errorcode.get(e.errno or errno.EIO, "EIO").lower()))


def invalid(*what: Term) -> Term:
    """{error, {invalid, What}}"""
    return (a.error, (a.invalid, what[0] if len(what) == 1 else what))


BLOCKED: Final = (BlockingIOError, InterruptedError)


def deadline(timeout: Any) -> float | None:
    """When milliseconds from now are over; None for infinity."""
    return None if timeout is a.infinity else monotonic() + timeout / 1000


def is_timeout(x: Term) -> bool:
    """A time in milliseconds, or infinity."""
    return x is a.infinity or (type(x) is int and x >= 0)


def left(until: float | None) -> int | None:
    """Milliseconds until then, at least 0."""
    return None if until is None else max(0, int((until - monotonic()) * 1000 + 0.999))


def reading(found: Open, until: float | None, attempt: Callable[[Any], Any]) -> Any:
    """What `attempt(sock)` gives, tried whenever the socket can be read; TIMEOUT, CLOSED."""
    while True:
        sock = found.sock
        if sock is None:
            return CLOSED
        try:
            return attempt(sock)
        except BLOCKED:
            pass  # there is nothing yet
        limit = left(until)
        if limit == 0:
            return TIMEOUT
        waiting = Waiting(P.cur.pid, P.cur.node.make_ref(), False)
        sockets().want(found, waiting)
        answer: Any = procs.receive_if(_answers(waiting.ref), limit)
        if answer is procs.TIMEOUT:
            sockets().forget(found, lambda w, ref=waiting.ref: w.ref is ref)  # type: ignore[misc]
            return TIMEOUT
        if answer[1] is not OK:
            return answer[1]


def _answers(ref: Ref) -> Callable[[Any], bool]:
    return lambda m: type(m) is tuple and len(m) == 2 and m[0] is ref


def selected(found: Open, tag: Atom, handle: Ref) -> Term:
    """The caller goes on; a message comes when the socket can be read."""
    sockets().want(found, Waiting(P.cur.pid, handle, True))
    return (a.select, (a.select_info, tag, handle))


def _writable(sock: system.socket) -> bool:
    with suppress(ValueError):
        return bool(select.select([], [sock], [sock], 0)[1])
    return False


def select_writable(found: Open, tag: Atom, timeout: Any) -> Term:
    """The caller goes on; a message comes when the socket can be written to, which a timer looks
    at now and then."""
    node: Node = P.cur.node
    handle = timeout if type(timeout) is Ref else node.make_ref()
    pid = P.cur.pid

    def look(_: object = None) -> None:
        if found.sock is None:
            node.send(pid, (SOCKET, found.term, a.abort, (handle, a.closed)))
        elif _writable(found.sock):
            node.send(pid, (SOCKET, found.term, a.select, handle))
        else:
            node.timers.add(node.clock.monotonic() + _LOOK_NS, look, None)

    look()
    return (a.select, (a.select_info, tag, handle))


_LOOK_NS: Final = 2_000_000


def wait_writable(found: Open, until: float | None) -> Term | None:
    """Wait until the socket takes data, or is connected; TIMEOUT or CLOSED if not."""
    while True:
        sock = found.sock
        if sock is None:
            return CLOSED
        if _writable(sock):
            return None
        limit = left(until)
        if limit == 0:
            return TIMEOUT
        procs.receive_if(lambda _: False, 1)
