"""Watching the system, walking over its processes, and what a node without distribution says.

The settings of system_monitor and system_profile are kept and given back; nothing of what they ask
for (long garbage collections, busy ports, schedulers that stop) happens in this runtime.

OTP: erl_bif_trace.c (system_monitor, system_profile), erl_bif_info.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.node import Node
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, is_proper, list_to_string, string_to_list, to_list
from pyerlshell.terms.maps import is_map, items, map_new
from pyerlshell.terms.types import Pid, Port, Term


class Watchers:
    """What system_monitor/2 and system_profile/2 of a node were given."""

    __slots__ = ("monitor", "profile")

    def __init__(self, node: Node) -> None:
        self.monitor: Term = a.undefined
        self.profile: Term = a.undefined


_TIMES: Final = (a.long_gc, a.long_schedule, a.large_heap)
_EVENTS: Final = (a.busy_dist_port, a.busy_port)
_PROFILES: Final = (
    a.runnable_procs,
    a.runnable_ports,
    a.scheduler,
    a.exclusive,
    a.timestamp,
    a.monotonic_timestamp,
    a.strict_monotonic_timestamp,
)


def _watchers() -> Watchers:
    return P.cur.node.part(Watchers)


@erlang.export("system_monitor/0", "() -> undefined | {pid(), [Option]}")
def system_monitor_0() -> Term:
    """What system_monitor/2 was given last."""
    return _watchers().monitor


@erlang.export("system_monitor/1", "(Arg) -> undefined | {pid(), [Option]}")
def system_monitor_1(setting: Term) -> Term:
    """Set what {MonitorPid, Options} says; `undefined` ends it."""
    if setting is a.undefined:
        return _set_monitor(a.undefined)
    if type(setting) is not tuple or len(setting) != 2:
        raise badarg(setting)
    return _set_monitor(_monitoring(setting[0], setting[1], (setting,)))


@erlang.export("system_monitor/2", "(MonitorPid, Options) -> undefined | {pid(), [Option]}")
def system_monitor_2(pid: Term, options: Term) -> Term:
    """Set which events of the system a process shall be told of; the old setting."""
    return _set_monitor(_monitoring(pid, options, (pid, options)))


def _set_monitor(setting: Term) -> Term:
    watchers = _watchers()
    old, watchers.monitor = watchers.monitor, setting
    return old


def _monitoring(pid: Term, options: Term, given: tuple[Term, ...]) -> Term:
    if pid is a.undefined or options is None:
        return a.undefined
    alive = type(pid) is Pid and P.cur.node.lookup(pid) is not None
    if not alive or not is_proper(options):
        raise badarg(*given)
    times: list[Term] = []
    events: list[Term] = []
    for option in from_list(options):
        if type(option) is Atom and option in _EVENTS:
            events.append(option)
        elif _is_time(option):
            times.append(option)
        else:
            raise ErlError(a.error, a.badarg, given, info=a.badopt)
    order = [*_EVENTS[::-1]]
    return (pid, to_list([*[e for e in order if e in events], *times]))


def _is_time(option: Any) -> bool:
    if type(option) is not tuple or len(option) != 2 or type(option[0]) is not Atom:
        return False
    if option[0] in _TIMES:
        return type(option[1]) is int and option[1] > 0
    return option[0] is a.long_message_queue and type(option[1]) is tuple and len(option[1]) == 2


@erlang.export("system_profile/0", "() -> undefined | {pid() | port(), [Option]}")
def system_profile_0() -> Term:
    """What system_profile/2 was given last."""
    return _watchers().profile


@erlang.export("system_profile/2", "(ProfilerPid, Options) -> undefined | {pid() | port(), list()}")
def system_profile_2(pid: Term, options: Term) -> Term:
    """Set what of the scheduling a process shall be told of; the old setting."""
    watchers = _watchers()
    setting: Term = a.undefined
    if pid is not a.undefined and options is not None:
        if not is_proper(options) or (type(pid) is not Pid and type(pid) is not Port):
            raise badarg(pid, options)
        if not all(type(o) is Atom and o in _PROFILES for o in from_list(options)):
            raise ErlError(a.error, a.badarg, (pid, options), info=a.badopt)
        setting = (pid, options)
    old, watchers.profile = watchers.profile, setting
    return old


# -- walking over the processes


@erlang.export("processes_iterator/0", "() -> processes_iter_ref()")
def processes_iterator() -> Term:
    """Where processes_next/1 begins."""
    return (0, None)


@erlang.export("processes_next/1", "(Iter) -> {pid(), processes_iter_ref()} | none")
def processes_next(iterator: Any) -> Term:
    """The next process and where to go on, or `none`; who ends or comes meanwhile may be missed."""
    if type(iterator) is not tuple or len(iterator) != 2 or type(iterator[0]) is not int:
        raise badarg(iterator)
    index, rest = iterator
    if rest is None:
        index, rest = chunk(P.cur.node, index, (iterator,))
    if type(rest) is not list:
        return a.none
    return (rest[0], (index, rest[1]))


def chunk(node: Node, index: int, given: tuple[Term, ...]) -> tuple[int, Term]:
    """The processes from an index on, and the index after them."""
    end = node.limits.processes
    if not 0 <= index <= end:
        raise badarg(*given)
    if index == end:
        return index, None
    return end, to_list([p.pid for p in node.processes.values()])


# -- other nodes


@erlang.export("set_cookie/1", "(Cookie) -> true when Cookie :: atom()")
def set_cookie_1(cookie: Term) -> Term:
    """Set the magic cookie of this node, which must be part of a network."""
    if type(cookie) is not Atom:
        raise badarg(cookie)
    raise ErlError(a.error, a.distribution_not_started)


@erlang.export("set_cookie/2", "(Node, Cookie) -> true when Node :: node(), Cookie :: atom()")
def set_cookie_2(node: Term, cookie: Term) -> Term:
    """Set the magic cookie for a node; this one must be part of a network."""
    if type(node) is not Atom or type(cookie) is not Atom or "@" not in node.name:
        raise badarg(node, cookie)
    raise ErlError(a.error, a.distribution_not_started)


@erlang.export("get_cookie/1", "(Node) -> Cookie | nocookie when Node :: node(), Cookie :: atom()")
def get_cookie_1(node: Term) -> Term:
    """The magic cookie for a node."""
    if type(node) is not Atom or "@" not in node.name:
        raise badarg(node)
    raise ErlError(a.error, a.distribution_not_started)


@erlang.export("disconnect_node/1", "(Node) -> boolean() | ignored when Node :: node()")
def disconnect_node(node: Term) -> Term:
    """Break the connection to a node; `ignored` where there is no network."""
    return a.ignored


@erlang.export("monitor_node/2", "(Node, Flag) -> true when Node :: node(), Flag :: boolean()")
def monitor_node_2(node: Term, flag: Term) -> Term:
    """Be told when a node goes down."""
    return _monitor_node(node, flag, (node, flag))


@erlang.export("monitor_node/3", "(Node, Flag, Options) -> true when Node :: node()")
def monitor_node_3(node: Term, flag: Term, options: Term) -> Term:
    """Be told when a node goes down, with options."""
    given = (node, flag, options)
    if not is_proper(options):
        raise badarg(*given)
    if not all(option is a.allow_passive_connect for option in from_list(options)):
        raise ErlError(a.error, a.badarg, given, info=a.badopt)
    return _monitor_node(node, flag, given)


def _monitor_node(node: Term, flag: Term, given: tuple[Term, ...]) -> Term:
    if type(node) is not Atom or (flag is not a.true and flag is not a.false):
        raise badarg(*given)
    if node is not P.cur.node.name:
        raise ErlError(a.error, a.notalive, given)
    return a.true


_INFO: Final = (a.connection_id, a.node_type)


@erlang.export("nodes/2", "(Arg, InfoOpts) -> [{node(), Info}] when Info :: map()")
def nodes_2(kind: Term, options: Term) -> Term:
    """The nodes of a kind, with what InfoOpts asks for: connection_id, node_type."""
    kinds = from_list(kind) if is_proper(kind) else [kind]
    if not all(type(k) is Atom and k in _KINDS for k in kinds) or not is_map(options):
        raise badarg(kind, options)
    asked: dict[Any, Term] = dict(items(options))  # type: ignore[arg-type]
    if not all(k in _INFO and type(v) is Atom for k, v in asked.items()):
        raise badarg(kind, options)
    values = {a.connection_id: a.undefined, a.node_type: a.this}
    info = map_new([(k, values[k]) for k in _INFO if asked.get(k) is a.true])
    shown = a.this in kinds or a.known in kinds
    return [(P.cur.node.name, info), None] if shown else None


_KINDS: Final = (a.visible, a.hidden, a.connected, a.this, a.known)


@erlang.export("load_nif/2", "(Path, LoadInfo) -> ok | {error, {Reason, string()}}")
def load_nif(path: Term, info: Term) -> Term:
    """Native libraries of the BEAM cannot be loaded: {error, {load_failed, Text}}."""
    text = list_to_string(path)
    if text is None:
        raise badarg(path, info)
    P.cur.node.outside.refuse("nif", text)
    said = f"Failed to load NIF library: '{text}.so: this system has no NIFs'"
    return (a.error, (atom("load_failed"), string_to_list(said)))
