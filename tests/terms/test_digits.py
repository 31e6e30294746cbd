"""terms.digits: large integers against Python's own conversions, which are slow and right."""

from __future__ import annotations

import sys

import pytest

from pyerlshell.terms.digits import digits_of, integer_of

SIZES = [0, 1, 64, 29_999, 30_000, 30_001, 65_536, 150_007]


@pytest.mark.parametrize("bits", SIZES)
def test_both_ways(bits: int) -> None:
    sys.set_int_max_str_digits(0)
    for n in ((1 << bits) - 1, 1 << bits, (1 << bits) // 3 * 7, 10 ** (bits // 4)):
        assert digits_of(n) == str(n)
        assert digits_of(-n) == str(-n)
        assert integer_of(str(n)) == integer_of(f"+{n}") == n
        assert integer_of(str(-n)) == -n


@pytest.mark.parametrize("text", ["1" * 9000 + "x", "x" + "1" * 9000, "1" * 9000 + "²"])
def test_no_digits(text: str) -> None:
    with pytest.raises(ValueError):
        integer_of(text)
