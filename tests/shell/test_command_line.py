"""What erl's flags do: exit codes and output as the reference's (scripts/record-shell-sessions)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pyerlshell.otp.arguments import parse

CASES = json.loads((Path(__file__).parent / "command_lines.json").read_text(encoding="utf-8"))


def rows_of(cases: list[dict[str, Any]]) -> list[Any]:
    """The cases, each named by the row of the checklist and its command line."""
    return [pytest.param(c, id=f"{c.get('row', 'A1.4')} {' '.join(c['args'])}") for c in cases]


def comparable(text: str) -> list[str]:
    """Lines without the banner, which says who we are, and without times."""
    text = re.sub(r"REPORT==== .* ===", "REPORT ===", text)
    return [line for line in text.split("\n") if not line.startswith("Erlang/OTP 29")]


@pytest.mark.parametrize("case", rows_of(CASES))
def test_command_line(case: dict[str, Any], tmp_path: Path) -> None:
    for name, text in case.get("files", {}).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pyerlshell", *case["args"]],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path), **case.get("env", {})},
        input=case.get("stdin", "").encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    actual = done.stdout.decode().replace(str(tmp_path.resolve()), "$FOLDER")
    assert comparable(actual) == comparable(case["stdout"])
    assert done.returncode == case["code"]
    assert done.stderr.decode().replace("\r", "").split("\n")[0] == case["stderr"]


def test_flags_keep_their_order_and_values() -> None:
    found = parse(
        ["x", "-a", "1", "2", "-b", "-eval", "E", "--", "y", "-a", "3", "-extra", "-a", "z"]
    )
    assert found.flags == [("a", ["1", "2"]), ("b", []), ("a", ["3"])]
    assert found.values("a") == ["1", "2", "3"]
    assert found.boot == [("eval", ["E"])]
    assert found.plain == ["x", "y", "-a", "z"]
