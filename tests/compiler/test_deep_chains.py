"""Expressions that nest deeper than Python's C stack compile, and give what they should."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from compiling import compiled

from pyerlshell.erts.node import Node
from pyerlshell.terms.atoms import a
from pyerlshell.terms.write import write

CASES = [("+", 1, "6000"), ("andalso", a.true, "true")]


@pytest.fixture
def unlimited() -> Iterator[None]:
    """As the commands start: Python code may nest as deep as it likes."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(10**6)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.parametrize(("operator", "given", "expected"), CASES)
def test_chain(unlimited: None, operator: str, given: object, expected: str) -> None:
    node = Node()
    chain = f" {operator} ".join(["X"] * 6000)
    node.code.load(compiled(f"-module(t).\n-export([f/1]).\nf(X) -> {chain}.\n"))
    assert write(node.call_fun(node.code.cell(a.t, a.f, 1).fn, (given,))) == expected
