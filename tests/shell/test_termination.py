"""A1.7: SIGTERM ends the node as in the reference; Ctrl-C before anything has started is quiet."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pyerlshell.cli import main

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no signals")


def test_sigterm_is_told_and_obeyed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pyerlshell", "-noshell", "-eval", 'io:format("up~n").']
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None and program.stderr is not None
        assert program.stdout.readline() == b"up\n"
        program.send_signal(signal.SIGTERM)
        out, errors = program.communicate(timeout=30)
    assert (program.returncode, errors) == (0, b"")
    report = r"=INFO REPORT==== .* ===\nSIGTERM received - shutting down\n\n"
    assert re.fullmatch(report, out.decode())


def test_an_early_interrupt_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_argv: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setitem(main.__globals__, "start", interrupted)
    assert main([]) == 130
