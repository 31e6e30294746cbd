"""Comparison and the Boolean operators, as functions.

OTP: erl_bif_op.c, utils.c
"""

from __future__ import annotations

from pyerlshell.erts.errors import badarg
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import a
from pyerlshell.terms.order import compare, equal, exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True

_true = a.true
_false = a.false


@erlang.export("=:=/2", internal=True)
def eq_exact(x: Term, y: Term) -> Term:
    """True for the same value of the same type."""
    return _true if exact_equal(x, y) else _false


@erlang.export("=/=/2", internal=True)
def ne_exact(x: Term, y: Term) -> Term:
    """True unless both are the same value of the same type."""
    return _false if exact_equal(x, y) else _true


@erlang.export("==/2", internal=True)
def eq(x: Term, y: Term) -> Term:
    """True for equal values; 1 and 1.0 are equal."""
    return _true if equal(x, y) else _false


@erlang.export("/=/2", internal=True)
def ne(x: Term, y: Term) -> Term:
    """True unless the values are equal; 1 and 1.0 are equal."""
    return _false if equal(x, y) else _true


@erlang.export("</2", internal=True)
def lt(x: Term, y: Term) -> Term:
    """True if the first term comes before the second in the order of terms."""
    return _true if compare(x, y) < 0 else _false


@erlang.export(">/2", internal=True)
def gt(x: Term, y: Term) -> Term:
    """True if the first term comes after the second in the order of terms."""
    return _true if compare(x, y) > 0 else _false


@erlang.export("=</2", internal=True)
def le(x: Term, y: Term) -> Term:
    """True unless the first term comes after the second in the order of terms."""
    return _true if compare(x, y) <= 0 else _false


@erlang.export(">=/2", internal=True)
def ge(x: Term, y: Term) -> Term:
    """True unless the first term comes before the second in the order of terms."""
    return _true if compare(x, y) >= 0 else _false


@erlang.export(
    "max/2", "(Term1, Term2) -> Maximum when Term1 :: term(), Term2 :: term(), Maximum :: term()"
)
def max_(x: Term, y: Term) -> Term:
    """The larger of two terms; the first if they compare equal."""
    return y if compare(x, y) < 0 else x


@erlang.export(
    "min/2", "(Term1, Term2) -> Minimum when Term1 :: term(), Term2 :: term(), Minimum :: term()"
)
def min_(x: Term, y: Term) -> Term:
    """The smaller of two terms; the first if they compare equal."""
    return y if compare(x, y) > 0 else x


@erlang.export("not/1", internal=True)
def not_(x: Term) -> Term:
    """The other Boolean."""
    if x is _true:
        return _false
    if x is _false:
        return _true
    raise badarg(x)


def _two_booleans(x: Term, y: Term) -> None:
    if (x is not _true and x is not _false) or (y is not _true and y is not _false):
        raise badarg(x, y)


@erlang.export("and/2", internal=True)
def and_(x: Term, y: Term) -> Term:
    """True if both are true."""
    _two_booleans(x, y)
    return y if x is _true else _false


@erlang.export("or/2", internal=True)
def or_(x: Term, y: Term) -> Term:
    """True if one of them is true."""
    _two_booleans(x, y)
    return y if x is _false else _true


@erlang.export("xor/2", internal=True)
def xor(x: Term, y: Term) -> Term:
    """True if exactly one of them is true."""
    _two_booleans(x, y)
    return _true if x is not y else _false
