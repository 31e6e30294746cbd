"""The text of floats: the shortest one that reads back, and `float_to_list/2`'s formats.

Python's repr finds the shortest digits; what differs is when they are written with an exponent:
when that is shorter, and always from 2^53 on, where not every integer is a float any more.

OTP: float_to_list/1,2, io_lib_format:fwrite_g/1
"""

from __future__ import annotations

from collections.abc import Sequence
from math import copysign
from typing import Final

from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

_EXACT_LIMIT: Final = 9007199254740992.0
_MULTIPLIED_DECIMALS: Final = 18
_MULTIPLIED_LIMIT: Final = 2.0**52
MAX_CHARS: Final = 255
_MOST_DECIMALS: Final[dict[Term, int]] = {a.decimals: 253, a.scientific: 249}


def digits_exponent(x: float) -> tuple[str, int]:
    """The shortest digits and the exponent: |x| = 0.DIGITS * 10^exponent; ("0", 1) for 0.0."""
    mantissa, _, exponent = repr(abs(x)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    leading = len(whole + fraction) - len(digits)
    if not digits:
        return "0", 1
    return digits.rstrip("0"), len(whole) - leading + int(exponent or 0)


def long_digits(x: float) -> tuple[str, int]:
    """As digits_exponent, but the 21 digits that `float_to_list/1` shows."""
    mantissa, _, exponent = f"{abs(x):.20e}".partition("e")
    return mantissa.replace(".", ""), int(exponent) + 1


def short(x: float) -> str:
    """The shortest text that reads back as `x`: 1.0e5, 0.1, 1.2345678901234568e17."""
    digits, place = digits_exponent(x)
    sign = "-" if copysign(1.0, x) < 0 else ""
    if _wants_exponent(x, digits, place):
        return sign + _exponential(digits, place)
    return sign + _plain(digits, place)


def _wants_exponent(x: float, digits: str, place: int) -> bool:
    if abs(x) >= _EXACT_LIMIT:
        return True
    if 0 <= place < len(digits):
        return False
    cost = len(str(place - 1)) + 1 + (2 if len(digits) == 1 else 1)
    return (2 - place if place < 0 else place - len(digits) + 2) > cost and place != 0


def _plain(digits: str, place: int) -> str:
    if place <= 0:
        return "0." + "0" * -place + digits
    if place >= len(digits):
        return digits + "0" * (place - len(digits)) + ".0"
    return digits[:place] + "." + digits[place:]


def _exponential(digits: str, place: int) -> str:
    return f"{digits[0]}.{digits[1:] or '0'}e{place - 1}"


def scientific(x: float, decimals: int = 20) -> str:
    """`float_to_list(F, [{scientific, N}])`, which is also `float_to_list/1` with 20."""
    return f"{x:.{decimals}e}"


def with_decimals(x: float, decimals: int, compact: bool = False) -> str:
    """`float_to_list(F, [{decimals, N}, compact])`. Raises ValueError if it gets too long."""
    text = _rounded(x, decimals)
    if len(text) > MAX_CHARS:
        raise ValueError
    whole, dot, digits = text.partition(".")
    return f"{whole}.{digits.rstrip('0') or '0'}" if dot and compact else text


def _rounded(x: float, decimals: int) -> str:
    """erl multiplies the fraction and adds a half, in doubles: 1.45 with one decimal is 1.5 though
    it lies below. Beyond that it is C's printf."""
    size = abs(x)
    if decimals > _MULTIPLIED_DECIMALS or size >= _MULTIPLIED_LIMIT:
        return f"{x:.{decimals}f}"
    whole = int(size)
    scale = 10**decimals
    fraction = int((size - whole) * float(scale) + 0.5)
    if fraction >= scale:
        whole, fraction = whole + 1, fraction - scale
    sign = "-" if copysign(1.0, x) < 0 else ""
    return f"{sign}{whole}.{fraction:0{decimals}d}" if decimals else f"{sign}{whole}"


def float_text(x: float, options: Sequence[Term] = ()) -> str:
    """`float_to_list(F, Options)`; the last of the formats counts. Raises ValueError."""
    way = a.scientific
    decimals = 20
    compact = False
    for option in options:
        if option is a.compact:
            compact = True
        elif option is a.short:
            way = a.short
        elif type(option) is tuple and len(option) == 2 and option[0] in _MOST_DECIMALS:
            way, decimals = option
            if type(decimals) is not int:
                raise ValueError
        else:
            raise ValueError
    if way is a.short:
        return short(x)
    if not 0 <= decimals <= _MOST_DECIMALS[way]:
        raise ValueError
    return scientific(x, decimals) if way is a.scientific else with_decimals(x, decimals, compact)
