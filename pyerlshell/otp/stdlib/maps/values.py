"""Reading, changing and joining maps: what needs no fun.

OTP: maps, erl_map.c
"""

from __future__ import annotations

from typing import Any, Final

from immutables import Map

from pyerlshell.erts.errors import ErlError, badarg, error
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.stdlib.maps.module import maps
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.map_order import ordered_items
from pyerlshell.terms.maps import from_stored, key, merge, put, remove
from pyerlshell.terms.types import Term

__preempt__ = True

_MISSING: Final = object()
_true = a.true
_false = a.false


def badmap(m: Term, *args: Term) -> ErlError:
    """`{badmap, M}` in a function called with these arguments."""
    return error((a.badmap, m), *args)


@maps.export(
    "new/0",
    "() -> Map when Map :: #{}",
)
def new() -> Term:
    """A map without associations."""
    return {}


@maps.export(
    "get/2",
    "(Key, Map) -> Value when Key :: term(), Map :: map(), Value :: term()",
)
def get(k: Term, m: Term) -> Term:
    """The value of Key in Map."""
    if type(m) is not dict and type(m) is not Map:
        raise badmap(m, k, m)
    found = m.get(key(k), _MISSING)
    if found is _MISSING:
        raise error((a.badkey, k), k, m)
    return found


@maps.export(
    "get/3",
    "(Key, Map, Default) -> Value | Default when Map :: #{Key => Value, _ => _}",
)
def get_or(k: Term, m: Term, default: Term) -> Term:
    """The value of Key in Map, or Default if it has none."""
    if type(m) is not dict and type(m) is not Map:
        raise badmap(m, k, m, default)
    return m.get(key(k), default)


@maps.export(
    "find/2",
    "(Key, Map) -> {ok, Value} | error when Map :: #{Key => Value, _ => _}",
)
def find(k: Term, m: Term) -> Term:
    """{ok, Value} if Map has Key, else error."""
    if type(m) is not dict and type(m) is not Map:
        raise badmap(m, k, m)
    found = m.get(key(k), _MISSING)
    return a.error if found is _MISSING else (a.ok, found)


@maps.export(
    "is_key/2",
    "(Key, Map) -> boolean() when Key :: term(), Map :: map()",
)
def is_key(k: Term, m: Term) -> Term:
    """True if Map has Key."""
    if type(m) is not dict and type(m) is not Map:
        raise badmap(m, k, m)
    return _true if key(k) in m else _false


@maps.export(
    "size/1",
    "(Map) -> non_neg_integer() when Map :: map()",
)
def size(m: Term) -> Term:
    """How many associations Map has."""
    if type(m) is not dict and type(m) is not Map:
        raise badmap(m, m)
    return len(m)


@maps.export(
    "keys/1",
    "(Map) -> Keys when Map :: #{Key => _}, Keys :: [Key]",
)
def keys(m: Term) -> Term:
    """The keys of Map."""
    if type(m) is not dict and type(m) is not Map:
        raise badmap(m, m)
    return to_list([k for k, _ in ordered_items(m)])


@maps.export(
    "values/1",
    "(Map) -> Values when Map :: #{_ => Value}, Values :: [Value]",
)
def values(m: Term) -> Term:
    """The values of Map, in the order of keys/1."""
    if type(m) is not dict and type(m) is not Map:
        raise badmap(m, m)
    return to_list([v for _, v in ordered_items(m)])


@maps.export(
    "from_list/1",
    "(List) -> Map when List :: [{Key, Value}], Key :: term(), Value :: term(), Map :: map()",
)
def from_list(l: Term) -> Term:
    """The map of the pairs in List; of pairs with one key the last counts."""
    made: dict[Any, Term] = {}
    rest = l
    while type(rest) is list:
        pair, rest = rest
        if type(pair) is not tuple or len(pair) != 2:
            raise badarg(l)
        made[key(pair[0])] = pair[1]
    if rest is not None:
        raise badarg(l)
    return from_stored(made)


@maps.export(
    "from_keys/2",
    "(Keys, Value) -> Map when Keys :: list(), Value :: term(), Map :: map()",
)
def from_keys(l: Term, value: Term) -> Term:
    """The map of the keys in Keys, all with the same Value."""
    made: dict[Any, Term] = {}
    rest = l
    while type(rest) is list:
        k, rest = rest
        made[key(k)] = value
    if rest is not None:
        raise badarg(l, value)
    return from_stored(made)


@maps.export(
    "put/3",
    "(Key, Value, Map1) -> Map2 when Key :: term(), Value :: term(), Map1 :: map(), Map2 :: map()",
)
def put_(k: Term, v: Term, m: Term) -> Term:
    """Map1 with Value for Key, whether it had Key or not."""
    if type(m) is not dict and type(m) is not Map:
        raise badmap(m, k, v, m)
    return put(m, k, v)


@maps.export(
    "update/3",
    "(Key, Value, Map1) -> Map2 when Map1 :: #{Key := _, _ => _}, Map2 :: #{Key := Value, _ => _}",
)
def update(k: Term, v: Term, m: Term) -> Term:
    """Map1 with Value for Key, which it must have."""
    if type(m) is not dict and type(m) is not Map:
        raise badmap(m, k, v, m)
    if key(k) not in m:
        raise error((a.badkey, k), k, v, m)
    return put(m, k, v)


@maps.export(
    "remove/2",
    "(Key, Map1) -> Map2 when Key :: term(), Map1 :: map(), Map2 :: map()",
)
def remove_(k: Term, m: Term) -> Term:
    """Map1 without Key."""
    if type(m) is not dict and type(m) is not Map:
        raise badmap(m, k, m)
    return remove(m, k)


@maps.export(
    "take/2",
    "(Key, Map1) -> {Value, Map2} | error when Map1 :: #{Key => Value, _ => _}, Map2 :: #{_ => _}",
)
def take(k: Term, m: Term) -> Term:
    """{Value, Map2}: the value of Key, and the map without it; error if there is none."""
    if type(m) is not dict and type(m) is not Map:
        raise badmap(m, k, m)
    found = m.get(key(k), _MISSING)
    return a.error if found is _MISSING else (found, remove(m, k))


@maps.export(
    "merge/2",
    "(Map1, Map2) -> Map3 when Map1 :: map(), Map2 :: map(), Map3 :: map()",
)
def merge_(x: Term, y: Term) -> Term:
    """The associations of both maps; where both have a key, the value of Map2."""
    if type(x) is not dict and type(x) is not Map:
        raise badmap(x, x, y)
    if type(y) is not dict and type(y) is not Map:
        raise badmap(y, x, y)
    return merge(x, y)


@maps.export(
    "intersect/2",
    "(Map1, Map2) -> Map3 when Map1 :: #{Key => term()}, Map2 :: #{term() => Value2}, Map3 "
    ":: #{Key => Value2}",
)
def intersect(x: Term, y: Term) -> Term:
    """The associations of Map2 whose keys Map1 has too."""
    if type(x) is not dict and type(x) is not Map:
        raise badmap(x, x, y)
    if type(y) is not dict and type(y) is not Map:
        raise badmap(y, x, y)
    if len(x) < len(y):
        return from_stored({k: y[k] for k in x if k in y})
    return from_stored({k: v for k, v in y.items() if k in x})


@maps.export(
    "with/2",
    "(Ks, Map1) -> Map2 when Ks :: [K], Map1 :: #{K => V, _ => _}, Map2 :: #{K => V}",
)
def with_(ks: Term, m: Term) -> Term:
    """The associations of Map1 whose keys are in Ks."""
    if type(m) is not dict and type(m) is not Map:
        raise badmap(m, ks, m)
    if ks is not None and type(ks) is not list:
        raise badarg(ks, m)
    kept: dict[Any, Term] = {}
    rest = ks
    while type(rest) is list:
        term, rest = rest
        k = key(term)
        found = m.get(k, _MISSING)
        if found is not _MISSING:
            kept[k] = found
    if rest is not None:
        _with_1(rest, m)
    return from_stored(kept)


_with_1 = clause("maps", "with_1")


@maps.export(
    "without/2",
    "(Ks, Map1) -> Map2 when Ks :: [K], Map1 :: map(), Map2 :: map(), K :: term()",
)
def without(ks: Term, m: Term) -> Term:
    """The associations of Map1 whose keys are not in Ks."""
    if type(m) is not dict and type(m) is not Map:
        raise badmap(m, ks, m)
    if ks is not None and type(ks) is not list:
        raise badarg(ks, m)
    made: Any = m
    rest = ks
    while type(rest) is list:
        k, rest = rest
        made = remove(made, k)
    if rest is not None:
        raise badarg(ks, m)
    return made
