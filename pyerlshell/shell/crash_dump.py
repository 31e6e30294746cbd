"""The end of a node that did not end well: what it says last, and `erl_crash.dump`.

The dump has the reference's outline (header, memory, processes, tables, modules), as text that a
person reads; what only makes sense of a BEAM's memory is not in it.

OTP: break.c (erl_crash_dump_v), with ERL_CRASH_DUMP, ERL_CRASH_DUMP_SECONDS, ERL_CRASH_DUMP_BYTES
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from pyerlshell.erts.node import Node
from pyerlshell.terms.atoms import atom_count

_FILE: Final = "erl_crash.dump"
_CUT: Final = b"\n=abort:CRASH DUMP SIZE LIMIT REACHED\n"


def say_last(node: Node) -> None:
    """What halt/1,2 with a text, or a failed start, leaves: the text and a dump."""
    slogan = node.halt_reason
    if slogan is not None:
        node.outside.print_error(_crlf(f"{slogan}\n"))
        write(node, slogan)


def write(node: Node, slogan: str) -> None:
    """Write the dump and say so, unless the environment forbids it."""
    env = node.outside.env
    limit = _number(env.get("ERL_CRASH_DUMP_BYTES"))
    if limit == 0 or _number(env.get("ERL_CRASH_DUMP_SECONDS")) == 0:
        return
    name = env.get("ERL_CRASH_DUMP") or _FILE
    node.outside.print_error(f"\r\nCrash dump is being written to: {name}...")
    data = "".join([line + "\n" for line in _lines(node, slogan)]).encode("utf-8", "replace")
    is_cut = limit is not None and 0 < limit < len(data)
    if is_cut:
        data = data[:limit] + _CUT
    try:
        node.outside.write(name, data)
    except OSError:
        return
    if not is_cut:
        node.outside.print_error("done\r\n")


def _crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _number(text: str | None) -> int | None:
    try:
        return None if text is None else int(text)
    except ValueError:
        return None


def _lines(node: Node, slogan: str) -> Iterator[str]:
    from pyerlshell.shell import inspection, slogans  # nobody who ends well needs it

    yield "=erl_crash_dump:0.5"
    yield time.ctime()
    yield f"Slogan: {slogan}"
    yield f"System version: {slogans.banner().strip()}"
    yield "Taints: "
    yield f"Atoms: {atom_count()}"
    yield from inspection.memory_lines(node)
    yield from inspection.table_lines(node)
    yield from inspection.distribution_lines(node)
    yield "=loaded_modules"
    yield from inspection.loaded_lines(node)
    for process in inspection.processes(node):
        yield from inspection.process_lines(process)
    yield "=end"
