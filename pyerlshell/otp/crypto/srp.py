"""Secure Remote Password (RFC 5054), versions 3, 6 and 6a.

OTP: srp.c, crypto (srp_multiplier, srp_scrambler)
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from pyerlshell.erts.errors import function_clause
from pyerlshell.otp.crypto.primes import bytes_of, number_of
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.types import Term


def _hashed(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha1(b"".join(parts), usedforsecurity=False).digest(), "big")


def _padded(data: bytes, prime: bytes) -> bytes:
    return data.rjust(len(prime), b"\0")


def _multiplier(version: Any, base: bytes, prime: bytes) -> int:
    if version.name == "6a":
        return _hashed(prime, _padded(base, prime))
    return {"6": 3, "3": 1}[version.name]


def _scrambler(version: Any, user: bytes, host: bytes, prime: bytes) -> int:
    if version.name == "3":
        return int.from_bytes(hashlib.sha1(host, usedforsecurity=False).digest()[:4], "big")
    return _hashed(_padded(user, prime), _padded(host, prime))


def _parts(params: Any, count: int) -> list[Any]:
    """The elements behind user or host: `count` binaries and a version at least."""
    good = type(params) is tuple and len(params) == 2 and is_proper(params[1])
    parts: list[Any] = from_list(params[1]) if good else []
    fits = len(parts) > count and all(to_bytes(x) is not None for x in parts[:count])
    return parts if fits and type(parts[count]) is Atom else []


def pair(params: Any, private: Any) -> Term:
    """{PublicKey, PrivateKey} of the user or the host."""
    host = type(params) is tuple and bool(params) and params[0] is a.host
    parts = _parts(params, 3 if host else 2)
    if not parts:
        raise function_clause(a.srp, params, private)
    mine = secrets.token_bytes(32) if private is a.undefined else bytes_of(number_of(private) or 0)
    base, prime = parts[1:3] if host else parts[:2]
    modulus = int.from_bytes(prime, "big")
    public = pow(int.from_bytes(base, "big"), int.from_bytes(mine, "big"), modulus)
    if host:
        verifier = int.from_bytes(parts[0], "big")
        public = (_multiplier(parts[3], base, prime) * verifier + public) % modulus
    return (bytes_of(public), mine)


def secret(others: Any, mine: Any, params: Any, args: tuple[Term, ...]) -> Term:
    """What user and host have in common."""
    host = type(params) is tuple and bool(params) and params[0] is a.host
    parts = _parts(params, 2 if host else 3)
    if not parts or type(mine) is not tuple or len(mine) != 2:
        raise function_clause(*args)
    other, public, private = (bytes_of(number_of(x) or 0) for x in (others, *mine))
    user, server = (other, public) if host else (public, other)
    prime = parts[1]
    version, *given = parts[2:] if host else parts[3:]
    modulus, exponent = int.from_bytes(prime, "big"), int.from_bytes(private, "big")
    scrambler = number_of(given[0]) if given else _scrambler(version, user, server, prime)
    assert scrambler is not None
    if host:
        verifier = pow(int.from_bytes(parts[0], "big"), scrambler, modulus)
        return bytes_of(pow(int.from_bytes(other, "big") * verifier, exponent, modulus))
    derived, base = int.from_bytes(parts[0], "big"), parts[2]
    known = _multiplier(version, base, prime) * pow(int.from_bytes(base, "big"), derived, modulus)
    left = (int.from_bytes(other, "big") - known) % modulus
    return bytes_of(pow(left, exponent + scrambler * derived, modulus))
