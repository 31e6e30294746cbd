"""Calls of native functions give what they gave on a real Erlang (scripts/native-calls.escript)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from native_calls_table import EXPECTED, result, rows

TABLES = sorted(path.stem for path in EXPECTED.glob("*.txt"))


@pytest.mark.parametrize("table", TABLES)
def test_calls(table: str) -> None:
    wrong = []
    count = 0
    for call, expected in rows(table):
        count += 1
        got = result(call)
        if got != expected:
            wrong.append(f"{call}\n  expected {expected}\n  got      {got}")
    assert count > 50
    assert not wrong, f"{len(wrong)} of {count}:\n" + "\n".join(wrong[:20])
