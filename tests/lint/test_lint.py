"""Modules with mistakes: compile:file prints what the reference prints, text for text.

cases/NAME.erl, and in NAME.expected what scripts/record-lint-cases wrote; one run compiles all.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").glob("*.erl"))
MARK = re.compile(r"^#### (\w+)\n", re.M)


def evaluate(code: str, folder: Path) -> str:
    command = [sys.executable, "-m", "pyerlshell", "-noshell", "-eval", code + " halt()."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert not done.stderr
    return done.stdout


def own_options(case: Path) -> str:
    first = case.read_text().split("\n", 1)[0]
    return first.removeprefix("%% options: ") if first.startswith("%% options: ") else "[]"


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    """case -> what its compilation prints, and the result"""
    code = """
        Compile = fun(Name, Own) ->
            io:format("#### ~s~n", [Name]),
            case compile:file(Name, Own ++ [report, binary]) of
                {ok, M, _} -> io:format("~p~n", [{ok, M}]);
                Other -> io:format("~p~n", [Other])
            end
        end,"""
    calls = [f'Compile("{case.stem}", {own_options(case)}),' for case in CASES]
    parts = MARK.split(evaluate(code + "\n".join(calls), HERE / "cases"))
    return dict(zip(parts[1::2], parts[2::2]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case(case: Path, printed: dict[str, str]) -> None:
    assert printed[case.stem] == case.with_suffix(".expected").read_text()


def test_calls() -> None:
    """The functions of erl_lint."""
    calls = (HERE / "calls.txt").read_text().splitlines()
    code = "".join([f'io:format("~0p~n", [{call}]),\n' for call in calls])
    expected = (HERE / "calls.expected").read_text().splitlines()
    assert evaluate(code, HERE).splitlines() == expected
