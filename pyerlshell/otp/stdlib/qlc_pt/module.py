"""Query list comprehensions become query handles, in modules and at the prompt.

OTP: qlc_pt
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import error
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.stdlib.erl_lint import erl_lint
from pyerlshell.otp.stdlib.qlc_pt import calls, code, variables
from pyerlshell.terms.atoms import a, atom
from pyerlshell.terms.lists import ImproperList, from_list, to_list
from pyerlshell.terms.types import Term

_IMPORT: Final = atom("import")
qlc_pt: Final = NativeModule("qlc_pt", "Makes query handles of list comprehensions.")


def _is_guard(form: Any) -> bool:
    return erl_lint.functions["is_guard_test", 1].fn(form) is a.true


def _is_guard_in(own: set[tuple[Any, int]]) -> Callable[[Any], bool]:
    """The same in a module that has these functions: their calls are none of a guard's."""

    def is_guard(form: Any) -> bool:
        return _is_guard(form) and not calls.names_called(form) & own

    return is_guard


def _own_functions(module: Term) -> set[tuple[Any, int]]:
    found: set[tuple[Any, int]] = set()
    for form in from_list(module):
        kind: Any = form
        if kind[0] is a.function:
            found.add((kind[2], kind[3]))
        elif kind[0] is a.attribute and kind[2] is _IMPORT and type(kind[3]) is tuple:
            names: list[Any] = from_list(kind[3][1])
            found |= set(names)
    return found


@qlc_pt.export("parse_transform/2", internal=True)
def parse_transform(module: Any, options: Term) -> Term:
    """The forms of a module with handles in the places of comprehensions. What the linter has to
    say of the comprehensions is said here, for afterwards they are others."""
    forms = _forms(module)
    checked: Any = erl_lint.functions["module", 3].fn(module, _file(module), options)
    if checked[0] is a.error:
        return module  # it will be said again
    walk = calls.Walk(code.Context(_is_guard_in(_own_functions(module))))
    made: list[Any] = []
    file: Term = None
    for form in forms:
        kind: Any = form
        if kind[0] is a.attribute:
            file = kind[3][0] if kind[2] is a.file else file
            _attribute(kind, walk)
        elif kind[0] is a.function:
            kind = calls.transformed(kind, walk)
        made.append(kind)
    warnings = _of_patterns(checked[1], walk.context.patterns)
    if walk.wrong:
        return a.error, [(file, _infos(walk.wrong)), None], warnings
    return (a.warning, to_list(made), warnings) if warnings is not None else to_list(made)


def _forms(module: Term) -> list[Term]:
    """The forms of a module; what is no list of tuples is refused."""
    try:
        forms = from_list(module)
    except ImproperList:
        raise error((a.bad_generator, module)) from None
    if all(type(form) is tuple and form for form in forms):
        return forms
    raise error(a.badarg)


def _file(module: Term) -> Term:
    for form in from_list(module):
        kind: Any = form
        if kind[0] is a.attribute and kind[2] is a.file:
            return kind[3][0]
    return None


def _attribute(form: Any, walk: calls.Walk) -> None:
    if form[2] is _IMPORT and type(form[3]) is tuple and form[3][0] is a.qlc:
        names: list[Any] = from_list(form[3][1])
        walk.imported |= {arity for name, arity in names if name is a.q}
    elif form[2] is a.record and type(form[3]) is tuple:
        name, fields = form[3]
        walk.context.records[name] = [_field_name(item) for item in from_list(fields)]


def _field_name(item: Any) -> Any:
    if item[0] is a.typed_record_field:
        item = item[1]
    return item[2][2]


def _infos(wrong: list[tuple[Any, Term]]) -> Term:
    return to_list([(_location(anno), a.qlc, descriptor) for anno, descriptor in wrong])


def _of_patterns(warnings: Term, patterns: list[Any]) -> Term:
    """The warnings of the linter about the variables of patterns."""
    places = {_location(anno) for form in patterns for anno, _ in variables.places_of(form)}
    found: list[Term] = []
    pairs: list[Any] = from_list(warnings)
    for file, infos in pairs:
        items: list[Any] = from_list(infos)
        told = [info for info in items if info[0] in places and _is_of_variable(info[2])]
        if told:
            found.append((file, to_list(told)))
    return to_list(found)


def _is_of_variable(descriptor: Any) -> bool:
    return type(descriptor) is tuple and descriptor[0] in (a.unused_var, a.shadowed_var)


def _location(anno: Any) -> Any:
    if type(anno) is list:
        for item in from_list(anno):
            if type(item) is tuple and item[0] is a.location:
                return item[1]
    return anno


def at_prompt(form: Any) -> Any:
    """A typed expression with handles; what is wrong with a comprehension is the call's value."""
    return calls.transformed(form, calls.Walk(code.Context(_is_guard), strict=False))


@qlc_pt.export("transform_from_evaluator/2", internal=True)
def transform_from_evaluator(lc: Any, _bindings: Term) -> Term:
    """{ok, Expression} for a list comprehension in a call of q; {not_ok, Error}."""
    walk = calls.Walk(code.Context(_is_guard))
    inner = calls.transformed(lc, walk)
    try:
        if not walk.wrong:
            return a.ok, code.handle(inner, walk.context, lc)
    except code.Refused as refused:
        walk.wrong += refused.args
    anno, descriptor = walk.wrong[0]
    return a.not_ok, (a.error, a.qlc, (_location(anno), a.qlc, descriptor))


@qlc_pt.export("transform_expression/2", internal=True)
def transform_expression(form: Any, bindings: Term) -> Term:
    """The same for any expression; what is no comprehension is refused."""
    if form[0] is not a.lc:
        wrong = (_location(form[1]), a.qlc, a.not_a_query_list_comprehension)
        return a.not_ok, (a.error, a.qlc, wrong)
    return transform_from_evaluator(form, bindings)
