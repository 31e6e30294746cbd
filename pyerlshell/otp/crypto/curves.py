"""Elliptic curves: their names, what they are made of, and the package's objects for them.

`curves.txt` has a line for each: name, prime, a, b, seed, base point, order, cofactor (hexadecimal,
`-` for none).

OTP: crypto_ec_curves
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any, Final

from pyerlshell.erts.machine import tail
from pyerlshell.otp.crypto.crypto import crypto
from pyerlshell.otp.crypto.package import package
from pyerlshell.otp.native_calls import clause
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

EDWARDS: Final = ("ed25519", "ed448")
_ALIASES: Final = {"prime192v1": "secp192r1", "prime256v1": "secp256r1"}
NAMES: Final[list[str]] = (
    "secp224r1 secp256k1 secp384r1 secp521r1 secp192r1 prime192v1 secp256r1 prime256v1 "
    "brainpoolP256r1 brainpoolP384r1 brainpoolP512r1 ed25519 ed448"
).split()
_params: Final = clause("crypto_ec_curves", "params")


@cache
def _table() -> dict[str, tuple[bytes | None, ...]]:
    """Names and the seven things that a curve is made of."""
    with open(os.path.join(os.path.dirname(__file__), "curves.txt"), encoding="utf-8") as file:
        rows = [line.split() for line in file]
    return {
        name: tuple([None if x == "-" else bytes.fromhex(x) for x in parts])
        for name, *parts in rows
    }


@crypto.export("ec_curves/0", "() -> [Name :: atom()]")
def ec_curves() -> Term:
    """The elliptic curves that there are."""
    return to_list([atom(name) for name in NAMES])


@crypto.export("ec_curve/1", "(Name :: atom()) -> {Field, Curve, BasePoint, Order, CoFactor}")
def ec_curve(name: Term) -> Term:
    """What an elliptic curve is made of."""
    found = _table().get(name.name) if type(name) is Atom else None
    if found is None:
        return tail(_params, name)
    prime, x, y, seed, base, order, cofactor = found
    return ((a.prime_field, prime), (x, y, a.none if seed is None else seed), base, order, cofactor)


def name_of(term: Any) -> str | None:
    """The name of a curve, given by its name or by what it is made of."""
    if type(term) is Atom:
        return term.name if term.name in _table() else None
    if type(term) is tuple and len(term) == 5 and type(term[2]) is bytes:
        same = (name for name, parts in _table().items() if parts[4] == term[2])
        return next(same, None)
    return None


def curve_of(name: str) -> Any:
    """The package's object."""
    return package("hazmat.primitives.asymmetric.ec")._CURVE_TYPES[_ALIASES.get(name, name)]


def size_of(name: str) -> int:
    """Bytes of a private key."""
    order = _table()[name][5]
    assert order is not None
    return len(order)


def is_there() -> bool:
    """The package `cryptography` is installed."""
    from pyerlshell.otp.crypto import ciphers

    return ciphers.is_there()
