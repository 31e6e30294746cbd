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
_MULTIPLIED_DECIMALS: Final = 17


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
    """`float_to_list(F, [{decimals, N}, compact])`."""
    text = _rounded(x, decimals)
    if compact and "." in text:
        text = text.rstrip("0")
        if text.endswith("."):
            text += "0"
    return text


def _rounded(x: float, decimals: int) -> str:
    """erl multiplies the fraction up and rounds it, in doubles; else as C's printf does."""
    if abs(x) >= _EXACT_LIMIT or decimals > _MULTIPLIED_DECIMALS:
        return f"{x:.{decimals}f}"
    whole = int(abs(x))
    scale = 10**decimals
    fraction = int((abs(x) - whole) * float(scale) + 0.5)
    if fraction >= scale:
        whole, fraction = whole + 1, fraction - scale
    sign = "-" if copysign(1.0, x) < 0 else ""
    return f"{sign}{whole}.{fraction:0{decimals}d}" if decimals else f"{sign}{whole}"


def float_text(x: float, options: Sequence[Term]) -> str:
    """`float_to_list(F, Options)`; the last of the formats counts. Raises ValueError."""
    scaled = True
    decimals = 20
    compact = False
    for option in options:
        if option is a.compact:
            compact = True
        elif option is a.short:
            return short(x)
        elif type(option) is tuple and len(option) == 2 and type(option[1]) is int:
            kind, decimals = option
            scaled = kind is a.scientific
            most = 249 if scaled else 253
            if kind not in (a.decimals, a.scientific) or not 0 <= decimals <= most:
                raise ValueError
        else:
            raise ValueError
    return scientific(x, decimals) if scaled else with_decimals(x, decimals, compact)
