"""The commands of an installation, for cases that start a system from the command line.

On the reference `erl` and `escript` are found because its start script puts their folder into PATH.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

COMMANDS = {"erl": (), "escript": ("escript",), "erlc": ("compile",)}


def path_with(command: Sequence[str], folder: Path) -> str:
    """A PATH that begins with a folder in which erl and its like are this command."""
    folder.mkdir()
    for name, words in COMMANDS.items():
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec {shlex.join([*command, *words])} "$@"\n')
        script.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"
