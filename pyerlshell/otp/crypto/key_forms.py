"""Keys of programs as the package's objects, and RSA without a scheme.

Keys are lists of numbers as bytes: rsa [E, N] and [E, N, D | Rest], dss [P, Q, G, Key], ecdsa and
eddsa [Key, Curve].

OTP: pkey.c (get_pkey_private_key, get_pkey_public_key)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.otp.crypto import curves
from pyerlshell.otp.crypto.crypto import digest_name
from pyerlshell.otp.crypto.keys import asymmetric, failed, is_there, raw_key, wrong
from pyerlshell.otp.crypto.package import package
from pyerlshell.otp.crypto.primes import number_of
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, is_proper

_LINES: Final = {
    a.rsa: ("RSA", 506, 698),
    a.ecdsa: ("ECDSA", 511, 703),
    a.eddsa: ("EDDSA", 520, 712),
    a.dss: ("DSA", 530, 722),
}
"""What a key is called, and where the reference finds that a private or public one is wrong."""
SIGNERS: Final = ("mldsa44", "mldsa65", "mldsa87")


class NoKey(Exception):
    """It is no key of its kind."""


def _parts(key: Any, least: int) -> list[Any]:
    parts: list[Any] = from_list(key) if is_proper(key) else []
    if len(parts) < least:
        raise NoKey
    return parts


def _numbers(parts: list[Any]) -> list[int]:
    found = [number_of(x) for x in parts]
    if any(n is None for n in found):
        raise NoKey
    return found  # type: ignore[return-value]


def rsa_key(key: Any, private: bool) -> Any:
    rsa = asymmetric("rsa")
    e, n, *rest = _numbers(_parts(key, 3 if private else 2))
    public = rsa.RSAPublicNumbers(e, n)
    if not private:
        return public.public_key()
    if len(rest) >= 6:
        d, p, q, dp, dq, inverse = rest[:6]
    else:
        d = rest[0]
        p, q = rsa.rsa_recover_prime_factors(n, e, d)
        dp, dq, inverse = d % (p - 1), d % (q - 1), pow(q, -1, p)
    return rsa.RSAPrivateNumbers(p, q, d, dp, dq, inverse, public).private_key()


def _curve_key(key: Any, private: bool) -> Any:
    ec = asymmetric("ec")
    parts = _parts(key, 2)
    name = curves.name_of(parts[1])
    if len(parts) != 2 or name is None:
        raise NoKey
    if private:
        return ec.derive_private_key(_numbers(parts[:1])[0], curves.curve_of(name))
    point = to_bytes(parts[0]) or b""
    return ec.EllipticCurvePublicKey.from_encoded_point(curves.curve_of(name), point)


def _edwards_key(key: Any, private: bool) -> Any:
    parts = _parts(key, 2)
    if len(parts) != 2 or type(parts[1]) is not Atom or parts[1].name not in curves.EDWARDS:
        raise NoKey
    return raw_key(parts[1].name, to_bytes(parts[0]) or b"", private)


def _dsa_key(key: Any, private: bool) -> Any:
    dsa = asymmetric("dsa")
    p, q, g, number = _numbers(_parts(key, 4))
    shared = dsa.DSAParameterNumbers(p, q, g)
    if not private:
        return dsa.DSAPublicNumbers(number, shared).public_key()
    public = dsa.DSAPublicNumbers(pow(g, number, p), shared)
    return dsa.DSAPrivateNumbers(number, public).private_key()


KEYS: Final[dict[Any, Callable[[Any, bool], Any]]] = {
    a.rsa: rsa_key,
    a.ecdsa: _curve_key,
    a.eddsa: _edwards_key,
    a.dss: _dsa_key,
}


def _lattice_key(kind: Atom, key: Any, private: bool) -> Any:
    """An ML-DSA key is {seed, Bytes} or plain bytes."""
    data = to_bytes(key[1] if type(key) is tuple and len(key) == 2 else key)
    side = "Private" if private else "Public"
    cls = getattr(asymmetric("mldsa"), f"{kind.name.upper()}{side}Key", None)
    if cls is None or data is None:
        raise NoKey
    return cls.from_seed_bytes(data) if private else cls.from_public_bytes(data)


def key_of(kind: Any, key: Any, private: bool, argument: int) -> Any:
    """The package's object for a key; fails as the reference does if it is none."""
    is_there(kind, key)
    try:
        if type(kind) is Atom and kind.name in SIGNERS:
            return _lattice_key(kind, key, private)
        if kind not in KEYS:
            raise failed("pkey.c", 616, "Can't create PKEY_CTX from name")
        return KEYS[kind](key, private)
    except (NoKey, ValueError, TypeError):
        name, mine, others = _LINES.get(kind, (str(kind), 540, 732))
        side = "private" if private else "public"
        line = mine if private else others
        raise wrong("pkey.c", line, f"Couldn't get {name} {side} key", argument) from None


# Digests


def hash_of(kind: Any) -> Any:
    """The package's object for a digest; None if there is none."""
    names = {"sha": "SHA1", "sha512_224": "SHA512_224", "sha512_256": "SHA512_256"}
    if type(kind) is not Atom or digest_name(kind) is None:
        return None
    name = names.get(kind.name) or kind.name.upper()
    module = package("hazmat.primitives.hashes")
    cls = getattr(module, name, None)
    return None if cls is None else cls()


# RSA itself


def padded(kind: int, data: bytes, bits: int) -> bytes:
    """PKCS #1 padding with 0xFF (type 1)."""
    size = (bits + 7) // 8
    if len(data) > size - 11:
        raise ValueError(data)
    return b"\0" + bytes([kind]) + b"\xff" * (size - 3 - len(data)) + b"\0" + data


def unpadded(data: bytes) -> bytes:
    if data[:2] != b"\0\1":
        raise ValueError(data)
    end = data.index(b"\0", 2)
    if end < 10 or data[2:end] != b"\xff" * (end - 2):
        raise ValueError(data)
    return data[end + 1 :]


def raw(data: bytes, key: Any, private: bool, bits: int) -> bytes:
    """RSA itself: a power modulo N."""
    e, n, *rest = _numbers(from_list(key))
    number = int.from_bytes(data, "big")
    if number >= n or len(data) > (bits + 7) // 8:
        raise ValueError(data)
    return pow(number, rest[0] if private else e, n).to_bytes((bits + 7) // 8, "big")
