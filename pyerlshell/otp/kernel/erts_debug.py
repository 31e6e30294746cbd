"""Sizes of terms as the reference counts them, and the few test hooks that mean something here.

OTP: erts_debug, erl_bif_info.c
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, Final

import immutables

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.heap_size import words_of
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.support.bits import bits_uint
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.funs import external_mfa
from pyerlshell.terms.maps import Key
from pyerlshell.terms.records import Record
from pyerlshell.terms.types import BitString, Ref, Term

erts_debug: Final = NativeModule("erts_debug", "Looking into terms and the runtime system.")

_SMALL: Final = 1 << 59
_NO_LIMIT: Final = 1 << 62
_BINARY: Final = 8
SMALL_MAP: Final = 32


@erts_debug.export("flat_size/1", "(Term) -> Size when Term :: term(), Size :: non_neg_integer()")
def flat_size(term: Term) -> Term:
    """The words that the term takes when it is sent: what it shares with itself counts anew."""
    total = 0
    stack: list[Any] = [term]
    while stack:
        x = stack.pop()
        kind = type(x)
        if kind is list:
            total += 2
            stack += x
        elif kind is tuple:
            total += len(x) + 1 if x else 0
            stack += x
        elif kind is int:
            total += 0 if -_SMALL <= x < _SMALL else 1 + (x.bit_length() + 63) // 64
        elif kind in _WORDS:
            total += _WORDS[kind](x, stack)
    return total


def _binary(_x: Any, _stack: list[Any]) -> int:
    return _BINARY


def _map(x: Any, stack: list[Any]) -> int:
    stack += [key.term if type(key) is Key else key for key in x]
    stack += x.values()
    if len(x) <= SMALL_MAP:
        return 2 * len(x) + (4 if x else 3)
    return 3 + 3 * len(x)


def _record(x: Any, stack: list[Any]) -> int:
    """The record, the definition it captured, and the order of its fields."""
    stack += x[1:]
    fields = len(x) - 1
    return 8 + 3 * fields + (1 if fields else 0)


def _fun(x: Any, stack: list[Any]) -> int:
    if external_mfa(x) is not None:
        return 2
    cells = x.__closure__ or ()
    return 3 + len(cells)


_WORDS: Final[dict[type, Any]] = {
    float: lambda _x, _stack: 2,
    bytes: _binary,
    BitString: _binary,
    Record: _record,
    dict: _map,
    immutables.Map: _map,
    Ref: lambda _x, _stack: 3,
    FunctionType: _fun,
}


@erts_debug.export("size/1", "(Term) -> Size when Term :: term(), Size :: non_neg_integer()")
@erts_debug.export("size_shared/1", "(Term) -> Size when Term :: term(), Size :: non_neg_integer()")
def size(term: Term) -> Term:
    """The words that the term takes; what it shares with itself counts once."""
    return words_of([term], _NO_LIMIT)


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
