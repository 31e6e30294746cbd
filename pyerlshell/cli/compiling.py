"""`pyerlshell compile`: the command line of erlc, as one of a node that only compiles.

    compile -pa ebin -W0 a.erl  =>  -pa ebin -noinput -boot no_dot_erlang -s erl_compile
                                    compile_cmdline -extra -W0 a.erl

`-pa` and `-pz` are the node's; all others are read by the module erl_compile.

OTP: erlc
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Final

_PATH_FLAGS: Final = ("-pa", "-pz")
_WITHOUT_EFFECT: Final = ("-d", "-no-server", "-server", "-smp")
_NODE: Final = "-noinput -boot no_dot_erlang -s erl_compile compile_cmdline -extra".split()


class MissingValueError(Exception):
    """A flag has no value; `args[0]` is its letter."""


def compile_files(args: Sequence[str], start: Callable[[list[str]], int]) -> int:
    """Compile; the exit code. `start` runs a node."""
    try:
        return start(command_line(args))
    except MissingValueError as problem:
        print(f"erlc: No value given to -{problem.args[0]} option", file=sys.stderr)
        return 1


def command_line(args: Sequence[str]) -> list[str]:
    """The arguments of the node. Raises MissingValueError."""
    path: list[str] = []
    rest: list[str] = []
    words = iter(args)
    for word in words:
        flag, value = word[:3], word[3:]
        if flag in _PATH_FLAGS:
            folder = value or next(words, "-")
            if folder.startswith("-") and not value:
                raise MissingValueError("p")
            path += [flag, folder]
        elif word not in _WITHOUT_EFFECT:
            rest.append(word)
    return [*path, *_NODE, *rest]
