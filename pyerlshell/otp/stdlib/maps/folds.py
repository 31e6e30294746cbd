"""Funs over maps: `map/2`, `fold/3`, `filter/2`, `merge_with/3`, `update_with/3`, ...

OTP: maps
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, Final

from immutables import Map

from pyerlshell.erts.errors import badarg, error
from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.otp.native_calls import local
from pyerlshell.otp.stdlib.maps.iterators import Pairs, pairs_of
from pyerlshell.otp.stdlib.maps.module import maps
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.map_order import ordered_items
from pyerlshell.terms.maps import from_stored, key, put
from pyerlshell.terms.types import Term

__preempt__ = True

_MISSING: Final = object()
_true = a.true
_false = a.false


def _pairs(f: Term, arity: int, x: Term, *args: Term) -> Pairs:
    """The pairs to go through, once f is known to be a fun of this arity."""
    if type(f) is not FunctionType or f.__code__.co_argcount != arity:
        raise badarg(*args)
    pairs = pairs_of(x)
    if pairs is None:
        raise error((a.badmap, x), *args)
    return pairs


@maps.export(
    "map/2",
    "(Fun, MapOrIter) -> Map when Fun :: fun((Key, Value1) -> Value2), MapOrIter :: #{Key "
    "=> Value1} | iterator(Key, Value1), Map :: #{Key => Value2}",
)
def map_(f: Term, x: Term) -> Term:
    """The map with each value replaced by Fun(Key, Value)."""
    return from_stored(_map_1(f, _pairs(f, 2, x, f, x), None))


@local("maps", "map_1")
def _map_1(f: Any, pairs: Pairs, _errors: Term) -> dict[Any, Term]:
    made: dict[Any, Term] = {}
    for k, v in pairs:
        r = f(k, v)
        if r is TAIL:
            r = run()
        made[key(k)] = r
    return made


@maps.export(
    "fold/3",
    "(Fun, Init, MapOrIter) -> Acc when Fun :: fun((Key, Value, AccIn) -> AccOut), Init :: "
    "term(), Acc :: AccOut, AccIn :: Init | AccOut, MapOrIter :: #{Key => Value} | "
    "iterator(Key, Value)",
)
def fold(f: Term, acc: Term, x: Term) -> Term:
    """Call Fun(Key, Value, Acc) for each association, passing on what it gives; Init at first."""
    return tail(_fold_1, f, acc, _pairs(f, 3, x, f, acc, x), None)


@local("maps", "fold_1")
def _fold_1(f: Any, acc: Term, pairs: Pairs, _errors: Term) -> Term:
    for k, v in pairs:
        acc = f(k, v, acc)
        if acc is TAIL:
            acc = run()
    return acc


@maps.export(
    "foreach/2",
    "(Fun, MapOrIter) -> ok when Fun :: fun((Key, Value) -> term()), MapOrIter :: #{Key => "
    "Value} | iterator(Key, Value)",
)
def foreach(f: Term, x: Term) -> Term:
    """Call Fun(Key, Value) for each association, for what it does; `ok`."""
    return tail(_foreach_1, f, _pairs(f, 2, x, f, x), None)


@local("maps", "foreach_1")
def _foreach_1(f: Any, pairs: Pairs, _errors: Term) -> Term:
    for k, v in pairs:
        if f(k, v) is TAIL:
            run()
    return a.ok


@maps.export(
    "filter/2",
    "(Pred, MapOrIter) -> Map when Pred :: fun((Key, Value) -> boolean()), MapOrIter :: "
    "#{Key => Value} | iterator(Key, Value), Map :: #{Key => Value}",
)
def filter_(f: Term, x: Term) -> Term:
    """The associations for which Pred(Key, Value) is true."""
    return from_stored(_filter_1(f, _pairs(f, 2, x, f, x), None))


@local("maps", "filter_1")
def _filter_1(f: Any, pairs: Pairs, _errors: Term) -> dict[Any, Term]:
    made: dict[Any, Term] = {}
    for k, v in pairs:
        r = f(k, v)
        if r is TAIL:
            r = run()
        if r is _true:
            made[key(k)] = v
        elif r is not _false:
            raise error((a.case_clause, r))
    return made


@maps.export(
    "filtermap/2",
    "(Fun, MapOrIter) -> Map when Fun :: fun((Key, Value1) -> boolean() | {true, Value2}), "
    "MapOrIter :: #{Key => Value1} | iterator(Key, Value1), Map :: #{Key => Value1 | "
    "Value2}",
)
def filtermap(f: Term, x: Term) -> Term:
    """The associations for which Fun(Key, Value) is true, with the new value where it is {true,
    New}.
    """
    return from_stored(_filtermap_1(f, _pairs(f, 2, x, f, x), None))


@local("maps", "filtermap_1")
def _filtermap_1(f: Any, pairs: Pairs, _errors: Term) -> dict[Any, Term]:
    made: dict[Any, Term] = {}
    for k, v in pairs:
        r = f(k, v)
        if r is TAIL:
            r = run()
        if r is _true:
            made[key(k)] = v
        elif type(r) is tuple and len(r) == 2 and r[0] is _true:
            made[key(k)] = r[1]
        elif r is not _false:
            raise error((a.case_clause, r))
    return made


@maps.export(
    "update_with/3",
    "(Key, Fun, Map1) -> Map2 when Map1 :: #{Key := Value1, _ => _}, Map2 :: #{Key := "
    "Value2, _ => _}, Fun :: fun((Value1) -> Value2)",
)
def update_with(k: Term, f: Term, m: Term) -> Term:
    """Map1 with Fun(Value) for the value of Key, which it must have."""
    if type(m) is not dict and type(m) is not Map:
        raise error((a.badmap, m), k, f, m)
    if type(f) is not FunctionType or f.__code__.co_argcount != 1:
        raise badarg(k, f, m)
    found = m.get(key(k), _MISSING)
    if found is _MISSING:
        raise error((a.badkey, k), k, f, m)
    r: Any = f(found)
    return put(m, k, run() if r is TAIL else r)


@maps.export(
    "update_with/4",
    "(Key, Fun, Init, Map1) -> Map2 when Map1 :: #{Key => Value1, _ => _}, Map2 :: #{Key "
    ":= Value2 | Init, _ => _}, Fun :: fun((Value1) -> Value2)",
)
def update_with_init(k: Term, f: Term, first: Term, m: Term) -> Term:
    """Map1 with Fun(Value) for the value of Key, or Init if it has none."""
    if type(m) is not dict and type(m) is not Map:
        raise error((a.badmap, m), k, f, first, m)
    if type(f) is not FunctionType or f.__code__.co_argcount != 1:
        raise badarg(k, f, first, m)
    found = m.get(key(k), _MISSING)
    if found is _MISSING:
        return put(m, k, first)
    r: Any = f(found)
    return put(m, k, run() if r is TAIL else r)


def _two_maps(f: Term, x: Term, y: Term) -> None:
    if type(f) is not FunctionType or f.__code__.co_argcount != 3:
        raise badarg(f, x, y)
    for m in (x, y):
        if type(m) is not dict and type(m) is not Map:
            raise error((a.badmap, m), f, x, y)


@maps.export(
    "merge_with/3",
    "(Combiner, Map1, Map2) -> Map3 when Map1 :: #{Key1 => Value1}, Map2 :: #{Key2 => "
    "Value2}, Combiner :: fun((Key1, Value1, Value2) -> CombineResult), Map3 :: #{Key1 => "
    "CombineResult, Key1 => Value1, Key2 => Value2}",
)
def merge_with(f: Term, x: Term, y: Term) -> Term:
    """The associations of both maps; where both have a key, Combiner(Key, Value1, Value2) is the
    value.
    """
    _two_maps(f, x, y)
    return tail(_merge_with_1, f, x, y)


@local("maps", "merge_with_1")
def _merge_with_1(f: Any, x: Any, y: Any) -> Term:
    made = dict(x)
    for k, v in ordered_items(y):
        stored = key(k)
        mine = made.get(stored, _MISSING)
        if mine is not _MISSING:
            v = f(k, mine, v)
            if v is TAIL:
                v = run()
        made[stored] = v
    return from_stored(made)


@maps.export(
    "intersect_with/3",
    "(Combiner, Map1, Map2) -> Map3 when Map1 :: #{Key => Value1}, Map2 :: #{term() => "
    "Value2}, Combiner :: fun((Key, Value1, Value2) -> CombineResult), Map3 :: #{Key => "
    "CombineResult}",
)
def intersect_with(f: Term, x: Term, y: Term) -> Term:
    """The keys that both maps have, each with Combiner(Key, Value1, Value2)."""
    _two_maps(f, x, y)
    return tail(_intersect_with_iterate, f, x, y, None)


@local("maps", "intersect_with_iterate")
def _intersect_with_iterate(f: Any, x: Any, y: Any, _acc: Term) -> Term:
    made: dict[Any, Term] = {}
    for k, v in ordered_items(x):
        stored = key(k)
        other = y.get(stored, _MISSING)
        if other is not _MISSING:
            r = f(k, v, other)
            made[stored] = run() if r is TAIL else r
    return from_stored(made)


@maps.export(
    "groups_from_list/2",
    "(KeyFun, List) -> GroupsMap when KeyFun :: fun((Elem) -> Key), GroupsMap :: #{Key => "
    "Group}, Key :: term(), List :: [Elem], Group :: [Elem], Elem :: term()",
)
def groups_from_list(f: Term, l: Term) -> Term:
    """The elements of List in groups, under the keys that KeyFun gives for them."""
    if type(f) is not FunctionType or f.__code__.co_argcount != 1 or not is_proper(l):
        raise badarg(f, l)
    return tail(_groups_from_list_1, f, l, None)


@local("maps", "groups_from_list_1")
def _groups_from_list_1(f: Any, l: Term, _acc: Term) -> Term:
    groups: dict[Any, Term] = {}
    for x in reversed(from_list(l)):  # from the last one on, as the reference calls the fun
        k = f(x)
        if k is TAIL:
            k = run()
        stored = key(k)
        groups[stored] = [x, groups.get(stored)]
    return from_stored(groups)


@maps.export(
    "groups_from_list/3",
    "(KeyFun, ValueFun, List) -> GroupsMap when KeyFun :: fun((Elem) -> Key), ValueFun :: "
    "fun((Elem) -> Value), GroupsMap :: #{Key := Group}, Key :: term(), Value :: term(), "
    "List :: [Elem], Group :: [Value], Elem :: term()",
)
def groups_from_list_of(f: Term, g: Term, l: Term) -> Term:
    """As groups_from_list/2, with ValueFun(Element) in the groups."""
    for fun in (f, g):
        if type(fun) is not FunctionType or fun.__code__.co_argcount != 1:
            raise badarg(f, g, l)
    if not is_proper(l):
        raise badarg(f, g, l)
    return tail(_groups_from_list_2, f, g, l, None)


@local("maps", "groups_from_list_2")
def _groups_from_list_2(f: Any, g: Any, l: Term, _acc: Term) -> Term:
    groups: dict[Any, Term] = {}
    for x in reversed(from_list(l)):  # from the last one on, as the reference calls the fun
        k = f(x)
        if k is TAIL:
            k = run()
        v = g(x)
        if v is TAIL:
            v = run()
        stored = key(k)
        groups[stored] = [v, groups.get(stored)]
    return from_stored(groups)
