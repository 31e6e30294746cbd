"""Results of arithmetic that are not small steps from an integer to an integer.

Python adds tuples and multiplies lists, and lets floats overflow to infinity: whatever comes out
of an
operator and is no int comes here.

OTP: erl_arith.c
"""

from __future__ import annotations

from math import inf

from pyerlshell.erts.errors import ErlError
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

_NUMBERS = frozenset((int, float))
_EXACT = 1 << 53
"""Integers up to here are floats without loss."""


def arith(result: Term) -> Term:
    """The result of an operator if it is a number, else badarith."""
    if type(result) is float and -inf < result < inf:
        return result
    if type(result) is int:
        return result
    raise ErlError(a.error, a.badarith)


def divide(x: Term, y: Term) -> float:
    """X / Y; badarith without the operands."""
    if type(x) in _NUMBERS and type(y) in _NUMBERS:
        try:  # each is a float first, as in the reference: Python would divide large ones exactly
            if type(x) is int and not -_EXACT <= x <= _EXACT:
                x = float(x)
            if type(y) is int and not -_EXACT <= y <= _EXACT:
                y = float(y)
            result: float = x / y  # type: ignore[operator]
        except (ZeroDivisionError, OverflowError):
            pass
        else:
            if -inf < result < inf:
                return result
    raise ErlError(a.error, a.badarith)


def truth(value: Term) -> bool:
    """Python's truth of a boolean atom; anything else fails."""
    if value is a.true:
        return True
    if value is a.false:
        return False
    raise ErlError(a.error, a.badarg)


def left_truth(value: Term) -> bool:
    """The left side of andalso and orelse."""
    if value is a.true:
        return True
    if value is a.false:
        return False
    raise ErlError(a.error, (a.badarg, value))


def filter_truth(value: Term) -> bool:
    """A filter of a comprehension that is not a guard."""
    if value is a.true:
        return True
    if value is a.false:
        return False
    raise ErlError(a.error, (a.bad_filter, value))
