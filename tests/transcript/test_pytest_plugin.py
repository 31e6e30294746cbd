"""pytest collects documents: an item for each session, failures at their line in the document."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = """\
# A page

```erlang
1> X = 1 + 1.
2
2> X.
3
```

```erlang
1> lists:seq(1, 3).
[1,2,3]
```
"""
INI = "[pytest]\nerl_documents = docs/*.md *.erltxt\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text(INI)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text(PAGE)
    (tmp_path / "other.md").write_text(PAGE)
    (tmp_path / "docs" / "prose.md").write_text("no session")
    (tmp_path / "one.erltxt").write_text("1> self().\n<0.32.0>\n")
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parent.parent.parent
    env = {**os.environ, "PYTHONPATH": str(root), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    env.pop("PYTEST_ADDOPTS", None)
    command = [sys.executable, "-m", "pytest", "-p", "pyerlshell.transcript.pytest_plugin"]
    return subprocess.run(
        [*command, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def test_items_and_failures(folder: Path) -> None:
    done = run(folder, "-v", "-p", "no:cacheprovider")
    assert done.returncode == 1
    assert "docs/page.md::session:4 FAILED" in done.stdout
    assert "docs/page.md::session:11 PASSED" in done.stdout
    assert "one.erltxt::session:1 PASSED" in done.stdout
    assert "other.md" not in done.stdout
    page = folder / "docs" / "page.md"
    assert f"{page}:6: differs" in done.stdout
    assert "  - 3\n  + 2" in done.stdout
    assert "1 failed, 2 passed" in done.stdout


def test_selection_and_last_failed(folder: Path) -> None:
    assert "1 passed, 2 deselected" in run(folder, "-k", "session:11").stdout
    run(folder)
    again = run(folder, "--lf")
    assert "1 failed" in again.stdout
    assert "passed" not in again.stdout


def test_side_by_side(folder: Path) -> None:
    pytest.importorskip("xdist")
    assert "1 failed, 2 passed" in run(folder, "-p", "xdist.plugin", "-n", "2").stdout


def test_options(folder: Path) -> None:
    assert "2 failed" in run(folder, "--erl-exact").stdout
    assert "2 failed" not in run(folder, "--erl-exact", "--erl-profile=classic").stdout
    wrong = run(folder, "--erl-profile=otp99")
    assert (
        "erl_profile: otp99 is none of otp29, otp27, otp25, classic" in wrong.stdout + wrong.stderr
    )
    (folder / "one.erltxt").write_text("1> (fun F() -> F() end)().\nok\n")
    slow = run(folder, "--erl-timeout=0.2", "-k", "erltxt")
    assert "no answer in time" in slow.stdout


def test_update(folder: Path) -> None:
    assert run(folder, "--erl-update").returncode == 0
    assert (folder / "docs" / "page.md").read_text() == PAGE.replace("2> X.\n3", "2> X.\n2")
    assert run(folder).returncode == 0


def test_without_documents_it_does_nothing(folder: Path) -> None:
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_x.py").write_text("def test_x():\n    pass\n")
    assert "1 passed" in run(folder).stdout
