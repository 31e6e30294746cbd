"""Encryption with public and private keys: rsa.

OTP: pkey.c (pkey_crypt_nif)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import tail
from pyerlshell.otp.crypto.crypto import crypto
from pyerlshell.otp.crypto.key_forms import NoKey, hash_of, padded, raw, rsa_key, unpadded
from pyerlshell.otp.crypto.keys import asymmetric, failed, is_there, wrong
from pyerlshell.otp.crypto.signing import PADDINGS
from pyerlshell.otp.native_calls import failure
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.types import Term

_crypt_fails: Final = failure("crypto", "pkey_crypt", 6)


@crypto.export("public_encrypt/4", "(rsa, PlainText, PublicKey, Padding | Options) -> binary()")
def public_encrypt(kind: Term, text: Term, key: Term, options: Term) -> Term:
    """Encrypt with a public key: rsa_pkcs1_padding, rsa_pkcs1_oaep_padding, rsa_no_padding."""
    return _done((kind, text, key, options), False, True)


@crypto.export("private_decrypt/4", "(rsa, CipherText, PrivateKey, Padding | Options) -> binary()")
def private_decrypt(kind: Term, text: Term, key: Term, options: Term) -> Term:
    """Decrypt what public_encrypt/4 made."""
    return _done((kind, text, key, options), True, False)


@crypto.export("private_encrypt/4", "(rsa, PlainText, PrivateKey, Padding | Options) -> binary()")
def private_encrypt(kind: Term, text: Term, key: Term, options: Term) -> Term:
    """Encrypt with a private key, for all who know the public one."""
    return _done((kind, text, key, options), True, True)


@crypto.export("public_decrypt/4", "(rsa, CipherText, PublicKey, Padding | Options) -> binary()")
def public_decrypt(kind: Term, text: Term, key: Term, options: Term) -> Term:
    """Decrypt what private_encrypt/4 made."""
    return _done((kind, text, key, options), False, False)


def _done(args: tuple[Any, ...], private: bool, encrypt: bool) -> Term:
    try:
        return _crypt(args, private, encrypt)
    except ErlError as e:
        return tail(_crypt_fails, e)


def _crypt(args: tuple[Any, ...], private: bool, encrypt: bool) -> Term:
    kind, data, key, options = args
    listed = options if is_proper(options) else [(a.rsa_padding, options), None]
    shown = (kind, data, key, listed, _truth(private), _truth(encrypt))
    if kind is not a.rsa:
        shown = (kind, data, key, options, *shown[4:])
        raise _shown_wrong(a.badarg, 244, "Bad algorithm", shown, 1)
    text = to_bytes(data)
    if text is None:
        raise _shown_wrong(a.badarg, 1342, "Binary expected", shown, 2)
    is_there(*args)
    try:
        made = rsa_key(key, private)
    except (NoKey, ValueError, TypeError):
        side, line = ("private", 506) if private else ("public", 698)
        text_of = f"Couldn't get RSA {side} key"
        raise _shown_wrong(a.badarg, line, text_of, shown, 3) from None
    wanted = {x[0].name: x[1] for x in from_list(listed) if type(x) is tuple and len(x) == 2}
    padding = wanted.get("rsa_padding", a.rsa_pkcs1_padding)
    if type(padding) is not Atom or padding.name not in _CRYPT_PADDINGS:
        raise _shown_wrong(a.badarg, 1239, "Bad padding type in option rsa_padding", shown, 4)
    try:
        return _crypted(made, key, text, padding.name, wanted, (private, encrypt))
    except ValueError:
        reason = failed("pkey.c", 1474, "Couldn't get the result").reason
        raise ErlError(a.error, reason, shown) from None


_CRYPT_PADDINGS: Final = (*PADDINGS, "rsa_pkcs1_oaep_padding")


def _crypted(
    made: Any, key: Any, text: bytes, name: str, wanted: dict[str, Any], way: tuple[bool, bool]
) -> bytes:
    private, encrypt = way
    size: int = made.key_size
    if name == "rsa_no_padding":
        if len(text) != (size + 7) // 8:
            raise ValueError(text)
        return raw(text, key, private, size)
    if private and encrypt:
        return raw(padded(1, text, size), key, True, size)
    if not private and not encrypt:
        if len(text) != (size + 7) // 8:
            raise ValueError(text)
        return unpadded(raw(text, key, False, size))
    padding = asymmetric("padding")
    if not encrypt:
        text = text.rjust((size + 7) // 8, b"\0")
    scheme = padding.PKCS1v15()
    if name == "rsa_pkcs1_oaep_padding":
        engine = hash_of(wanted.get("rsa_oaep_md", a.sha))
        mask = hash_of(wanted.get("rsa_mgf1_md")) or engine
        scheme = padding.OAEP(padding.MGF1(mask), engine, to_bytes(wanted.get("rsa_oaep_label")))
    return bytes(made.encrypt(text, scheme) if encrypt else made.decrypt(text, scheme))


def _truth(value: bool) -> Term:
    return a.true if value else a.false


def _shown_wrong(
    cls: Atom, line: int, text: str, args: tuple[Term, ...], argument: int
) -> ErlError:
    """An error that shows the arguments of the C function."""
    found = wrong("pkey.c", line, text, argument)
    return ErlError(a.error, (cls, *found.reason[1:]), args, info=argument)  # type: ignore[index]
