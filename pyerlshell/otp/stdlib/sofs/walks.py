"""Through elements in order: sorting, and going through two of them side by side.

Elements that compare equal are one, the one that stood first stays. Going side by side costs the
sum of the lengths.

OTP: sofs
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyerlshell.otp.stdlib.lists.sorting import sort_terms
from pyerlshell.terms.order import compare, equal

__preempt__ = True


def fresh(items: list[Any]) -> list[Any]:
    """`lists:usort/1`."""
    items = list(items)
    sort_terms(items)
    return distinct(items)


def in_order(items: list[Any]) -> list[Any]:
    """`lists:sort/1`."""
    items = list(items)
    sort_terms(items)
    return items


def distinct(items: list[Any]) -> list[Any]:
    """Of neighbours that compare equal only the first."""
    kept = items[:1]
    last = items[0] if items else None
    for x in items:
        if x is not last and not equal(last, x):
            kept.append(x)
            last = x
    return kept


def side_by_side(xs: list[Any], ys: list[Any]) -> tuple[list[Any], list[Any], list[Any]]:
    """What is in the first only, in both (as the first has it), in the second only."""
    first: list[Any] = []
    both: list[Any] = []
    second: list[Any] = []
    i = j = 0
    while i < len(xs) and j < len(ys):
        c = compare(xs[i], ys[j])
        if c < 0:
            first.append(xs[i])
            i += 1
        elif c > 0:
            second.append(ys[j])
            j += 1
        else:
            both.append(xs[i])
            i += 1
            j += 1
    return first + xs[i:], both, second + ys[j:]


def chosen(
    keys: list[Any], items: list[Any], key: Callable[[Any], Any]
) -> tuple[list[Any], list[Any]]:
    """The items whose key is among the keys, and the others; both are in the order of keys."""
    found: list[Any] = []
    other: list[Any] = []
    i = 0
    for item in items:
        k = key(item)
        c = 1
        while i < len(keys):
            c = compare(k, keys[i])
            if c <= 0:
                break
            i += 1
        (found if c == 0 else other).append(item)
    return found, other


def grouped(items: list[Any], key: Callable[[Any], Any]) -> list[tuple[Any, list[Any]]]:
    """Neighbours with one key together: (the key, the items)."""
    groups: list[tuple[Any, list[Any]]] = []
    for item in items:
        k = key(item)
        if groups and equal(groups[-1][0], k):
            groups[-1][1].append(item)
        else:
            groups.append((k, [item]))
    return groups


def first(pair: Any) -> Any:
    """The first of a pair."""
    return pair[0]


def second(pair: Any) -> Any:
    """The second of a pair."""
    return pair[1]


def turned(pairs: list[Any]) -> list[Any]:
    """{Y, X} for each {X, Y}, in order."""
    return in_order([(y, x) for x, y in pairs])


def is_function(pairs: list[Any]) -> bool:
    """No two pairs in order have the same first element."""
    return all(not equal(pairs[i][0], pairs[i + 1][0]) for i in range(len(pairs) - 1))


def joined(xs: list[Any], ys: list[Any]) -> list[tuple[Any, Any]]:
    """{X, Y} for every {K, X} of the first and {K, Y} of the second, both in the order of K."""
    found: list[tuple[Any, Any]] = []
    groups = grouped(ys, first)
    j = 0
    for k, x in xs:
        while j < len(groups) and compare(groups[j][0], k) < 0:
            j += 1
        if j < len(groups) and compare(groups[j][0], k) == 0:
            found += [(x, y) for _, y in groups[j][1]]
    return found
