"""Generators for `rand`: crypto and crypto_cache, whose numbers are the operating system's, and
crypto_aes, whose numbers follow from a seed.

A state is {Handler, AlgState}, as every generator's: the handler's `next` makes a number and the
next AlgState.

OTP: crypto (rand_seed, rand_plugin_next)
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import P
from pyerlshell.otp import procs
from pyerlshell.otp.crypto.crypto import crypto, data_of
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.stdlib.rand.generators import exro928_jump_2pow512, exro928_pair
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import append, to_list
from pyerlshell.terms.types import Term

_CACHE_BITS: Final = 56
_CACHE_BYTES: Final = 903  # room for 128 numbers, and one more
_HALF_EPSILON: Final = 2.0**-53


def _fun(name: str, arity: int) -> Term:
    return P.cur.node.code.external_fun(a.crypto, a.__getattr__(name), arity)


def _state(kind: Term) -> Term:
    if kind is a.crypto:
        handler: dict[Any, Term] = {
            a.type: kind,
            a.bits: 64,
            a.next: _fun("rand_plugin_next", 1),
            a.uniform: _fun("rand_plugin_uniform", 1),
            a.uniform_n: _fun("rand_plugin_uniform", 2),
            a.bytes: _fun("rand_plugin_bytes", 2),
        }
        return handler, a.no_seed
    if kind is a.crypto_cache:
        handler = {
            a.type: kind,
            a.bits: _CACHE_BITS,
            a.next: _fun("rand_cache_plugin_next", 1),
            a.bytes: _fun("rand_cache_plugin_bytes", 2),
        }
        return handler, (_CACHE_BITS, _CACHE_BYTES, b"")
    return _no_handler(kind)


_no_handler: Final = clause("crypto", "mk_alg_handler")
_no_state: Final = clause("crypto", "mk_alg_state")
_NUMBERS: Final = 57
"""How many numbers are made at a time by crypto_aes."""


def _seeded(kind: Any, seed: Term) -> Term:
    """A state of crypto_aes: counters of a Xoroshiro928, encrypted with a key made of the seed."""
    if kind is not a.crypto_aes:
        return _no_state((kind, seed)) if kind in (a.crypto, a.crypto_cache) else _no_handler(kind)
    data = data_of(seed)
    last = hashlib.sha256(data + b"Xoroshiro928").digest()
    number = int.from_bytes(last[8:], "big")
    words = [number >> shift & _WORD for shift in (0, 58, 116)]
    mark = number >> 174 & 0xFFF
    more = procs.apply(a.rand, a.seed58, (13, int.from_bytes(last[:8], "big")))
    counter = procs.apply(a.rand, a.exro928_seed, (append(to_list(list(words)), more),))
    handler: dict[Any, Term] = {
        a.type: kind,
        a.bits: 58,
        a.next: _fun("rand_plugin_aes_next", 1),
        a.jump: _fun("rand_plugin_aes_jump", 1),
    }
    return handler, (hashlib.sha256(data).digest(), _NUMBERS, mark, counter)


_WORD: Final = (1 << 58) - 1


@crypto.export("rand_seed_alg_s/2", "(crypto_aes, Seed :: term()) -> rand:state()")
def rand_seed_alg_s_2(kind: Term, seed: Term) -> Term:
    """A state for `rand` whose numbers are the same for the same seed: crypto_aes."""
    return _seeded(kind, seed)


@crypto.export("rand_seed_alg/2", "(crypto_aes, Seed :: term()) -> rand:state()")
def rand_seed_alg_2(kind: Term, seed: Term) -> Term:
    """This process's `rand` goes on with that generator."""
    return _kept(_seeded(kind, seed))


@crypto.export("rand_plugin_aes_next/1", internal=True)
def rand_plugin_aes_next(state: Any) -> Term:
    """{a random word, the state}: words made ahead stand in front of {Key, ..., Counter}."""
    if type(state) is list:
        return state[0], state[1]
    from pyerlshell.otp.crypto import ciphers

    key, count, mark, *_, counter = state
    text, later = bytearray(), counter
    for _ in range(count):
        (s0, s1), later = exro928_pair(later)
        text += (mark << 116 | s1 << 58 | s0).to_bytes(16, "big")
    made = ciphers.blocks(key, bytes(text))
    words: Any = (key, count, mark, counter, later)
    for at in range(16 * (count - 1), 0, -16):
        words = [int.from_bytes(made[at : at + 16], "big") & _WORD, words]
    return int.from_bytes(made[:16], "big") & _WORD, words


@crypto.export("rand_plugin_aes_jump/1", internal=True)
def rand_plugin_aes_jump(state: Any) -> Term:
    """The state 2^512 numbers later."""
    handler, words = state
    ahead = 0
    while type(words) is list:
        ahead, words = ahead + 1, words[1]
    key, count, mark, counter = words[:4]
    counter = exro928_jump_2pow512(counter)
    for _ in range(count - ahead if len(words) == 5 else 0):
        counter = exro928_pair(counter)[1]
    return handler, (key, count, mark, counter)


def _kept(state: Any) -> Term:
    procs.apply(a.rand, a.seed, (state,))
    return state


@crypto.export("rand_seed_s/0", "() -> rand:state()")
def rand_seed_s() -> Term:
    """A state for `rand` whose numbers nobody can guess."""
    return _state(a.crypto)


@crypto.export("rand_seed/0", "() -> rand:state()")
def rand_seed() -> Term:
    """This process's `rand` makes numbers that nobody can guess from now on."""
    return _kept(_state(a.crypto))


@crypto.export("rand_seed/1", "(Seed :: iodata()) -> ok")
def rand_seed_1(seed: Term) -> Term:
    """More for the system's generator to start from. It needs none, so nothing changes."""
    data_of(seed)
    return a.ok


@crypto.export("rand_seed_alg_s/1", "(crypto | crypto_cache) -> rand:state()")
def rand_seed_alg_s(kind: Term) -> Term:
    """A state for `rand`; crypto_cache fetches random bytes for many numbers at a time."""
    return _state(kind)


@crypto.export("rand_seed_alg/1", "(crypto | crypto_cache) -> rand:state()")
def rand_seed_alg(kind: Term) -> Term:
    """This process's `rand` goes on with that generator."""
    return _kept(_state(kind))


# What the handlers call


@crypto.export("rand_plugin_next/1", internal=True)
def rand_plugin_next(state: Term) -> Term:
    """{a random word of 64 bits, the state}."""
    return secrets.randbits(64), state


@crypto.export("rand_plugin_uniform/1", internal=True)
def rand_plugin_uniform(state: Term) -> Term:
    """{a random float below 1.0, the state}."""
    return secrets.randbits(53) * _HALF_EPSILON, state


@crypto.export("rand_plugin_uniform/2", internal=True)
def rand_plugin_uniform_n(limit: Any, state: Term) -> Term:
    """{a random integer from 1 to Limit, the state}."""
    if type(limit) is not int or limit < 1:
        raise badarg(limit, state)
    return secrets.randbelow(limit) + 1, state


@crypto.export("rand_plugin_bytes/2", internal=True)
def rand_plugin_bytes(count: Any, state: Term) -> Term:
    """{random bytes, the state}."""
    return secrets.token_bytes(count), state


@crypto.export("rand_cache_plugin_next/1", internal=True)
def rand_cache_plugin_next(state: Any) -> Term:
    """{a random word, the state with fewer bytes kept}."""
    bits, size, held = state
    count = bits // 8
    if len(held) < count:
        held += secrets.token_bytes(size)
    return int.from_bytes(held[:count], "big"), (bits, size, held[count:])


@crypto.export("rand_cache_plugin_bytes/2", internal=True)
def rand_cache_plugin_bytes(count: Any, state: Any) -> Term:
    """{random bytes, the state with fewer bytes kept}."""
    handler, (bits, size, held) = state
    if len(held) < count:
        return secrets.token_bytes(count), state
    return held[:count], (handler, (bits, size, held[count:]))
