"""What is no abstract format: erl fails with function_clause too (asked of erl 29, one by one)."""

from __future__ import annotations

from typing import Any

import pytest

from pyerlshell import ErlangError, Node
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list

CALLS = [
    ("erl_eval", "expr", ((), None)),
    ("erl_eval", "expr", (a.foo, None)),
    ("erl_eval", "exprs", (to_list([()]), None)),
    ("erl_eval", "expr_list", (to_list([a.foo]), None)),
    ("erl_eval", "check_command", (to_list([()]), None)),
    ("erl_pp", "form", ((),)),
    ("erl_pp", "form", (a.foo,)),
    ("erl_parse", "parse_form", (to_list([()]),)),
]


@pytest.fixture(scope="module")
def node() -> Any:
    with Node() as made:
        yield made


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call[0]}:{call[1]}{call[2]}")
def test_function_clause(node: Any, call: tuple[str, str, tuple[Any, ...]]) -> None:
    module, name, args = call
    with pytest.raises(ErlangError) as failed:
        node.call(module, name, *args)
    assert (failed.value.kind, str(failed.value.reason)) == ("error", "function_clause")
