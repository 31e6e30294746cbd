"""A1.4, A1.7, A9.7: what a node that ends badly says last, and erl_crash.dump, as erl's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

WRITTEN = "\r\nCrash dump is being written to: {}...done\r\n"


def ended(folder: Path, *args: str, **env: str) -> tuple[int, str]:
    """Exit code and standard error, with line ends as they are."""
    done = subprocess.run(
        [sys.executable, "-m", "pyerlshell", "-noshell", *args],
        cwd=folder,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == b""
    return done.returncode, done.stderr.decode()


HALT = ("-eval", 'register(me, self()), self() ! hello, erlang:halt("my slogan").')


def test_halt_with_a_text_writes_a_dump(tmp_path: Path) -> None:
    assert ended(tmp_path, *HALT) == (1, "my slogan\r\n" + WRITTEN.format("erl_crash.dump"))
    lines = (tmp_path / "erl_crash.dump").read_text().splitlines()
    assert lines[0] == "=erl_crash_dump:0.5"
    assert lines[2] == "Slogan: my slogan"
    assert lines[-1] == "=end"
    mine = lines[lines.index("Name: me") - 2 :]
    assert mine[0].startswith("=proc:<0.")
    assert mine[1] in ("State: Running", "State: Scheduled")
    assert "Message queue: [hello]" in mine


def test_a_failed_eval_writes_a_dump(tmp_path: Path) -> None:
    code, said = ended(tmp_path, "-eval", "1/0.")
    assert code == 1
    assert said.startswith("Error! Failed to eval: 1/0.\r\n\r\nRuntime terminating during boot (")
    assert said.endswith(")\r\n" + WRITTEN.format("erl_crash.dump"))
    assert (tmp_path / "erl_crash.dump").exists()


@pytest.mark.parametrize("name", ["ERL_CRASH_DUMP_SECONDS", "ERL_CRASH_DUMP_BYTES"])
def test_the_environment_forbids_the_dump(name: str, tmp_path: Path) -> None:
    assert ended(tmp_path, *HALT, **{name: "0"}) == (1, "my slogan\r\n")
    assert list(tmp_path.iterdir()) == []


def test_the_environment_names_the_file(tmp_path: Path) -> None:
    said = ended(tmp_path, *HALT, ERL_CRASH_DUMP="my.dump")[1]
    assert said == "my slogan\r\n" + WRITTEN.format("my.dump")
    assert [path.name for path in tmp_path.iterdir()] == ["my.dump"]


def test_a_dump_that_is_too_long_is_cut(tmp_path: Path) -> None:
    said = ended(tmp_path, *HALT, ERL_CRASH_DUMP_BYTES="100")[1]
    assert said == "my slogan\r\n" + WRITTEN.format("erl_crash.dump").removesuffix("done\r\n")
    dump = (tmp_path / "erl_crash.dump").read_bytes()
    assert len(dump) < 200
    assert dump.endswith(b"\n=abort:CRASH DUMP SIZE LIMIT REACHED\n")


def test_a_dump_that_cannot_be_written(tmp_path: Path) -> None:
    said = ended(tmp_path, *HALT, ERL_CRASH_DUMP="no/such/folder")[1]
    assert said.endswith("\r\nCrash dump is being written to: no/such/folder...")


def test_no_start_with_a_bad_configuration(tmp_path: Path) -> None:
    code, said = ended(tmp_path, "-config", "nope", *HALT)
    assert code == 1
    assert said.startswith('Could not start kernel pid (application_controller) ("')
    assert said.endswith(WRITTEN.format("erl_crash.dump"))
