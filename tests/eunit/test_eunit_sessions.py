"""eunit, as a real erl prints it: assertions, representations of tests, reports, macros.

Each folder under `sessions` is one session: `input` is typed, `expected` is what erl printed
(scripts/record-program-sessions). It runs here in this Python process. Times,
pids and references differ from run to run.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Final

import pytest
from piped_session import run_folder, session_folders

SESSIONS = Path(__file__).parent / "sessions"
NAMES = session_folders(SESSIONS)

VOLATILE: Final = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r" *\[done in \d+\.\d{3} s\]\n", ""),
        (r"\[\d+\.\d{3} s\] ", ""),
        (r"\d+\.\d{3} s\b", "N s"),
        (r'time="[\d.]+"', 'time="N"'),
        (r"\{time,\d+\}", "{time,N}"),
        (r"<0\.\d+\.0>", "<PID>"),
        (r"#Ref<[\d.]+>", "#Ref"),
        (r"#Fun<(\w+)\.\d+\.\d+>", r"#Fun<\1>"),
    )
)


def normal(text: str) -> list[str]:
    """The lines from the first prompt on, without what differs from run to run."""
    text = "1> " + text.partition("\n1> ")[2]
    for pattern, replacement in VOLATILE:
        text = pattern.sub(replacement, text)
    return text.splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_session(name: str, tmp_path: Path) -> None:
    want = normal((SESSIONS / name / "expected").read_text(encoding="utf-8", errors="replace"))
    got = normal("\n" + run_folder(SESSIONS / name, tmp_path, fake_clock=False))
    wrong = "\n".join(difflib.unified_diff(want, got, "erl", "here", lineterm="", n=1))
    assert not wrong, wrong
