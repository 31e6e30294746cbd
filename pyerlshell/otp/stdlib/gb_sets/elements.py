"""Making sets, and asking for, adding and removing elements.

OTP: gb_sets
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import error
from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.otp import balanced_trees as trees
from pyerlshell.otp.balanced_trees import NIL, BrokenTreeError, DuplicateKeyError, Node
from pyerlshell.otp.native_calls import clause, local
from pyerlshell.otp.preloaded.erlang.arithmetic import sub
from pyerlshell.otp.preloaded.erlang.lists import length
from pyerlshell.otp.stdlib.gb_sets.module import gb_sets, items_of, low_tree, pair_of, sized
from pyerlshell.otp.stdlib.lists.sorting import usort
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.order import compare
from pyerlshell.terms.types import Term

__preempt__ = True

_true = a.true
_false = a.false
_none = a.none

SIDES: Final = {a.ordered: -2, a.reversed: -1}


_is_member_1 = clause("gb_sets", "is_member_1")


insert_clause = clause("gb_sets", "insert_1")


_delete_1 = clause("gb_sets", "delete_1")


@gb_sets.export(
    "empty/0",
    "() -> Set when Set :: set(none())",
)
def empty() -> Term:
    """The empty set."""
    return 0, NIL


@gb_sets.export(
    "new/0",
    "() -> Set when Set :: set(none())",
)
def new() -> Term:
    """The empty set."""
    return 0, NIL


@gb_sets.export(
    "is_empty/1",
    "(Set) -> boolean() when Set :: set()",
)
def is_empty(s: Term) -> Term:
    """True for the empty set."""
    return _true if type(s) is tuple and len(s) == 2 and s[0] == 0 and s[1] is NIL else _false


@gb_sets.export(
    "size/1",
    "(Set) -> non_neg_integer() when Set :: set()",
)
def size(s: Term) -> Term:
    """How many elements the set has."""
    return pair_of(s, s)[0]


@gb_sets.export(
    "is_equal/2",
    "(Set1, Set2) -> boolean() when Set1 :: set(), Set2 :: set()",
)
def is_equal(s: Term, other: Term) -> Term:
    """True if both sets have the same elements."""
    size1, root1 = pair_of(s, s, other)
    size2, root2 = pair_of(other, s, other)
    if compare(size1, size2) != 0:
        return _false
    items1, items2 = items_of(root1), items_of(root2)
    if len(items1) != len(items2):
        return _false
    for x, y in zip(items1, items2):
        if compare(x, y) != 0:
            return _false
    return _true


@gb_sets.export(
    "singleton/1",
    "(Element) -> set(Element)",
)
def singleton(x: Term) -> Term:
    """The set of one element."""
    return 1, (x, NIL, NIL)


def is_in(x: Term, root: Node) -> bool:
    found = trees.find(x, root)
    if type(found) is not tuple and found is not NIL:
        _is_member_1(x, found)
    return found is not NIL


@gb_sets.export(
    "is_element/2",
    "(Element, Set) -> boolean() when Set :: set(Element)",
)
def is_element(x: Term, s: Term) -> Term:
    """True if the set has the element."""
    return tail(is_member, x, s)


@gb_sets.export(
    "is_member/2",
    "(Element, Set) -> boolean() when Set :: set(Element)",
)
def is_member(x: Term, s: Term) -> Term:
    """True if the set has the element."""
    return _true if is_in(x, pair_of(s, x, s)[1]) else _false


@gb_sets.export(
    "insert/2",
    "(Element, Set1) -> Set2 when Set1 :: set(Element), Set2 :: set(Element)",
)
def insert(x: Term, s: Term) -> Term:
    """The set with one more element, which must be new."""
    size, root = sized(s, x, s)
    return size + 1, insert_1(x, root, size + 1)


@local("gb_sets", "insert_1")
def insert_1(x: Term, root: Node, size: int) -> Node:
    try:
        return trees.insert((x,), root, size)
    except (DuplicateKeyError, BrokenTreeError):
        raise error((a.key_exists, x)) from None


@gb_sets.export(
    "add_element/2",
    "(Element, Set1) -> Set2 when Set1 :: set(Element), Set2 :: set(Element)",
)
def add_element(x: Term, s: Term) -> Term:
    """The set with the element, new or not."""
    return tail(add, x, s)


@gb_sets.export(
    "add/2",
    "(Element, Set1) -> Set2 when Set1 :: set(Element), Set2 :: set(Element)",
)
def add(x: Term, s: Term) -> Term:
    """The set with the element, new or not."""
    return s if is_member(x, s) is _true else tail(insert, x, s)


@gb_sets.export(
    "del_element/2",
    "(Element, Set1) -> Set2 when Set1 :: set(Element), Set2 :: set(Element)",
)
def del_element(x: Term, s: Term) -> Term:
    """The set without the element, if it has it."""
    return tail(delete_any, x, s)


@gb_sets.export(
    "delete_any/2",
    "(Element, Set1) -> Set2 when Set1 :: set(Element), Set2 :: set(Element)",
)
def delete_any(x: Term, s: Term) -> Term:
    """The set without the element, if it has it."""
    return tail(delete, x, s) if is_member(x, s) is _true else s


@gb_sets.export(
    "delete/2",
    "(Element, Set1) -> Set2 when Set1 :: set(Element), Set2 :: set(Element)",
)
def delete(x: Term, s: Term) -> Term:
    """The set without the element, which must be there."""
    size, root = pair_of(s, x, s)
    try:
        return sub(size, 1), trees.delete(x, root)[1]
    except BrokenTreeError as e:
        wrong = e.args[0]
    _delete_1(x, wrong)


@gb_sets.export(
    "balance/1",
    "(Set1) -> Set2 when Set1 :: set(Element), Set2 :: set(Element)",
)
def balance(s: Term) -> Term:
    """The set rebuilt as low as it can be, which helps after many deletions."""
    size, root = sized(s, s)
    return size, trees.from_entries(list(trees.entries(root)))


@gb_sets.export(
    "from_list/1",
    "(List) -> Set when List :: [Element], Set :: set(Element)",
)
def from_list_(l: Term) -> Term:
    """The set of the elements of a list."""
    sorted_list = usort(l)
    return low_tree(from_list(run() if sorted_list is TAIL else sorted_list))


@gb_sets.export(
    "from_ordset/1",
    "(List) -> Set when List :: [Element], Set :: set(Element)",
)
def from_ordset(l: Term) -> Term:
    """The set of the elements of a list that is sorted and has no duplicates."""
    length(l)
    items = from_list(l)
    return _checked(items, len(items))


@local("gb_sets", "balance_list_checked_1")
def _checked(items: list[Any], size: int) -> Term:
    for i in range(1, len(items)):
        if compare(items[i - 1], items[i]) >= 0:
            raise error((a.badarg, a.not_ordset))
    return low_tree(items)


def _take_end(s: Term, side: int, name: str) -> Term:
    size, root = pair_of(s, s)
    try:
        found, left = trees.take_end(root, side)
    except BrokenTreeError as e:
        wrong = e.args[0]
    else:
        return found[0], (sub(size, 1), left)
    clause("gb_sets", name)(wrong)


@gb_sets.export(
    "take_smallest/1",
    "(Set1) -> {Element, Set2} when Set1 :: set(Element), Set2 :: set(Element)",
)
def take_smallest(s: Term) -> Term:
    """{the smallest element, the set without it}; the set must not be empty."""
    return _take_end(s, -2, "take_smallest1")


@gb_sets.export(
    "take_largest/1",
    "(Set1) -> {Element, Set2} when Set1 :: set(Element), Set2 :: set(Element)",
)
def take_largest(s: Term) -> Term:
    """{the largest element, the set without it}; the set must not be empty."""
    return _take_end(s, -1, "take_largest1")


def _end(s: Term, side: int, name: str) -> Term:
    try:
        return trees.end(pair_of(s, s)[1], side)[0]
    except BrokenTreeError as e:
        return tail(clause("gb_sets", name), e.args[0])


@gb_sets.export(
    "smallest/1",
    "(Set) -> Element when Set :: set(Element)",
)
def smallest(s: Term) -> Term:
    """The smallest element; the set must not be empty."""
    return _end(s, -2, "smallest_1")


@gb_sets.export(
    "largest/1",
    "(Set) -> Element when Set :: set(Element)",
)
def largest(s: Term) -> Term:
    """The largest element; the set must not be empty."""
    return _end(s, -1, "largest_1")


def _beside(x: Term, s: Term, side: int, name: str) -> Term:
    try:
        found = trees.beside(x, pair_of(s, x, s)[1], side)
    except BrokenTreeError as e:
        return tail(clause("gb_sets", name), x, e.args[0])
    return _none if found is NIL else (a.found, found[0])


@gb_sets.export(
    "smaller/2",
    "(Element1, Set) -> none | {found, Element2} when Element1 :: Element, Element2 :: "
    "Element, Set :: set(Element)",
)
def smaller(x: Term, s: Term) -> Term:
    """{found, the largest element below Element1}, or none."""
    return _beside(x, s, -2, "smaller_1")


@gb_sets.export(
    "larger/2",
    "(Element1, Set) -> none | {found, Element2} when Element1 :: Element, Element2 :: "
    "Element, Set :: set(Element)",
)
def larger(x: Term, s: Term) -> Term:
    """{found, the smallest element above Element1}, or none."""
    return _beside(x, s, -1, "larger_1")


@gb_sets.export(
    "to_list/1",
    "(Set) -> List when Set :: set(Element), List :: [Element]",
)
def to_list_(s: Term) -> Term:
    """The elements in order."""
    return to_list(items_of(pair_of(s, s)[1]))


@gb_sets.export(
    "is_set/1",
    "(Term) -> boolean() when Term :: term()",
)
def is_set(s: Term) -> Term:
    """True for what looks like a set."""
    if type(s) is not tuple or len(s) != 2 or type(s[0]) is not int:
        return _false
    root = s[1]
    empty = s[0] == 0 and root is NIL
    return _true if empty or (s[0] >= 0 and type(root) is tuple and len(root) == 3) else _false
