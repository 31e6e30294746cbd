"""Guards: true, false, or not known; and the operators that look at their right side or not.

OTP: sys_core_fold (guard/2, opt_bool_case/2)
"""

from __future__ import annotations

from typing import Any

from pyerlshell.compiler.foresee.values import (
    ANY,
    BOOLEAN,
    FALSE,
    TRUE,
    Lit,
    Value,
    is_boolean,
    is_data,
)
from pyerlshell.compiler.foresee.walk import Stop, Walk, apart, expr
from pyerlshell.syntax.erl_lint.state import items
from pyerlshell.terms.atoms import a


def guard(w: Walk, alternatives: Any) -> Value:
    """TRUE, FALSE, or not known."""
    if alternatives is None:
        return TRUE
    with w.scope(in_guard=True):
        found = [_tests(w, tests) for tests in items(alternatives)]
    if len(found) == 1:
        return found[0]
    if all(value is TRUE or value is FALSE for value in found):
        return TRUE if TRUE in found else FALSE
    return BOOLEAN


def _tests(w: Walk, tests: Any) -> Value:
    try:
        return _conjunction(w, tests)
    except Stop:
        return FALSE


def _conjunction(w: Walk, tests: Any) -> Value:
    found = [_truth(expr(w, test)) for test in items(tests)]
    if all(value is TRUE or value is FALSE for value in found):
        return FALSE if FALSE in found else TRUE
    return BOOLEAN


def _truth(value: Value) -> Value:
    if type(value) is Lit:
        return TRUE if value.term is a.true else FALSE
    return BOOLEAN


def _left(w: Walk, n: Any) -> Value:
    """A binary that fails of itself is no reason not to look at the other side."""
    try:
        return expr(w, n)
    except Stop as stop:
        if stop.node is not n or n[0] is not a.bin:
            raise
        return ANY


def short_circuit(w: Walk, n: Any, effect: bool) -> Value:
    """andalso, orelse"""
    left = _left(w, n[3])
    stops = FALSE if n[2] is a.andalso else TRUE
    if type(left) is Lit and left == stops:
        return left
    if is_data(left) and not is_boolean(left):
        raise Stop(n)
    right = apart(w, lambda: expr(w, n[4], effect))
    if type(left) is Lit and is_boolean(left):
        return right or ANY
    if right is not None and is_boolean(right):
        return BOOLEAN
    return ANY
