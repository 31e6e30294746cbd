"""A12.1: commands kept between runs, safely with two shells at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pyerlshell.shell.history_file import History
from pyerlshell.shell.history_setup import make_history
from pyerlshell.shell.settings import Settings
from pyerlshell.shell.system import new_node
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term


def opened(path: Path, said: list[str] | None = None, most: int = 1 << 19) -> History:
    return History(str(path), (said if said is not None else []).append, most_bytes=most)


def test_commands_are_there_in_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "a" / "history"
    first = opened(path)
    first.add("X = 1.")
    first.add("f(X) ->\n  X.\n")
    first.add("f(X) ->\n  X.")
    first.add("   \n")
    assert opened(path).entries == ["X = 1.", "f(X) ->\n  X."]
    assert path.stat().st_mode & 0o077 == 0


def test_two_shells_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "history"
    program = (
        "import sys\n"
        "from pyerlshell.shell.history_file import History\n"
        "h = History(sys.argv[1], print, most_bytes=int(sys.argv[3]))\n"
        "for i in range(300): h.add(f'{sys.argv[2]}-{i}.')\n"
    )
    for most in (1 << 19, 2000):
        path.unlink(missing_ok=True)
        shells = [
            subprocess.Popen([sys.executable, "-c", program, str(path), name, str(most)])
            for name in ("one", "two")
        ]
        assert [shell.wait() for shell in shells] == [0, 0]
        said: list[str] = []
        entries = opened(path, said).entries
        assert said == []
        for name in ("one", "two"):
            kept = [e for e in entries if e.startswith(name)]
            assert kept == [f"{name}-{i}." for i in range(300)][-len(kept) :] if kept else True
        assert len(entries) == 600 or most == 2000
        assert path.stat().st_size <= most


def test_a_damaged_file_is_said_once_and_mended(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_bytes(b'"ok."\n\xff\xfe\x00garbage\n{"a": 1}\n"half')
    said: list[str] = []
    assert opened(path, said).entries == ["ok."]
    assert len(said) == 1 and "3 lines" in said[0] and str(path) in said[0]
    again: list[str] = []
    assert opened(path, again).entries == ["ok."] and again == []


def test_a_line_cut_short_costs_itself_only(tmp_path: Path) -> None:
    path = tmp_path / "history"
    history = opened(path)
    history.add("one.")
    with path.open("ab") as file:
        file.write(b'"cut sho')
    history.add("two.")
    assert opened(path).entries == ["one.", "two."]


def test_a_file_that_cannot_be_written_is_said_once(tmp_path: Path) -> None:
    folder = tmp_path / "history"
    folder.mkdir()
    said: list[str] = []
    history = opened(folder, said)
    history.add("one.")
    history.add("two.")
    assert history.entries == ["one.", "two."]
    assert len(said) == 1 and str(folder) in said[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "history"
    opened(path).add("one.")
    path.chmod(0o400)
    said: list[str] = []
    history = opened(path, said)
    history.add("two.")
    assert history.entries == ["one.", "two."] and len(said) == 1


def test_the_file_of_version_0_1_is_read(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_text("\n# 2026-11-22 10:00:00.1\n+one.\n\n# 2026-11-22 10:00:01.1\n+f(\n+ 1).\n")
    assert opened(path).entries == ["one.", "f(\n 1)."]
    path.write_text("# 2026\n+one.\n")
    history = opened(path)
    history.add("two.")
    assert opened(path).entries == ["one.", "two."]


def test_what_begins_alike_is_suggested(tmp_path: Path) -> None:
    history = opened(tmp_path / "history")
    for command in ("lists:seq(1, 2).", "lists:seq(1, 3).", "io:format(1)."):
        history.add(command)
    assert history.suggestion("lists:s") == "eq(1, 3)."
    assert history.suggestion("io:format(1).") == "" and history.suggestion(" ") == ""


def configured(**env: Term) -> tuple[History, list[str]]:
    node = new_node([])
    node.application_env[a.kernel] = {getattr(a, name): value for name, value in env.items()}
    said: list[str] = []
    return make_history(node, Settings(), said.append), said


def test_kernel_shell_history_decides(tmp_path: Path) -> None:
    off, _ = configured(shell_history=a.disabled)
    assert off.path is None
    path = string_to_list(str(tmp_path))
    drop = to_list([string_to_list("q().")])
    on, _ = configured(shell_history=a.enabled, shell_history_path=path, shell_history_drop=drop)
    assert on.path == str(tmp_path / "pyerlshell-history")
    on.add("q().")
    on.add("1.")
    assert on.entries == ["q().", "1."]
    assert [json.loads(row) for row in Path(on.path).read_text().splitlines()] == ["1."]


def test_a_module_may_keep_the_history() -> None:
    history, _ = configured(shell_history=a.some_module)
    assert history.path is None and history.added is not None
