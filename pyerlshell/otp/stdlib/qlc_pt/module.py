"""Query list comprehensions become query handles, in modules and at the prompt.

OTP: qlc_pt
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.stdlib.erl_lint import erl_lint
from pyerlshell.otp.stdlib.qlc_pt import calls, code
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

_IMPORT: Final = atom("import")
qlc_pt: Final = NativeModule("qlc_pt", "Makes query handles of list comprehensions.")


def _is_guard(form: Any) -> bool:
    return erl_lint.functions["is_guard_test", 1].fn(form) is a.true


@qlc_pt.export("parse_transform/2", internal=True)
def parse_transform(module: Term, _options: Term) -> Term:
    """The forms of a module with handles in the places of comprehensions."""
    file: Term = None
    made: list[Any] = []
    imported: frozenset[int] = frozenset()
    for form in from_list(module):
        kind: Any = form
        if kind[0] is a.attribute and kind[2] is a.file:
            file = kind[3][0]
        elif kind[0] is a.attribute and kind[2] is _IMPORT and kind[3][0] is a.qlc:
            names: list[Any] = from_list(kind[3][1])
            imported |= {arity for name, arity in names if name is a.q}
        elif kind[0] is a.function:
            try:
                kind = calls.transformed(kind, calls.Walk(_is_guard, imported))
            except code.Refused as refused:
                return _failure(file, refused)
        made.append(kind)
    return to_list(made)


def _failure(file: Term, refused: code.Refused) -> Term:
    anno, descriptor = refused.args
    found = [(_location(anno), a.qlc, descriptor), None]
    return a.error, [(file, found), None], None


def _location(anno: Any) -> Term:
    if type(anno) is list:
        for item in from_list(anno):
            if type(item) is tuple and item[0] is a.location:
                return item[1]
    return anno


def at_prompt(form: Any) -> Any:
    """A typed expression with handles; what is wrong with a comprehension is the call's value."""
    return calls.transformed(form, calls.Walk(_is_guard, strict=False))


@qlc_pt.export("transform_from_evaluator/2", internal=True)
def transform_from_evaluator(lc: Any, _bindings: Term) -> Term:
    """{ok, Expression} for a list comprehension in a call of q; {not_ok, Error}."""
    try:
        return a.ok, code.handle(calls.transformed(lc, calls.Walk(_is_guard)), _is_guard)
    except code.Refused as refused:
        return a.not_ok, (a.error, a.qlc, (refused.args[0], a.qlc, refused.args[1]))


@qlc_pt.export("transform_expression/2", internal=True)
def transform_expression(form: Any, bindings: Term) -> Term:
    """The same for any expression; what is no comprehension is refused."""
    if form[0] is not a.lc:
        return a.not_ok, (a.error, a.qlc, (form[1], a.qlc, a.not_a_query_list_comprehension))
    return transform_from_evaluator(form, bindings)
