"""The prompt on a terminal, with keys from a pipe and no screen."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from pyerlshell.otp.arguments import parse
from pyerlshell.shell import split, terminal
from pyerlshell.shell.boot import System
from pyerlshell.shell.lexer import ErlangLexer
from pyerlshell.shell.settings import Settings
from pyerlshell.shell.system import new_node
from pyerlshell.shell.theme import OWN


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("1 + 1.", True),
        ("1 + 1", False),
        ("f(a,\n b).", True),
        ('"a. b', False),
        ("% only a comment.", False),
        ("X = 1. Y", True),
        ("1.5", False),
        ("$. .", True),
        ('"a\\xzz".', True),
    ],
)
def test_an_expression_ends_with_its_dot(text: str, complete: bool) -> None:
    assert split.is_complete(text) is complete


def type_keys(keys: str, state: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and output of a shell that gets these keys."""
    node = new_node([])
    node.outside.env = {**node.outside.env, "XDG_STATE_HOME": str(state)}
    console = terminal.TerminalConsole(node, Settings(color="never"))
    system = System(node, console)
    system.start(parse([]), True)
    system.boot()
    with create_pipe_input() as keyboard:
        keyboard.send_text(keys)
        with create_app_session(input=keyboard, output=DummyOutput()):
            code = terminal.drive(node, console)
    return code, capsys.readouterr().out


def test_what_is_typed_is_evaluated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = type_keys("X = 20 + 1.\r2 *\rX.\rhalt(3).\r", tmp_path, capsys)
    assert code == 3
    assert "\r21\n" in out and "\r42\n" in out and "X." not in out


def test_pasted_commands_run_one_by_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pasted = "\x1b[200~A = 30.\rA +\r 1.\r{A,\x1b[201~"
    code, out = type_keys(f"{pasted}2}}.\rhalt().\r", tmp_path, capsys)
    assert code == 0
    assert "\r30\n\r2> A +\n 1.\n31\n" in out and "\r{30,2}\n" in out
    kept = (tmp_path / "pyerlshell" / "history").read_text(encoding="utf-8")
    assert kept.split("\n")[:3] == ['"A = 30."', '"A +\\n 1."', '"{A,2}."']


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("A.\nB.", "A."),
        ("A. B.\nC.", "A. B."),
        ("A. % c\nB.", "A. % c"),
        ("f(a,\n b).", "f(a,\n b)."),
        ("half", "half"),
    ],
)
def test_the_first_command_of_several(text: str, first: str) -> None:
    assert text[: split.first_command(text)] == first


def test_a_found_command_is_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert type_keys("halt(6).\r", tmp_path, capsys)[0] == 6
    assert type_keys("\x12lt(\rhalt(0).\r", tmp_path, capsys)[0] == 6


def test_end_of_file_ends_the_shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = type_keys("\x04", tmp_path, capsys)
    assert code == 0 and "*** Terminating erlang (nonode@nohost)\n" in out


def test_a_line_that_a_program_asks_for_is_no_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = type_keys('io:get_line("? ").\rhalt(1).\rhalt(2).\r', tmp_path, capsys)
    assert code == 2 and '"halt(1).\\n"' in out


def test_the_history_file_is_private(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    type_keys("an_old_command.\rhalt().\r", tmp_path, capsys)
    file = tmp_path / "pyerlshell" / "history"
    assert "an_old_command." in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0


def test_a_history_that_cannot_be_written_is_done_without(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyerlshell").write_text("in the way", encoding="utf-8")
    assert type_keys("halt(7).\r", tmp_path, capsys)[0] == 7


def test_every_character_has_a_colour() -> None:
    text = 'F = fun(X) -> #r{a = ~"s", b = $x} end, <<1:8/integer>>, "s", \'a b\', 16#ff. % c\n'
    tokens = list(ErlangLexer().get_tokens(text))
    assert "".join(value for _, value in tokens) == text
    assert not [value for kind, value in tokens if "Error" in str(kind)]


def test_an_unfinished_line_above_the_prompt_goes_on() -> None:
    console = terminal.TerminalConsole(new_node([]))
    assert console.in_lines("one\ntw") == "one\ntw\n"
    assert console.in_lines("o") == "\x1b[Atwo\n"
    assert console.in_lines("\n") == "\x1b[Atwo\n"
    assert console.in_lines("three\n") == "three\n"


def _brightness(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", sorted({look.split()[-1] for look in OWN["auto"].values()}))
def test_colours_are_readable_on_white_and_on_black(colour: str) -> None:
    bright = _brightness(colour)
    assert 1.05 / (bright + 0.05) > 4 and (bright + 0.05) / 0.05 > 3.5


def test_the_event_loop_is_left_clean() -> None:
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
