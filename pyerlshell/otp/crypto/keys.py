"""Keys: made, agreed upon with another, and the public one of a private one.

Diffie-Hellman over numbers and SRP are arithmetic; the rest is the package `cryptography`'s.

OTP: crypto (generate_key, compute_key), dh.c, ecdh.c, evp.c, rsa.c, srp.c
"""

from __future__ import annotations

import secrets
from typing import Any, Final

from pyerlshell.erts.errors import ErlError, function_clause
from pyerlshell.erts.machine import tail
from pyerlshell.erts.stacktrace import ErrorInfo
from pyerlshell.otp.crypto import curves, primes, srp
from pyerlshell.otp.crypto.crypto import crypto, fault, refused
from pyerlshell.otp.crypto.package import package
from pyerlshell.otp.crypto.primes import bytes_of, number_of
from pyerlshell.otp.native_calls import failure
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, is_proper, string_to_list, to_list
from pyerlshell.terms.types import Term

_MIN_DH_BITS: Final = 512
_PACKAGE_BITS: Final = 1024
"""Smaller RSA keys, good for examples only, the package refuses to make."""
RAW: Final = {
    "x25519": ("x25519", "X25519"),
    "x448": ("x448", "X448"),
    "ed25519": ("ed25519", "Ed25519"),
    "ed448": ("ed448", "Ed448"),
}
"""Module and class of keys that are plain bytes."""
_KEMS: Final = ("mlkem768", "mlkem1024")
_encapsulate: Final = failure("crypto", "encapsulate_key_nif", 2)
_decapsulate: Final = failure("crypto", "decapsulate_key_nif", 3)
_SIGNERS: Final = ("mldsa44", "mldsa65", "mldsa87")


def failed(file: str, line: int, text: str) -> ErlError:
    """An error of the C code that is nobody's argument."""
    return ErlError(a.error, (a.error, (string_to_list(file), line), string_to_list(text)))


def wrong(file: str, line: int, text: str, argument: int) -> ErlError:
    """A wrong argument, of a function that shows none."""
    reason = (a.badarg, (string_to_list(file), line), string_to_list(text))
    return ErlError(a.error, reason, None, info=ErrorInfo({a.module: a.crypto, a.cause: argument}))


def raised_here(e: ErlError) -> ErlError:
    """The same error, for an exported function to raise: traces explain only who raised it."""
    return ErlError(e.cls, e.reason, e.args_, info=e.info)


def is_there(*args: Term) -> None:
    """Fails without the package."""
    if not curves.is_there():
        refused(*args)


def asymmetric(module: str) -> Any:
    """A module of the package's."""
    return package(f"hazmat.primitives.asymmetric.{module}")


def raw_key(kind: str, data: bytes, private: bool) -> Any:
    """A key of plain bytes. Raises ValueError."""
    module, name = RAW[kind]
    side = "Private" if private else "Public"
    return getattr(getattr(asymmetric(module), f"{name}{side}Key"), f"from_{side.lower()}_bytes")(
        data
    )


# Making keys


@crypto.export("generate_key/2", "(Type, Params) -> {PublicKey, PrivateKey}")
def generate_key_2(kind: Term, params: Term) -> Term:
    """A new pair of keys: ecdh, eddh, eddsa (a curve), dh ([P, G]), rsa ({Bits, E}), srp."""
    return tail(generate_key, kind, params, a.undefined)


@crypto.export("generate_key/3", "(Type, Params, PrivateKey) -> {PublicKey, PrivateKey}")
def generate_key(kind: Any, params: Any, private: Any) -> Term:
    """A pair of keys, of a private key that there is already."""
    args = (kind, params, private)
    name = params.name if type(params) is Atom else ""
    if kind is a.dh:
        return _dh_pair(params, private)
    if kind is a.srp:
        return srp.pair(params, private)
    if kind is a.rsa:
        return _rsa_pair(params, private)
    if kind in (a.ecdh, a.eddh, a.eddsa) and name in RAW:
        return _raw_pair(name, private, args)
    if kind is a.ecdh:
        return _curve_pair(params, private)
    if type(kind) is Atom and kind.name in (*_KEMS, *_SIGNERS):
        return _lattice_pair(kind.name, args)
    raise function_clause(*args)


def _dh_pair(params: Any, private: Term) -> Term:
    parts = from_list(params) if is_proper(params) else []
    if len(parts) not in (2, 3):
        raise ErlError(a.error, (a.case_clause, params))
    prime, base = number_of(parts[0]), number_of(parts[1])
    if prime is None or base is None or prime.bit_length() < _MIN_DH_BITS:
        raise failed("dh.c", 134, "Can't generate DH key pair")
    bits = parts[2] if len(parts) == 3 and type(parts[2]) is int else prime.bit_length() - 1
    mine = number_of(private) if private is not a.undefined else secrets.randbits(bits) | 1
    if mine is None:
        raise wrong("dh.c", 92, "Bad private key", 1)
    return (bytes_of(pow(base, mine, prime)), bytes_of(mine))


def _raw_pair(name: str, private: Term, args: tuple[Term, ...]) -> Term:
    is_there(*args)
    module, cls = RAW[name]
    if private is a.undefined:
        key = getattr(asymmetric(module), f"{cls}PrivateKey").generate()
    else:
        data = to_bytes(private)
        try:
            key = raw_key(name, b"" if data is None else data, True)
        except ValueError:
            raise failed("evp.c", 273, "Can't EVP_PKEY_new_raw_private_key") from None
    return (key.public_key().public_bytes_raw(), key.private_bytes_raw())


def _curve_pair(params: Any, private: Term) -> Term:
    name = curves.name_of(params)
    if name is None:
        shown: tuple[Any, ...] = ((a.undefined, params), private)
        raise fault(a.badarg, "ec.c", 391, "Couldn't get Curve definition", shown, 1)
    is_there(a.ecdh, params, private)
    ec = asymmetric("ec")
    curve = curves.curve_of(name)
    if private is a.undefined:
        key = ec.generate_private_key(curve)
    else:
        number = number_of(private)
        if number is None:
            shown = ((curves.ec_curve(a.__getattr__(name)), params), private)
            raise fault(a.badarg, "ec.c", 293, "Bad private key", shown, 1)
        if not number:
            return (b"\0", bytes(curves.size_of(name)))
        key = ec.derive_private_key(number, curve)
    return (point_of(key.public_key()), _scalar(key, name))


def point_of(public: Any) -> bytes:
    """A point of a curve, uncompressed."""
    form = package("hazmat.primitives.serialization")
    found: bytes = public.public_bytes(form.Encoding.X962, form.PublicFormat.UncompressedPoint)
    return found


def _scalar(key: Any, name: str) -> bytes:
    number: int = key.private_numbers().private_value
    return number.to_bytes(curves.size_of(name), "big")


def _rsa_pair(params: Any, private: Term) -> Term:
    args = (a.rsa, params, private)
    if type(params) is not tuple or len(params) != 2 or private is not a.undefined:
        raise function_clause(*args)
    bits, exponent = params[0], number_of(params[1])
    if type(bits) is not int or exponent is None:
        raise fault(a.badarg, "rsa.c", 467, "Bad size", args, 2)
    if bits < 256:
        raise fault(a.badarg, "rsa.c", 467, "Can't be < 256", args, 2)
    if exponent < 3 or exponent % 2 == 0:
        error = failed("rsa.c", 494, "Can't generate RSA key-pair")
        raise ErlError(a.error, error.reason, args)
    return _rsa_numbers(bits, exponent)


def _rsa_numbers(bits: int, exponent: int) -> Term:
    if bits >= _PACKAGE_BITS and exponent in (3, 65537) and curves.is_there():
        numbers = asymmetric("rsa").generate_private_key(exponent, bits).private_numbers()
        p, q, private = numbers.p, numbers.q, numbers.d
    else:
        p, q, private = primes.rsa_pair(bits, exponent)
    e, n = bytes_of(exponent), bytes_of(p * q)
    parts = (private, p, q, private % (p - 1), private % (q - 1), pow(q, -1, p))
    return (to_list([e, n]), to_list([e, n, *[bytes_of(x) for x in parts]]))


def _lattice_pair(name: str, args: tuple[Term, ...]) -> Term:
    is_there(*args)
    module = "mlkem" if name in _KEMS else "mldsa"
    cls = getattr(asymmetric(module), f"{name.upper()}PrivateKey", None)
    if cls is None:
        refused(*args)
    key = cls.generate()
    return (key.public_key().public_bytes_raw(), key.private_bytes_raw())


# Agreeing


@crypto.export("compute_key/4", "(Type, OthersPublicKey, MyPrivateKey, Params) -> SharedSecret")
def compute_key(kind: Any, others: Any, mine: Any, params: Any) -> Term:
    """The secret that two have in common: ecdh, eddh, dh, srp."""
    try:
        return _computed(kind, others, mine, params)
    except ErlError as e:
        raise raised_here(e) from None


def _computed(kind: Any, others: Any, mine: Any, params: Any) -> Term:
    args = (kind, others, mine, params)
    if kind is a.dh and is_proper(params):
        return _dh_secret(others, mine, from_list(params))
    if kind is a.srp:
        return srp.secret(others, mine, params, args)
    if kind not in (a.ecdh, a.eddh):
        raise function_clause(*args)
    name = params.name if type(params) is Atom else ""
    if name in ("x25519", "x448"):
        return _raw_secret(name, others, mine, args)
    curve = curves.name_of(params)
    if curve is None:
        raise failed("ec.c", 84, "Bad curve def. Expect 5-tuple.")
    is_there(*args)
    ec = asymmetric("ec")
    point, number = to_bytes(others), number_of(mine)
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(curves.curve_of(curve), point or b"")
        private = ec.derive_private_key(number or 0, curves.curve_of(curve))
        return bytes(private.exchange(ec.ECDH(), public))
    except ValueError:
        raise failed("ecdh.c", 80, "Can't do fromdata") from None


def _raw_secret(name: str, others: Term, mine: Term, args: tuple[Term, ...]) -> Term:
    is_there(*args)
    try:
        private = raw_key(name, to_bytes(mine) or b"", True)
    except ValueError:
        raise wrong("evp.c", 160, "Not a valid raw private key", 3) from None
    try:
        public = raw_key(name, to_bytes(others) or b"", False)
        return bytes(private.exchange(public))
    except ValueError:
        raise wrong("evp.c", 166, "Not a valid raw public key", 2) from None


def _dh_secret(others: Term, mine: Term, params: list[Any]) -> Term:
    numbers = [number_of(x) for x in (others, mine, params[0] if params else None)]
    if any(n is None for n in numbers) or numbers[2].bit_length() < _MIN_DH_BITS:  # type: ignore[union-attr]
        raise failed("dh.c", 254, "Can't get result")
    return bytes_of(pow(*numbers))  # type: ignore[arg-type]


# Keys of keys


@crypto.export("privkey_to_pubkey/2", "(Type :: rsa | dss | ecdsa, PrivateKey) -> PublicKey")
def privkey_to_pubkey(kind: Any, private: Any) -> Term:
    """The public key that belongs to a private one."""
    parts: list[Any] = from_list(private) if is_proper(private) else []
    numbers = [number_of(x) or 0 for x in parts]
    if kind is a.rsa and len(parts) >= 2:
        return to_list(list(numbers[:2]))
    if kind is a.dss and len(parts) >= 4:
        prime, _, base, mine = numbers[:4]
        return to_list([*numbers[:3], pow(base, mine, prime)])
    if kind is a.ecdsa and len(parts) == 2:
        return (a.error, a.notsup)
    if kind in (a.rsa, a.dss, a.ecdsa):
        return (a.error, a.not_found)
    raise function_clause(kind, private)


def _kem(name: Any, data: Any, private: bool) -> Any:
    """A key of the package's. Raises ValueError."""
    if type(name) is not Atom or name.name not in _KEMS:
        raise ValueError(name)
    is_there(name, data)
    side = "Private" if private else "Public"
    cls = getattr(asymmetric("mlkem"), f"{name.name.upper()}{side}Key")
    return cls.from_seed_bytes(data) if private else cls.from_public_bytes(data)


def _kem_failed(line: int, text: str, *args: Term) -> ErlError:
    place: dict[Any, Term] = {
        a.c_function_arg_num: -1,
        a.c_file_name: string_to_list("pkey.c"),
        a.c_file_line_num: line,
    }
    return ErlError(a.error, (a.error, place, string_to_list(text)), args)


@crypto.export("encapsulate_key/2", "(Type, PublicKey) -> {Secret, EncapsulatedSecret}")
def encapsulate_key(kind: Any, public: Any) -> Term:
    """A new secret, and what only the owner of the private key finds it in: mlkem768, mlkem1024."""
    if type(kind) is not Atom or kind.name not in _KEMS:
        return tail(_encapsulate, _kem_failed(616, "Can't create PKEY_CTX from name", kind, public))
    try:
        secret, shown = _kem(kind, to_bytes(public) or b"", False).encapsulate()
    except ValueError:
        return tail(_encapsulate, _kem_failed(649, "Can't create PKEY fromdata", kind, public))
    return (secret, shown)


@crypto.export("decapsulate_key/3", "(Type, PrivateKey, EncapsulatedSecret) -> Secret")
def decapsulate_key(kind: Any, private: Any, shown: Any) -> Term:
    """The secret of encapsulate_key/2."""
    args = (kind, private, shown)
    if type(kind) is not Atom or kind.name not in _KEMS:
        return tail(_decapsulate, _kem_failed(616, "Can't create PKEY_CTX from name", *args))
    try:
        return bytes(_kem(kind, to_bytes(private) or b"", True).decapsulate(to_bytes(shown) or b""))
    except ValueError:
        return tail(_decapsulate, _kem_failed(649, "Can't create PKEY fromdata", *args))
