"""Scripts, as a real escript runs them: output, errors and exit code of `pyerlshell escript ...`.

Each line of cases/commands is a command line; cases/expected has what escript did
(scripts/record-program-sessions). Modules get names that differ from run to run.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"
LINES = (CASES / "commands").read_text(encoding="utf-8").splitlines()


def normal(text: bytes) -> list[str]:
    shown = text.decode("utf-8", "replace")
    shown = re.sub(r"__escript__[0-9_]+", "__escript__N", shown)
    return re.sub(r"(?<= in call from )init:\S+ *\n", "init\n", shown).splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in CASES.glob("*.escript"):
        shutil.copy(file, tmp_path)
    return tmp_path


@pytest.mark.parametrize("number", range(len(LINES)), ids=LINES)
def test_script(number: int, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pyerlshell", "escript", *LINES[number].split()],
        cwd=folder, input=b"a line\n", capture_output=True, timeout=120, check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    text = b"-- out\n" + done.stdout + b"-- err\n" + done.stderr
    got = normal(text + b"-- exit %d\n" % done.returncode)
    assert got == normal((CASES / "expected" / str(number)).read_bytes())


def test_a_script_runs_by_its_first_line(folder: Path) -> None:
    command = folder / "escript"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m pyerlshell escript "$@"\n')
    command.chmod(0o755)
    script = folder / "hello.escript"
    script.chmod(0o755)
    path = os.pathsep.join((str(folder), os.environ.get("PATH", "")))
    done = subprocess.run(
        [script, "5"], capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PATH": path, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("factorial 5 = 120\n", 0)


def test_an_archive(tmp_path: Path) -> None:
    """archive/expected: what a real escript printed of the same files in a zip file."""
    shutil.copytree(CASES.parent / "archive", tmp_path, dirs_exist_ok=True)
    env = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": os.pathsep.join(sys.path)}

    def pyerlshell(*words: str) -> bytes:
        command = [sys.executable, "-m", "pyerlshell", *words]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True).stdout

    pyerlshell("compile", "+debug_info", "arch.erl")
    pyerlshell("compile", "+debug_info", "-o", "app/ebin", "inner.erl")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in ("arch.beam", "app/ebin/inner.beam", "app/ebin/app.app", "app/priv/x.txt"):
            archive.write(tmp_path / name, name)
    (tmp_path / "arch").write_bytes(b"#!/usr/bin/env escript\n" + content.getvalue())
    printed = pyerlshell("escript", "arch").decode().replace(os.path.realpath(tmp_path), "$FOLDER")
    assert printed == (tmp_path / "expected").read_text()
