"""`variable 'Cunt' is unbound, did you mean 'Count'?`

The likeliest name is the one with the highest Jaro similarity, if that is over 0.66: `kk` and `kl`
are similar enough.

OTP: erl_lint (most_possible_string), string:jaro_similarity/2
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

_SIMILAR: Final = 0.66


def with_guess(descriptor: Term, variables: Iterable[str], records: dict[Atom, list[str]]) -> Term:
    """The error with the likeliest right name added, if there is one."""
    if type(descriptor) is not tuple or len(descriptor) not in (2, 3):
        return descriptor
    kind, *names = descriptor
    last = names[-1]
    if type(last) is not Atom:
        return descriptor
    known: Iterable[str] = ()
    if kind is a.unbound_var and len(names) == 1:
        known = variables
    elif kind is a.undefined_field and len(names) == 2:
        known = records.get(names[0], [])
    guess = most_similar(last.name, known)
    return descriptor if guess is None else (*descriptor, atom(guess))


def most_similar(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like this one, None if none is much like it."""
    likeness = sorted([(jaro(name, other), other) for other in known])
    return likeness[-1][1] if likeness and likeness[-1][0] > _SIMILAR else None


def jaro(first: str, second: str) -> float:
    """Jaro similarity: 1.0 for equal strings, 0.0 when they share nothing."""
    if not first or not second:
        return 1.0 if first == second else 0.0
    reach = max(max(len(first), len(second)) // 2 - 1, 0)
    free = list(second)
    taken: list[tuple[int, str]] = []
    common: list[str] = []
    for i, char in enumerate(first):
        for j in range(max(0, i - reach), min(len(second), i + reach + 1)):
            if free[j] == char:
                free[j] = ""
                taken.append((j, char))
                common.append(char)
                break
    if not common:
        return 0.0
    there = [char for _, char in sorted(taken)]
    moved = sum(1 for x, y in zip(common, there) if x != y) / 2
    count = len(common)
    return (count / len(first) + count / len(second) + (count - moved) / count) / 3
