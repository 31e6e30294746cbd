"""The module `gb_sets`: the table that the files of this package fill, and what a set is inside.

Two sets are combined in one of two ways, whichever is less work by the reference's estimate, since
the shape of the result shows: one look into the bigger tree for each element of the smaller set, or
one pass through both.

OTP: gb_sets
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import balanced_trees as trees
from pyerlshell.otp.balanced_trees import NIL, BrokenTreeError, Node
from pyerlshell.otp.native_calls import clause
from pyerlshell.terms.types import Term

__preempt__ = True


gb_sets: Final = NativeModule("gb_sets", "Sets represented by general balanced trees.")


Pair: TypeAlias = "tuple[Any, Node]"


def pair_of(s: Any, *args: Term) -> Pair:
    """Size and root of a set, for functions that take any pair."""
    if type(s) is tuple and len(s) == 2:
        return s
    raise function_clause(*args)


def sized(s: Any, *args: Term) -> tuple[int, Node]:
    """Size and root of a set, for functions that look at the size."""
    if type(s) is tuple and len(s) == 2 and type(s[0]) is int and s[0] >= 0:
        return s
    raise function_clause(*args)


to_list_clause = clause("gb_sets", "to_list")


def is_node(root: Any) -> bool:
    """Is this the root of a tree, empty or not?"""
    return root is NIL or (type(root) is tuple and len(root) == 3)


def items_of(root: Node) -> list[Any]:
    """The elements in order."""
    try:
        return [node[0] for node in trees.nodes(root)]
    except BrokenTreeError as e:
        wrong = e.args[0]
    to_list_clause(wrong, None)


def low_tree(items: list[Any], heavy_right: bool = False) -> Term:
    """The set of sorted elements as the lowest tree."""
    return len(items), trees.from_entries([(x,) for x in items], heavy_right)
