"""Standard input and output of odd kinds. What is expected is what erl printed, given the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

GOODBYE = b"1> *** Terminating erlang (nonode@nohost)\n"


def run(folder: Path, **streams: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "pyerlshell"]
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, cwd=folder, timeout=60, check=False, env=env, **given)


def test_no_input_at_all_ends_the_shell(tmp_path: Path) -> None:
    done = run(tmp_path, stdin=subprocess.DEVNULL)
    assert done.stdout.endswith(GOODBYE)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_output_that_cannot_be_written_ends_the_shell_quietly(tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = run(tmp_path, input=b"1.\n", stdout=full)
    assert (done.returncode, done.stderr) == (1, b"")


def test_bytes_that_are_no_utf8_make_it_latin1_for_good(tmp_path: Path) -> None:
    done = run(tmp_path, input=b'"\xff\xfe".\n"\xc3\xa9".\nio:format("~ts~n", [[8364]]).\n')
    assert b'1> "\xff\xfe"\n2> "\xc3\xa9"\n3> \\x{20AC}\nok\n' in done.stdout
