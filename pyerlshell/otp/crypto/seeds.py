"""Generators for `rand` whose numbers are the operating system's: crypto and crypto_cache.

A state is {Handler, AlgState}, as every generator's: the handler's `next` makes a number and the
next AlgState.

OTP: crypto (rand_seed, rand_plugin_next)
"""

from __future__ import annotations

import secrets
from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.machine import P
from pyerlshell.otp import procs
from pyerlshell.otp.crypto.crypto import crypto, data_of
from pyerlshell.otp.native_calls import clause
from pyerlshell.terms.atoms import a
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
    clause("crypto", "mk_alg_handler")(kind)


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
