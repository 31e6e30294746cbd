"""Lists and maps as generated code builds them, and the generators of comprehensions.

OTP: erl_map.c, v3_core (generators)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import immutables

from pyerlshell.erts.errors import ErlError
from pyerlshell.terms import maps
from pyerlshell.terms.atoms import a
from pyerlshell.terms.map_iterators import remaining
from pyerlshell.terms.map_order import ordered_items
from pyerlshell.terms.types import BitString, Term

MAPS: Final = (dict, immutables.Map)
MISSING: Final = object()


def make_list(heads: tuple[Term, ...], tail: Term) -> Term:
    """[Heads | Tail]."""
    for head in reversed(heads):
        tail = [head, tail]
    return tail


def map_new(flat: tuple[Term, ...]) -> Term:
    """#{K1 => V1, ...} of K1, V1, ...; the last of equal keys counts."""
    return maps.map_new(zip(flat[0::2], flat[1::2]))


def map_from_pairs(pairs: list[tuple[Term, Term]]) -> Term:
    return maps.map_new(pairs)


def map_find(m: Any, key: Term) -> Any:
    """The value, or MISSING."""
    return maps.get(m, key, MISSING)


def map_put_one(m: Any, key: Term, value: Term) -> Term:
    """M#{K => V}."""
    if type(m) in MAPS:
        return maps.put(m, key, value)
    raise ErlError(a.error, (a.badmap, m))


def map_update_one(m: Any, key: Term, value: Term) -> Term:
    """M#{K := V}."""
    if type(m) not in MAPS:
        raise ErlError(a.error, (a.badmap, m))
    if not maps.has(m, key):
        raise ErlError(a.error, (a.badkey, key))
    return maps.put(m, key, value)


def map_change(m: Any, flat: tuple[Term, ...], exact: tuple[bool, ...]) -> Term:
    """M#{K1 => V1, K2 := V2, ...}; flat is K1, V1, K2, V2, ..."""
    if type(m) not in MAPS:
        raise ErlError(a.error, (a.badmap, m))
    before = m
    for i, must_exist in enumerate(exact):
        key = flat[2 * i]
        if must_exist and not maps.has(m, key):
            raise ErlError(a.error, (a.badkey, _missed(before, flat, exact)))
        m = maps.put(m, key, flat[2 * i + 1])
    return m


def map_change_typed(m: Any, flat: tuple[Term, ...], exact: tuple[bool, ...]) -> Term:
    """The same for what was typed at the prompt, where keys are looked for as they were written."""
    if type(m) not in MAPS:
        raise ErlError(a.error, (a.badmap, m))
    for i, must_exist in enumerate(exact):
        key = flat[2 * i]
        if must_exist and not maps.has(m, key):
            raise ErlError(a.error, (a.badkey, key))  # traces are made of i, key and flat
        m = maps.put(m, key, flat[2 * i + 1])
    return m


_RANKS: Final = {int: 0, float: 1}


def _missed(m: Any, flat: tuple[Term, ...], exact: tuple[bool, ...]) -> Term:
    """The key that the reference misses first: its compiler puts numbers before the rest."""
    missing = []
    for i, must_exist in enumerate(exact):
        key = flat[2 * i]
        if must_exist and not maps.has(m, key):
            missing.append(key)
        else:
            m = maps.put(m, key, flat[2 * i + 1])
    return min(missing, key=lambda key: _RANKS.get(type(key), 2))


def map_generator(source: Any) -> Iterator[tuple[Term, Term]]:
    """The associations of a map or of what maps:iterator returns."""
    if type(source) in MAPS:
        return iter(ordered_items(source))
    return _iterate(source)


def _iterate(source: Any) -> Iterator[tuple[Term, Term]]:
    """A maps iterator is {K, V, Rest}, `none`, or a pair of a list of keys or path and the map."""
    first = source
    while source is not a.none:
        if type(source) is tuple and len(source) == 3:
            yield source[0], source[1]
            source = source[2]
        elif type(source) is list and (left := remaining(*source)) is not None:
            yield from left
            return
        else:
            raise ErlError(a.error, (a.bad_generator, first))


def zip_generator(
    kinds: tuple[str, ...], sources: tuple[Any, ...], is_typed: bool = False
) -> Iterator[tuple[tuple[Term, ...], tuple[Term, ...]]]:
    """`G1 && G2`: the items, and what was left of each generator with them.

    They must end together, else bad_generators with what is left of each; of a map that is an
    iterator in compiled code, a map in what was typed.
    """
    steps = [STEP[kind] for kind in kinds]
    rests = [START[kind](source) for kind, source in zip(kinds, sources)]
    while True:
        taken = [step(rest) for step, rest in zip(steps, rests)]
        if any(t is None for t in taken):
            if all(rest is None or rest is a.none for rest in rests):
                return
            left = zip_left(kinds, tuple(rests)) if is_typed else tuple(rests)
            raise ErlError(a.error, (a.bad_generators, left))
        yield tuple([t[0] for t in taken if t is not None]), tuple(rests)
        rests = [t[1] for t in taken if t is not None]


def _next_of_list(rest: Any) -> tuple[Term, Any] | None:
    return (rest[0], rest[1]) if type(rest) is list else None


def _next_of_map(rest: Any) -> tuple[Term, Any] | None:
    """`rest` is {K, V, Rest} or none."""
    return None if rest is a.none else ((rest[0], rest[1]), rest[2])


def map_chain(source: Any) -> Any:
    """The associations of a map as {K, V, Rest}, or none."""
    chain: Any = a.none
    for key, value in reversed(list(map_generator(source))):
        chain = (key, value, chain)
    return chain


def map_left(rest: Any) -> Term:
    """What an evaluator shows of a map that a zip has not walked to its end: a map."""
    return maps.map_new(_iterate(rest))


def zip_left(kinds: tuple[str, ...], rests: tuple[Any, ...]) -> Term:
    """What an evaluator shows of all generators of a zip."""
    return tuple([map_left(r) if kind == "map" else r for kind, r in zip(kinds, rests)])


STEP: Final[dict[str, Any]] = {"list": _next_of_list, "map": _next_of_map}
START: Final[dict[str, Any]] = {"list": lambda source: source, "map": map_chain}


def is_sub_binary(x: Term) -> bool:
    """Whether a BitString is a whole number of bytes."""
    return type(x) is BitString and not x.size & 7
