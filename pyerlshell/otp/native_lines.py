"""The line numbers that the reference shows in stack traces of library functions.

`native_lines.txt` is what scripts/native-lines.escript saw on a real Erlang; our own files have
other lines, which would tell a reader of a trace nothing.

OTP: the line chunks of the stdlib modules
"""

from __future__ import annotations

import os

from pyerlshell.erts.native import NATIVE_LINES


def read() -> None:
    """Fill NATIVE_LINES."""
    with open(
        os.path.join(os.path.dirname(__file__), "native_lines.txt"), encoding="utf-8"
    ) as file:
        text = file.read()
    for row in text.splitlines():
        module, rest = row.split(" ", 1)
        place, clause, call = rest.rsplit(" ", 2)
        name, _, arity = place.rpartition("/")
        NATIVE_LINES[module, name, int(arity)] = (int(clause), int(call))


read()
