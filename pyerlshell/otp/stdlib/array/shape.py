"""Making arrays longer and shorter at either end: `resize/1,2`, `shift/2`, `slice/3`, `concat/1,2`.

OTP: array
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import tail
from pyerlshell.otp.native_calls import local
from pyerlshell.otp.stdlib.array import leaves
from pyerlshell.otp.stdlib.array.elements import set_, stored
from pyerlshell.otp.stdlib.array.folds import elements_of, sparse_size
from pyerlshell.otp.stdlib.array.module import Array, array, is_record, opened, refuse
from pyerlshell.terms.atoms import a
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True


@array.export(
    "resize/1",
    "(Array :: array(Type)) -> array(Type)",
)
def resize_to_fit(t: Any) -> Term:
    """The array without the defaults at its end."""
    return tail(resize, sparse_size(t), t)


@array.export(
    "resize/2",
    "(Size :: non_neg_integer(), Array :: array(Type)) -> array(Type)",
)
def resize(size: Term, t: Any) -> Term:
    """The array with another size; what lies outside is forgotten."""
    arr = opened(t)
    if type(size) is not int or size < 0 or arr is None:
        raise refuse()
    if size > arr.size and arr.zero <= 0:
        tree, bits = leaves.grown_right(arr.zero + size - 1, arr.bits, arr.tree)
        return arr._replace(size=size, tree=tree, bits=bits).term()
    if size == arr.size and arr.zero <= 0:
        return t
    kept = min(size, arr.size)
    tree, zero, bits = leaves.cut(arr.zero, kept, arr.bits, arr.whole_tree(), arr.default)
    if size > arr.size:
        tree, bits = leaves.grown_right(zero + size - 1, bits, tree)
    cache = leaves.leaf_at(0, bits, tree, arr.default)
    return Array(size, zero, arr.fix, arr.default, cache, 0, tree, bits).term()


@array.export(
    "shift/2",
    "(Steps :: integer(), Array :: array(Type)) -> array(Type)",
)
def shift(steps: Term, t: Any) -> Term:
    """The array without its first Steps elements, or with as many more in front if Steps is
    negative."""
    if type(steps) is int and steps == 0 and is_record(t):
        return t
    arr = opened(t)
    if type(steps) is not int or arr is None or steps > arr.size:
        raise refuse()
    zero = arr.zero + steps
    if zero >= 0:
        return arr._replace(size=arr.size - steps, zero=zero).term()
    tree, bits, new_zero = leaves.grown_left(zero, arr.bits, arr.tree)
    moved = arr.cached + new_zero - zero
    changed = arr._replace(size=arr.size - steps, zero=new_zero, cached=moved, tree=tree, bits=bits)
    return changed.term()


@array.export(
    "slice/3",
    "(I :: array_indx(), Length :: non_neg_integer(), Array :: array(Type)) -> array(Type)",
)
def slice_(i: Term, length: Term, t: Any) -> Term:
    """The array of Length elements from index I on."""
    if (
        type(i) is not int
        or type(length) is not int
        or not is_record(t)
        or type(t[1]) is not int
        or not (i >= 0 and length >= 0 and i + length <= t[1])
    ):
        raise refuse()
    return leaves.replaced(shift(i, t), 1, length)  # type: ignore[arg-type]


@array.export(
    "prepend/2",
    "(Value :: Type, Array :: array(Type)) -> array(Type)",
)
def prepend(value: Term, t: Any) -> Term:
    """The array with one more element in front, even if its size is fixed."""
    if not is_record(t):
        raise function_clause(value, t)
    return tail(set_, 0, value, shift(-1, t))


@array.export(
    "concat/2",
    "(A :: array(Type), B :: array(Type)) -> AB :: array(Type)",
)
def concat(left: Any, right: Any) -> Term:
    """The elements of both arrays; default and fixed size are those of the left one."""
    if not is_record(left) or not is_record(right):
        raise refuse()
    if right[1] > left[1] and exact_equal(left[4], right[4]):
        made: Any = leaves.replaced(right, 3, left[3])
        for x in reversed(elements_of(left)):
            made = stored(0, x, Array(*shift(-1, made)[1:]))  # type: ignore[index]
        return made
    made = left
    for x in elements_of(right):
        made = stored(made[1], x, Array(*made[1:]))
    return made


@array.export(
    "concat/1",
    "(Arrays :: [array(Type)]) -> array(Type)",
)
def concat_all(l: Any) -> Term:
    """The elements of all the arrays."""
    if type(l) is not list:
        raise refuse()
    made, rest = l
    while type(rest) is list:
        made = concat(made, rest[0])
        rest = rest[1]
    return made if rest is None else tail(_foldl_1, None, made, rest)


@local("lists", "foldl_1")
def _foldl_1(f: Term, acc: Term, rest: Term) -> Term:
    raise function_clause(f, acc, rest) if acc is not None else error(a.badarg)
