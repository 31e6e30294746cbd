"""The command line: which of pyerlshell's uses is wanted.

Nothing is imported before it is known to be needed: `-noshell -eval 'halt().'` must be quick.

OTP: erlexec
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

from pyerlshell.cli.start import start

_BY_SIGNAL: Final = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run; the exit code. A Ctrl-C before anybody listens to it just ends the program."""
    try:
        return _use(argv)
    except KeyboardInterrupt:
        return _BY_SIGNAL


def _use(argv: Sequence[str] | None) -> int:
    args = list(sys.argv[1:] if argv is None else argv)
    use = USES.get(args[0]) if args else None
    if use is not None:
        return use(args[1:])
    if "--debug" in args:
        args.remove("--debug")
        os.environ["PYERLSHELL_DEBUG"] = "1"
    if args[:1] == ["--example"]:
        problem = enter_example(args[1:2])
        if problem:
            print(f"pyerlshell: {problem}", file=sys.stderr)
            return 2
        args = args[2:]
    return start(args)


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


def _compile(args: list[str]) -> int:
    from pyerlshell.cli.compiling import compile_files

    return compile_files(args, start)


def _replay(args: list[str]) -> int:
    from pyerlshell.transcript.command import main as replay

    return replay(args)


def _record(args: list[str]) -> int:
    from pyerlshell.transcript.recording.command import main as record

    return record(args, start)


def _escript(args: list[str]) -> int:
    from pyerlshell.cli.scripting import run_script

    return run_script(args, start)


def _config(args: list[str]) -> int:
    from pyerlshell.cli.configuring import config

    return config(args)


def _completion(args: list[str]) -> int:
    from pyerlshell.cli.helping import completion

    return completion(args)


def _man(_args: list[str]) -> int:
    from pyerlshell.cli.helping import man

    return man()


def _help(_args: list[str]) -> int:
    from pyerlshell.cli.helping import usage

    print(usage(), end="")
    return 0


def _version(_args: list[str]) -> int:
    from pyerlshell.cli.helping import version_text

    print(version_text())
    return 0


USES: Final[dict[str, Callable[[list[str]], int]]] = {
    "compile": _compile,
    "replay": _replay,
    "record": _record,
    "escript": _escript,
    "config": _config,
    "completion": _completion,
    "man": _man,
    "help": _help,
    "--help": _help,
    "-help": _help,
    "-h": _help,
    "--version": _version,
}
"""First word -> what it does with the others. `cli.uses` documents them."""
