"""Abstract format to a loadable module: the passes, as data.

    forms -> lint -> core -> python -> module

`compile_forms` runs them and stops at the first that finds errors; `stage/3` gives what stands
after
any of them, which `listing.py` prints. An error is {Location, Module, Descriptor}, and
Module:format_error(Descriptor) is its text.

OTP: compile
"""

from __future__ import annotations

import ast
import gc
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType
from typing import Any, Final

from pyerlshell.compiler import core, doc_findings, foresee
from pyerlshell.compiler.behaviour_info import with_behaviour_info
from pyerlshell.compiler.object.fingerprint import code_md5
from pyerlshell.compiler.to_core import forms as to_core
from pyerlshell.compiler.to_core import native_records
from pyerlshell.compiler.to_core import records as records_of_module
from pyerlshell.compiler.to_core.scope import ModuleScope
from pyerlshell.compiler.to_python import module as to_python
from pyerlshell.compiler.to_python.places import placed
from pyerlshell.syntax import erl_lint
from pyerlshell.syntax.erl_lint.behaviours import shipped
from pyerlshell.syntax.erl_lint.state import BehaviourInfo
from pyerlshell.terms import etf
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.module_code import ModuleCode
from pyerlshell.terms.types import Term

VERSION: Final = "10.0.6"
"""What module_info(compile) reports as the compiler's version."""

ErrorInfo = tuple[Term, Atom, Term]
_DIAGNOSTICS: Final = (a.error, a.warning)


@dataclass(frozen=True, slots=True)
class Options:
    """export_all; source: the path shown by module_info(compile); options: the term shown there.

    loops: self calls become loops; without, they can be traced.
    lint: the options of the linter, if it is to run on the forms, which came from `file`.
    foresee: are warnings wanted of what is known before the code runs?
    strict_records, tuple_calls: as in to_core.scope.ModuleScope.
    """

    export_all: bool = False
    source: str = ""
    options: Term = None
    lint: Sequence[Term] | None = None
    file: str = ""
    behaviour_info: BehaviourInfo = shipped
    loops: bool = True
    foresee: bool = True
    strict_records: bool = True
    tuple_calls: bool = False


@dataclass(slots=True)
class Work:
    """What the passes hand on: each fills in its own field."""

    forms: list[Any]
    options: Options
    core: core.Module | None = None
    scope: ModuleScope | None = None
    python: to_python.ModuleGen | None = None
    code: CodeType | None = None
    result: ModuleCode | None = None
    errors: list[ErrorInfo] = field(default_factory=list)
    findings: erl_lint.Findings = field(default_factory=lambda: erl_lint.Findings([], []))


class CompileErrors(Exception):
    """The forms are not a correct module. `errors` are {Location, Module, Descriptor}."""

    def __init__(self, errors: Sequence[ErrorInfo]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = tuple(errors)


def _lint(work: Work) -> None:
    """What is wrong, and what may be; forms that are no code are dropped."""
    options = work.options
    if options.lint is None:
        return
    found = erl_lint.module(work.forms, options.file, options.lint, options.behaviour_info)
    work.findings = found
    work.errors = [info for _, info in found.errors]
    work.forms = [form for form in work.forms if form[0] not in _DIAGNOSTICS]
    if not work.errors and options.foresee:
        chosen = erl_lint.all_options(work.forms, options.lint)
        found.warnings.extend(foresee.warnings(work.forms, chosen, found.unused))
        found.warnings.extend(doc_findings.findings(work.forms, chosen, options.file))


def _to_core(work: Work) -> None:
    options = work.options
    work.core, work.scope = to_core.module(
        work.forms, options.export_all, options.strict_records, options.tuple_calls
    )
    work.errors = work.scope.errors


def _with_behaviour_info(work: Work) -> None:
    work.forms = with_behaviour_info(work.forms)


def _to_python(work: Work) -> None:
    assert work.core is not None
    work.python = to_python.generate(work.core.functions, work.core.name, loops=work.options.loops)


def _to_code(work: Work) -> None:
    assert work.core is not None and work.python is not None
    file = work.core.file or "<erl>"
    work.code = placed(_code(work.python.body, file), work.core.functions, file)


def _code(body: list[ast.stmt], file: str) -> CodeType:
    """Python warns of code that can only fail, which is the Erlang author's business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(ast.Module(body, []), file, "exec", dont_inherit=True)


def _to_module(work: Work) -> None:
    assert work.core is not None and work.python is not None and work.code is not None
    work.result = _module_code(work.core, work.python, work.code, work.options)


PASSES: Final[tuple[tuple[str, Callable[[Work], None]], ...]] = (
    ("lint", _lint),
    ("behaviours", _with_behaviour_info),
    ("core", _to_core),
    ("python", _to_python),
    ("code", _to_code),
    ("module", _to_module),
)


@contextmanager
def _no_gc() -> Iterator[None]:
    """The trees are all alive until the end: collecting while they grow only costs (3 to 5
    times).
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def run_passes(forms: Iterable[Any], options: Options, last: str = "module") -> Work:
    """Run the passes up to `last`, or to the first one that finds errors."""
    work = Work(list(forms), options)
    with _no_gc():
        for name, step in PASSES:
            step(work)
            if work.errors or name == last:
                break
    return work


def compile_forms(forms: Iterable[Any], options: Options | None = None) -> ModuleCode:
    """Compile one module's forms (a Python iterable of abstract forms). Raises CompileErrors."""
    work = run_passes(forms, options or Options())
    if work.result is None:
        raise CompileErrors(sorted_errors(work.errors))
    return work.result


def sorted_errors(errors: Sequence[ErrorInfo]) -> list[ErrorInfo]:
    """By location, first ones first."""
    return sorted(errors, key=lambda e: _position(e[0]))


def _position(loc: Term) -> tuple[int, int]:
    if type(loc) is tuple and len(loc) == 2 and type(loc[0]) is int:
        return (loc[0], loc[1] if type(loc[1]) is int else 0)
    return (loc if type(loc) is int else 0, 0)


def _module_code(
    m: core.Module, gen: to_python.ModuleGen, code: CodeType, options: Options
) -> ModuleCode:
    literals = tuple([(name, etf.encode(value)) for name, value in gen.literals])
    records = tuple([_definition(d) for d in m.records])
    digest = code_md5(code, literals, m.exports, *([records] if records else []))
    uniq = int.from_bytes(digest[:4], "big") & 0x7FFFFFF
    return ModuleCode(
        name=m.name,
        python=code,
        atoms=tuple(gen.atoms.items()),
        literals=literals,
        imports=tuple(gen.cells.values()),
        exports=m.exports,
        attributes=etf.encode(_attributes(m, digest)),
        compile=etf.encode(_compile_info(options, m)),
        md5=digest,
        funs={label: (index, uniq) for label, index in gen.funs.items()},
        ops=gen.ops,
        on_load=m.on_load,
        source=options.source,
        records=records,
    )


def _definition(
    d: core.Definition,
) -> tuple[str, str, bool, tuple[tuple[str, bytes | None], ...]]:
    fields = [(name, None if v is None else etf.encode(v.value)) for name, v in d.fields]
    return (d.module, d.name, d.exported, tuple(fields))


def _attributes(m: core.Module, digest: bytes) -> Term:
    """As module_info(attributes): each value a list, vsn from the code if not given."""
    rows: list[Term] = []
    for name, value in m.attributes:
        rows.append((name, value if value is None or type(value) is list else [value, None]))
    if not any(name is a.vsn for name, _ in m.attributes):
        rows.insert(0, (a.vsn, [int.from_bytes(digest, "big"), None]))
    return to_list(rows)


def _compile_info(options: Options, m: core.Module) -> Term:
    return to_list(
        [
            (a.version, string_to_list(VERSION)),
            (a.options, options.options),
            (a.source, string_to_list(options.source or m.file)),
        ]
    )


@dataclass(frozen=True, slots=True)
class ShellCode:
    """Expressions typed at the prompt.

    code       its only function "expressions/N" takes the bound variables' values, sorted by
    name, and
               returns {Value, V1, ..., Vn}; Vi is `UNBOUND` if no branch that ran bound it
    variables  the names of V1 to Vn
    fun_forms  co_name -> abstract form, for every fun made there
    """

    code: ModuleCode
    function: str
    variables: tuple[str, ...]
    fun_forms: dict[str, Term]


UNBOUND: Final = object()
"""Stands for a variable that some branch would have bound; the caller puts it in the namespace."""

Records = dict[Atom, Any]


def compile_expressions(
    exprs: Sequence[Any], bound: Sequence[str], records: Records | None = None, name: str = "shell"
) -> ShellCode:
    """Compile what was typed; `bound` are the variables that have values. Raises CompileErrors.

    Calls of functions that are no BIFs become `__local__(Name, Args)`, `fun f/1` becomes
    `__local_fun__(Name, Arity)`:
    the caller puts both names into the namespace.
    """
    scope = ModuleScope(
        a.__getattr__(name), "", records=records if records is not None else {}, shell=True
    )
    with _no_gc():
        bound = sorted(bound)
        f, variables, some = to_core.expressions(exprs, bound, scope)
        if scope.errors:
            raise CompileErrors(scope.errors)
        gen = to_python.generate((f,), name, shell=True)
        _return_also(gen.body[-1], some.values())
        code = _code(gen.body, "<shell>")
        function = f"{f.name}/{len(f.params)}"
        known = native_records.definitions(scope, None)
        m = core.Module(name, "", (f,), ((f.name, len(f.params)),), (), "", known)
        made = _module_code(m, gen, code, Options())
    return ShellCode(made, function, (*variables, *some), scope.fun_forms)


def _return_also(function: ast.stmt, names: Iterable[str]) -> None:
    """`return (Value, A)` to `return (Value, A, locals().get("X", UNBOUND))`."""
    assert isinstance(function, ast.FunctionDef)
    last = function.body[-1]
    assert isinstance(last, ast.Return) and isinstance(last.value, ast.Tuple)
    for name in names:
        read = ast.parse(f"locals().get({name!r}, UNBOUND)", mode="eval").body
        last.value.elts.append(ast.fix_missing_locations(ast.copy_location(read, last.value)))


def declare_record(records: Records, form: Any) -> None:
    """Enter a -record form (rd/2 and `-record` at the prompt) into the shell's records."""
    scope = ModuleScope(a.shell, "", records=records, shell=True)
    records.pop(form[3][0], None)
    declare = native_records if form[2] is a.native_record else records_of_module
    declare.declared(scope, form)
