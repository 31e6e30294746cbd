"""Signals between processes: links, monitors, aliases, exit signals, and the death of a process.

A signal acts at once. What is left for later is only the unwinding of the stack of a process that
was ended from outside, which the scheduler does when the process would have run next. A death that
spreads over links is a work list, not a recursion.

OTP: erl_proc_sig_queue.c
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyerlshell.erts import priority
from pyerlshell.erts.priority import deliver_priority
from pyerlshell.erts.process import DEAD, INTERRUPTED, RUNNING, Monitor, Process, deliver
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Pid, Port, Ref, Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

_EXIT: Final = a.EXIT
_REPLY: Final = a.reply
_REPLY_DEMONITOR: Final = a.reply_demonitor


def send_to(node: Node, to: Term, message: Term) -> bool:
    """Send to a pid, name, {Name, Node}, alias or port; False if that is no destination at all.

    A name that nobody has is no destination; a process that has ended, or another node, silently
    loses it.
    """
    kind = type(to)
    if kind is Pid:
        q = node.processes.get(to.number)  # type: ignore[attr-defined]
        if q is not None and (q.pid is to or q.pid == to):
            deliver(q, message)
        return True
    if kind is Atom:
        q = node.registry.get(to)  # type: ignore[call-overload]
        if q is None:
            return False
        deliver(q, message)
        return True
    if kind is Ref:
        send_to_alias(node, to, message)  # type: ignore[arg-type]
        return True
    if kind is Port:
        if node.ports is not None:
            node.ports.sent(to, message)
        return to.node is node.name  # type: ignore[attr-defined]
    if kind is tuple and len(to) == 2 and type(to[0]) is Atom and type(to[1]) is Atom:  # type: ignore[arg-type,index]
        if to[1] is node.name:  # type: ignore[index]
            send_to(node, to[0], message)  # type: ignore[index]
        return True
    return False


def send_to_alias(node: Node, ref: Ref, message: Term, urgent: bool = False) -> None:
    """Deliver to the process that made the alias, if it is still active."""
    found = node.aliases.get(ref.ids)
    if found is None:
        return
    process, mode, monitor = found
    if mode is _REPLY or mode is _REPLY_DEMONITOR:
        del node.aliases[ref.ids]
        if monitor is not None:
            remove_monitor(monitor)
    if urgent and process.extra is not None and ref.ids in process.extra.urgent_aliases:
        deliver_priority(process, message)
    else:
        deliver(process, message)


def set_link(p: Process, other: Process, new: bool = False) -> None:
    """Link both ways; does nothing if they are linked. `new`: the other has just been spawned."""
    if p is other:
        return
    if p.links is None:
        p.links = {}
    if other.links is None:
        other.links = {}
    if p.node.on_link is not None:
        p.node.on_link(p, other, new)
    p.links[other.pid] = other
    other.links[p.pid] = p


def remove_link(p: Process, pid: Pid | Port) -> None:
    """Unlink both ways."""
    if p.node.on_unlink is not None:
        p.node.on_unlink(p, pid)
    other = p.links.pop(pid, None) if p.links else None
    if p.extra is not None:
        p.extra.urgent_links.discard(pid)
    if other is not None and other.links:
        other.links.pop(p.pid, None)


def add_monitor(watcher: Process, target: Process, ref: Ref, item: Term) -> Monitor:
    """Tell `watcher` when `target` ends."""
    monitor = Monitor(watcher, target, ref, item)
    if watcher.monitors is None:
        watcher.monitors = {}
    watcher.monitors[ref.ids] = monitor
    if target.monitored_by is None:
        target.monitored_by = {}
    target.monitored_by[ref.ids] = monitor
    return monitor


def remove_monitor(monitor: Monitor) -> None:
    """Forget a monitor on both sides."""
    if monitor.watcher.monitors:
        monitor.watcher.monitors.pop(monitor.ref.ids, None)
    if monitor.target is not None and monitor.target.monitored_by:
        monitor.target.monitored_by.pop(monitor.ref.ids, None)


def send_down(monitor: Monitor, reason: Term) -> None:
    """The monitor goes off: `{DOWN, Ref, process, Item, Reason}`."""
    node = monitor.watcher.node
    if monitor.alias is a.demonitor or monitor.alias is a.reply_demonitor:
        node.aliases.pop(monitor.ref.ids, None)
    if monitor.watcher.state != DEAD:
        send = deliver_priority if monitor.urgent else deliver
        send(monitor.watcher, (monitor.tag, monitor.ref, monitor.kind, monitor.item, reason))


def exit_signal(to: Process, sender: Pid | Port, reason: Term, by_link: bool) -> None:
    """An exit signal arrives: a message, the end of the process, or nothing.

    `kill` sent with exit/2 always ends the process; through a link it is a reason like any other.
    """
    _spread([(to, sender, reason, by_link)])


def exit_signal_to_alias(node: Node, ref: Ref, sender: Pid, reason: Term, urgent: bool) -> None:
    """The same through an alias; urgent: the message it may become is a priority message."""
    found = node.aliases.get(ref.ids)
    if found is None:
        return
    to = found[0]
    extra = to.extra
    if urgent and extra is not None and ref.ids in extra.urgent_aliases:
        if to.trap_exit and reason is not a.kill:
            deliver_priority(to, (_EXIT, sender, reason))
            return
    exit_signal(to, sender, reason, False)


def finish(p: Process, reason: Term) -> None:
    """The process has ended with this reason: undo what it had and tell everybody concerned."""
    work: list[tuple[Process, Pid | Port, Term, bool]] = []
    _finish(p, reason, work)
    _spread(work)


def _spread(work: list[tuple[Process, Pid | Port, Term, bool]]) -> None:
    for to, sender, reason, by_link in work:
        if to.state == DEAD:
            continue
        if by_link and (not to.links or to.links.pop(sender, None) is None):
            continue
        if reason is a.kill and not by_link:
            _finish(to, a.killed, work)
        elif to.trap_exit:
            urgent = by_link and priority.by_link(to, sender)
            (deliver_priority if urgent else deliver)(to, (_EXIT, sender, reason))
        elif reason is not a.normal or (not by_link and sender == to.pid):
            _finish(to, reason, work)


def _finish(p: Process, reason: Term, work: list[tuple[Process, Pid | Port, Term, bool]]) -> None:
    if p.state == DEAD:
        return
    node = p.node
    was_running = p.state == RUNNING
    p.state = DEAD
    p.flags |= INTERRUPTED
    node.processes.pop(p.pid.number, None)
    node.past_reductions += p.reductions
    if p.name is not None:
        node.registry.pop(p.name, None)
    node.timers.forget(p)
    for hook in node.exit_hooks:
        hook(p, reason)
    for monitor in list((p.monitors or {}).values()):
        remove_monitor(monitor)
        if monitor.alias is not None:
            node.aliases.pop(monitor.ref.ids, None)
    node.drop_aliases(p)
    for other in list((p.links or {}).values()):
        work.append((other, p.pid, reason, True))
    for monitor in list((p.monitored_by or {}).values()):
        if monitor.watcher.monitors:
            monitor.watcher.monitors.pop(monitor.ref.ids, None)
        send_down(monitor, reason)
    if p.extra is not None:
        for told in p.extra.on_exit:
            told(p, reason)
    if p.g is not None and not was_running:
        p.runq.append(p)
    p.f = None
    p.a = ()
    p.saved = []
    p.inbox = None
    p.links = p.monitors = p.monitored_by = p.dictionary = None
