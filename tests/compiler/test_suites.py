"""Erlang suites under our compiler, against what the reference's compiler made of them.

Each suites/NAME.erl has functions of no arguments; NAME.expected holds a line a function, written
by
scripts/compiler-expectations on a real Erlang.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import compiled

from pyerlshell.erts.node import Node
from pyerlshell.terms.atoms import atom
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


@pytest.fixture(scope="module")
def code() -> dict[Path, object]:
    paths = [*SUITES, HERE / "suite_runner.erl"]
    return {path: compiled(path.read_text(), str(path.name)) for path in paths}


@pytest.mark.parametrize(
    ("path", "name", "expected"), _cases(), ids=lambda v: getattr(v, "stem", v)[:40]
)
def test_function(
    path: Path, name: str, expected: str, code: dict[Path, object], node: Node
) -> None:
    node.code.load(code[path])  # type: ignore[arg-type]
    node.code.load(code[HERE / "suite_runner.erl"])  # type: ignore[arg-type]
    value = node.call("suite_runner", "run", (atom(path.stem), atom(name)))
    assert write(value) == expected
