"""Ciphers, by the package `cryptography` (an extra: pip install 'pyerlshell[crypto]').

OTP: crypto (api_ng.c, aead.c)
"""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from typing import Any, Final

from pyerlshell.otp.crypto.crypto import data_of, fault, refused
from pyerlshell.otp.crypto.package import package
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

_PRIMITIVES: Final = "cryptography.hazmat.primitives"
_OLD: Final = "cryptography.hazmat.decrepit.ciphers.algorithms"
_BLOCK: Final = 16
_MODES: Final = {
    "cbc": "CBC",
    "ecb": "ECB",
    "ctr": "CTR",
    "cfb128": "CFB",
    "cfb8": "CFB8",
    "ofb": "OFB",
}
_DES: Final = {"des_cbc": 1, "des_ede3_cbc": 3}
"""How many keys of eight bytes; one key is all three of Triple DES."""
_DES_BLOCK: Final = 8
_SIZES: Final = (128, 192, 256)
_PADDED: Final = ("cbc", "ecb")
_AEAD: Final = {
    **{f"aes_{size}_gcm": ("AESGCM", size // 8) for size in _SIZES},
    **{f"aes_{size}_ccm": ("AESCCM", size // 8) for size in _SIZES},
    "chacha20_poly1305": ("ChaCha20Poly1305", 32),
}


# Number (OpenSSL's), mode, authenticated, sizes of key, vector and block: cipher_info/1.
Facts = tuple[int | None, str, bool, int, int, int]
_NUMBERS: Final = {
    "des_cbc": 31,
    "des_ede3_cbc": 44,
    **{f"aes_{size}_ecb": 418 + 4 * i for i, size in enumerate(_SIZES)},
    **{f"aes_{size}_cbc": 419 + 4 * i for i, size in enumerate(_SIZES)},
    **{f"aes_{size}_ofb": 420 + 4 * i for i, size in enumerate(_SIZES)},
    **{f"aes_{size}_cfb128": 421 + 4 * i for i, size in enumerate(_SIZES)},
    **{f"aes_{size}_cfb8": 421 + 4 * i for i, size in enumerate(_SIZES)},
    **{f"aes_{size}_gcm": 895 + 3 * i for i, size in enumerate(_SIZES)},
    **{f"aes_{size}_ccm": 896 + 3 * i for i, size in enumerate(_SIZES)},
}


@dataclass(frozen=True, slots=True)
class Plain:
    """A cipher without authentication: the sizes of its key, vector and block."""

    mode: str
    key: int
    vector: int
    block: int

    def engine(self, key: bytes, vector: bytes) -> Any:
        """The package's cipher."""
        part = _part("ciphers")
        if self.mode == "chacha20":
            return part.Cipher(part.algorithms.ChaCha20(key, vector), None)
        chosen = getattr(part.modes, _MODES[self.mode])
        if self.block == _DES_BLOCK:
            triple = importlib.import_module(_OLD).TripleDES(key * (3 * _DES_BLOCK // self.key))
            return part.Cipher(triple, chosen(vector))
        return part.Cipher(part.algorithms.AES(key), chosen(vector) if vector else chosen())


def plain(name: Term, key_size: int = 16) -> Plain | None:
    """The cipher of this name, if it is one without authentication. aes_cbc and its like take the
    size from the key.
    """
    parts = name.name.split("_") if type(name) is Atom else []
    if len(parts) == 2 and parts[0] == "aes" and parts[1] in _MODES:
        size = key_size * 8 if key_size * 8 in _SIZES else _SIZES[0]
        name = a.__getattr__(f"aes_{size}_{parts[1]}")
    if name is a.chacha20:
        return Plain("chacha20", 32, _BLOCK, 1)
    if type(name) is Atom and name.name in _DES:
        return Plain("cbc", _DES_BLOCK * _DES[name.name], _DES_BLOCK, _DES_BLOCK)
    found = _cipher(name)
    if found is None:
        return None
    mode, key = found
    return Plain(mode, key, 0 if mode == "ecb" else _BLOCK, _BLOCK if mode in _PADDED else 1)


def sealing(name: Term) -> int | None:
    """The key size of a cipher with authentication; None for others."""
    found = _AEAD.get(name.name) if type(name) is Atom else None
    return None if found is None else found[1]


def facts(name: Term) -> Facts | None:
    """What cipher_info/1 tells."""
    if type(name) is not Atom:
        return None
    number = _NUMBERS.get(name.name)
    key = sealing(name)
    if key is not None:
        end = name.name.rpartition("_")[2]
        return number, "stream_cipher" if end == "poly1305" else f"{end}_mode", True, key, 12, 1
    found = plain(name)
    if found is None:
        return None
    mode = "stream_cipher" if found.mode == "chacha20" else found.mode.rstrip("0123456789")
    mode = mode if mode == "stream_cipher" else f"{mode}_mode"
    return number, mode, False, found.key, found.vector, found.block


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
    return [*plain, "chacha20", *_DES, *_AEAD]


def _cipher(name: Any) -> tuple[str, int] | None:
    """Mode and key size of aes_128_cbc and its like."""
    parts = name.name.split("_") if type(name) is Atom else []
    if len(parts) != 3 or parts[0] != "aes" or parts[2] not in _MODES:
        return None
    if not parts[1].isdigit() or int(parts[1]) not in _SIZES:
        return None
    return parts[2], int(parts[1]) // 8


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
    invalid = package("exceptions").InvalidTag
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


class _Poly:
    """A poly1305 code with the methods of a digest. It is made at the end: the package's own
    object is spent by asking.
    """

    def __init__(self, secret: bytes) -> None:
        self.secret = secret
        self.data = bytearray()

    def update(self, data: bytes) -> None:
        """Another piece."""
        self.data += data

    def digest(self) -> bytes:
        """The code so far."""
        made: bytes = _part("poly1305").Poly1305.generate_tag(self.secret, bytes(self.data))
        return made


def poly1305_state(args: tuple[Term, ...], secret: bytes) -> Any:
    """What makes a poly1305 code of pieces."""
    if not is_there():
        refused(*args)
    if len(secret) != 32:
        raise fault(a.badarg, "mac.c", 605, "Bad key length", args, 3)
    return _Poly(secret)


def blocks(key: bytes, text: bytes) -> bytes:
    """Blocks encrypted one by one with AES."""
    if not is_there():
        refused(key, text)
    engine = importlib.import_module(f"{_PRIMITIVES}.ciphers")
    aes = engine.algorithms.AES(key)
    return bytes(engine.Cipher(aes, engine.modes.ECB()).encryptor().update(text))
