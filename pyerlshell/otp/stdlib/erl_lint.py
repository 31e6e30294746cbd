"""The linter, as Erlang code calls it.

OTP: erl_lint
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pyerlshell.erts.errors import badarg
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.compiler.compile_job import behaviour_info
from pyerlshell.otp.compiler.compile_report import sorted_within_files
from pyerlshell.otp.malformed import need_forms
from pyerlshell.syntax import erl_lint as linter
from pyerlshell.syntax.erl_lint import format_calls, guards
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, list_to_string, string_to_list, to_list
from pyerlshell.terms.types import Term

erl_lint: Final = NativeModule("erl_lint", "The Erlang code linter.")
__preempt__ = True

_RESULT: Final = "{ok, Warnings} | {error, Errors, Warnings}"


@erl_lint.export("module/1", f"(AbsForms) -> {_RESULT}")
@erl_lint.export("module/2", f"(AbsForms, FileName) -> {_RESULT}")
@erl_lint.export("module/3", f"(AbsForms, FileName, CompileOptions) -> {_RESULT}")
def module(forms: Term, file: Term = None, options: Term = None) -> Term:
    """Check the forms of a module for errors, and for what is not recommended."""
    need_forms(forms, forms)
    name = "nofile" if file is None else _name(file)
    found = linter.module(from_list(forms), name, from_list(options), behaviour_info)
    return _status(found)


def _name(file: Any) -> str:
    text = file.name if type(file) is Atom else list_to_string(file)
    if text is None:
        raise badarg(file)
    return str(text)


def _status(found: linter.Findings) -> Term:
    warnings = _by_file(sorted_within_files(found.warnings))
    if not found.errors:
        return (a.ok, warnings)
    return (a.error, _by_file(found.errors), warnings)


def _by_file(found: Iterable[tuple[str, Term]]) -> Term:
    """[{File, [ErrorInfo]}], the files in order."""
    files: dict[str, list[Term]] = {}
    for file, info in found:
        files.setdefault(file, []).append(info)
    return to_list([(string_to_list(file), to_list(files[file])) for file in sorted(files)])


@erl_lint.export("format_error/1", "(ErrorDescriptor) -> io_lib:chars()")
def format_error(descriptor: Term) -> Term:
    """The text of an error or a warning."""
    return string_to_list(linter.format_error(descriptor))


@erl_lint.export("exprs/2", internal=True)
@erl_lint.export("exprs_opt/3", internal=True)
def exprs(nodes: Term, bindings: Term, options: Term = None) -> Term:
    """Check expressions with the variables and records that are there."""
    need_forms(nodes, nodes, bindings)
    names: list[Any] = []
    records: list[Any] = []
    for pair in from_list(bindings):
        assert type(pair) is tuple
        if type(pair[0]) is tuple:
            records.append(pair[1])
        else:
            names.append(pair[0])
    return _status(linter.exprs(nodes, names, records))


@erl_lint.export("is_guard_test/1", "(Expr) -> boolean()")
def is_guard_test(node: Any) -> Term:
    """Is the expression a guard test?"""
    run = linter.start_exprs((), ())
    return a.true if guards.is_guard_test(run, node) else a.false


@erl_lint.export("is_guard_test/2", internal=True)
@erl_lint.export("is_guard_test/3", internal=True)
def is_guard_test_with(node: Any, forms: Term, overridden: Term = None) -> Term:
    """The same in a module that has these records."""
    records = [f for f in from_list(forms) if _is_record(f)]
    run = linter.start_exprs((), records)
    return a.true if guards.is_guard_test(run, node) else a.false


def _is_record(form: Any) -> bool:
    return form[0] is a.attribute and form[2] is a.record


@erl_lint.export("is_guard_expr/1", internal=True)
def is_guard_expr(node: Any) -> Term:
    """May the expression stand in a guard?"""
    run = linter.start_exprs((), ())
    return a.true if guards.is_guard_expr(run, node) else a.false


@erl_lint.export("is_pattern_expr/1", internal=True)
def is_pattern_expr(node: Any) -> Term:
    """Is the expression a constant that may stand in a pattern?"""
    return a.true if linter.is_pattern_expr(node) else a.false


@erl_lint.export("bool_option/4", internal=True)
def bool_option(on: Term, off: Term, default: Term, options: Term) -> Term:
    """The last of two opposite options decides."""
    value = default
    for option in from_list(options):
        if option is on or option is off:
            value = a.true if option is on else a.false
    return value


@erl_lint.export("value_option/3", internal=True)
def value_option(flag: Term, default: Term, options: Term) -> Term:
    """The value of the last {Flag, Value}."""
    value = default
    for option in from_list(options):
        if type(option) is tuple and len(option) == 2 and option[0] is flag:
            value = option[1]
    return value


@erl_lint.export("check_format_string/1", internal=True)
@erl_lint.export("check_format_string/2", internal=True)
def check_format_string(fmt: Any, strict: Term = a.true) -> Term:
    """{ok, Types} of the arguments that a format string needs, or {error, Text}."""
    text = fmt.name if type(fmt) is Atom else list_to_string(fmt)
    if type(fmt) is bytes:
        text = fmt.decode("latin-1")
    if text is None:
        raise badarg(fmt, strict)
    try:
        needs = format_calls.format_needs(text, strict is a.true)
    except format_calls.BadFormat as e:
        return (a.error, string_to_list(str(e.args[0])))
    return (a.ok, to_list([a.__getattr__(kind) for kind in needs]))
