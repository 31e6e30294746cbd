"""`seed/1,2`, `seed_s/1,2`, `export_seed/0`, `jump/0,1`.

OTP: rand
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import TAIL, P, run, tail
from pyerlshell.otp.native_calls import local
from pyerlshell.otp.stdlib.rand.module import rand
from pyerlshell.otp.stdlib.rand.states import (
    algorithm,
    current,
    fresh,
    generator_of,
    handler,
    keep,
    seeded,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.maps import is_map
from pyerlshell.terms.types import Term

__preempt__ = True


@rand.export(
    "seed/1",
    "(Alg | State) -> state() when Alg :: builtin_alg() | default, State :: state() | "
    "export_state()",
)
def seed(what: Term) -> Term:
    """Set the state of this process, from an algorithm or a state; the state."""
    state = seed_s(what)
    if state is TAIL:
        state = run()
    keep(state)
    return state


@rand.export(
    "seed_s/1",
    "(Alg | State) -> state() when Alg :: builtin_alg() | default, State :: state() | "
    "export_state()",
)
def seed_s(what: Any) -> Term:
    """A state for the functions whose names end in _s."""
    if type(what) is tuple and len(what) == 2:
        if is_map(what[0]):
            return what
        if type(what[0]) is Atom:
            return handler(algorithm(what[0])), what[1]
    return tail(_seed_s_2, what, None)


@local("rand", "seed_s")
def _seed_s_2(name: Term, seed: Term) -> Term:
    generator = algorithm(a.exsss if name is a.default else name)
    return handler(generator), fresh(generator)


@rand.export(
    "seed/2",
    "(Alg, Seed) -> state() when Alg :: builtin_alg() | default, Seed :: seed()",
)
def seed_with(name: Term, what: Term) -> Term:
    """Set the state of this process from a seed; the state."""
    state = seed_s_with(name, what)
    keep(state)
    return state


@rand.export(
    "seed_s/2",
    "(Alg, Seed) -> state() when Alg :: builtin_alg() | default, Seed :: seed()",
)
def seed_s_with(name: Term, what: Term) -> Term:
    """A state for the functions whose names end in _s, from a seed."""
    generator = algorithm(a.exsss if name is a.default else name)
    return handler(generator), seeded(generator, what)


@rand.export(
    "export_seed/0",
    "() -> undefined | export_state()",
)
def export_seed() -> Term:
    """The state of this process in a form that can be stored; undefined if it has none."""
    found: Any = (P.cur.dictionary or {}).get(a.rand_seed)
    generator = generator_of(found)
    return a.undefined if generator is None else (generator.name, found[1])


@rand.export(
    "export_seed_s/1",
    "(State :: state()) -> export_state()",
)
def export_seed_s(state: Any) -> Term:
    """The state in a form that can be stored."""
    generator = generator_of(state)
    if generator is None:
        raise function_clause(state)
    return generator.name, state[1]


@rand.export(
    "jump/0",
    "() -> NewState :: state()",
)
def jump() -> Term:
    """Set the state of this process to one that is very many steps ahead; the state."""
    state = jump_s(current())
    keep(state)
    return state


@rand.export(
    "jump/1",
    "(State :: state()) -> NewState :: state()",
)
def jump_s(state: Any) -> Term:
    """The state very many steps ahead: 2^64, or 2^512 with the longer algorithms."""
    generator = generator_of(state)
    if generator is None:
        raise function_clause(state)
    if generator.jump is None:
        raise error(a.not_implemented)
    return state[0], generator.jump(state[1])
