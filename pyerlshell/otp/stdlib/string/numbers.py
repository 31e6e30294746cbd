"""Numbers that a string begins with.

OTP: string
"""

from __future__ import annotations

import re
from typing import Final

from pyerlshell.otp.preloaded.erlang.arithmetic import MAX_BITS
from pyerlshell.otp.stdlib.string.module import string
from pyerlshell.otp.stdlib.string.text import (
    like,
    rest_of,
    text_or_none,
)
from pyerlshell.terms.atoms import a
from pyerlshell.terms.bits import is_bitstring
from pyerlshell.terms.types import Term

__preempt__ = True


_INTEGER: Final = re.compile(r"[+-]?[0-9]+", re.ASCII)


_FLOAT: Final = re.compile(r"[+-]?[0-9]+[.,][0-9]+(?:[eE][+-]?[0-9]+)?", re.ASCII)


def _number(s: Term, pattern: re.Pattern[str], none: Term) -> tuple[str, Term] | Term:
    text = text_or_none(s) if s is None or type(s) is list or is_bitstring(s) else None
    if text is None:
        return (a.error, a.badarg)
    found = pattern.match(text)
    if found is None:
        return (a.error, none)
    end = found.end()
    return found[0], rest_of(s, text, end) if end < len(text) else like(s, "")


_MOST_DIGITS: Final = 1_262_650
"""An integer of more is too large."""


@string.export(
    "to_integer/1",
    "(String) -> {Int, Rest} | {error, Reason} when String :: unicode:chardata(), Int :: "
    "integer(), Rest :: unicode:chardata(), Reason :: no_integer | badarg",
)
def to_integer(s: Term) -> Term:
    """{Int, Rest}: the integer that String begins with, and what follows it."""
    found = _number(s, _INTEGER, a.no_integer)
    if type(found) is tuple and type(found[0]) is str:
        if len(found[0]) > _MOST_DIGITS and len(found[0].lstrip("+-0")) > _MOST_DIGITS:
            return (a.error, a.system_limit)
        number = int(found[0])
        return (number, found[1]) if number.bit_length() <= MAX_BITS else (a.error, a.system_limit)
    return found


@string.export(
    "to_float/1",
    "(String) -> {Float, Rest} | {error, Reason} when String :: unicode:chardata(), Float "
    ":: float(), Rest :: unicode:chardata(), Reason :: no_float | badarg",
)
def to_float(s: Term) -> Term:
    """{Float, Rest}: the float that String begins with, and what follows it."""
    found = _number(s, _FLOAT, a.no_float)
    if type(found) is tuple and type(found[0]) is str:
        x = float(found[0].replace(",", "."))
        return (x, found[1]) if x - x == 0.0 else (a.error, a.no_float)
    return found


def _list_number(s: Term, found: Term) -> Term:
    """The old functions tell lists from other terms."""
    if s is not None and type(s) is not list:
        return (a.error, a.not_a_list)
    return found


@string.export(
    "list_to_integer/1",
    "(String) -> {Int, Rest} | {error, Reason} when String :: string(), Int :: integer(), "
    "Rest :: string(), Reason :: no_integer | not_a_list",
)
def list_to_integer(s: Term) -> Term:
    """{Int, Rest}: the integer that String begins with, and what follows it."""
    return _list_number(s, to_integer(s))


@string.export(
    "list_to_float/1",
    "(String) -> {Float, Rest} | {error, Reason} when String :: string(), Float :: "
    "float(), Rest :: string(), Reason :: no_float | not_a_list",
)
def list_to_float(s: Term) -> Term:
    """{Float, Rest}: the float that String begins with, and what follows it."""
    return _list_number(s, to_float(s))
