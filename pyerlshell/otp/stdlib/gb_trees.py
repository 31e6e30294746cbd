"""Dictionaries as general balanced trees: `{Size, Tree}`; keys that compare equal are one.

OTP: gb_trees
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NoReturn

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import balanced_trees as trees
from pyerlshell.otp.balanced_trees import NIL, BrokenTreeError, DuplicateKeyError, Node
from pyerlshell.otp.native_calls import clause, is_fun, local
from pyerlshell.otp.preloaded.erlang.lists import length
from pyerlshell.otp.stdlib.orddict import sorted_pairs
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.order import compare
from pyerlshell.terms.types import Term

__preempt__ = True

gb_trees: Final = NativeModule("gb_trees", "General balanced trees.")

_true = a.true
_false = a.false
_none = a.none
_SIDES: Final = {a.ordered: -2, a.reversed: -1}


def _pair(t: Any, *args: Term) -> tuple[Any, Node]:
    """Size and root of a tree, for functions that take any pair."""
    if type(t) is tuple and len(t) == 2:
        return t
    raise function_clause(*args)


def _sized(t: Any, *args: Term) -> tuple[int, Node]:
    """Size and root of a tree, for functions that look at the size."""
    if type(t) is tuple and len(t) == 2 and type(t[0]) is int and t[0] >= 0:
        return t
    raise function_clause(*args)


_CLAUSES: Final = {
    name: clause("gb_trees", name)
    for name in (
        "lookup_1",
        "is_defined_1",
        "get_1",
        "update_1",
        "insert_1",
        "delete_1",
        "take_1",
        "take_smallest1",
        "take_largest1",
        "smallest_1",
        "largest_1",
        "smaller_1",
        "larger_1",
    )
}


def _finder(name: str, key: Term, node: Node) -> Node:
    """The node of a key or nil; what is neither fails in the helper."""
    found = trees.find(key, node)
    if type(found) is not tuple and found is not NIL:
        _CLAUSES[name](key, found)
    return found


@gb_trees.export(
    "empty/0",
    "() -> tree(none(), none())",
)
def empty() -> Term:
    """The empty tree."""
    return 0, NIL


@gb_trees.export(
    "is_empty/1",
    "(Tree) -> boolean() when Tree :: tree()",
)
def is_empty(t: Term) -> Term:
    """True for the empty tree."""
    return _true if type(t) is tuple and len(t) == 2 and t[0] == 0 and t[1] is NIL else _false


@gb_trees.export(
    "size/1",
    "(Tree) -> non_neg_integer() when Tree :: tree()",
)
def size(t: Term) -> Term:
    """How many nodes the tree has."""
    return _sized(t, t)[0]


@gb_trees.export(
    "lookup/2",
    "(Key, Tree) -> none | {value, Value} when Tree :: tree(Key, Value)",
)
def lookup(key: Term, t: Term) -> Term:
    """{value, the value of Key}, or none."""
    found = _finder("lookup_1", key, _pair(t, key, t)[1])
    return _none if found is NIL else (a.value, found[1])


@gb_trees.export(
    "is_defined/2",
    "(Key, Tree) -> boolean() when Tree :: tree(Key, Value :: term())",
)
def is_defined(key: Term, t: Term) -> Term:
    """True if Key has a value in the tree."""
    found = _finder("is_defined_1", key, _pair(t, key, t)[1])
    return _false if found is NIL else _true


@gb_trees.export(
    "get/2",
    "(Key, Tree) -> Value when Tree :: tree(Key, Value)",
)
def get(key: Term, t: Term) -> Term:
    """The value of Key, which must be there."""
    found = trees.find(key, _pair(t, key, t)[1])
    return found[1] if type(found) is tuple else tail(_CLAUSES["get_1"], key, found)


@gb_trees.export(
    "update/3",
    "(Key, Value, Tree1) -> Tree2 when Tree1 :: tree(Key, Value), Tree2 :: tree(Key, Value)",
)
def update(key: Term, value: Term, t: Term) -> Term:
    """The tree with another value for Key, which must be there."""
    size, root = _pair(t, key, value, t)
    made = trees.replace((key, value), root)
    if made is None:
        _CLAUSES["update_1"](key, value, trees.find(key, root))
    return size, made


@gb_trees.export(
    "insert/3",
    "(Key, Value, Tree1) -> Tree2 when Tree1 :: tree(Key, Value), Tree2 :: tree(Key, Value)",
)
def insert(key: Term, value: Term, t: Term) -> Term:
    """The tree with one more key, which must be new."""
    size, root = _pair(t, key, value, t)
    if type(size) is not int:
        raise function_clause(key, value, t)
    return size + 1, _insert_1(key, value, root, size + 1)


@local("gb_trees", "insert_1")
def _insert_1(key: Term, value: Term, root: Node, size: int) -> Node:
    try:
        return trees.insert((key, value), root, size)
    except DuplicateKeyError:
        raise error((a.key_exists, key)) from None
    except BrokenTreeError:
        raise error((a.key_exists, key)) from None


@gb_trees.export(
    "enter/3",
    "(Key, Value, Tree1) -> Tree2 when Tree1 :: tree(Key, Value), Tree2 :: tree(Key, Value)",
)
def enter(key: Term, value: Term, t: Term) -> Term:
    """The tree with this value for Key, new or not."""
    if is_defined(key, t) is _true:
        return tail(update, key, value, t)
    return tail(insert, key, value, t)


@gb_trees.export(
    "balance/1",
    "(Tree1) -> Tree2 when Tree1 :: tree(Key, Value), Tree2 :: tree(Key, Value)",
)
def balance(t: Term) -> Term:
    """The tree rebuilt as low as it can be, which helps after many deletions."""
    size, root = _sized(t, t)
    return size, trees.from_entries(list(trees.entries(root)))


@gb_trees.export(
    "from_list/1",
    "(List) -> Tree when List :: [{Key, Value}], Tree :: tree(Key, Value)",
)
def from_list_(l: Term) -> Term:
    """The tree of {Key, Value} pairs; the last of equal keys counts."""
    return _from_sorted(sorted_pairs(l))


def _from_sorted(items: list[Any]) -> Term:
    return len(items), trees.from_entries(items)


@gb_trees.export(
    "from_orddict/1",
    "(List) -> Tree when List :: [{Key, Value}], Tree :: tree(Key, Value)",
)
def from_orddict(l: Term) -> Term:
    """The tree of {Key, Value} pairs that are sorted, without equal keys."""
    length(l)
    items = from_list(l)
    return _checked(items, len(items))


@local("gb_trees", "balance_list_checked_1")
def _checked(items: list[Any], size: int) -> Term:
    for item in items:
        if type(item) is not tuple or len(item) != 2:
            raise function_clause(to_list(items), size)
    for i in range(1, len(items)):
        if compare(items[i - 1][0], items[i][0]) >= 0:
            raise error((a.badarg, a.not_orddict))
    return _from_sorted(items)


@gb_trees.export(
    "delete_any/2",
    "(Key, Tree1) -> Tree2 when Tree1 :: tree(Key, Value), Tree2 :: tree(Key, Value)",
)
def delete_any(key: Term, t: Term) -> Term:
    """The tree without Key, if it has it."""
    return tail(delete, key, t) if is_defined(key, t) is _true else t


@gb_trees.export(
    "delete/2",
    "(Key, Tree1) -> Tree2 when Tree1 :: tree(Key, Value), Tree2 :: tree(Key, Value)",
)
def delete(key: Term, t: Term) -> Term:
    """The tree without Key, which must be there."""
    size, root = _sized(t, key, t)
    return size - 1, _deleted("delete_1", key, root)[1]


def _deleted(name: str, key: Term, root: Node) -> tuple[Node, Node]:
    try:
        return trees.delete(key, root)
    except BrokenTreeError as e:
        wrong = e.args[0]
    _CLAUSES[name](key, wrong)


@gb_trees.export(
    "take_any/2",
    "(Key, Tree1) -> {Value, Tree2} | error when Tree1 :: tree(Key, _), Tree2 :: tree(Key, "
    "_), Key :: term(), Value :: term()",
)
def take_any(key: Term, t: Term) -> Term:
    """{the value of Key, the tree without it}, or error."""
    return tail(take, key, t) if is_defined(key, t) is _true else a.error


@gb_trees.export(
    "take/2",
    "(Key, Tree1) -> {Value, Tree2} when Tree1 :: tree(Key, _), Tree2 :: tree(Key, _), Key :: "
    "term(), Value :: term()",
)
def take(key: Term, t: Term) -> Term:
    """{the value of Key, the tree without it}; it must be there."""
    size, root = _sized(t, key, t)
    found, left = _deleted("take_1", key, root)
    return found[1], (size - 1, left)


def _take_end(name: str, t: Term, side: int) -> Term:
    size, root = _sized(t, t)
    try:
        found, left = trees.take_end(root, side)
    except BrokenTreeError as e:
        wrong = e.args[0]
    else:
        return found[0], found[1], (size - 1, left)
    _CLAUSES[name](wrong)


@gb_trees.export(
    "take_smallest/1",
    "(Tree1) -> {Key, Value, Tree2} when Tree1 :: tree(Key, Value), Tree2 :: tree(Key, Value)",
)
def take_smallest(t: Term) -> Term:
    """{Key, Value, the tree without them} of the smallest key; the tree must not be empty."""
    return _take_end("take_smallest1", t, -2)


@gb_trees.export(
    "take_largest/1",
    "(Tree1) -> {Key, Value, Tree2} when Tree1 :: tree(Key, Value), Tree2 :: tree(Key, Value)",
)
def take_largest(t: Term) -> Term:
    """{Key, Value, the tree without them} of the largest key; the tree must not be empty."""
    return _take_end("take_largest1", t, -1)


def _end(name: str, t: Term, side: int) -> Term:
    try:
        return trees.end(_pair(t, t)[1], side)[:2]
    except BrokenTreeError as e:
        return tail(_CLAUSES[name], e.args[0])


@gb_trees.export(
    "smallest/1",
    "(Tree) -> {Key, Value} when Tree :: tree(Key, Value)",
)
def smallest(t: Term) -> Term:
    """{Key, Value} of the smallest key; the tree must not be empty."""
    return _end("smallest_1", t, -2)


@gb_trees.export(
    "largest/1",
    "(Tree) -> {Key, Value} when Tree :: tree(Key, Value)",
)
def largest(t: Term) -> Term:
    """{Key, Value} of the largest key; the tree must not be empty."""
    return _end("largest_1", t, -1)


def _beside(name: str, key: Term, t: Term, side: int) -> Term:
    try:
        found = trees.beside(key, _pair(t, key, t)[1], side)
    except BrokenTreeError as e:
        return tail(_CLAUSES[name], key, e.args[0])
    return _none if found is NIL else found[:2]


@gb_trees.export(
    "smaller/2",
    "(Key1, Tree) -> none | {Key2, Value} when Key1 :: Key, Key2 :: Key, Tree :: tree(Key, Value)",
)
def smaller(key: Term, t: Term) -> Term:
    """{Key, Value} of the largest key below Key1, or none."""
    return _beside("smaller_1", key, t, -2)


@gb_trees.export(
    "larger/2",
    "(Key1, Tree) -> none | {Key2, Value} when Key1 :: Key, Key2 :: Key, Tree :: tree(Key, Value)",
)
def larger(key: Term, t: Term) -> Term:
    """{Key, Value} of the smallest key above Key1, or none."""
    return _beside("larger_1", key, t, -1)


def _entries(name: str, t: Term) -> list[Any]:
    """The entries; what is no node fails in the helper, a function of the same name."""
    try:
        return list(trees.entries(_pair(t, t)[1]))
    except BrokenTreeError as e:
        wrong = e.args[0]
    clause("gb_trees", name)(wrong, None)


@gb_trees.export(
    "to_list/1",
    "(Tree) -> [{Key, Value}] when Tree :: tree(Key, Value)",
)
def to_list_(t: Term) -> Term:
    """The {Key, Value} pairs by their keys."""
    return to_list(_entries("to_list", t))


@gb_trees.export(
    "keys/1",
    "(Tree) -> [Key] when Tree :: tree(Key, Value :: term())",
)
def keys(t: Term) -> Term:
    """The keys in order."""
    return to_list([entry[0] for entry in _entries("keys", t)])


@gb_trees.export(
    "values/1",
    "(Tree) -> [Value] when Tree :: tree(Key :: term(), Value)",
)
def values(t: Term) -> Term:
    """The values by their keys."""
    return to_list([entry[1] for entry in _entries("values", t)])


@gb_trees.export(
    "iterator/1",
    "(Tree) -> Iter when Tree :: tree(Key, Value), Iter :: iter(Key, Value)",
)
def iterator(t: Term) -> Term:
    """What next/1 takes the pairs from."""
    return tail(iterator_in_order, t, a.ordered)


@gb_trees.export(
    "iterator/2",
    "(Tree, Order) -> Iter when Tree :: tree(Key, Value), Iter :: iter(Key, Value), Order :: "
    "ordered | reversed",
)
def iterator_in_order(t: Term, order: Term) -> Term:
    """What next/1 takes the pairs from, `ordered` or `reversed`."""
    _, root = _pair(t, t, order)
    if type(order) is not Atom or order not in _SIDES:
        raise function_clause(t, order)
    side = _SIDES[order]
    try:
        return order, trees.pending(root, side)
    except BrokenTreeError as e:
        wrong = e.args[0]
    _iterator_clause(side)(wrong, None)


def _iterator_clause(side: int) -> Callable[..., NoReturn]:
    return clause("gb_trees", "iterator_1" if side == -2 else "iterator_r")


@gb_trees.export(
    "iterator_from/2",
    "(Key, Tree) -> Iter when Tree :: tree(Key, Value), Iter :: iter(Key, Value)",
)
def iterator_from(key: Term, t: Term) -> Term:
    """What next/1 takes the pairs from, those before Key left out."""
    return tail(iterator_from_in_order, key, t, a.ordered)


@gb_trees.export(
    "iterator_from/3",
    "(Key, Tree, Order) -> Iter when Tree :: tree(Key, Value), Iter :: iter(Key, Value), "
    "Order :: ordered | reversed",
)
def iterator_from_in_order(key: Term, t: Term, order: Term) -> Term:
    """What next/1 takes the pairs from, in this order, those before Key left out."""
    _, root = _pair(t, key, t, order)
    if type(order) is not Atom or order not in _SIDES:
        raise function_clause(key, t, order)
    try:
        return order, trees.pending_from(key, root, _SIDES[order])
    except BrokenTreeError as e:
        wrong = e.args[0]
    name = "iterator_from_1" if order is a.ordered else "iterator_from_r"
    clause("gb_trees", name)(key, wrong, None)


@gb_trees.export(
    "next/1",
    "(Iter1) -> none | {Key, Value, Iter2} when Iter1 :: iter(Key, Value), Iter2 :: iter(Key, "
    "Value)",
)
def next_(iter1: Any) -> Term:
    """{Key, Value, the iterator of what follows}, or none."""
    if type(iter1) is tuple and len(iter1) == 2:
        order, nodes = iter1
        if nodes is None:
            return _none
        if type(nodes) is list and type(order) is Atom and order in _SIDES:
            node, rest = nodes
            if type(node) is tuple and len(node) == 4:
                side = _SIDES[order]
                other = node[-1] if side == -2 else node[-2]
                return node[0], node[1], (order, trees.pending(other, side, rest))
    raise function_clause(iter1)


@gb_trees.export(
    "map/2",
    "(Function, Tree1) -> Tree2 when Function :: fun((K :: Key, V1 :: Value1) -> V2 :: "
    "Value2), Tree1 :: tree(Key, Value1), Tree2 :: tree(Key, Value2)",
)
def map_(f: Term, t: Term) -> Term:
    """The tree with Function(Key, Value) for each value; the root's comes first."""
    if not is_fun(f, 2):
        raise function_clause(f, t)
    size, root = _pair(t, f, t)
    return size, _map_1(f, root)


@local("gb_trees", "map_1")
def _map_1(f: Any, node: Node) -> Node:
    if node is NIL:
        return NIL
    if type(node) is not tuple or len(node) != 4:
        raise function_clause(f, node)
    key, value, smaller, bigger = node
    value = f(key, value)
    if value is TAIL:
        value = run()
    return key, value, _map_1(f, smaller), _map_1(f, bigger)
