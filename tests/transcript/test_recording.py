"""Recordings: a session saved in every format; what can be read again says the same again."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pyerlshell.shell.recorder import Event, Kind
from pyerlshell.transcript.judging.verdict import Verdict
from pyerlshell.transcript.options import Options
from pyerlshell.transcript.reader import read_document
from pyerlshell.transcript.recording.save import FORMATS, save, text_for
from pyerlshell.transcript.recording.turns import Recording, recording
from pyerlshell.transcript.run import run_file

SESSION = [
    ("output", "Eshell V17.1 (press Ctrl+G to abort, type help(). for help)\n"),
    ("prompt", "1> "),
    ("input", 'X = #{a => 1, "s" => <<"b">>}.\n'),
    ("output", '#{a => 1,"s" => <<"b">>}\n'),
    ("prompt", "2> "),
    ("input", "lists:map(fun(Y) ->\n"),
    ("more", "2> "),
    ("input", "    Y * 2 end, [1,2]).\n"),
    ("output", "[2,4]\n"),
    ("prompt", "3> "),
    ("input", "1/0. % <&>\n"),
    ("output", "** exception error: an error occurred when evaluating an arithmetic expression\n"),
    ("output", "     in operator  '/'/2\n        called as 1 / 0\n"),
    ("prompt", "4> "),
    ("input", '"中文".\n'),
    ("output", "[20013,25991]\n"),
    ("prompt", "5> "),
    ("output", "*** Terminating erlang (nonode@nohost)\n"),
]
INPUTS = [
    'X = #{a => 1, "s" => <<"b">>}.',
    "lists:map(fun(Y) ->\n    Y * 2 end, [1,2]).",
    "1/0. % <&>",
    '"中文".',
]


@pytest.fixture
def session() -> Recording:
    events = [Event(i / 10, Kind(kind), text) for i, (kind, text) in enumerate(SESSION)]
    return recording(events)


def test_turns(session: Recording) -> None:
    """A prompt that nobody answered is none; the console's farewell belongs to no prompt."""
    assert [turn.input for turn in session.turns] == INPUTS
    assert session.turns[3].output == "[20013,25991]\n"
    assert session.before.startswith("Eshell V17.1")


def test_a_transcript_looks_like_the_screen(session: Recording) -> None:
    lines = text_for("x.txt", session).split("\n")
    assert lines[3:6] == ["2> lists:map(fun(Y) ->", "       Y * 2 end, [1,2]).", "[2,4]"]


@pytest.mark.parametrize("ending", [".txt", ".md", ".html", ".ipynb"])
def test_what_is_read_again_is_the_same(session: Recording, ending: str) -> None:
    document = read_document(text_for(f"x{ending}", session).encode(), f"x{ending}")
    assert [_joined(prompt.text) for prompt in document.prompts] == [
        _joined(text.removesuffix(" % <&>")) for text in INPUTS
    ]
    outputs = [turn.output.rstrip("\n").split("\n") for turn in session.turns]
    assert [prompt.expected for prompt in document.prompts] == outputs


def _joined(text: str) -> str:
    return " ".join(text.removesuffix(" % <&>").split())


def test_a_fence_is_longer_than_those_in_it() -> None:
    events = [Event(0, Kind.PROMPT, "1> "), Event(0, Kind.INPUT, 'io:format("````~n").\n')]
    shown = text_for("x.md", recording([*events, Event(0, Kind.OUTPUT, "````\n")]))
    assert shown.count("`````") == 2


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.inside = self.inside or tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "pre"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text += data


def test_the_page_holds_the_transcript(session: Recording) -> None:
    parser = _Text()
    parser.feed(text_for("x.html", session))
    assert parser.text.strip("\n") == text_for("x.txt", session).strip("\n")


@pytest.mark.parametrize("name", ["x.svg", "x.play.svg"])
def test_the_pictures_are_xml_and_show_each_line(session: Recording, name: str) -> None:
    root = ET.fromstring(text_for(name, session))
    rows = [
        "".join(row.itertext()).split() for row in root.iter("{http://www.w3.org/2000/svg}text")
    ]
    lines = text_for("x.txt", session).strip("\n").split("\n")
    assert ["".join(row) for row in rows] == ["".join(line.split()) for line in lines]


def test_the_cast_is_what_a_terminal_gets(session: Recording) -> None:
    header, *events = map(json.loads, text_for("x.cast", session).splitlines())
    assert header["version"] == 2
    assert header["width"] >= 80
    times = [at for at, _, _ in events]
    assert times == sorted(times)
    shown = "".join(text for _, kind, text in events if kind == "o")
    assert shown.replace("\r\n", "\n") == text_for("x.txt", session)
    assert next(text for _, kind, text in events if kind == "m") == f"1> {INPUTS[0]}"


def test_a_file_is_whole_or_not_there(session: Recording, tmp_path: Path) -> None:
    for ending in FORMATS:
        save(str(tmp_path / f"a{ending}"), session)
    assert len(list(tmp_path.iterdir())) == len(FORMATS)
    with pytest.raises(FileNotFoundError):
        save(str(tmp_path / "no" / "a.txt"), session)


def _record(arguments: list[str], text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pyerlshell", "record", *arguments]
    return subprocess.run(
        command, input=text, capture_output=True, text=True, cwd=folder, timeout=60, check=False
    )


def test_the_command_and_the_shells_own(tmp_path: Path) -> None:
    done = _record(["a.txt"], 'X = 5.\nrecord("b.md").\nrecord(foo).\nX + 1.\n', tmp_path)
    assert done.returncode == 0
    assert done.stdout.endswith("Session saved in a.txt\n")
    document = read_document((tmp_path / "a.txt").read_bytes(), "a.txt")
    assert [p.text for p in document.prompts][-1] == "X + 1."
    assert [p.expected for p in document.prompts][-1] == ["6"]
    saved = (tmp_path / "b.md").read_text()
    assert "1> X = 5.\n5\n```" in saved
    assert "record(" not in saved


def test_a_recording_replays_to_itself(tmp_path: Path) -> None:
    """Errors, several lines, unicode, programs that read, and record/1 itself."""
    typed = (
        "X = 5.\nlists:map(fun(Y) ->\n  Y + X end, [1]).\n1/0.\n"
        'io:format("~ts~n", ["\u65e5\u672c"]).\nio:get_line("N? ").\nJoe\nfoo(.\n'
        'spawn(fun() -> io:format("later~n") end).\nrecord("b.md").\nX + 1.\n'
    )
    for ending in (".txt", ".md", ".html", ".ipynb"):
        assert _record([f"a{ending}"], typed, tmp_path).returncode == 0
        results = run_file(str(tmp_path / f"a{ending}"), Options())
        verdicts = [outcome.verdict for outcome in results.outcomes]
        if ending == ".ipynb":  # a cell that is no Erlang is no input
            assert len(verdicts) > 5
        else:
            assert len(verdicts) == 9
        assert set(verdicts) <= {Verdict.SAME, Verdict.SAME_NAMES}


def test_wrong_use(tmp_path: Path) -> None:
    assert _record([], "", tmp_path).returncode == 2
    done = _record(["no/such/a.txt"], "", tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "pyerlshell record: no/such/a.txt: no such folder\n",
    )
