"""Large integers to digits and back in less than quadratic time.

Python's own conversions take minutes for the largest integers (a million digits), and nothing can
interrupt them. Halving the number and putting the halves together with `decimal`, whose
multiplication is fast, takes a second.

OTP: big.c
"""

from __future__ import annotations

import decimal
from typing import Final

_PLAIN_BITS: Final = 30_000
_PLAIN_DIGITS: Final = 8_000
_LEAF_BITS: Final = 400


def digits_of(n: int) -> str:
    """The decimal digits of an integer."""
    if n.bit_length() < _PLAIN_BITS:
        return str(n)
    context = decimal.Context(
        prec=decimal.MAX_PREC, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN, traps=[]
    )
    powers: dict[int, decimal.Decimal] = {}

    def power(width: int) -> decimal.Decimal:
        found = powers.get(width)
        if found is None:
            if width <= _LEAF_BITS:
                found = decimal.Decimal(1 << width)
            else:
                half = width >> 1
                found = context.multiply(power(half), power(width - half))
            powers[width] = found
        return found

    def convert(part: int, width: int) -> decimal.Decimal:
        if width <= _LEAF_BITS:
            return decimal.Decimal(part)
        half = width >> 1
        high = part >> half
        low = convert(part - (high << half), half)
        return context.add(low, context.multiply(convert(high, width - half), power(half)))

    text = str(convert(abs(n), n.bit_length()))
    return "-" + text if n < 0 else text


def integer_of(text: str) -> int:
    """The integer that decimal digits, perhaps after a sign, stand for; ValueError otherwise."""
    if len(text) < _PLAIN_DIGITS:
        return int(text)
    digits = text[1:] if text[0] in "+-" else text
    if not (digits.isascii() and digits.isdigit()):
        return int(text)
    powers: dict[int, int] = {}

    def power(count: int) -> int:
        found = powers.get(count)
        if found is None:
            if count <= _PLAIN_DIGITS:
                found = 5**count
            else:
                half = count >> 1
                found = power(half) * power(count - half)
            powers[count] = found
        return found

    def convert(start: int, end: int) -> int:
        count = end - start
        if count <= _PLAIN_DIGITS:
            return int(digits[start:end])
        half = count >> 1
        middle = end - half
        return ((convert(start, middle) * power(half)) << half) + convert(middle, end)

    value = convert(0, len(digits))
    return -value if text[0] == "-" else value
