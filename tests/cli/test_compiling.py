"""`pyerlshell compile` prints what erlc prints, leaves the same files and the same exit code.

erlc/expected.txt is written by scripts/record-erlc.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "erlc"
ROOT = Path(__file__).parent.parent.parent


def _cases(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return [(line, "\n".join(lines)) for line, lines in found]


CASES = _cases((FOLDER / "expected.txt").read_text())


def _marked(mark: str, text: str) -> list[str]:
    return [mark + line for line in text.splitlines()]


@pytest.mark.parametrize(("line", "expected"), CASES, ids=[line for line, _ in CASES])
def test_it_is_erlc(line: str, expected: str, tmp_path: Path) -> None:
    for source in [*FOLDER.glob("*.erl"), *FOLDER.glob("*.hrl")]:
        shutil.copy(source, tmp_path)
    before = set(os.listdir(tmp_path))
    done = subprocess.run(
        [sys.executable, "-m", "pyerlshell", "compile", *line.split()],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    got = [str(done.returncode), *_marked("1|", done.stdout)]
    got += _marked("2|", done.stderr.replace(str(tmp_path), "HERE"))
    for made in sorted(set(os.listdir(tmp_path)) - before):
        got.append("+|" + made)
        if not made.endswith(".beam"):
            got += _marked(">|", (tmp_path / made).read_text())
    assert "\n".join(got) == expected
