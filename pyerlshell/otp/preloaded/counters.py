"""Counters that many processes may change.

OTP: counters, erl_bif_counters.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.atomics import Array, array_of, is_step
from pyerlshell.erts.errors import badarg
from pyerlshell.erts.magic import make_magic
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.preloaded.atomics import bad_option, check_size
from pyerlshell.otp.preloaded.atomics import info as atomics_info
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import ImproperList, from_list
from pyerlshell.terms.types import Ref, Term

counters: Final = NativeModule("counters", "Arrays of counters that many processes may change.")

_ok: Final = a.ok
_KINDS: Final = (a.atomics, a.write_concurrency)
_LINE: Final = 8
_LINE_MEMORY: Final = 3 * 64


@counters.export(
    "new/2",
    "(Size, Opts) -> counters_ref() when Size :: pos_integer(), Opts :: [Opt], "
    "Opt :: atomics | write_concurrency",
)
def new(size: Any, options: Term) -> Term:
    """A new array of Size counters, all 0."""
    kind = a.atomics
    try:
        for option in from_list(options):
            if option not in _KINDS:
                raise bad_option(size, options)
            kind = option
    except ImproperList:
        raise bad_option(size, options) from None
    check_size(size, options)
    return kind, make_magic(Array(size))


def _array(counter: Any) -> Array | None:
    if type(counter) is tuple and len(counter) == 2 and counter[0] in _KINDS:
        return array_of(counter[1])
    return None


def _place(counter: Term, index: Any, *more: Term) -> tuple[Array, int]:
    array = _array(counter)
    if array is None or type(index) is not int or not 0 < index <= len(array.values):
        raise badarg(counter, index, *more)
    return array, index - 1


def _added(counter: Term, index: Any, step: Any, sign: int) -> Term:
    array, i = _place(counter, index, step)
    if not is_step(step):
        raise badarg(counter, index, step)
    array.values[i] = array.wrapped(array.values[i] + sign * step)
    return _ok


@counters.export("get/2", "(Ref, Ix) -> integer()")
def get(counter: Term, index: Any) -> Term:
    """Counter Ix."""
    array, i = _place(counter, index)
    return array.values[i]


@counters.export("put/3", "(Ref, Ix, Value) -> ok")
def put(counter: Term, index: Any, value: Any) -> Term:
    """Set counter Ix to Value."""
    array, i = _place(counter, index, value)
    if type(value) is not int or not array.low <= value <= array.high:
        raise badarg(counter, index, value)
    array.values[i] = value
    return _ok


@counters.export("add/3", "(Ref, Ix, Incr) -> ok")
def add(counter: Term, index: Any, step: Any) -> Term:
    """Add Incr to counter Ix."""
    return _added(counter, index, step, 1)


@counters.export("sub/3", "(Ref, Ix, Decr) -> ok")
def sub(counter: Term, index: Any, step: Any) -> Term:
    """Subtract Decr from counter Ix."""
    return _added(counter, index, step, -1)


@counters.export("info/1", "(Ref) -> Info when Ref :: counters_ref(), Info :: map()")
def info(counter: Any) -> Term:
    """The number of counters and the memory they take."""
    array = _array(counter)
    if array is None:
        raise badarg(counter)
    if counter[0] is a.atomics:
        ref: Ref = counter[1]
        return atomics_info(ref)
    size = len(array.values)
    lines = (size + _LINE - 1) // _LINE
    return {a.size: size, a.memory: 32 + lines * _LINE_MEMORY}
