"""The module `sofs`: the table that the files of this package fill, and the shape of sets.

A set is {'Set', its elements in order, their type}, an ordered set {'OrdSet', the term, its type}:
both are seen by users when they are printed. A type is an atom, a tuple of types or a list of one
type; '_' is the type of what an empty set might hold.

OTP: sofs
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import error
from pyerlshell.erts.machine import TAIL, run
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.native_calls import callable_fun
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import split_tail, to_list
from pyerlshell.terms.types import Term

__preempt__ = True

sofs: Final = NativeModule(
    "sofs",
    "Sets of sets, relations, functions and families, and what mathematics does with them.\n\n"
    "A set's elements are all of one type; it is kept with the set.",
)

TAG: Final = atom("Set")
ORD_TAG: Final = atom("OrdSet")
ANY: Final = atom("_")
ATOM: Final = a.atom


def is_set_(s: Any) -> bool:
    """Is it an unordered set?"""
    return type(s) is tuple and len(s) == 3 and s[0] is TAG


def is_ordset(s: Any) -> bool:
    """Is it an ordered set?"""
    return type(s) is tuple and len(s) == 3 and s[0] is ORD_TAG


def set_of(items: list[Any], kind: Term) -> Term:
    """The set of elements that are in order already."""
    return (TAG, to_list(items), kind)


def items_of(s: Any) -> list[Any]:
    """The elements of a set, or of a list in one."""
    return split_tail(s[1])[0]


def listed(l: Term) -> list[Any]:
    """The elements of a list; badarg if it is none."""
    items, rest = split_tail(l)
    if rest is not None:
        raise error(a.badarg)
    return items


def of_type(x: Term, kind: Term) -> Term:
    """The element of a set of this type as a set of its own."""
    return (TAG, x, kind) if x is None or type(x) is list else (ORD_TAG, x, kind)


def is_pair(kind: Any) -> bool:
    """Is it the type of a binary relation's elements, {_, _}?"""
    return type(kind) is tuple and len(kind) == 2


def is_family_type(kind: Any) -> bool:
    """Is it {_, [_]}?"""
    return is_pair(kind) and is_list_type(kind[1])


def is_list_type(kind: Any) -> bool:
    """Is it [_]?"""
    return type(kind) is list and kind[1] is None


def list_type(kind: Term) -> Term:
    """[Type]."""
    return [kind, None]


def truth(x: bool) -> Atom:
    """The atom for a Python truth."""
    return a.true if x else a.false


def apply(f: Any, x: Term) -> Any:
    """The value of a user's fun."""
    r = callable_fun(f, x)(x)
    return run() if r is TAIL else r


def split(l: Term) -> tuple[list[Any], Any]:
    """The elements of a list, and its tail."""
    return split_tail(l)
