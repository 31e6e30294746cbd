"""Dialogues on a terminal end with the screen that a real erl ended with
(scripts/record-shell-dialogues)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("pty")
pytest.importorskip("pyte")
from dialogue import screen_after, steps_of

HERE = Path(__file__).parent / "dialogues"
DIALOGUES = sorted(path.stem for path in HERE.glob("*.txt"))
QUIET = ["--status-bar", "false", "--hints", "false", "--suggestions", "false"]


@pytest.mark.parametrize("name", DIALOGUES)
def test_dialogue(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pyerlshell", *QUIET]
    found = screen_after(command, steps_of(HERE / f"{name}.txt"), str(tmp_path))
    expected = (HERE / f"{name}.screen").read_text(encoding="utf-8").splitlines()
    assert found == expected
