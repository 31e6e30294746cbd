"""Makes a node with everything of OTP on it: what every use of pyerlshell starts from.

OTP: the boot script
"""

from __future__ import annotations

import os
from itertools import pairwise
from typing import Final

from pyerlshell.erts.node import Node
from pyerlshell.erts.outside import Outside
from pyerlshell.erts.process import Process
from pyerlshell.otp.launcher import Launch
from pyerlshell.otp.preloaded.init import CommandLine
from pyerlshell.shell.extra_libraries import ebin_folders

_FEWEST_PROCESSES: Final = 1024


def new_node(argv: list[str], launched: Launch | None = None) -> Node:
    """A node that can load all modules of OTP that there are.

    `argv`: a command line as init sees it, or as it was typed if nobody has `launched` it.
    """
    from pyerlshell.otp.kernel import code_storage

    found = Launch(argv, {}, _emulator(argv)) if launched is None else launched
    node = Node(outside=Outside(found.argv))
    code_storage.install(node)
    node.part(CommandLine).emulator = found.emulator
    arguments = node.part(CommandLine).arguments
    path = code_storage.server_of(node).path
    behind_stdlib = next((i + 1 for i, f in enumerate(path) if f.endswith("stdlib")), 0)
    path[behind_stdlib:behind_stdlib] = ebin_folders(node.outside)
    path[:0] = _folders(node, arguments.values("pa"))
    path += _folders(node, arguments.values("pz"))
    _set_limits(node, found.emulator)
    if found.emulator.get("pc") == "unicode":
        node.printable = "unicode"
    node.on_internal_error = report_bug
    node.start()
    return node


def _emulator(argv: list[str]) -> dict[str, str]:
    """`+P Number` and the like of a command line that is used as it is."""
    return {flag[1:]: value for flag, value in pairwise(argv) if flag[:1] == "+"}


def _set_limits(node: Node, emulator: dict[str, str]) -> None:
    """`+P Number`: how many processes there may be."""
    value = emulator.get("P", "")
    if value.isdigit() and int(value) >= _FEWEST_PROCESSES:
        node.limits.processes = 1 << (int(value) - 1).bit_length()  # as the reference rounds


def _folders(node: Node, names: list[str]) -> list[str]:
    """Those that are there, each once."""
    there = [name for name in names if os.path.isdir(node.outside.path(name))]
    return list(dict.fromkeys(there))


def report_bug(process: Process, error: BaseException) -> None:
    """A Python exception that is nobody's Erlang error: one clear line, and the rest goes on."""
    node = process.node
    node.outside.print_error(bug_text(error))
    if node.outside.env.get("PYERLSHELL_DEBUG"):
        import traceback

        node.outside.print_error("".join(traceback.format_exception(error)))


def bug_text(error: BaseException) -> str:
    """How a bug of ours is told to the user."""
    where = ""
    step = error.__traceback__
    while step is not None:
        file = step.tb_frame.f_code.co_filename.rpartition("pyerlshell")[2].lstrip("/")
        where = f" ({file}:{step.tb_lineno})"
        step = step.tb_next
    name = type(error).__name__
    return f"pyerlshell: internal error (a bug in pyerlshell): {name}: {error}{where}\n"
