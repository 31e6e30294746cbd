"""Calls of native functions give what they gave on a real Erlang (scripts/native-calls.escript).

`differences.txt` lists the calls that differ: wrong arguments that fail in a helper which we do
not have.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from native_calls_table import EXPECTED, result, rows

TABLES = sorted(path.stem for path in EXPECTED.glob("*.txt"))
DIFFERENT = frozenset((Path(__file__).parent / "differences.txt").read_text("utf-8").splitlines())


@pytest.mark.parametrize("table", TABLES)
def test_calls(table: str) -> None:
    wrong = []
    count = 0
    for call, expected in rows(table):
        if call in DIFFERENT:
            continue
        count += 1
        got = result(call)
        if got != expected:
            wrong.append(f"{call}\n  expected {expected}\n  got      {got}")
    assert count > 20
    assert not wrong, f"{len(wrong)} of {count}:\n" + "\n".join(wrong[:20])
