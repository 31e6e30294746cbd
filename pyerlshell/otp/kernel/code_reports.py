"""What the code server and the loader write to the log.

OTP: code_server, beam_load.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.machine import P
from pyerlshell.erts.signals import send_to
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term

_LOADER: Final = "beam/beam_load.c({}): Error loading module ~w:~n  ~ts~n~n"


def report(text: str, *args: Term, level: Atom = a.error) -> None:
    """What the reference's code server and loader write to the log."""
    process = P.cur
    node = process.node
    meta: Any = {
        a.pid: process.pid,
        a.gl: process.group_leader,
        a.time: node.clock.system() // 1000,
        a.error_logger: {a.tag: a.warning_msg if level is a.warning else level},
    }
    send_to(node, a.logger, (a.log, level, string_to_list(text), to_list(list(args)), meta))


def report_load_error(module: Atom, place: int, text: str) -> None:
    """The loader's report of a file that cannot be loaded."""
    report(_LOADER.format(place), module, string_to_list(text))


def report_sticky(module: Atom) -> None:
    """A module of a sticky folder was to be replaced."""
    report("Can't load module '~w' that resides in sticky dir\n", module)
