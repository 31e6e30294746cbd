"""How funs print, compare and work as map keys; the indices are those of erl 29's erl_eval."""

from __future__ import annotations

from types import FunctionType
from typing import Any

import pytest

from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.maps import map_new
from pyerlshell.terms.order import compare, exact_equal
from pyerlshell.terms.write import write


def _fun(source: str, namespace: dict[str, Any]) -> FunctionType:
    exec(source, namespace)
    made = namespace["made"]
    assert type(made) is FunctionType
    return made


@pytest.mark.parametrize(
    ("arguments", "index"), [("", 43), ("x", 42), ("x, y", 41), ("x, y, z", 40)]
)
def test_shell_funs(arguments: str, index: int) -> None:
    fn = _fun(f"def made({arguments}): pass", {"__shell__": True})
    assert write(fn) == f"#Fun<erl_eval.{index}.130099583>"


@pytest.mark.parametrize(("arguments", "index"), [("", 20), ("x", 19), ("x, y, z", 17)])
def test_named_shell_funs(arguments: str, index: int) -> None:
    namespace = {"__shell__": True, "__funs__": {"made": (19, 130099583)}}
    fn = _fun(f"def made({arguments}): pass", namespace)
    assert write(fn) == f"#Fun<erl_eval.{index}.130099583>"


def test_module_funs() -> None:
    namespace = {"__erl_module__": a.crash, "__funs__": {"made": (0, 103114235)}}
    assert write(_fun("def made(x): pass", namespace)) == "#Fun<crash.0.103114235>"


@pytest.mark.parametrize(
    ("module", "name", "arity", "text"),
    [
        ("lists", "map", 2, "fun lists:map/2"),
        ("A b", "C d", 3, "fun 'A b':'C d'/3"),
        ("erlang", "and", 2, "fun erlang:and/2"),
        ("m", "a@b", 2, "fun m:'a@b'/2"),
        ("m", "", 2, "fun m:''/2"),
    ],
)
def test_external_funs(module: str, name: str, arity: int, text: str) -> None:
    assert write(_external(module, name, arity)) == text


def _external(module: str, name: str, arity: int) -> FunctionType:
    fn = _fun("def made(): pass", {})
    fn.__dict__["mfa"] = (atom(module), atom(name), arity)
    return fn


def _adder(n: int, made: dict[str, Any]) -> FunctionType:
    result = made["make"](n)
    assert type(result) is FunctionType
    return result


def test_funs_of_one_expression_are_equal_when_their_environments_are() -> None:
    namespace: dict[str, Any] = {"__shell__": True}
    exec("def make(n):\n def made(x): return x + n\n return made", namespace)
    one, same, two = (_adder(n, namespace) for n in (1, 1, 2))
    assert exact_equal(one, same)
    assert compare(one, same) == 0
    assert not exact_equal(one, two)
    assert compare(one, two) == -1
    assert len(map_new([(one, 1), (same, 2), (two, 3)])) == 2


def test_external_funs_are_equal_by_name() -> None:
    assert exact_equal(_external("m", "f", 1), _external("m", "f", 1))
    assert compare(_external("m", "f", 1), _external("m", "g", 1)) == -1
