"""The `***` lines of erl 29 for calls of io:format/2 that fail."""

from __future__ import annotations

import pytest

from pyerlshell.terms.atoms import a
from pyerlshell.terms.format_check import Reasons, format_reasons
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import NONODE, Pid, Term

S = string_to_list
INVALID = "not a valid format string"
MISSING = "possibly missing argument list"

CASES: list[tuple[Term, Term, Reasons]] = [
    (1, None, Reasons(INVALID)),
    (Pid(NONODE, 85), S("abc"), Reasons(INVALID, general=MISSING)),
    (a.foo, S("abc"), Reasons("wrong number of arguments", general=MISSING)),
    (S("~x~n"), to_list([1, 2]), Reasons(data=["element 2 must be of type string"])),
    (S("~x~n"), to_list([a.a, S("2")]), Reasons(data=["element 1 must be of type integer"])),
    (
        S("~p ~s ~d"),
        to_list([a.a, S("2")]),
        Reasons("format string invalid (invalid control ~d)"),
    ),
    (S("~*p~n"), to_list([a.a, 1]), Reasons(data=["element 1 must be of type integer"])),
    (to_list([a.a]), to_list([1]), Reasons(INVALID)),
    ((a.a,), (1,), Reasons(INVALID, ["not a list"])),
    (S("~-"), None, Reasons("format string invalid (invalid control ~-)")),
    (S("~s~n"), to_list([to_list([a.a])]), Reasons(data=["element 1 must be of type string"])),
    (S("~p"), None, Reasons("wrong number of arguments")),
    (S("~10"), to_list([a.foo]), Reasons("format string invalid (truncated)")),
    (S("~f"), to_list([a.a]), Reasons(data=["element 1 must be of type float"])),
    (S("hello ~p~n"), a.foo, Reasons(data=["not a list"])),
    (S("~s"), to_list([to_list([1024])]), Reasons("failed to format string")),
]


@pytest.mark.parametrize(("fmt", "args", "expected"), CASES)
def test_reasons(fmt: Term, args: Term, expected: Reasons) -> None:
    assert format_reasons(fmt, args) == expected
