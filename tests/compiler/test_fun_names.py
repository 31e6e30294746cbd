"""The numbers in the names of funs: those of the reference."""

from __future__ import annotations

import pytest
from compiling import compiled, new_node

from pyerlshell.terms.atoms import a
from pyerlshell.terms.write import write

MODULE = """
-module(t).
-export([run/0]).
-record(r, {a, b = fun() -> d end, c}).
n(F) ->
    {name, N} = erlang:fun_info(F, name),
    list_to_integer(lists:droplast(lists:nth(2, string:split(atom_to_list(N), "fun-")))).
f(A, B) -> [n(A), n(B)].
f(A, B, C) -> [n(A), n(B), n(C)].
g(X) -> X.
"""
# What OTP 29.1.1 gives: a call's numbers, by function.
NUMBERS = {
    "call": ("f(fun() -> 1 end, fun() -> 2 end, fun() -> 3 end)", [2, 1, 0]),
    "cons": (
        "[A, B | C] = [fun() -> 1 end, fun() -> 2 end | fun() -> 3 end], f(A, B, C)",
        [2, 1, 0],
    ),
    "record": (
        "#r{a = A, b = B, c = C} = #r{c = fun() -> 1 end, a = fun() -> 2 end}, f(A, B, C)",
        [2, 1, 0],
    ),
    "map": ("#{a := A, b := B} = #{a => fun() -> 1 end, b => fun() -> 2 end}, f(A, B)", [0, 1]),
    "nested": (
        "{A, {B, C}} = {fun() -> 1 end, {fun() -> 2 end, fun() -> 3 end}}, f(A, B, C)",
        [2, 1, 0],
    ),
    "comprehension": (
        "A = [fun() -> X end || X <- [1], (fun(_) -> true end)(X)], f(hd(A), fun() -> 1 end)",
        [2, 3],
    ),
    "between": (
        "{A, B, C} = {fun() -> 1 end, [fun() -> Y end || Y <- [1]], fun() -> 2 end},f(A, hd(B), C)",
        [3, 2, 0],
    ),
    "operator": ("_ = g(A = fun() -> 1 end) == g(B = fun() -> 2 end), f(A, B)", [1, 0]),
    "inside": (
        "A = fun() -> {fun() -> 1 end, fun() -> 2 end} end, {B, C} = A(), f(A, B, C)",
        [2, 1, 0],
    ),
    "block": (
        "{A, B} = {begin fun() -> 1 end, fun() -> 2 end end, case g(1) of 1 -> fun() -> 3 end; _ ->"
        " fun() -> 4 end end}, f(A, B)",
        [3, 0],
    ),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers(name: str) -> None:
    body, numbers = NUMBERS[name]
    text = MODULE + f"run() -> {body}.\n"
    node = new_node()
    node.code.load(compiled(text))
    found = node.call_fun(node.code.cell(a.t, a.run, 0).fn, ())
    shown = ",".join(map(str, numbers))
    assert write(found) == f"[{shown}]"
