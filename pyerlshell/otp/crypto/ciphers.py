"""Ciphers, by the package `cryptography` (an extra: pip install 'pyerlshell[crypto]').

OTP: crypto (api_ng.c, aead.c)
"""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any, Final

from pyerlshell.otp.crypto.crypto import data_of, fault, refused
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list
from pyerlshell.terms.types import Term

_PRIMITIVES: Final = "cryptography.hazmat.primitives"
_BLOCK: Final = 16
_MODES: Final = {
    "cbc": "CBC",
    "ecb": "ECB",
    "ctr": "CTR",
    "cfb128": "CFB",
    "cfb8": "CFB8",
    "ofb": "OFB",
}
_SIZES: Final = (128, 192, 256)
_PADDED: Final = ("cbc", "ecb")
_AEAD: Final = {
    **{f"aes_{size}_gcm": ("AESGCM", size // 8) for size in _SIZES},
    **{f"aes_{size}_ccm": ("AESCCM", size // 8) for size in _SIZES},
    "chacha20_poly1305": ("ChaCha20Poly1305", 32),
}


def is_there() -> bool:
    """The package is installed."""
    return importlib.util.find_spec("cryptography") is not None


def _part(name: str) -> Any:
    return importlib.import_module(f"{_PRIMITIVES}.{name}")


def names() -> list[str]:
    """The ciphers that there are."""
    if not is_there():
        return []
    plain = [f"aes_{size}_{mode}" for mode in _MODES for size in _SIZES]
    return [*plain, "chacha20", *_AEAD]


def _cipher(name: Any) -> tuple[str, int] | None:
    """Mode and key size of aes_128_cbc and its like."""
    parts = name.name.split("_") if type(name) is Atom else []
    if len(parts) != 3 or parts[0] != "aes" or parts[2] not in _MODES:
        return None
    if not parts[1].isdigit() or int(parts[1]) not in _SIZES:
        return None
    return parts[2], int(parts[1]) // 8


def one_time(
    name: Term, key: Term, vector: Term, data: Term, options: Term, args: tuple[Term, ...]
) -> Term:
    """crypto_one_time/4,5."""
    if not is_there():
        refused(*args)
    found = _cipher(name)
    if found is None:
        raise fault(a.badarg, "api_ng.c", 244, "Unknown cipher", args, 1)
    mode, size = found
    secret, start, content = data_of(key), data_of(vector), data_of(data)
    if len(secret) != size:
        raise fault(a.badarg, "api_ng.c", 246, "Bad key size", args, 2)
    if len(start) != (0 if mode == "ecb" else _BLOCK):
        raise fault(a.badarg, "api_ng.c", 248, "Bad iv size", args, 3)
    encrypt, padding = _options(options)
    ciphers = _part("ciphers")
    modes = ciphers.modes
    chosen = getattr(modes, _MODES[mode])
    engine = ciphers.Cipher(ciphers.algorithms.AES(secret), chosen(start) if start else chosen())
    if mode in _PADDED and encrypt:
        content = _padded(content, padding)
    work = engine.encryptor() if encrypt else engine.decryptor()
    whole = len(content) - len(content) % _BLOCK if mode in _PADDED else len(content)
    made = bytes(work.update(content[:whole]))
    if mode not in _PADDED or encrypt or padding is not a.pkcs_padding:
        return made
    return _unpadded(made, args)


def _options(options: Any) -> tuple[bool, Term]:
    if options is a.true or options is a.false:
        return options is a.true, a.none
    encrypt, padding = True, a.none
    for option in from_list(options):
        if type(option) is tuple and len(option) == 2:
            if option[0] is a.encrypt:
                encrypt = option[1] is a.true
            elif option[0] is a.padding:
                padding = option[1]
    return encrypt, padding


def _padded(content: bytes, padding: Term) -> bytes:
    missing = _BLOCK - len(content) % _BLOCK
    if padding is a.pkcs_padding:
        return content + bytes([missing]) * missing
    if padding is a.zero and missing < _BLOCK:
        return content + bytes(missing)
    return content


def _unpadded(made: bytes, args: tuple[Term, ...]) -> bytes:
    count = made[-1] if made else 0
    if not 1 <= count <= _BLOCK or made[-count:] != bytes([count]) * count:
        raise fault(a.error, "api_ng.c", 933, "Padding failed: decrypt error", args, 0)
    return made[:-count]


def _sealer(args: tuple[Any, ...], tag: int) -> tuple[Any, bytes]:
    if not is_there():
        refused(*args)
    found = _AEAD.get(args[0].name) if type(args[0]) is Atom else None
    if found is None:
        raise fault(a.badarg, "aead.c", 86, "Unknown cipher", args, 1)
    kind, size = found
    secret = data_of(args[1])
    if len(secret) != size:
        raise fault(a.badarg, "aead.c", 109, "Bad key length", args, 2)
    make = getattr(_part("ciphers.aead"), kind)
    return (make(secret, tag) if kind == "AESCCM" else make(secret)), data_of(args[2])


def sealed(args: tuple[Any, ...], tag: int) -> Term:
    """{Text, Tag}."""
    engine, nonce = _sealer(args, tag)
    made = engine.encrypt(nonce, data_of(args[3]), data_of(args[4]))
    end = len(made) - 16 if tag > 16 else len(made) - min(16, _tag_size(args, tag))
    return made[:end], made[end:][:tag]


def _tag_size(args: tuple[Any, ...], tag: int) -> int:
    return tag if args[0].name.endswith("ccm") else 16


def opened(args: tuple[Any, ...]) -> Term:
    """The text, or `error`."""
    tag = data_of(args[5])
    engine, nonce = _sealer(args, len(tag))
    invalid = importlib.import_module("cryptography.exceptions").InvalidTag
    try:
        return bytes(engine.decrypt(nonce, data_of(args[3]) + tag, data_of(args[4])))
    except invalid:
        return a.error


class _Code:
    """A CMAC with the methods of a digest."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine

    def update(self, data: bytes) -> None:
        """Another piece."""
        self.engine.update(data)

    def digest(self) -> bytes:
        """The code so far."""
        return bytes(self.engine.copy().finalize())


def cmac(args: tuple[Any, ...], secret: bytes) -> Any:
    """What makes a CMAC."""
    if not is_there():
        refused(*args)
    found = _cipher(args[1])
    if found is None:
        raise fault(a.badarg, "mac.c", 305, "Unknown cipher", args, 2)
    if len(secret) != found[1]:
        raise fault(a.badarg, "mac.c", 322, "Bad key length", args, 3)
    return _Code(_part("cmac").CMAC(_part("ciphers").algorithms.AES(secret)))


def poly1305(args: tuple[Term, ...], secret: bytes, data: bytes) -> bytes:
    """The poly1305 code."""
    if not is_there():
        refused(*args)
    if len(secret) != 32:
        raise fault(a.badarg, "mac.c", 268, "Bad key length", args, 2)
    made: bytes = _part("poly1305").Poly1305.generate_tag(secret, data)
    return made
