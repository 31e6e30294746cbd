"""Lists: `++`, `--`, `hd/1`, `tl/1`, `length/1`.

`--` looks an element up in a table of what is still to be removed, so that it is linear.

OTP: erl_bif_lists.c
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

from pyerlshell.erts.errors import badarg
from pyerlshell.otp.preloaded.erlang.module import erlang
from pyerlshell.terms.maps import key
from pyerlshell.terms.types import Term

__preempt__ = True


@erlang.export("hd/1", "(List) -> Head when List :: nonempty_maybe_improper_list(), Head :: term()")
def hd(l: Term) -> Term:
    """The first element of List."""
    if type(l) is list:
        return l[0]
    raise badarg(l)


@erlang.export("tl/1", "(List) -> Tail when List :: nonempty_maybe_improper_list(), Tail :: term()")
def tl(l: Term) -> Term:
    """List without its first element."""
    if type(l) is list:
        return l[1]
    raise badarg(l)


@erlang.export("length/1", "(List) -> non_neg_integer() when List :: [term()]")
def length(l: Term) -> Term:
    """How many elements List has."""
    n = 0
    rest = l
    while type(rest) is list:
        rest = rest[1]
        n += 1
    if rest is not None:
        raise badarg(l)
    return n


def _append(front: Term, back: Term) -> Term:
    if front is None:
        return back
    if type(front) is not list:
        raise badarg(front, back)
    x, rest = front
    if back is None and rest is None:
        return front
    first = last = [x, None]
    while type(rest) is list:
        x, rest = rest
        cell = [x, None]
        last[1] = cell
        last = cell
    if rest is not None:
        raise badarg(front, back)
    last[1] = back
    return first


def _subtract(l: Term, minus: Term) -> Term:
    counts: dict[Any, int] = {}
    wanted = 0
    rest = minus
    while type(rest) is list:
        x, rest = rest
        k = key(x)
        counts[k] = counts.get(k, 0) + 1
        wanted += 1
    if rest is not None:
        raise badarg(l, minus)
    kept = []
    rest = l
    while wanted and type(rest) is list:
        x, rest = rest
        k = key(x)
        n = counts.get(k, 0)
        if n:
            counts[k] = n - 1
            wanted -= 1
        else:
            kept.append(x)
    end = rest
    while type(end) is list:
        end = end[1]
    if end is not None:
        raise badarg(l, minus)
    made: Term = rest  # what is left when all have been found is shared
    for x in reversed(kept):
        made = [x, made]
    return made


def _twin(fn: Callable[[Term, Term], Term], name: str) -> Callable[[Term, Term], Term]:
    """The same function under another name: stack traces go by the code object."""
    copy = FunctionType(fn.__code__.replace(co_name=name), globals(), name)
    copy.__doc__ = fn.__doc__
    return copy


append_operator = erlang.export("++/2", internal=True)(_twin(_append, "++"))
append = erlang.export("append/2", internal=True)(_twin(_append, "append"))
subtract_operator = erlang.export("--/2", internal=True)(_twin(_subtract, "--"))
subtract = erlang.export("subtract/2", internal=True)(_twin(_subtract, "subtract"))
