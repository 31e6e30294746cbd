"""Links, monitors, aliases, exit signals, group leaders, suspension.

OTP: erl_proc_sig_queue.c, bif.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.mailbox import mark_mailbox, older_mark, older_taken
from pyerlshell.erts.node import Node
from pyerlshell.erts.priority import LONG, set_by_link
from pyerlshell.erts.process import (
    HAS_ALIASES,
    Monitor,
    Process,
    deliver,
)
from pyerlshell.erts.scheduler import check
from pyerlshell.erts.signals import (
    add_monitor,
    exit_signal,
    exit_signal_to_alias,
    remove_link,
    send_down,
    set_link,
)
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.preloaded.erlang.process_options import monitor_options
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.types import Pid, Port, Ref, Term

# -- links


@erlang.export("link/1", "(PidOrPort) -> true when PidOrPort :: pid() | port()")
def link(pid: Term) -> Term:
    """Link the caller to another process: each is told when the other ends."""
    return _link(pid, (pid,))


def _link(pid: Any, given: tuple[Term, ...]) -> Term:
    p = P.cur
    if type(pid) is not Pid and not _is_own_port(p, pid):
        raise badarg(*given)
    other = p.node.lookup(pid) if type(pid) is Pid else _open_port(p.node, pid)
    if other is not None:
        set_link(p, other)
    elif p.trap_exit or not _local(p, pid):
        deliver(p, (a.EXIT, pid, a.noproc if _local(p, pid) else a.noconnection))
    else:
        raise ErlError(a.error, a.noproc, given)
    if p.extra is not None:
        set_by_link(p, pid, False)
    check()
    return a.true


def _open_port(node: Node, port: Term) -> Any:
    """The open port, which stands where a process can."""
    return node.ports.find(port) if node.ports is not None else None


def _port_task(port: Any, what: Atom) -> None:
    """A trace of running ports shows what they are asked."""
    with port.task(what):
        pass


def _is_own_port(p: Process, port: Any) -> bool:
    return type(port) is Port and _local(p, port)


def _local(p: Process, pid: Pid | Port) -> bool:
    return pid.node is p.node.name


@erlang.export("link/2", "(PidOrPort, Options) -> true when PidOrPort :: pid() | port()")
def link_2(pid: Term, options: Term) -> Term:
    """Link the caller to another process, with options."""
    given = (pid, options)
    chosen = from_list(options) if is_proper(options) else [None]
    if not all(option is a.priority for option in chosen):
        raise ErlError(a.error, a.badarg, given, info=a.badopt)
    p = P.cur
    _link(pid, given)
    if chosen and p.links and pid in p.links:
        set_by_link(p, pid, True)  # type: ignore[arg-type]
    return a.true


@erlang.export("unlink/1", "(Id) -> true when Id :: pid() | port()")
def unlink(pid: Term) -> Term:
    """Remove the link between the caller and another process, if there is one."""
    if type(pid) is Pid or _is_own_port(P.cur, pid):
        remove_link(P.cur, pid)  # type: ignore[arg-type]
    else:
        raise badarg(pid)
    return a.true


# -- monitors

_TYPES: Final = (a.process, a.port, a.time_offset)


@erlang.export("monitor/2", "(Type, Item) -> MonitorRef when MonitorRef :: reference()")
def monitor(kind: Term, item: Term) -> Term:
    """Have a message sent to the caller when the process ends."""
    return _monitor(kind, item, _DOWN, None, (kind, item))


@erlang.export("monitor/3", "(Type, Item, Opts) -> MonitorRef when MonitorRef :: reference()")
def monitor_3(kind: Term, item: Term, options: Any) -> Term:
    """Have a message sent to the caller when the process ends, with options."""
    if type(options) is list and options[1] is None and options[0] == _ONLY_ALIAS:
        return _monitor(kind, item, _DOWN, _DEMONITOR, (kind, item, options))
    fields: dict[str, Any] = {}
    if not monitor_options(options, fields):
        raise ErlError(a.error, a.badarg, (kind, item, options), info=a.badopt)
    tag = fields.get("tag", _DOWN)
    urgent = "urgent" in fields
    return _monitor(kind, item, tag, fields.get("alias"), (kind, item, options), urgent)


_PROCESS: Final = a.process
_DOWN: Final = a.DOWN
_DEMONITOR: Final = a.demonitor
_ONLY_ALIAS: Final = (a.alias, _DEMONITOR)
"""What gen:call/4 asks for every time."""


def _monitor(
    kind: Term,
    item: Any,
    tag: Term,
    alias: Atom | None,
    given: tuple[Term, ...],
    urgent: bool = False,
) -> Term:
    p = P.cur
    node = p.node
    target: Process | None
    named: Term
    if kind is _PROCESS and type(item) is Pid:
        named = item
        target = node.processes.get(item.number)
        if target is not None and target.pid is not item and target.pid != item:
            target = None
    else:
        if type(kind) is not Atom or kind not in _TYPES:
            raise ErlError(a.error, a.badarg, given, info=a.badtype)
        target, named = _find(p, kind, item, given)
    if target is p:
        alias = None  # who monitors himself monitors nobody, and gets no alias either
    ref = node.make_ref() if alias is None else node.make_alias_ref(p)
    if p.inbox or p.lmark > LONG:
        mark_mailbox(p, ref)
    else:
        p.lref = ref
        p.lmark = len(p.saved)
    if target is None or target is p:
        made = Monitor(p, None, ref, named)
        if kind is a.time_offset:
            p.monitors = p.monitors or {}
            p.monitors[ref.ids] = made
    else:
        made = add_monitor(p, target, ref, named)
    if kind is not _PROCESS:
        made.kind = kind
        if made.target is not None and kind is a.port:
            _port_task(made.target, a.monitor)
    made.tag = tag
    if urgent:
        made.urgent = True
    if alias is not None:
        made.alias = alias
        node.aliases[ref.ids] = (p, alias, made)
        if made.target is None or alias is a.explicit_unalias:
            p.flags |= HAS_ALIASES
    if target is None and kind is not a.time_offset:
        send_down(made, a.noproc if _here(p, named) else a.noconnection)
    if P.pending:
        check()
    return ref


def _here(p: Process, item: Term) -> bool:
    if type(item) is tuple:
        return item[1] is p.node.name
    return getattr(item, "node", None) is p.node.name


def _find(
    p: Process, kind: Atom, item: Any, given: tuple[Term, ...]
) -> tuple[Process | None, Term]:
    """The process that the item means, and what the message will call it."""
    node = p.node
    if kind is a.time_offset:
        if item is not a.clock_service:
            raise badarg(*given)
        return None, item
    if type(item) is Port and kind is a.port and not _local(p, item):
        raise badarg(*given)
    if type(item) is (Pid if kind is a.process else Port):
        return (node.lookup(item) if type(item) is Pid else _open_port(node, item)), item
    if type(item) is Atom:
        return node.registry.get(item), (item, node.name)
    named = type(item) is tuple and len(item) == 2 and type(item[0]) is type(item[1]) is Atom
    if named and (item[1] is node.name or node.name is not _NOT_ALIVE):
        return (node.registry.get(item[0]) if item[1] is node.name else None), item
    raise badarg(*given)


_NOT_ALIVE: Final = atom("nonode@nohost")
_FLUSH: Final = a.flush
_EXPLICIT: Final = a.explicit_unalias
_true: Final = a.true


@erlang.export("demonitor/1", "(MonitorRef) -> true when MonitorRef :: reference()")
def demonitor(ref: Term) -> Term:
    """Remove a monitor of the caller's."""
    if type(ref) is not Ref:
        raise badarg(ref)
    _demonitor(P.cur, ref)
    return a.true


@erlang.export(
    "demonitor/2",
    "(MonitorRef, OptionList) -> boolean() "
    "when MonitorRef :: reference(), OptionList :: [flush | info]",
)
def demonitor_2(ref: Term, options: Term) -> Term:
    """Remove a monitor of the caller's, and with `flush` its message too."""
    if type(options) is list and options[0] is _FLUSH and options[1] is None and type(ref) is Ref:
        if not _demonitor(P.cur, ref):
            _flush(P.cur, ref)
        return _true
    if type(ref) is not Ref or not is_proper(options):
        raise badarg(ref, options)
    chosen = from_list(options)
    if not all(option is a.flush or option is a.info for option in chosen):
        raise badarg(ref, options)
    found = _demonitor(P.cur, ref)
    flushed = False
    if not found and a.flush in chosen:
        flushed = _flush(P.cur, ref)
    if a.info in chosen:
        return a.true if found and not flushed else a.false
    return a.true


def _demonitor(p: Process, ref: Ref) -> bool:
    ids = ref.ids
    found = p.monitors.pop(ids, None) if p.monitors else None
    if found is None or found.alias is not None:
        aliases = p.node.aliases
        entry = aliases.get(ids)
        if entry is not None and entry[0] is p and entry[1] is not _EXPLICIT:
            del aliases[ids]
    if found is None:
        return False
    target = found.target
    if target is not None and found.kind is a.port:
        _port_task(target, a.demonitor)
    if target is not None and target.monitored_by:
        target.monitored_by.pop(ids, None)
    return True


def _flush(p: Process, ref: Ref) -> bool:
    if p.inbox:
        p.saved.extend(p.inbox)
        p.inbox.clear()
    saved = p.saved
    first = p.lmark if p.lref is ref else older_mark(p, ref, 0)
    for i in range(first, len(saved)):
        m = saved[i]
        if type(m) is tuple and len(m) == 5 and (m[1] is ref or _is_ref(m[1], ref)):
            del saved[i]
            if i < p.lmark:
                older_taken(p, i)
            return True
    return False


def _is_ref(x: Term, ref: Ref) -> bool:
    return type(x) is Ref and x.ids == ref.ids and x == ref


# -- exit signals


@erlang.export("exit/2", "(Pid, Reason) -> true when Pid :: pid() | port(), Reason :: term()")
def exit_2(pid: Term, reason: Term) -> Term:
    """Send an exit signal."""
    p = P.cur
    if type(pid) is Pid:
        other = p.node.lookup(pid)
        if other is not None:
            exit_signal(other, p.pid, reason, False)
    elif _is_own_port(p, pid):
        port: Any = _open_port(p.node, pid)
        if port is not None:
            exit_signal(port, p.pid, a.killed if reason is a.kill else reason, False)
    elif type(pid) is Ref:
        exit_signal_to_alias(p.node, pid, p.pid, reason, False)
    else:
        raise badarg(pid, reason)
    check()
    return a.true


@erlang.export("exit/3", "(Dest, Reason, Options) -> true when Options :: [priority]")
def exit_3(pid: Term, reason: Term, options: Term) -> Term:
    """Send an exit signal; `priority`: through a priority alias, it comes as a priority message."""
    _exit_options(pid, reason, options)
    if type(pid) is not Ref or options is None:
        return exit_2(pid, reason)
    exit_signal_to_alias(P.cur.node, pid, P.cur.pid, reason, True)
    check()
    return a.true


def _exit_options(pid: Term, reason: Term, options: Term) -> None:
    if not is_proper(options) or not all(o is a.priority for o in from_list(options)):
        raise ErlError(a.error, a.badarg, (pid, reason, options), info=a.badopt)
    if type(pid) is not Pid and type(pid) is not Port and type(pid) is not Ref:
        raise badarg(pid, reason, options)


@erlang.export("exit_signal/2", "(Dest, Reason) -> true when Dest :: pid() | port() | reference()")
def exit_signal_2(pid: Term, reason: Term) -> Term:
    """Send an exit signal; the caller too ignores `normal` from itself, unless it traps exits."""
    if type(pid) is not Pid and type(pid) is not Port and type(pid) is not Ref:
        raise badarg(pid, reason)
    p = P.cur
    if pid == p.pid and reason is a.normal and not p.trap_exit:
        return a.true
    return exit_2(pid, reason)


@erlang.export("exit_signal/3", "(Dest, Reason, Options) -> true when Options :: [priority]")
def exit_signal_3(pid: Term, reason: Term, options: Term) -> Term:
    """Like exit_signal/2; `priority`: through a priority alias, as a priority message."""
    _exit_options(pid, reason, options)
    if type(pid) is Ref:
        return exit_3(pid, reason, options)
    return exit_signal_2(pid, reason)


# -- group leaders


@erlang.export("group_leader/0", "() -> pid()")
def group_leader() -> Term:
    """The process that does the caller's input and output."""
    return P.cur.group_leader


@erlang.export("group_leader/2", "(GroupLeader, Pid) -> true when GroupLeader, Pid :: pid()")
def set_group_leader(leader: Term, pid: Term) -> Term:
    """Set the process that does Pid's input and output."""
    if type(leader) is not Pid or type(pid) is not Pid:
        raise badarg(leader, pid)
    p = P.cur.node.lookup(pid)
    if p is None:
        raise badarg(leader, pid)
    p.group_leader = leader
    return a.true
