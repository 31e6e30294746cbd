"""Zip generators of which some are strict: what does not match is refused with what is left.

The figures are those that erl 29 prints for the same expressions.
"""

from __future__ import annotations

import pytest

from pyerlshell import Node

CASES = (
    ("[{X,Y} || a=b=X <- [1,2] && Y <:- [a,b]]", "[]"),
    ("catch [X || {ok,X} <:- [{ok,1},bad] && _ <- [a,b]]", "bad_generators,{[bad],[b]}"),
    ("[{A,B} || {A,B} <- [{a,b}] && B <:- [b] && A <- [b]]", "[]"),
    ("catch [Y || Y <- [b] && Y <:- [a]]", "bad_generators,{[b],[a]}"),
    ("<<(<<X>>) || <<X>> <= <<1,2>> && _ <- [a,b]>>", "<<1,2>>"),
    ("catch <<(<<X:16>>) || <<X:16>> <= <<1,2>> && <<_>> <= a>>", "bad_generators,{<<1,2>>,a}"),
    ("<<(<<N>>) || <<N:1>> <= <<1:2>> && _ := _ <- #{}>>", "<<>>"),
    ("catch [V || <<V>> <:= <<0,0:4>> && _ <- [x]]", "bad_generators,{<<0:4>>,[]}"),
)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_zip(text: str, expected: str) -> None:
    node = Node()
    source = "-module(zips).\n-export([t/0]).\n"
    body = text.removeprefix("catch ")
    shown = 'unicode:characters_to_binary(io_lib:format("~0p", [R]))'
    source += f"t() -> R = try {body} catch error:E -> E end, {shown}.\n"
    node.load_text(source)
    assert node.call("zips", "t").decode().strip("{}") == expected.strip("{}")
