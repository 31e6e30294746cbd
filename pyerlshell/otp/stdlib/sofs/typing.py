"""The type of a term, found or checked: `typed/3`.

A list in a term is a set, whose elements share one type; a tuple is an ordered set. What one
element says of a type that was left open ('_') binds the others.

OTP: sofs
"""

from __future__ import annotations

from typing import Any

from pyerlshell.otp.stdlib.sofs.module import (
    ANY,
    ATOM,
    ORD_TAG,
    TAG,
    is_list_type,
    set_of,
)
from pyerlshell.otp.stdlib.sofs.walks import fresh
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.lists import split_tail, to_list
from pyerlshell.terms.types import Term

__preempt__ = True


class UntypedError(Exception):
    """A term has no type, or not the one that it should have."""


def elements(l: Term) -> list[Any]:
    """The elements of a proper list."""
    items, rest = split_tail(l)
    if rest is not None:
        raise UntypedError
    return items


def typed(x: Any, kind: Any, declared: Any) -> tuple[Any, Any]:
    """(type, the term with its sets in order). `kind` is what is known already, `declared` what
    somebody said it is; '_' where that is open.
    """
    listed = x is None or type(x) is list
    if listed and (kind is ANY or is_list_type(kind)):
        inner: Any = ANY if declared is ANY else declared[0] if is_list_type(declared) else None
        if inner is None:
            raise UntypedError
        made, items = all_typed(x, ANY if kind is ANY else kind[0], inner)
        return [made, None], to_list(items)
    if type(x) is tuple and x and (kind is ANY or (type(kind) is tuple and len(kind) == len(x))):
        return _tuple_typed(x, kind, declared)
    if kind is ANY or type(kind) is Atom:
        if declared is kind and kind is not ANY:
            return kind, x
        if (declared is ANY or kind is ANY) and not listed and type(x) is not tuple:
            return (ATOM if kind is ANY else kind), x
    raise UntypedError


def _tuple_typed(x: Any, kind: Any, declared: Any) -> tuple[Any, Any]:
    if declared is not ANY and (type(declared) is not tuple or len(declared) != len(x)):
        raise UntypedError
    sub: Any = declared
    kinds: list[Any] = []
    parts: list[Any] = []
    for i in range(len(x)):
        k, part = typed(x[i], ANY if kind is ANY else kind[i], ANY if sub is ANY else sub[i])
        kinds.append(k)
        parts.append(part)
    return tuple(kinds), tuple(parts)


def all_typed(l: Term, kind: Any, declared: Any) -> tuple[Any, list[Any]]:
    """The type of a list's elements, and these as a set."""
    made: list[Any] = []
    for x in elements(l):
        kind, part = typed(x, kind, declared)
        made.append(part)
    return kind, fresh(made[::-1])  # of equal ones the last stays, as in the reference


def as_set(x: Term, kind: Any) -> Term:
    """The set or ordered set that a term is, of this type."""
    if not is_list_type(kind):
        made, term = typed(x, kind, kind)
        return (ORD_TAG, term, made)
    inner = kind[0]
    if type(inner) is Atom and inner is not ANY:
        return set_of(fresh(elements(x)), inner)
    if _is_flat(inner) and all(_has_shape(e, inner) for e in elements(x)):
        return set_of(fresh(elements(x)), inner)
    made, items = all_typed(x, inner, inner)
    return (TAG, to_list(items), made)


def _is_flat(kind: Any) -> bool:
    """A tuple of atoms and such tuples: terms have the type if they have its shape."""
    if type(kind) is not tuple or not kind:
        return False
    todo = [kind]
    while todo:
        for part in todo.pop():
            if type(part) is tuple and part:
                todo.append(part)
            elif type(part) is not Atom:
                return False
    return True


def _has_shape(x: Any, kind: Any) -> bool:
    todo = [(x, kind)]
    while todo:
        x, kind = todo.pop()
        if type(x) is not tuple or len(x) != len(kind):
            return False
        todo += [(p, k) for p, k in zip(x, kind) if type(k) is tuple]
    return True
