"""Arithmetic: the operators as functions, and what turns numbers into other numbers.

Python's operators take more types than Erlang's and round differently, so every function looks at
the types of its operands first. A float result that is not finite is `badarith`, an integer
beyond the limit of the reference (4194240 bits) is `system_limit`.

OTP: erl_arith.c, erl_math.c
"""

from __future__ import annotations

import math
from typing import Final

from pyerlshell.erts.errors import badarg, error
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

__preempt__ = True

MAX_BITS: Final = 4194240
INF: Final = math.inf

_badarith = a.badarith
_system_limit = a.system_limit


def _checked(r: float | int, *args: Term) -> Term:
    """The result, if the reference could represent it."""
    if type(r) is int:
        if r.bit_length() > MAX_BITS:
            raise error(_system_limit, *args)
        return r
    if -INF < r < INF:
        return r
    raise error(_badarith, *args)


@erlang.export("+/2", internal=True)
def add(x: Term, y: Term) -> Term:
    """The sum of two numbers."""
    if (type(x) is int or type(x) is float) and (type(y) is int or type(y) is float):
        try:
            r = x + y
        except OverflowError:
            raise error(_badarith, x, y) from None
        if type(r) is int and -4611686018427387904 < r < 4611686018427387904:
            return r
        return _checked(r, x, y)
    raise error(_badarith, x, y)


@erlang.export("-/2", internal=True)
def sub(x: Term, y: Term) -> Term:
    """The difference of two numbers."""
    if (type(x) is int or type(x) is float) and (type(y) is int or type(y) is float):
        try:
            r = x - y
        except OverflowError:
            raise error(_badarith, x, y) from None
        if type(r) is int and -4611686018427387904 < r < 4611686018427387904:
            return r
        return _checked(r, x, y)
    raise error(_badarith, x, y)


@erlang.export("*/2", internal=True)
def mul(x: Term, y: Term) -> Term:
    """The product of two numbers."""
    if type(x) is int and type(y) is int:
        if x.bit_length() + y.bit_length() > MAX_BITS + 1:
            raise error(_system_limit, x, y)
        return x * y
    if (type(x) is int or type(x) is float) and (type(y) is int or type(y) is float):
        try:
            return _checked(x * y, x, y)
        except OverflowError:
            raise error(_badarith, x, y) from None
    raise error(_badarith, x, y)


@erlang.export("//2", internal=True)
def divide(x: Term, y: Term) -> Term:
    """The quotient of two numbers, a float."""
    if (type(x) is int or type(x) is float) and (type(y) is int or type(y) is float):
        try:
            return _checked(float(x) / float(y), x, y)
        except (OverflowError, ZeroDivisionError):
            raise error(_badarith, x, y) from None
    raise error(_badarith, x, y)


@erlang.export("+/1", internal=True)
def plus(x: Term) -> Term:
    """The number itself."""
    if type(x) is int or type(x) is float:
        return x
    raise error(_badarith, x)


@erlang.export("-/1", internal=True)
def minus(x: Term) -> Term:
    """The number with its sign changed."""
    if type(x) is int or type(x) is float:
        return -x
    raise error(_badarith, x)


@erlang.export("div/2", internal=True)
def div(x: Term, y: Term) -> Term:
    """The quotient of two integers, rounded towards zero."""
    if type(x) is not int or type(y) is not int or y == 0:
        raise error(_badarith, x, y)
    q = x // y
    return q + 1 if q < 0 and q * y != x else q


@erlang.export("rem/2", internal=True)
def rem(x: Term, y: Term) -> Term:
    """The remainder of two integers; it has the sign of the first."""
    if type(x) is not int or type(y) is not int or y == 0:
        raise error(_badarith, x, y)
    r = x % y
    return r - y if r and (x < 0) != (y < 0) else r


@erlang.export("band/2", internal=True)
def band(x: Term, y: Term) -> Term:
    """The bits that both integers have."""
    if type(x) is int and type(y) is int:
        return x & y
    raise error(_badarith, x, y)


@erlang.export("bor/2", internal=True)
def bor(x: Term, y: Term) -> Term:
    """The bits that one of the integers has."""
    if type(x) is int and type(y) is int:
        return x | y
    raise error(_badarith, x, y)


@erlang.export("bxor/2", internal=True)
def bxor(x: Term, y: Term) -> Term:
    """The bits that exactly one of the integers has."""
    if type(x) is int and type(y) is int:
        return x ^ y
    raise error(_badarith, x, y)


@erlang.export("bnot/1", internal=True)
def bnot(x: Term) -> Term:
    """The integer with every bit inverted."""
    if type(x) is int:
        return ~x
    raise error(_badarith, x)


def _shift(x: int, left: int, args: tuple[Term, ...]) -> Term:
    if left <= 0:
        # Python refuses counts beyond a machine word, though the result is plain.
        return x >> min(-left, x.bit_length() + 1)
    if x == 0:
        return 0
    if x.bit_length() + left > MAX_BITS:
        raise error(_system_limit, *args)
    return x << left


@erlang.export("bsl/2", internal=True)
def bsl(x: Term, n: Term) -> Term:
    """The integer shifted N bits to the left."""
    if type(x) is int and type(n) is int:
        return _shift(x, n, (x, n))
    raise error(_badarith, x, n)


@erlang.export("bsr/2", internal=True)
def bsr(x: Term, n: Term) -> Term:
    """The integer shifted N bits to the right, keeping its sign."""
    if type(x) is int and type(n) is int:
        return _shift(x, -n, (x, n))
    raise error(_badarith, x, n)


@erlang.export(
    "abs/1",
    "(Float) -> float() when Float :: float()",
    "(Int) -> non_neg_integer() when Int :: integer()",
)
def abs_(x: Term) -> Term:
    """The number without its sign."""
    if type(x) is int or type(x) is float:
        return abs(x)
    raise badarg(x)


@erlang.export("float/1", "(Number) -> float() when Number :: number()")
def float_(x: Term) -> Term:
    """The number as a float."""
    if type(x) is float:
        return x
    if type(x) is int:
        try:
            return float(x)
        except OverflowError:
            raise badarg(x) from None
    raise badarg(x)


@erlang.export("trunc/1", "(Number) -> integer() when Number :: number()")
def trunc(x: Term) -> Term:
    """The integer part of the number."""
    if type(x) is int:
        return x
    if type(x) is float:
        return int(x)
    raise badarg(x)


@erlang.export("round/1", "(Number) -> integer() when Number :: number()")
def round_(x: Term) -> Term:
    """The nearest integer; a half is rounded away from zero."""
    if type(x) is int:
        return x
    if type(x) is float:
        whole = int(x)
        rest = x - whole
        if rest >= 0.5:
            return whole + 1
        return whole - 1 if rest <= -0.5 else whole
    raise badarg(x)


@erlang.export("floor/1", "(Number) -> integer() when Number :: number()")
def floor(x: Term) -> Term:
    """The largest integer that is not above the number."""
    if type(x) is int:
        return x
    if type(x) is float:
        return math.floor(x)
    raise badarg(x)


@erlang.export("ceil/1", "(Number) -> integer() when Number :: number()")
def ceil(x: Term) -> Term:
    """The smallest integer that is not below the number."""
    if type(x) is int:
        return x
    if type(x) is float:
        return math.ceil(x)
    raise badarg(x)
