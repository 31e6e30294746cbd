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
from pyerlshell.compiler.object import object_code
from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.machine import P
from pyerlshell.erts.node import Node
from pyerlshell.erts.outside import Outside, write_whole
from pyerlshell.otp import procs
from pyerlshell.otp.code_cache import cache_of
from pyerlshell.otp.compiler import parse_transforms
from pyerlshell.otp.compiler.compile_options import CompileOptions
from pyerlshell.otp.compiler.compile_report import Diagnostics, sorted_by_file
from pyerlshell.syntax import epp
from pyerlshell.syntax.erl_lint import behaviours
from pyerlshell.terms import etf
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.module_code import ModuleCode
from pyerlshell.terms.structs import replaced
from pyerlshell.terms.types import Term

_DIAGNOSTICS: Final = (a.error, a.warning)

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

    options = epp.Options(
        read_file=read,
        lib_dir=_lib_dir,
        getenv=outside.env.get,
        includes=(".", folder, *job.options.includes) if folder else (".", *job.options.includes),
        macros=job.options.macros,
        location=(1, 1),
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
    job.features = parsed.features
    return True


def _lib_dir(app: str) -> str | None:
    from pyerlshell.otp.library import app_folder

    return app_folder(app)


def compile_forms(job: Job, file: str, source: str) -> None:
    """Compile what was read. Errors and warnings go into `job.found`."""
    transformed = parse_transforms.run(job, file)
    if transformed.errors:
        job.found = transformed
        return
    options = passes.Options(
        export_all=job.options.has(a.export_all),
        source=source,
        options=job.options.recorded,
        lint=[*job.options.all, (a.features, to_list(job.features))],
        file=file,
        behaviour_info=behaviour_info,
    )
    work = passes.run_passes(job.forms, options)
    found = work.findings
    job.found = sorted_by_file(found.errors, [*transformed.warnings, *found.warnings])
    code = work.result
    if code is None:
        if not found.errors:
            errors = [(file, info) for info in passes.sorted_errors(work.errors)]
            job.found.errors.extend(errors)
        return
    if job.options.has(a.deterministic):
        version = (a.version, string_to_list(passes.VERSION))
        code = replaced(code, compile=etf.encode([version, None]))
    job.code = code
    forms = [form for form in job.forms if form[0] not in _DIAGNOSTICS]
    job.beam = object_code.write(_object(job, forms, code))


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


def _object(job: Job, forms: list[Any], code: ModuleCode) -> object_code.ObjectCode:
    exported = set(code.exports)
    local = [(f[2].name, f[3]) for f in forms if f[0] is a.function]
    return object_code.ObjectCode(
        code.name,
        code.exports,
        tuple([(m, f, n) for _, m, f, n in code.imports]),
        tuple([f for f in local if f not in exported]),
        etf.decode(code.attributes),
        etf.decode(code.compile),
        to_list(forms),
        job.options.recorded,
        job.options.has(a.debug_info),
        code.md5,
    )


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


def keep(job: Job) -> None:
    """Loading what was just compiled finds its code in the cache."""
    if job.code is not None:
        cache = cache_of(job.node)
        cache.store(cache.key(job.beam), job.code)


def running_node() -> Node:
    """The node of the running process."""
    return P.cur.node
