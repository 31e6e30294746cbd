"""Ctrl-G on a dumb terminal: the switch command, with lines that the terminal itself edits.

OTP: user_drv (switch_loop), prim_tty (a terminal without capabilities)
"""

from __future__ import annotations

import os
import sys
from typing import Final

from pyerlshell.erts.node import Node
from pyerlshell.shell import job_control
from pyerlshell.shell.console import StreamConsole
from pyerlshell.shell.jobs import Jobs

_MOST: Final = 1024


def switch(node: Node, console: StreamConsole) -> None:
    """Until the user connects to a job, or the node stops, which stands still meanwhile."""
    jobs = node.part(Jobs)
    console.flush()
    if job_control.aborts(node):
        job_control.abort(jobs)
        return
    _say(job_control.TITLE)
    jobs.begin_switch()
    reply: job_control.Reply = ""
    while reply is not None and node.exit_code is None:
        _say(job_control.PROMPT)
        reply = job_control.obey(node, _line(console))
        _say(f"{'' if reply is job_control.ILLEGAL else chr(10)}{reply or ''}")
    console.withdraw()
    jobs.ask_again()
    jobs.end_switch()


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _line(console: StreamConsole) -> str:
    """What the user answers; at the end of the input, back to the job."""
    assert console.stdin is not None
    try:
        line = os.read(console.stdin.fileno(), _MOST).decode("utf-8", "replace")
    except OSError:
        line = ""
    return line.rstrip("\r\n") if line else "c"
