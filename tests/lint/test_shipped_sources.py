"""The linter finds no fault in the Erlang sources that are part of pyerlshell."""

from __future__ import annotations

import os
from typing import Any

import pytest

from pyerlshell import Node
from pyerlshell.otp.library import ROOT, shipped_modules
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, string_to_list, to_list

SOURCES = sorted(m.path for m in shipped_modules().values() if m.erlang)
FOLDERS = [os.path.join(ROOT, app) for app in ("kernel", "stdlib", "sasl", "eunit")]
OPTIONS = (a.basic_validation, a.return_errors, a.return_warnings, a.nowarn_deprecated_catch)


@pytest.fixture(scope="module")
def node() -> Any:
    with Node() as made:
        yield made


@pytest.mark.parametrize("path", SOURCES, ids=os.path.basename)
def test_no_faults(node: Any, path: str) -> None:
    folders = [*FOLDERS, *[os.path.join(f, d) for f in FOLDERS for d in ("include", "src")], ROOT]
    include = [(a.i, string_to_list(folder)) for folder in folders]
    name = string_to_list(path.removesuffix(".erl"))
    found = node.core.call(a.compile, a.file, (name, to_list([*OPTIONS, *include])))
    assert found[0] is a.ok, node.to_python(found)
    warnings = [w for entry in from_list(found[2]) for w in from_list(entry[1])]  # type: ignore[index]
    assert [node.to_python(w) for w in warnings] == []
