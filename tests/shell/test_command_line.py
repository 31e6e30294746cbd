"""What erl's flags do: exit codes and output as the reference's (scripts/record-shell-sessions)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pyerlshell.otp.arguments import parse

CASES = json.loads((Path(__file__).parent / "command_lines.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case["args"]))
def test_command_line(case: dict[str, Any], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pyerlshell", *case["args"]],
        cwd=tmp_path,
        input=case.get("stdin", "").encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.decode() == case["stdout"]
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
