"""Floats to text: `float_to_list/2` and `float_to_binary/2` with their options.

`{decimals, D}` rounds the fraction as the reference does: by adding a half to the fraction scaled
in floating point, so 1.45 gives 1.5 though it lies below; beyond 18 decimals the exact digits are
printed.

OTP: sys_float.c
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.errors import badarg
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import a
from pyerlshell.terms.floats import short
from pyerlshell.terms.lists import string_to_list
from pyerlshell.terms.types import Term

__preempt__ = True

MAX_DECIMALS: Final = 253
MAX_SCIENTIFIC: Final = 249
MAX_CHARS: Final = 255
_FAST_DECIMALS: Final = 18


def with_decimals(x: float, places: int) -> str | None:
    """`x` with this many decimals; None if the reference has no room for it."""
    size = abs(x)
    if places > _FAST_DECIMALS or size >= 2.0**52:
        text = f"{x:.{places}f}"
        return text if len(text) <= MAX_CHARS else None
    whole = int(size)
    scale = 10**places
    digits = int((size - whole) * float(scale) + 0.5)
    if digits >= scale:
        whole, digits = whole + 1, digits - scale
    sign = "-" if str(x)[0] == "-" else ""
    return f"{sign}{whole}.{digits:0{places}d}" if places else f"{sign}{whole}"


def _compacted(text: str) -> str:
    whole, dot, digits = text.partition(".")
    return f"{whole}.{digits.rstrip('0') or '0'}" if dot else whole


def _place(option: Term, most: int) -> int | None:
    """N of {Name, N}, if it is an integer in range."""
    if type(option) is tuple and type(option[1]) is int and 0 <= option[1] <= most:
        return option[1]
    return None


def _formatted(x: Term, options: Term) -> str | None:
    """The text, or None for an argument that is refused; of the ways to format the last one
    counts.
    """
    if type(x) is not float:
        return None
    compact = False
    way: Term = a.scientific
    places = 20
    rest = options
    while type(rest) is list:
        option, rest = rest
        if option is a.compact:
            compact = True
        elif option is a.short:
            way = option
        elif type(option) is tuple and len(option) == 2 and option[0] in (a.decimals, a.scientific):
            way = option[0]
            found = _place(option, MAX_DECIMALS if way is a.decimals else MAX_SCIENTIFIC)
            if found is None:
                return None
            places = found
        else:
            return None
    if rest is not None:
        return None
    if way is a.short:
        return short(x)
    if way is a.scientific:
        return f"{x:.{places}e}"
    text = with_decimals(x, places)
    return _compacted(text) if text is not None and compact else text


@erlang.export("float_to_list/1", "(Float) -> string() when Float :: float()")
def float_to_list(x: Term) -> Term:
    """The digits of Float: twenty of them, and an exponent."""
    text = _formatted(x, None)
    if text is None:
        raise badarg(x)
    return string_to_list(text)


@erlang.export(
    "float_to_list/2",
    "(Float, Options) -> string() when Float :: float(), Options :: [Option], "
    "Option :: {decimals, Decimals :: 0..253} | {scientific, Decimals :: 0..249} "
    "| compact | short",
)
def float_to_list_with(x: Term, options: Term) -> Term:
    """The digits of Float, written as Options ask."""
    text = _formatted(x, options)
    if text is None:
        raise badarg(x, options)
    return string_to_list(text)


@erlang.export("float_to_binary/1", "(Float) -> binary() when Float :: float()")
def float_to_binary(x: Term) -> Term:
    """The digits of Float as a binary: twenty of them, and an exponent."""
    text = _formatted(x, None)
    if text is None:
        raise badarg(x)
    return text.encode()


@erlang.export(
    "float_to_binary/2",
    "(Float, Options) -> binary() when Float :: float(), Options :: [Option], "
    "Option :: {decimals, Decimals :: 0..253} | {scientific, Decimals :: 0..249} "
    "| compact | short",
)
def float_to_binary_with(x: Term, options: Term) -> Term:
    """The digits of Float as a binary, written as Options ask."""
    text = _formatted(x, options)
    if text is None:
        raise badarg(x, options)
    return text.encode()
