"""Signatures: rsa, ecdsa, eddsa, dss, mldsa.

OTP: pkey.c (pkey_sign_nif, pkey_verify_nif)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import tail
from pyerlshell.otp.crypto.crypto import crypto
from pyerlshell.otp.crypto.key_forms import KEYS, SIGNERS, hash_of, key_of, padded, raw
from pyerlshell.otp.crypto.keys import asymmetric, failed, raised_here, wrong
from pyerlshell.otp.crypto.package import package
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.types import Term

_NO_DIGEST: Final = (a.none, a.undefined)


def _checked(kind: Any, digest: Any, data: Any, options: Any) -> tuple[Any, Any, dict[str, Any]]:
    """(digest, bytes or a digest of them, options) of a signature."""
    engine = None
    if digest not in _NO_DIGEST:
        engine = hash_of(digest)
        if engine is None:
            raise wrong("pkey.c", 278, "Bad digest type", 2)
    text = _text(data, engine)
    return engine, text, _read_options(options)


def _text(data: Any, engine: Any) -> Any:
    if type(data) is tuple and len(data) == 2 and data[0] is a.digest:
        found = to_bytes(data[1])
        if found is None or (engine is not None and len(found) != engine.digest_size):
            raise wrong("pkey.c", 338, "Bad binary size for the algorithm", 3)
        return ("digest", found)
    try:
        return ("data", iodata_bytes(data))
    except NotIodata:
        raise wrong("pkey.c", 353, "Expected a binary or a list", 3) from None


PADDINGS: Final = (
    "rsa_pkcs1_padding",
    "rsa_pkcs1_pss_padding",
    "rsa_x931_padding",
    "rsa_no_padding",
)


def _read_options(options: Any) -> dict[str, Any]:
    if not is_proper(options):
        raise wrong("pkey.c", 400, "Expected a list", 5)
    found: dict[str, Any] = {}
    for option in from_list(options):
        if type(option) is not tuple or len(option) != 2 or type(option[0]) is not Atom:
            raise wrong("pkey.c", 423, "Expects only two-tuples in the list", 5)
        found[option[0].name] = option[1]
    padding = found.get("rsa_padding", a.rsa_pkcs1_padding)
    if type(padding) is not Atom or padding.name not in PADDINGS:
        raise wrong("pkey.c", 457, "Bad value in option rsa_padding", 5)
    return found


def _rsa_padding(options: dict[str, Any], engine: Any, signs: bool) -> Any:
    padding = asymmetric("padding")
    if options.get("rsa_padding", a.rsa_pkcs1_padding) is not a.rsa_pkcs1_pss_padding:
        return padding.PKCS1v15()
    length = options.get("rsa_pss_saltlen", -2)
    salt = padding.PSS.MAX_LENGTH if signs else padding.PSS.AUTO
    if type(length) is int and length >= -1:
        salt = padding.PSS.DIGEST_LENGTH if length == -1 else length
    return padding.PSS(padding.MGF1(hash_of(options.get("rsa_mgf1_md")) or engine), salt)


def _digested(engine: Any, text: Any) -> tuple[bytes, Any]:
    """The bytes to be signed, and the digest that has been or is to be made of them."""
    form, data = text
    if engine is None or form == "data":
        return data, engine
    return data, asymmetric("utils").Prehashed(engine)


def _check_kind(kind: Any) -> None:
    if type(kind) is not Atom or (kind not in KEYS and kind.name not in SIGNERS):
        raise failed("pkey.c", 616, "Can't create PKEY_CTX from name")


# Signing


@crypto.export("sign/4", "(Algorithm, DigestType, Msg, Key) -> Signature :: binary()")
def sign_4(kind: Term, digest: Term, data: Term, key: Term) -> Term:
    """A signature: rsa, ecdsa, eddsa, dss."""
    return tail(sign, kind, digest, data, key, None)


@crypto.export("sign/5", "(Algorithm, DigestType, Msg, Key, Options) -> Signature :: binary()")
def sign(kind: Any, digest: Any, data: Any, key: Any, options: Any) -> Term:
    """A signature of a message, or of {digest, Digest}; `rsa_padding` and its like are options."""
    try:
        return _signed(kind, digest, data, key, options)
    except ErlError as e:
        raise raised_here(e) from None


def _signed(kind: Any, digest: Any, data: Any, key: Any, options: Any) -> Term:
    _check_kind(kind)
    engine, text, wanted = _checked(kind, digest, data, options)
    private = key_of(kind, key, True, 4)
    if kind is a.eddsa or kind.name in SIGNERS:
        return bytes(private.sign(text[1]))
    content, engine = _digested(engine, text)
    try:
        if kind is a.rsa:
            if engine is None:
                return raw(padded(1, content, private.key_size), key, True, private.key_size)
            return bytes(private.sign(content, _rsa_padding(wanted, engine, True), engine))
        if engine is None:
            content, engine = _digested(hash_of(a.sha), ("digest", content))
        if kind is a.ecdsa:
            return bytes(private.sign(content, asymmetric("ec").ECDSA(engine)))
        return bytes(private.sign(content, engine))
    except ValueError:
        raise failed("pkey.c", 887, "Can't sign") from None


@crypto.export("verify/5", "(Algorithm, DigestType, Msg, Signature, Key) -> boolean()")
def verify_5(kind: Term, digest: Term, data: Term, signature: Term, key: Term) -> Term:
    """Is it the signature of a message?"""
    return tail(verify, kind, digest, data, signature, key, None)


@crypto.export("verify/6", "(Algorithm, DigestType, Msg, Signature, Key, Options) -> boolean()")
def verify(kind: Any, digest: Any, data: Any, signature: Any, key: Any, options: Any) -> Term:
    """Is it the signature of a message, or of {digest, Digest}?"""
    try:
        return _verified(kind, digest, data, signature, key, options)
    except ErlError as e:
        raise raised_here(e) from None


def _verified(kind: Any, digest: Any, data: Any, signature: Any, key: Any, options: Any) -> Term:
    _check_kind(kind)
    mark = to_bytes(signature)
    if mark is None:
        raise wrong("pkey.c", 1041, "Expected a binary", 4)
    engine, text, wanted = _checked(kind, digest, data, options)
    public = key_of(kind, key, False, 5)
    return a.true if _fits(kind, public, key, mark, engine, text, wanted) else a.false


def _fits(
    kind: Any, public: Any, key: Any, mark: bytes, engine: Any, text: Any, wanted: dict[str, Any]
) -> bool:
    content, engine = _digested(engine, text)
    try:
        if kind is a.eddsa or kind.name in SIGNERS:
            public.verify(mark, content)
        elif kind is a.rsa and engine is None:
            shown = raw(mark, key, False, public.key_size)
            return shown == padded(1, content, public.key_size)
        elif kind is a.rsa:
            public.verify(mark, content, _rsa_padding(wanted, engine, False), engine)
        elif kind is a.ecdsa:
            public.verify(mark, content, asymmetric("ec").ECDSA(engine))
        else:
            public.verify(mark, content, engine)
    except (package("exceptions").InvalidSignature, ValueError):
        return False
    return True
