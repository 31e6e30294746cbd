"""Integers that many processes may change, each operation at once and whole.

OTP: atomics, erl_bif_atomics.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.atomics import LARGEST, Array, array_of, is_step
from pyerlshell.erts.errors import ErlError, badarg, error
from pyerlshell.erts.magic import make_magic
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import ImproperList, from_list
from pyerlshell.terms.types import Term

atomics: Final = NativeModule("atomics", "Arrays of integers that many processes may change.")

_ok: Final = a.ok


def bad_option(*args: Term) -> ErlError:
    """badarg for an option, to be raised by the caller."""
    return ErlError(a.error, a.badarg, args, None, a.badopt)


def check_size(size: Any, options: Term) -> None:
    """The size of a new array."""
    if type(size) is not int or size < 1:
        raise badarg(size, options)
    if size > LARGEST:
        raise error(a.system_limit, size, options)


@atomics.export(
    "new/2",
    "(Arity, Opts) -> atomics_ref() when Arity :: pos_integer(), Opts :: [Opt], "
    "Opt :: {signed, boolean()}",
)
def new(size: Any, options: Term) -> Term:
    """A new array of Arity integers, all 0."""
    signed = True
    try:
        for option in from_list(options):
            if type(option) is not tuple or len(option) != 2 or option[0] is not a.signed:
                raise bad_option(size, options)
            if option[1] is not a.true and option[1] is not a.false:
                raise bad_option(size, options)
            signed = option[1] is a.true
    except ImproperList:
        raise bad_option(size, options) from None
    check_size(size, options)
    return make_magic(Array(size, signed))


def _place(ref: Term, index: Any, *more: Term) -> tuple[Array, int]:
    array = array_of(ref)
    if array is None or type(index) is not int or not 0 < index <= len(array.values):
        raise badarg(ref, index, *more)
    return array, index - 1


def _added(ref: Term, index: Any, step: Any, sign: int) -> int:
    array, i = _place(ref, index, step)
    if not is_step(step):
        raise badarg(ref, index, step)
    value = array.values[i] = array.wrapped(array.values[i] + sign * step)
    return value


@atomics.export("put/3", "(Ref, Ix, Value) -> ok")
def put(ref: Term, index: Any, value: Any) -> Term:
    """Set integer Ix to Value."""
    array, i = _place(ref, index, value)
    if type(value) is not int or not array.low <= value <= array.high:
        raise badarg(ref, index, value)
    array.values[i] = value
    return _ok


@atomics.export("get/2", "(Ref, Ix) -> integer()")
def get(ref: Term, index: Any) -> Term:
    """Integer Ix."""
    array, i = _place(ref, index)
    return array.values[i]


@atomics.export("add/3", "(Ref, Ix, Incr) -> ok")
def add(ref: Term, index: Any, step: Any) -> Term:
    """Add Incr to integer Ix."""
    _added(ref, index, step, 1)
    return _ok


@atomics.export("add_get/3", "(Ref, Ix, Incr) -> integer()")
def add_get(ref: Term, index: Any, step: Any) -> Term:
    """Add Incr to integer Ix; the sum."""
    return _added(ref, index, step, 1)


@atomics.export("sub/3", "(Ref, Ix, Decr) -> ok")
def sub(ref: Term, index: Any, step: Any) -> Term:
    """Subtract Decr from integer Ix."""
    _added(ref, index, step, -1)
    return _ok


@atomics.export("sub_get/3", "(Ref, Ix, Decr) -> integer()")
def sub_get(ref: Term, index: Any, step: Any) -> Term:
    """Subtract Decr from integer Ix; the difference."""
    return _added(ref, index, step, -1)


@atomics.export("exchange/3", "(Ref, Ix, Desired) -> integer()")
def exchange(ref: Term, index: Any, value: Any) -> Term:
    """Set integer Ix to Desired; what it was."""
    array, i = _place(ref, index, value)
    if type(value) is not int or not array.low <= value <= array.high:
        raise badarg(ref, index, value)
    before = array.values[i]
    array.values[i] = value
    return before


@atomics.export("compare_exchange/4", "(Ref, Ix, Expected, Desired) -> ok | integer()")
def compare_exchange(ref: Term, index: Any, expected: Any, desired: Any) -> Term:
    """If integer Ix is Expected, set it to Desired and give ok, else give what it is."""
    array, i = _place(ref, index, expected, desired)
    for value in (expected, desired):
        if type(value) is not int or not array.low <= value <= array.high:
            raise badarg(ref, index, expected, desired)
    if array.values[i] != expected:
        return array.values[i]
    array.values[i] = desired
    return _ok


@atomics.export("info/1", "(Ref) -> Info when Ref :: atomics_ref(), Info :: map()")
def info(ref: Term) -> Term:
    """The size of the array, its limits and the memory it takes."""
    array = array_of(ref)
    if array is None:
        raise badarg(ref)
    size = len(array.values)
    return {a.size: size, a.max: array.high, a.min: array.low, a.memory: 40 + 8 * size}
