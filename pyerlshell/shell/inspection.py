"""What a node is doing, as the emulator writes it: for the break menu and for crash dumps.

The sections and the names of the lines are the reference's; a line that has no meaning here (parts
of a heap, addresses) is left out, and a stack is shown by its functions.

OTP: break.c, erl_process_dump.c
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pyerlshell.erts.ets.table import Table
from pyerlshell.erts.ets.tables import Tables
from pyerlshell.erts.node import Node
from pyerlshell.erts.process import RUNNABLE, RUNNING, SUSPENDED, Process
from pyerlshell.otp.preloaded.erlang.processes_info import ITEMS, memory_of
from pyerlshell.otp.preloaded.erlang.processes_system import memory_of_node
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import a, atom_count
from pyerlshell.terms.pretty import limited_write
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write

_STATES: Final = {RUNNING: "Running", RUNNABLE: "Scheduled", SUSPENDED: "Suspended"}
_MOST: Final = 400
"""So many characters of a term are shown."""


def processes(node: Node) -> list[Process]:
    """In the order of their numbers."""
    return sorted(node.processes.values(), key=lambda process: process.pid.number)


def process_lines(process: Process) -> Iterator[str]:
    """A process: its state, its relations, its size, and the functions it is in."""
    yield f"=proc:{write(process.pid)}"
    yield f"State: {_STATES.get(process.state, 'Waiting')}"
    if process.name is not None:
        yield f"Name: {write(process.name)}"
    yield f"Spawned as: {_function(ITEMS[a.initial_call](process))}"
    if process.parent is not None:
        yield f"Spawned by: {write(process.parent)}"
    yield f"Message queue length: {process.queue_length()}"
    if process.queue_length():
        yield f"Message queue: {_shown(lists.to_list(list(process.messages())))}"
    related = [*[write(item) for item in process.links or {}], *_monitors(process)]
    if related:
        yield f"Link list: [{', '.join(related)}]"
    if process.dictionary:
        yield f"Dictionary: {_shown(ITEMS[a.dictionary](process))}"
    yield f"Reductions: {process.reductions}"
    yield f"Memory: {memory_of(process)}"
    yield "Stack dump:"
    stack = ITEMS[a.current_stacktrace](process)
    for entry in lists.iter_list(stack or [ITEMS[a.current_function](process), None]):
        yield _function(entry)


def _monitors(process: Process) -> list[str]:
    made = [f"{{to,{write(m.item)},{write(m.ref)}}}" for m in (process.monitors or {}).values()]
    for m in (process.monitored_by or {}).values():
        made.append(f"{{from,{write(m.watcher.pid)},{write(m.ref)}}}")
    return made


def _function(entry: Any) -> str:
    if type(entry) is not tuple:
        return "unknown"  # it has ended, or not begun
    module, name, arity = entry[:3]
    count = arity if type(arity) is int else lists.length(arity)
    return f"{write(module)}:{write(name)}/{count}"


def _shown(term: Term) -> str:
    return limited_write(term, -1, "unicode", _MOST)


def loaded_lines(node: Node) -> Iterator[str]:
    """The modules; there are no sizes of code here."""
    yield f"Current code: {len(node.code.current)} modules"
    yield f"Old code: {len(node.code.old)} modules"
    yield from sorted(module.name for module in node.code.current)


def distribution_lines(node: Node) -> Iterator[str]:
    """The node, which has no others."""
    yield f"=node:'{node.name.name}'"
    yield "=no_distribution"


def table_lines(node: Node) -> Iterator[str]:
    """The ets tables by their owners."""
    for owner, tables in node.part(Tables).owned.items():
        for table in tables:
            yield f"=ets:{write(owner.pid)}"
            yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield f"Table: {write(table.identifier())}"
    yield f"Name: {write(table.name)}"
    yield f"Objects: {table.size()}"
    yield f"Type: {write(table.kind)}"
    yield f"Protection: {write(table.protection)}"


def memory_lines(node: Node) -> Iterator[str]:
    """What memory is used for, in bytes."""
    yield "=memory"
    for kind, size in memory_of_node(node).items():
        yield f"{kind.name}: {size}"


def general_lines(node: Node) -> Iterator[str]:
    """(i)nfo of the break menu."""
    yield from memory_lines(node)
    yield from distribution_lines(node)
    yield f"Processes: {len(node.processes)}"
    yield f"Atoms: {atom_count()}"
    yield f"Modules: {len(node.code.current)}"
    yield f"ETS tables: {len(node.part(Tables).all)}"
