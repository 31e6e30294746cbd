"""What the console adds: hints, status bar, colours, help below the line, pasted transcripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from pyerlshell.otp.arguments import parse
from pyerlshell.shell import edit_functions, quick_help, terminal, theme
from pyerlshell.shell.boot import System
from pyerlshell.shell.completion import layout
from pyerlshell.shell.completion.expand import expand
from pyerlshell.shell.completion.menu import entries
from pyerlshell.shell.completion.node_knowledge import NodeKnowledge
from pyerlshell.shell.hints import Hints
from pyerlshell.shell.paint import Paint
from pyerlshell.shell.panel import Panel
from pyerlshell.shell.settings import Settings
from pyerlshell.shell.split import Pending, first_command, is_complete
from pyerlshell.shell.status import Status
from pyerlshell.shell.system import new_node
from pyerlshell.transcript.pasted import inputs
from pyerlshell.transcript.session import Session


def session(
    keys: str, state: Path, settings: Settings, look: Any = None, pasted: Any = None
) -> terminal.TerminalConsole:
    """Run a shell that gets these keys and is then halted; `look` is called with its node."""
    node = new_node([])
    node.outside.env = {**node.outside.env, "XDG_STATE_HOME": str(state)}
    console = terminal.TerminalConsole(node, settings)
    console.transcript_inputs = pasted
    system = System(node, console)
    system.start(parse([]), True)
    system.boot()
    with create_pipe_input() as keyboard:
        keyboard.send_text(keys + "\x1bchalt().\r")
        with create_app_session(input=keyboard, output=DummyOutput()):
            terminal.drive(node, console)
    if look is not None:
        look(node)
    return console


PLAIN = Settings(color="never", signature=False)
DIES = "P = spawn_link(fun() -> receive x -> x end end), register(worker, P), 1/0.\r"


def test_what_dies_with_the_evaluator_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session(DIES, tmp_path, PLAIN)
    told = [row for row in capsys.readouterr().out.split("\n") if "linked to the shell" in row]
    assert len(told) == 1 and "worker (<0.87.0>) was" in told[0] and "catch_exception" in told[0]


def test_hints_can_be_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session(DIES, tmp_path, Settings(color="never", hints=False))
    out = capsys.readouterr().out
    assert "exception error" in out and "linked" not in out


def test_without_a_terminal_nobody_hears_hints_or_sees_colours() -> None:
    node = new_node([])
    assert node.part(Hints).show is None and node.part(Paint).colour is None
    paint = node.part(Paint)
    paint.announce("value", "1\n")
    assert paint.painted("1\n") == "1\n"


def test_values_and_exceptions_have_colours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session('{a, 1, self()}.\rio:format("17~n").\r1/0.\r', tmp_path, Settings(color="always"))
    out = capsys.readouterr().out
    number = "\x1b[38;5;130m1\x1b[39m"
    assert number in out and "<0.85.0>\x1b[" in out
    assert "\n\r17\n" in out or "\r17\n" in out  # what a program prints stays as it is
    assert (
        "** exception error: an error occurred when evaluating an arithmetic expression\x1b[" in out
    )


@pytest.mark.parametrize(
    ("choice", "env", "wanted"),
    [
        ("auto", {"TERM": "xterm"}, True),
        ("auto", {"TERM": "xterm", "NO_COLOR": "1"}, False),
        ("auto", {"TERM": "xterm", "NO_COLOR": ""}, True),
        ("auto", {"TERM": "dumb"}, False),
        ("auto", {}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"TERM": "xterm"}, False),
    ],
)
def test_when_there_are_colours(choice: str, env: dict[str, str], wanted: bool) -> None:
    assert theme.wants_colour(choice, env) is wanted


def test_a_theme_is_a_pygments_style() -> None:
    assert theme.style_class("monokai").__name__ == "MonokaiStyle"
    assert theme.Painter("dark", False)("value", "1\n") != theme.Painter("light", False)(
        "value", "1\n"
    )
    with pytest.raises(theme.UnknownTheme):
        theme.style_class("no such theme")


def test_the_status_bar_shows_what_matters(tmp_path: Path) -> None:
    seen: list[str] = []

    def look(node: Any) -> None:
        node.code.old[node.name] = None
        seen.extend(text for _, text in Status(node).parts(None))

    keys = "self() ! hello, {ok, G} = gen_event:start(), sys:suspend(G).\r"
    session(keys, tmp_path, PLAIN, look)
    assert seen[0] == " nonode@nohost" and seen[1].endswith(" processes")
    assert seen[2:] == ["old code: nonode@nohost", "1 suspended", "1 unread: flush()"]


PASTED = "1> A = 5.\n5\n2> A +\n..   1.\n6\n3> "


@pytest.mark.parametrize(
    ("key", "answer"),
    [("y", "6\n"), ("\r", "6\n"), ("n", "illegal pattern"), ("\x1b", "")],
)
def test_a_pasted_transcript(
    key: str, answer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session(f"\x1b[200~{PASTED}\x1b[201~{key}", tmp_path, PLAIN, pasted=inputs)
    out = capsys.readouterr().out
    assert answer in out and ("A = 5" in out or "5\n" in out or not answer)


def test_what_counts_as_a_transcript() -> None:
    assert inputs(PASTED) == ["A = 5.", "A +\n  1."]
    assert inputs("(a@b)7> x().\nok\n") == ["x()."]
    assert inputs("f(X) when X > 1 -> 1.\n1> 2.") is None and inputs("lists:seq(1, 2).") is None


@pytest.fixture(scope="module")
def knowledge() -> NodeKnowledge:
    return NodeKnowledge(new_node([]))


def text_of(lines: list[layout.Line]) -> str:
    return "\n".join("".join(text for _, text in line) for line in lines)


def test_completions_are_laid_out_as_in_the_reference(knowledge: NodeKnowledge) -> None:
    """A13.1; the columns are those of edlin_expand:format_matches/2."""
    matches = expand("lists:se", knowledge).matches
    assert text_of(layout.lines(matches, 80)) == "Functions\nsearch(    seq("
    matches = expand("lists:seq(", knowledge).matches
    lines = layout.lines(matches, 80)
    assert text_of(lines) == (
        "typespecs\nlists:seq(From, To)\nlists:seq(From, To, Incr)\ninteger()"
    )
    assert lines[1] == [("", "lists:seq("), (layout.HEADING, "From"), ("", ", To)")]
    matches = expand("lists:k", knowledge).matches
    assert text_of(layout.lines(matches, 40)).split("\n")[1] == "keydelete(     keyfind("


def test_a_panel_shows_seven_rows_and_where_they_are() -> None:
    """A13.1"""
    panel = Panel()
    panel.show([[("", str(n))] for n in range(20)])
    shown = text_of(panel.visible(24)).split("\n")
    assert shown == ["0", "1", "2", "3", "4", "5", "6", "rows 1 to 7 of 20"]
    panel.scroll(5, 24)
    assert text_of(panel.visible(24)).split("\n")[-1] == "rows 6 to 12 of 20"
    panel.scroll(100, 24)
    assert text_of(panel.visible(24)).split("\n")[-1] == "rows 14 to 20 of 20"
    panel.full = True
    panel.scroll(0, 24)
    assert text_of(panel.visible(24)).split("\n")[0] == "0" and len(panel.visible(24)) == 20
    assert len(panel.visible(10)) == 8


def test_help_shows_specs_then_documentation(knowledge: NodeKnowledge) -> None:
    """A13.4"""
    shown = text_of(quick_help.lines("lists:seq(1, ", knowledge, 80))
    assert shown.index("-spec seq(From, To)") < shown.index("-spec seq(From, To, Incr)")
    assert "integers" in shown.split("\n\n")[1]
    assert "-spec is_atom" in text_of(quick_help.lines("is_atom", knowledge, 80))
    assert text_of(quick_help.lines("lists", knowledge, 80))
    assert quick_help.lines("Nothing", knowledge, 80) == []


def test_the_menu_has_the_first_sentence_of_the_documentation(knowledge: NodeKnowledge) -> None:
    word, found = entries("X = lists:se", knowledge)
    assert word == "se" and [e.text for e in found] == ["search(", "seq("]
    assert found[1].remark and found[1].remark.endswith(".")
    assert entries("", knowledge) == ("", []) and entries("1 + ", knowledge)[1] == []


@pytest.mark.parametrize(
    ("text", "complete", "end"),
    [
        ("x" * 30_000 + ".", True, 30_001),
        ('"' + ". " * 20_000, False, 40_001),
        ("%" + ". " * 15_000 + "\n'a. b' $. .\nz", True, 30_013),
        ('"""\n' + "a. \n" * 8_000 + '""".\nb.', True, 32_008),
    ],
)
def test_where_a_long_command_ends(text: str, complete: bool, end: int) -> None:
    assert is_complete(text) is complete
    assert first_command(text) == end


def test_what_was_pasted_waits_in_order() -> None:
    waiting = Pending()
    waiting.put("\nX = 1.\nsome data\nf(\n X).\nhalf")
    assert waiting.next_command() == "X = 1."
    assert waiting.next_line() == "some data"
    assert waiting.next_command() == "f(\n X)."
    assert waiting.next_command() is None and waiting
    assert waiting.rest() == "half" and not waiting


def test_words() -> None:
    assert edit_functions.word_end("ab_1:cd", 0) == 4
    assert edit_functions.word_start("ab (cd", 6) == 4
    assert edit_functions.word_start("", 0) == 0 == edit_functions.word_end("", 0)


def test_a_command_that_takes_long_is_told_how_to_end(tmp_path: Path) -> None:
    """A7.18; shell:hints(false) ends it."""
    session = Session(str(tmp_path))  # its clock skips waiting
    hint = "Command is taking a long time, type Ctrl+G, then enter 'i' to interrupt"
    assert session.run("timer:sleep(4900).").lines == ["ok"]
    assert session.run("timer:sleep(6000).").lines == [hint, "ok"]
    assert session.run("shell:hints(false).").lines == ["true"]
    assert session.run("timer:sleep(6000).").lines == ["ok"]
