"""A10.1 A10.2 A10.3 A10.4 A11.2: what keys do to the line, as erl did (keys.jsonl, keymap.json)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from pyerlshell.otp.arguments import parse
from pyerlshell.shell import keymap, terminal
from pyerlshell.shell.boot import System
from pyerlshell.shell.settings import Settings
from pyerlshell.shell.system import new_node
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import string_to_list
from pyerlshell.terms.maps import map_new

HERE = Path(__file__).parent
CASES = [json.loads(row) for row in (HERE / "keys.jsonl").read_text(encoding="utf-8").splitlines()]
SETUP = 'R = fun(X) -> io:format("~s~tp~s~n", ["<<", X, ">>"]) end.\r'


def run_keys(
    keys: str,
    state: Path,
    capsys: pytest.CaptureFixture[str],
    settings: Settings,
    env: Any = None,
    look: Any = None,
) -> str:
    """What a shell prints that gets these keys and is then halted."""
    node = new_node([])
    node.outside.env = {**node.outside.env, "XDG_STATE_HOME": str(state)}
    if env is not None:
        node.application_env[a.stdlib] = env
    console = terminal.TerminalConsole(node, settings)
    system = System(node, console)
    system.start(parse([]), True)
    system.boot()
    with create_pipe_input() as keyboard:
        keyboard.send_text(keys + "\x1bchalt().\r")
        with create_app_session(input=keyboard, output=DummyOutput()):
            terminal.drive(node, console)
    if look is not None:
        look(console)
    return capsys.readouterr().out


def plain(**changes: Any) -> Settings:
    return Settings(color="never", **{"suggestions": False, "signature": False, **changes})


def answers(out: str) -> list[str]:
    return re.findall(r"<<(\".*?\"|[^\"<>]*?)>>\n", out, re.DOTALL)


def test_keys_do_what_they_do_in_erl(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one session, as they were recorded: some cases recall what others typed."""
    typed = [row["keys"].encode().decode("unicode_escape").encode("latin-1") for row in CASES]
    keys = SETUP + b"".join(typed).decode()
    got = answers(run_keys(keys, tmp_path, capsys, plain()))
    expected = [answer for row in CASES for answer in row["answers"]]
    assert got == expected


def test_the_keymap_is_that_of_erl() -> None:
    theirs = json.loads((HERE / "keymap.json").read_text(encoding="utf-8"))
    assert keymap.default_keymap() == theirs


def test_all_functions_of_the_keymap_exist() -> None:
    from pyerlshell.shell.edit_functions import FUNCTIONS
    from pyerlshell.shell.prompt_line import _OWN

    ours = {*FUNCTIONS, *_OWN, "none"}
    assert ours >= keymap.FUNCTIONS
    used = {f for table in keymap.default_keymap().values() for f in table.values()}
    assert used <= keymap.FUNCTIONS


def chars(text: str) -> Any:
    return string_to_list(text)


def test_shell_keymap_changes_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A10.5"""
    table = map_new([(chars("\x01"), a.end_of_line), (chars("\x1bq"), a.clear_line)])
    env = {a.shell_keymap: map_new([(a.normal, table)])}
    out = run_keys('R("abc\x02\x01").\rrubbish\x1bqR(5).\r', tmp_path, capsys, plain(), env)
    assert "undefined" not in out
    out = run_keys(f'{SETUP}R("abc\x02\x01").\rrubbish\x1bqR(5).\r', tmp_path, capsys, plain(), env)
    assert answers(out) == ['"abc"', "5"]


def test_mistakes_in_a_keymap_are_said() -> None:
    table = map_new([(chars("\x01"), a.nonsense), (a.foo, a.clear), (chars("ab"), a.clear)])
    changes, problems = keymap.read_term(map_new([(a.normal, table), (a.other, map_new())]))
    assert changes["normal"] == {}
    assert sorted(problems) == [
        "Invalid entry {foo,clear}",
        "Invalid function nonsense in entry {[1],nonsense}",
        'Invalid key "ab" in entry {"ab",clear}',
        "Invalid mode other in the keymap",
    ]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("C-a", "\x01"),
        ("M-b", "\x1bb"),
        ("M-Enter", "\x1b\r"),
        ("Home", "\x1b[H"),
        ("default", "default"),
        ("Q", None),
        ("C-", None),
        ("M-Nothing", None),
    ],
)
def test_keys_have_names_in_the_settings(name: str, key: str | None) -> None:
    assert keymap.named_key(name) == key


def test_settings_change_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = plain(keymap={"M-q": "clear_line", "C-x": "no_such"})
    out = run_keys(f"{SETUP}rubbish\x1bqR(5).\r", tmp_path, capsys, changed)
    assert answers(out) == ["5"]
    problems = keymap.read_settings(changed.keymap)[1]
    assert problems == ["Invalid function 'no_such' for 'C-x' in the keymap of the settings"]


def test_a_suggestion_is_taken_with_the_right_arrow(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = f'{SETUP}R("one two").\rR("o\x1b[C\rR("\x1bf").\r'
    out = run_keys(keys, tmp_path, capsys, plain(suggestions=True))
    assert answers(out) == ['"one two"', '"one two"', '"one"']


def test_tab_completes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A13.2"""
    keys = f"{SETUP}Answer = 42.\rR(Ans\t).\rR(lists:reve\t[1,2])).\r"
    keys += "R(lists:s\t\t\x1b[A\x1b[Bum([1,2])).\r"
    out = run_keys(keys, tmp_path, capsys, plain())
    assert answers(out) == ["42", "[2,1]", "3"]


def test_completion_by_a_fun_of_the_program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fun = 'fun("cba" ++ _) -> {yes, "de", []}; (_) -> {no, "", []} end'
    keys = f"{SETUP}io:setopts([{{expand_fun, {fun}}}]).\rR(abc\t"
    node_keys = keys + "fgh).\r"
    out = run_keys(node_keys, tmp_path, capsys, plain())
    assert "abc" in answers(out)[0]


def test_an_expression_is_formatted_before_it_is_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A14.2"""
    setup = "shell:format_shell_func({string, lowercase}).\r"
    out = run_keys(f'{setup}{{"ABC"}}.\rX.\r', tmp_path, capsys, plain())
    assert '{"abc"}' in out and "\rx\n" in out


def test_a_program_formats_an_expression(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A14.2: a command of the system gets the expression in a file."""
    command = "sed -i s/old/new/ ${file}"
    out = run_keys(f'shell:format_shell_func("{command}").\rold.\r', tmp_path, capsys, plain())
    assert "\rnew\n" in out


@pytest.mark.parametrize(
    ("setting", "shown"),
    [
        ("default", None),
        ('"...> "', "...> "),
        ("{shell, inverted_space_prompt}", "\x1b[7m  \x1b[27m "),
        ("{string, uppercase}", "2> "),
        ("{no_such, function}", None),
    ],
)
def test_continuation_lines_have_a_prompt(
    setting: str, shown: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A11.3"""
    seen: list[str | None] = []

    def look(console: terminal.TerminalConsole) -> None:
        seen.append(console.editor.line.continuation)

    keys = f"shell:multiline_prompt_func({setting}).\r0 +\r"
    run_keys(keys, tmp_path, capsys, plain(), look=look)
    assert seen == [shown]
