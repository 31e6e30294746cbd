"""Calls whose target is known only at run time, and funs of other modules.

OTP: apply() of beam_emu.c
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import P
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term


def remote_function(module: Term, name: Term, arity: int) -> Any:
    """The function that Module:Name/arity means now."""
    if type(module) is not Atom or type(name) is not Atom:
        raise ErlError(a.error, a.badarg)
    return P.cur.node.code.cell(module, name, arity).fn


def external_fun(module: Term, name: Term, arity: Term) -> FunctionType:
    """`fun Module:Name/Arity`."""
    if type(module) is Atom and type(name) is Atom and type(arity) is int and 0 <= arity <= 255:
        return P.cur.node.code.external_fun(module, name, arity)
    raise ErlError(a.error, a.badarg)


def call_bad_fun(fun: Term, *args: Term) -> Term:
    """A call of what is visibly no fun."""
    raise ErlError(a.error, (a.badfun, fun))
