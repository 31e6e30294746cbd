"""erlang:trace/3, and what `trace` shares with it: flags of processes and ports.

OTP: erl_bif_trace.c
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import P
from pyerlshell.erts.ports import Ports
from pyerlshell.erts.process import DEAD, Process
from pyerlshell.erts.tracing import events
from pyerlshell.erts.tracing.sessions import (
    ALL,
    FLAGS,
    PORTS_ONLY,
    SHARED,
    Session,
    Traced,
    Tracing,
    process_of,
)
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.preloaded.erlang.processes import send_2
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.types import Pid, Port, Term


class WrongItem(Exception):
    """An argument that is none: args[0] is its cause for error_info."""


# -- processes


def read_flags(options: Term) -> tuple[frozenset[Atom], Process | None]:
    """The flags of a list, and the tracer if it names one."""
    if not is_proper(options):
        raise WrongItem(a.badopt)
    flags: set[Atom] = set()
    tracer: Process | None = None
    for option in from_list(options):
        if option is a.all:
            flags |= ALL
        elif type(option) is Atom and option in FLAGS:
            flags.add(option)
        elif type(option) is tuple and len(option) == 2 and option[0] is a.tracer:
            tracer = process_of(P.cur.node, option[1])
            if tracer is None:
                raise WrongItem(a.badopt)
        else:
            raise WrongItem(a.badopt)
    return frozenset(flags), tracer


_EVERY: Final = (a.all, a.processes, a.existing, a.existing_processes)
_NEW: Final = (a.all, a.processes, a.new, a.new_processes)
_EVERY_PORT: Final = (a.all, a.ports, a.existing, a.existing_ports)
_NEW_PORTS: Final = (a.all, a.ports, a.new, a.new_ports)
_WHO: Final = frozenset((*_EVERY, *_NEW, *_EVERY_PORT, *_NEW_PORTS))
_CONFLICT: Final = "** can only have one tracer per process\n"


class _Change:
    """Flags to be set or cleared. `named`: the tracer was; `told`: it, or who asks."""

    __slots__ = ("flags", "named", "on", "told")

    def __init__(self, on: bool, flags: frozenset[Atom], tracer: Process | None) -> None:
        self.on = on
        self.flags = flags
        self.named = tracer is not None
        self.told = tracer or P.cur

    def one(self, traced: dict[int, Traced], number: int) -> bool:
        """Whether it may be: nobody else traces the process or port of this number."""
        known = traced.get(number)
        if known is None:
            if self.on and self.flags:
                traced[number] = Traced(self.flags, self.told)
            return True
        if self.on:
            if known.tracer is not self.told and known.tracer.state != DEAD:
                return False
            known.flags |= self.flags
            known.tracer = self.told
            return True
        known.flags -= self.flags
        if not known.flags:
            del traced[number]
        elif self.named:
            known.tracer = self.told
        return True

    def to_come(self, known: Traced | None, flags: frozenset[Atom]) -> Traced:
        """What holds for those that are still to be made."""
        before = known.flags if known is not None else frozenset()
        return Traced(before | flags if self.on else before - flags, self.told)


def change_flags(
    session: Session, who: Term, on: bool, flags: frozenset[Atom], tracer: Process | None
) -> int:
    """Set or clear the flags of the processes and ports that `who` names; how many there are.

    `tracer`: the one that is named, if any. Who is traced by somebody else already is left alone.
    """
    if a.cpu_timestamp in flags and who is not a.all:
        raise WrongItem(None)
    change = _Change(on, flags, tracer)
    if type(who) is Pid or type(who) is Port:
        count = _change_named(session, who, change)
    elif type(who) is Atom and who in _WHO:
        count = _change_many(session, who, change)
    else:
        raise WrongItem(None)
    events.adapt(P.cur.node, send_2)
    return count


def _change_named(session: Session, who: Pid | Port, change: _Change) -> int:
    node = P.cur.node
    if type(who) is Pid:
        found = node.lookup(who) is not None
        traced = session.processes
    else:
        found = node.part(Ports).find(who) is not None
        traced = session.ports.open
    if not found:
        raise WrongItem(None)
    if not change.one(traced, who.number):
        node.log(a.error, _CONFLICT, [], None)
        raise WrongItem(None)
    return 1


def _change_many(session: Session, who: Atom, change: _Change) -> int:
    node = P.cur.node
    if a.cpu_timestamp in change.flags:  # which concerns the node as a whole
        node.part(Tracing).cpu_time = change.on
        change.flags -= {a.cpu_timestamp}
    for_processes = change.flags - PORTS_ONLY
    for_ports = change.flags & (PORTS_ONLY | SHARED)
    if who in _NEW and for_processes:
        session.new = change.to_come(session.new, for_processes)
    if who in _NEW_PORTS and for_ports:
        session.ports.new = change.to_come(session.ports.new, for_ports)
    count = 0
    if who in _EVERY and for_processes:
        count += sum([change.one(session.processes, p) for p in node.processes])
    if who in _EVERY_PORT and for_ports:
        count += 1  # the port that starts programs
        count += sum([change.one(session.ports.open, p) for p in node.part(Ports).open])
    return count


@erlang.export("trace/3", "(PidPortSpec, How, FlagList) -> integer() when How :: boolean()")
def trace(who: Term, how: Term, options: Term) -> Term:
    """Turn trace flags of processes on or off; how many processes that are."""
    given = (who, how, options)
    if how is not a.true and how is not a.false:
        raise badarg(*given)
    try:
        flags, tracer = read_flags(options)
        default = P.cur.node.part(Tracing).default
        return change_flags(default, who, how is a.true, flags, tracer)
    except WrongItem as e:
        raise ErlError(a.error, a.badarg, given, info=e.args[0]) from None
