"""Expressions laid out as `erl_pp:exprs/1` of OTP 29 printed them (expressions.txt)."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyerlshell.syntax import erl_parse, erl_scan
from pyerlshell.syntax.erl_pp.boxes import finished
from pyerlshell.syntax.erl_pp.clauses import top_sequence

TABLE = (Path(__file__).parent / "expressions.txt").read_text(encoding="utf-8")
CASES = [
    block.removeprefix("----\n").split("\n=>\n", 1)
    for block in TABLE.split("\n----\n")
    if "\n=>\n" in block
]  # source, =>, text


@pytest.mark.parametrize(("source", "expected"), CASES, ids=range(len(CASES)))
def test_layout(source: str, expected: str) -> None:
    exprs = erl_parse.parse_exprs(erl_scan.scan(source + ".").tokens)
    printed = "\n".join(finished(top_sequence(exprs)))
    assert printed.split("\n") == expected.split("\n")


def test_the_table_was_read() -> None:
    assert len(CASES) > 150
