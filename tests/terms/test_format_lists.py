"""What io_lib:format/2 returns before it is flattened, as erl 29's shell shows it."""

from __future__ import annotations

import pytest

from pyerlshell.erts.errors import ErlError
from pyerlshell.otp.stdlib.io_lib import format2, format3, scan_format, unscan_format
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.maps import map_new
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.pretty import shell_pretty
from pyerlshell.terms.types import BitString, Term

ABC = string_to_list("abc")
TERM = (a.a, to_list([1, 2, ABC]), map_new([(a.a, a.b)]))
CASES: list[tuple[str, list[Term], str]] = [
    (
        "abc~p",
        [TERM],
        '[97,98,99,\n [123,\n  ["a",44,\n   [91,["1",44,"2",44,"\\"abc\\""],93],\n   44,\n'
        '   [35,123,[["a"," => ","b"]],125]],\n  125]]',
    ),
    (
        "abc~w",
        [TERM],
        '[97,98,99,\n [123,\n  ["a",44,\n'
        '   [91,["1",44,"2",44,[91,["97",44,"98",44,"99"],93'
        ']],93],\n   44,\n   [35,123,[["a"," => ","b"]],125]],\n  125]]',
    ),
    (
        "~p ~w",
        [b"abc", b"abc"],
        '[[60,60,"\\"abc\\"",62,62],\n 32,\n [60,60,["97",44,"98",44,"99"],62,62]]',
    ),
    ("~P", [to_list([1, 2, 3, 4]), 3], '[[91,["1",44,"2",124,46,46,46],93]]'),
    ("~p", [[1, 2]], '[[91,["1",124,50],93]]'),
    ("~w", [BitString(b"\xa0", 0, 3)], '[[60,60,["5",58,"3"],62,62]]'),
    ("~s|~p|~w", [ABC, ABC, a.abc], '["abc",124,"\\"abc\\"",124,"abc"]'),
    ("~p", [None], '["[]"]'),
    ("~p", [()], '["{}"]'),
    ("~W", [to_list([1, 2, 3, 4]), 2], '[[91,["1",124,46,46,46],93]]'),
]


@pytest.mark.parametrize(("fmt", "args", "expected"), CASES)
def test_nested_lists(fmt: str, args: list[Term], expected: str) -> None:
    assert shell_pretty(format2(string_to_list(fmt), to_list(args))) == expected


BAD: list[tuple[str, list[Term]]] = [
    ("~p", []),
    ("~p", [1, 2]),
    ("~q", [1]),
    ("~s", [(a.a,)]),
    ("~s ~d", [a.abc]),
    ("~f", [a.a]),
    ("~s", [to_list([1024])]),
    ("~W", [a.a, a.b]),
    ("~c", [a.a]),
    ("~10", [a.foo]),
]


@pytest.mark.parametrize(("fmt", "args"), BAD)
def test_wrong_formats_are_badarg(fmt: str, args: list[Term]) -> None:
    given = (string_to_list(fmt), to_list(args))
    with pytest.raises(ErlError) as failed:
        format2(*given)
    assert failed.value.reason is a.badarg
    assert failed.value.args_ is not None and len(failed.value.args_) == 2


def test_chars_limit() -> None:
    # io_lib:format("~s", [lists:duplicate(100, $a)], [{chars_limit,20}]).
    limit = [(a.chars_limit, 20), None]
    text = format3(string_to_list("~s"), [string_to_list("a" * 100), None], limit)
    assert shell_pretty(text) == '["aaaaaaaaaaaaaaaaa..."]'


def test_format_list_round_trip() -> None:
    fmt, args = string_to_list("~p ~10.2.0f ~ts~-8w"), to_list([1, 2.0, ABC, a.x])
    assert exact_equal(unscan_format(scan_format(fmt, args)), (fmt, args))
