"""Single steps of some generators, for those who keep the state themselves: `mwc59/1`,
`exsp_next/1`, `splitmix64_next/1` and others.

OTP: rand
"""

from __future__ import annotations

import random
from typing import Any, Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.otp.stdlib.rand import generators
from pyerlshell.otp.stdlib.rand.generators import M58, M64
from pyerlshell.otp.stdlib.rand.module import rand
from pyerlshell.otp.stdlib.rand.states import seeded
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

__preempt__ = True

_FACTOR: Final = 0x7FA6502
_MODULUS: Final = (_FACTOR << 32) - 1
_M59: Final = (1 << 59) - 1


def _checked(x: Term) -> int:
    if type(x) is not int or not 1 <= x < _MODULUS:
        raise function_clause(x)
    return x


def _scrambled(x: int) -> int:
    x ^= x << 4 & _M59
    return x ^ (x << 27 & _M59)


@rand.export(
    "mwc59/1",
    "(CX0 :: mwc59_state()) -> CX1 :: mwc59_state()",
)
def mwc59(x: Term) -> Term:
    """The next state of a fast multiply-with-carry generator; its low bits are random."""
    n = _checked(x)
    return _FACTOR * (n & generators.M32) + (n >> 32)


@rand.export(
    "mwc59_value32/1",
    "(CX :: mwc59_state()) -> V :: 0..1 bsl 32 - 1",
)
def mwc59_value32(x: Term) -> Term:
    """32 random bits of a state of mwc59/1."""
    n = _checked(x) & generators.M32
    return n ^ (n << 8 & generators.M32)


@rand.export(
    "mwc59_value/1",
    "(CX :: mwc59_state()) -> V :: 0..1 bsl 59 - 1",
)
def mwc59_value(x: Term) -> Term:
    """59 random bits of a state of mwc59/1."""
    return _scrambled(_checked(x))


@rand.export(
    "mwc59_float/1",
    "(CX :: mwc59_state()) -> V :: float()",
)
def mwc59_float(x: Term) -> Term:
    """A random float of a state of mwc59/1, at least 0.0 and below 1.0."""
    return (_scrambled(_checked(x)) & (1 << 53) - 1) * 2.0**-53


def _hash58(x: int) -> int:
    x &= M58
    x = (x ^ x >> 29) * 0x351AFD7ED558CCD & M58
    x = (x ^ x >> 29) * 0xCEB9FE1A85EC53 & M58
    return x ^ x >> 29


@rand.export(
    "mwc59_seed/0",
    "() -> CX :: mwc59_state()",
)
def mwc59_seed() -> Term:
    """A state for mwc59/1 that nobody can guess."""
    return _hash58(random.getrandbits(58)) + 1


@rand.export(
    "mwc59_seed/1",
    "(S :: 0..1 bsl 58 - 1) -> CX :: mwc59_state()",
)
def mwc59_seed_of(x: Term) -> Term:
    """A state for mwc59/1 from a seed."""
    if type(x) is not int or not 0 <= x <= M58:
        raise function_clause(x)
    return _hash58(x) + 1


@rand.export(
    "splitmix64_next/1",
    "(AlgState :: integer()) -> {X :: uint64(), NewAlgState :: splitmix64_state()}",
)
def splitmix64_next(x: Any) -> Term:
    """{a random integer of 64 bits, the next state} of splitmix64."""
    return generators.splitmix64(x)


@rand.export(
    "exsp_next/1",
    "(AlgState :: exsplus_state()) -> {X :: uint58(), NewAlgState :: exsplus_state()}",
)
def exsp_next(state: Any) -> Term:
    """{a random integer of 58 bits, the next state} of Xorshift116+."""
    return generators.exsp_step(state)


@rand.export(
    "exsp_jump/1",
    "(AlgState :: exsplus_state()) -> NewAlgState :: exsplus_state()",
)
def exsp_jump(state: Any) -> Term:
    """The state of Xorshift116+ after 2^64 steps."""
    return generators.exsp_jump(state)


@rand.export("exro928_seed/1", internal=True)
def exro928_seed(seed: Any) -> Term:
    """A state of Xoroshiro928 from a seed."""
    return seeded(generators.GENERATORS[a.exro928ss], seed)


@rand.export("exro928_next/1", internal=True)
def exro928_next(state: Any) -> Term:
    """{{two random words}, the next state} of Xoroshiro928."""
    return generators.exro928_pair(state)


@rand.export("exro928_next_state/1", internal=True)
def exro928_next_state(state: Any) -> Term:
    """The next state of Xoroshiro928."""
    return generators.exro928_pair(state)[1]


@rand.export("exro928_jump_2pow512/1", internal=True)
def exro928_jump_2pow512(state: Any) -> Term:
    """The state of Xoroshiro928 after 2^512 steps."""
    return generators.exro928_jump_2pow512(state)


@rand.export("exro928_jump_2pow20/1", internal=True)
def exro928_jump_2pow20(state: Any) -> Term:
    """The state of Xoroshiro928 after 2^20 steps."""
    return generators.exro928_jump_2pow20(state)


@rand.export("seed58/2", internal=True)
def seed58(n: Any, x: Any) -> Term:
    """So many words of 58 bits from an integer."""
    return to_list(generators.seed_words(n, x & M64, M58))
