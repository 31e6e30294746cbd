"""The programs of scripts/fire, at a small scale."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    "command",
    [
        ["upgrades.py", "20", "10"],
        ["mass.py", "0.02"],
        ["injected.py", "500"],
        ["model.py", "15", "60"],
        ["order.py", "3", "30", "100"],
        ["siege.py", "0.01", "loops"],
        ["siege.py", "0.01", "flood"],
    ],
    ids=lambda command: " ".join(command),
)
def test_program(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "fire" / command[0]), *command[1:]],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
