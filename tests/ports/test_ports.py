"""Programs of the operating system as ports, as the reference runs them (`*.out` are its)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pyerlshell import ErlangError, Node

HERE = Path(__file__).parent / "sessions"
VOLATILE = re.compile(r"#Ref<[\d.]+>|#Port<[\d.]+>")


def comparable(text: str) -> list[str]:
    return [VOLATILE.sub("*", line) for line in text.splitlines()[1:]]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*.in")))
def test_session(name: str) -> None:
    with open(HERE / f"{name}.in", "rb") as commands:
        done = subprocess.run(
            [sys.executable, "-m", "pyerlshell"],
            stdin=commands,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
    expected = (HERE / f"{name}.out").read_text(encoding="utf-8")
    assert comparable(done.stdout.decode()) == comparable(expected)


def test_a_policy_may_refuse() -> None:
    def refuse(action: str, target: str) -> None:
        if action == "run":
            raise PermissionError(target)

    with Node(refuse=refuse) as node, pytest.raises(ErlangError) as failed:
        node.call(
            "erlang", "open_port", (node.call("erlang", "list_to_atom", [*b"spawn"]), "ls"), []
        )
    assert str(failed.value.reason) == "eacces"


def test_a_policy_may_refuse_descriptors() -> None:
    asked: list[tuple[str, str]] = []

    def refuse(action: str, target: str) -> None:
        asked.append((action, target))
        if action == "run":
            raise PermissionError(target)

    with Node(refuse=refuse) as node, pytest.raises(ErlangError) as failed:
        fd = node.call("erlang", "list_to_atom", [*b"fd"])
        node.call("erlang", "open_port", (fd, 0, 1), [])
    assert str(failed.value.reason) == "eacces"
    assert ("run", "fd 0/1") in asked
