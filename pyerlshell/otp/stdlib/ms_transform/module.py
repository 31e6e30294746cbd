"""Funs written down as arguments of ets:fun2ms/1 and dbg:fun2ms/1 become match specifications.

OTP: ms_transform
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, Final

from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.malformed import need_forms
from pyerlshell.otp.stdlib.ms_transform import clauses, forms
from pyerlshell.otp.stdlib.ms_transform.forms import Walk
from pyerlshell.otp.stdlib.ms_transform.messages import Refused, text
from pyerlshell.otp.stdlib.ms_transform.records import Records
from pyerlshell.otp.stdlib.ms_transform.values import value_of
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, string_to_list, to_list
from pyerlshell.terms.maps import is_map, items
from pyerlshell.terms.types import Term

ms_transform: Final = NativeModule(
    "ms_transform", "Makes match specifications of funs, when a module is compiled."
)

_NAME: Final = a.ms_transform


def _failure(file: Term, refused: Refused) -> Term:
    anno, descriptor = refused.args
    found = [(_location(anno), _NAME, descriptor), None]
    return a.error, [(file, found), None], None


def _location(anno: Any) -> Term:
    """The location of an annotation, which may be a list of several things."""
    if type(anno) is list:
        for item in from_list(anno):
            if type(item) is tuple and item[0] is a.location:
                return item[1]
    return anno


@ms_transform.export("parse_transform/2")
def parse_transform(module: Term, _options: Term) -> Term:
    """The forms of a module with specifications in the places of the calls of fun2ms/1."""
    need_forms(module, module, _options)
    walk = Walk()
    try:
        made = forms.transformed(module, walk)
    except Refused as refused:
        return _failure(walk.file, refused)
    if not walk.warnings:
        return made
    found = [
        (walk.file, [(_location(anno), _NAME, descriptor), None])
        for anno, descriptor in reversed(walk.warnings)
    ]
    return a.warning, made, to_list(found)


@ms_transform.export("parse_transform_info/0")
def parse_transform_info() -> Term:
    """That this transform knows columns."""
    return {a.error_location: a.column}


@ms_transform.export("transform_from_shell/3")
def transform_from_shell(dialect: Any, fun_clauses: Term, bindings: Any) -> Term:
    """The specification that the clauses of a fun typed at the prompt mean."""
    env = _environment(bindings)
    return translated(dialect, fun_clauses, env, Records())


def _environment(bindings: Any) -> dict[Atom, Term]:
    if is_map(bindings):
        return dict(items(bindings))  # type: ignore[arg-type]
    pairs: list[Any] = from_list(bindings)
    return dict(pairs)


def translated(dialect: Atom, fun_clauses: Term, env: dict[Atom, Term], records: Records) -> Term:
    """The specification as a term, or what parse_transform/2 says of a module that it refuses."""
    try:
        form, _ = clauses.specification(1, fun_clauses, dialect, records, frozenset())
        return value_of(form, env)
    except Refused as refused:
        return _failure(string_to_list("TOP_LEVEL"), refused)


def translated_fun(dialect: Atom, fun: FunctionType) -> Term | None:
    """The same for a fun that was typed at the prompt; None for any other."""
    namespace = fun.__globals__
    source: Any = namespace.get("__fun_forms__", {}).get(fun.__code__.co_name)
    if source is None or "__shell__" not in namespace:
        return None
    env = _closed_over(fun)
    records = Records()
    for definition in namespace.get("__records__", {}).values():
        if definition[2] is not a.record:
            continue  # a native record is nothing that a pattern may have
        records.add(*definition[3])
    records.values = False  # the shell has made case expressions of them by now
    return translated(dialect, source[2][1], env, records)


def _closed_over(fun: FunctionType) -> dict[Atom, Term]:
    """The variables of the environment. The compiler calls some `Name@7`: `None`, for one."""
    env: dict[Atom, Term] = {}
    for name, cell in zip(fun.__code__.co_freevars, fun.__closure__ or ()):
        plain, _, number = name.rpartition("@")
        env[atom(name)] = cell.cell_contents
        if plain and number.isdigit():
            env.setdefault(atom(plain), cell.cell_contents)
    return env


@ms_transform.export("format_error/1")
def format_error(descriptor: Term) -> Term:
    """The text of an error or a warning."""
    return string_to_list(text(descriptor))
