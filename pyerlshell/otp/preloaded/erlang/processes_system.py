"""The system: nodes, references, numbers, statistics, memory, what it is called and made of.

OTP: erl_bif_info.c
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.ets.table import Table
from pyerlshell.erts.ets.tables import Tables
from pyerlshell.erts.heaps import HEAP_SIZES
from pyerlshell.erts.machine import P
from pyerlshell.erts.mailbox import make_ref as _make_ref
from pyerlshell.erts.node import Node
from pyerlshell.erts.tracing.sessions import Tracing
from pyerlshell.otp.preloaded.erlang.arithmetic import MAX_BITS
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.preloaded.erlang.processes_code import all_builtins
from pyerlshell.otp.preloaded.erlang.processes_info import memory_of
from pyerlshell.otp.preloaded.erlang.processes_time import START
from pyerlshell.otp.preloaded.erlang.system_flags import (
    SystemFlags,
    sequential_tracer,
    system_logger,
)
from pyerlshell.terms.atoms import ATOM_LIMIT, Atom, a, atom, atom_count
from pyerlshell.terms.lists import from_list, is_proper, string_to_list, to_list
from pyerlshell.terms.maps import get
from pyerlshell.terms.types import Pid, Port, Ref, Term

OTP_RELEASE: Final = "29"
ERTS_VERSION: Final = "17.1"


@erlang.export("make_ref/0", "() -> reference()")
def make_ref() -> Term:
    """A reference that nobody else has."""
    return _make_ref()


_UNIQUE_OPTIONS: Final = (a.positive, a.monotonic)
_UNIQUE_START: Final = -576_460_752_303_423_488


@erlang.export("unique_integer/0", "() -> integer()")
def unique_integer_0() -> Term:
    """An integer that was never given before."""
    return _UNIQUE_START + P.cur.node.unique_integer()


@erlang.export(
    "unique_integer/1",
    "(ModifierList) -> integer() when ModifierList :: [positive | monotonic]",
)
def unique_integer_1(modifiers: Term) -> Term:
    """An integer that was never given before; positive, or greater than all before."""
    if not is_proper(modifiers):
        raise badarg(modifiers)
    chosen = from_list(modifiers)
    if not all(type(m) is Atom and m in _UNIQUE_OPTIONS for m in chosen):
        raise badarg(modifiers)
    number = P.cur.node.unique_integer()
    return number if a.positive in chosen else _UNIQUE_START + number


# -- nodes


@erlang.export("node/0", "() -> node()")
def node_0() -> Term:
    """The name of this node."""
    return P.cur.node.name


@erlang.export("node/1", "(Arg) -> node() when Arg :: pid() | port() | reference()")
def node_1(x: Any) -> Term:
    """The node that made a pid, port or reference."""
    if type(x) is not Pid and type(x) is not Port and type(x) is not Ref:
        raise badarg(x)
    return x.node


@erlang.export("nodes/0", "() -> [node()]")
def nodes_0() -> Term:
    """The connected nodes."""
    return None


_NODE_KINDS: Final = (a.visible, a.hidden, a.connected, a.this, a.known)


@erlang.export("nodes/1", "(Arg) -> [node()]")
def nodes_1(kind: Term) -> Term:
    """The nodes of a kind."""
    kinds = from_list(kind) if is_proper(kind) else [kind]
    if not all(type(k) is Atom and k in _NODE_KINDS for k in kinds):
        raise badarg(kind)
    return [P.cur.node.name, None] if a.this in kinds or a.known in kinds else None


@erlang.export("is_alive/0", "() -> boolean()")
def is_alive() -> Term:
    """True if the node can be reached by others."""
    return a.false


@erlang.export("get_cookie/0", "() -> Cookie | nocookie when Cookie :: atom()")
def get_cookie() -> Term:
    """The magic cookie of the node."""
    return a.nocookie


# -- garbage, memory, statistics


def _resident() -> int:
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * 4096
    except OSError:
        try:
            import resource
        except ImportError:
            return 0
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return used if sys.platform == "darwin" else used * 1024


def _ets_words(table: Table) -> int:
    """The words of a table, its objects estimated: to count them all takes too long."""
    return table.base_words() + table.size() * (table.overhead + 3)


def memory_of_node(node: Node) -> dict[Atom, int]:
    """What memory is used for, in bytes."""
    total = _resident()
    processes = min(sum(memory_of(p) for p in node.processes.values()), total)
    atoms = atom_count() * 48
    code = 4096 * sum(len(m.exports) for m in node.code.current.values())
    return {
        a.total: total,
        a.processes: processes,
        a.processes_used: processes,
        a.system: total - processes,
        a.atom: atoms,
        a.atom_used: atoms,
        a.binary: 0,
        a.code: min(code, total),
        a.ets: 8 * sum(_ets_words(table) for table in node.part(Tables).all.values()),
    }


@erlang.export("memory/0", "() -> [{Type, Size}] when Type :: atom(), Size :: non_neg_integer()")
def memory_0() -> Term:
    """What memory is used for, in bytes; estimates but for the total."""
    return to_list(list(memory_of_node(P.cur.node).items()))


@erlang.export("memory/1", "(Type) -> Size when Type :: atom(), Size :: non_neg_integer()")
def memory_1(kind: Term) -> Term:
    """What memory is used for one or several things, in bytes."""
    sizes = memory_of_node(P.cur.node)
    if is_proper(kind):
        names = from_list(kind)
        if not all(type(n) is Atom and n in sizes for n in names):
            raise badarg(kind)
        return to_list([(n, sizes[n]) for n in names])  # type: ignore[index]
    if type(kind) is not Atom or kind not in sizes:
        raise badarg(kind)
    return sizes[kind]


class LastStatistics:
    """What the `since the last call` parts of statistics/1 start from."""

    __slots__ = ("values",)

    def __init__(self, node: Node) -> None:
        self.values: dict[Atom, int] = {}


def _since(node: Node, item: Atom, value: int) -> Term:
    last = node.part(LastStatistics).values
    before = last.get(item, 0)
    last[item] = value
    return (value, value - before)


def _reductions(node: Node) -> int:
    return sum(p.reductions for p in node.processes.values()) + node.past_reductions


def _cpu_ms(node: Node) -> int:
    import time

    return time.process_time_ns() // 1_000_000


def _wall_ms(node: Node) -> int:
    return (node.clock.monotonic() - node.started_at) // 1_000_000


def _wall_time(node: Node, count: int) -> Term:
    """{Scheduler, ActiveTime, TotalTime} while the flag of that name is on; only one is active."""
    import time

    if node.part(SystemFlags).values[a.scheduler_wall_time] is not a.true:
        return a.undefined
    total = node.clock.monotonic() - node.started_at
    active = min(time.process_time_ns(), total)
    return to_list([(i, active if i == 1 else 0, total) for i in range(1, count + 1)])


def _queue(node: Node) -> int:
    s = node.scheduler
    return len(s.normal) + len(s.urgent) + len(s.most) + len(s.low)


_STATISTICS: Final[dict[Atom, Callable[[Node], Term]]] = {
    a.reductions: lambda n: _since(n, a.reductions, _reductions(n)),
    a.exact_reductions: lambda n: _since(n, a.exact_reductions, _reductions(n)),
    a.runtime: lambda n: _since(n, a.runtime, _cpu_ms(n)),
    a.wall_clock: lambda n: _since(n, a.wall_clock, _wall_ms(n)),
    a.run_queue: _queue,
    a.run_queue_lengths: lambda n: [_queue(n), [0, None]],
    a.run_queue_lengths_all: lambda n: [_queue(n), [0, [0, None]]],
    a.total_run_queue_lengths: _queue,
    a.total_run_queue_lengths_all: _queue,
    a.active_tasks: lambda n: [_queue(n) + 1, [0, None]],
    a.active_tasks_all: lambda n: [_queue(n) + 1, [0, [0, None]]],
    a.total_active_tasks: lambda n: _queue(n) + 1,
    a.total_active_tasks_all: lambda n: _queue(n) + 1,
    a.context_switches: lambda n: (_reductions(n), 0),
    a.garbage_collection: lambda n: (sum(s["collections"] for s in gc.get_stats()), 0, 0),
    a.io: lambda n: ((a.input, 0), (a.output, 0)),
    a.scheduler_wall_time: lambda n: _wall_time(n, 2),
    a.scheduler_wall_time_all: lambda n: _wall_time(n, 3),
}


@erlang.export("statistics/1", "(Item) -> term() when Item :: atom()")
def statistics(item: Term) -> Term:
    """Figures about the running system."""
    found = _STATISTICS.get(item) if type(item) is Atom else None
    if found is None:
        raise badarg(item)
    return found(P.cur.node)


# -- system_info


def _text(text: str) -> Callable[[Node], Term]:
    return lambda n: string_to_list(text)


def _constant(value: Term) -> Callable[[Node], Term]:
    return lambda n: value


def _os_type() -> Term:
    if sys.platform == "win32":
        return (a.win32, a.nt)
    return (
        a.unix,
        atom("darwin" if sys.platform == "darwin" else sys.platform.rstrip("0123456789")),
    )


_BANNER: Final = (
    f"Erlang/OTP {OTP_RELEASE} [erts-{ERTS_VERSION}] [pyerlshell] [64-bit] [smp:1:1] [ds:1:1:1]\n"
)


_SYSTEM: Final[dict[Atom, Callable[[Node], Term]]] = {
    a.otp_release: _text(OTP_RELEASE),
    a.version: _text(ERTS_VERSION),
    a.system_version: _text(_BANNER),
    a.system_architecture: lambda n: string_to_list(f"{_machine()}-python"),
    a.machine: _text("PYTHON"),
    a.driver_version: _text("3.3"),
    a.nif_version: _text("2.18"),
    a.wordsize: _constant(8),
    (a.wordsize, a.internal): _constant(8),  # type: ignore[dict-item]
    (a.wordsize, a.external): _constant(8),  # type: ignore[dict-item]
    a.endian: lambda n: atom(sys.byteorder),
    a.os_type: lambda n: _os_type(),
    a.process_count: lambda n: len(n.processes),
    a.process_limit: lambda n: n.limits.processes,
    a.port_count: lambda n: 0 if n.ports is None else len(n.ports.open),
    a.port_limit: _constant(65536),
    a.ets_count: lambda n: len(n.part(Tables).all),
    a.ets_limit: _constant(8192),
    a.ets_always_compress: _constant(a.false),
    a.atom_count: lambda n: atom_count(),
    a.atom_limit: _constant(ATOM_LIMIT),
    a.schedulers: _constant(1),
    a.schedulers_online: _constant(1),
    a.schedulers_state: _constant((1, 1, 1)),
    a.scheduler_id: _constant(1),
    a.dirty_cpu_schedulers: _constant(1),
    a.dirty_cpu_schedulers_online: _constant(1),
    a.dirty_io_schedulers: _constant(1),
    a.logical_processors: lambda n: _processors(),
    a.logical_processors_online: lambda n: _processors(),
    a.logical_processors_available: lambda n: _processors(),
    a.multi_scheduling: _constant(a.enabled),
    a.smp_support: _constant(a.true),
    a.threads: _constant(a.true),
    a.thread_pool_size: _constant(1),
    a.kernel_poll: _constant(a.true),
    a.emu_flavor: _constant(a.python),
    a.emu_type: _constant(a.opt),
    a.build_type: _constant(a.opt),
    a.debug_compiled: _constant(a.false),
    a.creation: lambda n: n.creation,
    a.delayed_node_table_gc: _constant(60),
    a.dist_ctrl: _constant(None),
    a.dynamic_trace: _constant(a.none),
    a.fullsweep_after: lambda n: (a.fullsweep_after, n.part(SystemFlags).values[a.fullsweep_after]),
    a.min_heap_size: lambda n: (a.min_heap_size, n.part(SystemFlags).values[a.min_heap_size]),
    a.min_bin_vheap_size: lambda n: (
        a.min_bin_vheap_size,
        n.part(SystemFlags).values[a.min_bin_vheap_size],
    ),
    a.heap_type: _constant(a.private),
    a.modified_timing_level: _constant(a.undefined),
    a.os_monotonic_time_source: lambda n: _time_source("monotonic", n.clock.monotonic()),
    a.os_system_time_source: lambda n: _time_source("time", n.clock.wall()),
    a.start_time: _constant(START),
    a.time_correction: _constant(a.true),
    a.time_offset: _constant(a.volatile),
    a.time_warp_mode: _constant(a.multi_time_warp),
    a.tolerant_timeofday: _constant(a.disabled),
    a.trace_control_word: lambda n: n.part(Tracing).control_word,
    a.outstanding_system_requests_limit: _constant(4),
    a.compat_rel: _constant(29),
    a.dist_buf_busy_limit: _constant(1_048_576),
    a.halt_flush_timeout: _constant(a.infinity),
    a.message_queue_data: _constant(a.on_heap),
    a.end_time: _constant(8_646_911_283_000_000_000),
    a.allocator: _constant((a.python, None, None, None)),
    a.alloc_util_allocators: _constant(None),
    a.taints: _constant(None),
    a.check_io: _constant(None),
    a.info: _constant(b""),
    a.loaded: _constant(b""),
    a.procs: _constant(b""),
    a.system_logger: system_logger,
    a.sequential_tracer: lambda n: sequential_tracer(),
    a.max_heap_size: lambda n: n.part(SystemFlags).values[a.max_heap_size],
    a.scheduler_bind_type: _constant(a.unbound),
    a.scheduler_bindings: _constant((a.unbound,)),
    a.cpu_topology: _constant(a.undefined),
    a.update_cpu_info: _constant(a.unchanged),
    a.eager_check_io: _constant(a.true),
    a.port_parallelism: _constant(a.false),
    a.async_dist: _constant(a.false),
    a.max_integer: _constant((1 << MAX_BITS) - 1),
    a.ethread_info: _constant(None),
    a.ethread_used_tse: _constant(0),
    a.beam_jump_table: _constant(a.true),
    a.break_ignored: _constant(a.false),
    a.constant_pool_support: _constant(a.true),
    a.context_reductions: _constant(4000),
    (a.cpu_topology, a.defined): _constant(a.undefined),  # type: ignore[dict-item]
    (a.cpu_topology, a.detected): _constant(a.undefined),  # type: ignore[dict-item]
    (a.cpu_topology, a.used): _constant(a.undefined),  # type: ignore[dict-item]
    a.dist: _constant(b"=no_distribution\n"),
    a.dynamic_trace_probes: _constant(a.false),
    a.emu_args: lambda n: to_list([string_to_list(x) for x in sys.orig_argv]),
    a.garbage_collection: lambda n: to_list(_heap_settings(n)),
    a.heap_sizes: _constant(to_list(list(HEAP_SIZES))),
    a.lock_checking: _constant(a.false),
    a.lock_counting: _constant(a.false),
    a.multi_scheduling_blockers: _constant(None),
    a.normal_multi_scheduling_blockers: _constant(None),
    a.os_version: lambda n: _os_version(),
    a.reader_groups_map: _constant(None),
    a.all_schedulers_state: _constant(
        to_list([(kind, 1, 1, 1) for kind in (a.normal, a.dirty_cpu, a.dirty_io)])
    ),
    a.snifs: all_builtins,
    a.allocated_areas: _constant(None),
    a.c_compiler_used: _constant(a.undefined),
}


def _heap_settings(node: Node) -> list[Term]:
    flags = node.part(SystemFlags).values
    names = (a.max_heap_size, a.min_bin_vheap_size, a.min_heap_size, a.fullsweep_after)
    shown: dict[Any, Any] = {**flags, a.max_heap_size: get(flags[a.max_heap_size], a.size)}  # type: ignore[arg-type]
    return [(name, shown[name]) for name in names]


def _os_version() -> Term:
    import platform

    numbers = [int(part) for part in platform.release().split("-")[0].split(".") if part.isdigit()]
    return (*numbers, 0, 0, 0)[:3]


def _machine() -> str:
    import platform

    return platform.machine() or "unknown"


def _time_source(name: str, now: int) -> Term:
    """What clock Python reads: its function, and how finely it divides a second."""
    import time

    found = time.get_clock_info(name)  # type: ignore[arg-type]
    function, _, clock = found.implementation.partition("(")
    parts = round(1 / found.resolution)
    items: list[Term] = [(a.function, atom(function)), (a.clock_id, atom(clock.rstrip(")")))]
    items.append((a.resolution, parts))
    if name == "monotonic":
        items += [(a.used_resolution, parts), (a.extended, a.no)]
    return to_list([*items, (a.parallel, a.yes), (a.time, now)])


def _processors() -> Term:
    import os

    return os.cpu_count() or a.unknown


@erlang.export("system_info/1", "(Item) -> term()")
def system_info(item: Term) -> Term:
    """Facts about the running system."""
    hashable = type(item) is Atom or (
        type(item) is tuple and all(type(part) is Atom for part in item)
    )
    found = _SYSTEM.get(item) if hashable else None  # type: ignore[call-overload]
    if found is None:
        raise badarg(item)
    return found(P.cur.node)
