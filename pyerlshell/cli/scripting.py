"""`pyerlshell escript`: the command line of escript, as one of a node that runs a script.

    escript -c f.escript a b  =>  +B -noshell -boot no_dot_erlang FLAGS -run escript start c
                                  -extra f.escript a b

FLAGS stand in the script's second or third line, behind `%%!`.

OTP: escript (erts/etc)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

_MARK: Final = b"%%!"
_NODE: Final = ("+B", "-noshell", "-boot", "no_dot_erlang")
_WITHOUT_EFFECT: Final = ("-sname", "-name", "-smp", "-heart")
"""Flags of a node in a net or on many cores, with their value."""


class CannotRunError(Exception):
    """Nothing can be run; `args[0]` tells why."""


def run_script(args: Sequence[str], start: Callable[[list[str]], int]) -> int:
    """Run a script; the exit code. `start` runs a node."""
    try:
        words = command_line(args)
    except CannotRunError as problem:
        print(f"escript: {problem}", file=sys.stderr)
        return 1
    return start(words)


def command_line(args: Sequence[str]) -> list[str]:
    """The arguments of the node. Raises CannotRunError."""
    at = 0
    while at < len(args) and args[at].startswith("-"):
        at += 1
    if at == len(args):
        raise CannotRunError("Missing filename\n")
    flags = [word[1:] for word in args[:at]]
    os.environ["ESCRIPT_NAME"] = args[at]
    own = _script_flags(args[at])
    return [*_NODE, *own, "-run", "escript", "start", *flags, "-extra", *args[at:]]


def _script_flags(name: str) -> list[str]:
    try:
        with open(name, "rb") as file:
            lines = list(islice(file, 3))[1:]
    except IsADirectoryError:
        return []
    except OSError:
        raise CannotRunError(f"Failed to open file: {name}") from None
    marked = [line for line in lines if line.startswith(_MARK)]
    text = marked[0].removeprefix(_MARK).decode("utf-8", "surrogateescape") if marked else ""
    return without_effect([word for word in text.rstrip("\n").split(" ") if word])


def without_effect(words: Sequence[str]) -> list[str]:
    """The flags without those that do nothing here, and their values."""
    kept: list[str] = []
    dropping = False
    for word in words:
        if word.startswith(("-", "+")):
            dropping = word in _WITHOUT_EFFECT
        if not dropping:
            kept.append(word)
    return kept
