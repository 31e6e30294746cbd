"""The algorithms: Xorshift, Xoroshiro and Xorshift1024 of Vigna, with words of 58 or 64 bits.

A generator's state is a term, so that it can be stored; `step` gives a word and the next state.
Words of 58 bits are small integers in the reference. A jump is a polynomial in the step: the sum
(xor) of the states at which its bits are set.

OTP: rand; http://xorshift.di.unimi.it
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

__preempt__ = True

M32: Final = (1 << 32) - 1
M58: Final = (1 << 58) - 1
M64: Final = (1 << 64) - 1

State: TypeAlias = Any
Step: TypeAlias = "Callable[[State], tuple[int, State]]"


def rotate(x: int, n: int) -> int:
    """58 bits, turned left."""
    return (x << n | x >> 58 - n) & M58


def splitmix64(x: int) -> tuple[int, int]:
    """A word, and the next state of the generator that seeds the others (Vigna's splitmix64)."""
    x = x + 0x9E3779B97F4A7C15 & M64
    z = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & M64
    z = (z ^ z >> 27) * 0x94D049BB133111EB & M64
    return z ^ z >> 31, x


def seed_word(x: int, mask: int) -> tuple[int, int]:
    """A word that is not 0, and the next state of splitmix64."""
    while True:
        z, x = splitmix64(x)
        if z & mask:
            return z & mask, x


def seed_words(count: int, x: int, mask: int) -> list[int]:
    """So many words from splitmix64."""
    words = []
    for _ in range(count):
        z, x = seed_word(x, mask)
        words.append(z)
    return words


def chained(seeds: Any, count: int = 3) -> list[int]:
    """Words of 58 bits from three integers, each mixed into what follows."""
    words, x = [], 0
    for seed in seeds:
        z, x = seed_word(seed ^ x, M58)
        words.append(z)
    return words + seed_words(count - 3, x, M58)


def starstar(s: int) -> int:
    """Vigna's ** scrambler."""
    return rotate(s * 5 & M58, 7) * 9 & M58


def _xorshift116(s1: int, s0: int) -> int:
    s1 &= M58
    s1 ^= s1 << 24 & M58
    return s1 ^ s0 ^ s1 >> 11 ^ s0 >> 41


def exsp_step(state: State) -> tuple[int, State]:
    """Xorshift116+."""
    s1, s0 = state
    s0 &= M58
    new = _xorshift116(s1, s0)
    return s0 + new & M58, [s0, new]


def exsss_step(state: State) -> tuple[int, State]:
    """Xorshift116**."""
    s1, s0 = state
    s0 &= M58
    return starstar(s0), [s0, _xorshift116(s1, s0)]


def exrop_step(state: State) -> tuple[int, State]:
    """Xoroshiro116+."""
    s0, s1 = state
    x = s1 ^ s0
    return s0 + s1 & M58, [rotate(s0, 24) ^ x ^ (x << 2 & M58), rotate(x, 35)]


def exs64_step(x: State) -> tuple[int, State]:
    """Xorshift64*."""
    x ^= x >> 12
    x ^= x << 25 & M64
    x ^= x >> 27
    return x * 2685821657736338717 & M64, x


# The longer ones keep 16 words in a ring: {those to come, those that are done, newest first}.


def _turned(state: State) -> tuple[Any, Any]:
    """The ring with two words to come at least."""
    to_come, done = state
    if to_come[1] is None:
        words = from_list(done)
        return [to_come[0], to_list(words[::-1])], None
    return to_come, done


def exs1024_step(state: State) -> tuple[int, State]:
    """Xorshift1024*."""
    (s0, (s1, rest)), done = _turned(state)
    s1 ^= s1 << 31 & M64
    new = s0 ^ s0 >> 30 ^ s1 ^ s1 >> 11
    return new * 1181783497276652981 & M64, ([new, rest], [s0, done])


def exro928_pair(state: State) -> tuple[tuple[int, int], State]:
    """The two words that Xoroshiro928 works on, and the next state."""
    (s15, (s0, rest)), done = _turned(state)
    x = s0 & M58
    q = s15 & M58 ^ x
    new15 = rotate(x, 44) ^ q ^ (q << 9 & M58)
    return (s15, s0), ([rotate(q, 45), rest], [new15, done])


def exro928ss_step(state: State) -> tuple[int, State]:
    """Xoroshiro928**."""
    (_, s0), state = exro928_pair(state)
    return starstar(s0), state


def dummy_step(x: State) -> tuple[int, State]:
    """No random numbers at all, to measure the others against."""
    return x, x ^ M58


def _bits(words: tuple[int, ...], width: int) -> Iterator[int]:
    for word in words:
        for i in range(width):
            yield word >> i & 1


def _ring_words(state: State) -> list[int]:
    to_come, done = state
    return from_list(to_come) + from_list(done)[::-1]  # type: ignore[return-value]


def _jumped_ring(state: State, step: Step, bits: Iterator[int]) -> list[int]:
    total = [0] * 16
    for bit in bits:
        if bit:
            total = [x ^ y for x, y in zip(total, _ring_words(state))]
        state = step(state)[1]
    return total


def _jumped_pair(state: State, step: Step, bits: Iterator[int]) -> State:
    x = y = 0
    for bit in bits:
        if bit:
            x, y = x ^ state[0], y ^ state[1]
        state = step(state)[1]
    return [x, y]


_XORSHIFT116_JUMP: Final = (0x2F8EA6BC32C797, 0x345D2A0F85F788C)
_XOROSHIRO116_JUMP: Final = 0x9863200F83FCD4A11293241FCB12A
_XORSHIFT1024_JUMP: Final = (
    0x00242F96ECA9C41D, 0x0196E1DDBE5A1561, 0x0239F070B5837A3C, 0x03F393CC68796CD2,
    0x0248316F404489AF, 0x039A30088BFFBAC2, 0x02FEA70DC2D9891F, 0x032AE0D9644CAEC4,
    0x0313AAC17D8EFA43, 0x02F132E055642626, 0x01EE975283D71C93, 0x00552321B06F5501,
    0x00C41D10A1E6A569, 0x019158ECF8AA1E44, 0x004E9FC949D0B5FC, 0x0363DA172811FDDA,
    0x030E38C3B99181F2, 0x0000000A118038FC,
)  # fmt: skip
_EXRO928_JUMP_512: Final = (
    0x4085302F77130CA, 0x54E07F7F4524091, 0x5E1D7D6813D2BA0, 0x4687ACEF8644287,
    0x4567FD9F0B83FE5, 0x43E6D27EA06C024, 0x641E015AC26D5D2, 0x6CD61377663B92F,
    0x70A0657E19F00D4, 0x43C0BDDE15CF3C3, 0x745A3A8A3CEF3CC, 0x58A8CF308C8E0C6,
    0x7B7C4CC049C536E, 0x431801F9DB3AF2C, 0x41A1504ACD83F24, 0x6C41DCF2F867D7F,
)  # fmt: skip
_EXRO928_JUMP_20: Final = (
    0x5B966A3DAF905E6, 0x601E9589C33DE2F, 0x74A806C17E9E644, 0x59AFEB4F1DF6A43,
    0x46D8E75664A4268, 0x42E2C246BDA670C, 0x4531FB8EBC73C70, 0x537F702069EFC52,
    0x4B6DC4D3AF15F8A, 0x5A4189F0050263D, 0x46DF2EB1FEAF0FB, 0x77AC696A43CB9AC,
    0x4C5878C3549BD5B, 0x7CCF20BCF522920, 0x415FEFCC78FF45E, 0x72CF460728C2FAF,
)  # fmt: skip


def exsp_jump(state: State) -> State:
    """2^64 steps of Xorshift116."""
    return _jumped_pair(state, exsp_step, _bits(_XORSHIFT116_JUMP, 58))


def _exrop_jump(state: State) -> State:
    return _jumped_pair(state, exrop_step, _bits((_XOROSHIRO116_JUMP,), 116))


def _exs1024_jump(state: State) -> State:
    bits = [b for b, _ in zip(_bits(_XORSHIFT1024_JUMP, 58), range(1024))]
    total = _jumped_ring(state, exs1024_step, iter(bits))
    left = 16 - len(from_list(state[1]))
    return to_list(total[:left]), to_list(total[left:][::-1])


def _exro928_jump(state: State, words: tuple[int, ...]) -> State:
    total = _jumped_ring(state, exro928_pair, _bits(words, 58))  # type: ignore[arg-type]
    return to_list(total), None


def exro928_jump_2pow512(state: State) -> State:
    """2^512 steps of Xoroshiro928."""
    return _exro928_jump(state, _EXRO928_JUMP_512)


def exro928_jump_2pow20(state: State) -> State:
    """2^20 steps of Xoroshiro928."""
    return _exro928_jump(state, _EXRO928_JUMP_20)


@dataclass(frozen=True, slots=True)
class Generator:
    """An algorithm. `words`: how many a seed has (0: the state is one word); `old`: it is of the
    first release, whose floats and integers were made another way; `funs`: the numbers under which
    the reference shows its funs: step, uniform/1, uniform/2, jump."""

    name: Atom
    step: Step
    words: int
    funs: tuple[int, ...]
    bits: int = 58
    weak: int = 0
    old: bool = False
    jump: Callable[[State], State] | None = None
    pair: bool = False

    @property
    def mask(self) -> int:
        """The largest word."""
        return (1 << self.bits) - 1


_ALL: Final = (
    Generator(a.exsss, exsss_step, 2, (0, 1, 2, 3), jump=exsp_jump, pair=True),
    Generator(a.exsp, exsp_step, 2, (5, 7, 8, 3), weak=1, jump=exsp_jump, pair=True),
    Generator(a.exsplus, exsp_step, 2, (5, 3), old=True, jump=exsp_jump, pair=True),
    Generator(a.exrop, exrop_step, 2, (14, 15, 16, 17), weak=1, jump=_exrop_jump, pair=True),
    Generator(a.exro928ss, exro928ss_step, 16, (19, 20, 21, 22), jump=exro928_jump_2pow512),
    Generator(a.exs1024s, exs1024_step, 16, (11, 12), bits=64, weak=3, jump=_exs1024_jump),
    Generator(a.exs1024, exs1024_step, 16, (11, 12), bits=64, old=True, jump=_exs1024_jump),
    Generator(a.exs64, exs64_step, 1, (9,), bits=64, old=True),
    Generator(a.dummy, dummy_step, 1, (24, 25, 26)),
)
GENERATORS: Final[dict[Term, Generator]] = {g.name: g for g in _ALL}
