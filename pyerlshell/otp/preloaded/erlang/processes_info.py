"""What can be asked of processes: processes/0, process_info/1,2.

OTP: erl_bif_info.c
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType, FunctionType
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.export_cells import ExportCell
from pyerlshell.erts.heap_size import binaries_of
from pyerlshell.erts.heaps import (
    figures,
    info_list,
    memory_bytes,
    min_heap,
    minor_collections,
    stack_words,
)
from pyerlshell.erts.machine import P
from pyerlshell.erts.priority import enabled
from pyerlshell.erts.process import RUNNABLE, RUNNING, SUSPENDED, Process
from pyerlshell.erts.scheduler import BASE_CODE, check, wake_up
from pyerlshell.erts.stacktrace import current_stack, function_entry, function_of
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.otp.preloaded.erlang.process_options import get_option
from pyerlshell.otp.preloaded.erlang.processes_names import dictionary_list
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import append, from_list, is_proper, length, to_list
from pyerlshell.terms.maps import key
from pyerlshell.terms.types import Pid, Term

_BASE_BYTES: Final = 2688


@erlang.export("processes/0", "() -> [pid()]")
def processes() -> Term:
    """The pids of all living processes."""
    return to_list([p.pid for p in P.cur.node.processes.values()])


def frame_of(p: Process) -> FrameType | None:
    """The innermost Python frame of a process that has a stack."""
    if p is P.cur:
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and "__erl_module__" not in frame.f_globals:
            if frame.f_code is BASE_CODE:
                return frame
            frame = frame.f_back
        return frame
    return p.g.gr_frame if p.g is not None else None


def _stack(p: Process, depth: int = 8) -> Term:
    entries = _frames(p, depth)
    if entries is None and p.extra is not None and p.extra.stands_in is not None:
        return [p.extra.stands_in, None]
    if p.extra is not None and p.extra.floor is not None and length(entries) < depth:
        entries = append(entries, [p.extra.floor.entry, None])
    return entries


def _frames(p: Process, depth: int) -> Term:
    frame = frame_of(p)
    if frame is not None:
        return _without_hibernate(current_stack(frame, depth + 1), depth)
    module, name, arity = _waiting_in(p)
    if module is a.undefined:
        return None
    if type(p.f) is FunctionType and not (p.a and type(p.a[0]) is ExportCell):
        return [function_entry(p.f), None]
    return [(module, name, arity, None), None]


def _without_hibernate(entries: Term, depth: int) -> Term:
    """`erlang:hibernate/0` is no frame of its own where compiled code calls it."""
    frames: list[Any] = from_list(entries)
    if len(frames) > 1 and frames[0][:2] == (a.erlang, a.hibernate):
        if frames[1][0] is not a.erl_eval:
            frames = frames[1:]
    return to_list(frames[:depth])


def _waiting_in(p: Process) -> tuple[Term, Term, Term]:
    """The function that the continuation of a process without a stack is in."""
    f, args = p.f, p.a
    if args and type(args[0]) is ExportCell:
        cell = args[0]
        if f is wake_up:
            return (a.erlang, a.hibernate, 3)
        return (cell.module, cell.name, cell.arity)
    if f is None:
        return (a.undefined, a.undefined, 0)
    return function_of(f)


def current_function(p: Process) -> Term:
    """The function that a process is in."""
    top = _stack(p, 1)
    if type(top) is list:
        entry = top[0]
        module, name, args = entry[0], entry[1], entry[2]
        return (module, name, args if type(args) is int else len(from_list(args)))
    return a.undefined


def _current_location(p: Process) -> Term:
    top = _stack(p, 1)
    return top[0] if type(top) is list else a.undefined


def _initial_call(p: Process) -> Term:
    initial: Any = p.initial
    if type(initial) is ExportCell:
        return (initial.module, initial.name, initial.arity)
    if type(initial) is tuple:
        return initial
    return (a.erlang, a.apply, 2)


def _status(p: Process) -> Term:
    if p.state == RUNNING or (p.extra is not None and a.dirty in p.extra.flags):
        return a.running
    if p.state == RUNNABLE:
        return a.runnable
    return a.suspended if p.state == SUSPENDED else a.waiting


def _boolean(value: bool) -> Term:
    return a.true if value else a.false


def _size(value: Term, limit: int = 200_000) -> int:
    """Roughly the bytes that a term takes, looked at up to a limit of parts."""
    total = 0
    stack = [value]
    while stack and limit:
        limit -= 1
        x = stack.pop()
        kind = type(x)
        if kind is list:
            total += 16
            stack.extend(x)  # type: ignore[arg-type]
        elif kind is tuple:
            total += 8 + 8 * len(x)  # type: ignore[arg-type]
            stack.extend(x)  # type: ignore[arg-type]
        elif kind is dict:
            total += 24 + 16 * len(x)  # type: ignore[arg-type]
            stack.extend(x.values())  # type: ignore[attr-defined]
        elif kind is bytes:
            total += 24 + (len(x) if len(x) <= 64 else 16)  # type: ignore[arg-type]
        elif kind is float:
            total += 16
    return total


def memory_of(p: Process) -> int:
    """Bytes, estimated from what the process keeps; a stack counts by its frames."""
    total = _BASE_BYTES + 16 * p.queue_length()
    for message in p.messages()[:100]:
        total += _size(message, 1000)
    total += _size(p.a, 10_000)
    for value in (p.dictionary or {}).values():
        total += _size(value, 10_000)
    frame = frame_of(p)
    depth = 0
    while frame is not None and frame.f_code is not BASE_CODE and depth < 1000:
        depth += 1
        frame = frame.f_back
    return total + 64 * depth


def _links(p: Process) -> Term:
    return to_list(list(p.links or {}))


def _monitors(p: Process) -> Term:
    found: list[Term] = []
    for m in (p.monitors or {}).values():
        found.append((m.kind, m.item))
    return to_list(found)


def _monitored_by(p: Process) -> Term:
    return to_list([m.watcher.pid for m in (p.monitored_by or {}).values()])


def _suspending(p: Process) -> Term:
    counts = p.extra.suspending if p.extra is not None else {}
    table = p.node.processes
    return to_list([(table[n].pid, c, 0) for n, c in counts.items() if c and n in table])


def _garbage_collection(p: Process) -> Term:
    return to_list(
        [
            (name, min_heap(p) if name is a.min_heap_size else get_option(p, name))
            for name in (a.max_heap_size, a.min_bin_vheap_size, a.min_heap_size, a.fullsweep_after)
        ]
        + [(a.minor_gcs, minor_collections(p))]
    )


def _gc_info(p: Process) -> Term:
    return to_list(info_list(figures(p)))


def _backtrace(p: Process) -> Term:
    lines = []
    for entry in from_list(_stack(p, 100)):
        module, name, arity = entry[0], entry[1], entry[2]  # type: ignore[index]
        lines.append(f"{module}:{name}/{arity}\n")
    text = f"Program counter: 0x0 ({lines[0].strip() if lines else 'unknown'})\n"
    return (text + "".join(f"0x0 Return addr 0x0 ({line.strip()})\n" for line in lines)).encode()


def _reductions(p: Process) -> Term:
    p.reductions += 1  # whoever looks twice sees progress
    return p.reductions


def _label(p: Process) -> Term:
    known = p.extra.label if p.extra is not None else a.undefined
    return (p.dictionary or {}).get(_PROCESS_LABEL, known)


_PROCESS_LABEL: Final = a.__getattr__("$process_label")


ITEMS: Final[dict[Atom, Callable[[Process], Term]]] = {
    a.current_function: current_function,
    a.current_location: _current_location,
    a.current_stacktrace: _stack,
    a.initial_call: _initial_call,
    a.status: _status,
    a.message_queue_len: lambda p: p.queue_length(),
    a.messages: lambda p: to_list(p.messages()),
    a.message_queue_data: lambda p: get_option(p, a.message_queue_data),
    a.links: _links,
    a.monitors: _monitors,
    a.monitored_by: _monitored_by,
    a.dictionary: lambda p: dictionary_list(p.dictionary),
    a.trap_exit: lambda p: _boolean(p.trap_exit),
    a.error_handler: lambda p: get_option(p, a.error_handler),
    a.priority: lambda p: get_option(p, a.priority),
    a.group_leader: lambda p: p.group_leader,
    a.parent: lambda p: p.parent if p.parent is not None else a.undefined,
    a.total_heap_size: lambda p: figures(p).total,
    a.heap_size: lambda p: figures(p).block,
    a.stack_size: stack_words,
    a.memory: lambda p: memory_bytes(p, figures(p)),
    a.reductions: _reductions,
    a.garbage_collection: _garbage_collection,
    a.garbage_collection_info: _gc_info,
    a.suspending: _suspending,
    a.min_heap_size: min_heap,
    a.min_bin_vheap_size: lambda p: get_option(p, a.min_bin_vheap_size),
    a.max_heap_size: lambda p: get_option(p, a.max_heap_size),
    a.fullsweep_after: lambda p: get_option(p, a.fullsweep_after),
    a.binary: lambda p: to_list(binaries_of(p)),
    a.catchlevel: lambda p: 0,
    a.last_calls: lambda p: a.false,
    a.trace: lambda p: 0,
    a.sequential_trace_token: lambda p: None,
    a.async_dist: lambda p: get_option(p, a.async_dist),
    a.priority_messages: lambda p: _boolean(enabled(p)),
    a.backtrace: _backtrace,
    a.label: _label,
}

_ALL: Final = [
    a.current_function,
    a.initial_call,
    a.status,
    a.message_queue_len,
    a.links,
    a.dictionary,
    a.trap_exit,
    a.error_handler,
    a.priority,
    a.group_leader,
    a.total_heap_size,
    a.heap_size,
    a.stack_size,
    a.reductions,
    a.garbage_collection,
    a.suspending,
]


@erlang.export("process_info/1", "(Pid) -> InfoList | undefined when Pid :: pid()")
def process_info_1(pid: Term) -> Term:
    """What is known of a process."""
    p = _living(pid, (pid,))
    if p is None:
        return a.undefined
    items: list[Term] = [(name, _value(p, name)) for name in _ALL]
    if p.name is not None:
        items.insert(0, (a.registered_name, p.name))
    return to_list(items)


@erlang.export("process_info/2", "(Pid, Item) -> InfoTuple | [] | undefined when Pid :: pid()")
def process_info_2(pid: Term, item: Term) -> Term:
    """One thing, or a list of things, that is known of a process."""
    if P.pending:
        check()
    p = _living(pid, (pid, item))
    if item is a.registered_name:
        if p is None:
            return a.undefined
        return (item, p.name) if p.name is not None else None
    if type(item) is list:
        if not is_proper(item):
            raise badarg(pid, item)
        wanted = from_list(item)
        if not all(_known(name) for name in wanted):
            raise badarg(pid, item)
        if p is None:
            return a.undefined
        return to_list([(name, _value(p, name)) for name in wanted])
    if item is None:
        return None if p is not None else a.undefined
    if not _known(item):
        raise badarg(pid, item)
    return a.undefined if p is None else (item, _value(p, item))


def _known(item: Term) -> bool:
    if type(item) is Atom:
        return item in ITEMS or item is a.registered_name
    return type(item) is tuple and len(item) == 2 and item[0] is a.dictionary


_SECRET: Final[dict[Atom, Term]] = {a.dictionary: None, a.messages: None, a.backtrace: b""}
"""What is shown instead of a sensitive process's."""


def _value(p: Process, item: Any) -> Term:
    if p.extra is not None and p.extra.flags.get(a.sensitive) is a.true:
        if type(item) is tuple:
            return a.undefined
        if item in _SECRET:
            return _SECRET[item]
    if item is a.registered_name:
        return p.name
    if type(item) is tuple:
        return (p.dictionary or {}).get(key(item[1]), a.undefined)
    return ITEMS[item](p)


def _living(pid: Term, given: tuple[Term, ...]) -> Process | None:
    if type(pid) is not Pid or pid.node is not P.cur.node.name:
        raise badarg(*given)
    return P.cur.node.lookup(pid)


@erlang.export("process_display/2", "(Pid, Type) -> true when Pid :: pid(), Type :: backtrace")
def process_display(pid: Term, kind: Term) -> Term:
    """Write the stack of a process to standard error."""
    p = _living(pid, (pid, kind))
    if p is None:
        raise badarg(pid, kind)
    if kind is not a.backtrace:
        raise ErlError(a.error, a.badarg, (pid, kind), info=a.badopt)
    text = _backtrace(p)
    assert type(text) is bytes
    P.cur.node.outside.print_error(text.decode())
    return a.true
