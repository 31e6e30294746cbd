"""The command line: which of pyerlshell's uses is wanted, and `erl`'s own flags.

Nothing is imported before it is known to be needed: `-noshell -eval 'halt().'` must be quick.

OTP: erlexec, init
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pyerlshell.shell.arguments import Arguments, parse


def main(argv: Sequence[str] | None = None) -> int:
    """Run; the exit code."""
    args = list(sys.argv[1:] if argv is None else argv)
    if args and args[0] == "replay":
        from pyerlshell.transcript import main as replay

        return replay(args[1:])
    return run_shell(args, parse(args))


def run_shell(argv: list[str], arguments: Arguments) -> int:
    """A console, a session from a pipe, or `-noshell`."""
    from pyerlshell.shell.boot import System
    from pyerlshell.shell.console import StreamConsole
    from pyerlshell.shell.driver import drive
    from pyerlshell.shell.system import new_node

    node = new_node(argv)
    console = StreamConsole(node, node.outside.stdin, node.outside.stdout)
    system = System(node, console)
    shell = not arguments.has("noshell") and not arguments.has("noinput")
    system.start(shell, {})
    console.write("Erlang/OTP 29 [erts-17.1] [pyerlshell]\n\n")
    system.started()
    return drive(node, console)
