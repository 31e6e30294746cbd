"""Property lists: atoms, which stand for {Atom, true}, and tuples with a key first; other terms
are ignored.

OTP: proplists
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.preloaded.erlang.lists import append_operator
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.map_order import ordered_items
from pyerlshell.terms.maps import from_stored, is_map, key
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True

proplists: Final = NativeModule("proplists", "Functions on property lists.")

_true = a.true
_false = a.false


def _is_for(p: Term, k: Term) -> bool:
    """Is this property one of the key?"""
    if p is k:
        return type(p) is Atom
    return type(p) is tuple and len(p) > 0 and exact_equal(p[0], k)


def _key_of(p: Term) -> Any:
    """The key of a property; the property list itself stands for no key (it is no term)."""
    if type(p) is Atom:
        return p
    return p[0] if type(p) is tuple and p else _NO_KEY


_NO_KEY: Final = object()


def _find(k: Term, l: Term, *args: Term) -> Any:
    """The first property of the key, or None (which is no property)."""
    while type(l) is list:
        p, l = l
        if _is_for(p, k):
            return p
    if l is not None:
        raise function_clause(k, l, *args)
    return None


@proplists.export(
    "property/1",
    "(PropertyIn) -> PropertyOut when PropertyIn :: property(), PropertyOut :: property()",
)
def property_1(p: Term) -> Term:
    """PropertyIn in its shortest form: {Atom, true} is Atom."""
    if type(p) is tuple and len(p) == 2 and type(p[0]) is Atom and p[1] is _true:
        return p[0]
    return p


@proplists.export(
    "property/2",
    "(Key, Value) -> Property when Key :: term(), Value :: term(), Property :: atom() | "
    "{term(), term()}",
)
def property_2(k: Term, value: Term) -> Term:
    """The property {Key, Value} in its shortest form."""
    return k if value is _true and type(k) is Atom else (k, value)


@proplists.export(
    "unfold/1",
    "(ListIn) -> ListOut when ListIn :: [term()], ListOut :: [term()]",
)
def unfold(l: Term) -> Term:
    """ListIn with every atom written as {Atom, true}."""
    return to_list([(p, _true) if type(p) is Atom else p for p in from_list(l)])


@proplists.export(
    "compact/1",
    "(ListIn) -> ListOut when ListIn :: [property()], ListOut :: [property()]",
)
def compact(l: Term) -> Term:
    """ListIn with every property in its shortest form."""
    return to_list([property_1(p) for p in from_list(l)])


@proplists.export(
    "lookup/2",
    "(Key, List) -> none | tuple() when Key :: term(), List :: [term()]",
)
def lookup(k: Term, l: Term) -> Term:
    """The first property of Key in List, as a tuple, else none."""
    p = _find(k, l)
    if p is None:
        return a.none
    return (k, _true) if type(p) is Atom else p


@proplists.export(
    "lookup_all/2",
    "(Key, List) -> [tuple()] when Key :: term(), List :: [term()]",
)
def lookup_all(k: Term, l: Term) -> Term:
    """All the properties of Key in List, as tuples."""
    found = []
    for p in _items(l, k):
        if _is_for(p, k):
            found.append((k, _true) if type(p) is Atom else p)
    return to_list(found)


def _items(l: Term, *before: Term) -> list[Term]:
    items = []
    rest = l
    while type(rest) is list:
        p, rest = rest
        items.append(p)
    if rest is not None:
        raise function_clause(*before, rest)
    return items


@proplists.export(
    "is_defined/2",
    "(Key, List) -> boolean() when Key :: term(), List :: [term()]",
)
def is_defined(k: Term, l: Term) -> Term:
    """True if List has a property of Key."""
    return _false if _find(k, l) is None else _true


@proplists.export(
    "get_value/2",
    "(Key, List) -> term() when Key :: term(), List :: [term()]",
)
def get_value(k: Term, l: Term) -> Term:
    """The value of the first property of Key in List, else undefined."""
    return _value(k, l, a.undefined)


@proplists.export(
    "get_value/3",
    "(Key, List, Default) -> term() when Key :: term(), List :: [term()], Default :: term()",
)
def get_value_or(k: Term, l: Term, default: Term) -> Term:
    """The value of the first property of Key in List, else Default."""
    return _value(k, l, default)


def _value(k: Term, l: Term, default: Term) -> Term:
    while type(l) is list:
        p, l = l
        if p is k:
            if type(p) is Atom:
                return _true
        elif type(p) is tuple and p and exact_equal(p[0], k):
            return p[1] if len(p) == 2 else default
    if l is not None:
        raise function_clause(k, l, default)
    return default


@proplists.export(
    "get_all_values/2",
    "(Key, List) -> [term()] when Key :: term(), List :: [term()]",
)
def get_all_values(k: Term, l: Term) -> Term:
    """The values of all the properties of Key in List."""
    found: list[Term] = []
    for p in _items(l, k):
        if type(p) is Atom:
            if p is k:
                found.append(_true)
        elif type(p) is tuple and len(p) == 2 and exact_equal(p[0], k):
            found.append(p[1])
    return to_list(found)


@proplists.export(
    "append_values/2",
    "(Key, ListIn) -> ListOut when Key :: term(), ListIn :: [term()], ListOut :: [term()]",
)
def append_values(k: Term, l: Term) -> Term:
    """The values of all the properties of Key in ListIn, those that are lists joined."""
    values = from_list(get_all_values(k, l))
    made: Term = None
    for v in reversed(values):
        made = append_operator(v, made) if v is None or type(v) is list else [v, made]
    return made


@proplists.export(
    "get_bool/2",
    "(Key, List) -> boolean() when Key :: term(), List :: [term()]",
)
def get_bool(k: Term, l: Term) -> Term:
    """True if the first property of Key in List is Key or {Key, true}."""
    p = _find(k, l)
    if p is None:
        return _false
    if type(p) is Atom:
        return _true
    return _true if len(p) == 2 and p[1] is _true else _false


@proplists.export(
    "get_keys/1",
    "(List) -> [term()] when List :: [term()]",
)
def get_keys(l: Term) -> Term:
    """The keys of List, each once, in no order."""
    seen: dict[Any, Term] = {}
    for p in _items(l):
        k = _key_of(p)
        if k is not _NO_KEY:
            seen.setdefault(key(k), k)
    return to_list([k for k, _ in ordered_items(from_stored(dict.fromkeys(seen, _true)))])


@proplists.export(
    "delete/2",
    "(Key, List) -> List when Key :: term(), List :: [term()]",
)
def delete(k: Term, l: Term) -> Term:
    """List without the properties of Key."""
    return to_list([p for p in _items(l, k) if not _is_for(p, k)])


def _substituted(l: Term, pairs: Term, change: Callable[[Term, Term], Term]) -> Term:
    table = [p for p in from_list(pairs) if type(p) is tuple and len(p) == 2]
    made: list[Term] = []
    for p in _items(l):
        for k, new in table:
            if _is_for(p, k):
                p = change(p, new)
                break
        made.append(p)
    return to_list(made)


def _renamed(p: Any, new: Term) -> Term:
    return property_2(new, _true) if type(p) is Atom else property_1((new, *p[1:]))


def _negated(p: Any, new: Term) -> Term:
    if type(p) is Atom or (len(p) == 2 and p[1] is _true):
        return (new, _false)
    return property_2(new, _true)


@proplists.export(
    "substitute_aliases/2",
    "(Aliases, ListIn) -> ListOut when Aliases :: [{Key, Key}], Key :: term(), ListIn :: "
    "[term()], ListOut :: [term()]",
)
def substitute_aliases(aliases: Term, l: Term) -> Term:
    """ListIn with each key that has an alias in Aliases replaced by it."""
    return _substituted(l, aliases, _renamed)


@proplists.export(
    "substitute_negations/2",
    "(Negations, ListIn) -> ListOut when Negations :: [{Key1, Key2}], Key1 :: term(), Key2 "
    ":: term(), ListIn :: [term()], ListOut :: [term()]",
)
def substitute_negations(negations: Term, l: Term) -> Term:
    """ListIn with each key of Negations replaced by its opposite, and its value by the other
    Boolean.
    """
    return _substituted(l, negations, _negated)


@proplists.export(
    "expand/2",
    "(Expansions, ListIn) -> ListOut when Expansions :: [{Property :: property(), "
    "Expansion :: [term()]}], ListIn :: [term()], ListOut :: [term()]",
)
def expand(expansions: Term, l: Term) -> Term:
    """ListIn with the first occurrence of each property of Expansions replaced by its expansion."""
    items = _items(l)
    for pair in from_list(expansions):
        if type(pair) is not tuple or len(pair) != 2:
            continue
        prop, replacement = property_1(pair[0]), pair[1]
        k = _key_of(prop)
        if k is not _NO_KEY:
            items = _expanded(items, k, prop, from_list(replacement))
    return to_list(items)


def _expanded(items: list[Term], k: Term, prop: Term, replacement: list[Term]) -> list[Term]:
    for i, p in enumerate(items):
        if _is_for(p, k):
            if exact_equal(property_1(p), prop):
                rest = [q for q in items[i + 1 :] if not _is_for(q, k)]
                return items[:i] + replacement + rest
            return items
    return items


@proplists.export(
    "normalize/2",
    "(ListIn, Stages) -> ListOut when ListIn :: [term()], Stages :: [Operation], Operation "
    ":: {aliases, Aliases} | {negations, Negations} | {expand, Expansions}, Aliases :: "
    "[{Key, Key}], Negations :: [{Key, Key}], Expansions :: [{Property :: property(), "
    "Expansion :: [term()]}], ListOut :: [term()]",
)
def normalize(l: Term, stages: Term) -> Term:
    """ListIn through the operations of Stages, one after the other, and then compact/1."""
    for stage in from_list(stages):
        if type(stage) is not tuple or len(stage) != 2:
            raise function_clause(l, stages)
        operation, table = stage
        if operation is a.aliases:
            l = substitute_aliases(table, l)
        elif operation is a.expand:
            l = expand(table, l)
        elif operation is a.negations:
            l = substitute_negations(table, l)
        else:
            raise function_clause(l, stages)
    return compact(l)


@proplists.export(
    "split/2",
    "(List, Keys) -> {Lists, Rest} when List :: [term()], Keys :: [term()], Lists :: "
    "[[term()]], Rest :: [term()]",
)
def split(l: Term, ks: Term) -> Term:
    """{for each of Keys the list of its properties, what is left of List}."""
    order = from_list(ks)
    groups: dict[Any, list[Term]] = {key(k): [] for k in order}
    rest: list[Term] = []
    for p in _items(l):
        k = _key_of(p)
        group = groups.get(key(k)) if k is not _NO_KEY else None
        (rest if group is None else group).append(p)
    return to_list([to_list(groups[key(k)]) for k in order]), to_list(rest)


@proplists.export(
    "to_map/1",
    "(List) -> Map when List :: [Shorthand | {Key, Value} | term()], Map :: #{Shorthand => "
    "true, Key => Value}, Shorthand :: atom(), Key :: term(), Value :: term()",
)
def to_map(l: Term) -> Term:
    """The map of the properties of List; of those with one key the first counts."""
    made: dict[Any, Term] = {}
    others: set[Any] = set()  # keys whose first tuple is no property
    for p in _items(l):
        k = p if type(p) is Atom else key(p[0]) if type(p) is tuple and p else None
        if k is None or k in made or k in others:
            continue
        if type(p) is tuple and len(p) != 2:
            others.add(k)
        else:
            made[k] = p[1] if type(p) is tuple else _true
    return from_stored(made)


@proplists.export(
    "to_map/2",
    "(List, Stages) -> Map when List :: [term()], Stages :: [Operation], Operation :: "
    "{aliases, Aliases} | {negations, Negations} | {expand, Expansions}, Aliases :: [{Key, "
    "Key}], Negations :: [{Key, Key}], Expansions :: [{Property :: property(), Expansion "
    ":: [term()]}], Map :: #{term() => term()}",
)
def to_map_through(l: Term, stages: Term) -> Term:
    """to_map(normalize(List, Stages))."""
    return to_map(normalize(l, stages))


@proplists.export(
    "from_map/1",
    "(Map) -> List when Map :: #{Key => Value}, List :: [{Key, Value}], Key :: term(), "
    "Value :: term()",
)
def from_map(m: Any) -> Term:
    """The pairs of Map."""
    if not is_map(m):
        raise error((a.badmap, m), m)
    return to_list(ordered_items(m))
