"""{process_dump}: a process as text, in the words of a crash dump.

There are no addresses and registers; the stack is the names of its functions.

OTP: dump_process_info of break.c, erl_process_dump.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.process import Process
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write

_ITEMS: Final = """
    registered_name initial_call parent message_queue_len messages dictionary reductions
    total_heap_size memory links current_stacktrace
"""
_LINES: Final = (
    ("Spawned by", "parent"),
    ("Message queue length", "message_queue_len"),
    ("Message queue", "messages"),
    ("Dictionary", "dictionary"),
    ("Reductions", "reductions"),
    ("Stack+heap", "total_heap_size"),
    ("Memory", "memory"),
    ("Link list", "links"),
)


def dump(p: Process) -> bytes:
    """What is known of a process that runs, a line for each thing."""
    items = to_list([atom(name) for name in _ITEMS.split()])
    asked: Any = p.node.code.cell(a.erlang, a.process_info, 2).fn(p.pid, items)
    pairs: list[Any] = from_list(asked)
    known: dict[str, Any] = {key.name: value for key, value in pairs}
    lines = [f"=proc:{write(p.pid)}", "State: Running"]
    if type(known["registered_name"]) is Atom:
        lines.append(f"Name: {write(known['registered_name'])}")
    lines.append(f"Spawned as: {_function(known['initial_call'])}")
    for title, name in _LINES:
        if name != "links" or known[name] is not None:
            lines.append(f"{title}: {write(known[name])}")
    lines.append("Stack dump:")
    frames: list[Any] = from_list(known["current_stacktrace"])
    lines.extend([f"Return addr ({_function(entry)})" for entry in frames])
    return ("\n".join(lines) + "\n").encode()


def _function(entry: Term) -> str:
    module, name, arity = entry[:3]  # type: ignore[index]
    return f"{write(module)}:{write(name)}/{arity}"
