"""Erlang suites under our compiler, against what the reference's compiler made of them.

Each suites/NAME.erl has functions of no arguments; NAME.expected holds a line a function, written
by
scripts/compiler-expectations on a real Erlang.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from compiling import compiled

from pyerlshell.erts.node import Node
from pyerlshell.terms.atoms import atom
from pyerlshell.terms.module_code import ModuleCode
from pyerlshell.terms.write import write

HERE = Path(__file__).parent
SUITES = sorted((HERE / "suites").glob("*.erl"))


def _cases() -> list[tuple[Path, str, str]]:
    out = []
    for path in SUITES:
        for line in path.with_suffix(".expected").read_text().splitlines():
            name, _, value = line.partition(": ")
            out.append((path, name, value))
    return out


@lru_cache
def code_of(path: Path) -> ModuleCode:
    return compiled(path.read_text(), path.name)


@pytest.mark.parametrize(
    ("path", "name", "expected"), _cases(), ids=lambda v: getattr(v, "stem", v)[:40]
)
def test_function(path: Path, name: str, expected: str, node: Node) -> None:
    node.code.load(code_of(path))
    node.code.load(code_of(HERE / "suite_runner.erl"))
    value = node.call("suite_runner", "run", (atom(path.stem), atom(name)))
    assert write(value) == expected
