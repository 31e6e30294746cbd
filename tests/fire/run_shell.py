"""One session in a process of its own: what these tests do could end it."""

from __future__ import annotations

import os
import subprocess
import sys


def run_shell(text: str, *flags: str, **env: str) -> list[str]:
    """The lines that the shell prints."""
    done = subprocess.run(
        [sys.executable, "-m", "pyerlshell", *flags],
        input=text.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **env},
        timeout=120,
        check=False,
    )
    return done.stdout.decode().splitlines()
