"""The linter's entrances.

OTP: erl_lint:module/3, erl_lint:exprs/2
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.syntax.erl_lint import (
    behaviours,
    calls,
    control,
    forms,
    module_checks,
    nodes,
    options,
    records,
    scopes,
    state,
)
from pyerlshell.syntax.erl_lint import exprs as exprs_table
from pyerlshell.syntax.erl_lint.state import Info, Lint, text_of
from pyerlshell.syntax.erl_lint.variables import Binding
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

TABLES: Final = (calls, control, exprs_table, scopes)
"""Imported for the entries that they make in EXPR."""


@dataclass(slots=True)
class Findings:
    """(file, {Location, Module, Descriptor}), in the order in which they were found.

    `unused` are the places of variables that nobody reads, whether that was to be reported or not.
    """

    errors: list[tuple[str, Info]]
    warnings: list[tuple[str, Info]]
    unused: set[Term] = field(default_factory=set)


def module(
    given: Iterable[Any],
    file: str = "nofile",
    compile_options: Iterable[Any] = (),
    behaviour_info: state.BehaviourInfo = behaviours.shipped,
) -> Findings:
    """Check the forms of a module. Options in -compile attributes count as well."""
    listed = list(given)
    settings = options.compile_attributes(listed)
    chosen = [*compile_options, *[setting for _, setting in settings]]
    c = state.start(file, chosen, behaviour_info)
    forms.prepare(c, listed)
    module_checks.settings_name_modules(c, settings)
    for form in listed:
        if form[0] is a.attribute and form[2] is a.file:
            c.file = text_of(form[3][0])
        else:
            c.form_files[id(form)] = c.file
        forms.form(c, form)
    module_checks.finish(c, listed)
    return Findings(c.errors, c.warnings, c.unused)


def all_options(given: Iterable[Any], compile_options: Iterable[Any]) -> list[Any]:
    """The options of the compiler and those in -compile attributes."""
    return [*compile_options, *[setting for _, setting in options.compile_attributes(given)]]


def exprs(given: Any, bound: Iterable[Atom] = (), record_forms: Iterable[Any] = ()) -> Findings:
    """Check expressions at the prompt; `bound` are the variables that have values."""
    c = start_exprs(bound, record_forms)
    nodes.exprs(c, given)
    return Findings(c.errors, c.warnings)


def start_exprs(bound: Iterable[Atom], record_forms: Iterable[Any]) -> Lint:
    c = state.start("nofile", (), behaviours.shipped)
    for form in record_forms:
        records.define(c, form[1], form[2] is a.native_record, *form[3])
    for name in bound:
        c.variables.bound[name] = Binding(None, ())
    return c
