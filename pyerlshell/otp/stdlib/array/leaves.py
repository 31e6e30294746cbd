"""Trees of 16 branches with 16 elements in a leaf; an empty subtree is [].

`bits` says how high a tree is: it has room for 2^(bits+4) elements, its branches for 2^bits each;
at 0 bits the tree is a leaf.

OTP: array
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from pyerlshell.terms.types import Term

__preempt__ = True

SHIFT: Final = 4
WIDTH: Final = 1 << SHIFT
MASK: Final = WIDTH - 1

Leaf: TypeAlias = "tuple[Any, ...]"
Tree: TypeAlias = Any

_NODE: Final[tuple[Term, ...]] = (None,) * WIDTH


def room_for(i: int, bits: int) -> int:
    """The bits, these at least, of a tree that has place i."""
    while i >= 1 << bits + SHIFT:
        bits += SHIFT
    return bits


def replaced(t: tuple[Any, ...], i: int, x: Term) -> tuple[Any, ...]:
    """`setelement(I + 1, T, X)`."""
    return (*t[:i], x, *t[i + 1 :])


def block(i: int, bits: int, tree: Tree) -> tuple[Leaf | None, int]:
    """The leaf of place i and its size; in an empty subtree None and the subtree's size."""
    while tree is not None and bits:
        tree = tree[(i >> bits) & MASK]
        bits -= SHIFT
    return tree, 1 << bits + SHIFT


def leaf_at(i: int, bits: int, tree: Tree, default: Term) -> Leaf:
    """The leaf of place i."""
    leaf, _ = block(i, bits, tree)
    return (default,) * WIDTH if leaf is None else leaf


def with_leaf(i: int, bits: int, tree: Tree, leaf: Leaf) -> Tree:
    """The tree with another leaf at place i."""
    path = []
    while bits:
        node = _NODE if tree is None else tree
        branch = (i >> bits) & MASK
        path.append((node, branch))
        tree = node[branch]
        bits -= SHIFT
    tree = leaf
    for node, branch in reversed(path):
        tree = replaced(node, branch, tree)
    return tree


def grown_right(i: int, bits: int, tree: Tree) -> tuple[Tree, int]:
    """A tree that has place i, and its bits: what there is becomes the first branch."""
    while i >= 1 << bits + SHIFT:
        if tree is not None:
            tree = replaced(_NODE, 0, tree)
        bits += SHIFT
    return tree, bits


def grown_left(zero: int, bits: int, tree: Tree) -> tuple[Tree, int, int]:
    """A tree with room in front of a negative zero, its bits, and where zero is in it: what there
    is becomes the branch in the middle."""
    middle = WIDTH // 2
    while zero < 0:
        bits += SHIFT
        zero += middle << bits
        if tree is not None:
            tree = replaced(_NODE, middle, tree)
    return tree, bits, zero


def cut(zero: int, size: int, bits: int, tree: Tree, default: Term) -> tuple[Tree, int, int]:
    """The lowest tree that has `size` elements from `zero` on and nothing else, where zero is in
    it, and its bits."""
    if zero == 0 and size == 0:
        return None, 0, 0
    last = size - 1
    if zero:
        while tree is not None and bits and zero >> bits == zero + last >> bits:
            tree = tree[zero >> bits]
            zero &= (1 << bits) - 1
            bits -= SHIFT
        if tree is None:
            return None, 0, room_for(last, 0)
        tree = _cut_left(zero, bits, tree, default)
    last += zero
    while tree is not None and bits and last < 1 << bits:
        tree = tree[0]
        bits -= SHIFT
    if tree is None:
        return None, zero, room_for(last, 0)
    return _cut_right(last, bits, tree, default), zero, bits


def _cut_left(i: int, bits: int, tree: Tree, default: Term) -> Tree:
    if tree is None:
        return None
    branch = i >> bits
    node = ((None if bits else default,) * branch) + tree[branch:]
    if not bits:
        return node
    below = _cut_left(i & (1 << bits) - 1, bits - SHIFT, node[branch], default)
    return replaced(node, branch, below)


def _cut_right(i: int, bits: int, tree: Tree, default: Term) -> Tree:
    if tree is None:
        return None
    branch = i >> bits
    node = tree[: branch + 1] + ((None if bits else default,) * (MASK - branch))
    if not bits:
        return node
    below = _cut_right(i & (1 << bits) - 1, bits - SHIFT, node[branch], default)
    return replaced(node, branch, below)


def places(low: int, high: int, bits: int, tree: Tree, default: Term) -> Iterator[tuple[int, Term]]:
    """(place, element) from low to high."""
    while low <= high:
        leaf, span = block(low, bits, tree)
        end = min(low | span - 1, high)
        for i in range(low, end + 1):
            yield i, default if leaf is None else leaf[i & MASK]
        low = end + 1


def places_back(
    low: int, high: int, bits: int, tree: Tree, default: Term
) -> Iterator[tuple[int, Term]]:
    """(place, element) from high to low."""
    while low <= high:
        leaf, span = block(high, bits, tree)
        end = max(high & -span, low)
        for i in range(high, end - 1, -1):
            yield i, default if leaf is None else leaf[i & MASK]
        high = end - 1


def from_leaves(found: list[Leaf], bits: int) -> Tree:
    """The tree of these leaves, as high as the bits say."""
    level: list[Any] = found
    for _ in range(0, bits, SHIFT):
        upper = []
        for i in range(0, len(level), WIDTH):
            node = tuple(level[i : i + WIDTH])
            upper.append(node + (None,) * (WIDTH - len(node)))
        level = upper
    return level[0]
