"""States: {the generator's map, its words}, as the process dictionary keeps them, and seeds.

OTP: rand
"""

from __future__ import annotations

import random
from functools import lru_cache
from types import FunctionType
from typing import Any, Final

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.otp.native_calls import clause, failure, local
from pyerlshell.otp.stdlib.rand.generators import (
    GENERATORS,
    M32,
    M58,
    M64,
    Generator,
    State,
    chained,
    exrop_step,
    exs64_step,
    exsp_step,
    seed_words,
    splitmix64,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

__preempt__ = True

_RAND_SEED: Final = a.rand_seed
_TYPE: Final = a.type
_UNIQ: Final = 38053261
_PRIMES: Final = (4294967197, 4294967231, 4294967279)


def _fun_code(x: Term, *, fn: Any) -> Term:
    return fn(x)


def _fun_code_2(x: Term, y: Term, *, fn: Any) -> Term:
    return fn(x, y)


def _fun(fn: Any, arity: int, number: int) -> FunctionType:
    """An Erlang fun that is shown as `#Fun<rand.Number...>`."""
    name = f"-{number}-/{arity}"
    code = (_fun_code if arity == 1 else _fun_code_2).__code__.replace(co_name=name)
    namespace = {"__erl_module__": a.rand, "__funs__": {name: (number, _UNIQ)}}
    made = FunctionType(code, namespace, name)
    made.__kwdefaults__ = {"fn": fn}
    return made


@lru_cache(None)
def handler(generator: Generator) -> Term:
    """The map that stands for a generator in a state."""
    from pyerlshell.otp.stdlib.rand.numbers import uniform_s, uniform_s_to

    numbers = iter(generator.funs)
    made: dict[Any, Term] = {a.type: generator.name}
    if generator.old:
        made[a.max] = generator.mask
    else:
        made[a.bits] = generator.bits
    if generator.weak:
        made[a.weak_low_bits] = generator.weak
    made[a.next] = _fun(generator.step, 1, next(numbers))
    if len(generator.funs) > 2:
        made[a.uniform] = _fun(uniform_s, 1, next(numbers))
        made[a.uniform_n] = _fun(uniform_s_to, 2, next(numbers))
    if generator.jump is not None:
        made[a.jump] = _fun(_jump_fun(generator), 1, next(numbers))
    return made


def _jump_fun(generator: Generator) -> Any:
    def jump(state: Any) -> Term:
        return state[0], generator.jump(state[1])  # type: ignore[misc]

    return jump


def generator_of(state: Any) -> Generator | None:
    """The generator of a state; None for what is no state of ours."""
    if type(state) is tuple and len(state) == 2 and type(state[0]) is dict:
        return GENERATORS.get(state[0].get(_TYPE)) or _foreign(state[0])
    return None


def _foreign(handler: dict[Any, Any]) -> Generator | None:
    """The generator of somebody else's handler: its `next` makes a word and the state after it."""
    step, bits = handler.get(a.next), handler.get(a.bits)
    if type(step) is not FunctionType or type(bits) is not int:
        return None
    made: FunctionType = step

    def call(words: Any) -> Any:
        result = made(words)
        if result is TAIL:
            result = run()
        return result

    return Generator(handler[_TYPE], call, 2, (), bits=bits, weak=handler.get(a.weak_low_bits, 0))


def opened(state: Any, *args: Term) -> tuple[Generator, Any, State]:
    """The generator, its map and its words; function_clause of a call with these arguments."""
    generator = generator_of(state)
    if generator is None:
        raise function_clause(*args)
    return generator, state[0], state[1]


@local("rand", "mk_alg")
def algorithm(name: Term) -> Generator:
    """The generator of this name."""
    found = GENERATORS.get(name) if type(name) is Atom else None
    if found is None:
        raise function_clause(name)
    return found


_seed_nz = failure("rand", "seed_nz", 4)


def _listed(seeds: list[Any], count: int, mask: int) -> list[int]:
    """A state's words as somebody gives them; 0 where they end."""
    for i, x in enumerate(seeds):
        if i == count:
            _seed_nz(error(a.too_many_seed_integers))
        if type(x) is not int:
            _seed_nz(error(a.non_integer_seed))
    words = [x & mask for x in seeds]
    if not any(words):
        _seed_nz(error(a.zero_seed))
    return words + [0] * (count - len(words))


def _shaped(generator: Generator, words: list[int]) -> State:
    if generator.words == 16:
        return to_list(words), None
    return words if generator.pair else words[0]


def _are_integers(xs: tuple[Term, ...]) -> bool:
    return {type(x) for x in xs} == {int}


def seeded(generator: Generator, seed: Any) -> State:
    """The words for a seed: an integer, three of them, or a list of words."""
    if type(seed) is tuple and len(seed) == 3 and _are_integers(seed):
        return _of_three(generator, seed)
    if type(seed) is int:
        if generator.name is a.dummy:
            return splitmix64(seed)[0] & M58
        return _shaped(generator, seed_words(generator.words, seed & M64, generator.mask))
    if seed is None or type(seed) is list:
        return _shaped(generator, _listed(from_list(seed), generator.words, generator.mask))
    names = {"exsp": "exsplus", "exs1024s": "exs1024", "exro928ss": "exro928"}
    clause("rand", names.get(generator.name.name, generator.name.name) + "_seed")(seed)


def _of_three(generator: Generator, seed: tuple[int, int, int]) -> State:
    """Each algorithm has a way of its own to make its words of three integers."""
    name = generator.name.name
    if name == "exsss":
        _, s0, s1 = chained(seed)
        return [s0, s1]
    if name == "exro928ss":
        return to_list(chained(seed, 16)), None
    if name == "dummy":
        return _dummy_of_three(seed)
    if name == "exs64":
        return _exs64_of_three(seed)
    if generator.words == 16:
        return _exs1024_of_three(seed)
    x, y, z = [s * p + 1 & M58 for s, p in zip(seed, _PRIMES)]
    if name == "exrop":
        tail = exrop_step([x, y])[1][1]
        return exrop_step([z, tail])[1]
    tail = exsp_step([x, y])[1][1]
    return exsp_step([z, tail])[1]


def _dummy_of_three(seed: tuple[int, int, int]) -> State:
    x = z = 0
    for s in seed:
        z, x = splitmix64((s ^ x) & M64)
    return z & M58


def _exs64_of_three(seed: tuple[int, int, int]) -> State:
    product = 1
    for s, prime in zip(seed, _PRIMES):
        product *= exs64_step((s & M32) * prime + 1)[0]
    return product % (M64 - 1) + 1


def _exs1024_of_three(seed: tuple[int, int, int]) -> State:
    mask = (1 << 21) - 1
    parts = [((s & mask) + 1) * p & mask for s, p in zip(seed, (2097131, 2097133, 2097143))]
    x = parts[0] << 43 | parts[1] << 22 | parts[2] << 1 | 1
    words: list[int] = []
    for _ in range(16):
        word, x = exs64_step(x)
        words.append(word)
    return to_list(words[::-1]), None


def fresh(generator: Generator) -> State:
    """Words that nobody can guess."""
    three = (random.getrandbits(43), random.getrandbits(43), random.getrandbits(42))
    return seeded(generator, three)


def current() -> Any:
    """The state of this process, made if it has none."""
    dictionary = P.cur.dictionary
    found = None if dictionary is None else dictionary.get(_RAND_SEED)
    if found is None:
        generator = GENERATORS[a.exsss]
        found = (handler(generator), fresh(generator))
        keep(found)
    return found


def keep(state: Term) -> None:
    """Make it the state of this process."""
    process = P.cur
    if process.dictionary is None:
        process.dictionary = {}
    process.dictionary[_RAND_SEED] = state
