"""Mathematical functions on floats. What has no value, or one too large, is badarith.

OTP: math
"""

from __future__ import annotations

import math as python_math
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, badarg, error
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

__preempt__ = True

math: Final = NativeModule("math", "Mathematical functions.")


def _refused(*args: Term) -> ErlError:
    return error(a.badarith, *args)


def _one(name: str, doc: str, function: Callable[[float], float]) -> None:
    def call(x: Term) -> Term:
        if type(x) is not float and type(x) is not int:
            raise badarg(x)
        try:
            r = float(function(float(x)))
        except (ValueError, OverflowError):
            raise _refused(x) from None
        if not python_math.isfinite(r):
            raise _refused(x)
        return r

    call.__code__ = call.__code__.replace(co_name=name)
    call.__doc__ = doc
    math.export(f"{name}/1", "(X) -> float() when X :: number()")(call)


def _two(name: str, first: str, second: str, doc: str, function: Any) -> None:
    def call(x: Term, y: Term) -> Term:
        if (type(x) is not float and type(x) is not int) or (
            type(y) is not float and type(y) is not int
        ):
            raise badarg(x, y)
        try:
            r = float(function(float(x), float(y)))
        except (ValueError, OverflowError):
            raise _refused(x, y) from None
        if not python_math.isfinite(r):
            raise _refused(x, y)
        return r

    call.__code__ = call.__code__.replace(co_name=name)
    call.__doc__ = doc
    spec = f"({first}, {second}) -> float() when {first} :: number(), {second} :: number()"
    math.export(f"{name}/2", spec)(call)


for _name, _doc in (
    ("acos", "The arc cosine of X."),
    ("acosh", "The inverse hyperbolic cosine of X."),
    ("asin", "The arc sine of X."),
    ("asinh", "The inverse hyperbolic sine of X."),
    ("atan", "The arc tangent of X."),
    ("atanh", "The inverse hyperbolic tangent of X."),
    ("ceil", "X rounded up, as a float."),
    ("cos", "The cosine of X, in radians."),
    ("cosh", "The hyperbolic cosine of X."),
    ("erf", "The error function of X."),
    ("erfc", "1.0 - erf(X), exact for large X."),
    ("exp", "e to the power of X."),
    ("floor", "X rounded down, as a float."),
    ("log", "The natural logarithm of X."),
    ("log10", "The logarithm of X to the base 10."),
    ("log2", "The logarithm of X to the base 2."),
    ("sin", "The sine of X, in radians."),
    ("sinh", "The hyperbolic sine of X."),
    ("sqrt", "The square root of X."),
    ("tan", "The tangent of X, in radians."),
    ("tanh", "The hyperbolic tangent of X."),
):
    _one(_name, _doc, getattr(python_math, _name))

_two("atan2", "Y", "X", "The angle of the point (X, Y).", python_math.atan2)
_two("fmod", "X", "Y", "The remainder of X / Y, with the sign of X.", python_math.fmod)
_two("pow", "X", "N", "X to the power of N.", python_math.pow)


@math.export("pi/0", "() -> float()")
def pi() -> Term:
    """The ratio of a circle's circumference to its diameter."""
    return python_math.pi


@math.export("tau/0", "() -> float()")
def tau() -> Term:
    """The ratio of a circle's circumference to its radius."""
    return python_math.tau
