"""Each folder here is a session that a real erl ran (scripts/record-sessions): we print the same.

Compared prompt by prompt, names (pids, references, funs, report times) matched one to one. Line
numbers of OTP's own library sources are left out on both sides (tests/differences).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from piped_session import without_hint

from pyerlshell.transcript.compare import Names, Verdict, compare_lines

HERE = Path(__file__).parent
SESSIONS = sorted(p.parent.name for p in HERE.glob("*/input"))
PROMPT = re.compile(r"^(?:\d+> )+", re.M)
REPORT = re.compile(r"=[A-Z]+ REPORT==== ")
PLACE = re.compile(r' ?\((\w+\.erl):\d+\)|\{file,"(\w+\.erl)"\},\{line,\d+\}')


def run(session: str, folder: Path) -> str:
    for file in (HERE / session).iterdir():
        if file.name not in ("input", "expected"):
            shutil.copy(file, folder)
    done = subprocess.run(
        [sys.executable, "-m", "pyerlshell"],
        cwd=folder,
        input=(HERE / session / "input").read_bytes(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert b"Traceback" not in done.stderr + done.stdout, done.stderr.decode()[-2000:]
    assert done.returncode == 0
    return without_hint(done.stdout.decode()).replace(str(folder.resolve()), "$FOLDER")


def prompts(text: str, session: str) -> list[list[str]]:
    """The output of each prompt as lines, led by the prompt itself; the banner is left out."""
    own = {file.name for file in (HERE / session).glob("*.erl")}

    def own_place(found: re.Match[str]) -> str:
        return found[0] if (found[1] or found[2]) in own else ""

    text = PLACE.sub(own_place, text)
    starts = [found.start() for found in PROMPT.finditer(text)]
    ends = [*starts[1:], len(text)]
    return [reports_last(text[a:b].split("\n")) for a, b in zip(starts, ends, strict=True)]


def reports_last(lines: list[str]) -> list[str]:
    """A report of the log and the value of the command come in either order: reports go last."""
    prompt = PROMPT.match(lines[0])
    if prompt is None or not any(REPORT.search(line) for line in lines):
        return lines
    lines = [prompt[0], lines[0][prompt.end() :], *lines[1:]]
    values: list[str] = []
    reports: list[str] = []
    inside = False
    for line in lines:
        inside = bool(REPORT.match(line)) or (inside and line != "")
        if line:
            (reports if inside else values).append(line)
    return values + reports


@pytest.mark.parametrize("session", SESSIONS)
def test_session_prints_what_erl_prints(session: str, tmp_path: Path) -> None:
    expected = prompts((HERE / session / "expected").read_text(encoding="utf-8"), session)
    actual = prompts(run(session, tmp_path), session)
    names = Names()
    wrong = [
        "\n".join(["--- erl", *want, "+++ here", *got])
        for want, got in zip(expected, actual, strict=False)
        if compare_lines(want, got, names) is Verdict.DIFFERS
    ]
    assert not wrong, f"{len(wrong)} of {len(expected)} prompts differ\n" + "\n".join(wrong)
    assert len(actual) == len(expected)
