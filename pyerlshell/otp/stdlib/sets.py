"""Sets whose elements are the same when they match (=:=): maps to [], or hash tables in tuples.

New sets are maps (version 2); sets of version 1 are made when somebody asks for them. Functions of
two sets take any mixture.

OTP: sets
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.support.arith import filter_truth
from pyerlshell.otp import hashed_slots as slots
from pyerlshell.otp.hashed_slots import Table
from pyerlshell.otp.native_calls import clause, failure, is_fun, local
from pyerlshell.otp.stdlib.lists import lists
from pyerlshell.otp.stdlib.maps import maps
from pyerlshell.otp.stdlib.proplists import proplists
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, split_tail, to_list
from pyerlshell.terms.map_order import ordered_items
from pyerlshell.terms.maps import ErlMap, from_stored, has, is_map, key, merge, put, remove
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True

sets: Final = NativeModule("sets", "Sets.")

_tag = a.set
_true = a.true
_false = a.false
_EMPTY: Final[ErlMap] = {}


def _is_table(s: Any) -> bool:
    return slots.is_table(s, _tag)


def _same(x: Term) -> Term:
    return x


def _in_slot(x: Term, items: Any) -> bool:
    while items is not None:
        if exact_equal(x, items[0]):
            return True
        items = items[1]
    return False


def _members(s: Any) -> list[Term]:
    """The elements in the order in which folds see them."""
    if is_map(s):
        return [k for k, _ in ordered_items(s)]
    members: list[Term] = []
    for items in slots.buckets_from_the_top(s):
        while items is not None:
            x, items = items
            members.append(x)
    return members


def _from_members(members: list[Term]) -> ErlMap:
    return from_stored({key(x): None for x in members})


@sets.export(
    "new/0",
    "() -> set(none())",
)
def new() -> Term:
    """The empty set."""
    return _EMPTY


@sets.export(
    "new/1",
    "([{version, 1..2}]) -> set(none())",
)
def new_version(opts: Term) -> Any:
    """The empty set, as a map ({version,2}) or as a hash table ({version,1})."""
    version = proplists.functions["get_value", 3].fn(a.version, opts, 2)
    if version == 1 and type(version) is int:
        return slots.new(_tag)
    if version == 2 and type(version) is int:
        return _EMPTY
    raise error((a.case_clause, version))


@sets.export(
    "from_list/1",
    "(List) -> Set when List :: [Element], Set :: set(Element)",
)
def from_list_(l: Term) -> Term:
    """The set of the elements of a list."""
    return maps.functions["from_keys", 2].fn(l, None)


@sets.export(
    "from_list/2",
    "(List, [{version, 1..2}]) -> Set when List :: [Element], Set :: set(Element)",
)
def from_list_version(l: Term, opts: Term) -> Term:
    """The set of the elements of a list, as a map or as a hash table."""
    made = new_version(opts)
    if is_map(made):
        return tail(from_list_, l)
    items, rest = split_tail(l)
    if rest is not None:
        return tail(_foldl, error((a.case_clause, l)))
    for x in items:
        made = add_element(x, made)
    return made


@sets.export(
    "is_set/1",
    "(Set) -> boolean() when Set :: term()",
)
def is_set(s: Term) -> Term:
    """True for what looks like a set; every map does."""
    return _true if is_map(s) or _is_table(s) else _false


@sets.export(
    "size/1",
    "(Set) -> non_neg_integer() when Set :: set()",
)
def size(s: Any) -> Any:
    """How many elements the set has."""
    if is_map(s):
        return len(s)
    if _is_table(s):
        return s[1]
    raise function_clause(s)


@sets.export(
    "is_empty/1",
    "(Set) -> boolean() when Set :: set()",
)
def is_empty(s: Any) -> Term:
    """True if the set has no element."""
    if not is_map(s) and not _is_table(s):
        raise function_clause(s)
    return _true if size(s) == 0 else _false


@sets.export(
    "is_equal/2",
    "(Set1, Set2) -> boolean() when Set1 :: set(), Set2 :: set()",
)
def is_equal(s1: Any, s2: Any) -> Term:
    """True if both sets have the same elements."""
    if size(s1) != size(s2):
        return _false
    for x in _members(s1):
        if not _has(x, s2):
            return _false
    return _true


@sets.export(
    "to_list/1",
    "(Set) -> List when Set :: set(Element), List :: [Element]",
)
def to_list_(s: Any) -> Term:
    """The elements, in no order."""
    if is_map(s):
        return to_list(_members(s))
    if _is_table(s):
        return to_list(_members(s)[::-1])
    raise function_clause(s)


def _has(x: Term, s: Any) -> bool:
    if is_map(s):
        return has(s, x)
    return _in_slot(x, slots.bucket(s, slots.slot_of(s, x)))


@sets.export(
    "is_element/2",
    "(Element, Set) -> boolean() when Set :: set(Element)",
)
def is_element(x: Term, s: Any) -> Term:
    """True if the set has the element."""
    if not is_map(s) and not _is_table(s):
        raise function_clause(x, s)
    return _true if _has(x, s) else _false


@sets.export(
    "add_element/2",
    "(Element, Set1) -> Set2 when Set1 :: set(Element), Set2 :: set(Element)",
)
def add_element(x: Term, s: Any) -> Any:
    """The set with the element, new or not."""
    if is_map(s):
        return put(s, x, None)
    if not _is_table(s):
        raise function_clause(x, s)
    slot = slots.slot_of(s, x)
    items = slots.bucket(s, slot)
    if _in_slot(x, items):
        return s
    return slots.grown(slots.with_bucket(s, slot, [x, items]), _same)


@sets.export(
    "del_element/2",
    "(Element, Set1) -> Set2 when Set1 :: set(Element), Set2 :: set(Element)",
)
def del_element(x: Term, s: Any) -> Any:
    """The set without the element, if it has it."""
    if is_map(s):
        return remove(s, x)
    if not _is_table(s):
        raise function_clause(x, s)
    slot = slots.slot_of(s, x)
    items = slots.bucket(s, slot)
    if not _in_slot(x, items):
        return s
    kept = to_list([y for y in from_list(items) if not exact_equal(x, y)])
    return slots.shrunk(slots.with_bucket(s, slot, kept), 1)


@sets.export(
    "union/2",
    "(Set1, Set2) -> Set3 when Set1 :: set(Element), Set2 :: set(Element), Set3 :: set(Element)",
)
def union(s1: Any, s2: Any) -> Any:
    """The elements of either set."""
    if is_map(s1) and is_map(s2):
        return merge(s1, s2)
    made, other = (s2, s1) if size(s1) < size(s2) else (s1, s2)
    for x in _members(other):
        made = add_element(x, made)
    return made


def _folded(l: Any, combine: Any, name: str) -> Term:
    """The sets combined from left to right; there is one at least."""
    if type(l) is not list or (l[1] is not None and type(l[1]) is not list):
        raise function_clause(l)
    made, rest = l
    while type(rest) is list:
        made = combine(made, rest[0])
        rest = rest[1]
    return made if rest is None else tail(clause("sets", name), made, rest)


@sets.export(
    "union/1",
    "(SetList) -> Set when SetList :: [set(Element)], Set :: set(Element)",
)
def union_all(l: Term) -> Term:
    """The elements of any of the sets."""
    return _EMPTY if l is None else _folded(l, union, "union1")


@sets.export(
    "intersection/2",
    "(Set1, Set2) -> Set3 when Set1 :: set(Element), Set2 :: set(Element), Set3 :: set(Element)",
)
def intersection(s1: Any, s2: Any) -> Any:
    """The elements of both sets."""
    small, big = (s1, s2) if size(s1) < size(s2) else (s2, s1)
    if is_map(small) and is_map(big):
        return _from_members([x for x in _members(small) if has(big, x)])
    return _filtered(small, big, True)


def _filtered(s: Any, other: Any, wanted: bool) -> Any:
    """The elements of s that `other` has, or has not."""
    if is_map(s):
        return _from_members([x for x in _members(s) if (is_element(x, other) is _true) is wanted])
    return _kept(s, lambda x: is_element(x, other) is _true, wanted)


def _kept(s: Table, accept: Any, wanted: bool) -> Table:
    """A table of the elements for which `accept` gives `wanted`. A slot's elements change their
    order, as they do in the reference."""
    segments: list[Term] = []
    gone = 0
    for segment in s[8]:
        made: list[Term] = []
        for items in segment:
            kept: Term = None
            while items is not None:
                x, items = items
                if accept(x) is wanted:
                    kept = [x, kept]
                else:
                    gone += 1
            made.append(kept)
        segments.append(tuple(made))
    return slots.shrunk((*s[:8], tuple(segments)), gone)


@sets.export(
    "intersection/1",
    "(SetList) -> Set when SetList :: [set(Element), ...], Set :: set(Element)",
)
def intersection_all(l: Term) -> Term:
    """The elements of all the sets."""
    return _folded(l, intersection, "intersection1")


@sets.export(
    "is_disjoint/2",
    "(Set1, Set2) -> boolean() when Set1 :: set(Element), Set2 :: set(Element)",
)
def is_disjoint(s1: Any, s2: Any) -> Term:
    """True if the sets have no element in common."""
    small, big = (s1, s2) if size(s1) < size(s2) else (s2, s1)
    for x in _members(small):
        if _has(x, big):
            return _false
    return _true


_filter_clause = clause("sets", "filter")
_fold_clause = clause("sets", "fold")


@sets.export(
    "subtract/2",
    "(Set1, Set2) -> Set3 when Set1 :: set(Element), Set2 :: set(Element), Set3 :: set(Element)",
)
def subtract(s1: Any, s2: Any) -> Any:
    """The elements of the first set that the second does not have."""
    if not is_map(s1) and not _is_table(s1):
        return tail(_filter_clause, lambda x: _false, s1)
    return _filtered(s1, s2, False)


@sets.export(
    "is_subset/2",
    "(Set1, Set2) -> boolean() when Set1 :: set(Element), Set2 :: set(Element)",
)
def is_subset(s1: Any, s2: Any) -> Term:
    """True if the second set has every element of the first."""
    if not is_map(s1) and not _is_table(s1):
        return tail(_fold_clause, lambda x, y: _false, _true, s1)
    for x in _members(s1):
        if is_element(x, s2) is not _true:
            return _false
    return _true


@sets.export(
    "fold/3",
    "(Function, Acc0, Set) -> Acc1 when Function :: fun((Element, AccIn) -> AccOut), Set :: "
    "set(Element), Acc0 :: Acc, Acc1 :: Acc, AccIn :: Acc, AccOut :: Acc",
)
def fold(f: Any, acc: Term, s: Any) -> Term:
    """Call Function with each element and what the call before gave; Acc0 at first."""
    if not is_fun(f, 2) or not (is_map(s) or _is_table(s)):
        raise function_clause(f, acc, s)
    for x in _members(s):
        acc = f(x, acc)
        if acc is TAIL:
            acc = run()
    return acc


def _require_fun_1(f: Any, s: Any) -> None:
    if not is_fun(f, 1) or not (is_map(s) or _is_table(s)):
        raise function_clause(f, s)


@sets.export(
    "filter/2",
    "(Pred, Set1) -> Set2 when Pred :: fun((Element) -> boolean()), Set1 :: set(Element), "
    "Set2 :: set(Element)",
)
def filter_(f: Any, s: Any) -> Any:
    """The elements for which Pred gives true."""
    _require_fun_1(f, s)
    if is_map(s):
        return _from_members(_accepted(f, _members(s)))
    return tail(_filter_table, f, s)


@local("sets", "-filter/2-lc$^0/1-0-")
def _accepted(f: Any, members: list[Term]) -> list[Term]:
    kept: list[Term] = []
    for x in members:
        r = f(x)
        if filter_truth(run() if r is TAIL else r):
            kept.append(x)
    return kept


_filter_bucket = failure("sets", "filter_bucket", 4)
_filtermap_fun = failure("sets", "-filtermap/2-fun-0-", 3)
_foldl = failure("lists", "foldl", 3)


@local("sets", "filter_set")
def _filter_table(f: Any, s: Table) -> Term:
    def accept(x: Term) -> bool:
        r = f(x)
        if r is TAIL:
            r = run()
        if r is not _true and r is not _false:
            _filter_bucket(error((a.case_clause, r)))
        return r is _true

    return _kept(s, accept, True)


@sets.export(
    "map/2",
    "(Fun, Set1) -> Set2 when Fun :: fun((Element1) -> Element2), Set1 :: set(Element1), Set2 "
    ":: set(Element2)",
)
def map_(f: Any, s: Any) -> Any:
    """The set of what Fun gives for the elements."""
    _require_fun_1(f, s)
    made: list[Term] = []
    for x in _members(s):
        r = f(x)
        made.append(run() if r is TAIL else r)
    return _like(s, made)


def _like(s: Any, members: list[Term]) -> Any:
    """A set of these elements in the version of s."""
    if is_map(s):
        return _from_members(members)
    made = slots.new(_tag)
    for x in members:
        made = add_element(x, made)
    return made


@sets.export(
    "filtermap/2",
    "(Fun, Set1) -> Set2 when Fun :: fun((Element1) -> boolean() | {true, Element2}), Set1 :: "
    "set(Element1), Set2 :: set(Element1 | Element2)",
)
def filtermap(f: Any, s: Any) -> Any:
    """The elements for which Fun gives true; where it gives {true, Value}, that value instead."""
    _require_fun_1(f, s)
    if is_map(s):
        r = lists.functions["filtermap", 2].fn(f, to_list(_members(s)))
        return _from_members(from_list(run() if r is TAIL else r))
    return _like(s, _filtermapped(f, s))


def _filtermapped(f: Any, s: Table) -> list[Term]:
    kept: list[Term] = []
    for x in _members(s):
        r = f(x)
        if r is TAIL:
            r = run()
        if r is _true:
            kept.append(x)
        elif type(r) is tuple and len(r) == 2 and r[0] is _true:
            kept.append(r[1])
        elif r is not _false:
            _filtermap_fun(error((a.case_clause, r)))
    return kept
