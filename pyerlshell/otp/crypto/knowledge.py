"""What of crypto there is here.

OTP: crypto (supports), algorithms.c
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.otp.crypto import ciphers, curves
from pyerlshell.otp.crypto.crypto import EXTENDABLE, crypto, new_digest
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

_DIGESTS: Final = (
    "blake2s blake2b sm3 shake256 shake128 sha3_512 sha3_384 sha3_256 sha3_224 sha512_256 "
    "sha512_224 sha512 sha384 sha256 sha224 sha ripemd160 md5 md4"
).split()
_PUBLIC_KEYS: Final = "mldsa87 mldsa65 mldsa44 rsa dss dh ecdsa ecdh eddsa eddh srp".split()
_KEMS: Final = ("mlkem768", "mlkem1024")
_RSA: Final = """rsa_pkcs1_pss_padding rsa_pss_saltlen rsa_mgf1_md rsa_pkcs1_oaep_padding
    rsa_oaep_label rsa_oaep_md signature_md rsa_pkcs1_padding rsa_no_padding""".split()


def _digests() -> list[str]:
    return [n for n in _DIGESTS if n in EXTENDABLE or new_digest(atom(n)) is not None]


def _with_package(names: list[str] | tuple[str, ...]) -> Callable[[], list[str]]:
    """What there is only with the package `cryptography`."""
    return lambda: list(names) if ciphers.is_there() else []


_KINDS: Final[dict[Atom, Callable[[], list[str]]]] = {
    a.hashs: _digests,
    a.ciphers: lambda: ciphers.names(),
    a.kems: _with_package(_KEMS),
    a.public_keys: lambda: list(_PUBLIC_KEYS) if ciphers.is_there() else ["dh", "srp"],
    a.macs: lambda: ["cmac", "hmac", "poly1305"] if ciphers.is_there() else ["hmac"],
    a.curves: _with_package((*curves.NAMES, "x25519", "x448")),
    a.rsa_opts: _with_package(_RSA),
}


@crypto.export(
    "supports/1",
    "(hashs | ciphers | kems | public_keys | macs | curves | rsa_opts) -> [Name]",
)
def supports(what: Any) -> Term:
    """What there is of a kind."""
    if type(what) is not Atom or what not in _KINDS:
        raise function_clause(what)
    return to_list([atom(name) for name in _KINDS[what]()])


@crypto.export("supports/0", "() -> [{Kind, [Name]}]")
def supports_0() -> Term:
    """What there is."""
    return to_list([(kind, supports(kind)) for kind in _KINDS])
