"""The code server and the compiler's interface give what they gave on erl 29 (suites/*.txt)."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from pyerlshell.erts.node import Node
from pyerlshell.erts.outside import Outside
from pyerlshell.otp.kernel import code_storage
from pyerlshell.terms.atoms import atom
from pyerlshell.terms.lists import from_list, list_to_string
from pyerlshell.terms.write import write

HERE = Path(__file__).parent


@pytest.fixture()
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Node:
    monkeypatch.setenv("PYERLSHELL_CACHE", str(tmp_path / "cache"))
    work = tmp_path / "work"
    shutil.copytree(HERE / "sources", work)
    for suite in (HERE / "suites").glob("*.erl"):
        shutil.copy(suite, work)
    sys.setrecursionlimit(2**31 - 1)
    made = Node(outside=Outside(cwd=str(work), env=dict(os.environ)))
    code_storage.install(made)
    made.code.ensure_loaded(atom("erlang"))
    return made


def expected(module: str) -> dict[str, str]:
    text = (HERE / "suites" / f"{module}.txt").read_text()
    return dict(line.split(" => ", 1) for line in text.splitlines())


@pytest.mark.parametrize("module", ["loading", "compiling"])
def test_suite(node: Node, module: str) -> None:
    assert node.call("compile", "file", (atom(module),)) == (atom("ok"), atom(module))
    pairs = from_list(node.call(module, "results"))
    results = {list_to_string(pair[0]) or "": write(pair[1]) for pair in pairs}  # type: ignore[index]
    assert results == expected(module)
