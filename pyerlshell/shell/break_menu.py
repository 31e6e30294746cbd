"""Ctrl-C: stop the system, or go on.

OTP: break.c
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Final

from pyerlshell.erts.node import Node

MENU: Final = (
    "BREAK: (a)bort (A)bort with dump (c)ontinue (p)roc info (i)nfo\n"
    "       (l)oaded (v)ersion (k)ill (D)b-tables (d)istribution\n"
)


def interrupted(node: Node) -> None:
    """Show the menu and obey; the node stands still meanwhile."""
    sys.stdout.write("\n" + MENU)
    while True:
        sys.stdout.flush()
        answer = _answer()
        if answer in ("a", "A", ""):
            node.halt(1 if answer == "A" else 0)
            break
        if answer == "c":
            break
        if not _tell(node, answer):
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


def _tell(node: Node, answer: str) -> bool:
    if answer == "v":
        sys.stdout.write("Erlang (pyerlshell) emulator version 17.1\n")
    elif answer in ("p", "i"):
        count = len(node.processes)
        sys.stdout.write(f"{count} processes, {len(node.code.current)} modules\n")
    elif answer == "l":
        for name in sorted(module.name for module in node.code.current):
            sys.stdout.write(f"{name}\n")
    elif answer in ("k", "D", "d", "\n"):
        return True
    else:
        return False
    return True
