"""Every function that OTP documents and that is there says what it does: `h/2,3` shows it (A15)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pyerlshell import Node
from pyerlshell.otp.library import shipped_modules
from pyerlshell.terms.atoms import a, atom

EXPORTS = Path(__file__).resolve().parents[2] / "scripts" / "otp-exports.txt"
SECOND_NAMES = {"gen_fsm", "slave"}
"""Modules of old, whose functions only say that they are of old."""


def documented() -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for line in EXPORTS.read_text("utf-8").splitlines():
        _, module, *functions = line.split()
        if module in shipped_modules() and module not in SECOND_NAMES:
            pairs = (f.rpartition("/") for f in functions)
            found[module] = [(name, int(arity)) for name, _, arity in pairs]
    return found


@pytest.fixture(scope="module")
def node() -> Any:
    with Node() as made:
        yield made


@pytest.mark.parametrize("module", sorted(documented()))
def test_functions_are_documented(node: Any, module: str) -> None:
    found = node.call("code", "get_doc", atom(module))
    assert found[0] is a.ok, found
    entries = [e for e in found[1][6] if e[0][0] is a.function]
    said = {e[0][1].name for e in entries if e[3] is not a.none and e[3] is not a.hidden}
    exported = {(f[0].name, f[1]) for f in node.call(module, "module_info", a.exports)}
    there = [(name, arity) for name, arity in documented()[module] if (name, arity) in exported]
    assert [f"{name}/{arity}" for name, arity in there if name not in said] == []
