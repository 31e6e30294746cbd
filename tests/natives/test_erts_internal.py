"""erts_internal:list_to_integer/2, on which OTP's own `string` rests: the answers of OTP 29."""

from __future__ import annotations

import pytest

from pyerlshell.otp.preloaded.erts_internal import list_to_integer
from pyerlshell.terms.write import write


def cells(text: str, tail: object = None) -> object:
    result = tail
    for char in reversed(text):
        result = [ord(char), result]
    return result


@pytest.mark.parametrize(
    ("chars", "base", "answer"),
    [
        (cells("12ab"), 10, "{12,[97,98]}"),
        (cells("ab"), 10, "no_integer"),
        (None, 10, "no_integer"),
        (cells("+5x"), 10, "{5,[120]}"),
        (cells("-7"), 10, "{-7,[]}"),
        (cells("-"), 10, "no_integer"),
        (cells("12345678901234567890123"), 10, "big"),
        ((), 10, "not_a_list"),
        (cells("ff"), 16, "{255,[]}"),
        (cells("1"), 99, "badarg"),
        (cells("1", ()), 10, "{1,{}}"),
    ],
)
def test_list_to_integer(chars: object, base: int, answer: str) -> None:
    assert write(list_to_integer(chars, base)) == answer
