"""What is known of sockets, and what this system supports.

OTP: socket
"""

from __future__ import annotations

import os
import socket as system
from types import FunctionType
from typing import Any, Final

from pyerlshell.erts.errors import badarg, function_clause
from pyerlshell.erts.interfaces import FLAGS as FLAG_BITS
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.otp.kernel.socket.addresses import FAMILIES
from pyerlshell.otp.kernel.socket.messages import FLAGS
from pyerlshell.otp.kernel.socket.module import Open, open_of, socket, sockets
from pyerlshell.otp.kernel.socket.option_table import OPTIONS
from pyerlshell.otp.kernel.socket.options import OTP
from pyerlshell.otp.kernel.socket.requests import REQUESTS
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.maps import map_new
from pyerlshell.terms.types import Pid, Ref, Term
from pyerlshell.terms.write import write

_COUNTERS: Final = (
    "read_byte read_fails read_pkg read_pkg_max read_tries read_waits write_byte write_fails "
    "write_pkg write_pkg_max write_tries write_waits acc_success acc_fails acc_tries acc_waits"
).split()


_NUMBERS: Final[dict[str, tuple[str, Atom]]] = {
    "num_dinet": ("domain", a.inet),
    "num_dinet6": ("domain", a.inet6),
    "num_dlocal": ("domain", a.local),
    "num_tdgrams": ("type", a.dgram),
    "num_tstreams": ("type", a.stream),
    "num_tseqpkgs": ("type", a.seqpacket),
    "num_ptcp": ("protocol", a.tcp),
    "num_pudp": ("protocol", a.udp),
    "num_pip": ("protocol", a.ip),
    "num_psctp": ("protocol", a.sctp),
}


class Debugging:
    """What debug/1 and socket_debug/1 were told, which has no other effect."""

    def __init__(self, _node: Any) -> None:
        self.on: dict[Atom, Term] = {a.debug: a.false, a.socket_debug: a.false}


def _debugging() -> dict[Atom, Term]:
    found: Debugging = P.cur.node.part(Debugging)
    return found.on


@socket.export("info/0", "() -> map()")
def info() -> Term:
    """How the runtime handles sockets, and how many there are of each kind."""
    opened = list(sockets().open.values())
    counters: list[tuple[Term, Term]] = [(a.num_sockets, len(opened)), (a.num_cnt_bits, 64)]
    for name, (field, value) in _NUMBERS.items():
        counters.append((atom(name), sum(getattr(found, field) is value for found in opened)))
    return map_new(
        [
            (a.counters, map_new(counters)),
            *_debugging().items(),
            (a.use_registry, a.true),
            (a.load_nif_result, a.ok),
            (a.iow, a.false),
            (a.eei, a.true),
            (a.iov_max, 1024),
            (a.io_backend, map_new([(a.name, a.unix_essio)])),
        ]
    )


@socket.export("debug/1", internal=True)
def debug(on: Term) -> Term:
    """Whether the runtime tells what it does; here it remembers this only."""
    return _remember(a.debug, on)


@socket.export("socket_debug/1", internal=True)
def socket_debug(on: Term) -> Term:
    """As debug/1, for new sockets."""
    return _remember(a.socket_debug, on)


def _remember(name: Atom, on: Term) -> Term:
    if on is not a.true and on is not a.false:
        raise function_clause(on)
    _debugging()[name] = on
    return a.ok


@socket.export("info/1", "(Socket) -> map()")
def info_1(term: Term) -> Term:
    """What is known of a socket: domain, type, protocol, owner, states and counters."""
    found = open_of(term)
    if found is None:
        raise badarg(term)
    closed = [a.closing, a.closed] if found.sock is None else []
    counters = map_new([(atom(name), found.counts.get(name, 0)) for name in _COUNTERS])
    connected = [a.connected] if found.connected else []
    return map_new(
        [
            (a.counters, counters),
            (a.ctype, a.normal if found.origin is None else (a.fromfd, found.origin)),
            (a.domain, found.domain),
            (a.num_acceptors, 0),
            (a.num_readers, len(found.readers)),
            (a.num_writers, 0),
            (a.owner, a.undefined if closed else found.owner),
            (a.protocol, found.protocol),
            (a.rstates, to_list([*[atom(name) for name in sorted(found.states)], *closed])),
            (a.type, found.type),
            (a.wstates, to_list([*connected, *closed])),
        ]
    )


@socket.export("number_of/0", "() -> non_neg_integer()")
def number_of() -> Term:
    """How many sockets are open."""
    return len(sockets().open)


@socket.export("which_sockets/0", "() -> [socket()]")
def which_sockets() -> Term:
    """The open sockets."""
    return to_list([found.term for found in sockets().open.values()])


@socket.export("which_sockets/1", "(FilterRule) -> [socket()]")
def which_sockets_1(rule: Term) -> Term:
    """The open sockets of a domain, a type, a protocol or an owner."""
    if type(rule) is FunctionType:
        return _chosen_by(rule)
    if type(rule) is not Pid and rule not in _RULES:
        raise badarg(rule)
    return to_list([found.term for found in sockets().open.values() if _fits(found, rule)])


def _chosen_by(wanted: Any) -> Term:
    made: list[Term] = []
    for found in list(sockets().open.values()):
        r = wanted(info_1(found.term))
        if r is TAIL:
            r = run()
        if r is a.true:
            made.append(found.term)
    return to_list(made)


_RULES: Final = (a.inet, a.inet6, a.local, a.stream, a.dgram, a.seqpacket, a.sctp, a.tcp, a.udp)


def _fits(found: Open, rule: Any) -> bool:
    if type(rule) is Pid:
        return found.owner == rule
    return rule in (found.domain, found.type, found.protocol)


@socket.export("use_registry/1", "(D :: boolean()) -> ok")
def use_registry(on: Term) -> Term:
    """Whether sockets are listed; here they always are."""
    if on is not a.true and on is not a.false:
        raise function_clause(on)
    return a.ok


@socket.export("to_list/1", "(Socket) -> list()")
def to_list_1(term: Any) -> Term:
    """The text of a socket."""
    if open_of(term) is None:
        raise badarg(term)
    return string_to_list("#Socket<" + write(term[1])[5:])


# -- monitors


@socket.export("monitor/1", "(Socket) -> reference()")
def monitor(term: Term) -> Term:
    """Ask for {'DOWN', Ref, socket, Socket, Info} when a socket is closed."""
    found = open_of(term)
    if found is None:
        raise badarg(term)
    ref = P.cur.node.make_ref()
    if found.sock is None:
        P.cur.node.send(P.cur.pid, (a.DOWN, ref, a.socket, term, a.closed))
    else:
        found.monitors[ref] = P.cur.pid
    return ref


@socket.export("cancel_monitor/1", "(Ref :: reference()) -> boolean()")
def cancel_monitor(ref: Term) -> Term:
    """Take back monitor/1; false if there is no such monitor."""
    if type(ref) is not Ref:
        raise badarg(ref)
    for found in sockets().open.values():
        if found.monitors.get(ref) == P.cur.pid:
            del found.monitors[ref]
            return a.true
    return a.false


@socket.export("number_of_monitors/0", internal=True)
def number_of_monitors() -> Term:
    """How many monitors there are of sockets."""
    return sum([len(found.monitors) for found in sockets().open.values()])


@socket.export("number_of_monitors/1", internal=True)
def number_of_monitors_1(pid: Any) -> Term:
    """How many monitors a process has of sockets."""
    if type(pid) is not Pid:
        raise function_clause(pid)
    return sum([list(s.monitors.values()).count(pid) for s in sockets().open.values()])


@socket.export("which_monitors/1", internal=True)
def which_monitors(whose: Any) -> Term:
    """The monitors that a process has of sockets, or that there are of one."""
    found = open_of(whose)
    if found is not None:
        return to_list(list(found.monitors))
    if type(whose) is not Pid:
        raise function_clause(whose)
    opened = sockets().open.values()
    return to_list([ref for s in opened for ref, pid in s.monitors.items() if pid == whose])


@socket.export("monitored_by/1", internal=True)
def monitored_by(term: Term) -> Term:
    """The processes that monitor a socket."""
    found = open_of(term)
    if found is None:
        raise badarg(term)
    return to_list(list(dict.fromkeys(found.monitors.values())))


# -- what there is


def _options() -> list[tuple[Term, bool]]:
    known: list[tuple[Term, bool]] = [((a.otp, atom(name)), True) for name in OTP]
    known += [((a.socket, atom(name)), True) for name in ("domain", "protocol", "type")]
    for level, names in OPTIONS.items():
        known += [((atom(level), atom(name)), True) for name in names]
    return known


def _features() -> dict[Atom, list[tuple[Term, bool]] | bool]:
    return {
        a.options: _options(),
        a.protocols: [(a.tcp, True), (a.udp, True), (a.ip, True), (a.icmp, True)],
        a.msg_flags: [(atom(name), True) for name in FLAGS],
        a.ipv6: system.has_ipv6,
        a.local: a.local in FAMILIES,
        a.netns: False,
        a.sctp: False,
        a.sendfile: hasattr(os, "sendfile"),
        a.ioctl_flags: [(atom(name), True) for name, _ in FLAG_BITS],
        a.ioctl_requests: [(atom(name), True) for name in REQUESTS],
    }


def _truth(value: bool) -> Atom:
    return a.true if value else a.false


def _shown(value: list[tuple[Term, bool]] | bool) -> Term:
    if type(value) is bool:
        return _truth(value)
    return to_list([(name, _truth(there)) for name, there in value])


@socket.export("supports/0", "() -> [{Feature, boolean() | list()}]")
def supports() -> Term:
    """What this system supports."""
    return to_list([(name, _shown(value)) for name, value in _features().items()])


@socket.export("supports/1", "(Key1) -> [{Key2, boolean()}]")
def supports_1(key: Any) -> Term:
    """What this system supports of a kind: options, protocols, msg_flags."""
    value = _features().get(key, []) if type(key) is Atom else []
    return None if type(value) is bool else _shown(value)


@socket.export("supports/2", "(options, Level) -> [{Opt, boolean()}]")
def supports_2(key: Any, level: Any) -> Term:
    """The options of a level."""
    if key is not a.options:
        return None
    known: list[Any] = list(_options())
    found = [(n[1], there) for n, there in known if n[0] is level]
    return _shown(found)


@socket.export("is_supported/1", "(Key1) -> boolean()")
def is_supported(key: Any) -> Term:
    """Does this system support it?"""
    value = _features().get(key, False) if type(key) is Atom else False
    return _truth(value if type(value) is bool else True)


@socket.export("is_supported/2", "(Key1, Key2) -> boolean()")
def is_supported_2(key: Any, name: Any) -> Term:
    """Does this system support an option {Level, Opt}, a protocol, a flag?"""
    value = _features().get(key, []) if type(key) is Atom else []
    return _truth(type(value) is list and any(known == name and there for known, there in value))


@socket.export("is_supported/3", "(options, Level, Opt) -> boolean()")
def is_supported_3(key: Any, level: Any, name: Any) -> Term:
    """Does this system support an option?"""
    if type(level) is not Atom or type(name) is not Atom:
        raise function_clause(key, level, name)
    return is_supported_2(key, (level, name))
