"""crypto: digests, message authentication codes, random bytes; ciphers by `ciphers`.

Errors are {Class, {File, Line}, Text} as the reference's: its file and line, since programs print
them.

OTP: crypto
"""

from __future__ import annotations

import hashlib
import hmac as python_hmac
import secrets
from typing import Any, Final, NoReturn

from pyerlshell.erts.errors import ErlError, badarg, function_clause
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
_EXTENDABLE: Final = {"shake128": "shake_128", "shake256": "shake_256"}
_SHOWN: Final = (
    "blake2s blake2b sm3 shake256 shake128 sha3_512 sha3_384 sha3_256 sha3_224 sha512_256 "
    "sha512_224 sha512 sha384 sha256 sha224 sha ripemd160 md5 md4"
).split()
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

    if type(reason) is not tuple or len(reason) != 3:
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


def _digest(kind: Any) -> Any:
    """A new digest; None if there is none of that name."""
    name = _DIGESTS.get(kind.name) if type(kind) is Atom else None
    if name is None:
        return None
    try:
        return hashlib.new(name[0], usedforsecurity=False)
    except ValueError:
        return None


# Digests


@crypto.export("hash/2", "(Type :: hash_algorithm(), Data :: iodata()) -> Digest :: binary()")
def hash_(kind: Term, data: Term) -> Term:
    """The digest of Data: sha, sha256, sha512, sha3_256, blake2b, md5, ..."""
    content = data_of(data)
    engine = _digest(kind)
    if engine is None:
        raise fault(a.badarg, "hash.c", 111, "Bad digest type", (kind, content), 1)
    engine.update(content)
    return bytes(engine.digest())


@crypto.export("hash_xof/3", "(Type, Data :: iodata(), Bits :: integer()) -> binary()")
def hash_xof(kind: Any, data: Term, bits: Any) -> Term:
    """A digest of so many bits: shake128, shake256."""
    content = data_of(data)
    name = _EXTENDABLE.get(kind.name) if type(kind) is Atom else None
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


def _state(ref: Term, *args: Term) -> Any:
    found = magic_of(ref)
    if type(found) is not State:
        raise fault(a.badarg, "hash.c", 212, "Bad state", (ref, *args), 1)
    return found.engine


def _kept(engine: Any) -> Term:
    return make_magic(State(engine))


@crypto.export("hash_init/1", "(Type :: hash_algorithm()) -> State")
def hash_init(kind: Term) -> Term:
    """A digest that will be made of several pieces."""
    engine = _digest(kind)
    if engine is None:
        raise fault(a.badarg, "hash.c", 175, "Bad digest type", (kind,), 1)
    return _kept(engine)


@crypto.export("hash_update/2", "(State, Data :: iodata()) -> NewState")
def hash_update(state: Term, data: Term) -> Term:
    """The digest with another piece; the state before is still good."""
    engine = _state(state, data).copy()
    engine.update(data_of(data))
    return _kept(engine)


@crypto.export("hash_final/1", "(State) -> Digest :: binary()")
def hash_final(state: Term) -> Term:
    """The digest of all pieces."""
    return bytes(_state(state).copy().digest())


@crypto.export("hash_info/1", "(Type :: hash_algorithm()) -> map()")
def hash_info(kind: Any) -> Term:
    """The sizes of a digest and of its blocks."""
    engine = _digest(kind)
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


# Message authentication codes


def _mac(args: tuple[Any, ...]) -> Any:
    kind, sub, key = args[:3]
    secret = data_of(key)
    if kind is not a.hmac:
        return _cmac(args, secret)
    name = _DIGESTS.get(sub.name) if type(sub) is Atom else None
    if name is None:
        raise fault(a.badarg, "mac.c", 281, "Bad digest algorithm for HMAC", args, 2)
    return python_hmac.new(secret, digestmod=name[0])


def _cmac(args: tuple[Any, ...], secret: bytes) -> Any:
    if args[0] is not a.cmac:
        raise fault(a.badarg, "mac.c", 251, "Unknown mac algorithm", args, 1)
    from pyerlshell.otp.crypto import ciphers

    return ciphers.cmac(args, secret)


@crypto.export("mac/3", "(poly1305, Key :: iodata(), Data :: iodata()) -> Mac :: binary()")
def mac_3(kind: Term, key: Term, data: Term) -> Term:
    """The poly1305 code of Data."""
    from pyerlshell.otp.crypto import ciphers

    if kind is not a.poly1305:
        raise fault(a.badarg, "mac.c", 251, "Unknown mac algorithm", (kind, key, data), 1)
    return ciphers.poly1305((kind, key, data), data_of(key), data_of(data))


@crypto.export("mac/4", "(hmac | cmac, SubType, Key :: iodata(), Data :: iodata()) -> binary()")
def mac(kind: Term, sub: Term, key: Term, data: Term) -> Term:
    """The authentication code of Data."""
    engine = _mac((kind, sub, key, data))
    engine.update(data_of(data))
    return bytes(engine.digest())


@crypto.export("macN/5", "(Type, SubType, Key, Data, Length :: pos_integer()) -> binary()")
def mac_n(kind: Term, sub: Term, key: Term, data: Term, length: Any) -> Term:
    """The first Length bytes of a code."""
    code: Any = mac(kind, sub, key, data)
    if type(length) is not int or length < 0:
        raise badarg(kind, sub, key, data, length)
    return code[:length]


@crypto.export("macN/4", "(poly1305, Key, Data, Length :: pos_integer()) -> binary()")
def mac_n_4(kind: Term, key: Term, data: Term, length: Any) -> Term:
    """The first Length bytes of a poly1305 code."""
    code: Any = mac_3(kind, key, data)
    if type(length) is not int or length < 0:
        raise badarg(kind, key, data, length)
    return code[:length]


@crypto.export("mac_init/2", "(poly1305, Key :: iodata()) -> State")
def mac_init_2(kind: Term, key: Term) -> Term:
    """A poly1305 code that will be made of several pieces."""
    from pyerlshell.otp.crypto import ciphers

    if kind is not a.poly1305:
        raise function_clause(kind, key)
    return _kept(ciphers.poly1305_state((kind, a.undefined, key), data_of(key)))


@crypto.export("mac_init/3", "(Type, SubType, Key :: iodata()) -> State")
def mac_init(kind: Term, sub: Term, key: Term) -> Term:
    """A code that will be made of several pieces."""
    return _kept(_mac((kind, sub, key)))


@crypto.export("mac_update/2", "(State, Data :: iodata()) -> State")
def mac_update(state: Term, data: Term) -> Term:
    """Another piece."""
    _state(state, data).update(data_of(data))
    return state


@crypto.export("mac_final/1", "(State) -> Mac :: binary()")
def mac_final(state: Term) -> Term:
    """The code of all pieces."""
    return bytes(_mac_state(state).digest())


def _mac_state(state: Term) -> Any:
    found = magic_of(state)
    if type(found) is not State:
        raise fault(a.badarg, "mac.c", 860, "Bad ref", (state,), 1)
    return found.engine


@crypto.export("mac_finalN/2", "(State, Length :: pos_integer()) -> Mac :: binary()")
def mac_final_n(state: Term, length: Any) -> Term:
    """The first Length bytes of the code of all pieces."""
    code = bytes(_mac_state(state).digest())
    if type(length) is not int or not 0 <= length <= len(code):
        raise badarg(state, length)
    return code[:length]


@crypto.export(
    "pbkdf2_hmac/5", "(Digest, Password, Salt, Iterations, KeyLength) -> Key :: binary()"
)
def pbkdf2_hmac(kind: Any, password: Term, salt: Term, rounds: Any, length: Any) -> Term:
    """A key made of a password (RFC 2898)."""
    args = (kind, password, salt, rounds, length)
    name = _DIGESTS.get(kind.name) if type(kind) is Atom else None
    if name is None:
        raise fault(a.badarg, "pbkdf2_hmac.c", 62, "Bad digest type", args, 1)
    if type(rounds) is not int or type(length) is not int or rounds < 1 or length < 1:
        raise badarg(*args)
    return hashlib.pbkdf2_hmac(name[0], data_of(password), data_of(salt), rounds, length)


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


@crypto.export("supports/1", "(hashs | ciphers | macs | ...) -> [Name]")
def supports(what: Any) -> Term:
    """What there is of a kind."""
    from pyerlshell.otp.crypto import ciphers

    if what is a.hashs:
        names = [n for n in _SHOWN if n in _EXTENDABLE or _digest(a.__getattr__(n)) is not None]
    elif what is a.macs:
        names = ["cmac", "hmac", "poly1305"] if ciphers.is_there() else ["hmac"]
    elif what is a.ciphers:
        names = ciphers.names()
    else:
        names = []
    return to_list([a.__getattr__(n) for n in names])


@crypto.export("supports/0", "() -> [{Kind, [Name]}]")
def supports_0() -> Term:
    """What there is."""
    kinds = (a.hashs, a.ciphers, a.public_keys, a.macs, a.curves, a.rsa_opts)
    return to_list([(kind, supports(kind)) for kind in kinds])


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


from pyerlshell.otp.crypto import seeds, streams  # noqa: E402  # they add to the table above

__all__ = ["crypto", "seeds", "streams"]
