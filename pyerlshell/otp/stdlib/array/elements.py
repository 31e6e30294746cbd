"""Single elements: `get/2`, `set/3`, `reset/2`, `append/2`, `prepend/2`; what an array is.

OTP: array
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.otp.stdlib.array import leaves
from pyerlshell.otp.stdlib.array.leaves import MASK, WIDTH, replaced
from pyerlshell.otp.stdlib.array.module import Array, array, is_record, opened, refuse
from pyerlshell.terms.atoms import a
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True

_true = a.true
_false = a.false


@array.export(
    "is_array/1",
    "(X :: term()) -> boolean()",
)
def is_array(t: Any) -> Term:
    """True for what looks like an array."""
    return _true if is_record(t) and type(t[1]) is int else _false


@array.export(
    "size/1",
    "(Array :: array()) -> non_neg_integer()",
)
def size(t: Any) -> Term:
    """How many elements the array has."""
    if not is_record(t):
        raise refuse()
    return t[1]


@array.export(
    "default/1",
    "(Array :: array(Type)) -> Value :: Type",
)
def default(t: Any) -> Term:
    """The value of elements that nobody has set."""
    if not is_record(t):
        raise refuse()
    return t[4]


@array.export(
    "is_fix/1",
    "(Array :: array()) -> boolean()",
)
def is_fix(t: Any) -> Term:
    """True if the array has a fixed size."""
    if not is_record(t) or (t[3] is not _true and t[3] is not _false and not is_record(t)):
        raise function_clause(t)
    return _true if t[3] is _true else _false


@array.export(
    "fix/1",
    "(Array :: array(Type)) -> array(Type)",
)
def fix(t: Any) -> Term:
    """The array with a fixed size: using other indices is an error."""
    if not is_record(t):
        raise function_clause(t)
    return replaced(t, 3, _true)


@array.export(
    "relax/1",
    "(Array :: array(Type)) -> array(Type)",
)
def relax(t: Any) -> Term:
    """The array that grows when it is set outside."""
    if not is_record(t) or type(t[1]) is not int or t[1] < 0:
        raise function_clause(t)
    return replaced(t, 3, _false)


def _indexed(i: Term, t: Any) -> tuple[int, Array]:
    """An index and an array, if that is what they are."""
    arr = opened(t)
    if arr is None or type(i) is not int or i < 0:
        raise refuse()
    return i, arr


@array.export(
    "get/2",
    "(I :: array_indx(), Array :: array(Type)) -> Value :: Type",
)
def get(index: Term, t: Any) -> Term:
    """The element at index I, from 0; the default behind the end, unless the size is fixed."""
    i, arr = _indexed(index, t)
    if i >= arr.size:
        if arr.fixed():
            raise refuse()
        return arr.default
    i += arr.zero
    if arr.cached <= i < arr.cached + WIDTH:
        return arr.cache[i - arr.cached]
    leaf, _ = leaves.block(i, arr.bits, arr.tree)
    return arr.default if leaf is None else leaf[i & MASK]


@array.export(
    "set/3",
    "(I :: array_indx(), Value :: Type, Array :: array(Type)) -> array(Type)",
)
def set_(index: Term, value: Term, t: Any) -> Term:
    """The array with Value at index I; it grows if need be, unless the size is fixed."""
    i, arr = _indexed(index, t)
    if i >= arr.size and arr.fixed():
        raise refuse()
    return stored(i, value, arr)


def stored(i: int, value: Term, arr: Array) -> Term:
    """The array with a value at an index, grown if need be."""
    size, zero, fix, default, cache, index, tree, bits = arr
    size = max(size, i + 1)
    i += zero
    if not index <= i < index + WIDTH:
        if i >= 1 << bits + leaves.SHIFT:
            tree, bits = leaves.grown_right(i, bits, tree)
        tree = leaves.with_leaf(index, bits, tree, cache)
        cache = leaves.leaf_at(i, bits, tree, default)
        index = i & ~MASK
    cache = replaced(cache, i - index, value)
    return Array(size, zero, fix, default, cache, index, tree, bits).term()


@array.export(
    "append/2",
    "(Value :: any(), Array :: array(Type)) -> array(Type)",
)
def append(value: Term, t: Any) -> Term:
    """The array with one more element behind, even if its size is fixed."""
    arr = opened(t)
    if arr is None:
        raise refuse()
    return stored(arr.size, value, arr)


@array.export(
    "reset/2",
    "(I :: array_indx(), Array :: array(Type)) -> array(Type)",
)
def reset(index: Term, t: Any) -> Term:
    """The array with its default at index I."""
    i, arr = _indexed(index, t)
    if i >= arr.size:
        if arr.fixed():
            raise refuse()
        return t
    i += arr.zero
    if arr.cached <= i < arr.cached + WIDTH:
        return arr._replace(cache=replaced(arr.cache, i - arr.cached, arr.default)).term()
    leaf, _ = leaves.block(i, arr.bits, arr.tree)
    if leaf is None or exact_equal(leaf[i & MASK], arr.default):
        return t
    leaf = replaced(leaf, i & MASK, arr.default)
    return arr._replace(tree=leaves.with_leaf(i, arr.bits, arr.tree, leaf)).term()


@array.export(
    "upgrade/1",
    "(OldArray :: tuple() | array()) -> array()",
)
def upgrade(t: Any) -> Term:
    """The array in today's representation, from that of OTP 28 and before."""
    if is_record(t):
        return t
    if type(t) is not tuple or len(t) != 5 or t[0] is not a.array:
        raise error((a.badarg, t))
    _, size, most, default, tree = t
    fix = _true if most == 0 else _false
    arr = Array(0, 0, _false, default, (default,) * WIDTH, 0, None, leaves.room_for(-1, 0))
    found: list[tuple[int, Term]] = []
    _old_elements(tree, 0, found)
    for i, x in found:
        if i < size and not exact_equal(x, default):
            arr = Array(*stored(i, x, arr)[1:])  # type: ignore[index]
    return arr._replace(fix=fix).term()


def _old_elements(tree: Any, start: int, found: list[tuple[int, Term]]) -> None:
    """(index, element) of a tree of ten branches; an empty subtree is an integer, and the last
    element of a node is the size of its branches."""
    if type(tree) is not tuple:
        return
    if len(tree) == 10:
        found.extend(enumerate(tree, start))
        return
    for i, branch in enumerate(tree[:10]):
        _old_elements(branch, start + i * tree[10], found)
