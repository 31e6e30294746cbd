"""From a source file to object code: read, preprocess, compile, write.

Errors of the scanner, preprocessor and parser are forms among the forms; what is left of them is
still compiled, so that one run shows the errors of every kind.

OTP: compile
"""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.compiler import compile as passes
from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import P
from pyerlshell.erts.node import Node
from pyerlshell.erts.outside import Outside, write_whole
from pyerlshell.otp import procs
from pyerlshell.otp.compiler import compile_object, parse_transforms
from pyerlshell.otp.compiler.compile_locations import DIAGNOSTICS, say_line, without_columns
from pyerlshell.otp.compiler.compile_options import CompileOptions, with_directives
from pyerlshell.otp.compiler.compile_report import Diagnostics, sorted_by_file
from pyerlshell.otp.stdlib.erl_features import features_of
from pyerlshell.syntax import epp, erl_features
from pyerlshell.syntax.erl_lint import behaviours
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, string_to_list, to_list
from pyerlshell.terms.module_code import ModuleCode
from pyerlshell.terms.types import Term

# The reference starts processes for this work, so that pids go on behind it: one compiles, one is
# the preprocessor, and there is one for every file that is opened.
PROCESSES_OF_A_FILE: Final = 3
PROCESSES_OF_FORMS: Final = 1


@dataclass(slots=True)
class Job:
    """One compilation. `code` and `beam` are there when there are no errors."""

    node: Node
    options: CompileOptions
    found: Diagnostics = field(default_factory=Diagnostics)
    forms: list[Any] = field(default_factory=list)
    features: list[Atom] = field(default_factory=list)
    encoding: str | None = None
    work: passes.Work | None = None
    code: ModuleCode | None = None
    beam: bytes = b""


def posix(error: OSError) -> Atom:
    """The atom for an error of the operating system."""
    return atom(errno.errorcode.get(error.errno or 0, "EIO").lower())


def read_source(job: Job, file: str) -> bool:
    """Preprocess a file; False if it cannot be read at all."""
    outside = job.node.outside
    folder = os.path.dirname(file)
    job.node.skip_pids(PROCESSES_OF_A_FILE)

    def read(name: str) -> bytes:
        if name != file:
            job.node.skip_pids(1)
        return outside.read(name)

    try:
        features = erl_features.switched(job.options.orders, features_of(job.node))
    except erl_features.UnknownFeaturesError as e:
        job.found.errors.append((file, (a.none, a.erl_features, e.descriptor)))
        return False
    options = epp.Options(
        read_file=read,
        lib_dir=_lib_dir,
        getenv=outside.env.get,
        includes=(".", folder, *job.options.includes) if folder else (".", *job.options.includes),
        macros=job.options.macros,
        location=(1, 1) if job.options.columns else 1,
        source_name=_source_name(job, file),
        deterministic=job.options.has(a.deterministic),
        features=features,
        words=features,
    )
    try:
        parsed = epp.parse_file(file, options)
    except OSError as e:
        job.found.errors.append((file, (a.none, a.compile, (a.epp, posix(e)))))
        return False
    except epp.EppError as e:
        job.found.errors.append((file, (a.none, a.compile, (a.epp, e.reason))))
        return False
    job.forms = parsed.forms
    if job.options.columns and say_line(job.forms):
        job.forms = without_columns(job.forms)
    job.features = parsed.features
    job.encoding = parsed.encoding
    return True


def _source_name(job: Job, file: str) -> str:
    """The name that the forms and stack traces show."""
    name = file if job.options.source is None else job.options.source
    if job.options.has(a.deterministic):
        return os.path.basename(name)
    return job.node.outside.path(name) if job.options.has(a.absolute_source) else name


def read_abstract(job: Job, file: str) -> bool:
    """Read a file of abstract forms, as `to_abstr` wrote it; False if it cannot be read."""
    answer: Any = procs.apply(a.file, a.consult, (string_to_list(file),))
    if answer[0] is not a.ok:
        job.found.errors.append((file, (a.none, a.compile, (a.open, answer[1]))))
        return False
    job.forms = from_list(answer[1])
    job.features = features_of(job.node)
    return True


def without_diagnostics(forms: list[Any]) -> list[Any]:
    """The forms that are code."""
    return [form for form in forms if form[0] not in DIAGNOSTICS]


def _lib_dir(app: str) -> str | None:
    from pyerlshell.otp.library import app_folder

    return app_folder(app)


def transform(job: Job, file: str) -> bool:
    """Run the parse transforms; False if one refused or failed."""
    job.found = parse_transforms.run(job, file)
    return not job.found.errors


def compile_forms(job: Job, file: str, source: str, last: str = "module") -> bool:
    """Compile what was read, up to a pass. Errors and warnings go into `job.found`."""
    known = with_directives(job.options, job.forms)
    options = passes.Options(
        export_all=job.options.has(a.export_all),
        source=source,
        options=job.options.recorded,
        lint=None if job.options.has(a.no_lint) else _lint_options(job),
        file=file,
        behaviour_info=behaviour_info,
        foresee=last != LINT,
        strict_records=known.chosen(a.strict_record_tests, a.no_strict_record_tests, True),
        tuple_calls=known.has(a.tuple_calls),
    )
    work = passes.run_passes(job.forms, options, LINT if last == FORESEEN else last)
    job.work = work
    found = work.findings
    job.found = sorted_by_file(found.errors, [*job.found.warnings, *found.warnings])
    if work.errors and not found.errors:
        errors = [(file, info) for info in passes.sorted_errors(work.errors)]
        job.found.errors.extend(errors)
    if not work.errors:
        job.options = known
    if work.result is not None:
        try:
            compile_object.make(job, without_diagnostics(job.forms), work.result)
        except compile_object.NoKeyError as e:
            job.code = None
            job.found.errors.append((file, (a.none, a.compile, e.args[0])))
            return False
    return not work.errors


def _lint_options(job: Job) -> list[Term]:
    return [*job.options.all, (a.features, to_list(job.features))]


LINT: Final = "lint"
FORESEEN: Final = "foreseen"
"""As LINT, and with the warnings of what is known before the code runs."""


def module_name(job: Job) -> Term:
    """What -module says."""
    for form in job.forms:
        if form[0] is a.attribute and form[2] is a.module:
            named: Term = form[3]
            return named
    return None


def behaviour_info(module: Atom) -> tuple[Term, Term] | None:
    """The callbacks of a behaviour: from its module, which is loaded if need be."""
    known = behaviours.shipped(module)
    if known is not None:
        return known
    if not procs.exported(module, a.behaviour_info, 1):
        return None
    try:
        callbacks = procs.apply(module, a.behaviour_info, (a.callbacks,))
    except ErlError:
        return None
    try:
        return callbacks, procs.apply(module, a.behaviour_info, (a.optional_callbacks,))
    except ErlError:
        return callbacks, None


def write_text(job: Job, name: str, text: str) -> bool:
    """Write a listing; an error is kept if that fails."""
    try:
        job.node.outside.write(name, text.encode())
    except OSError as e:
        job.found.errors.append((name, (a.none, a.compile, (a.write_error, posix(e)))))
        return False
    return True


def write_beam(job: Job, name: str) -> bool:
    """Write the file whole or not at all."""
    job.node.skip_pids(1)
    outside = job.node.outside
    try:
        _write_whole(outside, name, job.beam)
    except OSError as e:
        temporary = name.removesuffix("m") + "#"
        job.found.errors.append((temporary, (a.none, a.compile, (a.write_error, posix(e)))))
        return False
    return True


def _write_whole(outside: Outside, name: str, data: bytes) -> None:
    path = outside.path(name)
    outside.refuse("write", path)
    outside.spend(len(data))
    write_whole(path, data)


def running_node() -> Node:
    """The node of the running process."""
    return P.cur.node
