"""Going through arrays: `foldl/3`, `map/2`, `mapfoldl/3`, `to_list/1` and their kin.

OTP: array
"""

from __future__ import annotations

from typing import Any, Final, NoReturn

from pyerlshell.erts.errors import error
from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.otp.native_calls import failure, is_fun, local
from pyerlshell.otp.stdlib.array import leaves
from pyerlshell.otp.stdlib.array.leaves import MASK, WIDTH
from pyerlshell.otp.stdlib.array.module import Array, array, is_record, opened, refuse
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True


def _whole(f: Any, acc: Term, t: Any) -> int:
    """The last index of an array, of which the fold of a range takes care."""
    if not is_record(t) or type(t[1]) is not int:
        raise refuse()
    return t[1] - 1


def _ranged(low: Term, high: Term, f: Any, t: Any) -> tuple[int, int, Array]:
    arr = opened(t)
    if (
        type(low) is not int
        or type(high) is not int
        or low < 0
        or not is_fun(f, 3)
        or arr is None
        or high >= arr.size
    ):
        raise refuse()
    return low, high, arr


def elements_of(t: Any) -> list[Term]:
    """The elements of an array."""
    arr = opened(t)
    if arr is None:
        raise refuse()
    tree, low, high = arr.whole_tree(), arr.zero, arr.zero + arr.size - 1
    return [x for _, x in leaves.places(low, high, arr.bits, tree, arr.default)]


@local("array", "foldr")
def _no_foldr(f: Term, acc: Term, t: Any) -> NoReturn:
    raise refuse()


@local("array", "sparse_foldr")
def _no_sparse_foldr(f: Term, acc: Term, t: Any) -> NoReturn:
    raise refuse()


@array.export(
    "to_list/1",
    "(Array :: array(Type)) -> [Value :: Type]",
)
def to_list_(t: Any) -> Term:
    """The elements."""
    if opened(t) is None:
        return tail(_no_foldr, None, None, t)
    return to_list(elements_of(t))


@array.export(
    "sparse_to_list/1",
    "(Array :: array(Type)) -> [Value :: Type]",
)
def sparse_to_list(t: Any) -> Term:
    """The elements that are not the default."""
    if opened(t) is None:
        return tail(_no_sparse_foldr, None, None, t)
    items = elements_of(t)
    return to_list([x for x in items if not exact_equal(x, t[4])])


@array.export(
    "to_orddict/1",
    "(Array :: array(Type)) -> indx_pairs(Value :: Type)",
)
def to_orddict(t: Any) -> Term:
    """The {Index, Value} pairs."""
    if opened(t) is None:
        return tail(_no_foldr, None, None, t)
    return to_list(list(enumerate(elements_of(t))))


@array.export(
    "sparse_to_orddict/1",
    "(Array :: array(Type)) -> indx_pairs(Value :: Type)",
)
def sparse_to_orddict(t: Any) -> Term:
    """The {Index, Value} pairs of the elements that are not the default."""
    if opened(t) is None:
        return tail(_no_sparse_foldr, None, None, t)
    items = elements_of(t)
    return to_list([(i, x) for i, x in enumerate(items) if not exact_equal(x, t[4])])


@array.export(
    "sparse_size/1",
    "(Array :: array()) -> non_neg_integer()",
)
def sparse_size(t: Any) -> Term:
    """How many elements there are up to the last that is not the default."""
    return _last_set(None, None, t) + 1


@local("array", "sparse_foldr")
def _last_set(f: Term, acc: Term, t: Any) -> int:
    arr = opened(t)
    if arr is None:
        raise refuse()
    tree, low, high = arr.whole_tree(), arr.zero, arr.zero + arr.size - 1
    while low <= high:
        leaf, span = leaves.block(high, arr.bits, tree)
        end = max(high & -span, low)
        if leaf is not None:
            for i in range(high, end - 1, -1):
                if not exact_equal(leaf[i & MASK], arr.default):
                    return i - low
        high = end - 1
    return -1


def _fold(arr: Array, low: int, high: int, f: Any, acc: Term, back: bool, sparse: bool) -> Term:
    zero, default = arr.zero, arr.default
    walk = leaves.places_back if back else leaves.places
    for i, x in walk(low + zero, high + zero, arr.bits, arr.whole_tree(), default):
        if sparse and exact_equal(x, default):
            continue
        acc = f(i - zero, x, acc)
        if acc is TAIL:
            acc = run()
    return acc


@array.export(
    "foldl/3",
    "(Function, InitialAcc :: A, Array :: array(Type)) -> A when Function :: fun((Index :: "
    "array_indx(), Value :: Type, Acc :: A) -> A)",
)
def foldl(f: Any, acc: Term, t: Any) -> Term:
    """Call Function with each index, element and what the call before gave, from the left."""
    return tail(foldl_range, 0, _whole(f, acc, t), f, acc, t)


@array.export(
    "foldl/5",
    "(Low, High, Function, InitialAcc :: A, Array) -> A when Low :: array_indx(), High :: "
    "array_indx(), Function :: fun((Index :: array_indx(), Value :: Type, Acc :: A) -> A), "
    "Array :: array(Type)",
)
def foldl_range(low: Term, high: Term, f: Any, acc: Term, t: Any) -> Term:
    """foldl/3 of the elements from index Low to High."""
    first, last, arr = _ranged(low, high, f, t)
    return _fold(arr, first, last, f, acc, False, False)


@array.export(
    "foldr/3",
    "(Function, InitialAcc :: A, Array :: array(Type)) -> A when Function :: fun((Index :: "
    "array_indx(), Value :: Type, Acc :: A) -> A)",
)
def foldr(f: Any, acc: Term, t: Any) -> Term:
    """Call Function with each index, element and what the call before gave, from the right."""
    return tail(foldr_range, 0, _whole(f, acc, t), f, acc, t)


@array.export(
    "foldr/5",
    "(Low, High, Function, InitialAcc :: A, Array :: array(Type)) -> A when Low :: "
    "array_indx(), High :: array_indx(), Function :: fun((Index :: array_indx(), Value :: "
    "Type, Acc :: A) -> A)",
)
def foldr_range(low: Term, high: Term, f: Any, acc: Term, t: Any) -> Term:
    """foldr/3 of the elements from index Low to High."""
    first, last, arr = _ranged(low, high, f, t)
    return _fold(arr, first, last, f, acc, True, False)


@array.export(
    "sparse_foldl/3",
    "(Function, InitialAcc :: A, Array :: array(Type)) -> A when Function :: fun((Index :: "
    "array_indx(), Value :: Type, Acc :: A) -> A)",
)
def sparse_foldl(f: Any, acc: Term, t: Any) -> Term:
    """foldl/3 of the elements that are not the default."""
    return tail(sparse_foldl_range, 0, _whole(f, acc, t), f, acc, t)


@array.export(
    "sparse_foldl/5",
    "(Low :: array_indx(), High :: array_indx(), Function, InitialAcc :: A, Array :: "
    "array(Type)) -> A when Function :: fun((Index :: array_indx(), Value :: Type, Acc :: A) "
    "-> A)",
)
def sparse_foldl_range(low: Term, high: Term, f: Any, acc: Term, t: Any) -> Term:
    """foldl/5 of the elements that are not the default."""
    first, last, arr = _ranged(low, high, f, t)
    return _fold(arr, first, last, f, acc, False, True)


@array.export(
    "sparse_foldr/3",
    "(Function, InitialAcc :: A, Array :: array(Type)) -> A when Function :: fun((Index :: "
    "array_indx(), Value :: Type, Acc :: A) -> A)",
)
def sparse_foldr(f: Any, acc: Term, t: Any) -> Term:
    """foldr/3 of the elements that are not the default."""
    return tail(sparse_foldr_range, 0, _whole(f, acc, t), f, acc, t)


@array.export(
    "sparse_foldr/5",
    "(Low :: array_indx(), High :: array_indx(), Function, InitialAcc :: A, Array :: "
    "array(Type)) -> A when Function :: fun((Index :: array_indx(), Value :: Type, Acc :: A) "
    "-> A)",
)
def sparse_foldr_range(low: Term, high: Term, f: Any, acc: Term, t: Any) -> Term:
    """foldr/5 of the elements that are not the default."""
    first, last, arr = _ranged(low, high, f, t)
    return _fold(arr, first, last, f, acc, True, True)


_NO_PAIR: Final = {
    (False, False): failure("array", "mapfoldl_3_1", 7),
    (True, False): failure("array", "mapfoldr_3_1", 7),
    (False, True): failure("array", "sparse_mapfoldl_3_1", 8),
    (True, True): failure("array", "sparse_mapfoldr_3_1", 8),
}


def _map_fold(
    t: Any, low: Term, high: Term, f: Any, acc: Term, back: bool, sparse: bool
) -> tuple[Term, Term]:
    """The array with the first of each {Value, Acc} that the fun gives, and the last Acc."""
    first, last, arr = _ranged(low, high, f, t)
    if first > last:
        return t, acc
    zero, bits, default, tree = arr.zero, arr.bits, arr.default, arr.whole_tree()
    starts = list(range((first + zero) & -WIDTH, last + zero + 1, WIDTH))
    for start in reversed(starts) if back else starts:
        leaf, _ = leaves.block(start, bits, tree)
        if leaf is None and sparse:
            continue
        items = [default] * WIDTH if leaf is None else list(leaf)
        places = range(max(start, first + zero), min(start + WIDTH, last + zero + 1))
        for i in reversed(places) if back else places:
            x = items[i - start]
            if not sparse or not exact_equal(x, default):
                r = f(i - zero, x, acc)
                if r is TAIL:
                    r = run()
                if type(r) is not tuple or len(r) != 2:
                    _NO_PAIR[back, sparse](error((a.badmatch, r)))
                items[i - start], acc = r
        tree = leaves.with_leaf(start, bits, tree, tuple(items))
    cache = leaves.leaf_at(arr.cached, bits, tree, default)
    return arr._replace(cache=cache, tree=tree).term(), acc


@array.export(
    "mapfoldl/3",
    "(Function, InitialAcc :: A, Array :: array(Type)) -> {array(Type), A} when Function :: "
    "fun((Index :: array_indx(), Value :: Type, Acc :: A) -> {Type, A})",
)
def mapfoldl(f: Any, acc: Term, t: Any) -> Term:
    """Map and foldl in one: Function(Index, Value, Acc) gives {the new value, the new Acc}."""
    return tail(mapfoldl_range, 0, _whole(f, acc, t), f, acc, t)


@array.export(
    "mapfoldl/5",
    "(Low, High, Function, InitialAcc :: A, Array :: array(Type)) -> {array(Type), A} when "
    "Low :: array_indx(), High :: array_indx(), Function :: fun((Index :: array_indx(), Value "
    ":: Type, Acc :: A) -> {Type, A})",
)
def mapfoldl_range(low: Term, high: Term, f: Any, acc: Term, t: Any) -> Term:
    """mapfoldl/3 of the elements from index Low to High."""
    return _map_fold(t, low, high, f, acc, False, False)


@array.export(
    "mapfoldr/3",
    "(Function, InitialAcc :: A, Array :: array(Type)) -> {array(Type), A} when Function :: "
    "fun((Index :: array_indx(), Value :: Type, Acc :: A) -> {Type, A})",
)
def mapfoldr(f: Any, acc: Term, t: Any) -> Term:
    """Map and foldr in one: Function(Index, Value, Acc) gives {the new value, the new Acc}."""
    return tail(mapfoldr_range, 0, _whole(f, acc, t), f, acc, t)


@array.export(
    "mapfoldr/5",
    "(Low, High, Function, InitialAcc :: A, Array :: array(Type)) -> {array(Type), A} when "
    "Low :: array_indx(), High :: array_indx(), Function :: fun((Index :: array_indx(), Value "
    ":: Type, Acc :: A) -> {Type, A})",
)
def mapfoldr_range(low: Term, high: Term, f: Any, acc: Term, t: Any) -> Term:
    """mapfoldr/3 of the elements from index Low to High."""
    return _map_fold(t, low, high, f, acc, True, False)


@array.export(
    "sparse_mapfoldl/3",
    "(Function, InitialAcc :: A, Array) -> {ArrayRes, A} when Array :: array(Type1), Function "
    ":: fun((Index :: array_indx(), Value :: Type1, Acc :: A) -> {Type2, A}), ArrayRes :: "
    "array(Type1 | Type2)",
)
def sparse_mapfoldl(f: Any, acc: Term, t: Any) -> Term:
    """mapfoldl/3 of the elements that are not the default."""
    return tail(sparse_mapfoldl_range, 0, _whole(f, acc, t), f, acc, t)


@array.export(
    "sparse_mapfoldl/5",
    "(Low, High, Function, InitialAcc :: A, Array) -> {ArrayRes, A} when Low :: array_indx(), "
    "High :: array_indx(), Function :: fun((Index :: array_indx(), Value :: Type1, Acc :: A) "
    "-> {Type2, A}), Array :: array(Type1), ArrayRes :: array(Type1 | Type2)",
)
def sparse_mapfoldl_range(low: Term, high: Term, f: Any, acc: Term, t: Any) -> Term:
    """mapfoldl/5 of the elements that are not the default."""
    return _map_fold(t, low, high, f, acc, False, True)


@array.export(
    "sparse_mapfoldr/3",
    "(Function, InitialAcc :: A, Array) -> {ArrayRes, A} when Array :: array(Type1), Function "
    ":: fun((Index :: array_indx(), Value :: Type1, Acc :: A) -> {Type2, A}), ArrayRes :: "
    "array(Type1 | Type2)",
)
def sparse_mapfoldr(f: Any, acc: Term, t: Any) -> Term:
    """mapfoldr/3 of the elements that are not the default."""
    return tail(sparse_mapfoldr_range, 0, _whole(f, acc, t), f, acc, t)


@array.export(
    "sparse_mapfoldr/5",
    "(Low, High, Function, InitialAcc :: A, Array) -> {ArrayRes, A} when Low :: array_indx(), "
    "High :: array_indx(), Function :: fun((Index :: array_indx(), Value :: Type1, Acc :: A) "
    "-> {Type2, A}), Array :: array(Type1), ArrayRes :: array(Type1 | Type2)",
)
def sparse_mapfoldr_range(low: Term, high: Term, f: Any, acc: Term, t: Any) -> Term:
    """mapfoldr/5 of the elements that are not the default."""
    return _map_fold(t, low, high, f, acc, True, True)


def _paired(f: Any) -> Any:
    def with_acc(i: Term, x: Term, acc: Term) -> Term:
        r = f(i, x)
        return (run() if r is TAIL else r), None

    return with_acc


@local("array", "mapfoldl")
def _mapfoldl_3(f: Any, acc: Term, t: Any) -> Term:
    return _map_fold(t, 0, _whole(f, acc, t), f, acc, False, False)[0]


@local("array", "sparse_mapfoldl")
def _sparse_mapfoldl_3(f: Any, acc: Term, t: Any) -> Term:
    return _map_fold(t, 0, _whole(f, acc, t), f, acc, False, True)[0]


@array.export(
    "map/2",
    "(Function, Array :: array(Type1)) -> array(Type1 | Type2) when Function :: fun((Index :: "
    "array_indx(), Type1) -> Type2)",
)
def map_(f: Any, t: Any) -> Term:
    """The array of what Function(Index, Value) gives."""
    if not is_fun(f, 2):
        raise refuse()
    return _mapfoldl_3(_paired(f), None, t)


@array.export(
    "sparse_map/2",
    "(Function, Array :: array(Type1)) -> array(Type1 | Type2) when Function :: fun((Index :: "
    "array_indx(), Type1) -> Type2)",
)
def sparse_map(f: Any, t: Any) -> Term:
    """map/2 of the elements that are not the default."""
    if not is_fun(f, 2):
        raise refuse()
    return _sparse_mapfoldl_3(_paired(f), None, t)
