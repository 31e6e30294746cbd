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


@pytest.mark.parametrize("mode", ["c", "i"])
def test_ctrl_c_does_what_the_flag_says(mode: str, tmp_path: Path) -> None:
    """A9.8: +Bc interrupts the shell, +Bi does nothing."""
    command = [sys.executable, "-m", "pyerlshell", *QUIET, f"+B{mode}"]
    if mode == "c":
        steps = [("0.\r", "2> "), ("timer:sleep(100000).\r", ""), ("\x03", "3> "), ("1.\r", "4> ")]
    else:
        steps = [("0.\r", "2> "), ("receive a -> b after 900 -> c end.\r", ""), ("\x03", "3> ")]
    found = screen_after(command, steps, str(tmp_path))
    assert ("** exception exit: killed" in found) is (mode == "c")
    assert ("c" in found) is (mode == "i")
