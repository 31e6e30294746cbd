"""Floats to text: `float_to_list/2` and `float_to_binary/2` with their options.

OTP: sys_float.c
"""

from __future__ import annotations

from pyerlshell.erts.errors import badarg
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.floats import float_text
from pyerlshell.terms.lists import ImproperList, from_list, string_to_list
from pyerlshell.terms.types import Term

__preempt__ = True


def _formatted(x: Term, options: Term) -> str | None:
    """The text, or None for an argument that is refused."""
    if type(x) is not float:
        return None
    try:
        return float_text(x, from_list(options))
    except (ImproperList, ValueError):
        return None


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
