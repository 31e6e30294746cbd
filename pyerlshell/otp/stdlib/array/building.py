"""Making arrays: `new/0,1,2`, `from_list/1,2`, `from_orddict/1,2`, `from/2,3`.

OTP: array
"""

from __future__ import annotations

from typing import Any, NoReturn

from pyerlshell.erts.errors import error
from pyerlshell.erts.machine import TAIL, run, tail
from pyerlshell.otp.native_calls import failure, is_fun, local
from pyerlshell.otp.stdlib.array import leaves
from pyerlshell.otp.stdlib.array.leaves import WIDTH, Leaf
from pyerlshell.otp.stdlib.array.module import array, made, refuse
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import split_tail
from pyerlshell.terms.types import Term

__preempt__ = True

_true = a.true
_false = a.false
_undefined = a.undefined


@array.export(
    "new/0",
    "() -> array()",
)
def new() -> Term:
    """An array of size 0 that grows; its default is `undefined`."""
    return _empty(0, _false, _undefined)


def _empty(size: int, fix: Atom, default: Term) -> Term:
    return made(size, fix, default, None, leaves.room_for(size - 1, 0))


@array.export(
    "new/1",
    "(Options :: array_opts()) -> array()",
)
def new_with(options: Term) -> Term:
    """An array as the options say: Size or {size, Size}, fixed or {fixed, Boolean},
    {default, Value}; one that has a size is fixed."""
    return tail(_new_1, _as_list(options), 0, _false, _undefined)


@array.export(
    "new/2",
    "(Size :: non_neg_integer(), Options :: array_opts()) -> array()",
)
def new_sized(size: Term, options: Term) -> Term:
    """An array of this size, fixed unless the options say otherwise."""
    if type(size) is not int or size < 0:
        raise refuse()
    return tail(_new_1, _as_list(options), size, _true, _undefined)


def _as_list(options: Term) -> Term:
    return options if options is None or type(options) is list else [options, None]


@local("array", "new_1")
def _new_1(options: Any, size: int, fix: Atom, default: Term) -> Term:
    while type(options) is list:
        option, options = options
        if type(option) is int and option >= 0:
            size, fix = option, _true
        elif option is a.fixed:
            fix = _true
        elif type(option) is not tuple or len(option) != 2:
            raise refuse()
        elif option[0] is a.default:
            default = option[1]
        elif option[0] is a.fixed and (option[1] is _true or option[1] is _false):
            fix = option[1]
        elif option[0] is a.size and type(option[1]) is int and option[1] >= 0:
            size, fix = option[1], _true
        else:
            raise refuse()
    if options is not None:
        raise refuse()
    return _empty(size, fix, default)


@array.export(
    "from_list/1",
    "(List :: [Value :: Type]) -> array(Type)",
)
def from_list_(l: Term) -> Term:
    """The array of the elements of a list; it grows."""
    return tail(from_list_default, l, _undefined)


_from_list_1 = failure("array", "from_list_1", 6)
_from_fun_1 = failure("array", "from_fun_1", 7)
_from_orddict_0 = failure("array", "from_orddict_0", 5)
_from_orddict_1 = failure("array", "from_orddict_1", 6)


@array.export(
    "from_list/2",
    "(List :: [Value :: Type], Default :: term()) -> array(Type)",
)
def from_list_default(l: Term, default: Term) -> Term:
    """The array of the elements of a list, with a default; it grows."""
    if l is None:
        return _empty(0, _false, default)
    items, rest = split_tail(l)
    if rest is not None:
        if items:
            _from_list_1(refuse())
        raise refuse()
    return _filled(items, default)


def _filled(items: list[Term], default: Term) -> Term:
    size = len(items)
    bits = leaves.room_for(size - 1, 0)
    found: list[Leaf] = []
    for i in range(0, size or 1, WIDTH):
        leaf = tuple(items[i : i + WIDTH])
        found.append(leaf + (default,) * (WIDTH - len(leaf)))
    return made(size, _false, default, leaves.from_leaves(found, bits), bits)


@array.export(
    "from/2",
    "(Function, State :: term()) -> array(Type) when Function :: fun((State0 :: term()) -> "
    "{Type, State1 :: term()} | done)",
)
def from_(f: Any, state: Term) -> Term:
    """The array of what Function(State) gives: {Value, the next State}, or `done`."""
    return tail(from_default, f, state, _undefined)


@array.export(
    "from/3",
    "(Function, State :: term(), Default :: term()) -> array(Type) when Function :: "
    "fun((State0 :: term()) -> {Type, State1 :: term()} | done)",
)
def from_default(f: Any, state: Term, default: Term) -> Term:
    """The array of what Function(State) gives, with a default."""
    if not is_fun(f, 1):
        raise refuse()
    items: list[Term] = []
    while True:
        r = f(state)
        if r is TAIL:
            r = run()
        if r is a.done:
            return _filled(items, default)
        if type(r) is not tuple or len(r) != 2:
            _from_fun_1(refuse())
        x, state = r
        items.append(x)


@array.export(
    "from_orddict/1",
    "(Orddict :: indx_pairs(Value :: Type)) -> array(Type)",
)
def from_orddict(l: Term) -> Term:
    """The array of {Index, Value} pairs by their indices; it grows."""
    return tail(from_orddict_default, l, _undefined)


@array.export(
    "from_orddict/2",
    "(Orddict :: indx_pairs(Value :: Type), Default :: dynamic()) -> array(Type)",
)
def from_orddict_default(l: Any, default: Term) -> Term:
    """The array of {Index, Value} pairs by their indices, with a default; it grows."""
    if l is None:
        return _empty(0, _false, default)
    if type(l) is not list:
        raise refuse()
    found: dict[int, list[Term]] = {}
    place = 0
    while type(l) is list:
        pair = l[0]
        if type(pair) is not tuple or len(pair) != 2 or type(pair[0]) is not int:
            _out_of_order(place, l)
        i, x = pair
        if i < place:
            _from_orddict_1(error((a.badarg, l)))
        for start in _leaves_before(place, i):
            found[start] = [default] * WIDTH
        found[i & -WIDTH][i % WIDTH] = x
        place = i + 1
        l = l[1]
    if l is not None:
        _from_orddict_0(error((a.badarg, l)))
    bits = leaves.room_for(place - 1, 0)
    tree = None
    for start, items in found.items():
        tree = leaves.with_leaf(start, bits, tree, tuple(items))
    return made(place, _false, default, tree, bits)


def _out_of_order(place: int, l: Any) -> NoReturn:
    """What begins no pair fails where a leaf begins, or within one."""
    at_leaf = place % WIDTH == 0 and (type(l[0]) is not tuple or len(l[0]) != 2)
    (_from_orddict_0 if at_leaf else _from_orddict_1)(error((a.badarg, l)))


def _leaves_before(place: int, i: int) -> list[int]:
    """Where leaves begin that an element at index i asks for, when those below `place` are there:
    its own, and one of defaults before it if that is all that would be left out."""
    start = -(-place // WIDTH) * WIDTH
    if i < start:
        return []
    if i <= start + WIDTH:
        return list(range(start, i + 1, WIDTH))
    return [i & -WIDTH]
