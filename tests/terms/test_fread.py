"""io_lib:fread/2,3; fread.jsonl and the results below were printed by erl 29 (~w)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pyerlshell.otp.stdlib.io_lib_fread import fread2, fread3
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import string_to_list
from pyerlshell.terms.pretty import shell_pretty
from pyerlshell.terms.write import write

ROWS = [
    json.loads(x) for x in (Path(__file__).parent / "fread.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(("fmt", "text", "expected"), ROWS)
def test_fread(fmt: str, text: str, expected: str) -> None:
    assert write(fread2(string_to_list(fmt), string_to_list(text))) == expected


@pytest.mark.parametrize(
    ("fmt", "text", "expected"),
    [
        ("~d", "12", '{more,{"~d","21",0,[]}}'),
        ("~d", "12 abc\nnext", '{done,{ok,"\\f"}," abc\\nnext"}'),
        ("~d ~d", "1\nnext", '{more,{"~d","txen",2,[1]}}'),
        ("~d", "x\nnext", '{done,{error,{fread,integer}},"next"}'),
        ("~s", "\n", '{more,{"~s",[],1,[]}}'),
        ("~d", "12\nnext", '{done,{ok,"\\f"},"next"}'),
    ],
)
def test_by_lines(fmt: str, text: str, expected: str) -> None:
    assert shell_pretty(fread3(None, string_to_list(text), string_to_list(fmt))) == expected


def test_going_on() -> None:
    fmt = string_to_list("~d ~d")
    more: Any = fread3(None, string_to_list("1\nnext"), fmt)
    again = fread3(more[1], string_to_list("2 x\nz"), fmt)
    assert shell_pretty(again) == '{done,{error,{fread,integer}},"z"}'
    assert shell_pretty(fread3(more[1], a.eof, fmt)) == "{done,{error,{fread,integer}},eof}"


def test_end_of_file() -> None:
    fmt = string_to_list("~d")
    assert shell_pretty(fread3(None, a.eof, fmt)) == "{done,eof,eof}"
    more: Any = fread3(None, string_to_list("12"), fmt)
    assert shell_pretty(fread3(more[1], a.eof, fmt)) == '{done,{ok,"\\f"},[]}'
