"""Ctrl-C: stop the system, or go on.

OTP: break.c
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Final

from pyerlshell.erts import signals
from pyerlshell.erts.node import Node
from pyerlshell.erts.process import Process
from pyerlshell.otp.preloaded.init import CommandLine
from pyerlshell.shell.jobs import Jobs
from pyerlshell.terms.atoms import a
from pyerlshell.terms.write import write

_BY_SIGNAL: Final = 130
MENU: Final = (
    "BREAK: (a)bort (A)bort with dump (c)ontinue (p)roc info (i)nfo\n"
    "       (l)oaded (v)ersion (k)ill (D)b-tables (d)istribution\n"
)


def interrupted(node: Node) -> None:
    """Ctrl-C: the menu, unless `+B` says that there is none."""
    mode = node.part(CommandLine).emulator.get("B")
    if mode is None:
        _menu(node)
    elif mode == "c":
        jobs = node.part(Jobs)
        jobs.interrupt(jobs.current)
    elif mode != "i":
        node.halt(_BY_SIGNAL)


def _menu(node: Node) -> None:
    """Show the menu and obey; the node stands still meanwhile."""
    sys.stdout.write("\n" + MENU)
    while True:
        sys.stdout.flush()
        answer = _answer()
        if answer in ("a", "A", ""):
            node.halt(1 if answer == "A" else 0)
            break
        told = _TELL.get(answer)
        if told is not None:
            told(node)
            break
        shown = f"Invalid option '{answer}'. Please enter one of the following:\n"
        sys.stdout.write(shown + MENU)


def _answer() -> str:
    """The first character of a line; "" at a second Ctrl-C or the end of the input."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    wakes = signal.set_wakeup_fd(-1)  # the event loop need not hear of it
    try:
        line = os.read(sys.stdin.fileno(), 1024).decode("utf-8", "replace")
    except KeyboardInterrupt:
        return ""
    finally:
        signal.set_wakeup_fd(wakes)
        signal.signal(signal.SIGINT, before)
    return line[:1] if line else ""


def _go_on(_node: Node) -> None:
    """Nothing is told."""


def _version(_node: Node) -> None:
    sys.stdout.write("Erlang (BEAM) emulator version 17.1\n")


def _processes(node: Node) -> None:
    for process in _sorted(node):
        sys.stdout.write(_process(process))


def _process(process: Process) -> str:
    lines = [f"=proc:{write(process.pid)}"]
    if process.name is not None:
        lines.append(f"Name: {write(process.name)}")
    lines.append(f"Message queue length: {process.queue_length()}")
    lines.append(f"Reductions: {process.reductions}")
    if process.links:
        lines.append(f"Link list: [{', '.join([write(pid) for pid in process.links])}]")
    return "\n".join(lines) + "\n"


def _information(node: Node) -> None:
    sys.stdout.write(
        f"=node:{write(node.name)}\nProcesses: {len(node.processes)}\n"
        f"Modules: {len(node.code.current)}\nOld code: {len(node.code.old)}\n"
    )


def _loaded(node: Node) -> None:
    sys.stdout.write(f"Current code: {len(node.code.current)} modules\n")
    sys.stdout.write(f"Old code: {len(node.code.old)}\n")
    for name in sorted(module.name for module in node.code.current):
        sys.stdout.write(f"{name}\n")


def _kill(node: Node) -> None:
    """Ask for each process, the last one first."""
    for process in reversed(_sorted(node)):
        sys.stdout.write(f"{_process(process)}(k)ill (n)ext (r)eturn:\n")
        sys.stdout.flush()
        answer = _answer()
        if answer == "k":
            signals.exit_signal(process, process.pid, a.kill, False)
        elif answer != "n":
            break


def _tables(node: Node) -> None:
    from pyerlshell.erts.ets.tables import Tables

    for owner, tables in node.part(Tables).owned.items():
        for table in tables:
            sys.stdout.write(f"=ets:{write(owner.pid)}\nName: {write(table.name)}\n")


def _nodes(node: Node) -> None:
    sys.stdout.write(f"=node:'{node.name.name}'\n")


def _sorted(node: Node) -> list[Process]:
    return sorted(node.processes.values(), key=lambda process: process.pid.number)


_TELL: Final[dict[str, Callable[[Node], None]]] = {
    "c": _go_on,
    "v": _version,
    "p": _processes,
    "i": _information,
    "l": _loaded,
    "k": _kill,
    "D": _tables,
    "d": _nodes,
}
