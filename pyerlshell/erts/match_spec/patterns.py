"""The head of a clause as a function: `match(x, b)` tells if x fits, and stores variables in `b`.

`'_'` is anything, `'$1'` a variable, which has one value throughout; a tuple, list or map may hold
them, but a map only in its values. All else is compared with =:=.

OTP: erl_db_util.c (db_match_compile)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.maps import is_map
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

Match = Callable[[Any, list[Any]], bool]

__preempt__ = True

ANY: Final = a._
VARIABLE: Final = re.compile(r"\$(0|[1-9]\d*)\Z", re.A)
_FLAT: Final = frozenset((Atom, int))


class SpecError(Exception):
    """What is wrong with a specification, in the words that a user gets."""


class Variables:
    """The variables of one clause: number -> place in `b`; place 0 is the whole object."""

    def __init__(self) -> None:
        self.places: dict[int, int] = {}

    def bind(self, n: int) -> tuple[int, bool]:
        """The place, and whether it is new."""
        place = self.places.get(n)
        if place is not None:
            return place, False
        place = self.places[n] = len(self.places) + 1
        return place, True

    def in_order(self) -> list[int]:
        """The places by the number of the variable: what '$$' gives."""
        return [self.places[n] for n in sorted(self.places)]


def variable(x: Term) -> int | None:
    """The number of a variable."""
    if type(x) is not Atom or x.name[:1] != "$":
        return None
    found = VARIABLE.match(x.name)
    return int(found[1]) if found else None


def is_ground(x: Term) -> bool:
    """Only what is equal to it matches it: there is no variable, no '_' and no map in it, since a
    map matches those that have more keys, too."""
    return _is_free(x, is_map)


def _has_no_variable(x: Term) -> bool:
    return _is_free(x, lambda _: False)


def _is_free(x: Term, forbidden: Callable[[Any], bool]) -> bool:
    """No variable and no '_' anywhere in it, and nothing forbidden."""
    stack: list[Any] = [x]
    while stack:
        x = stack.pop()
        t = type(x)
        while t is list:
            stack.append(x[0])  # type: ignore[index]
            x = x[1]  # type: ignore[index]
            t = type(x)
        if t is Atom:
            if x is ANY or variable(x) is not None:
                return False
        elif t is tuple:
            stack.extend(x)  # type: ignore[arg-type]
        elif forbidden(x):
            return False
        elif is_map(x):
            stack.extend(x.values())  # type: ignore[attr-defined]
    return True


def compile_pattern(x: Any, variables: Variables) -> Match | None:
    """The matcher of a pattern; None if everything matches."""
    if x is ANY:
        return None
    n = variable(x)
    if n is not None:
        return _variable(*variables.bind(n))
    t = type(x)
    if is_map(x):
        _check_keys(x)
    if is_ground(x):
        return _same_flat(x) if t in _FLAT else _same(x)
    if t is tuple:
        return _tuple(x, variables)
    if t is list:
        return _list(x, variables)
    return _map(x, variables)


def _variable(place: int, new: bool) -> Match:
    def bind(x: Any, b: list[Any]) -> bool:
        b[place] = x
        return True

    def compare(x: Any, b: list[Any]) -> bool:
        return exact_equal(b[place], x)

    return bind if new else compare


def _same_flat(value: Any) -> Match:
    kind = type(value)

    def same(x: Any, b: list[Any]) -> bool:
        return x is value or (type(x) is kind and x == value)

    return same


def _same(value: Any) -> Match:
    def same(x: Any, b: list[Any]) -> bool:
        return exact_equal(x, value)

    return same


def _tuple(pattern: tuple[Any, ...], variables: Variables) -> Match:
    size = len(pattern)
    parts: list[tuple[int, Match]] = []
    for i, x in enumerate(pattern):
        part = compile_pattern(x, variables)
        if part is not None:
            parts.append((i, part))
    steps = tuple(parts)
    if len(steps) == 1:
        return _tuple_of_one(size, *steps[0])

    def match(x: Any, b: list[Any]) -> bool:
        if type(x) is not tuple or len(x) != size:
            return False
        for i, step in steps:  # noqa: SIM110  (a generator takes twice as long)
            if not step(x[i], b):
                return False
        return True

    return match


def _tuple_of_one(size: int, i: int, step: Match) -> Match:
    def match(x: Any, b: list[Any]) -> bool:
        return type(x) is tuple and len(x) == size and step(x[i], b)

    return match


def _list(pattern: Any, variables: Variables) -> Match:
    heads: list[Match | None] = []
    while type(pattern) is list:
        heads.append(compile_pattern(pattern[0], variables))
        pattern = pattern[1]
    steps = tuple(heads)
    rest = compile_pattern(pattern, variables)

    def match(x: Any, b: list[Any]) -> bool:
        for step in steps:
            if type(x) is not list:
                return False
            if step is not None and not step(x[0], b):
                return False
            x = x[1]
        return rest is None or rest(x, b)

    return match


def _check_keys(pattern: Any) -> None:
    for k in pattern:
        if not _has_no_variable(getattr(k, "term", k)):
            raise SpecError("Variable found in map key.")


_MISSING: Final = object()


def _map(pattern: Any, variables: Variables) -> Match:
    steps = tuple([(k, compile_pattern(v, variables)) for k, v in pattern.items()])

    def match(x: Any, b: list[Any]) -> bool:
        if not is_map(x):
            return False
        for k, step in steps:
            value = x.get(k, _MISSING)
            if value is _MISSING or (step is not None and not step(value, b)):
                return False
        return True

    return match
