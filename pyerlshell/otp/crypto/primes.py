"""Numbers as bytes, and prime numbers for small RSA keys.

OTP: bn.c
"""

from __future__ import annotations

import math
import secrets
from typing import Any, Final

from pyerlshell.terms.bits import to_bytes

_ROUNDS: Final = 40
_SMALL: Final = math.prod(n for n in range(3, 200, 2) if all(n % d for d in range(3, n, 2)))


def number_of(term: Any) -> int | None:
    """A number, given as one or as its bytes."""
    if type(term) is int:
        return term if term >= 0 else None
    data = to_bytes(term)
    return None if data is None else int.from_bytes(data, "big")


def bytes_of(number: int) -> bytes:
    """The bytes of a number, at least one."""
    return number.to_bytes(max((number.bit_length() + 7) // 8, 1), "big")


def is_prime(n: int) -> bool:
    """Whether an odd number is prime, by Miller and Rabin: wrong once in 4^40."""
    if math.gcd(n, _SMALL) != 1:
        return False
    twos = (n - 1 & 1 - n).bit_length() - 1
    odd = n - 1 >> twos
    for _ in range(_ROUNDS):
        x = pow(2 + secrets.randbelow(n - 3), odd, n)
        if x in (1, n - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def _prime(bits: int, exponent: int) -> int:
    """A prime whose two top bits are set, so that a product of two has all its bits."""
    while True:
        n = secrets.randbits(bits) | 3 << bits - 2 | 1
        if math.gcd(n - 1, exponent) == 1 and is_prime(n):
            return n


def rsa_pair(bits: int, exponent: int) -> tuple[int, int, int]:
    """Two primes, the larger first, and the private exponent."""
    while True:
        p = _prime(bits - bits // 2, exponent)
        q = _prime(bits // 2, exponent)
        if p != q:
            p, q = max(p, q), min(p, q)
            return p, q, pow(exponent, -1, math.lcm(p - 1, q - 1))
