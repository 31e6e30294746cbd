"""Files, file names, regular expressions and the operating system, as a real erl has them.

Each `sessions/*.input` is typed, `.expected` is what erl printed (scripts/record-file-sessions).
Compared prompt by prompt: the value or the error with its arguments and diagnostics. Frames below
the failing function are not compared, since our library's functions are others inside.
`differences.txt` names the prompts where we differ, and why.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from piped_session import run_file

SESSIONS = Path(__file__).parent / "sessions"
NAMES = sorted(path.stem for path in SESSIONS.glob("*.input"))
DIFFERENCES = {
    (name, int(prompt))
    for line in (Path(__file__).parent / "differences.txt").read_text().splitlines()
    if line and not line.startswith("#")
    for name, prompt in [line.split()[:2]]
}
NOISE = (
    (re.compile(r"<0\.\d+\.0>"), "<PID>"),
    (re.compile(r"#Ref<[\d.]+>"), "#Ref"),
    (re.compile(r"#Fun<[^>]*>"), "#Fun"),
    (re.compile(r"#Port<[\d.]+>"), "#Port"),
    (re.compile(r"\(\w+\.erl:\d+\)"), ""),
    (re.compile(r"\{line,\d+\}"), "{line,N}"),
    (re.compile(r"^=\w+ REPORT==== [^\n]* ===$", re.M), "=REPORT"),
    (re.compile(r"\{\{20\d\d,\d+,\d+\},\{\d+,\d+,\d+\}\}"), "TIME"),
    (re.compile(r"^     in (function|call from) +.*\n(?!        called)", re.M), ""),
    (re.compile(r"\s+"), ""),
)


def prompts(text: str) -> list[str]:
    """What was printed at each prompt, without what differs from run to run."""
    _, _, session = text.partition("\n1> ")
    found = re.split(r"^\d+> ", session, flags=re.M)
    return [normal(part) for part in found]


def normal(text: str) -> str:
    for pattern, instead in NOISE:
        text = pattern.sub(instead, text)
    return text


@pytest.mark.parametrize("name", NAMES)
def test_session(name: str, tmp_path: Path) -> None:
    expected = prompts((SESSIONS / f"{name}.expected").read_text())
    actual = prompts(run_file(SESSIONS / f"{name}.input", tmp_path, fake_clock=False))
    wrong = [
        f"{name} {number}\n  erl:  {want}\n  here: {got}"
        for number, (want, got) in enumerate(zip(expected, actual), 1)
        if want != got and (name, number) not in DIFFERENCES
    ]
    assert len(actual) == len(expected)
    assert not wrong, "\n".join(wrong)
