"""The programs in C that a suite's data folder has the sources of.

Common Test makes them with the folder's Makefile.src; here each `name@exe@` of it that has a
`name.c` is compiled alone, linked statically: the reference may run in a change-root with another
C library. What does not compile is left out (its cases fail on both sides), and so are drivers.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

_RULES = "Makefile.src"
_FLAGS = ("-O1", "-w", "-static", "-DHAVE_STRERROR")


def build(data: Path, include: Path) -> None:
    """Compile the programs of a copied data folder beside their sources."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    rules = data / _RULES
    if compiler is None or not rules.is_file():
        return
    for name in sorted(set(re.findall(r"(\w+)@exe@", rules.read_text("utf-8", "replace")))):
        if (data / f"{name}.c").is_file():
            command = [compiler, *_FLAGS, f"-I{include}", "-o", name, f"{name}.c", "-lm"]
            subprocess.run(command, cwd=data, capture_output=True, check=False)
