"""Equality and order of terms: `exact_equal/2` (=:=), `equal/2` (==), `compare/2` (-1, 0, 1).

    number < atom < reference < fun < port < pid < tuple < record < map < nil < list < bit string

Generated code tests the easy cases inline and calls these when the inline test fails, so each
begins with its own short cuts; what nests is walked with a stack of pairs, never by recursion. In
"key" mode every integer is before every float, and -0.0 before 0.0: map keys sort so.

OTP: eq() and erts_cmp() of utils.c
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key
from math import copysign
from types import FunctionType, NoneType
from typing import Any, Final

import immutables

from pyerlshell.terms import funs
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.bits import bits_equal, compare_bits
from pyerlshell.terms.records import Record, compare_definitions
from pyerlshell.terms.types import BitString, Pid, Port, Ref, Term

_RANK: Final[dict[type, int]] = {
    int: 0,
    float: 0,
    Atom: 1,
    Ref: 2,
    FunctionType: 3,
    Port: 4,
    Pid: 5,
    tuple: 6,
    Record: 7,
    dict: 8,
    immutables.Map: 8,
    NoneType: 9,
    list: 10,
    bytes: 11,
    BitString: 11,
}

# Values of these types are equal exactly when Python says so and the types are the same.
_FLAT: Final = frozenset((int, Atom, bytes, Pid, Port, Ref, NoneType))

_Stack = list[tuple[Any, Any]]


def exact_equal(x: Term, y: Term) -> bool:
    """`X =:= Y`."""
    if x is y:
        return True
    t = type(x)
    if t is type(y):
        if t in _FLAT:
            return x == y
        if t is float:
            return x == y and (x != 0.0 or copysign(1.0, x) == copysign(1.0, y))  # type: ignore[arg-type]
    elif t not in _MIXED or type(y) not in _MIXED:
        return False
    return _equal_deep(x, y, exact_equal)


def equal(x: Term, y: Term) -> bool:
    """`X == Y`: as =:=, but 1 == 1.0, also inside terms (map keys excepted)."""
    if x is y:
        return True
    t = type(x)
    u = type(y)
    if (t is u and t in _FLAT) or ((t is float or t is int) and (u is float or u is int)):
        return x == y
    if _RANK[t] != _RANK[u]:
        return False
    return _equal_deep(x, y, equal)


def _equal_deep(x: Term, y: Term, same: Callable[[Term, Term], bool]) -> bool:
    """Both have one rank. `same` compares what is not a container."""
    stack: _Stack = [(x, y)]
    while stack:
        x, y = stack.pop()
        t = type(x)
        if x is y:
            continue
        if t is list:
            if not _equal_lists(x, y, stack, same):
                return False
        elif t is not type(y) and t not in _MIXED:
            if not (same is equal and _RANK[t] == 0 == _RANK[type(y)] and x == y):
                return False
        elif t is tuple:
            if len(x) != len(y):  # type: ignore[arg-type]
                return False
            stack.extend(zip(x, y))  # type: ignore[call-overload]
        elif not (_EQUAL[t](x, y, stack) if t in _EQUAL else same(x, y)):
            return False
    return True


def _equal_lists(x: Any, y: Any, stack: _Stack, same: Callable[[Term, Term], bool]) -> bool:
    while type(x) is list and type(y) is list:
        if x is y:
            return True
        p, q = x[0], y[0]
        if p is not q:
            t = type(p)
            if t in _FLAT and t is type(q):
                if p != q:
                    return False
            elif t is list or t is tuple or t in _EQUAL:
                stack.append((p, q))
            elif not same(p, q):
                return False
        x = x[1]
        y = y[1]
    if x is not y:
        if type(x) is list or type(y) is list:
            return False
        stack.append((x, y))
    return True


def _equal_bits(x: Any, y: Any, stack: _Stack) -> bool:
    return type(y) in _BITS and bits_equal(x, y)


def _equal_maps(x: Any, y: Any, stack: _Stack) -> bool:
    if type(y) is not type(x) or len(x) != len(y):
        return False
    missing = _MISSING
    for key, value in x.items():
        other = y.get(key, missing)
        if other is missing:
            return False
        stack.append((value, other))
    return True


def _equal_records(x: Record, y: Any, stack: _Stack) -> bool:
    if type(y) is not Record or not x[0].same(y[0]):
        return False
    stack.extend(zip(x[1:], y[1:]))
    return True


def _equal_funs(x: FunctionType, y: Any, stack: _Stack) -> bool:
    if type(y) is not FunctionType or not funs.same_fun(x, y):
        return False
    stack.extend(zip(funs.environment(x), funs.environment(y)))
    return True


_MISSING: Final = object()
_BITS: Final = frozenset((bytes, BitString))
_MIXED: Final = _BITS  # terms of these types may equal a term of another Python type
_EQUAL: Final[dict[type, Callable[[Any, Any, _Stack], bool]]] = {
    bytes: _equal_bits,
    BitString: _equal_bits,
    dict: _equal_maps,
    immutables.Map: _equal_maps,
    Record: _equal_records,
    FunctionType: _equal_funs,
}


def compare(x: Term, y: Term) -> int:
    """-1, 0 or 1 in the standard order of terms; 0 if X == Y."""
    if x is y:
        return 0
    t = type(x)
    u = type(y)
    if (t is int or t is float) and (u is int or u is float):
        return -1 if x < y else 1 if x > y else 0  # type: ignore[operator]
    if t is Atom and u is Atom:
        return -1 if x.name < y.name else 1  # type: ignore[attr-defined]
    if t is tuple and u is tuple:
        c = _first_numbers(x, y)
        if c:
            return c
    r = _RANK[t]
    s = _RANK[u]
    if r != s:
        return -1 if r < s else 1
    return _compare_deep(x, y, False)


def compare_keys(x: Term, y: Term) -> int:
    """The order of map keys: integers before floats, -0.0 before 0.0. 0 only if X =:= Y."""
    if x is y:
        return 0
    if type(x) is tuple and type(y) is tuple:
        c = _first_numbers(x, y)
        if c:
            return c
    return _compare_deep(x, y, True)


def _first_numbers(x: Any, y: Any) -> int:
    """By the sizes of two tuples, or by integers at their beginning, if that decides it: lists of
    such tuples are sorted more often than any other. 0 if it does not."""
    n, m = len(x), len(y)
    if n != m:
        return -1 if n < m else 1
    if n:
        p, q = x[0], y[0]
        if type(p) is int and type(q) is int and p != q:
            return -1 if p < q else 1
    return 0


def lt(x: Term, y: Term) -> bool:
    """`X < Y`."""
    return compare(x, y) < 0


def le(x: Term, y: Term) -> bool:
    """`X =< Y`."""
    return compare(x, y) <= 0


sort_key: Final = cmp_to_key(compare)
key_sort_key: Final = cmp_to_key(compare_keys)


def _compare_deep(x: Any, y: Any, keys: bool) -> int:
    stack: list[tuple[Any, Any, bool]] = [(x, y, keys)]
    while stack:
        x, y, keys = stack.pop()
        if x is y:
            continue
        t = type(x)
        r = _RANK[t]
        s = _RANK[type(y)]
        if r != s:
            return -1 if r < s else 1
        if t is list:
            c = _walk_lists(x, y, keys, stack)
        elif t is tuple:
            n, m = len(x), len(y)
            c = (n > m) - (n < m) or _walk_tuples(x, y, keys, stack)
        elif t is Record:
            c = _compare_records(x, y, keys, stack)
        elif r == 8:
            c = _compare_maps(x, y, keys, stack)
        elif r == 3:
            c = _compare_funs(x, y, keys, stack)
        else:
            c = _SCALAR[r](x, y, keys)
        if c:
            return c
    return 0


def _walk_lists(x: Any, y: Any, keys: bool, stack: list[tuple[Any, Any, bool]]) -> int:
    """Compare while the heads are flat; push the rest as soon as one is not."""
    while type(x) is list and type(y) is list:
        if x is y:
            return 0
        p, q = x[0], y[0]
        x, y = x[1], y[1]
        if p is q:
            continue
        r = _RANK[type(p)]
        s = _RANK[type(q)]
        if r != s:
            return -1 if r < s else 1
        scalar = _SCALAR.get(r)
        if scalar is None:
            stack.append((x, y, keys))
            stack.append((p, q, keys))
            return 0
        c = scalar(p, q, keys)
        if c:
            return c
    stack.append((x, y, keys))
    return 0


def _walk_tuples(x: Any, y: Any, keys: bool, stack: list[tuple[Any, Any, bool]]) -> int:
    """As _walk_lists, for tuples of one size."""
    i = 0
    for p, q in zip(x, y):
        i += 1
        if p is q:
            continue
        r = _RANK[type(p)]
        s = _RANK[type(q)]
        if r != s:
            return -1 if r < s else 1
        scalar = _SCALAR.get(r)
        if scalar is None:
            stack.extend([(x[k], y[k], keys) for k in range(len(x) - 1, i - 2, -1)])
            return 0
        c = scalar(p, q, keys)
        if c:
            return c
    return 0


def _compare_records(x: Any, y: Any, keys: bool, stack: list[tuple[Any, Any, bool]]) -> int:
    c = 0 if x[0] is y[0] else compare_definitions(x[0], y[0])
    if not c:
        stack.extend([(x[i], y[i], keys) for i in range(len(x) - 1, 0, -1)])
    return c


def _compare_maps(x: Any, y: Any, keys: bool, stack: list[tuple[Any, Any, bool]]) -> int:
    n, m = len(x), len(y)
    if n != m:
        return -1 if n < m else 1
    xs = sorted_keys(x)
    ys = sorted_keys(y)
    for p, q in zip(xs, ys):
        c = compare_keys(getattr(p, "term", p), getattr(q, "term", q))
        if c:
            return c
    stack.extend([(x[xs[i]], y[ys[i]], keys) for i in range(n - 1, -1, -1)])
    return 0


def sorted_keys(m: Any) -> list[Any]:
    """The stored keys of a map (see maps.py) in the order of map keys."""
    kinds = {type(k) for k in m}
    if kinds == {int}:
        return sorted(m)
    if kinds == {Atom}:
        return sorted(m, key=_atom_name)
    return sorted(m, key=_stored_key)


def _atom_name(x: Atom) -> str:
    return x.name


def _stored_key(k: Any) -> Any:
    return key_sort_key(getattr(k, "term", k))


def _compare_funs(
    x: FunctionType, y: FunctionType, keys: bool, stack: list[tuple[Any, Any, bool]]
) -> int:
    if funs.same_fun(x, y):
        stack.extend([(p, q, keys) for p, q in zip(funs.environment(x), funs.environment(y))][::-1])
        return 0
    p, q = funs.order_key(x), funs.order_key(y)
    if p == q:  # two versions of one fun: any order will do, as long as it is one
        return -1 if id(x.__code__) < id(y.__code__) else 1
    return -1 if p < q else 1


def _compare_numbers(x: Any, y: Any, keys: bool) -> int:
    if keys and type(x) is not type(y):
        return -1 if type(x) is int else 1
    c: int = (x > y) - (x < y)
    if c or not keys or x or type(x) is int:
        return c
    p, q = copysign(1.0, x), copysign(1.0, y)
    return (p > q) - (p < q)


def _compare_atoms(x: Any, y: Any, keys: bool) -> int:
    p: str = x.name
    q: str = y.name
    return (p > q) - (p < q)


def _compare_refs(x: Ref, y: Ref, keys: bool) -> int:
    p = (x.node.name, x.creation, x.ids)
    q = (y.node.name, y.creation, y.ids)
    return (p > q) - (p < q)


def _compare_ports(x: Port, y: Port, keys: bool) -> int:
    p = (x.node.name, x.creation, x.number)
    q = (y.node.name, y.creation, y.number)
    return (p > q) - (p < q)


def _compare_pids(x: Pid, y: Pid, keys: bool) -> int:
    p = (x.serial, x.number, x.node.name, x.creation)
    q = (y.serial, y.number, y.node.name, y.creation)
    return (p > q) - (p < q)


def _compare_nil(x: Any, y: Any, keys: bool) -> int:
    return 0


def _compare_bits(x: Any, y: Any, keys: bool) -> int:
    return compare_bits(x, y)


_SCALAR: Final[dict[int, Callable[[Any, Any, bool], int]]] = {
    0: _compare_numbers,
    1: _compare_atoms,
    2: _compare_refs,
    4: _compare_ports,
    5: _compare_pids,
    9: _compare_nil,
    11: _compare_bits,
}
