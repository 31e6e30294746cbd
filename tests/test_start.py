"""What a start may import: `-noshell -eval 'halt().'` has to be quick, and every module costs."""

from __future__ import annotations

import subprocess
import sys

HEAVY = """
ast asyncio calendar dataclasses datetime hashlib importlib.resources inspect logging pathlib
prompt_toolkit pygments selectors shutil socket subprocess tempfile urllib
pyerlshell.compiler.compile pyerlshell.syntax.epp pyerlshell.shell.terminal
"""

PROGRAM = """
import sys
before = set(sys.modules)
from pyerlshell.cli import main
code = main(["-noshell", "-eval", "halt()."])
print(*sorted(set(sys.modules) - before), sep="\\n")
sys.exit(code)
"""


def test_a_start_imports_nothing_heavy() -> None:
    for _ in range(2):  # the first one may have to compile what -eval says
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
        )
    imported = done.stdout.split()
    assert "pyerlshell.erts.node" in imported
    assert [name for name in HEAVY.split() if name in imported] == []
