"""crypto: digests and random bytes. Other files add to the table: `codes` authentication, `streams`
ciphers, `keys`, `signing` and `encrypting` public keys, `curves`, `engines`, `seeds`, `knowledge`.

Errors are {Class, {File, Line}, Text} as the reference's: its file and line, since programs print
them.

OTP: crypto
"""

from __future__ import annotations

import hashlib
import hmac as python_hmac
import secrets
from typing import Any, Final, NoReturn

from pyerlshell.erts.errors import ErlError, badarg
from pyerlshell.erts.machine import tail
from pyerlshell.erts.magic import magic_of, make_magic
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import procs
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.otp.native_calls import failure
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term

crypto: Final = NativeModule("crypto", "Digests, authentication codes, random bytes and ciphers.")

_DIGESTS: Final = {
    "md4": ("md4", 257),
    "md5": ("md5", 4),
    "ripemd160": ("ripemd160", 117),
    "sha": ("sha1", 64),
    "sha224": ("sha224", 675),
    "sha256": ("sha256", 672),
    "sha384": ("sha384", 673),
    "sha512": ("sha512", 674),
    "sha512_224": ("sha512_224", 1094),
    "sha512_256": ("sha512_256", 1095),
    "sha3_224": ("sha3_224", 1096),
    "sha3_256": ("sha3_256", 1097),
    "sha3_384": ("sha3_384", 1098),
    "sha3_512": ("sha3_512", 1099),
    "blake2b": ("blake2b", 1056),
    "blake2s": ("blake2s", 1057),
    "sm3": ("sm3", 1143),
}
EXTENDABLE: Final = {"shake128": "shake_128", "shake256": "shake_256"}
_to_binary: Final = failure("erlang", "iolist_to_binary", 1)
_random: Final = failure("crypto", "strong_rand_bytes_nif", 1)
_exor: Final = failure("crypto", "do_exor", 2)
_equals: Final = failure("crypto", "hash_equals_nif", 2)


def fault(
    cls: Atom, file: str, line: int, text: str, args: tuple[Term, ...], argument: int
) -> ErlError:
    """An error of the reference's C code: which argument is wrong, and where that was found."""
    reason = (cls, (string_to_list(file), line), string_to_list(text))
    return ErlError(a.error, reason, args, info=argument)


@crypto.export("format_error/2", internal=True)
def format_error(reason: Any, trace: Any) -> Term:
    """What is wrong with the arguments, for the shell."""
    from pyerlshell.otp.diagnostics.explain import cause_of

    if type(reason) is not tuple or len(reason) != 3 or type(reason[1]) is not tuple:
        return {}
    from pyerlshell.terms.lists import list_to_string

    (file, line), text = reason[1], list_to_string(reason[2]) or ""
    place = f"(Found in the internal file {list_to_string(file)} at line {line})"
    found: dict[Any, Term] = {a.general: place.encode()}
    number = cause_of(trace)
    if type(number) is int and number:
        found[number] = text.encode()
    return found


def data_of(data: Term) -> bytes:
    """The bytes of iodata; fails as iolist_to_binary/1 does."""
    try:
        return iodata_bytes(data)
    except NotIodata:
        _to_binary(ErlError(a.error, a.badarg, (data,)))
        raise AssertionError from None


def digest_name(kind: Any) -> str | None:
    """What Python calls a digest; None if there is none of that name."""
    found = _DIGESTS.get(kind.name) if type(kind) is Atom else None
    return None if found is None else found[0]


def new_digest(kind: Any) -> Any:
    """A new digest; None if there is none of that name."""
    name = digest_name(kind)
    if name is None:
        return None
    try:
        return hashlib.new(name, usedforsecurity=False)
    except ValueError:
        return None


# Digests


@crypto.export("hash/2", "(Type :: hash_algorithm(), Data :: iodata()) -> Digest :: binary()")
def hash_(kind: Term, data: Term) -> Term:
    """The digest of Data: sha, sha256, sha512, sha3_256, blake2b, md5, ..."""
    content = data_of(data)
    engine = new_digest(kind)
    if engine is None:
        raise fault(a.badarg, "hash.c", 111, "Bad digest type", (kind, content), 1)
    engine.update(content)
    return bytes(engine.digest())


@crypto.export("hash_xof/3", "(Type, Data :: iodata(), Bits :: integer()) -> binary()")
def hash_xof(kind: Any, data: Term, bits: Any) -> Term:
    """A digest of so many bits: shake128, shake256."""
    content = data_of(data)
    name = EXTENDABLE.get(kind.name) if type(kind) is Atom else None
    if name is None:
        raise fault(a.badarg, "hash.c", 111, "Bad digest type", (kind, content, bits), 1)
    if type(bits) is not int or bits < 0:
        raise badarg(kind, content, bits)
    engine: Any = hashlib.new(name, content)
    return bytes(engine.digest(bits // 8))


class State:
    """A digest or code in progress, which its reference stands for."""

    __slots__ = ("__weakref__", "engine")

    def __init__(self, engine: Any) -> None:
        self.engine = engine


def state_of(ref: Term, *args: Term) -> Any:
    """What a reference stands for."""
    found = magic_of(ref)
    if type(found) is not State:
        raise fault(a.badarg, "hash.c", 212, "Bad state", (ref, *args), 1)
    return found.engine


def kept(engine: Any) -> Term:
    """A reference that stands for a digest or code."""
    return make_magic(State(engine))


@crypto.export("hash_init/1", "(Type :: hash_algorithm()) -> State")
def hash_init(kind: Term) -> Term:
    """A digest that will be made of several pieces."""
    engine = new_digest(kind)
    if engine is None:
        raise fault(a.badarg, "hash.c", 175, "Bad digest type", (kind,), 1)
    return kept(engine)


@crypto.export("hash_update/2", "(State, Data :: iodata()) -> NewState")
def hash_update(state: Term, data: Term) -> Term:
    """The digest with another piece; the state before is still good."""
    engine = state_of(state, data).copy()
    engine.update(data_of(data))
    return kept(engine)


@crypto.export("hash_final/1", "(State) -> Digest :: binary()")
def hash_final(state: Term) -> Term:
    """The digest of all pieces."""
    return bytes(state_of(state).copy().digest())


@crypto.export("hash_info/1", "(Type :: hash_algorithm()) -> map()")
def hash_info(kind: Any) -> Term:
    """The sizes of a digest and of its blocks."""
    engine = new_digest(kind)
    if engine is None:
        raise fault(a.badarg, "hash.c", 71, "Bad digest type", (kind,), 1)
    return {
        a.size: engine.digest_size,
        a.type: _DIGESTS[kind.name][1],
        a.block_size: engine.block_size,
    }


@crypto.export("hash_equals/2", "(Mac :: binary(), Mac2 :: binary()) -> boolean()")
def hash_equals(mine: Term, other: Term) -> Term:
    """Whether two digests of one size are equal, in a time that does not tell where they differ."""
    x, y = to_bytes(mine), to_bytes(other)
    if x is None or y is None or len(x) != len(y):
        return tail(_equals, ErlError(a.error, a.badarg, (mine, other)))
    return a.true if python_hmac.compare_digest(x, y) else a.false


# Random


@crypto.export("strong_rand_bytes/1", "(N :: non_neg_integer()) -> binary()")
def strong_rand_bytes(count: Any) -> Term:
    """N bytes that nobody can guess, from the operating system."""
    if type(count) is not int or count < 0:
        _random(ErlError(a.error, a.badarg, (count,)))
    return secrets.token_bytes(count)


@crypto.export("rand_uniform/2", "(Lo :: integer(), Hi :: integer()) -> integer()")
def rand_uniform(low: Any, high: Any) -> Term:
    """A random N with Lo =< N < Hi."""
    if type(low) is not int or type(high) is not int or low >= high:
        raise badarg(low, high)
    return low + secrets.randbelow(high - low)


@crypto.export("strong_rand_range/1", "(Range :: pos_integer() | binary()) -> N")
def strong_rand_range(limit: Any) -> Term:
    """A random N with 0 =< N < Range that nobody can guess; as bytes if Range is given as bytes."""
    if type(limit) is int and limit > 0:
        return secrets.randbelow(limit)
    data = to_bytes(limit)
    number = int.from_bytes(data, "big") if data is not None else 0
    if number < 1:
        raise badarg(limit)
    found = secrets.randbelow(number)
    return found.to_bytes((found.bit_length() + 7) // 8, "big")


# Numbers and bits


@crypto.export("exor/2", "(Bin1 :: iodata(), Bin2 :: iodata()) -> binary()")
def exor(x: Term, y: Term) -> Term:
    """The exclusive or of two binaries of one size."""
    p, q = data_of(x), data_of(y)
    if len(p) != len(q):
        return tail(_exor, ErlError(a.error, a.badarg, (p, q)))
    number = int.from_bytes(p, "big") ^ int.from_bytes(q, "big")
    return number.to_bytes(len(p), "big")


@crypto.export("bytes_to_integer/1", "(binary()) -> integer()")
def bytes_to_integer(data: Term) -> Term:
    """The unsigned number that the bytes are, the most significant first."""
    found = to_bytes(data)
    if found is None:
        raise badarg(data)
    return int.from_bytes(found, "big")


@crypto.export("mod_pow/3", "(N, P, M :: binary() | integer()) -> Result :: binary() | error")
def mod_pow(base: Term, exponent: Term, modulus: Term) -> Term:
    """N to the power of P modulo M, as bytes."""
    numbers = []
    for x in (base, exponent, modulus):
        data = to_bytes(x)
        if data is None and type(x) is not int:
            raise badarg(base, exponent, modulus)
        numbers.append(int.from_bytes(data, "big") if data is not None else x)
    p, q, m = numbers
    if not m:
        return a.error
    found: int = pow(p, q, m)  # type: ignore[call-overload]
    return found.to_bytes(max((found.bit_length() + 7) // 8, 1), "big")


# The library


@crypto.export("start/0", "() -> ok | {error, Reason}")
def start() -> Term:
    """Start the application; everything works without it."""
    return procs.apply(a.application, a.start, (a.crypto,))


@crypto.export("stop/0", "() -> ok")
def stop() -> Term:
    """Stop the application."""
    return procs.apply(a.application, a.stop, (a.crypto,))


@crypto.export("info_lib/0", "() -> [{Name, Number, Text}]")
def info_lib() -> Term:
    """The library behind Python's digests, and its version."""
    import ssl

    text = ssl.OPENSSL_VERSION.encode()
    return to_list([(b"OpenSSL", ssl.OPENSSL_VERSION_NUMBER, text)])


def refused(*args: Term) -> NoReturn:
    """What needs the package `cryptography`, which is not there."""
    text = "Needs the Python package cryptography: pip install 'pyerlshell[crypto]'"
    raise fault(a.notsup, "api_ng.c", 244, text, args, 0)


@crypto.export(
    "crypto_one_time_aead/6",
    "(Cipher, Key, IV, Text, Associated, true) -> {CipherText :: binary(), Tag :: binary()}",
)
def aead(cipher: Term, key: Term, vector: Term, text: Term, more: Term, flag: Term) -> Term:
    """Encrypt Text and authenticate it together with associated data."""
    from pyerlshell.otp.crypto import ciphers

    args = (cipher, key, vector, text, more, flag)
    return ciphers.sealed(args, 16)


@crypto.export(
    "crypto_one_time_aead/7",
    "(Cipher, Key, IV, Text, Associated, Tag | TagLength, Encrypt :: boolean()) -> "
    "{binary(), Tag :: binary()} | binary() | error",
)
def aead_7(
    cipher: Term, key: Term, vector: Term, text: Term, more: Term, tag: Term, flag: Term
) -> Term:
    """As crypto_one_time_aead/6; or decrypt: the text, or `error` if Tag does not fit."""
    from pyerlshell.otp.crypto import ciphers

    args = (cipher, key, vector, text, more, tag, flag)
    if flag is a.true:
        return ciphers.sealed(args, tag if type(tag) is int else 16)
    return ciphers.opened(args)


from pyerlshell.otp.crypto import (  # noqa: E402  # they add to the table above
    codes,
    curves,
    encrypting,
    engines,
    keys,
    knowledge,
    seeds,
    signing,
    streams,
)

__all__ = [
    "codes",
    "crypto",
    "curves",
    "encrypting",
    "engines",
    "keys",
    "knowledge",
    "seeds",
    "signing",
    "streams",
]
