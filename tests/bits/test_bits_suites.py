"""Every case of suites/*.erl gives what it gave on erl 29 (suites/*.txt)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pyerlshell.compiler.compile import Options, compile_forms
from pyerlshell.erts.node import Node
from pyerlshell.otp.kernel import code_storage
from pyerlshell.syntax import epp
from pyerlshell.terms.atoms import atom
from pyerlshell.terms.lists import from_list, list_to_string
from pyerlshell.terms.write import write

SUITES = Path(__file__).parent / "suites"


def results(module: str) -> dict[str, str]:
    path = SUITES / f"{module}.erl"
    forms = epp.parse_text(path.name, path.read_bytes(), epp.Options(read_file=_no_file)).forms
    sys.setrecursionlimit(2**31 - 1)
    node = Node()
    code_storage.install(node)
    node.code.ensure_loaded(atom("erlang"))
    node.code.load(compile_forms(forms, Options(source=path.name)))
    pairs = from_list(node.call(module, "results"))
    return {list_to_string(pair[0]) or "": write(pair[1]) for pair in pairs}  # type: ignore[index]


def _no_file(path: str) -> bytes:
    raise FileNotFoundError(path)


def expected(module: str) -> dict[str, str]:
    text = (SUITES / f"{module}.txt").read_text()
    return dict(line.split(" => ", 1) for line in text.splitlines())


@pytest.mark.parametrize("module", ["construct", "match"])
def test_suite(module: str) -> None:
    assert results(module) == expected(module)
