"""Drives a node without a terminal: run, print, wait, until it halts.

OTP: the main loop of the emulator
"""

from __future__ import annotations

import signal
from typing import Final

from pyerlshell.erts.node import Node
from pyerlshell.shell.console import StreamConsole

_FLUSH_EVERY_NS: Final = 50_000_000


def drive(node: Node, console: StreamConsole) -> int:
    """Until the node halts; its exit code."""
    while node.exit_code is None:
        node.turn()
        node.scheduler.slice(_FLUSH_EVERY_NS)
        if node.exit_code is not None:
            break
        console.flush()
        if not node.has_work() and not node.wait_outside():
            signal.pause()
    console.flush()
    return node.exit_code if node.exit_code is not None else 0
