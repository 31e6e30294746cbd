"""What is known of a value.

    Lit(term)        the value itself
    Data(parts)      a tuple of so many elements; Cons(head, tail): a list cell
    Kind(name)       a map, a binary, a fun, a boolean; `ANY`: nothing is known

OTP: the Core terms that sys_core_fold sees
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term


@dataclass(frozen=True, slots=True)
class Lit:
    """A constant."""

    term: Term


@dataclass(frozen=True, slots=True)
class Data:
    """A tuple of which some elements are not constants."""

    parts: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Cons:
    """A list cell that is no constant."""

    head: Value
    tail: Value


@dataclass(frozen=True, slots=True)
class Kind:
    """Only its type is known."""

    name: str


Value = Lit | Data | Cons | Kind

ANY: Final = Kind("any")
MAP: Final = Kind("map")
BINARY: Final = Kind("binary")
FUN: Final = Kind("fun")
BOOLEAN: Final = Kind("boolean")
TRUE: Final = Lit(a.true)
FALSE: Final = Lit(a.false)
NEVER: Final = Kind("never")
"""There is no value: something fails."""
NIL: Final = Lit(None)


def make_tuple(parts: list[Value]) -> Value:
    if all(type(part) is Lit for part in parts):
        return Lit(tuple([part.term for part in parts if type(part) is Lit]))
    return Data(tuple(parts))


def make_cons(head: Value, tail: Value) -> Value:
    if type(head) is Lit and type(tail) is Lit:
        return Lit([head.term, tail.term])
    return Cons(head, tail)


def is_data(value: Value) -> bool:
    """Is its outermost shape known?"""
    return type(value) is not Kind


def is_boolean(value: Value) -> bool:
    if type(value) is Lit:
        return value.term is a.true or value.term is a.false
    return value is BOOLEAN


def tuple_parts(value: Value, arity: int) -> tuple[Value, ...] | None:
    """The elements if it is a tuple of this many elements."""
    if type(value) is Data:
        return value.parts if len(value.parts) == arity else None
    if type(value) is Lit and type(value.term) is tuple and len(value.term) == arity:
        return tuple([Lit(part) for part in value.term])
    return None


def cell_parts(value: Value) -> tuple[Value, Value] | None:
    """Head and tail if it is a list cell."""
    if type(value) is Cons:
        return value.head, value.tail
    if type(value) is Lit and type(value.term) is list:
        return Lit(value.term[0]), Lit(value.term[1])
    return None


def joined(values: list[Value], sure: bool) -> Value:
    """What is known of one of these; `sure`: nothing else can happen than the one."""
    if sure and len(values) == 1:
        return values[0]
    return BOOLEAN if values and all(is_boolean(value) for value in values) else ANY
