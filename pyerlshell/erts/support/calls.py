"""Calls whose target is known only at run time, and funs of other modules.

OTP: apply() of beam_emu.c
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

from pyerlshell.erts.errors import ErlError, badarg, function_clause
from pyerlshell.erts.frames import ASKING
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NATIVE_CODE
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term


def remote_function(module: Term, name: Term, args: tuple[Term, ...]) -> Any:
    """The function that Module:Name means now, for these arguments."""
    if type(module) is not Atom or type(name) is not Atom:
        _apply(module, name, to_list(args))
    code = P.cur.node.code
    try:  # the cell is nearly always there
        return code.cells[module][name, len(args)].fn  # type: ignore[index]
    except KeyError:
        return code.cell(module, name, len(args)).fn  # type: ignore[arg-type]


def typed_function(module: Term, name: Term, args: tuple[Term, ...]) -> Any:
    """The same in what was typed: an evaluator asks first whether the language has the function."""
    if type(module) is Atom and type(name) is not Atom:
        if module is a.erlang:
            _is_bif(name, len(args))
        _is_bif(module, name, len(args))
    return remote_function(module, name, args)


def _is_bif(*asked: Term) -> None:
    """erl_internal:bif/2,3 in the stack trace of a call whose name is none."""
    raise function_clause(*asked)


def _apply(module: Term, name: Term, args: Term) -> None:
    """erlang:apply/3 in the stack trace of a call that cannot be."""
    raise badarg(module, name, args)


NATIVE_CODE.setdefault(_apply.__code__, ("erlang", "apply"))
NATIVE_CODE.setdefault(_is_bif.__code__, ("erl_internal", "bif"))
ASKING.add(_is_bif.__code__)


def external_fun(module: Term, name: Term, arity: Term) -> FunctionType:
    """`fun Module:Name/Arity`."""
    if type(module) is Atom and type(name) is Atom and type(arity) is int and 0 <= arity <= 255:
        return P.cur.node.code.external_fun(module, name, arity)
    raise ErlError(a.error, a.badarg)


def bad_call(fun: Term, args: tuple[Term, ...]) -> Any:
    """A call of what is no fun, or a fun of another arity."""
    if type(fun) is not FunctionType:
        raise ErlError(a.error, (a.badfun, fun))
    raise ErlError(a.error, (a.badarity, (fun, to_list(args))))
