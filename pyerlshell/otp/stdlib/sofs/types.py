"""Types: which are types, which fit.

OTP: sofs
"""

from __future__ import annotations

from typing import Any

from pyerlshell.otp.stdlib.sofs.module import ANY, is_list_type
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.types import Term

__preempt__ = True


class _MismatchError(Exception):
    """Two types do not fit."""


def is_type_(kind: Any) -> bool:
    """Is it a type? '_' is one only inside a list."""
    todo = [kind]
    while todo:
        kind = todo.pop()
        if is_list_type(kind):
            if kind[0] is not ANY:
                todo.append(kind[0])
        elif type(kind) is tuple and kind:
            todo += kind
        elif type(kind) is not Atom or kind is ANY:
            return False
    return True


def unified(x: Any, y: Any) -> Term:
    """What both are, where '_' gives way; None ([]) if they do not fit."""
    try:
        return _unified(x, y)
    except _MismatchError:
        return None


def _unified(x: Any, y: Any) -> Term:
    if x is y or x is ANY:
        return y
    if y is ANY:
        return x
    if is_list_type(x) and is_list_type(y):
        return [_unified(x[0], y[0]), None]
    if type(x) is tuple and type(y) is tuple and len(x) == len(y):
        made: list[Any] = []
        for i in range(len(x)):
            made.append(_unified(x[i], y[i]))
        return tuple(made)
    raise _MismatchError


def match(x: Any, y: Any) -> bool:
    """Do the types fit?"""
    todo = [(x, y)]
    while todo:
        x, y = todo.pop()
        if x is y or x is ANY or y is ANY:
            continue
        if is_list_type(x) and is_list_type(y):
            todo.append((x[0], y[0]))
        elif type(x) is tuple and type(y) is tuple and len(x) == len(y):
            todo += zip(x, y)
        else:
            return False
    return True
