"""Uniformly distributed integers, floats and bytes.

OTP: rand
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.otp.stdlib.rand.generators import GENERATORS, M58, Generator, State
from pyerlshell.otp.stdlib.rand.module import rand
from pyerlshell.otp.stdlib.rand.states import current, generator_of, keep, opened
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

__preempt__ = True

_SCALE: Final = 2.0**-53
_USUAL: Final = GENERATORS[a.exsss]
_SMALL: Final = 1 << 50


@rand.export(
    "uniform/0",
    "() -> X :: float()",
)
def uniform() -> Term:
    """A random float, at least 0.0 and below 1.0."""
    x, state = uniform_s(current())
    keep(state)
    return x


@rand.export(
    "uniform/1",
    "(N :: pos_integer()) -> X :: pos_integer()",
)
def uniform_to(n: Term) -> Term:
    """A random integer, at least 1 and at most N."""
    state = current()
    if type(n) is int and 0 < n <= _SMALL and generator_of(state) is _USUAL:
        handler, words = state
        x, words = _usual_uniform(n, words)
        keep((handler, words))
        return x
    x, state = uniform_s_to(n, state)
    keep(state)
    return x


def _usual_uniform(n: int, words: Any) -> tuple[int, State]:
    """_uniform of the generator that a process has by itself, with its step written out."""
    s1, s0 = words
    while True:
        v = s0 * 5 & M58
        v = (v << 7 | v >> 51) * 9 & M58
        s1 &= M58
        s1 ^= s1 << 24 & M58
        s1, s0 = s0, s1 ^ s0 ^ s1 >> 11 ^ s0 >> 41
        x = v % n
        if v < n or v - x <= M58 + 1 - n:
            return x + 1, [s1, s0]


@rand.export(
    "uniform_s/1",
    "(State :: state()) -> {X :: float(), NewState :: state()}",
)
def uniform_s(state: Any) -> tuple[float, Term]:
    """{a random float, at least 0.0 and below 1.0; the new state}."""
    generator, handler, words = opened(state, state)
    v, words = generator.step(words)
    if generator.old:
        return v / (generator.mask + 1), (handler, words)
    if generator.words == 1:
        return 0.5, (handler, words)
    return (v >> generator.bits - 53) * _SCALE, (handler, words)


@rand.export(
    "uniform_s/2",
    "(N :: pos_integer(), State :: state()) -> {X :: pos_integer(), NewState :: state()}",
)
def uniform_s_to(n: Term, state: Any) -> tuple[int, Term]:
    """{a random integer, at least 1 and at most N; the new state}."""
    if type(n) is not int or n < 1:
        raise function_clause(n, state)
    generator, handler, words = opened(state, n, state)
    if generator.old:
        x, words = _old_uniform(generator, n, words)
    elif generator.words == 1:
        x, words = 1, generator.step(words)[1]
    else:
        x, words = _uniform(generator, n, words)
    return x, (handler, words)


def _old_uniform(generator: Generator, n: int, words: State) -> tuple[int, State]:
    v, words = generator.step(words)
    if n <= generator.mask:
        return v % n + 1, words
    return int(v / (generator.mask + 1) * n) + 1, words


def _uniform(generator: Generator, n: int, words: State) -> tuple[int, State]:
    """No number is likelier than another: words from the end of the last whole range are drawn
    again."""
    top = generator.mask + 1 - n
    if top < 0:
        return _wide_uniform(generator, n, words)
    while True:
        v, words = generator.step(words)
        x = v % n
        if v < n or v - x <= top:
            return x + 1, words


def _wide_uniform(generator: Generator, n: int, words: State) -> tuple[int, State]:
    """A range of more than one word: as many as it takes, and two bits more unless it is a power
    of two."""
    power = n & n - 1 == 0
    bits, weak = generator.bits, generator.weak
    shift = bits - weak
    while True:
        v, words = generator.step(words)
        total = bits
        rest = n >> (bits if power else bits - 2)
        while rest > 1:
            more, words = generator.step(words)
            v = (v >> weak << weak) << shift | more
            total += shift
            rest >>= shift
        if power:
            return (v & n - 1) + 1, words
        x = v % n
        if v - x <= (1 << total) - n:
            return x + 1, words


@rand.export(
    "uniform_real/0",
    "() -> X :: float()",
)
def uniform_real() -> Term:
    """A random float above 0.0 and below 1.0, with 53 bits however small it is."""
    x, state = uniform_real_s(current())
    keep(state)
    return x


@rand.export(
    "uniform_real_s/1",
    "(State :: state()) -> {X :: float(), NewState :: state()}",
)
def uniform_real_s(state: Any) -> tuple[float, Term]:
    """{a random float above 0.0 and below 1.0, with 53 bits however small; the new state}."""
    generator, handler, words = opened(state, state)
    v, words = _high_56(generator, words)
    drawn = 56
    while v < 1 << 52:
        if v and drawn > 56 * 18:
            break
        more, words = generator.step(words)
        wanted = 53 - v.bit_length() if v else 56
        width = 56 if generator.old else generator.bits
        if generator.old and drawn > 56:
            more &= (1 << 56) - 1
        v = v << wanted | more >> width - wanted
        drawn += wanted
    waste = v.bit_length() - 53
    return (v >> waste) * 2.0 ** (waste - drawn), (handler, words)


def _high_56(generator: Generator, words: State) -> tuple[int, State]:
    v, words = generator.step(words)
    return (v & (1 << 56) - 1 if generator.old else v >> generator.bits - 56), words


@rand.export(
    "bytes/1",
    "(N :: non_neg_integer()) -> Bytes :: binary()",
)
def bytes_(n: Term) -> Term:
    """A binary of N random bytes."""
    data, state = bytes_s(n, current())
    keep(state)
    return data


@rand.export(
    "bytes_s/2",
    "(N :: non_neg_integer(), State :: state()) -> {Bytes :: binary(), NewState :: state()}",
)
def bytes_s(n: Term, state: Any) -> tuple[bytes, Term]:
    """{a binary of N random bytes, the new state}."""
    if type(n) is not int or n < 0:
        raise function_clause(n, state)
    generator, handler, words = opened(state, n, state)
    bits, weak = (58, 2) if generator.old else (generator.bits, generator.weak)
    size = bits - weak >> 3
    made = bytearray()
    while True:
        v, words = generator.step(words)
        left = n - len(made)
        if left <= size:
            v = v >> (size - left) * 8 & (1 << left * 8) - 1
            return bytes(made) + v.to_bytes(left, "big"), (handler, words)
        made += (v >> bits - size * 8 & (1 << size * 8) - 1).to_bytes(size, "big")
