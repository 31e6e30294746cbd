"""Reports for people and programs, exit codes, several documents, wrong use."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from pyerlshell.transcript.command import main
from pyerlshell.transcript.profiles import CLASSIC, OTP25, OTP27, OTP29, PROFILES
from pyerlshell.transcript.reporting.progress import Progress
from pyerlshell.transcript.reporting.text import difference

PAGE = "1> 1 + 1.\n2\n2> {a, <0.33.0>}.\nx\n3> lists:seq(1, 3).\n[1,2]\n4> X.\n1\n5> ok.\n"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page, 1.txt"
    file.write_text(PAGE.replace("2> {a, <0.33.0>}.\nx\n", ""))
    return file


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = main([str(argument) for argument in arguments])
    return code, capsys.readouterr().out


def test_text(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, page)
    assert code == 1
    assert out.split("\n") == [
        "1> 1 + 1.",
        f"    same ({page}:1)",
        "3> lists:seq(1, 3).",
        f"    differs ({page}:3)",
        "  - [1,2]",
        "  + [1,2,3]",
        "4> X.",
        f"    not runnable ({page}:5): X is not bound in this document",
        "  - 1",
        "  + * 1:1: variable 'X' is unbound",
        "5> ok.",
        f"    skipped ({page}:7): the document shows no output here",
        f"{page}: 1 of 4 prompts hold, 1 differs, 1 not runnable, 1 skipped",
        "",
    ]


def test_quiet_and_colours(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, page, "-q")[1]
    assert "same (" not in out
    assert "skipped (" not in out
    coloured = run(capsys, page, "-q", "--color=always")[1]
    assert "\x1b[31m  - [1,2]\x1b[0m" in coloured
    assert "\x1b[32m  + [1,2,3]\x1b[0m" in coloured
    assert "\x1b" not in out


def test_json(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, page, "--format=json")
    told = json.loads(out)
    assert (code, told["exit_code"], told["version"]) == (1, 1, 1)
    document = told["documents"][0]
    assert document["path"] == str(page)
    assert [p["verdict"] for p in document["prompts"]] == [
        "same",
        "differs",
        "not runnable",
        "skipped",
    ]
    second = document["prompts"][1]
    assert (second["number"], second["line"], second["input"]) == (3, 3, "lists:seq(1, 3).")
    assert (second["expected"], second["printed"]) == (["[1,2]"], ["[1,2,3]"])


def test_junit(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = ElementTree.fromstring(run(capsys, page, "--format=junit")[1])
    suite = root[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("4", "2", "1")
    assert [len(case) for case in suite] == [0, 1, 1, 1]
    assert suite[1].get("line") == "3"
    assert suite[1][0].get("type") == "differs"
    assert suite[1][0].text == "  - [1,2]\n  + [1,2,3]"
    assert suite[3][0].tag == "skipped"


def test_tap(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, page, "--format=tap")[1].split("\n")
    assert lines[:2] == ["TAP version 13", "1..4"]
    assert [x for x in lines if x.startswith(("ok", "not ok"))] == [
        f"ok 1 - {page}:1 1> 1 + 1.",
        f"not ok 2 - {page}:3 3> lists:seq(1, 3).",
        f"not ok 3 - {page}:5 4> X.",
        f"ok 4 - {page}:7 5> ok. # SKIP the document shows no output here",
    ]


def test_github(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, page, "--format=github")[1].split("\n")
    place = str(page).replace(",", "%2C")
    assert (
        lines[0] == f"::error file={place},line=3,title=differs::differs%0A  - [1,2]%0A  + [1,2,3]"
    )
    assert lines[1].startswith(f"::warning file={place},line=5,title=not runnable::")
    assert lines[2].startswith(f"::error file={place}::1 of 4 prompts hold")


@pytest.mark.parametrize("format", ["json", "junit", "tap", "github"])
def test_programs_are_told_what_cannot_be_read(
    tmp_path: Path, format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "prose.txt").write_text("no prompt here")
    code, out = run(capsys, tmp_path / "prose.txt", f"--format={format}")
    assert code == 2
    assert "not a transcript" in out


def test_signs_that_xml_has_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "page.txt"
    file.write_text('1> io:format("~c<&>~n", [1]).\nno\n')
    root = ElementTree.fromstring(run(capsys, file, "--format=junit")[1])
    assert "\ufffd<&>" in (root[0][0][0].text or "")


def test_documents_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = []
    for number in range(3):
        files.append(tmp_path / f"{number}.txt")
        files[-1].write_text(f"1> {number} + 1.\n{number + 1}\n")
    (tmp_path / "bad.txt").write_text("prose")
    alone = run(capsys, *files, "--color=never")
    together = run(capsys, *files, "--color=never", "-j2")
    assert alone == together
    assert together[0] == 0
    assert together[1].endswith("3 documents: 3 of 3 prompts hold\n")
    assert run(capsys, *files, tmp_path / "bad.txt", "-j2", "-q")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "usage:"),
        (["nowhere.txt"], "nowhere.txt: No such file or directory"),
        (["x", "--allow=everything"], "--allow takes files, os, net, not everything"),
        (["x", "--then-shell", "--format=json"], "want --format text"),
        (["x", "y", "--then-shell"], "--then-shell takes one document"),
        (["x", "--timeout=0"], "want more than 0"),
        (["--example", "nothing"], "no example 'nothing'"),
        (["."], "Is a directory"),
    ],
)
def test_wrong_use(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert complaint in capsys.readouterr().err


def test_help_tells_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "exit codes: 0 everything" in capsys.readouterr().out


def test_long_differences_are_cut() -> None:
    lines = difference(["a"], [str(n) for n in range(500)])
    assert lines[-1] == "  + ... and 300 lines more"


def test_progress_is_for_terminals_only(capsys: pytest.CaptureFixture[str]) -> None:
    import sys

    progress = Progress(sys.stderr, 5)
    for _ in range(5):
        progress.step("page")
    progress.clear()
    assert capsys.readouterr().err == ""


STACK = [
    "** exception error: an error occurred when evaluating an arithmetic expression",
    "     in operator  '/'/2",
    "        called as 1 / 0",
    "     in call from m:f/1 (m.erl:3)",
]


@pytest.mark.parametrize(
    ("profile", "pid", "stack", "map", "error"),
    [
        (OTP29, "<0.92.0>", "(m.erl:3)", "#{b => 1,a => 2}", "* 1:4: x"),
        (OTP27, "<0.95.0>", "(m.erl, line 3)", "#{b => 1,a => 2}", "* 1:4: x"),
        (OTP25, "<0.89.0>", "(m.erl, line 3)", "#{a => 2,b => 1}", "* 1:4: x"),
        (CLASSIC, "<0.39.0>", "", "#{a => 2,b => 1}", "* 1: x"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_profiles(profile: object, pid: str, stack: str, map: str, error: str) -> None:
    """§0.2, E3.1, E3.4, E3.5, E3.7, E3.8: the same printed by each release."""
    assert profile in PROFILES.values()
    styled = profile.styled  # type: ignore[attr-defined]
    assert styled(["{ok,<0.92.0>}"]) == [f"{{ok,{pid}}}"]
    assert styled(["<0.71.0>"]) == ["<0.71.0>"]
    assert styled(STACK)[3] == f"     in call from m:f/1 {stack}".rstrip()
    assert styled(["#{b => 1,a => 2}"]) == [map]
    assert styled(["* 1:4: x"]) == [error]
    first = "bad argument in an" if profile is CLASSIC else "an error occurred when evaluating an"
    assert styled(STACK)[0] == f"** exception error: {first} arithmetic expression"


def test_pids_that_are_typed_are_those_of_the_release() -> None:
    assert CLASSIC.typed('pid(0,39,0), list_to_pid("<0.32.0>").') == (
        'pid(0,92,0), list_to_pid("<0.85.0>").'
    )
    assert OTP29.typed("pid(0,39,0).") == "pid(0,39,0)."


def test_nested_maps_are_sorted_from_the_inside() -> None:
    """E3.4: keys that are numbers come before atoms, these before strings."""
    assert OTP25.styled(
        ['[#{"s" => 1,b => #{z => 1,y => 2},10 => 3,9.5 => 4}, #{#{} => 1,a => 2}]']
    ) == ['[#{9.5 => 4,10 => 3,b => #{y => 2,z => 1},"s" => 1}, #{#{} => 1,a => 2}]']
