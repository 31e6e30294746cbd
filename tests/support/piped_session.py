"""A session of the console in this Python process: what is typed comes from a file."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Final

from pyerlshell.erts.clock import FakeClock
from pyerlshell.otp.arguments import parse
from pyerlshell.shell.boot import System
from pyerlshell.shell.console import StreamConsole
from pyerlshell.shell.driver import drive
from pyerlshell.shell.system import new_node

_HINT: Final = "Command is taking a long time, type Ctrl+G, then enter 'i' to interrupt\n"


def without_hint(printed: str) -> str:
    """Without what the shell says after five seconds, which a slow machine may come to."""
    return printed.replace(_HINT, "")


def session_folders(sessions: Path) -> list[str]:
    """The names of the folders that hold a session: `input` is typed, `expected` was printed."""
    return sorted(path.parent.name for path in sessions.glob("*/input"))


def run_folder(session: Path, folder: Path, *, fake_clock: bool) -> str:
    """What the session prints in `folder`, where the session's other files are copied to."""
    for file in session.iterdir():
        if file.name not in ("input", "expected"):
            shutil.copy(file, folder)
    return run_file(session / "input", folder, fake_clock=fake_clock)


def run_file(typed: Path, folder: Path, *, fake_clock: bool) -> str:
    """What the console prints; `$FOLDER` stands for the folder. A fake clock does not wait."""
    node = new_node([])
    if fake_clock:
        node.clock = FakeClock()
        node.started_at = node.clock.monotonic()
    node.outside.cwd = str(folder)
    node.outside.env["LC_ALL"] = "C.UTF-8"
    node.outside.env["HOME"] = str(folder)
    printed = io.BytesIO()
    with typed.open("rb") as lines:
        console = StreamConsole(node, lines, printed)
        system = System(node, console)
        system.start(parse([]), True)
        system.boot()
        drive(node, console)
    return without_hint(printed.getvalue().decode()).replace(str(folder), "$FOLDER")
