"""Atoms and numbers from and to text: `binary_to_atom/1`, `integer_to_list/2`, `float_to_list/2`,
...

OTP: bif.c, big.c
"""

from __future__ import annotations

import re
import sys
from math import log2
from typing import Final

from pyerlshell.erts.errors import ErlError, badarg, error
from pyerlshell.otp.preloaded.erlang.arithmetic import MAX_BITS
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.atoms import Atom, AtomLimitError, a, atom_of_program, existing_atom
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.digits import digits_of, integer_of
from pyerlshell.terms.lists import list_to_string, string_to_list
from pyerlshell.terms.patterns import pattern
from pyerlshell.terms.types import Term

__preempt__ = True

DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_INTEGER: Final = pattern(r"[+-]?[0-9A-Za-z]+\Z", re.ASCII)
_FLOAT: Final = pattern(r"[+-]?[0-9]+[.,][0-9]+([eE][+-]?[0-9]+)?\Z", re.ASCII)

# Python refuses to print integers of more than 4300 digits unless told otherwise; Erlang has no
# such limit.
sys.set_int_max_str_digits(0)


def _made(name: str, *args: Term) -> Atom:
    if len(name) > 255:
        raise error(a.system_limit, *args)
    try:
        return atom_of_program(name)
    except AtomLimitError:
        raise error(a.system_limit, *args) from None


def _decoded(b: Term, encoding: Term) -> str | None:
    """The text of a binary, None if it is none in that encoding."""
    data = to_bytes(b)
    if data is None:
        return None
    if encoding is a.latin1:
        return data.decode("latin-1")
    if encoding is not a.utf8 and encoding is not a.unicode:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError as wrong:
        before = data[: wrong.start].decode()
        return before if len(before) > 255 else None  # too long is found out first


def _text(l: Term) -> str | None:
    """The characters of a list, None if one of them is no character."""
    text = list_to_string(l)
    if text is None:
        return None
    try:
        text.encode()
    except UnicodeEncodeError:
        return None
    return text


@erlang.export("atom_to_list/1", "(Atom) -> string() when Atom :: atom()")
def atom_to_list(x: Term) -> Term:
    """The characters of Atom's name."""
    if type(x) is Atom:
        return string_to_list(x.name)
    raise badarg(x)


@erlang.export("atom_to_binary/1", "(Atom) -> binary() when Atom :: atom()")
def atom_to_binary(x: Term) -> Term:
    """Atom's name in UTF-8."""
    if type(x) is Atom:
        return x.name.encode()
    raise badarg(x)


@erlang.export(
    "atom_to_binary/2",
    "(Atom, Encoding) -> binary() when Atom :: atom(), Encoding :: latin1 | unicode | utf8",
)
def atom_to_binary_in(x: Term, encoding: Term) -> Term:
    """Atom's name in the given encoding."""
    if type(x) is Atom:
        if encoding is a.utf8 or encoding is a.unicode:
            return x.name.encode()
        if encoding is a.latin1:
            try:
                return x.name.encode("latin-1")
            except UnicodeEncodeError:
                pass
    raise badarg(x, encoding)


@erlang.export("binary_to_atom/1", "(Binary) -> atom() when Binary :: binary()")
def binary_to_atom(b: Term) -> Term:
    """The atom whose name in UTF-8 is Binary."""
    name = _decoded(b, a.utf8)
    if name is None:
        raise badarg(b)
    return _made(name, b)


@erlang.export(
    "binary_to_atom/2",
    "(Binary, Encoding) -> atom() when Binary :: binary(), Encoding :: latin1 | unicode | utf8",
)
def binary_to_atom_in(b: Term, encoding: Term) -> Term:
    """The atom whose name in the given encoding is Binary."""
    name = _decoded(b, encoding)
    if name is None:
        raise badarg(b, encoding)
    return _made(name, b, encoding)


@erlang.export("binary_to_existing_atom/1", "(Binary) -> atom() when Binary :: binary()")
def binary_to_existing_atom(b: Term) -> Term:
    """As binary_to_atom/1, but the atom must exist already."""
    name = _decoded(b, a.utf8)
    found = None if name is None else existing_atom(name)
    if found is None:
        raise badarg(b)
    return found


@erlang.export(
    "binary_to_existing_atom/2",
    "(Binary, Encoding) -> atom() when Binary :: binary(), Encoding :: latin1 | unicode | utf8",
)
def binary_to_existing_atom_in(b: Term, encoding: Term) -> Term:
    """As binary_to_atom/2, but the atom must exist already."""
    name = _decoded(b, encoding)
    found = None if name is None else existing_atom(name)
    if found is None:
        raise badarg(b, encoding)
    return found


@erlang.export("list_to_atom/1", "(String) -> atom() when String :: string()")
def list_to_atom(l: Term) -> Term:
    """The atom whose name is String."""
    name = _text(l)
    if name is None:
        raise badarg(l)
    return _made(name, l)


@erlang.export("list_to_existing_atom/1", "(String) -> atom() when String :: string()")
def list_to_existing_atom(l: Term) -> Term:
    """As list_to_atom/1, but the atom must exist already."""
    name = _text(l)
    found = None if name is None else existing_atom(name)
    if found is None:
        raise badarg(l)
    return found


def in_base(n: int, base: int) -> str:
    """The digits of an integer; those above 9 are capital letters."""
    if base == 10:
        return digits_of(n)
    if base in (2, 8, 16):
        return format(n, {2: "b", 8: "o", 16: "X"}[base])
    sign, n = ("-", -n) if n < 0 else ("", n)
    return sign + _digits(n, base)


def _digits(n: int, base: int) -> str:
    # Halving the number keeps the work near that of Python's own conversions.
    if n < base:
        return DIGITS[n]
    powers = [base]
    while powers[-1] * powers[-1] <= n:
        powers.append(powers[-1] * powers[-1])
    parts = [n]
    for p in reversed(powers):
        parts = [x for part in parts for x in divmod(part, p)]
    return "".join([DIGITS[d] for d in parts]).lstrip("0")


@erlang.export("integer_to_list/1", "(Integer) -> string() when Integer :: integer()")
def integer_to_list(n: Term) -> Term:
    """The decimal digits of Integer."""
    if type(n) is int:
        return string_to_list(digits_of(n))
    raise badarg(n)


@erlang.export(
    "integer_to_list/2", "(Integer, Base) -> string() when Integer :: integer(), Base :: 2..36"
)
def integer_to_list_in(n: Term, base: Term) -> Term:
    """The digits of Integer in the given base."""
    if type(n) is int and type(base) is int and 2 <= base <= 36:
        return string_to_list(in_base(n, base))
    raise badarg(n, base)


@erlang.export("integer_to_binary/1", "(Integer) -> binary() when Integer :: integer()")
def integer_to_binary(n: Term) -> Term:
    """The decimal digits of Integer, as a binary."""
    if type(n) is int:
        return digits_of(n).encode()
    raise badarg(n)


@erlang.export(
    "integer_to_binary/2", "(Integer, Base) -> binary() when Integer :: integer(), Base :: 2..36"
)
def integer_to_binary_in(n: Term, base: Term) -> Term:
    """The digits of Integer in the given base, as a binary."""
    if type(n) is int and type(base) is int and 2 <= base <= 36:
        return in_base(n, base).encode()
    raise badarg(n, base)


_LONG: Final = 800_000
_TOO_LARGE: Final = 1 << MAX_BITS
"""Stands for what takes too long to be converted."""


def _integer(text: str | None, base: Term) -> int | None:
    if text is None or type(base) is not int or not 2 <= base <= 36 or not _INTEGER.match(text):
        return None
    if len(text) > _LONG and len(text.lstrip("+-0")) * log2(base) > MAX_BITS + base:
        return _TOO_LARGE
    try:
        return integer_of(text) if base == 10 else int(text, base)
    except ValueError:
        return None


def _possible(n: int | None, *given: Term) -> int:
    """The integer, if there is one and it is not too large for the reference."""
    if n is None:
        raise badarg(*given)
    if n.bit_length() > MAX_BITS:
        raise ErlError(a.error, a.system_limit, given)
    return n


def _ascii(b: Term) -> str | None:
    data = to_bytes(b)
    return None if data is None else data.decode("latin-1")


@erlang.export("list_to_integer/1", "(String) -> integer() when String :: string()")
def list_to_integer(l: Term) -> Term:
    """The integer that String spells."""
    return _possible(_integer(list_to_string(l), 10), l)


@erlang.export(
    "list_to_integer/2", "(String, Base) -> integer() when String :: string(), Base :: 2..36"
)
def list_to_integer_in(l: Term, base: Term) -> Term:
    """The integer that String spells in the given base."""
    return _possible(_integer(list_to_string(l), base), l, base)


@erlang.export("binary_to_integer/1", "(Binary) -> integer() when Binary :: binary()")
def binary_to_integer(b: Term) -> Term:
    """The integer that Binary spells."""
    return _possible(_integer(_ascii(b), 10), b)


@erlang.export(
    "binary_to_integer/2", "(Binary, Base) -> integer() when Binary :: binary(), Base :: 2..36"
)
def binary_to_integer_in(b: Term, base: Term) -> Term:
    """The integer that Binary spells in the given base."""
    return _possible(_integer(_ascii(b), base), b, base)


def _float(text: str | None) -> float | None:
    if text is None:
        return None
    text = text.partition("\0")[0]  # the reference reads a C string
    if not _FLOAT.match(text):
        return None
    x = float(text.replace(",", "."))
    return x if x - x == 0.0 else None


@erlang.export("list_to_float/1", "(String) -> float() when String :: string()")
def list_to_float(l: Term) -> Term:
    """The float that String spells."""
    x = _float(list_to_string(l))
    if x is None:
        raise badarg(l)
    return x


@erlang.export("binary_to_float/1", "(Binary) -> float() when Binary :: binary()")
def binary_to_float(b: Term) -> Term:
    """The float that Binary spells."""
    x = _float(_ascii(b))
    if x is None:
        raise badarg(b)
    return x
