"""The module `array`: the table that the files of this package fill, and the record.

An array is {array, Size, Zero, Fix, Default, Cache, CacheIndex, Elements, Bits}. Element I is in
place I + Zero of a tree (`leaves`), whose leaf at CacheIndex is out of date: the one that counts is
Cache. So setting neighbours copies 16 elements and not a path of the tree.

OTP: array
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from pyerlshell.erts.errors import ErlError, error
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.stdlib.array import leaves
from pyerlshell.otp.stdlib.array.leaves import Leaf, Tree
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

__preempt__ = True

array: Final = NativeModule("array", "Functional, extendible arrays.")

_tag = a.array
_true = a.true


class Array(NamedTuple):
    """The fields of the record behind its tag; `size` to `bits` are checked."""

    size: int
    zero: int
    fix: Term
    default: Term
    cache: Leaf
    cached: int
    tree: Tree
    bits: int

    def term(self) -> Term:
        """The Erlang term."""
        return (_tag, *self)

    def fixed(self) -> bool:
        """Does it refuse to grow by itself?"""
        return self.fix is _true

    def whole_tree(self) -> Tree:
        """The tree with the cache in its place."""
        return leaves.with_leaf(self.cached, self.bits, self.tree, self.cache)


def is_record(t: Any) -> bool:
    """`is_record(T, array)`."""
    return type(t) is tuple and len(t) == 9 and t[0] is _tag


def opened(t: Any) -> Array | None:
    """The record, if it is one whose numbers are numbers."""
    if not is_record(t):
        return None
    found = Array(*t[1:])
    for n in (found.size, found.zero, found.cached, found.bits):
        if type(n) is not int:
            return None
    return found


def refuse() -> ErlError:
    """badarg, to be raised; the reference says nothing of the arguments."""
    return error(a.badarg)


def made(size: int, fix: Atom, default: Term, tree: Tree, bits: int) -> Term:
    """An array that begins with the tree."""
    return Array(
        size, 0, fix, default, leaves.leaf_at(0, bits, tree, default), 0, tree, bits
    ).term()
