"""Tuples: reading, changing and making them.

OTP: bif.c, erl_bif_guard.c
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.errors import badarg
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.types import BitString, Term

__preempt__ = True

MAX_ARITY: Final = 16777215


@erlang.export("element/2", "(N, Tuple) -> term() when N :: pos_integer(), Tuple :: tuple()")
def element(n: Term, t: Term) -> Term:
    """The Nth element of Tuple, counted from 1."""
    if type(n) is int and type(t) is tuple and 0 < n <= len(t):
        return t[n - 1]
    raise badarg(n, t)


@erlang.export(
    "setelement/3",
    "(Index, Tuple1, Value) -> Tuple2 "
    "when Index :: pos_integer(), Tuple1 :: tuple(), Value :: term(), Tuple2 :: tuple()",
)
def setelement(n: Term, t: Term, x: Term) -> Term:
    """Tuple1 with Value in place of the element at Index."""
    if type(n) is int and type(t) is tuple and 0 < n <= len(t):
        return (*t[: n - 1], x, *t[n:])
    raise badarg(n, t, x)


@erlang.export(
    "insert_element/3",
    "(Index, Tuple1, Term) -> Tuple2 "
    "when Index :: pos_integer(), Tuple1 :: tuple(), Term :: term(), Tuple2 :: tuple()",
)
def insert_element(n: Term, t: Term, x: Term) -> Term:
    """Tuple1 with Term as a new element at Index; those from there on move up."""
    if type(n) is int and type(t) is tuple and 0 < n <= len(t) + 1:
        return (*t[: n - 1], x, *t[n - 1 :])
    raise badarg(n, t, x)


@erlang.export(
    "delete_element/2",
    "(Index, Tuple1) -> Tuple2 when Index :: pos_integer(), Tuple1 :: tuple(), Tuple2 :: tuple()",
)
def delete_element(n: Term, t: Term) -> Term:
    """Tuple1 without its element at Index."""
    if type(n) is int and type(t) is tuple and 0 < n <= len(t):
        return (*t[: n - 1], *t[n:])
    raise badarg(n, t)


@erlang.export(
    "append_element/2",
    "(Tuple1, Term) -> Tuple2 when Tuple1 :: tuple(), Term :: term(), Tuple2 :: tuple()",
)
def append_element(t: Term, x: Term) -> Term:
    """Tuple1 with Term as a new last element."""
    if type(t) is tuple:
        return (*t, x)
    raise badarg(t, x)


@erlang.export(
    "make_tuple/2",
    "(Arity, InitialValue) -> tuple() when Arity :: arity(), InitialValue :: term()",
)
def make_tuple(size: Term, x: Term) -> Term:
    """A tuple of Arity elements that are all InitialValue."""
    if type(size) is int and 0 <= size <= MAX_ARITY:
        return (x,) * size
    raise badarg(size, x)


@erlang.export(
    "make_tuple/3",
    "(Arity, DefaultValue, InitList) -> tuple() "
    "when Arity :: arity(), DefaultValue :: term(), "
    "InitList :: [{Position :: pos_integer(), term()}]",
)
def make_tuple_from(size: Term, default: Term, places: Term) -> Term:
    """A tuple of Arity elements: those named by InitList, and DefaultValue elsewhere."""
    if type(size) is not int or not 0 <= size <= MAX_ARITY:
        raise badarg(size, default, places)
    made = [default] * size
    rest = places
    while type(rest) is list:
        pair, rest = rest
        if type(pair) is not tuple or len(pair) != 2:
            raise badarg(size, default, places)
        n, x = pair
        if type(n) is not int or not 0 < n <= size:
            raise badarg(size, default, places)
        made[n - 1] = x
    if rest is not None:
        raise badarg(size, default, places)
    return tuple(made)


@erlang.export("tuple_size/1", "(Tuple) -> non_neg_integer() when Tuple :: tuple()")
def tuple_size(t: Term) -> Term:
    """How many elements Tuple has."""
    if type(t) is tuple:
        return len(t)
    raise badarg(t)


@erlang.export("size/1", "(Item) -> non_neg_integer() when Item :: tuple() | binary()")
def size_(x: Term) -> Term:
    """How many elements a tuple, or whole bytes a binary has."""
    if type(x) is tuple or type(x) is bytes:
        return len(x)
    if type(x) is BitString:
        return x.size >> 3
    raise badarg(x)


@erlang.export("tuple_to_list/1", "(Tuple) -> [term()] when Tuple :: tuple()")
def tuple_to_list(t: Term) -> Term:
    """The elements of Tuple as a list."""
    if type(t) is not tuple:
        raise badarg(t)
    made: Term = None
    for x in reversed(t):
        made = [x, made]
    return made


@erlang.export("list_to_tuple/1", "(List) -> tuple() when List :: [term()]")
def list_to_tuple(l: Term) -> Term:
    """The elements of List as a tuple."""
    made = []
    rest = l
    while type(rest) is list:
        x, rest = rest
        made.append(x)
    if rest is not None:
        raise badarg(l)
    if len(made) > MAX_ARITY:
        raise badarg(l)
    return tuple(made)
