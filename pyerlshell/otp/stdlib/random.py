"""Random numbers of the old kind: Wichmann and Hill's generator, AS183, of three small ones.

OTP: random
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.preloaded.erlang.arithmetic import abs_, mul, rem
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

__preempt__ = True

random: Final = NativeModule(
    "random", "Pseudo-random numbers as they were before `rand`, which programs should use."
)

_PRIMES: Final = (30269, 30307, 30323)
_FACTORS: Final = (171, 172, 170)
_SEED0: Final = (3172, 9814, 20125)
_KEY: Final = a.random_seed

State = tuple[Any, Any, Any]
_no_state = clause("random", "uniform_s")


def _swap(state: Term) -> Any:
    """Make it the state of this process; the old one, or `undefined`."""
    process = P.cur
    if process.dictionary is None:
        process.dictionary = {}
    old: Any = process.dictionary.get(_KEY, a.undefined)
    process.dictionary[_KEY] = state
    return old


@random.export("seed0/0")
def seed0() -> Term:
    """The state from which a process starts that has seeded nothing."""
    return _SEED0


@random.export("seed/0")
def seed() -> Term:
    """Go back to the default state; the state before."""
    old = _swap(_SEED0)
    if old is a.undefined:
        return _SEED0
    if type(old) is not tuple or len(old) != 3:
        raise error((a.case_clause, old))
    return old


@random.export("seed/1")
def seed_of(value: Any) -> Term:
    """Set the state from an integer or a tuple of three; the state before, or `undefined`."""
    if type(value) is int:
        low = value & 0xFFFFFF
        return seed_of_three((value >> 16) & 0xFFFFFFF, low, value >> 36 | low >> 16)
    if type(value) is not tuple or len(value) != 3:
        raise function_clause(value)
    return seed_of_three(value[0], value[1], value[2])


@random.export("seed/3")
def seed_of_three(x: Any, y: Any, z: Any) -> Term:
    """Set the state from three integers; the state before, or `undefined`."""
    parts: list[int] = []
    for part, prime in ((x, _PRIMES[0]), (y, _PRIMES[1]), (z, _PRIMES[2])):
        size: Any = rem(abs_(part), prime - 1)
        parts.append(size + 1)
    return _swap(tuple(parts))


def _stepped(state: Any, *args: Term) -> tuple[float, State]:
    """A float from 0.0 to below 1.0, and the next state."""
    if type(state) is not tuple or len(state) != 3:
        _no_state(*args)
    parts: list[int] = []
    total = 0.0
    for part, factor, prime in zip(state, _FACTORS, _PRIMES):
        rest: Any = rem(mul(part, factor), prime)
        parts.append(rest)
        total += rest / prime
    return total - int(total), (parts[0], parts[1], parts[2])


@random.export("uniform/0")
def uniform() -> Term:
    """A random float, at least 0.0 and below 1.0."""
    dictionary = P.cur.dictionary
    state: Any = _SEED0 if dictionary is None else dictionary.get(_KEY, _SEED0)
    if state is not a.undefined and (type(state) is not tuple or len(state) != 3):
        raise error((a.badmatch, state))
    x, state = _stepped(_SEED0 if state is a.undefined else state)
    _swap(state)
    return x


@random.export("uniform/1")
def uniform_to(n: Term) -> Term:
    """A random integer, at least 1 and at most N."""
    if type(n) is not int or n < 1:
        raise function_clause(n)
    return _scaled(uniform(), n)


def _scaled(x: Any, n: int) -> int:
    try:
        return int(x * n) + 1
    except OverflowError:
        raise error(a.badarith) from None


@random.export("uniform_s/1")
def uniform_s(state: Any) -> Term:
    """{a random float, at least 0.0 and below 1.0; the new state}."""
    if type(state) is not tuple or len(state) != 3:
        raise function_clause(state)
    return _stepped(state)


@random.export("uniform_s/2")
def uniform_s_to(n: Term, state: Any) -> Term:
    """{a random integer, at least 1 and at most N; the new state}."""
    if type(n) is not int or n < 1:
        raise function_clause(n, state)
    x, after = _stepped(state, state)
    return _scaled(x, n), after
