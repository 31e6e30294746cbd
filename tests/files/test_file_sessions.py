"""Files, file names, regular expressions and the operating system, as a real erl has them.

Each `sessions/*.input` is typed, `.expected` is what erl printed (scripts/record-file-sessions).
Compared prompt by prompt: the value or the error with its arguments and diagnostics. Frames below
the failing function are not compared, since our library's functions are others inside.
`differences.txt` names the prompts where we differ, and why.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from pyerlshell.otp.arguments import parse
from pyerlshell.shell.boot import System
from pyerlshell.shell.console import StreamConsole
from pyerlshell.shell.driver import drive
from pyerlshell.shell.system import new_node

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


def run(name: str, folder: Path) -> str:
    node = new_node([])
    node.outside.cwd = str(folder)
    node.outside.env["LC_ALL"] = "C.UTF-8"
    node.outside.env["HOME"] = str(folder)
    printed = io.BytesIO()
    with (SESSIONS / f"{name}.input").open("rb") as typed:
        console = StreamConsole(node, typed, printed)
        system = System(node, console)
        system.start(parse([]), True)
        system.boot()
        drive(node, console)
    return printed.getvalue().decode().replace(str(folder), "$FOLDER")


@pytest.mark.parametrize("name", NAMES)
def test_session(name: str, tmp_path: Path) -> None:
    expected = prompts((SESSIONS / f"{name}.expected").read_text())
    actual = prompts(run(name, tmp_path))
    wrong = [
        f"{name} {number}\n  erl:  {want}\n  here: {got}"
        for number, (want, got) in enumerate(zip(expected, actual), 1)
        if want != got and (name, number) not in DIFFERENCES
    ]
    assert len(actual) == len(expected)
    assert not wrong, "\n".join(wrong)
