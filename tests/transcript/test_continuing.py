"""Going on at a live prompt, a step at a time, and beside an erl (here: one that talks like it)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
MAIN = "import sys; from pyerlshell.transcript.command import main; sys.exit(main(sys.argv[1:]))"
PAGE = """\
1> X = 20.
20
2> Y = X + 1.
21
3> {X, Y}.
{20, 21}
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.txt"
    file.write_text(PAGE)
    return file


def run(file: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-c", MAIN, str(file), *arguments]
    return subprocess.run(
        command, input=typed, env=env, capture_output=True, text=True, check=False, cwd=file.parent
    )


def test_a_live_prompt_in_the_state_reached(page: Path) -> None:
    done = run(page, "--until", "2", "--then-shell", "-q", typed="X + Y.\nv(2).\nZ = 1.\n")
    assert done.stdout.startswith("3> 41\n4> 21\n5> 1\n6> *** Terminating erlang")
    assert "2 of 2 prompts hold" in done.stdout


def test_the_door_stays_closed_at_the_live_prompt(page: Path) -> None:
    done = run(
        page, "--then-shell", "-q", typed='os:cmd("date").\nfile:read_file("/etc/passwd").\n'
    )
    assert "4> ** exception" in done.stdout
    assert "{error,eacces}" in done.stdout


def test_programs_read_what_is_typed(page: Path) -> None:
    done = run(page, "--then-shell", "-q", typed='io:get_line("Name? ").\nJoe\nhalt().\n')
    assert '4> Name? "Joe\\n"\n5> ' in done.stdout


def test_a_step_at_a_time(page: Path) -> None:
    done = run(page, "--step", typed="\nq\n")
    assert f"{page}:1: 1> X = 20.\n[Enter] run, [c]ontinue, [q]uit: " in done.stdout
    assert "1 of 1 prompts hold" in done.stdout
    assert "3 of 3 prompts hold" in run(page, "--step", typed="c\n").stdout
    assert "0 of 0 prompts hold" in run(page, "--step").stdout


@pytest.fixture
def erl(tmp_path: Path) -> Path:
    script = tmp_path / "erl"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pyerlshell "$@"\n')
    script.chmod(0o755)
    return script


def test_a_real_erl_runs_the_same_document(page: Path, erl: Path) -> None:
    page.write_text(
        PAGE + "4> io:get_line('? ').\n? Joe\n\"Joe\\n\"\n5> hello(.\nx\n5> self().\n<0.1.0>\n"
    )
    done = run(page, "--with", str(erl))
    assert "erl prints the same 6 times" in done.stdout
    assert done.stdout.count("    erl: same, prints the same") == 3
    assert "    erl: same as terms, prints the same" in done.stdout
    assert "    erl: differs, prints the same" in done.stdout


def test_where_a_real_erl_prints_something_else(page: Path, tmp_path: Path) -> None:
    script = tmp_path / "erl"
    script.write_text(
        "#!/bin/sh\nprintf 'Eshell V17.1\\n1> '\nn=1\n"
        'while read -r line; do n=$((n+1)); printf "20\\n$n> "; done\n'
    )
    script.chmod(0o755)
    done = run(page, "--with", str(script), "-q")
    assert done.returncode == 1
    assert "    erl: differs, prints\n  e 20\n" in done.stdout
    assert "3 of 3 prompts hold, erl prints the same 1 times" in done.stdout


def test_an_erl_that_does_not_start(page: Path) -> None:
    done = run(page, "--with", "/nowhere/erl")
    assert done.returncode == 2
    assert "cannot start /nowhere/erl: No such file or directory" in done.stderr


def test_a_reader_that_goes_away(page: Path) -> None:
    page.write_text("".join(f"{n}> {n}.\n{n}\n" for n in range(1, 400)))
    command = [sys.executable, "-c", MAIN, str(page)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
