"""Natives work on terms that nest deeper, or are longer, than Python's own recursion allows."""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.machine import TAIL, run
from pyerlshell.otp.iodata import iodata_bytes, iodata_size
from pyerlshell.otp.preloaded.erlang import erlang
from pyerlshell.otp.stdlib.lists import lists

DEPTH = 200_000


def call(name: str, *args: Any) -> Any:
    value = lists.functions[name, len(args)].fn(*args)
    return run() if value is TAIL else value


def nested(x: Any) -> Any:
    for _ in range(DEPTH):
        x = [x, None]
    return x


def test_flatten_of_a_deep_list() -> None:
    assert call("flatten", nested(7)) == [7, None]
    assert call("flatlength", nested(7)) == 1


def test_iodata_that_nests() -> None:
    assert iodata_bytes(nested(b"ab")) == b"ab"
    assert iodata_size(nested(b"ab")) == 2


def test_sort_of_deep_terms() -> None:
    low, high = nested(1), nested(2)
    found = call("sort", [high, [low, None]])
    assert found[0] is low


def test_a_long_list() -> None:
    numbers = call("seq", 1, DEPTH)
    assert call("foldl", lambda x, acc: x + acc, 0, numbers) == DEPTH * (DEPTH + 1) // 2
    assert call("sum", call("map", lambda x: 1, numbers)) == DEPTH
    assert erlang.functions["length", 1].fn(call("append", numbers, numbers)) == 2 * DEPTH


def test_subtract_is_linear() -> None:
    numbers = call("seq", 1, DEPTH)
    assert erlang.functions["--", 2].fn(numbers, call("reverse", numbers)) is None
