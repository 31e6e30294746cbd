"""`pyerlshell replay`: reading, comparing, the shipped examples, and what is no transcript."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyerlshell.transcript.command import main
from pyerlshell.transcript.compare import Names, Verdict, compare_lines
from pyerlshell.transcript.document import Step
from pyerlshell.transcript.examples import copy_example, example_folder, example_names
from pyerlshell.transcript.reader import NotATranscriptError, read_document


def steps(text: str) -> list[tuple[int | None, str, list[str]]]:
    return [(p.number, p.text, p.expected) for p in read_document(text.encode()).prompts]


def test_inputs_and_outputs_are_told_apart() -> None:
    text = "Eshell V5.3\n1> X = 1,\n.. X + 1.\n2\n2> [a,\n2>  b].\n[a,b]\n(n@h)3> ok.\n4> \n"
    assert steps(text) == [
        (1, "X = 1,\nX + 1.", ["2"]),
        (2, "[a,\n b].", ["[a,b]"]),
        (3, "ok.", []),
    ]


def test_a_copy_belongs_to_the_prompt_below() -> None:
    read = read_document(b"1> a.\na\n$ cp v2/m.erl m.erl\n%% file: x = y\n2> b.\nb\n")
    assert [item.words if isinstance(item, Step) else item.text for item in read.items] == [
        "a.",
        ("v2/m.erl", "m.erl"),
        ("y", "x"),
        "b.",
    ]


def test_text_without_prompts_is_refused() -> None:
    with pytest.raises(NotATranscriptError):
        read_document(b"just\nprose > here\n")


def test_names_are_matched_one_to_one() -> None:
    names = Names()
    assert compare_lines(["<0.1.0>"], ["<0.7.0>"], names) is Verdict.SAME_NAMES
    assert compare_lines(["{<0.1.0>,<0.2.0>}"], ["{<0.7.0>,<0.8.0>}"], names) is Verdict.SAME_NAMES
    assert compare_lines(["<0.1.0>"], ["<0.8.0>"], names) is Verdict.DIFFERS
    assert compare_lines(["<0.3.0>"], ["<0.8.0>"], names) is Verdict.DIFFERS
    assert compare_lines(["<0.8.0>"], ["<0.8.0>"], names) is Verdict.DIFFERS
    assert compare_lines(["ok", ""], ["ok"], names) is Verdict.SAME


def test_a_name_is_no_excuse_for_other_text() -> None:
    assert compare_lines(["{a,<0.1.0>}"], ["{b,<0.1.0>}"], Names()) is Verdict.DIFFERS
    assert compare_lines(["#Ref<0.1.2.3>"], ["<0.1.2>"], Names()) is Verdict.DIFFERS


def test_sizes_and_times_of_reports_are_free() -> None:
    names = Names()
    want = ["    heap_size: 610", "=ERROR REPORT==== 1-Jan-2026::00:00:01.000000 ==="]
    got = ["    heap_size: 987", "=ERROR REPORT==== 2-Feb-2027::10:20:31.123456 ==="]
    assert compare_lines(want, got, names) is Verdict.SAME_NAMES
    assert compare_lines(["heap_size: 610"], ["heap_sizes: 611"], names) is Verdict.DIFFERS


@pytest.mark.parametrize("name", example_names())
def test_every_shipped_example_holds(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--example", name]) == 0, capsys.readouterr().out


def test_tt13_holds_to_the_letter(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--example", "tt13"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("    same (") == 18
    assert printed.endswith("tt13.txt: 18 of 18 prompts hold\n")


def test_a_transcript_that_does_not_hold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (example_folder("tt13") / "tt13.txt").read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.txt"
    wrong.write_text(text.replace("{state,chk,64}", "{state,chk,33}"), encoding="utf-8")
    for version in example_folder("tt13").glob("v*/tt13.erl"):
        target = tmp_path / version.parent.name
        target.mkdir()
        (target / "tt13.erl").write_bytes(version.read_bytes())
    assert main([str(wrong)]) == 1
    printed = capsys.readouterr().out
    assert "  - *DBG* tt13 sent {ok,32} to <0.85.0>, new state {state,chk,33}" in printed
    assert "  + *DBG* tt13 sent {ok,32} to <0.85.0>, new state {state,chk,64}" in printed
    assert "17 of 18 prompts hold" in printed


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"no prompts here\n", "not a transcript"),
        (b"", "not a transcript"),
        (None, "No such file or directory"),
    ],
)
def test_what_cannot_be_replayed(
    content: bytes | None, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "session.txt"
    if content is not None:
        file.write_bytes(content)
    assert main([str(file)]) == 2
    assert complaint in capsys.readouterr().err


def test_files_outside_are_not_copied(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "session.txt"
    file.write_text("$ cp ../secret m.erl\n1> ok.\nok\n", encoding="utf-8")
    assert main([str(file)]) == 1
    assert "outside of the transcript's folder" in capsys.readouterr().out


def test_what_follows_the_end_of_a_session_runs_in_a_new_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "session.txt"
    file.write_text("1> halt().\n2> ok.\nok\n", encoding="utf-8")
    assert main([str(file)]) == 0
    printed = capsys.readouterr().out
    assert "note: the session ends here" in printed
    assert "note: in a new session: the one before has ended" in printed


def test_a_copied_example_is_ready_to_compile() -> None:
    folder = copy_example("tt13")
    assert (folder / "tt13.erl").read_bytes() == (folder / "v1" / "tt13.erl").read_bytes()
    assert (folder / "v2.0" / "tt13.erl").exists()
