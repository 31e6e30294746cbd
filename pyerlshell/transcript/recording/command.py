"""`pyerlshell record FILE`: a shell whose session is saved when it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from pyerlshell.erts.node import Node
from pyerlshell.shell.recorder import Recorder
from pyerlshell.transcript.recording.save import FORMATS, save
from pyerlshell.transcript.recording.turns import recording

_USAGE: Final = 2
_NOT_SAVED: Final = 1


class RunShell(Protocol):
    """Runs a shell; its exit code."""

    def __call__(self, argv: list[str], prepare: Callable[[Node], None] | None) -> int: ...


def usage() -> str:
    """What --help prints."""
    lines = ["usage: pyerlshell record FILE [flags of erl]", "", "The end of FILE says what it is:"]
    lines += [f"  {ending:<10} {what}" for ending, (what, _) in FORMATS.items()]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str], run_shell: RunShell) -> int:
    """The exit code of the shell; 1 if the file could not be written, 2 for wrong usage."""
    if not arguments or arguments[0].startswith("-"):
        if arguments and arguments[0] in ("-h", "--help"):
            print(usage(), end="")
            return 0
        print(usage(), end="", file=sys.stderr)
        return _USAGE
    path = os.path.abspath(arguments[0])
    if not os.path.isdir(os.path.dirname(path)) or os.path.isdir(path):
        print(f"pyerlshell record: {arguments[0]}: no such folder", file=sys.stderr)
        return _USAGE
    argv = list(arguments[1:])
    nodes: list[Node] = []
    code = run_shell(argv, nodes.append)
    if not nodes:  # -noshell: there was nothing to record
        print("pyerlshell record: there was no shell", file=sys.stderr)
        return _USAGE
    try:
        save(path, recording(nodes[0].part(Recorder).events))
    except OSError as problem:
        print(f"pyerlshell record: {arguments[0]}: {problem.strerror}", file=sys.stderr)
        return _NOT_SAVED
    print(f"Session saved in {arguments[0]}")
    return code
