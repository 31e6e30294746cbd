"""A module's forms to Core, and the shell's expression lists.

Checks here keep code out that would go wrong when run: undefined functions in exports and calls,
functions defined twice, a record defined twice. Each error is {Location, erl_lint, Descriptor}.

OTP: sys_pre_expand, v3_core
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from pyerlshell.compiler import core
from pyerlshell.compiler.to_core import (
    binaries,
    clauses,
    comprehensions,
    exprs,
    native_records,
    patterns,
    records,
)
from pyerlshell.compiler.to_core.exprs import items
from pyerlshell.compiler.to_core.numbering import Numbering, weights_of
from pyerlshell.compiler.to_core.scope import ModuleScope, Scope, Unsafe, line_of
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

TABLES: Final = (binaries, comprehensions, exprs, patterns, records)
"""Imported for the entries that they make in EXPR and PATTERN."""

NOT_ATTRIBUTES: Final = frozenset(
    [
        "export",
        "export_type",
        "import",
        "record",
        "file",
        "module",
        "compile",
        "type",
        "opaque",
        "nominal",
        "spec",
        "callback",
        "optional_callbacks",
        "doc",
        "moduledoc",
        "on_load",
        "nifs",
        "export_record",
        "native_record",
    ]
)


def module(
    forms: Iterable[Any],
    export_all: bool = False,
    strict_records: bool = True,
    tuple_calls: bool = False,
) -> tuple[core.Module, ModuleScope]:
    """The forms of one module. Look at the scope's errors before using the module."""
    listed = list(forms)
    scope = ModuleScope(
        _module_name(listed), "", strict_records=strict_records, tuple_calls=tuple_calls
    )
    exports = _declarations(scope, listed)
    functions = []
    attributes: list[tuple[Term, Term]] = []
    on_load = ""
    for form in listed:
        kind = form[0]
        if kind is a.function:
            functions.append(_function(scope, form))
        elif kind is a.attribute:
            on_load = _attribute(scope, form, attributes) or on_load
    defined = {(f.name, len(f.params)) for f in functions}
    _check_exports(scope, exports, defined)
    chosen = [(f.name, len(f.params)) for f in functions]
    if not export_all and not scope_exports_all(listed):
        chosen = [key for key in chosen if key in exports]
    exported = tuple(dict.fromkeys([*chosen, ("module_info", 0), ("module_info", 1)]))
    source = _source(listed)
    made = core.Module(
        scope.name.name,
        source,
        tuple(functions),
        exported,
        tuple(attributes),
        on_load,
        native_records.definitions(scope, listed),
    )
    return made, scope


def scope_exports_all(forms: list[Any]) -> bool:
    """-compile(export_all), alone or in a list."""
    for form in forms:
        if form[0] is a.attribute and form[2] is a.compile:
            options = items(form[3]) if type(form[3]) is list else [form[3]]
            if any(o is a.export_all for o in options):
                return True
    return False


def _module_name(forms: list[Any]) -> Atom:
    for form in forms:
        if form[0] is a.attribute and form[2] is a.module:
            name: Atom = form[3][0] if type(form[3]) is tuple else form[3]
            return name
    return a.undefined


def _source(forms: list[Any]) -> str:
    for form in forms:
        if form[0] is a.attribute and form[2] is a.file:
            return _text(form[3][0])
    return ""


def _text(term: Term) -> str:
    return "".join([chr(c) for c in items(term)])


def _declarations(scope: ModuleScope, forms: list[Any]) -> dict[tuple[str, int], Term]:
    """Names first: functions may be used before they are defined. The exports, and where."""
    exports: dict[tuple[str, int], Term] = {}
    for form in forms:
        if form[0] is a.function:
            key = (form[2].name, form[3])
            if key in scope.local:
                scope.error(form[1], (a.redefine_function, (form[2], form[3])))
            scope.local.add(key)
        elif form[0] is a.attribute:
            if form[2] is a.export:
                exports.update({(fa[0].name, fa[1]): form[1] for fa in items(form[3])})
            elif getattr(form[2], "name", "") == "import" and type(form[3]) is tuple:
                for fa in items(form[3][1]):
                    scope.imported[fa[0].name, fa[1]] = form[3][0].name
            elif form[2] is a.import_record:
                scope.imported_records.update(dict.fromkeys(items(form[3][1]), form[3][0]))
    return exports


def _check_exports(
    scope: ModuleScope, exports: dict[tuple[str, int], Term], defined: set[tuple[str, int]]
) -> None:
    for (name, arity), loc in exports.items():
        if (name, arity) not in defined and name != "module_info":
            scope.error(loc, (a.undefined_function, (a.__getattr__(name), arity)))


def _attribute(scope: ModuleScope, form: Any, attributes: list[tuple[Term, Term]]) -> str:
    """Enter an attribute; the co_name of the on_load function if it is one."""
    kind = form[2]
    if kind is a.record:
        records.declared(scope, form)
    elif kind is a.native_record:
        native_records.declared(scope, form)
    elif kind is a.file:
        scope.file = _text(form[3][0])
    elif kind is a.on_load:
        what = form[3]
        return f"{what[0].name}/{what[1]}" if type(what) is tuple else f"{what.name}/0"
    elif kind.name not in NOT_ATTRIBUTES:
        attributes.append((kind, form[3]))
    return ""


def _function(scope: ModuleScope, form: Any) -> core.Function:
    name, arity = form[2].name, form[3]
    found = len(scope.errors)
    s = Scope(scope, name, arity)
    made = clauses.function(s, name, arity, items(form[4]), line_of(form[1]))
    if s.numbering.mixed:
        del scope.errors[found:]
        defaults = [
            field.default
            for fields in scope.records.values()
            if type(fields) is tuple
            for field in fields
        ]
        numbers = Numbering(weights_of([form, *defaults]))
        s = Scope(scope, name, arity, numbering=numbers)
        made = clauses.function(s, name, arity, items(form[4]), line_of(form[1]))
    return made


_LAZY: Final = (a.andalso, a.orelse, a.maybe)


def expressions(
    exprs_: Sequence[Any], bound: Sequence[str], scope: ModuleScope
) -> tuple[core.Function, tuple[str, ...], dict[str, str]]:
    """Expressions at the prompt as one function of the bound variables.

    Returns it, the names of the variables whose values follow the value in the result {Value,
    V1, ...}, and those that only some branches bind, each with its Python name: the shell keeps
    what was bound, as an interpreter does.
    """
    s = Scope(scope, "", len(bound))
    params = tuple([s.bind(name) for name in bound])
    made = [exprs.expr(s, n) for n in exprs_]
    result = s.fresh("Value")
    after = tuple(sorted([name for name, v in s.env.items() if type(v) is str and name != "_"]))
    values = [core.Var(s.read(name, 0)) for name in after]
    names = [n for n, v in s.env.items() if type(v) is Unsafe and v.construct not in _LAZY]
    some = {name: s.marks.get(s.python_name(name), s.python_name(name)) for name in names}
    s.used.add(result)
    s.used.update(some.values())
    last = core.Match(core.PVar(result), made[-1], 0)
    answer = core.Tuple((core.Var(result), *values))
    body = core.Seq((*made[:-1], last, answer))
    only = core.Clause(tuple([patterns.ANY for _ in params]), (), body, 1)
    return core.Function("expressions", params, (only,), frozenset(s.used), 1), after, some
