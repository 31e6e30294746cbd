"""Expressions at the prompt: the function that is made of them, and its variables."""

from __future__ import annotations

from typing import Any

import pytest

from pyerlshell.compiler.compile import (
    CompileErrors,
    ShellCode,
    compile_expressions,
    declare_record,
)
from pyerlshell.erts.node import Node
from pyerlshell.syntax.erl_parse.api import parse_exprs, parse_form
from pyerlshell.syntax.erl_scan import scan
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import iter_list
from pyerlshell.terms.write import write


def _compiled(text: str, bound: list[str], records: dict[Atom, Any] | None = None) -> ShellCode:
    exprs = list(iter_list(parse_exprs(scan(text, 1).tokens)))
    return compile_expressions(exprs, bound, records)


def _run(node: Node, text: str, records: dict[Atom, Any] | None = None, **bound: Any) -> str:
    """The value and the bindings afterwards, as Erlang would write them."""
    made = _compiled(text, list(bound), records)
    namespace = node.code.prepare(made.code).namespace
    namespace["__local__"] = lambda name, args: (a.called, name, args)
    result: Any = node.call_fun(namespace[made.function], tuple(bound[v] for v in sorted(bound)))
    shown = ", ".join(f"{name}={write(v)}" for name, v in zip(made.variables, result[1:]))
    return f"{write(result[0])} | {shown}"


@pytest.mark.parametrize(
    ("text", "bound", "expected"),
    [
        ("X + 1.", {"X": 2}, "3 | X=2"),
        ("Y = X, Z = {Y}, Z.", {"X": 2}, "{2} | X=2, Y=2, Z={2}"),
        ("X = 2.", {"X": 2}, "2 | X=2"),
        ("case X of 1 -> A = a; _ -> A = b end.", {"X": 2}, "b | A=b, X=2"),
        ("[X || X <- [1, 2]].", {"X": 5}, "[1,2] | X=5"),
        ("foo(X, 1).", {"X": 2}, "{called,foo,{2,1}} | X=2"),
        ("F = fun(A) -> A + X end, F(1).", {"X": 2}, None),
        ("(fun Fact(0) -> 1; Fact(N) -> N * Fact(N - 1) end)(20).", {}, "2432902008176640000 | "),
    ],
)
def test_value_and_bindings(
    text: str, bound: dict[str, Any], expected: str | None, node: Node
) -> None:
    found = _run(node, text, **bound)
    assert found == expected if expected else found.startswith("3 | F=#Fun<")


@pytest.mark.parametrize("text", ["Y.", "fun() -> Y end.", "case X of 1 -> Y = 1; _ -> ok end, Y."])
def test_unbound(text: str) -> None:
    with pytest.raises(CompileErrors) as raised:
        _compiled(text, ["X"])
    _, module, descriptor = raised.value.errors[0]
    assert module is a.erl_lint
    assert write(descriptor).startswith(("{unbound_var,'Y'", "{unsafe_var,'Y'"))


def test_records(node: Node) -> None:
    records: dict[Atom, Any] = {}
    declare_record(records, parse_form(scan("-record(p, {x, y = 2}).", 1).tokens))
    assert _run(node, "P = #p{x = 1}, P#p.y.", records) == "2 | P={p,1,2}"


def test_forms_of_funs_are_kept() -> None:
    made = _compiled("F = fun(X) -> X end.", [])
    assert [label.partition("-fun-")[2] for label in made.fun_forms] == ["0-/1"]
    assert made.code.funs.keys() == made.fun_forms.keys()


def test_running_twice_gives_the_same_code() -> None:
    """The name of a variable or temporary depends on nothing outside the expression."""
    assert _compiled("X + 1.", ["X"]).code.md5 == _compiled("X + 1.", ["X"]).code.md5
