"""Sequential tracing: a token that goes along with messages.

What a process sends while it has a token carries the token, and whoever takes the message has it
then. Messages are plain terms in a mailbox here, so what came with which token is noted beside the
mailbox, and which message was taken last is found out when the token is next needed. A `receive` is
told when the message arrives. All of this exists only while some process has a token.

OTP: erl_trace.c (seq_trace_*), seq_trace
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts import mailbox
from pyerlshell.erts.machine import P
from pyerlshell.erts.process import DEAD, Process, deliver
from pyerlshell.erts.tracing.hooks import Hooks
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.structs import replaced, structure
from pyerlshell.terms.types import Pid, Port, Term

if TYPE_CHECKING:
    from types import FunctionType

    from pyerlshell.erts.node import Node

FLAGS: Final[dict[Atom, int]] = {
    a.send: 1,
    a.receive: 2,
    a.print: 4,
    a.timestamp: 8,
    a.strict_monotonic_timestamp: 16,
    a.monotonic_timestamp: 32,
}
_STAMPS: Final = 8 | 16 | 32
_WHO: Final = "seq_trace"
_MANY: Final = 64


@structure(frozen=True)
class Token:
    """`serial`: the number of the last event; `last`: the one before, in the order of cause."""

    flags: int
    label: Term
    serial: int
    sender: Pid
    last: int

    def term(self) -> Term:
        """As seq_trace:get_token/0 shows it."""
        return (self.flags, self.label, self.serial, self.sender, self.last)


class Sequential:
    """The tokens of one node."""

    senders: tuple[FunctionType, ...] = ()

    def __init__(self, node: Node) -> None:
        self.node = node
        self.tracer: Process | None = None
        self.tokens: dict[int, Token] = {}
        self.clocks: dict[int, tuple[int, int]] = {}
        self.arrived: dict[int, list[tuple[Term, Token | None]]] = {}
        self.exits: dict[tuple[Term, Pid], Token] = {}  # exit signals under way: of whom, to whom
        self.sending: Token | None = None
        self.hooked = False

    # -- the token of a process

    def token(self, p: Process) -> Token | None:
        """The token that the process has now."""
        notes = self.arrived.get(p.pid.number)
        if notes:
            self._taken(p, notes)
        return self.tokens.get(p.pid.number)

    def _taken(self, p: Process, notes: list[tuple[Term, Token | None]]) -> None:
        there = Counter(map(id, p.messages()))
        left: list[tuple[Term, Token | None]] = []
        taken: list[Token | None] = []
        for note in reversed(notes):
            if there[id(note[0])] > 0:
                there[id(note[0])] -= 1
                left.append(note)
            else:
                taken.append(note[1])
        self.arrived[p.pid.number] = left[::-1]
        for token in reversed(taken):
            if token is None:
                self.tokens.pop(p.pid.number, None)
            else:
                self.tokens[p.pid.number] = token
                self._saw(p, token)

    def _saw(self, p: Process, token: Token) -> None:
        clock, _ = self.clocks.get(p.pid.number, (0, 0))
        if token.serial > clock:
            clock = token.serial
        self.clocks[p.pid.number] = (clock, token.serial)

    def give(self, p: Process, token: Token | None) -> None:
        """The process has this token from now on."""
        self.token(p)
        if token is None:
            self.tokens.pop(p.pid.number, None)
            self._rest()
            return
        self.tokens[p.pid.number] = token
        if not self.hooked:  # what is in the mailbox came without
            self.arrived[p.pid.number] = [(message, None) for message in p.messages()]
        self._hook(True)

    def set_clock(self, p: Process, last: int, clock: int) -> None:
        """The serial numbers of the process."""
        self.clocks[p.pid.number] = (clock, last)

    def clock(self, p: Process) -> tuple[int, int]:
        """(number of its last event, number of the event that it saw last)."""
        return self.clocks.get(p.pid.number, (0, 0))

    def step(self, p: Process, token: Token) -> Token:
        """The token for the next event that the process causes."""
        clock, last = self.clock(p)
        self.clocks[p.pid.number] = (clock + 1, last)
        made = replaced(token, serial=clock + 1, sender=p.pid, last=last)
        self.tokens[p.pid.number] = made
        return made

    def reset(self) -> None:
        """No process has a token."""
        self.tokens.clear()
        self.clocks.clear()
        self._rest()

    # -- hooks

    def _hook(self, on: bool) -> None:
        if on is self.hooked:
            return
        self.hooked = on
        mailbox.watch_sending(on, *self.senders)
        hooks = self.node.part(Hooks)
        hooks.set("on_send", _WHO, self._sent if on else None)
        hooks.set("on_receive", _WHO, self._received if on else None)
        hooks.set("spawn", _WHO, self._spawned if on else None)
        if on:
            self.node.exit_hooks.append(self._exited)
        else:
            self.node.exit_hooks.remove(self._exited)
            self.exits.clear()

    def _rest(self) -> None:
        """Take the hooks out when no living process has a token, or a message with one."""
        living = self.node.processes
        if any(number in living for number in self.tokens):
            return
        waiting = [n for n, notes in self.arrived.items() if any(t is not None for _, t in notes)]
        if any(number in living for number in waiting):
            return
        self.tokens.clear()
        self.arrived.clear()
        self._hook(False)

    def _sent(self, to: Any, message: Term) -> None:
        p = P.cur
        token = self.token(p)
        if token is None or (type(to) is Atom and to not in self.node.registry):
            self.sending = None
            return
        self.sending = token = self.step(p, token)
        if token.flags & FLAGS[a.send]:
            self.tell(token, (a.send, (token.last, token.serial), p.pid, _pid(p, to), message))

    def _received(self, q: Process, message: Term) -> None:
        if q is self.tracer:
            return
        token, self.sending = self.sending, None
        if type(message) is tuple and message:
            if type(message[0]) is Port:
                return  # which leaves the token of who takes it alone
            if message[0] is a.EXIT and len(message) == 3:
                token = self.exits.pop((message[1], q.pid), token)
        notes = self.arrived.setdefault(q.pid.number, [])
        if len(notes) >= _MANY and not len(notes) & (len(notes) - 1):
            self.token(
                q
            )  # forget those that were taken; not each time, for all have to be looked at
            notes = self.arrived[q.pid.number]
        notes.append((message, token))
        if token is not None and token.flags & FLAGS[a.receive]:
            serial = (token.last, token.serial)
            self.tell(token, (a.receive, serial, token.sender, q.pid, message))

    def _exited(self, p: Process, reason: Term) -> None:
        """An exit hook of the node: who traps exits is sent a message."""
        token = self.token(p)
        if token is None:
            return
        for other in (p.links or {}).values():
            if not isinstance(other, Process) or not other.trap_exit:
                continue
            token = self.step(p, token)
            self.exits[p.pid, other.pid] = token
            if token.flags & FLAGS[a.send]:
                message = (a.EXIT, p.pid, reason)
                self.tell(token, (a.send, (token.last, token.serial), p.pid, other.pid, message))

    def _spawned(self, node: Node, parent: Process | None, child: Process) -> None:
        token = self.token(parent) if parent is not None else None
        if token is None or parent is None:
            return
        ref = node.make_ref()
        call = (a.erlang, a.apply, 2)
        head = (atom("spawn_request"), ref, parent.pid, child.group_leader)
        request = (*head, call, None, a.spawn_reply, [child.f, [None, None]])
        self._message(parent, token, child, request)
        self._message(
            child,
            self.tokens[child.pid.number],
            None,
            (a.spawn_reply, ref, a.ok, child.pid),
            parent,
        )

    def _message(
        self,
        p: Process,
        token: Token,
        to: Process | None,
        message: Term,
        back: Process | None = None,
    ) -> None:
        """A message that only the trace shows."""
        token = self.step(p, token)
        q = to or back
        assert q is not None
        serial = (token.last, token.serial)
        if token.flags & FLAGS[a.send]:
            self.tell(token, (a.send, serial, p.pid, q.pid, message))
        if token.flags & FLAGS[a.receive]:
            self.tell(token, (a.receive, serial, p.pid, q.pid, message))
        if to is not None:
            self.tokens[q.pid.number] = token
        self._saw(q, token)

    # -- the tracer

    def tell(self, token: Token, info: tuple[Term, ...]) -> None:
        """Send the system tracer an event."""
        tracer = self.tracer
        if tracer is None or tracer.state == DEAD or tracer.pid in (info[2], info[3]):
            return
        event: tuple[Term, ...] = (a.seq_trace, token.label, info)
        stamp = _stamp(self.node, token.flags)
        deliver(tracer, event if stamp is None else (*event, stamp))


def _pid(p: Process, to: Any) -> Term:
    if type(to) is Atom:
        found = p.node.registry.get(to)
        return found.pid if found is not None else to
    return to


def _stamp(node: Node, flags: int) -> Term:
    if not flags & _STAMPS:
        return None
    if flags & FLAGS[a.timestamp]:
        micros = node.clock.system() // 1000
        return (micros // 10**12, micros // 10**6 % 10**6, micros % 10**6)
    if flags & FLAGS[a.strict_monotonic_timestamp]:
        return (node.monotonic_time(), node.unique_integer())
    return node.monotonic_time()
