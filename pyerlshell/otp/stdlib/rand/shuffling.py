"""`shuffle/1`: split into four at random, each part in the same way, down to three elements.

OTP: rand
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import function_clause
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.stdlib.rand.generators import Generator, State
from pyerlshell.otp.stdlib.rand.module import rand
from pyerlshell.otp.stdlib.rand.states import current, keep, opened
from pyerlshell.terms.lists import split_tail
from pyerlshell.terms.types import Term

__preempt__ = True

_shuffle_r = clause("rand", "shuffle_r")


class _Bits:
    """Random bits, a few at a time. The last 1 of `cache` only marks its end."""

    __slots__ = ("cache", "generator", "mask", "weak", "words")

    def __init__(self, generator: Generator, words: State) -> None:
        self.generator = generator
        self.words = words
        self.cache = 1
        self.weak = 2 if generator.old else generator.weak
        self.mask = generator.mask >> self.weak & (1 << 58) - 1

    def take(self, count: int) -> int:
        """So many bits; what is left of a word is thrown away if it is fewer."""
        if self.cache < 1 << count:
            v, self.words = self.generator.step(self.words)
            self.cache = v >> self.weak & self.mask | self.mask + 1
        found = self.cache & (1 << count) - 1
        self.cache >>= count
        return found


_ORDERS_OF_3 = ((2, 1, 0), (1, 2, 0), (2, 0, 1), (0, 2, 1), (1, 0, 2), (0, 1, 2))


def _few(xs: list[Term], bits: _Bits) -> list[Term]:
    """One to three elements in random order."""
    if len(xs) == 2:
        return xs if bits.take(1) else xs[::-1]
    if len(xs) == 3:
        choice = bits.take(3)
        while choice > 5:
            choice = bits.take(3)
        return [xs[i] for i in _ORDERS_OF_3[choice]]
    return xs


def _shuffled(items: list[Term], bits: _Bits) -> Term:
    """The list is built from its end on, so the parts go on the stack the last one first."""
    made: Term = None
    stack = [items]
    while stack:
        xs = stack.pop()
        if len(xs) > 3:
            parts: list[list[Term]] = [[], [], [], []]
            for x in xs:
                parts[bits.take(2)].append(x)
            stack.extend([part[::-1] for part in reversed(parts)])
        else:
            for x in reversed(_few(xs, bits)):
                made = [x, made]
    return made


@rand.export(
    "shuffle/1",
    "(List :: list()) -> ShuffledList :: list()",
)
def shuffle(l: Term) -> Term:
    """The elements of a list in random order."""
    made, state = shuffle_s(l, current())
    keep(state)
    return made


@rand.export(
    "shuffle_s/2",
    "(List, State) -> {ShuffledList :: list(), NewState :: state()} when List :: list(), "
    "State :: state()",
)
def shuffle_s(l: Term, state: Any) -> tuple[Term, Term]:
    """{the elements of a list in random order, the new state}."""
    if l is not None and type(l) is not list:
        raise function_clause(l, state)
    generator, handler, words = opened(state, l, state)
    items, rest = split_tail(l)
    if rest is not None:
        _shuffle_r(l, None, 1, words)
    bits = _Bits(generator, words)
    return _shuffled(items, bits), (handler, bits.words)
