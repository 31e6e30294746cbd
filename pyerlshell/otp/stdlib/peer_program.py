"""How another process of ours is started.

OTP: the part of peer that finds erl
"""

from __future__ import annotations

import os
import sys
from typing import Final

import pyerlshell
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term

peer_program: Final = NativeModule("peer_program", "How another process of ours is started.")

_PROGRAM: Final = (
    "import sys; sys.path.insert(0, {folder!r}); from pyerlshell.cli import main; sys.exit(main())"
)


@peer_program.export("exec/0", internal=True)
def exec_() -> Term:
    """{Executable, Arguments} of a process that goes on with a command line of erl's."""
    folder = os.path.dirname(os.path.dirname(os.path.abspath(pyerlshell.__file__)))
    args = ("-c", _PROGRAM.format(folder=folder))
    return (string_to_list(sys.executable), to_list([string_to_list(word) for word in args]))
