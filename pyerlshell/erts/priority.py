"""Priority messages (EEP 76): before the ordinary ones, behind the priority messages before them.

How many of the first messages in `saved` are priority messages is counted, so that the next one
goes behind them; `older_taken` counts them down. A process that was interrupted with a stack may be
in the middle of a scan, whose index would be wrong afterwards: what it gets is kept apart until
it has taken a message or waits, as the reference keeps signals in an outer queue while there is
something in the inner one.

OTP: erl_proc_sig_queue.c (prioq)
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.machine import P
from pyerlshell.erts.process import INTERRUPTED, RUNNABLE, WAITING, Extra, Process, hear
from pyerlshell.terms.types import Pid, Port, Term

LONG: Final = 1000
"""A scan that goes on past so many messages makes the mailbox a long one; so does the scheduler
when it gets to a process that has more of them, all looked at as they came."""
LONG_MARK: Final = 1 << 60
"""`lmark` of a process that wants to be asked whenever it takes a message; of one with a long
mailbox too."""


def mark_long(p: Process) -> None:
    """Taking messages out of a list would cost too much: older_taken wants to be asked."""
    if p.lmark < LONG:
        p.lref = None
        p.lmark = LONG_MARK


def deliver_priority(to: Process, message: Term) -> None:
    """Queue a priority message and wake the receiver."""
    hear(to, message)
    extra = to.more()
    if to.g is None or not to.flags & INTERRUPTED or to is getattr(P, "cur", None):
        _insert(to, extra, message)
    else:
        extra.pending.append(message)
        to.lref = None
        to.lmark = LONG_MARK
        return
    if to.state == WAITING:
        to.state = RUNNABLE
        to.runq.append(to)


def _insert(p: Process, extra: Extra, message: Term) -> None:
    at = extra.urgent
    p.saved.insert(at, message)
    extra.urgent = at + 1
    p.lref = None  # the message may contain that reference
    extra.marks.clear()
    p.lmark = max(p.lmark, at + 1)  # so that older_taken is asked
    p.save = min(p.save, at)  # the receive in progress has not seen it


def settle_pending(p: Process) -> None:
    """No scan is in progress: what was kept apart goes where it belongs."""
    extra = p.extra
    if extra is not None and extra.pending:
        pending, extra.pending = extra.pending, []
        for message in pending:
            _insert(p, extra, message)


def urgent_taken(p: Process, index: int) -> None:
    """A message before the mark was taken: the scan is over."""
    extra = p.extra
    if extra is not None:
        if index < extra.urgent:
            extra.urgent -= 1
        settle_pending(p)


def enabled(p: Process) -> bool:
    """Whether anything can send the process priority messages."""
    extra = p.extra
    if extra is None:
        return False
    aliases = p.node.aliases
    return (
        bool(extra.urgent_links)
        or any(ids in aliases for ids in extra.urgent_aliases)
        or any(monitor.urgent for monitor in (p.monitors or {}).values())
    )


def by_link(p: Process, other: Pid | Port) -> bool:
    """Whether an exit signal over this link comes as a priority message; asked once."""
    extra = p.extra
    if extra is None or other not in extra.urgent_links:
        return False
    extra.urgent_links.discard(other)
    return True


def set_by_link(p: Process, other: Pid | Port, on: bool) -> None:
    """What the last link/1,2 of the process to the other said."""
    if on:
        p.more().urgent_links.add(other)
    elif p.extra is not None:
        p.extra.urgent_links.discard(other)
