"""General balanced trees (Andersson, 1999), the ground of gb_trees and gb_sets.

A node is a tuple that ends in its smaller and its bigger subtree, `nil` for none; what stands
before is the entry, the key first: {Key, Value, Smaller, Bigger} or {Key, Smaller, Bigger}. No
balance is stored. Inserting below the depth that the size allows rebuilds the lowest subtree that
is too high for its own size; deleting never rebuilds.

OTP: gb_trees, gb_sets
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from pyerlshell.terms.atoms import a
from pyerlshell.terms.order import compare
from pyerlshell.terms.types import Term

__preempt__ = True

NIL: Final = a.nil

Node: TypeAlias = Any
Entry: TypeAlias = "tuple[Any, ...]"


class DuplicateKeyError(Exception):
    """The key to insert is there."""


class BrokenTreeError(Exception):
    """What should be a node is none: `args[0]`."""


def find(key: Term, node: Node) -> Node:
    """The node of a key; what is not a node, usually nil, where there is none.

    (Integers are compared here: with them that takes a third off every search.)
    """
    while type(node) is tuple:
        here = node[0]
        c = key - here if type(key) is int and type(here) is int else compare(key, here)
        if c == 0:
            return node
        node = node[-2] if c < 0 else node[-1]
    return node


def has(key: Term, node: Node) -> bool:
    """Is there a node with this key?"""
    return type(find(key, node)) is tuple


def with_subtree(node: Node, smaller: bool, subtree: Node) -> Node:
    """The node with another subtree on one side."""
    if smaller:
        return (*node[:-2], subtree, node[-1])
    return (*node[:-1], subtree)


Path: TypeAlias = "list[tuple[Node, bool]]"
"""The nodes from the root to a place, and whether the way goes on to the smaller side."""


def path_to(key: Term, node: Node) -> tuple[Path, Node]:
    """The way to the node of a key, and that node (or what stands in its place)."""
    path: Path = []
    while type(node) is tuple:
        here = node[0]
        c = key - here if type(key) is int and type(here) is int else compare(key, here)
        if c == 0:
            break
        path.append((node, c < 0))
        node = node[-2] if c < 0 else node[-1]
    return path, node


def rebuilt(path: Path, node: Node) -> Node:
    """The tree with `node` at the end of the path."""
    for parent, smaller in reversed(path):
        if smaller:
            node = (*parent[:-2], node, parent[-1])
        else:
            node = (*parent[:-1], node)
    return node


def insert(entry: Entry, tree: Node, size: int) -> Node:
    """The tree with one more entry; `size` counts it. Raises DuplicateKeyError."""
    path, found = path_to(entry[0], tree)
    if type(found) is tuple:
        raise DuplicateKeyError
    if found is not NIL:
        raise BrokenTreeError(found)
    made = (*entry, NIL, NIL)
    if size * size >> len(path):
        return rebuilt(path, made)
    return _inserted_deep(path, made)


def _inserted_deep(path: Path, node: Node) -> Node:
    """Some node on the path is too high for its size: rebuild the lowest."""
    power = size = 1
    while path:
        parent, smaller = path.pop()
        node = with_subtree(parent, smaller, node)
        other_power, other_size = power_and_size(parent[-1] if smaller else parent[-2])
        power = 2 * max(power, other_power)
        size += other_size + 1
        if power > size * size:
            return rebuilt(path, from_entries(list(entries(node))))
    return node


def power_and_size(node: Node) -> tuple[int, int]:
    """2 to the height (of the root: 0), and the number of nodes."""
    level = [node] if type(node) is tuple else []
    power, count = 1, len(level)
    while True:
        level = [below for above in level for below in above[-2:] if type(below) is tuple]
        if not level:
            return power, count
        power *= 2
        count += len(level)


def replace(entry: Entry, tree: Node) -> Node | None:
    """The tree with another entry in the place of that with the same key; None without one."""
    path, found = path_to(entry[0], tree)
    if type(found) is not tuple:
        return None
    return rebuilt(path, entry + found[-2:])


def delete(key: Term, tree: Node) -> tuple[Node, Node]:
    """The node of a key, and the tree without it. Raises BrokenTreeError if there is none."""
    path, found = path_to(key, tree)
    if type(found) is not tuple:
        raise BrokenTreeError(found)
    smaller, bigger = found[-2:]
    if bigger is NIL:
        return found, rebuilt(path, smaller)
    if smaller is NIL:
        return found, rebuilt(path, bigger)
    next_one, bigger = take_end(bigger, -2)
    return found, rebuilt(path, (*next_one[:-2], smaller, bigger))


def end(tree: Node, side: int) -> Node:
    """The node of the smallest key (side -2) or the biggest (-1). Raises BrokenTreeError."""
    node = tree
    while type(node) is tuple and node[side] is not NIL:
        node = node[side]
    if type(node) is not tuple:
        raise BrokenTreeError(node)
    return node


def take_end(tree: Node, side: int) -> tuple[Node, Node]:
    """`end`, and the tree without it."""
    path: Path = []
    node = tree
    while type(node) is tuple and node[side] is not NIL:
        path.append((node, side == -2))
        node = node[side]
    if type(node) is not tuple:
        raise BrokenTreeError(node)
    return node, rebuilt(path, node[-1] if side == -2 else node[-2])


def beside(key: Term, node: Node, side: int) -> Node:
    """The node of the next smaller key (side -2) or the next bigger (-1); nil if there is none."""
    best: Node = NIL
    while type(node) is tuple:
        c = compare(key, node[0])
        if c != 0 and (c > 0) is (side == -2):
            best = node
            node = node[-1] if side == -2 else node[-2]
        else:
            node = node[side]
    if node is not NIL:
        raise BrokenTreeError(node)
    return best


def nodes(tree: Node) -> Iterator[Node]:
    """The nodes by their keys."""
    stack: list[Node] = []
    node = tree
    while True:
        while type(node) is tuple:
            stack.append(node)
            node = node[-2]
        if node is not NIL:
            raise BrokenTreeError(node)
        if not stack:
            return
        node = stack.pop()
        yield node
        node = node[-1]


def entries(tree: Node) -> Iterator[Entry]:
    """The entries by their keys."""
    for node in nodes(tree):
        yield node[:-2]


def from_entries(items: list[Any], heavy_right: bool = False) -> Node:
    """The lowest tree of sorted entries. Where the halves differ the smaller side has one more,
    or the bigger one if `heavy_right`."""

    def build(start: int, size: int) -> Node:
        if size <= 1:
            return (*items[start], NIL, NIL) if size else NIL
        fewer = (size - 1) // 2
        left = fewer if heavy_right else size - 1 - fewer
        smaller = build(start, left)
        root = items[start + left]
        return (*root, smaller, build(start + left + 1, size - 1 - left))

    return build(0, len(items))


def pending(node: Node, side: int, rest: Term = None) -> Term:
    """What an iterator holds: the node at one end, its parent, and so on up to the root."""
    while type(node) is tuple:
        rest = [node, rest]
        node = node[side]
    if node is not NIL:
        raise BrokenTreeError(node)
    return rest


def pending_from(key: Term, node: Node, side: int) -> Term:
    """`pending` without what stands before the key (side -2) or behind it (-1)."""
    rest: Term = None
    while type(node) is tuple:
        c = compare(node[0], key)
        if c != 0 and (c < 0) is (side == -2):
            node = node[-1] if side == -2 else node[-2]
        else:
            rest = [node, rest]
            node = node[side]
    if node is not NIL:
        raise BrokenTreeError(node)
    return rest
