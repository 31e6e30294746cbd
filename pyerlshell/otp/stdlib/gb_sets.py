"""Sets as general balanced trees: `{Size, Tree}`; elements that compare equal are one.

Two sets are combined in one of two ways, whichever is less work by the reference's estimate, since
the shape of the result shows: one look into the bigger tree for each element of the smaller set, or
one pass through both.

OTP: gb_sets
"""

from __future__ import annotations

import math
from typing import Any, Final, TypeAlias

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.support.arith import filter_truth
from pyerlshell.otp import balanced_trees as trees
from pyerlshell.otp.balanced_trees import NIL, BrokenTreeError, DuplicateKeyError, Node
from pyerlshell.otp.native_calls import clause, failure, is_fun, local
from pyerlshell.otp.preloaded.erlang.arithmetic import sub
from pyerlshell.otp.preloaded.erlang.lists import length
from pyerlshell.otp.stdlib.lists.sorting import usort
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.order import compare
from pyerlshell.terms.types import Term

__preempt__ = True

gb_sets: Final = NativeModule("gb_sets", "Sets represented by general balanced trees.")

_true = a.true
_false = a.false
_none = a.none
_SIDES: Final = {a.ordered: -2, a.reversed: -1}
_SMALL: Final = 10
_LOOKS: Final = 1.46
"""How much dearer a look into a tree is, for each halving, than a step of a pass through both."""

Pair: TypeAlias = "tuple[Any, Node]"


def _pair(s: Any, *args: Term) -> Pair:
    """Size and root of a set, for functions that take any pair."""
    if type(s) is tuple and len(s) == 2:
        return s
    raise function_clause(*args)


def _sized(s: Any, *args: Term) -> tuple[int, Node]:
    """Size and root of a set, for functions that look at the size."""
    if type(s) is tuple and len(s) == 2 and type(s[0]) is int and s[0] >= 0:
        return s
    raise function_clause(*args)


_is_member_1 = clause("gb_sets", "is_member_1")
_insert_clause = clause("gb_sets", "insert_1")
_delete_1 = clause("gb_sets", "delete_1")
_to_list_clause = clause("gb_sets", "to_list")


_is_disjoint_1 = clause("gb_sets", "is_disjoint_1")


def _is_node(root: Any) -> bool:
    """Is this the root of a tree, empty or not?"""
    return root is NIL or (type(root) is tuple and len(root) == 3)


def _items(root: Node) -> list[Any]:
    """The elements in order."""
    try:
        return [node[0] for node in trees.nodes(root)]
    except BrokenTreeError as e:
        wrong = e.args[0]
    _to_list_clause(wrong, None)


def _low(items: list[Any], heavy_right: bool = False) -> Term:
    """The set of sorted elements as the lowest tree."""
    return len(items), trees.from_entries([(x,) for x in items], heavy_right)


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
    return _pair(s, s)[0]


@gb_sets.export(
    "is_equal/2",
    "(Set1, Set2) -> boolean() when Set1 :: set(), Set2 :: set()",
)
def is_equal(s: Term, other: Term) -> Term:
    """True if both sets have the same elements."""
    size1, root1 = _pair(s, s, other)
    size2, root2 = _pair(other, s, other)
    if compare(size1, size2) != 0:
        return _false
    items1, items2 = _items(root1), _items(root2)
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


def _is_in(x: Term, root: Node) -> bool:
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
    return _true if _is_in(x, _pair(s, x, s)[1]) else _false


@gb_sets.export(
    "insert/2",
    "(Element, Set1) -> Set2 when Set1 :: set(Element), Set2 :: set(Element)",
)
def insert(x: Term, s: Term) -> Term:
    """The set with one more element, which must be new."""
    size, root = _sized(s, x, s)
    return size + 1, _insert_1(x, root, size + 1)


@local("gb_sets", "insert_1")
def _insert_1(x: Term, root: Node, size: int) -> Node:
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
    size, root = _pair(s, x, s)
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
    size, root = _sized(s, s)
    return size, trees.from_entries(list(trees.entries(root)))


@gb_sets.export(
    "from_list/1",
    "(List) -> Set when List :: [Element], Set :: set(Element)",
)
def from_list_(l: Term) -> Term:
    """The set of the elements of a list."""
    sorted_list = usort(l)
    return _low(from_list(run() if sorted_list is TAIL else sorted_list))


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
    return _low(items)


def _take_end(s: Term, side: int, name: str) -> Term:
    size, root = _pair(s, s)
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
        return trees.end(_pair(s, s)[1], side)[0]
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
        found = trees.beside(x, _pair(s, x, s)[1], side)
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
    return to_list(_items(_pair(s, s)[1]))


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


@gb_sets.export(
    "iterator/1",
    "(Set) -> Iter when Set :: set(Element), Iter :: iter(Element)",
)
def iterator(s: Term) -> Term:
    """What next/1 takes the elements from."""
    return tail(iterator_in_order, s, a.ordered)


@gb_sets.export(
    "iterator/2",
    "(Set, Order) -> Iter when Set :: set(Element), Iter :: iter(Element), Order :: ordered | "
    "reversed",
)
def iterator_in_order(s: Term, order: Term) -> Term:
    """What next/1 takes the elements from, `ordered` or `reversed`."""
    _, root = _pair(s, s, order)
    if type(order) is not Atom or order not in _SIDES:
        raise function_clause(s, order)
    side = _SIDES[order]
    try:
        return order, trees.pending(root, side)
    except BrokenTreeError as e:
        wrong = e.args[0]
    clause("gb_sets", "iterator_1" if side == -2 else "iterator_r")(wrong, None)


@gb_sets.export(
    "iterator_from/2",
    "(Element, Set) -> Iter when Set :: set(Element), Iter :: iter(Element)",
)
def iterator_from(x: Term, s: Term) -> Term:
    """What next/1 takes the elements from, those before Element left out."""
    return tail(iterator_from_in_order, x, s, a.ordered)


@gb_sets.export(
    "iterator_from/3",
    "(Element, Set, Order) -> Iter when Set :: set(Element), Iter :: iter(Element), Order :: "
    "ordered | reversed",
)
def iterator_from_in_order(x: Term, s: Term, order: Term) -> Term:
    """What next/1 takes the elements from, in this order, those before Element left out."""
    _, root = _pair(s, x, s, order)
    if type(order) is not Atom or order not in _SIDES:
        raise function_clause(x, s, order)
    try:
        return order, trees.pending_from(x, root, _SIDES[order])
    except BrokenTreeError as e:
        wrong = e.args[0]
    name = "iterator_from_1" if order is a.ordered else "iterator_from_r"
    clause("gb_sets", name)(x, wrong, None)


@gb_sets.export(
    "next/1",
    "(Iter1) -> {Element, Iter2} | none when Iter1 :: iter(Element), Iter2 :: iter(Element)",
)
def next_(iter1: Any) -> Term:
    """{Element, the iterator of what follows}, or none."""
    if type(iter1) is tuple and len(iter1) == 2:
        order, nodes = iter1
        if nodes is None:
            return _none
        if type(nodes) is list and type(order) is Atom and order in _SIDES:
            node, rest = nodes
            if type(node) is tuple and len(node) == 3:
                side = _SIDES[order]
                other = node[-1] if side == -2 else node[-2]
                return node[0], (order, trees.pending(other, side, rest))
    raise function_clause(iter1)


def _looks(n1: int, n2: int) -> bool:
    """Are n1 looks into a tree of n2 less work than a pass through both?"""
    return n2 >= _SMALL and n2 >= n1 * math.floor(_LOOKS * math.log(n2) + 0.5)


def _both(s1: Any, s2: Any) -> tuple[Pair, Pair]:
    """The sets that are given, for functions that ask for integer sizes."""
    for s in (s1, s2):
        if type(s) is not tuple or len(s) != 2 or type(s[0]) is not int:
            raise function_clause(s1, s2)
    return s1, s2


@gb_sets.export(
    "union/2",
    "(Set1, Set2) -> Set3 when Set1 :: set(Element), Set2 :: set(Element), Set3 :: set(Element)",
)
def union(s1: Term, s2: Term) -> Term:
    """The elements of either set."""
    one, two = _both(s1, s2)
    if two[0] < one[0]:
        one, two = two, one
    if not _looks(one[0], two[0]):
        return _low(_merged(_items(one[1]), _items(two[1])), heavy_right=True)
    count, root = two
    for x in _items(one[1]):
        if not _is_in(x, root):
            count += 1
            root = trees.insert((x,), root, count)
    return count, root


def _merged(xs: list[Any], ys: list[Any]) -> list[Any]:
    """The elements of both. Of equal ones the reference keeps that of the list it looks at first,
    and the lists change places whenever the other one is smaller."""
    made: list[Any] = []
    i = j = 0
    while i < len(xs) and j < len(ys):
        c = compare(xs[i], ys[j])
        if c > 0:
            made.append(ys[j])
            xs, ys, i, j = ys, xs, j + 1, i
        else:
            made.append(xs[i])
            i += 1
            if c == 0:
                j += 1
    return made + xs[i:] + ys[j:]


@gb_sets.export(
    "union/1",
    "(SetList) -> Set when SetList :: [set(Element)], Set :: set(Element)",
)
def union_all(l: Any) -> Term:
    """The elements of any of the sets."""
    if l is None:
        return 0, NIL
    return _folded(l, union, "union_list")


def _folded(l: Any, combine: Any, name: str) -> Term:
    """The sets combined from left to right; there is one at least."""
    if type(l) is not list:
        raise function_clause(l)
    made, rest = l
    while type(rest) is list:
        made = combine(made, rest[0])
        rest = rest[1]
    return made if rest is None else tail(clause("gb_sets", name), made, rest)


@gb_sets.export(
    "intersection/2",
    "(Set1, Set2) -> Set3 when Set1 :: set(Element), Set2 :: set(Element), Set3 :: set(Element)",
)
def intersection(s1: Term, s2: Term) -> Term:
    """The elements of both sets."""
    one, two = _both(s1, s2)
    if two[0] < one[0]:
        one, two = two, one
    xs = _items(one[1])
    if _looks(one[0], two[0]):
        return _low([x for x in xs if _is_in(x, two[1])], heavy_right=True)
    return _low(_common(xs, _items(two[1])), heavy_right=True)


def _common(xs: list[Any], ys: list[Any]) -> list[Any]:
    """The elements of both; which of equal ones is kept is as in `_merged`."""
    made: list[Any] = []
    i = j = 0
    while i < len(xs) and j < len(ys):
        c = compare(xs[i], ys[j])
        if c > 0:
            xs, ys, i, j = ys, xs, j + 1, i
            continue
        if c == 0:
            made.append(xs[i])
            j += 1
        i += 1
    return made


@gb_sets.export(
    "intersection/1",
    "(SetList) -> Set when SetList :: [set(Element), ...], Set :: set(Element)",
)
def intersection_all(l: Term) -> Term:
    """The elements of all the sets."""
    return _folded(l, intersection, "intersection_list")


@gb_sets.export(
    "is_disjoint/2",
    "(Set1, Set2) -> boolean() when Set1 :: set(Element), Set2 :: set(Element)",
)
def is_disjoint(s1: Term, s2: Term) -> Term:
    """True if the sets have no element in common."""
    one, two = _pair(s1, s1, s2), _pair(s2, s1, s2)
    if compare(one[0], two[0]) >= 0:
        one, two = two, one
    if one[1] is NIL or two[1] is NIL:
        return _true
    if not (_is_node(one[1]) and _is_node(two[1])):
        return tail(_is_disjoint_1, one[1], two[1])
    for x in _items(one[1]):
        if _is_in(x, two[1]):
            return _false
    return _true


@gb_sets.export(
    "subtract/2",
    "(Set1, Set2) -> Set3 when Set1 :: set(Element), Set2 :: set(Element), Set3 :: set(Element)",
)
def subtract(s1: Term, s2: Term) -> Term:
    """The elements of the first set that the second does not have."""
    return tail(difference, s1, s2)


@gb_sets.export(
    "difference/2",
    "(Set1, Set2) -> Set3 when Set1 :: set(Element), Set2 :: set(Element), Set3 :: set(Element)",
)
def difference(s1: Term, s2: Term) -> Term:
    """The elements of the first set that the second does not have."""
    (size1, root1), (size2, root2) = _sized(s1, s1, s2), _sized(s2, s1, s2)
    xs = _items(root1)
    if _looks(size1, size2):
        return _low([x for x in xs if not _is_in(x, root2)], heavy_right=True)
    return _low(_left_over(xs, _items(root2)), heavy_right=True)


def _left_over(xs: list[Any], ys: list[Any]) -> list[Any]:
    made: list[Any] = []
    j = 0
    for x in xs:
        while j < len(ys) and compare(ys[j], x) < 0:
            j += 1
        if j == len(ys) or compare(ys[j], x) != 0:
            made.append(x)
    return made


@gb_sets.export(
    "is_subset/2",
    "(Set1, Set2) -> boolean() when Set1 :: set(Element), Set2 :: set(Element)",
)
def is_subset(s1: Term, s2: Term) -> Term:
    """True if the second set has every element of the first."""
    (size1, root1), (size2, root2) = _sized(s1, s1, s2), _sized(s2, s1, s2)
    xs = _items(root1)
    if _looks(size1, size2):
        for x in xs:
            if not _is_in(x, root2):
                return _false
        return _true
    return _false if _left_over(xs, _items(root2)) else _true


@gb_sets.export(
    "filter/2",
    "(Pred, Set1) -> Set2 when Pred :: fun((Element) -> boolean()), Set1 :: set(Element), "
    "Set2 :: set(Element)",
)
def filter_(f: Any, s: Term) -> Term:
    """The elements for which Pred gives true."""
    if not is_fun(f, 1):
        raise function_clause(f, s)
    return _low(_accepted(f, from_list(to_list_(s))))


@local("gb_sets", "-filter/2-lc$^0/1-0-")
def _accepted(f: Any, items: list[Any]) -> list[Any]:
    kept: list[Any] = []
    for x in items:
        r = f(x)
        if filter_truth(run() if r is TAIL else r):
            kept.append(x)
    return kept


_filtermap_1 = failure("gb_sets", "filtermap_1", 3)

# map/2 and filtermap/2 call the fun for a node, then for what is above it, then for what is below.


def _nodes_from_the_top(root: Node) -> list[Any]:
    order: list[Any] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if type(node) is tuple and len(node) == 3:
            order.append(node[0])
            stack.append(node[1])
            stack.append(node[2])
        elif node is not NIL:
            raise BrokenTreeError(node)
    return order


def _called(f: Any, s: Term, name: str) -> list[tuple[Term, Term]]:
    if not is_fun(f, 1):
        raise function_clause(f, s)
    _, root = _pair(s, f, s)
    pairs: list[tuple[Term, Term]] = []
    try:
        items = _nodes_from_the_top(root)
    except BrokenTreeError as e:
        clause("gb_sets", name)(e.args[0], f, None)
    for x in items:
        r = f(x)
        pairs.append((x, run() if r is TAIL else r))
    return pairs


@gb_sets.export(
    "map/2",
    "(Fun, Set1) -> Set2 when Fun :: fun((Element1) -> Element2), Set1 :: set(Element1), Set2 "
    ":: set(Element2)",
)
def map_(f: Any, s: Term) -> Term:
    """The set of what Fun gives for the elements."""
    return from_list_(to_list([r for _, r in _called(f, s, "map_1")]))


@gb_sets.export(
    "filtermap/2",
    "(Fun, Set1) -> Set2 when Fun :: fun((Element1) -> boolean() | {true, Element2}), Set1 :: "
    "set(Element1), Set2 :: set(Element1 | Element2)",
)
def filtermap(f: Any, s: Term) -> Term:
    """The elements for which Fun gives true; where it gives {true, Value}, that value instead."""
    kept: list[Term] = []
    for x, r in _called(f, s, "filtermap_1"):
        if r is _true:
            kept.append(x)
        elif type(r) is tuple and len(r) == 2 and r[0] is _true:
            kept.append(r[1])
        elif r is not _false:
            _filtermap_1(error((a.case_clause, r)))
    return from_list_(to_list(kept))


@gb_sets.export(
    "fold/3",
    "(Function, Acc0, Set) -> Acc1 when Function :: fun((Element, AccIn) -> AccOut), Acc0 :: "
    "Acc, Acc1 :: Acc, AccIn :: Acc, AccOut :: Acc, Set :: set(Element)",
)
def fold(f: Any, acc: Term, s: Term) -> Term:
    """Call Function with each element, in order, and what the call before gave; Acc0 at first."""
    if not is_fun(f, 2):
        raise function_clause(f, acc, s)
    root = _pair(s, f, acc, s)[1]
    for x in _items(root) if _is_node(root) else ():
        acc = f(x, acc)
        if acc is TAIL:
            acc = run()
    return acc
