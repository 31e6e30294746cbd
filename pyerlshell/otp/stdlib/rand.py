"""Pseudo-random numbers: the default algorithm of the reference, Xorshift116** (exsss), with its
seeds.

A state is {#{type => exsss}, [S0|S1]}; rand:uniform/0,1 keep theirs in the process dictionary under
`rand_seed`, as the reference does, so that the same seed gives the same numbers.

OTP: rand
"""

from __future__ import annotations

import random
from typing import Any, Final

from pyerlshell.erts.errors import badarg, function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import ImproperList, from_list, to_list
from pyerlshell.terms.types import Term

__preempt__ = True

rand: Final = NativeModule("rand", "Pseudo-random numbers.")

_M58: Final = (1 << 58) - 1
_M64: Final = (1 << 64) - 1
_SCALE: Final = 2.0**-53


def splitmix64(x: int) -> tuple[int, int]:
    """A number and the next state of the generator that seeds the others (Vigna's splitmix64)."""
    x = (x + 0x9E3779B97F4A7C15) & _M64
    z = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _M64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _M64
    return (z ^ (z >> 31)), x


def _word(x: int) -> tuple[int, int]:
    while True:
        z, x = splitmix64(x)
        if z & _M58:
            return z & _M58, x


def _state(s0: int, s1: int) -> Term:
    return ({a.type: a.exsss}, [s0, s1])


def _seeded(seed: Term) -> Term | None:
    """The state for a seed: an integer, three of them, or a list of two words."""
    if type(seed) is int:
        s0, x = _word(seed & _M64)
        return _state(s0, _word(x)[0])
    if type(seed) is tuple and len(seed) == 3 and all(type(x) is int for x in seed):
        _, x0 = _word(seed[0] & _M64)
        s0, x1 = _word((seed[1] ^ x0) & _M64)
        return _state(s0, _word((seed[2] ^ x1) & _M64)[0])
    try:
        words: list[Any] = from_list(seed)
    except ImproperList:
        return None
    if len(words) == 2 and all(type(x) is int for x in words):
        return _state(words[0] & _M58, words[1] & _M58)
    return None


def _fresh() -> Term:
    return _state(random.getrandbits(58) or 1, random.getrandbits(58) or 1)


def _words(state: Any) -> tuple[int, int]:
    pair = state[1]
    return pair[0], pair[1]


def next_word(state: Term) -> tuple[int, Term]:
    """58 random bits and the next state."""
    s1, s0 = _words(state)
    v = (s0 * 5) & _M58
    v = ((v << 7) | (v >> 51)) & _M58
    v = (v * 9) & _M58
    t = s1 ^ ((s1 << 24) & _M58)
    return v, _state(s0, t ^ s0 ^ (t >> 11) ^ (s0 >> 41))


def _is_state(x: Term) -> bool:
    return (
        type(x) is tuple
        and len(x) == 2
        and type(x[0]) is dict
        and x[0].get(a.type) is a.exsss
        and type(x[1]) is list
    )


def _current() -> Term:
    dictionary = P.cur.dictionary or {}
    found = dictionary.get(a.rand_seed)
    return found if _is_state(found) else _fresh()


def _keep(state: Term) -> None:
    if P.cur.dictionary is None:
        P.cur.dictionary = {}
    P.cur.dictionary[a.rand_seed] = state


def _uniform(n: int, state: Term) -> tuple[int, Term]:
    top = (1 << 58) - n
    while top >= 0:
        v, state = next_word(state)
        i = v % n
        if v - i <= top:
            return i + 1, state
    # Ranges of more than 58 bits: as many words as it takes.
    bits = n.bit_length() + 58
    v = 0
    for _ in range(0, bits, 58):
        w, state = next_word(state)
        v = v << 58 | w
    return v % n + 1, state


@rand.export(
    "seed/1",
    "(Alg | State) -> state() when Alg :: builtin_alg() | default, State :: state() | "
    "export_state()",
)
def seed(what: Term) -> Term:
    """Set the state of this process, from an algorithm or a state; the state."""
    state = _seed_s(what)
    if state is None:
        raise badarg(what)
    _keep(state)
    return state


def _seed_s(what: Term) -> Term | None:
    if _is_state(what):
        return what
    if type(what) is tuple and len(what) == 2 and what[0] is a.exsss and type(what[1]) is list:
        return ({a.type: a.exsss}, what[1])
    return _fresh() if what is a.default or what is a.exsss else None


@rand.export(
    "seed/2",
    "(Alg, Seed) -> state() when Alg :: builtin_alg() | default, Seed :: seed()",
)
def seed_with(algorithm: Term, what: Term) -> Term:
    """Set the state of this process from a seed; the state."""
    state = seed_s_with(algorithm, what)
    _keep(state)
    return state


@rand.export(
    "seed_s/1",
    "(Alg | State) -> state() when Alg :: builtin_alg() | default, State :: state() | "
    "export_state()",
)
def seed_s(what: Term) -> Term:
    """A state for the functions whose names end in _s."""
    state = _seed_s(what)
    if state is None:
        raise badarg(what)
    return state


@rand.export(
    "seed_s/2",
    "(Alg, Seed) -> state() when Alg :: builtin_alg() | default, Seed :: seed()",
)
def seed_s_with(algorithm: Term, what: Term) -> Term:
    """A state for the functions whose names end in _s, from a seed."""
    state = _seeded(what) if algorithm is a.default or algorithm is a.exsss else None
    if state is None:
        raise badarg(algorithm, what)
    return state


@rand.export(
    "export_seed/0",
    "() -> undefined | export_state()",
)
def export_seed() -> Term:
    """The state of this process in a form that can be stored; undefined if it has none."""
    found = (P.cur.dictionary or {}).get(a.rand_seed)
    return (a.exsss, found[1]) if type(found) is tuple and _is_state(found) else a.undefined


@rand.export(
    "export_seed_s/1",
    "(State :: state()) -> export_state()",
)
def export_seed_s(state: Term) -> Term:
    """The state in a form that can be stored."""
    if not _is_state(state):
        raise function_clause(state)
    return (a.exsss, state[1])  # type: ignore[index]


@rand.export(
    "uniform/0",
    "() -> X :: float()",
)
def uniform() -> Term:
    """A random float, at least 0.0 and below 1.0."""
    v, state = next_word(_current())
    _keep(state)
    return (v >> 5) * _SCALE


@rand.export(
    "uniform/1",
    "(N :: pos_integer()) -> X :: pos_integer()",
)
def uniform_to(n: Term) -> Term:
    """A random integer, at least 1 and at most N."""
    if type(n) is not int or n < 1:
        raise function_clause(n)
    x, state = _uniform(n, _current())
    _keep(state)
    return x


@rand.export(
    "uniform_s/1",
    "(State :: state()) -> {X :: float(), NewState :: state()}",
)
def uniform_s(state: Term) -> Term:
    """{a random float, at least 0.0 and below 1.0; the new state}."""
    v, state = next_word(state)
    return (v >> 5) * _SCALE, state


@rand.export(
    "uniform_s/2",
    "(N :: pos_integer(), State :: state()) -> {X :: pos_integer(), NewState :: state()}",
)
def uniform_s_to(n: Term, state: Term) -> Term:
    """{a random integer, at least 1 and at most N; the new state}."""
    if type(n) is not int or n < 1 or not _is_state(state):
        raise function_clause(n, state)
    return _uniform(n, state)


@rand.export(
    "bytes/1",
    "(N :: non_neg_integer()) -> Bytes :: binary()",
)
def bytes_(n: Term) -> Term:
    """A binary of N random bytes."""
    if type(n) is not int or n < 0:
        raise function_clause(n)
    state = _current()
    out = bytearray()
    while len(out) < n:
        v, state = next_word(state)
        out += (v >> 2).to_bytes(7, "little")
    _keep(state)
    return bytes(out[:n])


@rand.export(
    "shuffle/1",
    "(List :: list()) -> ShuffledList :: list()",
)
def shuffle(l: Term) -> Term:
    """The elements of a list in random order."""
    try:
        items = from_list(l)
    except ImproperList:
        raise function_clause(l) from None
    state = _current()
    for i in range(len(items) - 1, 0, -1):
        j, state = _uniform(i + 1, state)
        items[i], items[j - 1] = items[j - 1], items[i]
    _keep(state)
    return to_list(items)
