"""Ciphers that are fed piece by piece: crypto_init, crypto_update, crypto_final.

A reference stands for the cipher and what it has seen; it changes with every piece, as the
reference's does.

OTP: crypto (api_ng.c, aead.c)
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.erts.magic import magic_of, make_magic
from pyerlshell.otp.crypto import ciphers
from pyerlshell.otp.crypto.crypto import crypto, data_of, fault, refused
from pyerlshell.otp.iodata import NotIodata, iodata_bytes
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper, string_to_list
from pyerlshell.terms.types import Term

_FILE: Final = "api_ng.c"
_PADDINGS: Final = (a.none, a.zero, a.random, a.pkcs_padding, a.undefined)


@dataclass(slots=True, weakref_slot=True, eq=False)
class Stream:
    """A cipher at work. `held` is the part of the last block that has no output yet."""

    engine: Any
    block: int
    encrypt: bool
    padding: Atom
    size: int = 0
    added: int = -1
    held: bytes = field(default=b"")

    def feed(self, data: bytes) -> bytes:
        """What comes out now. A block that may be padding stays in until more is known."""
        self.size += len(data)
        self.held += data
        whole = len(self.held) - len(self.held) % self.block
        if self.keeps_last and whole == len(self.held) and whole:
            whole -= self.block
        ready, self.held = self.held[:whole], self.held[whole:]
        return bytes(self.engine.update(ready))

    @property
    def keeps_last(self) -> bool:
        """The last block is not shown before it is known that it is the last."""
        return self.block > 1 and not self.encrypt and self.padding is a.pkcs_padding


def _bad(text: str, line: int, args: tuple[Term, ...], argument: int) -> Exception:
    return fault(a.badarg, _FILE, line, text, args, argument)


def _options(options: Any, args: tuple[Term, ...], number: int) -> tuple[bool, Atom]:
    if options is a.true or options is a.false:
        return options is a.true, a.undefined
    if not is_proper(options):
        raise _bad("Options are not a boolean or a proper list", 122, args, number)
    encrypt, padding = True, a.undefined
    for option in from_list(options):
        if type(option) is not tuple or len(option) != 2 or type(option[0]) is not Atom:
            raise _bad("Options must be a property list!", 141, args, number)
        name, value = option
        if name is a.encrypt:
            if value is not a.true and value is not a.false:
                raise _bad("The 'encrypt' option must be a boolean!", 154, args, number)
            encrypt = value is a.true
        elif name is a.padding:
            if value not in _PADDINGS:
                raise _bad("Bad 'padding' option value", 170, args, number)
            padding = value
        else:
            raise _bad(f"Bad tag in option: {name.name}", 176, args, number)
    return encrypt, padding


def _bytes(data: Term, text: str, line: int, args: tuple[Term, ...], argument: int) -> bytes:
    try:
        return iodata_bytes(data)
    except NotIodata:
        raise _bad(text, line, args, argument) from None


@dataclass(frozen=True, slots=True)
class Call:
    """What a cipher is begun with, and for errors the arguments as they came and their places."""

    cipher: Term
    key: Term
    vector: Term
    options: Term
    args: tuple[Term, ...]
    places: tuple[int, int, int, int] = (1, 2, 3, 4)


def _begun(call: Call) -> Stream:
    name, args = call.cipher, call.args
    at_cipher, at_key, at_vector, at_options = call.places
    if not ciphers.is_there():
        refused(*args)
    if type(name) is not Atom:
        raise _bad("Cipher id is not an atom", 237, args, at_cipher)
    secret = _bytes(call.key, "Bad key", 230, args, at_key)
    if ciphers.sealing(name) is not None:
        raise _bad("Missing arguments for this cipher", 252, args, at_cipher)
    found = ciphers.plain(name, len(secret))
    if found is None:
        raise _bad("Unknown cipher", 244, args, at_cipher)
    if len(secret) != found.key:
        raise _bad("Bad key size", 246, args, at_key)
    start = _bytes(call.vector, "Bad iv type", 303, args, at_vector)
    encrypt, padding = _options(call.options, args, at_options)
    if len(start) != found.vector:
        raise _bad("Bad iv size", 309, args, at_vector if start else 0)
    engine = found.engine(secret, start)
    work = engine.encryptor() if encrypt else engine.decryptor()
    return Stream(work, found.block, encrypt, padding)


def _init(args: tuple[Any, ...]) -> Term:
    cipher, key, vector, options = args
    return make_magic(_begun(Call(cipher, key, vector, options, args)))


def _one_time(call: Call, data: Term, place: int) -> Term:
    if not ciphers.is_there():
        refused(*call.args)
    content = _bytes(data, "expected binary as data", 851, call.args, place)
    stream = _begun(call)
    made = stream.feed(content)
    return made + _ended(stream, call.args)


@crypto.export("crypto_one_time/4", "(Cipher, Key, Data, Encrypt | Options) -> binary()")
def one_time_4(cipher: Term, key: Term, data: Term, options: Term) -> Term:
    """Encrypt or decrypt Data with a cipher without an initial vector."""
    args = (cipher, key, data, options)
    return _one_time(Call(cipher, key, b"", options, args, (1, 2, 0, 4)), data, 3)


@crypto.export("crypto_one_time/5", "(Cipher, Key, IV, Data, Encrypt | Options) -> binary()")
def one_time(cipher: Term, key: Term, vector: Term, data: Term, options: Term) -> Term:
    """Encrypt or decrypt Data. Options: {encrypt, Boolean}, {padding, none | zero | random |
    pkcs_padding}.
    """
    args = (cipher, key, vector, data, options)
    return _one_time(Call(cipher, key, vector, options, args, (1, 2, 3, 5)), data, 4)


@crypto.export("crypto_init/3", "(Cipher, Key, Encrypt | Options) -> State")
def crypto_init_3(cipher: Term, key: Term, options: Term) -> Term:
    """Begin to encrypt or decrypt in pieces, with a cipher without an initial vector."""
    return _init((cipher, key, b"", options))


@crypto.export("crypto_init/4", "(Cipher, Key, IV, Encrypt | Options) -> State")
def crypto_init(cipher: Term, key: Term, vector: Term, options: Term) -> Term:
    """Begin to encrypt or decrypt in pieces. Options: {encrypt, Boolean}, {padding, none | zero |
    random | pkcs_padding}.
    """
    return _init((cipher, key, vector, options))


def _stream(args: tuple[Term, ...], line: int) -> Stream:
    found = magic_of(args[0])
    if type(found) is not Stream:
        raise _bad("Bad State", line, args, 1)
    return found


@crypto.export("crypto_update/2", "(State, Data :: iodata()) -> Result :: binary()")
def crypto_update(state: Term, data: Term) -> Term:
    """What the next piece gives: whole blocks only; the rest waits for more."""
    args = (state, data)
    stream = _stream(args, 729)
    return stream.feed(_bytes(data, "expected binary", 745, args, 2))


@crypto.export("crypto_final/1", "(State) -> FinalResult :: binary()")
def crypto_final(state: Term) -> Term:
    """What is left, padded when encrypting, without the padding when decrypting."""
    args = (state,)
    return _ended(_stream(args, 771), args)


def _ended(stream: Stream, args: tuple[Term, ...]) -> bytes:
    if stream.block == 1:
        stream.added = 0 if stream.encrypt else -1
        return b""
    return _sealed(stream, args) if stream.encrypt else _opened(stream, args)


def _sealed(stream: Stream, args: tuple[Term, ...]) -> bytes:
    missing = -len(stream.held) % stream.block
    kind = stream.padding
    if kind is a.undefined:
        stream.added, stream.held = missing, b""
        return b""
    if kind is a.none:
        if missing:
            raise fault(a.error, _FILE, 608, "Padding 'none' but unfilled last block", args, 0)
        stream.added = 0
        return b""
    if kind is a.pkcs_padding:
        missing = missing or stream.block
        filling = bytes([missing]) * missing
    else:
        filling = bytes(missing) if kind is a.zero else secrets.token_bytes(missing)
    stream.added = missing
    data, stream.held = stream.held + filling, b""
    return bytes(stream.engine.update(data))


def _opened(stream: Stream, args: tuple[Term, ...]) -> bytes:
    held, stream.held = stream.held, b""
    if not stream.keeps_last:
        return b""
    made = bytes(stream.engine.update(held)) if len(held) == stream.block else b""
    count = made[-1] if made else 0
    if not 1 <= count <= stream.block or made[-count:] != bytes([count]) * count:
        raise fault(a.error, _FILE, 636, "Can't finalize", args, 0)
    return made[:-count]


@crypto.export(
    "crypto_get_data/1",
    "(State) -> #{size := integer(), encrypt := boolean(), padding_size := integer(), "
    "padding_type := atom()}",
)
def crypto_get_data(state: Term) -> Term:
    """What a cipher at work has seen: bytes, direction, padding (its size is -1 before the end)."""
    stream = _stream((state,), 882)
    return {
        a.size: stream.size,
        a.padding_size: stream.added,
        a.padding_type: stream.padding,
        a.encrypt: a.true if stream.encrypt else a.false,
    }


@crypto.export("cipher_info/1", "(Type :: atom()) -> map()")
def cipher_info(name: Term) -> Term:
    """The sizes of a cipher's key, vector and block, its mode and its number."""
    facts = ciphers.facts(name)
    if facts is None:
        from pyerlshell.erts.errors import badarg

        raise badarg(name)
    kind, mode, sealed, key, vector, block = facts
    return {
        a.type: a.undefined if kind is None else kind,
        a.key_length: key,
        a.iv_length: vector,
        a.block_size: block,
        a.mode: a.__getattr__(mode),
        a.prop_aead: a.true if sealed else a.false,
    }


# Authenticated, with the key set once


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Sealer:
    """Cipher, key, size of the tag, direction."""

    cipher: Term
    key: bytes
    tag: int
    encrypt: bool


def _bad_aead(text: str, line: int, args: tuple[Term, ...], argument: int) -> Exception:
    return fault(a.badarg, "aead.c", line, text, args, argument)


@crypto.export(
    "crypto_one_time_aead_init/4", "(Cipher, Key, TagLength, Encrypt :: boolean()) -> State"
)
def aead_init(cipher: Term, key: Term, tag: Any, flag: Term) -> Term:
    """A cipher and its key for many calls of crypto_one_time_aead/4."""
    args = (cipher, key, tag, flag)
    if not ciphers.is_there():
        refused(*args)
    if flag is not a.true and flag is not a.false:
        raise _bad_aead("Bad enc flag", 95, args, 4)
    secret = data_of(key)
    size = ciphers.sealing(cipher)
    if size is None:
        if ciphers.plain(cipher) is not None:
            raise _bad_aead("Not aead cipher", 120, args, 1)
        raise _bad_aead("Unknown cipher or invalid key size", 116, args, 1)
    if len(secret) != size:
        raise _bad_aead("Unknown cipher or invalid key size", 116, args, 1)
    if type(tag) is not int or tag < 0:
        raise _bad_aead("Bad tag length", 104, args, 3)
    return make_magic(Sealer(cipher, secret, tag, flag is a.true))


@crypto.export("crypto_one_time_aead/4", "(State, IV, Text, Associated) -> binary() | error")
def aead_4(state: Term, vector: Term, text: Term, more: Term) -> Term:
    """Encrypt: the text with the tag after it. Decrypt that: the text, or `error`."""
    args = (state, vector, text, more)
    found = magic_of(state)
    if type(found) is not Sealer:
        raise _bad_aead("Bad State", 244, args, 1)
    if found.encrypt:
        made: Any = ciphers.sealed((found.cipher, found.key, vector, text, more), found.tag)
        return made[0] + made[1]
    data = data_of(text)
    if len(data) < found.tag:
        raise fault(a.error, "aead.c", 270, "Bad in data", args, 0)
    end = len(data) - found.tag
    return ciphers.opened((found.cipher, found.key, vector, data[:end], more, data[end:]))


# What there is


@crypto.export("info/0", "() -> map()")
def info() -> Term:
    """The application's version and that of the library behind it."""
    import ssl

    linked = string_to_list(ssl.OPENSSL_VERSION)
    return {
        a.otp_crypto_version: string_to_list("5.10"),
        a.compile_type: a.normal,
        a.link_type: a.dynamic,
        a.cryptolib_version_compiled: linked,
        a.cryptolib_version_linked: linked,
        a.fips_provider_available: a.false,
    }


@crypto.export("info_fips/0", "() -> not_supported | not_enabled | enabled")
def info_fips() -> Term:
    """Whether only approved algorithms are used: there is no such mode here."""
    return a.not_supported


@crypto.export("enable_fips_mode/1", "(boolean()) -> boolean()")
def enable_fips_mode(on: Term) -> Term:
    """Whether the mode is now as wanted: it can only be off."""
    if on is not a.true and on is not a.false:
        from pyerlshell.erts.errors import badarg

        raise badarg(on)
    return a.true if on is a.false else a.false
