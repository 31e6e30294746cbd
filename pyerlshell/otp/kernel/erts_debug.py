"""Sizes of terms as the reference counts them, and the few test hooks that mean something here.

OTP: erts_debug, erl_bif_info.c
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.ets.words import AT_PROMPT, flat_size, shared_size
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.process import WAITING
from pyerlshell.erts.scheduler import give_way, switch_out
from pyerlshell.erts.support.bits import bits_uint
from pyerlshell.otp.preloaded.persistent_term import PersistentTerms
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.internal_hash import internal_hash
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.phash import definition_tuple
from pyerlshell.terms.records import Record
from pyerlshell.terms.types import BitString, Term

erts_debug: Final = NativeModule("erts_debug", "Looking into terms and the runtime system.")

_SMALL: Final = 1 << 59


@erts_debug.export("flat_size/1", "(Term) -> Size when Term :: term(), Size :: non_neg_integer()")
def flat_size_1(term: Term) -> Term:
    """The words that the term takes when it is sent: what it shares with itself counts anew."""
    return flat_size(term, _kinds(sys._getframe(1)))


@erts_debug.export("size/1", "(Term) -> Size when Term :: term(), Size :: non_neg_integer()")
def size(term: Term) -> Term:
    """The words that the term takes; what it shares with itself counts once."""
    return shared_size(term, _kinds(sys._getframe(1)))


def _kinds(caller: FrameType) -> dict[type, Any] | None:
    return AT_PROMPT if caller.f_globals.get("__shell__") else None


@erts_debug.export("size_shared/1", internal=True)
def size_shared(term: Term) -> Term:
    """The same; terms of persistent_term are literals, which no process pays for."""
    kept = P.cur.node.part(PersistentTerms).terms
    return 0 if any(value is term for _, value in kept.values()) else shared_size(term)


@erts_debug.export("same/2", "(Term1, Term2) -> boolean() when Term1 :: term(), Term2 :: term()")
def same(first: Term, second: Term) -> Term:
    """True if both are one and the same term in memory."""
    alike = type(first) is int and type(second) is int and first == second and abs(first) < _SMALL
    return a.true if first is second or alike else a.false


@erts_debug.export("copy_shared/1", "(Term) -> term() when Term :: term()")
@erts_debug.export("copy_shared/2", "(Term, Size) -> term() when Term :: term()")
def copy_shared(term: Term, _size: Term = None) -> Term:
    """A copy of the term that shares what it shares: terms never change, so it is the term."""
    return term


@erts_debug.export("alloc_blocks_size/1", internal=True)
def alloc_blocks_size(allocator: Term) -> Term:
    """Bytes that an allocator of the reference would hold: known for tables only."""
    if allocator is not a.ets_alloc:
        return a.undefined
    from pyerlshell.otp.preloaded.erlang.processes_system import memory_1

    return memory_1(a.ets)


# Test hooks


class Hooks:
    """The hooks of one node: whether they may be used, and the switches that have no effect."""

    def __init__(self, _node: object) -> None:
        self.available = False
        self.switches: dict[Atom, Term] = {}


_SWITCHES: Final = tuple([a.__getattr__(name) for name in ("gc_state",)])
_REDUCTIONS: Final = 4000
"""What is left to a process before others run: time is what is shared out here."""
_FORCED: Final = (a.code_mod_permission, a.ets_force_split, a.ets_debug_random_split_join)


def _hooks() -> Hooks:
    return P.cur.node.part(Hooks)


@erts_debug.export("set_internal_state/2", internal=True)
def set_internal_state(item: Term, value: Term) -> Term:
    """For OTP's test suites: allow the hooks, or turn one."""
    hooks = _hooks()
    if item is a.available_internal_state and value in (a.true, a.false):
        before = hooks.available
        hooks.available = value is a.true
        return a.true if before else a.false
    if not hooks.available:
        raise ErlError(a.error, a.undef, (item, value))
    if item in _SWITCHES:
        before_ = hooks.switches.get(item, a.false)
        hooks.switches[item] = value
        return before_
    if item in _FORCED:
        return a.true
    if item is a.wait or item is a.ets_force_trap:
        return a.ok
    if item is a.reds_left or item is a.force_gc:
        return a.true
    if item is a.mbuf:  # a term outside of the heap, which is where all of ours are
        return value
    if item is a.binary and type(value) is int and value >= 0:
        return bytes(value)
    raise badarg(item, value)


@erts_debug.export("get_internal_state/1", internal=True)
def get_internal_state(item: Term) -> Term:
    """For OTP's test suites: what a hook says."""
    hooks = _hooks()
    if not hooks.available:
        raise ErlError(a.error, a.undef, (item,))
    if item is a.available_internal_state:
        return a.true
    if item is a.next_pid:
        return P.cur.node.next_pid()
    if item is a.reds_left:
        return _REDUCTIONS
    if type(item) is tuple and len(item) == 2:
        if item[0] is a.internal_hash:
            return internal_hash(item[1])
        if item[0] is a.native_record_def and type(item[1]) is Record:
            return definition_tuple(item[1])
    raise badarg(item)


@erts_debug.export("unaligned_bitstring/2", internal=True)
def unaligned_bitstring(bits: Any, offset: Term) -> Term:
    """The same bits, beginning inside a byte."""
    if type(offset) is not int or type(bits) not in (bytes, BitString):
        raise badarg(bits, offset)
    if type(bits) is bytes:
        size, value = len(bits) << 3, int.from_bytes(bits, "big")
    else:
        size, value = bits.size, bits_uint(bits.buf, bits.off, bits.size)
    padding = -(size + offset) % 8
    whole = (value << padding).to_bytes((size + offset + padding) >> 3, "big")
    return BitString(whole, offset, size)


# Work that holds a scheduler for itself


def _pause(milliseconds: int) -> None:
    """Wait without looking at messages; it counts as running."""
    p = P.cur
    p.more().flags[a.dirty] = a.true
    clock = p.node.clock
    end = clock.monotonic() + milliseconds * 1_000_000
    while (left := end - clock.monotonic()) > 0:
        if p.inbox:
            p.saved.extend(p.inbox)
            p.inbox.clear()
        p.save = len(p.saved)
        p.timer = clock.monotonic() + left
        p.node.timers.arm(p, p.timer)
        p.state = WAITING
        switch_out(p)
        p.timed_out = False
        p.timer = None
    p.save = 0
    p.more().flags.pop(a.dirty, None)


def _wait(milliseconds: Any, _kind: Atom) -> Term:
    if type(milliseconds) is not int or milliseconds < 0:
        return None
    _pause(milliseconds)
    return a.ok


def _reschedule(count: Any, _kind: Atom) -> Term:
    if type(count) is not int or count < 0 or count % 2:
        return None
    for _ in range(count // 2):
        give_way()
    return a.ok


def _ready_wait_done(pid: Any, _kind: Atom) -> Term:
    P.cur.node.send(pid, a.ready)
    _pause(6000)
    P.cur.node.send(pid, a.done)
    return a.ok


def _until_exit(pid: Any, _kind: Atom) -> Term:
    P.cur.node.send(pid, a.alive)
    while True:
        _pause(1000)


def _tell(pid: Any, _kind: Atom) -> Term:
    P.cur.node.send(pid, a.ok)
    return a.ok


_REASONS: Final = (a.notsup, a.undef, a.badarith, a.noproc, a.system_limit)
_WORKS: Final[dict[Atom, Any]] = {
    a.scheduler: lambda what, kind: kind if what is a.type else None,
    a.copy: lambda term, _kind: to_list([term] * 1000),
    a.send: _tell,
    a.wait: _wait,
    a.reschedule: _reschedule,
    a.ready_wait6_done: _ready_wait_done,
    a.alive_waitexiting: _until_exit,
    a.alive_waitexitingonly: _until_exit,
}


@erts_debug.export("dirty_cpu/2", internal=True)
def dirty_cpu(work: Term, argument: Term) -> Term:
    """For OTP's test suites: work on a scheduler for long computations."""
    return _work(a.dirty_cpu, work, argument, (work, argument))


@erts_debug.export("dirty_io/2", internal=True)
def dirty_io(work: Term, argument: Term) -> Term:
    """For OTP's test suites: work on a scheduler for waiting input and output."""
    return _work(a.dirty_io, work, argument, (work, argument))


@erts_debug.export("dirty/3", internal=True)
def dirty(kind: Term, work: Term, argument: Term) -> Term:
    """For OTP's test suites: work on a scheduler of a kind."""
    if kind not in (a.normal, a.dirty_cpu, a.dirty_io) or type(kind) is not Atom:
        raise badarg(kind, work, argument)
    return _work(kind, work, argument, (kind, work, argument))


def _work(kind: Atom, work: Term, argument: Term, given: tuple[Term, ...]) -> Term:
    if work is a.error:
        raise ErlError(a.error, argument if argument in _REASONS else a.badarg, given)
    does = _WORKS.get(work) if type(work) is Atom else None
    result: Term = does(argument, kind) if does is not None else None
    if result is None:
        raise badarg(*given)
    return result
