"""Drives a node without a terminal: run, print, wait, until it halts.

OTP: the main loop of the emulator
"""

from __future__ import annotations

import signal
from typing import Final

from pyerlshell.erts.node import Node
from pyerlshell.shell import crash_dump, termination, tty_mode
from pyerlshell.shell.console import StreamConsole

_BY_SIGNAL: Final = 130
_FLUSH_EVERY_NS: Final = 50_000_000
_FOR_EVER: Final = 3600.0
"""Nothing is to be waited for but a signal: those are looked at each time."""


def _interrupted(node: Node, console: StreamConsole) -> None:
    """Ctrl-C: the break menu if somebody can answer, else the end."""
    console.flush()
    if console.stdin is not None and console.stdin.isatty():
        from pyerlshell.shell import break_menu

        break_menu.interrupted(node)
    else:
        node.halt(_BY_SIGNAL)


def _switch(node: Node, console: StreamConsole) -> None:
    """Ctrl-G on a terminal that has no line editor."""
    from pyerlshell.shell import plain_switch

    plain_switch.switch(node, console)


def drive(node: Node, console: StreamConsole) -> int:
    """Until the node halts, or another console takes its place; the exit code."""
    signal.signal(signal.SIGINT, lambda *_: node.poller.post(lambda: _interrupted(node, console)))
    termination.handle(node, node.poller.post)
    before = tty_mode.save() if console.stdin is not None else None
    if before is not None and not console.raw and tty_mode.ctrl_g_quits():
        signal.signal(signal.SIGQUIT, lambda *_: node.poller.post(lambda: _switch(node, console)))
    try:
        return _drive(node, console)
    finally:
        tty_mode.restore(before)


def _drive(node: Node, console: StreamConsole) -> int:
    while node.exit_code is None and not console.left:
        node.turn()
        node.scheduler.slice(_FLUSH_EVERY_NS)
        if node.exit_code is not None:
            break
        console.flush()
        if not node.has_work() and not node.wait_outside(_FOR_EVER):
            node.poller.poll(_FOR_EVER)
    console.flush()
    crash_dump.say_last(node)
    return node.exit_code if node.exit_code is not None else 0
