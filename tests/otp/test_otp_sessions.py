"""Servers, supervisors, event managers, state machines, timers and logging, as a real erl has them.

Each folder under `sessions` is one session: `input` is typed, `expected` is what erl printed
(scripts/record-otp-sessions). It runs here in this Python process, on a clock that jumps to the
next timer whenever all processes wait.

The rows of the reference: B3.1-B3.10, B4.1-B4.9 in sys_rows (line by line) and in
sys_and_gen_server, state_machine, event_manager and supervisors; B4.10 in sys_and_gen_server, whose
tt13 is that of old; B5 in crashes, bad_callbacks, bad_callbacks_more and bad_supervisors; A8.1-A8.6
there too, A8.7 in tests/sessions/code_server, A8.8 in logging.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from otp_streams import streams
from piped_session import run_folder, session_folders

SESSIONS = Path(__file__).parent / "sessions"
NAMES = session_folders(SESSIONS)


def differences(want: list[str], got: list[str]) -> str:
    return "\n".join(difflib.unified_diff(want, got, "erl", "here", lineterm="", n=1))


@pytest.mark.parametrize("name", NAMES)
def test_session(name: str, tmp_path: Path) -> None:
    expected = streams((SESSIONS / name / "expected").read_text())
    actual = streams(run_folder(SESSIONS / name, tmp_path, fake_clock=True))
    wrong = [
        differences(want, got)
        for want, got in (
            (expected.shell, actual.shell),
            (expected.traces, actual.traces),
            (expected.reports, actual.reports),
        )
        if want != got
    ]
    assert not wrong, "\n".join(wrong)
