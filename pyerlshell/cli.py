"""The command line: which of pyerlshell's uses is wanted, and `erl`'s own flags.

Nothing is imported before it is known to be needed: `-noshell -eval 'halt().'` must be quick.

OTP: erlexec, init
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from pyerlshell.otp.arguments import Arguments, parse

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

USAGE: Final = """\
usage: pyerlshell [flags of erl]             an Erlang shell
       pyerlshell < session                  the same, commands from a file or a pipe
       pyerlshell replay FILE ...            run a transcript and compare
       pyerlshell record FILE [flags]        a shell whose session is saved: .md, .html, .svg, ...
       pyerlshell --example NAME             a shell in a new folder with an example's files
       pyerlshell --help | --version

Flags: -noshell, -noinput, -eval EXPR, -s MOD [FUN [ARG...]], -run MOD [FUN [ARG...]],
-pa DIR..., -pz DIR..., -extra ARG..., --debug (a Python traceback for our own bugs).
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run; the exit code."""
    args = list(sys.argv[1:] if argv is None else argv)
    first = args[0] if args else ""
    if first == "replay":
        from pyerlshell.transcript.command import main as replay

        return replay(args[1:])
    if first == "record":
        from pyerlshell.transcript.recording.command import main as record

        return record(args[1:], run_shell)
    if first in ("--help", "-help", "-h"):
        print(USAGE, end="")
        return 0
    if first in ("--version", "-version"):
        print(version_text())
        return 0
    if first == "--example":
        problem = enter_example(args[1:2])
        if problem:
            print(f"pyerlshell: {problem}", file=sys.stderr)
            return 2
        args = args[2:]
    if "--debug" in args:
        args.remove("--debug")
        os.environ["PYERLSHELL_DEBUG"] = "1"
    return run_shell(args, parse(args))


def enter_example(names: Sequence[str]) -> str:
    """Go to a new folder with the files of an example; what went wrong, or an empty string."""
    from pyerlshell.transcript.examples import UnknownExampleError, copy_example

    try:
        folder = copy_example(names[0] if names else "")
    except UnknownExampleError as problem:
        return str(problem)
    os.chdir(folder)
    print(f"The files of {names[0]} are in {folder}")
    return ""


def version_text() -> str:
    """What `--version` prints."""
    from pyerlshell import __version__

    python = ".".join(map(str, sys.version_info[:3]))
    return f"pyerlshell {__version__} (Erlang/OTP 29, erts-17.1) on Python {python}"


def banner() -> str:
    """The first line of a session: the reference's shape, and who really runs it."""
    from pyerlshell import __version__

    python = ".".join(map(str, sys.version_info[:3]))
    return f"Erlang/OTP 29 [erts-17.1] [pyerlshell:{__version__}] [python:{python}]\n\n"


def is_terminal() -> bool:
    """Somebody sits there, with more than a dumb terminal."""
    streams = (sys.stdin, sys.stdout)
    interactive = all(stream is not None and stream.isatty() for stream in streams)
    return interactive and os.environ.get("TERM", "dumb") != "dumb"


def remember(node: Node) -> None:
    """Keep what the session shows, so that `record(File)` can save it."""
    from pyerlshell.shell.recorder import Event, Recorder

    def save(path: str, events: Iterable[Event]) -> None:
        from pyerlshell.transcript.recording.save import save
        from pyerlshell.transcript.recording.turns import recording

        save(path, recording(events))

    recorder = node.part(Recorder)
    recorder.on = True
    recorder.save = save


def run_shell(
    argv: list[str], arguments: Arguments, prepare: Callable[[Node], None] | None = None
) -> int:
    """A console, a session from a pipe, or `-noshell`.

    `prepare` gets the node before anything runs on it.
    """
    from pyerlshell.shell.boot import System
    from pyerlshell.shell.system import new_node

    for flag in ("sname", "name", "remsh"):
        if arguments.has(flag):
            print(f"pyerlshell: -{flag} is ignored: there is no distribution", file=sys.stderr)
    shell = not arguments.has("noshell") and not arguments.has("noinput")
    if shell and is_terminal():
        sys.stdout.write(banner())
        sys.stdout.flush()
        from pyerlshell.shell import terminal

        node = new_node(argv)
        remember(node)
        if prepare is not None:
            prepare(node)
        screen = terminal.TerminalConsole(node)
        system = System(node, screen)
        system.start(arguments, True)
        system.boot()
        return terminal.drive(node, screen)

    from pyerlshell.shell.console import StreamConsole
    from pyerlshell.shell.driver import drive

    node = new_node(argv)
    stdin = None if arguments.has("noinput") else node.outside.stdin
    console = StreamConsole(node, stdin, node.outside.stdout, raw=not shell)
    system = System(node, console)
    system.start(arguments, shell)
    if shell:
        remember(node)
        if prepare is not None:
            prepare(node)
        console.write(banner())
    system.boot()
    return drive(node, console)
