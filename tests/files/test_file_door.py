"""What sessions cannot show: the policy at the door, what is left open, long subjects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pyerlshell.erts.node import Node
from pyerlshell.otp.preloaded.prim_file.handles import OpenFiles
from pyerlshell.otp.stdlib.re.pattern import compiled
from pyerlshell.otp.stdlib.re.state import BadPattern, Settings
from pyerlshell.shell.system import new_node
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, length, string_to_list, to_list

ENOENT = (a.error, a.enoent)
EACCES = (a.error, a.eacces)


@pytest.fixture
def node(tmp_path: Path) -> Node:
    made = new_node([])
    made.outside.cwd = str(tmp_path)
    return made


def call(node: Node, module: str, name: str, *args: object) -> Any:
    return node.call(module, name, args)


def text(value: str) -> Any:
    return string_to_list(value)


def test_a_policy_closes_the_door(node: Node, tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "a").write_text("a")
    (tmp_path / "secret").write_text("s")
    (tmp_path / "inside" / "link").symlink_to("..")
    allowed = str(tmp_path / "inside")

    def refuse(action: str, target: str) -> None:
        if not target.startswith(allowed):
            raise PermissionError(target)

    node.outside.refuse = refuse
    assert call(node, "file", "read_file", text("inside/a")) == (a.ok, b"a")
    for name in ("secret", "inside/../secret", "inside/link/secret", f"{tmp_path}/secret"):
        assert call(node, "file", "read_file", text(name)) == EACCES
        assert call(node, "file", "write_file", text(name), b"x") == EACCES
        assert call(node, "file", "delete", text(name)) == EACCES
        assert call(node, "file", "open", text(name), to_list([a.read])) == EACCES
        assert call(node, "file", "rename", text("inside/a"), text(name)) == EACCES
    assert call(node, "file", "list_dir", text(".")) == EACCES
    assert (tmp_path / "secret").read_text() == "s"


@pytest.mark.parametrize("modes", [[a.raw, a.read], [a.read], [a.raw, a.read, a.binary]])
def test_files_are_closed_when_their_owner_ends(node: Node, tmp_path: Path, modes: Any) -> None:
    (tmp_path / "a").write_text("a")
    opened = call(node, "file", "open", text("a"), to_list(modes))
    assert opened[0] is a.ok
    node.run_idle()
    assert not node.part(OpenFiles).files
    assert not node.part(OpenFiles).owned


def test_the_working_directory_is_the_nodes_own(node: Node, tmp_path: Path) -> None:
    other = new_node([])
    (tmp_path / "d").mkdir()
    assert call(node, "file", "set_cwd", text("d")) is a.ok
    assert node.outside.cwd == str(tmp_path / "d")
    assert other.outside.cwd != node.outside.cwd
    assert Path.cwd() != tmp_path / "d"


def test_long_subjects(node: Node) -> None:
    subject = text("a," * 100_000)
    parts = call(node, "re", "split", subject, text(","))
    assert length(parts) == 100_001
    found = call(node, "re", "run", b"a" * 1_000_000 + b"b", text("(a|b)*b$"))
    assert found[0] is a.match
    assert from_list(found[1])[0] == (0, 1_000_001)


def test_recursion_as_deep_as_it_is_written_out() -> None:
    pattern = compiled(r"^(\((?:[^()]|(?1))*\))$", Settings())
    expression = pattern.variant(pattern.settings, False).expression
    assert expression.match(b"(" * 20 + b")" * 20)
    assert not expression.match(b"(" * 20 + b")" * 19)


@pytest.mark.parametrize("source", ["(", "a{2,1}", "[b-a]", "(?<n", r"\k<x>", "(?(1)a)"])
def test_what_is_refused_is_refused_before_a_match(source: str) -> None:
    with pytest.raises(BadPattern):
        compiled(source, Settings())
