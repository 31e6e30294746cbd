"""What the compiler knows of operators, guard functions and auto-imported functions.

OTP: erl_internal
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.machine import tail
from pyerlshell.erts.native import NativeModule
from pyerlshell.syntax import erl_internal as tables
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, is_proper, to_list
from pyerlshell.terms.types import Term

erl_internal: Final = NativeModule("erl_internal", "Operators and functions of the language.")

_LIST_OPS: Final = (("++", 2), ("--", 2))
_SEND_OPS: Final = (("!", 2),)
_TYPES_OF: Final = {
    a.arith: {(n.name, k) for n, k in tables.ARITH_OPS},
    a.bool: {(n.name, k) for n, k in tables.BOOL_OPS},
    a.comp: {(n.name, k) for n, k in tables.COMP_OPS},
    a.list: set(_LIST_OPS),
    a.send: set(_SEND_OPS),
}


def _boolean(value: bool) -> Term:
    return a.true if value else a.false


def _key(name: Term, arity: Term) -> tuple[str, int] | None:
    return (name.name, arity) if type(name) is Atom and type(arity) is int else None


def _need(name: Term, arity: Term) -> tuple[str, int]:
    key = _key(name, arity)
    if key is None:
        raise function_clause(name, arity)
    return key


def _is_op(kind: Atom, name: Term, arity: Term) -> Term:
    return _boolean(_need(name, arity) in _TYPES_OF[kind])


@erl_internal.export("arith_op/2", "(OpName, Arity) -> boolean()")
def arith_op(name: Term, arity: Term) -> Term:
    """True for an arithmetic operator."""
    return _is_op(a.arith, name, arity)


@erl_internal.export("bool_op/2", "(OpName, Arity) -> boolean()")
def bool_op(name: Term, arity: Term) -> Term:
    """True for an operator on booleans."""
    return _is_op(a.bool, name, arity)


@erl_internal.export("comp_op/2", "(OpName, Arity) -> boolean()")
def comp_op(name: Term, arity: Term) -> Term:
    """True for a comparison."""
    return _is_op(a.comp, name, arity)


@erl_internal.export("list_op/2", "(OpName, Arity) -> boolean()")
def list_op(name: Term, arity: Term) -> Term:
    """True for an operator on lists."""
    return _is_op(a.list, name, arity)


@erl_internal.export("send_op/2", "(OpName, Arity) -> boolean()")
def send_op(name: Term, arity: Term) -> Term:
    """True for the operator that sends."""
    return _is_op(a.send, name, arity)


@erl_internal.export("op_type/2", "(OpName, Arity) -> Type")
def op_type(name: Term, arity: Term) -> Term:
    """Which kind of operator it is."""
    for kind, names in _TYPES_OF.items():
        if _need(name, arity) in names:
            return kind
    raise function_clause(name, arity)


def _is_in(names: frozenset[tuple[Atom, int]], name: Term, arity: Term) -> Term:
    _need(name, arity)
    return _boolean((name, arity) in names)


@erl_internal.export("guard_bif/2", "(Name, Arity) -> boolean()")
def guard_bif(name: Term, arity: Term) -> Term:
    """True for a function that a guard may call."""
    if _key(name, arity) is None:
        return tail(new_type_test, name, arity)
    return _is_in(tables.GUARD_BIFS, name, arity)


@erl_internal.export("bif/2", "(Name, Arity) -> boolean()")
def bif(name: Term, arity: Term) -> Term:
    """True for a function of erlang that is called without its module."""
    return _is_in(tables.BIFS, name, arity)


@erl_internal.export("bif/3", "(Module, Name, Arity) -> boolean()")
def bif_3(module: Term, name: Term, arity: Term) -> Term:
    """The same, if Module is erlang."""
    if module is a.erlang:
        return tail(bif, name, arity)
    if type(module) is not Atom or _key(name, arity) is None:
        raise function_clause(module, name, arity)
    return a.false


@erl_internal.export("type_test/2", "(Name, Arity) -> boolean()")
def type_test(name: Term, arity: Term) -> Term:
    """True for a type test, old or new."""
    if new_type_test(name, arity) is a.true:
        return a.true
    return _is_in(tables.OLD_TYPE_TESTS, name, arity)


@erl_internal.export("new_type_test/2", "(Name, Arity) -> boolean()")
def new_type_test(name: Term, arity: Term) -> Term:
    """True for is_atom/1 and its like."""
    return _is_in(tables.NEW_TYPE_TESTS, name, arity)


@erl_internal.export("old_type_test/2", "(Name, Arity) -> boolean()")
def old_type_test(name: Term, arity: Term) -> Term:
    """True for the type tests of old, atom/1 and its like."""
    return _is_in(tables.OLD_TYPE_TESTS, name, arity)


@erl_internal.export("is_type/2", "(Name, NumberOfTypeVariables) -> boolean()")
def is_type(name: Term, count: Term) -> Term:
    """True for a type of the language."""
    key = _key(name, count)
    return _boolean(key is not None and tables.is_type(name, count))  # type: ignore[arg-type]


@erl_internal.export("add_predefined_functions/1", "(Forms) -> Forms")
def add_predefined_functions(forms: Term) -> Term:
    """The forms of a module, and module_info/0,1."""
    if not is_proper(forms):
        raise function_clause(forms)
    given = from_list(forms)
    module = next((f[3] for f in given if type(f) is tuple and f[2:3] == (a.module,)), None)
    info = atom("module_info")
    x: Term = (a.var, 0, atom("X"))
    exported = (a.attribute, 0, a.export, to_list([(info, 0), (info, 1)]))
    made: list[Term] = [exported]
    for arity in (0, 1):
        args: list[Term] = [x for _ in range(arity)]
        remote = (a.remote, 0, (a.atom, 0, a.erlang), (a.atom, 0, a.get_module_info))
        call = (a.call, 0, remote, to_list([(a.atom, 0, module), *args]))
        clause = (a.clause, 0, to_list(args), None, [call, None])
        made.append((a.function, 0, info, arity, [clause, None]))
    return to_list([*given, *made])
