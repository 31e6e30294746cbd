"""Public keys: what OTP 29 answered to the same calls (scripts/record-crypto-keys.escript)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyerlshell import Node

pytest.importorskip("cryptography")
LINES = (Path(__file__).parent / "keys.txt").read_text(encoding="utf-8").splitlines()
MODULE = """
-module(asked).
-export([answer/1]).
answer(Call) ->
    {ok, Tokens, _} = erl_scan:string(binary_to_list(Call) ++ "."),
    {ok, Expressions} = erl_parse:parse_exprs(Tokens),
    Value = try element(2, erl_eval:exprs(Expressions, []))
            catch Class:Reason -> {Class, Reason}
            end,
    unicode:characters_to_binary(io_lib:format("~0p", [Value])).
"""


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with Node(output=io.BytesIO()) as made:
        made.load_text(MODULE)
        yield made


@pytest.mark.parametrize("line", LINES)
def test_the_answer_is_the_reference_s(node: Node, line: str) -> None:
    call, _, expected = line.partition(" => ")
    assert bytes(node.call("asked", "answer", call.encode())).decode() == expected
