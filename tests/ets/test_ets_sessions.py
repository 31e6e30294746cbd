"""Tables, match specifications and shared integers, typed at a prompt, as a real erl has them.

Each folder under `sessions` is one session: `input` is typed, `expected` is what erl printed
(scripts/record-ets-sessions). References differ from run to run, and so they are left out; the
lines of ets.erl too, where the reference has two for one function.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from piped_session import run_folder, session_folders

SESSIONS = Path(__file__).parent / "sessions"
NAMES = session_folders(SESSIONS)
VOLATILE = (
    (r"\s+", ""),
    (r"#Ref<[\d.]+>", "#Ref"),
    (r"<0\.\d+\.0>", "<PID>"),
    (r"\(ets\.erl:\d+\)", ""),
    (r'\{file,"ets\.erl"\},\{line,\d+\},?', ""),
    # A list of the frames is cut behind the eighth, wherever the caller's began.
    (r",?\{(?:erl_eval|shell),\w+,\d+,\[\{file,\"\w+\.erl\"\},\{line,\d+\}\]\}", ""),
    (r",?\{lists,foldr_1,3,[^}]*\},[^}]*\}\]\}", ""),
)


def answers(text: str) -> list[str]:
    """What follows each prompt."""
    _, _, session = text.partition("1> ")
    return [normal(part) for part in re.split(r"^\d+> ", session, flags=re.M)]


def normal(text: str) -> str:
    for pattern, replacement in VOLATILE:
        text = re.sub(pattern, replacement, text)
    return text


@pytest.mark.parametrize("name", NAMES)
def test_session(name: str, tmp_path: Path) -> None:
    expected = answers((SESSIONS / name / "expected").read_text())
    actual = answers(run_folder(SESSIONS / name, tmp_path, fake_clock=True))
    assert len(expected) > 10
    wrong = [
        f"{n}> expected {want}\n   got      {got}"
        for n, (want, got) in enumerate(zip(expected, actual), 1)
        if want != got
    ]
    assert not wrong, "\n".join(wrong)
    assert len(actual) == len(expected)
