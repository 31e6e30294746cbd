"""The name that was perhaps meant: the most similar of the known ones.

OTP: erl_lint (most_possible_string/2), string:jaro_similarity/2
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyerlshell.terms.atoms import Atom, atom

ENOUGH: Final = 0.66


def guess(name: Atom, known: Iterable[str]) -> Atom | None:
    """The most similar name, if it is similar enough; of equals the last in the alphabet."""
    best = max([(jaro(name.name, other), other) for other in known], default=(0.0, ""))
    return atom(best[1]) if best[0] > ENOUGH else None


def jaro(one: str, other: str) -> float:
    """The Jaro similarity, 0.0 to 1.0, of two texts.

    Characters match if they are equal and less than half the longer text's length apart.
    """
    if not one or not other:
        return 1.0 if one == other else 0.0
    reach = max(1, max(len(one), len(other)) // 2)
    places: dict[str, list[int]] = {}
    for index, char in enumerate(other):
        places.setdefault(char, []).append(index)
    here: list[str] = []
    there: list[int] = []
    for index, char in enumerate(one):
        candidates = places.get(char, [])
        while candidates and candidates[0] <= index - reach:
            candidates.pop(0)
        if candidates and candidates[0] < index + reach:
            here.append(char)
            there.append(candidates.pop(0))
    if not here:
        return 0.0
    return _similarity(one, other, here, [other[i] for i in sorted(there)])


def _similarity(one: str, other: str, here: list[str], there: list[str]) -> float:
    matches = len(here)
    swapped = sum([x != y for x, y in zip(here, there)])
    total = matches / len(one) + matches / len(other) + (matches - swapped / 2) / matches
    return total / 3
