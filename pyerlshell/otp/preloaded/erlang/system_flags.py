"""system_flag/2: settings of the whole node, and what of them new processes begin with.

OTP: erl_bif_info.c (system_flag_2)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.heaps import heap_block
from pyerlshell.erts.machine import P
from pyerlshell.erts.node import Node
from pyerlshell.erts.process import Process
from pyerlshell.erts.tracing.hooks import Hooks
from pyerlshell.erts.tracing.sessions import Tracing
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.preloaded.erlang.process_options import (
    LARGEST_HEAP,
    NO_MAX_HEAP,
    full_max_heap,
    set_option,
    valid_max_heap,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Pid, Term


def _natural(value: Term) -> bool:
    return type(value) is int and 0 <= value < LARGEST_HEAP


def _one_of(*names: Atom) -> Callable[[Term], bool]:
    return lambda value: type(value) is Atom and value in names


def _only_one(value: Term) -> bool:
    return type(value) is int and value == 1


_LOGGERS: Final = (a.logger, a.undefined)


def _is_logger(value: Term) -> bool:
    return type(value) is Pid or (type(value) is Atom and value in _LOGGERS)


_FLAGS: Final[dict[Atom, tuple[Term, Callable[[Term], bool]]]] = {
    a.backtrace_depth: (8, _natural),
    a.fullsweep_after: (65535, _natural),
    a.min_heap_size: (233, _natural),
    a.min_bin_vheap_size: (46422, _natural),
    a.max_heap_size: (NO_MAX_HEAP, valid_max_heap),
    a.schedulers_online: (1, _only_one),
    a.dirty_cpu_schedulers_online: (1, _only_one),
    a.multi_scheduling: (a.enabled, _one_of(a.block, a.unblock, a.block_normal, a.unblock_normal)),
    a.scheduler_wall_time: (a.false, _one_of(a.true, a.false)),
    a.time_offset: (a.volatile, _one_of(a.finalize)),
    a.microstate_accounting: (a.false, _one_of(a.true, a.false, a.reset)),
    a.trace_control_word: (0, lambda value: _natural(value) and value < 1 << 32),  # type: ignore[operator]
    a.system_logger: (a.logger, _is_logger),
    a.outstanding_system_requests_limit: (4, lambda value: _natural(value) and value != 0),
}
"""flag -> its value before it is set, and whether a value fits."""
_DEEPEST: Final = 64


def _no_offset(flag: Atom, value: Term) -> bool:
    """The flag is said to be wrong, though it is its value."""
    return flag is a.time_offset and value is not a.finalize


class SystemFlags:
    """The flags that were set, of one node."""

    __slots__ = ("values",)

    def __init__(self, node: Node) -> None:
        self.values: dict[Atom, Term] = {flag: value for flag, (value, _) in _FLAGS.items()}


@erlang.export("system_flag/2", "(Flag, Value) -> OldValue")
def system_flag(flag: Term, value: Term) -> Term:
    """Set a flag of the system; the old value. Those of heaps hold for processes made later."""
    if flag is a.sequential_tracer or flag is a.reset_seq_trace:
        return _sequential_flag(flag, value)
    if type(flag) is Atom and flag in _UNKNOWN_VALUES:
        raise badarg(flag, value)
    if type(flag) is not Atom or flag not in _FLAGS or _no_offset(flag, value):
        raise ErlError(a.error, a.badarg, (flag, value), info=a.badopt)
    if not _FLAGS[flag][1](value):
        raise badarg(flag, value)
    if flag is a.trace_control_word:
        tracing = P.cur.node.part(Tracing)
        before, tracing.control_word = tracing.control_word, value  # type: ignore[assignment]
        return before
    node = P.cur.node
    values = node.part(SystemFlags).values
    if flag is a.multi_scheduling:
        return a.enabled
    old = values[flag] if flag is not a.system_logger else system_logger(node)
    if flag is a.backtrace_depth and type(value) is int:
        node.backtrace_depth = value = min(value, _DEEPEST)
    elif flag is a.max_heap_size:
        value = full_max_heap(value, old)
    elif flag in _BLOCKS and type(value) is int:
        value = heap_block(value)
    elif flag is a.time_offset:
        value = a.final
    elif value is a.reset:
        value = old
    elif flag is a.system_logger:
        node.system_logger = value  # type: ignore[assignment]
    values[flag] = value
    if flag in _OF_PROCESSES:
        changed = any(values[name] != _FLAGS[name][0] for name in _OF_PROCESSES)
        node.part(Hooks).set("spawn", "flags", _begins if changed else None)
    return old


_UNKNOWN_VALUES: Final = (a.erts_alloc, a.internal_cpu_topology, a.scheduler_bind_type)
"""Flags of which no value is known."""
_BLOCKS: Final = (a.min_heap_size, a.min_bin_vheap_size)
_OF_PROCESSES: Final = (*_BLOCKS, a.fullsweep_after, a.max_heap_size)


def _begins(node: Node, parent: Process | None, child: Process) -> None:
    """A new process, in a node whose flags were set."""
    values = node.part(SystemFlags).values
    for name in _OF_PROCESSES:
        if values[name] == _FLAGS[name][0]:
            continue
        if name in _BLOCKS:
            setattr(child.more(), name.name, values[name])  # less than a process may ask
        else:
            set_option(child, name, values[name])


def _sequential_flag(flag: Term, value: Term) -> Term:
    from pyerlshell.otp.preloaded.erlang import sequential

    if flag is a.reset_seq_trace:
        sequential.reset()
        return a.true
    try:
        return sequential.set_system_tracer(value)
    except LookupError:
        raise badarg(flag, value) from None


def system_logger(node: Node) -> Term:
    """The process that logs what the runtime system has to say."""
    if node.system_logger is not None:
        return node.system_logger
    p = node.registry.get(a.logger)
    return p.pid if p is not None else a.undefined


def sequential_tracer() -> Term:
    """Who is told of what sequential tracing sees."""
    from pyerlshell.otp.preloaded.erlang import sequential

    return sequential.system_tracer()
