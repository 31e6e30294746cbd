"""Running commands of the operating system while other processes go on.

The output comes through the node's poller; the process waits for a message that says it ended.

OTP: os:cmd/2
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field

from pyerlshell.erts.machine import P
from pyerlshell.otp import procs
from pyerlshell.terms.types import Port, Ref, Term

_PIECE = 65536
_BY_SIGNAL = 128  # what a command shell adds to the signal


@dataclass(slots=True)
class Running:
    """A command that runs, and what it printed so far."""

    process: subprocess.Popen[bytes]
    done: tuple[Port, Ref]
    most: int | None
    printed: list[bytes] = field(default_factory=list)
    size: int = 0


def output_of(command: str, most: int | None) -> tuple[bytes, int]:
    """What a command prints, at most so many bytes, and its exit status."""
    node = P.cur.node
    process = node.outside.start(command)
    running = Running(process, (Port(node.name, 0, node.creation), node.make_ref()), most)
    pipe = process.stdout
    assert pipe is not None
    to = P.cur.pid

    def readable() -> None:
        data = os.read(pipe.fileno(), _PIECE)
        running.printed.append(data)
        running.size += len(data)
        if not data or (most is not None and running.size >= most):
            node.poller.remove_reader(pipe)
            node.send(to, running.done)

    def ended(message: Term) -> bool:
        return message is running.done

    if node.clock.jumps:  # no time passes while a command runs
        data = process.communicate()[0]
    else:
        node.poller.add_reader(pipe, readable)
        procs.receive_if(ended)
        data = b"".join(running.printed)
    pipe.close()
    if most is not None and len(data) >= most:
        return data[:most], 0
    status = process.wait()
    return data, status if status >= 0 else _BY_SIGNAL - status
