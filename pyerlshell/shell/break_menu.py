"""Ctrl-C: stop the system, or go on.

OTP: break.c
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Final

from pyerlshell.erts import signals
from pyerlshell.erts.node import Node
from pyerlshell.otp.preloaded.init import CommandLine
from pyerlshell.shell import inspection
from pyerlshell.shell.jobs import Jobs
from pyerlshell.terms.atoms import a

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
        if answer == "A":
            node.halt(1, "Crash dump requested by user")
            break
        if answer in ("a", ""):
            node.halt(0)
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


def _telling(lines: Callable[[Node], Iterator[str]]) -> Callable[[Node], None]:
    def tell(node: Node) -> None:
        for line in lines(node):
            sys.stdout.write(line + "\n")

    return tell


def _processes(node: Node) -> Iterator[str]:
    for process in inspection.processes(node):
        yield from inspection.process_lines(process)


def _kill(node: Node) -> None:
    """Ask for each process, the last one first."""
    for process in reversed(inspection.processes(node)):
        for line in inspection.process_lines(process):
            sys.stdout.write(line + "\n")
        sys.stdout.write("(k)ill (n)ext (r)eturn:\n")
        sys.stdout.flush()
        answer = _answer()
        if answer == "k":
            signals.exit_signal(process, process.pid, a.kill, False)
        elif answer != "n":
            break


_TELL: Final[dict[str, Callable[[Node], None]]] = {
    "c": _go_on,
    "v": _version,
    "p": _telling(_processes),
    "i": _telling(inspection.general_lines),
    "l": _telling(inspection.loaded_lines),
    "k": _kill,
    "D": _telling(inspection.table_lines),
    "d": _telling(inspection.distribution_lines),
}
