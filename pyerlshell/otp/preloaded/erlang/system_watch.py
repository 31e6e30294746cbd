"""Profiling the system, walking over its processes, and what a node without distribution says.

The settings of system_profile are kept and given back.

OTP: erl_bif_trace.c (system_profile), erl_bif_info.c
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
    """What system_profile/2 of a node was given."""

    __slots__ = ("profile",)

    def __init__(self, node: Node) -> None:
        self.profile: Term = a.undefined


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
    if type(node) is not Atom:
        raise badarg(node)
    return a.nocookie


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
    chosen = from_list(options) if is_proper(options) else [None]
    if not all(option is a.allow_passive_connect for option in chosen):
        raise ErlError(a.error, a.badarg, given, info=a.badopt)
    return _monitor_node(node, flag, given)


def _monitor_node(node: Term, flag: Term, given: tuple[Term, ...]) -> Term:
    if type(node) is not Atom:
        raise badarg(*given)
    if node is not P.cur.node.name:
        raise ErlError(a.error, a.notalive, given)
    if flag is not a.true and flag is not a.false:
        raise badarg(*given)
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
