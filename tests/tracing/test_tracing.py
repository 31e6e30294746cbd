"""Sessions that trace, as the reference prints them (`*.out`, recorded with erl < *.in)."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "sessions"
VOLATILE = re.compile(r"#Ref<[\d.]+>|<0\.\d+\.0>|\d{15,}")


def comparable(text: str) -> list[str]:
    return [VOLATILE.sub("*", line) for line in text.splitlines()[1:]]


@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*.in")))
def test_session(name: str, tmp_path: Path) -> None:
    shutil.copy(HERE / "tt.erl", tmp_path)
    with open(HERE / f"{name}.in", "rb") as commands:
        done = subprocess.run(
            [sys.executable, "-m", "pyerlshell"],
            stdin=commands,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=tmp_path,
            timeout=120,
            check=False,
        )
    expected = (HERE / f"{name}.out").read_text(encoding="utf-8")
    assert comparable(done.stdout.decode()) == comparable(expected)
