"""Formatting by a command of the system: it gets a file with the expression and changes it.

OTP: shell:format_shell_func/1 with a string
"""

from __future__ import annotations

import os
import subprocess
import tempfile

from pyerlshell.erts.node import Node

_PATIENCE = 10


def formatted(node: Node, command: str, text: str) -> str:
    """What the command makes of the text; the text itself if the command fails."""
    node.outside.refuse("run", command)
    handle, path = tempfile.mkstemp(suffix=".erl")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        subprocess.run(
            command.replace("${file}", path),
            shell=True,
            cwd=node.outside.cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
        with open(path, encoding="utf-8") as file:
            return file.read().rstrip("\n")
    except (OSError, subprocess.SubprocessError, UnicodeError):
        return text
    finally:
        os.unlink(path)
