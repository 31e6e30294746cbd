"""peer: nodes over standard input and output and over a socket, as a real erl has them.

Each folder under `sessions` is one session: `input` is typed, `expected` is what erl printed
(scripts/record-program-sessions). The nodes are processes of their own here as there.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SESSIONS = Path(__file__).parent / "sessions"
NAMES = sorted(path.parent.name for path in SESSIONS.glob("*/input"))


def normal(text: bytes) -> list[str]:
    shown = "1> " + text.decode().partition("\n1> ")[2]
    shown = re.sub(r"<0\.\d+\.0>", "<PID>", shown)
    return [re.sub(r"\s+", " ", line) for line in shown.splitlines()]


@pytest.mark.parametrize("name", NAMES)
def test_session(name: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pyerlshell"], cwd=tmp_path, timeout=250, check=False,
        input=(SESSIONS / name / "input").read_bytes(), capture_output=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert normal(done.stdout) == normal((SESSIONS / name / "expected").read_bytes())
