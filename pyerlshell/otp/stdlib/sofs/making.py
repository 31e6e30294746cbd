"""Making sets of terms and terms of sets.

OTP: sofs
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyerlshell.erts.errors import ErlError, error, function_clause
from pyerlshell.otp.stdlib.sofs.module import (
    ANY,
    ATOM,
    ORD_TAG,
    TAG,
    is_family_type,
    is_list_type,
    is_ordset,
    is_pair,
    is_set_,
    items_of,
    list_type,
    set_of,
    sofs,
    split,
    truth,
)
from pyerlshell.otp.stdlib.sofs.types import is_type_, unified
from pyerlshell.otp.stdlib.sofs.typing import UntypedError, all_typed, as_set, elements
from pyerlshell.otp.stdlib.sofs.walks import fresh, in_order, is_function
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.order import equal
from pyerlshell.terms.types import Term

__preempt__ = True

EMPTY: Any = (TAG, None, ANY)
Pairs = list[Any]


@sofs.export("from_term/1")
def from_term(x: Term) -> Term:
    """The set, or ordered set, that a term is; its type is found."""
    try:
        return as_set(x, list_type(ANY) if x is None or type(x) is list else ANY)
    except UntypedError:
        raise error(a.badarg) from None


@sofs.export("from_term/2")
def from_term_of(x: Term, kind: Term) -> Term:
    """The set, or ordered set, of this type that a term is."""
    if not is_type_(kind):
        raise error(a.badarg)
    try:
        return as_set(x, kind)
    except UntypedError:
        raise error(a.badarg) from None


@sofs.export("from_external/2")
def from_external(x: Term, kind: Any) -> Term:
    """A set of what `to_external/1` gave and of its type; neither is checked."""
    return (TAG, x, kind[0]) if is_list_type(kind) else (ORD_TAG, x, kind)


@sofs.export("empty_set/0")
def empty_set() -> Term:
    """The set without elements, whose type fits every other."""
    return EMPTY


@sofs.export("is_type/1")
def is_type(x: Term) -> Term:
    """True for a type."""
    return truth(is_type_(x))


@sofs.export("set/1")
def set_(l: Term) -> Term:
    """The set of these terms, which count as atoms."""
    try:
        return set_of(fresh(elements(l)), ATOM)
    except UntypedError:
        raise error(a.badarg) from None


@sofs.export("set/2")
def set_of_type(l: Term, kind: Any) -> Term:
    """The set of these terms of the type [ElementType]."""
    if not is_list_type(kind):
        raise error(a.badarg)
    try:
        return as_set(l, kind)
    except UntypedError:
        raise error(a.badarg) from None


@sofs.export("from_sets/1")
def from_sets(sets: Any) -> Term:
    """The set of the sets in a list, or the ordered set of those in a tuple."""
    if type(sets) is tuple:
        if not all(is_set_(s) or is_ordset(s) for s in sets):
            raise error(a.badarg)
        kinds = [list_type(s[2]) if is_set_(s) else s[2] for s in sets]
        return (ORD_TAG, tuple([s[1] for s in sets]), tuple(kinds))
    if sets is not None and type(sets) is not list:
        raise error(a.badarg)
    kind: Any = ANY
    found: list[Any] = []
    items, rest = split(sets)
    for s in items:
        if not is_set_(s) and not is_ordset(s):
            raise error(a.badarg)
        kind = unified(list_type(s[2]) if is_set_(s) else s[2], kind)
        if kind is None:
            raise error(a.type_mismatch)
        found.append(s[1])
    if rest is not None:
        raise error(a.badarg)
    return set_of(fresh(found), kind)


@sofs.export("relation/1")
def relation(l: Any) -> Term:
    """The relation of these tuples, all of one size."""
    if l is None:
        return set_of([], (ATOM, ATOM))
    if type(l) is not list or type(l[0]) is not tuple:
        raise error(a.badarg)
    try:
        return _sized(l, (ATOM,) * len(l[0]))
    except UntypedError:
        raise error(a.badarg) from None


@sofs.export("relation/2")
def relation_of(l: Term, kind: Any) -> Term:
    """The relation of these tuples, of the type [TupleType] or of so many elements."""
    try:
        if not is_list_type(kind):
            if type(kind) is not int or kind >= 1 << 24:
                raise UntypedError
            return _sized(l, (ATOM,) * kind)
        inner = kind[0]
        if type(inner) is tuple and inner and all(type(k) is Atom and k is not ANY for k in inner):
            return _sized(l, inner)
        made, items = all_typed(l, inner, inner)
    except UntypedError:
        raise error(a.badarg) from None
    if not items and made is ANY:
        return EMPTY
    if type(made) is not tuple:
        raise error(a.badarg)
    return set_of(items, made)


def _sized(l: Term, kind: tuple[Any, ...]) -> Term:
    items = fresh(elements(l))
    if not kind or not all(type(x) is tuple and len(x) == len(kind) for x in items):
        raise UntypedError
    return set_of(items, kind)


@sofs.export("a_function/1")
def a_function(l: Term) -> Term:
    """The function of these pairs."""
    return _made(l, (ATOM, ATOM), _function)


@sofs.export("a_function/2")
def a_function_of(l: Term, kind: Term) -> Term:
    """The function of these pairs, of the type [{ArgumentType, ValueType}]."""
    return _of_kind(l, kind, is_pair, _function)


@sofs.export("family/1")
def family(l: Term) -> Term:
    """The family of these pairs of an index and a list."""
    return _made(l, (ATOM, list_type(ATOM)), _family)


@sofs.export("family/2")
def family_of(l: Term, kind: Term) -> Term:
    """The family of these pairs, of the type [{IndexType, [ElementType]}]."""
    return _of_kind(l, kind, is_family_type, _family)


def _made(l: Term, kind: Any, make: Callable[[list[Any]], Pairs]) -> Term:
    try:
        return set_of(make(elements(l)), kind)
    except UntypedError:
        raise error(a.badarg) from None


def _of_kind(
    l: Term, kind: Any, wanted: Callable[[Any], bool], make: Callable[[list[Any]], Pairs]
) -> Term:
    if not is_type_(kind) or not is_list_type(kind):
        raise error(a.badarg)
    inner = kind[0]
    if wanted(inner):
        value = inner[1] if make is _function else inner[1][0]
        if type(inner[0]) is Atom and type(value) is Atom:
            return _made(l, inner, make)
    try:
        found, items = all_typed(l, inner, inner)
    except UntypedError:
        raise error(a.badarg) from None
    if not items and found is ANY:
        return EMPTY
    if not wanted(found):
        raise error(a.badarg)
    if not is_function(items):
        raise error(a.bad_function)
    return set_of(items, found)


def _function(items: list[Any]) -> Pairs:
    pairs = fresh(items)
    for i, pair in enumerate(pairs):
        if not is_pair(pair):
            raise UntypedError
        if i and equal(pairs[i - 1][0], pair[0]):
            raise error(a.bad_function)
    return pairs


def _family(items: list[Any]) -> Pairs:
    pairs: Pairs = []
    for pair in in_order(items):
        if not is_pair(pair):
            raise UntypedError
        values = to_list(fresh(elements(pair[1])))
        if not pairs or not equal(pairs[-1][0], pair[0]):
            pairs.append((pair[0], values))
        elif not equal(pairs[-1][1], values):
            raise error(a.bad_function)
    return pairs


@sofs.export("to_external/1")
def to_external(s: Any) -> Term:
    """The set as a term: lists for sets, tuples for ordered sets."""
    if not is_set_(s) and not is_ordset(s):
        raise function_clause(s)
    return s[1]


@sofs.export("type/1")
def type_(s: Any) -> Term:
    """The type of a set."""
    if is_set_(s):
        return list_type(s[2])
    if is_ordset(s):
        return s[2]
    raise function_clause(s)


@sofs.export("to_sets/1")
def to_sets(s: Any) -> Term:
    """The elements of a set in a list, those of an ordered set in a tuple, each a set itself."""
    if is_set_(s):
        kind = s[2]
        tag, inner = (TAG, kind[0]) if is_list_type(kind) else (ORD_TAG, kind)
        return to_list([(tag, x, inner) for x in items_of(s)])
    if not is_ordset(s):
        raise function_clause(s)
    if type(s[2]) is not tuple:
        raise error(a.badarg)
    if type(s[1]) is not tuple:
        raise ErlError(a.error, a.badarg, (s[1],))
    sets = [(TAG, x, k[0]) if is_list_type(k) else (ORD_TAG, x, k) for x, k in zip(s[1], s[2])]
    return tuple(sets)


@sofs.export("no_elements/1")
def no_elements(s: Any) -> Term:
    """How many elements a set, or an ordered set that is a tuple, has."""
    if is_set_(s):
        return len(items_of(s))
    if not is_ordset(s):
        raise function_clause(s)
    if type(s[2]) is not tuple:
        raise error(a.badarg)
    return len(s[1])
