"""Starts a shell on a terminal, a session from a pipe, or `-noshell`.

The command line goes through what `erl` itself does with it (`otp.launcher`). What is wrong with
it, or with a configuration file, is told in the reference's words, and nothing runs.

OTP: erlexec, init
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pyerlshell.otp.arguments import Arguments, parse
from pyerlshell.otp.launcher import BadCommandLineError, Launch, OwnFlags, launch, own_flags

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node
    from pyerlshell.shell.boot import System

_BOOT_SCRIPTS: Final = ("start_clean", "start_sasl", "no_dot_erlang", "start")
_PEER: Final = ("-noinput", "-s", "peer", "start")
_WITHOUT_EFFECT: Final = {
    "sname": "there is no distribution",
    "name": "there is no distribution",
    "heart": "nobody watches the node",
}


def start(argv: list[str], prepare: Callable[[Node], None] | None = None) -> int:
    """Run what a command line says; the exit code."""
    try:
        rest, own = own_flags(argv)
        if _is_peer(rest):
            rest = [*_PEER, *rest]
        launched = launch(rest, os.environ, _read)
    except BadCommandLineError as problem:
        print(f"{problem}\nTry: pyerlshell --help", file=sys.stderr)
        return 1
    os.environ.update(launched.env)
    arguments = parse(launched.argv)
    if "V" in launched.emulator or arguments.has("version"):
        print("Erlang (pyerlshell) emulator version 17.1", file=sys.stderr)
        return 0
    refused = _refused(arguments)
    if refused:
        print(refused, file=sys.stderr)
        return 1
    if arguments.has("detached") and not _detach():
        return 0
    code, again = run_shell(launched, arguments, own, prepare)
    while again is not None:
        launched.argv = again
        code, again = run_shell(launched, parse(again), own, prepare)
    return code


def _is_peer(argv: list[str]) -> bool:
    """Whether `peer` has started this node: its connection is standard input, or a socket."""
    return any(pair == ("-user", "peer") for pair in pairwise(argv))


def _read(name: str) -> str:
    with open(name, encoding="utf-8", errors="surrogateescape") as file:
        return file.read()


def _refused(arguments: Arguments) -> str:
    """Why the node cannot start; what has no effect is told on the way."""
    script = arguments.last("boot")
    if script is not None and os.path.basename(script) not in _BOOT_SCRIPTS:
        return f"Runtime terminating during boot ({{'cannot get bootfile','{script}.boot'}})\n"
    if arguments.has("remsh"):
        return f'Could not connect to "{arguments.last("remsh")}"'
    for name, why in _WITHOUT_EFFECT.items():
        if arguments.has(name):
            print(f"pyerlshell: -{name} is ignored: {why}", file=sys.stderr)
    return ""


def _detach() -> bool:
    """Go on in a process of its own, without the terminal. False in the one that was started."""
    if not hasattr(os, "fork"):
        print("pyerlshell: -detached is ignored on this system", file=sys.stderr)
        return True
    if os.fork() != 0:
        return False
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    return True


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


def _configured(node: Node, arguments: Arguments) -> bool:
    """Set what -config and -App Key Value say; False if the node cannot start with it."""
    if not any(len(values) > 1 or flag == "config" for flag, values in arguments.flags):
        return True
    from pyerlshell.shell.start_errors import configure

    return configure(node, arguments)


def _slogan(node: Node) -> str:
    """The banner, or what `-stdlib shell_slogan` says. (A fun is called by the shell.)"""
    from pyerlshell.shell.slogans import banner, first_line

    if not node.application_env:
        return banner()
    return first_line(node, banner())


def _transcript_inputs(text: str) -> list[str] | None:
    """The commands in a pasted transcript, None if the text is none."""
    from pyerlshell.transcript.pasted import inputs

    return inputs(text)


def run_shell(
    launched: Launch,
    arguments: Arguments,
    own: dict[str, str],
    prepare: Callable[[Node], None] | None,
) -> tuple[int, list[str] | None]:
    """A console, a session from a pipe, or `-noshell`: the exit code, and the command line to start
    again with if init:restart/0,1 says so.

    `own`: settings that flags gave. `prepare` gets the node before anything runs on it.
    """
    from pyerlshell.otp.preloaded.init import CommandLine
    from pyerlshell.shell.boot import System
    from pyerlshell.shell.system import new_node

    shell = not arguments.has("noshell") and not arguments.has("noinput")
    on_terminal = shell and is_terminal()
    node = new_node(launched.argv, launched)
    node.part(OwnFlags).values = own
    if not _configured(node, arguments):
        return 1, None
    if shell:
        remember(node)
        if prepare is not None:
            prepare(node)
    if on_terminal:
        from pyerlshell.shell import terminal

        sys.stdout.write(_slogan(node))
        sys.stdout.flush()
        screen = terminal.TerminalConsole(node)
        screen.transcript_inputs = _transcript_inputs
        system = System(node, screen)
        system.start(arguments, True)
        system.boot()
        return terminal.drive(node, screen), node.part(CommandLine).again

    from pyerlshell.shell.console import StreamConsole
    from pyerlshell.shell.driver import drive
    from pyerlshell.shell.slogans import banner

    stdin = None if arguments.has("noinput") else node.outside.stdin
    console = StreamConsole(node, stdin, node.outside.stdout, raw=not shell)
    system = System(node, console)
    system.banner, system.on_terminal = banner(), is_terminal()
    system.start(arguments, shell)
    if shell:
        console.write(_slogan(node))
    system.boot()
    code = drive(node, console)
    if console.left:
        code = _go_on(node, system)
    return code, node.part(CommandLine).again


def _go_on(node: Node, system: System) -> int:
    """A program has started the shell, and there is a terminal."""
    from pyerlshell.shell import terminal

    screen = terminal.TerminalConsole(node)
    system.move_to(screen)
    return terminal.drive(node, screen)
