"""What generated code calls to send, to wait, and to time a wait.

OTP: erl_message.c, and the timeouts of msg_instrs.tab
"""

from __future__ import annotations

from collections import deque
from itertools import islice
from types import FunctionType
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NATIVE_CODE
from pyerlshell.erts.priority import LONG, LONG_MARK, mark_long, settle_pending, urgent_taken
from pyerlshell.erts.process import RUNNABLE, Process, deliver, watch_delivery
from pyerlshell.erts.scheduler import give_way, park, wait, wait_there
from pyerlshell.erts.signals import send_to, send_to_alias
from pyerlshell.erts.stacktrace import SHELL_NAMES
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Pid, Ref, Term

__all__ = [
    "end_timeout",
    "long_mailbox",
    "make_ref",
    "older_mark",
    "older_taken",
    "park",
    "send",
    "start_timeout",
    "wait",
    "wait_there",
]

_INFINITY = a.infinity
_MAX_TIMEOUT = 0xFFFFFFFF
_DRAINED: Final = 64
_MARKS: Final = 16


def send(to: Any, message: Term) -> Term:
    """`To ! Message`; the message."""
    if type(to) is Pid:
        try:  # asking with get/1 would cost 20 ns more
            q = P.processes[to.number]
        except KeyError:
            if P.pending:
                give_way()
            return message
        if q.pid is to or q.pid == to:
            if not q.state:
                # WAITING: who waits has looked at everything in `saved`, and his inbox is empty.
                q.saved.append(message)
                q.state = RUNNABLE
                q.runq.append(q)
            else:
                deliver(q, message)
    elif type(to) is Ref:
        send_to_alias(P.cur.node, to, message)
    elif not send_to(P.cur.node, to, message):
        raise badarg(to, message)
    if P.pending:
        give_way()
    return message


NATIVE_CODE[send.__code__] = ("erlang", "send")
SHELL_NAMES[send.__code__] = "!"
_plain_send: Final = FunctionType(send.__code__, globals(), "send")


def watched_send(to: Any, message: Term) -> Term:
    """What `send` is while some node traces messages."""
    node = P.cur.node
    if node.on_send is not None:
        node.on_send(to, message)
    if type(to) is Pid and node.on_receive is not None:
        q = node.lookup(to)
        if q is not None and not q.state:
            node.on_receive(q, message)  # the one case in which `send` does not use `deliver`
    return _plain_send(to, message)


def watch_sending(on: bool, *others: FunctionType) -> None:
    """From now on `send`, and others with its code, ask the node whether to tell somebody; or not.

    The code of the functions is replaced, so that sending costs nothing more at other times. Every
    node that wants it has to say so, and to take it back.
    """
    wanted = send.__dict__.get("watched", 0) + (1 if on else -1)
    send.__dict__["watched"] = wanted
    watch_delivery(wanted > 0)
    for f in (send, *others):
        code = watched_send.__code__ if wanted else _plain_send.__code__
        f.__code__ = code  # type: ignore[attr-defined]


def start_timeout(timeout: Term) -> None:
    """The `after` of a receive begins to run; `infinity` never ends."""
    if timeout is _INFINITY:
        return
    p = P.cur
    if type(timeout) is int and 0 <= timeout <= _MAX_TIMEOUT:
        if timeout == 0:
            p.timed_out = True
            if p.flags:
                settle_pending(p)
            return
        node = p.node
        p.timer = when = node.clock.monotonic() + timeout * 1_000_000
        if not p.armed or p.armed > when:
            node.timers.arm(p, when)
    else:
        raise ErlError(a.error, a.timeout_value)


def end_timeout() -> None:
    """A message came first."""
    p = P.cur
    p.timed_out = False
    p.timer = None


def make_ref() -> Ref:
    """`make_ref()`; a receive that waits for this reference need not look at older messages."""
    p = P.cur
    ref = p.node.make_ref()
    mark_mailbox(p, ref)
    return ref


def mark_mailbox(p: Process, ref: Ref) -> None:
    """Messages up to now cannot contain `ref`.

    Calls are nested: the mark before is kept if there are many messages before it.
    """
    if p.lref is not None and LONG < p.lmark < LONG_MARK:
        marks = p.more().marks
        marks[p.lref.ids] = p.lmark
        if len(marks) > _MARKS:
            del marks[next(iter(marks))]
    if p.inbox:
        p.saved.extend(p.inbox)
        p.inbox.clear()
    p.lref = ref
    p.lmark = len(p.saved)


def older_mark(p: Process, ref: Term, index: int) -> int:
    """Where to look for messages with a reference that is not the last one marked."""
    if p.extra is None or type(ref) is not Ref:
        return index
    return max(index, p.extra.marks.get(ref.ids, 0))


long_mailbox: Final = mark_long


def older_taken(p: Process, index: int) -> None:
    """A message before the mark was taken. What follows it in a long mailbox queues up again.

    A list gives up its first element in linear time, a deque in no time.
    """
    if p.extra is not None:
        urgent_taken(p, index)
        marks = p.extra.marks
        for ids, mark in marks.items():
            marks[ids] = mark - (index < mark)
    saved = p.saved
    if p.lmark < LONG_MARK:
        p.lmark -= 1
        if len(saved) - index <= LONG or not _is_draining(p):
            return
        p.lref = None
        p.lmark = LONG_MARK
        p.more().marks.clear()
    if len(saved) - index > LONG:
        if p.inbox is None:
            p.inbox = deque()
        p.inbox.extendleft(islice(reversed(saved), len(saved) - index))
        del saved[index:]
    if len(saved) < LONG:
        p.lmark = p.extra.urgent if p.extra is not None else 0


def _is_draining(p: Process) -> bool:
    """Many messages were taken since the last mark, which had put them all into the list: a server
    that makes a call for each message would otherwise move them to and fro.
    """
    extra = p.more()
    ref, count = extra.drained
    extra.drained = (p.lref, count + 1 if ref is p.lref else 1)
    return extra.drained[1] > _DRAINED
