"""The internal hash of terms is that of a real Erlang (scripts/internal-hash.escript)."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyerlshell.syntax import erl_parse, erl_scan
from pyerlshell.terms.internal_hash import internal_hash
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

ROWS = (Path(__file__).parent / "internal_hash.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("row", ROWS)
def test_hash(row: str) -> None:
    text, _, expected = row.rpartition(" = ")
    term = erl_parse.parse_term(erl_scan.scan(text + ".").tokens)
    assert f"{internal_hash(term):x}" == expected


def test_deep_and_long_terms() -> None:
    deep: Term = None
    for _ in range(100_000):
        deep = (deep, 1)
    other = (deep, 2)
    assert internal_hash(deep) != internal_hash(other)
    assert internal_hash(to_list([(1,)] * 100_000)) != internal_hash(to_list([(1,)] * 100_001))
