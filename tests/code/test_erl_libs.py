"""ERL_LIBS: more applications on the code path, behind stdlib, of each the newest version."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyerlshell import Node


def test_applications_stand_behind_stdlib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("foo-1.9/ebin", "foo-1.10/ebin", "bar/ebin", "no_ebin"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setenv("ERL_LIBS", f"{tmp_path}:/not/there")
    node = Node()
    path = ["".join(map(chr, folder)) for folder in node.call("code", "get_path")]
    # As erl 29 has it: foo-2 before bar, kernel and stdlib before both.
    assert [Path(p).parts[-2] for p in path[2:4]] == ["foo-1.10", "bar"]
    assert [Path(p).name for p in path[:2]] == ["kernel", "stdlib"]
