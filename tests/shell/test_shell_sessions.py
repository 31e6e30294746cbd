"""What is piped in prints what the reference printed (scripts/record-shell-sessions), to the
letter.

A1.1: left out on both sides are the first line (it says who we are), line numbers of OTP's own
sources, and what no two runs share (references, times of reports).
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from piped_session import without_hint

HERE = Path(__file__).parent / "sessions"
SESSIONS = sorted(path.stem for path in HERE.glob("*.in"))
_VOLATILE = (
    (re.compile(r" \(\w+\.erl:\d+\)"), " "),
    (re.compile(r"#Ref<[\d.]+>"), "#Ref<>"),
    (re.compile(r"REPORT==== .* ==="), "REPORT ==="),
    (re.compile(r"\d+ seconds"), "N seconds"),
)


def comparable(text: str) -> list[str]:
    for pattern, replacement in _VOLATILE:
        text = pattern.sub(replacement, text)
    return [line.rstrip() for line in text.split("\n")[1:]]


@pytest.mark.parametrize("name", SESSIONS)
def test_session(name: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pyerlshell"],
        cwd=tmp_path,
        input=(HERE / f"{name}.in").read_bytes(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    actual = without_hint(done.stdout.decode()).replace(str(tmp_path.resolve()), "$FOLDER")
    expected = (HERE / f"{name}.out").read_text(encoding="utf-8")
    assert comparable(actual) == comparable(expected)
    assert done.returncode == 0
