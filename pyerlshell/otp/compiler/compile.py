"""The module `compile`: source files and forms to object code.

OTP: compile
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import procs
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.otp.compiler import (
    compile_job,
    compile_object,
    compile_options,
    compile_report,
    compile_stages,
)
from pyerlshell.otp.compiler.compile_job import Job
from pyerlshell.otp.compiler.compile_locations import without_columns
from pyerlshell.otp.compiler.compile_options import CompileOptions
from pyerlshell.otp.malformed import need_forms
from pyerlshell.otp.stdlib.erl_features import features_of
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, string_to_list, to_list
from pyerlshell.terms.types import Term

compile: Final = NativeModule("compile", "The Erlang compiler: source text to object code.")

_DEFAULT: Final = to_list([a.verbose, a.report_errors, a.report_warnings])
_ENV_OPTIONS: Final = "ERL_COMPILER_OPTIONS"


@compile.export("file/1", "(File) -> CompRet")
def file(name: Term) -> Term:
    """Compile File.erl and write Module.beam; errors and warnings are printed."""
    return file_2(name, _DEFAULT)


@compile.export("file/2", "(File, Options) -> CompRet")
def file_2(name: Term, options: Term) -> Term:
    """Compile File.erl as the options, and those of ERL_COMPILER_OPTIONS, say."""
    return _file(name, options, _options(options, env_compiler_options()))


@compile.export("noenv_file/2", "(File, Options) -> CompRet")
def noenv_file(name: Term, options: Term) -> Term:
    """As file/2, whatever ERL_COMPILER_OPTIONS says."""
    return _file(name, options, _options(options, None))


def _options(options: Term, more: Term, first: Sequence[Atom] = ()) -> CompileOptions:
    """The options: what is no list is one option beside those of file/1."""
    if type(options) is not list and options is not None:
        options = [options, _DEFAULT]
    given = [*first, *from_list(more), *from_list(options)]
    return compile_options.parse(to_list(given))


def _file(name: Term, options: Term, wanted: CompileOptions) -> Term:
    try:
        base = name.name if type(name) is Atom else to_str(name)
    except NotText:
        raise function_clause(name, options) from None
    job = Job(compile_job.running_node(), wanted)
    if _obsolete(job, base):
        return _failed(job)
    abstract = wanted.has(a.from_abstr)
    extension = ".abstr" if abstract else ".erl"
    base = base.removesuffix(extension)
    source = base + extension
    read = compile_job.read_abstract if abstract else compile_job.read_source
    if not read(job, source):
        return _failed(job)
    shown = source if wanted.source is None else wanted.source
    return _compiled(job, source, job.node.outside.path(shown), base)


def _obsolete(job: Job, file: str) -> bool:
    """Is code wanted for a release that is gone? That is an error."""
    for option in compile_options.OBSOLETE:
        if job.options.has(option):
            job.found.errors.append((file, (a.none, a.compile, (a.obsolete_option, option))))
            return True
    return False


def _compiled(job: Job, source: str, shown: str, base: str) -> Term:
    """What is read, as far as the options want it: `shown` is what module_info(compile) says."""
    if not compile_job.transform(job, source):
        return _failed(job)
    options, listing = job.options, job.options.listing
    if options.has(a.makedep) or options.has(a.makedep_side_effect):
        rule = compile_stages.dependencies(job, source, _output(job, base) if base else ".beam")
        if options.has(a.makedep) and options.has(a.binary):
            return _stage(job, rule.encode())
        if not compile_stages.write_dependencies(job, rule, base):
            return _failed(job)
        if options.has(a.makedep):
            return _stage(job, None)
    last = compile_stages.last_pass(job)
    if last is not None and not compile_job.compile_forms(job, source, shown, last):
        return _failed(job)
    if listing is not None:
        return _listed(job, listing, base)
    if last == compile_job.FORESEEN:
        return _stage(job, None, compile_job.module_name(job))
    return _finished(job, base or job.code.name) if job.code is not None else _failed(job)


def _listed(job: Job, listing: Atom, base: str) -> Term:
    if job.options.has(a.no_code_generation):
        return _stage(job, None)
    if job.options.has(a.binary) and listing in compile_stages.OF_FORMS:
        return _stage(job, to_list(compile_stages.forms_of(job, listing)))
    if not compile_stages.write_listing(job, listing, base or "nofile"):
        return _failed(job)
    known = listing not in compile_stages.OF_FORMS
    return _stage(job, None, compile_job.module_name(job) if known else None)


def _stage(job: Job, result: Term, module: Term = None) -> Term:
    """The answer where there is no object code."""
    if job.found.warnings and job.options.has(a.warnings_as_errors):
        return _refused(job)
    wanted = job.options.has(a.binary) and not job.options.has(a.no_code_generation)
    return _answer(job, module, result if wanted else None, wanted and result is not None)


def _output(job: Job, base: str) -> str:
    """The file of the object code; a folder that is the current one is not named."""
    path = os.path.join(job.options.outdir, os.path.basename(base) + ".beam")
    return path.removeprefix(job.node.outside.path(".").removesuffix("/.") + "/")


def _finished(job: Job, base: str) -> Term:
    """Write the object code, unless it is wanted as a binary."""
    assert job.code is not None
    if job.found.warnings and job.options.has(a.warnings_as_errors):
        return _refused(job)
    compile_object.keep(job)
    if job.options.has(a.binary):
        return _succeeded(job)
    name = os.path.basename(base)
    folder = job.options.outdir
    output = os.path.join(folder, name + ".beam") if folder else name + ".beam"
    if name != job.code.name and not job.options.has(a.no_error_module_mismatch):
        wrong = (a.module_name, atom(job.code.name), string_to_list(name))
        job.found.errors.append((output, (a.none, a.compile, wrong)))
        return _failed(job)
    if not compile_job.write_beam(job, output):
        return _failed(job)
    return _succeeded(job)


@compile.export("forms/1", "(Forms) -> CompRet")
def forms(given: Term) -> Term:
    """Compile abstract forms to a binary; errors and warnings are printed."""
    return forms_2(given, _DEFAULT)


@compile.export("forms/2", "(Forms, Options) -> CompRet")
def forms_2(given: Term, options: Term) -> Term:
    """Compile abstract forms to a binary as the options, and ERL_COMPILER_OPTIONS, say."""
    return _forms(given, options, env_compiler_options())


@compile.export("noenv_forms/2", "(Forms, Options) -> CompRet")
def noenv_forms(given: Term, options: Term) -> Term:
    """As forms/2, whatever ERL_COMPILER_OPTIONS says."""
    return _forms(given, options, None)


def _forms(given: Term, options: Term, more: Term) -> Term:
    wanted = _options(options, more, (a.binary,))
    job = Job(compile_job.running_node(), wanted)
    if type(given) is not list and given is not None:
        raise function_clause(given, options)
    need_forms(given, given, options)
    if _obsolete(job, ""):
        return _failed(job)
    job.node.skip_pids(compile_job.PROCESSES_OF_FORMS)
    job.forms = from_list(given)
    if not wanted.columns:
        job.forms = without_columns(job.forms)
    job.features = features_of(job.node)
    return _compiled(job, "", wanted.source or "", "")


@compile.export("compile/3", internal=True)
def compile_3(name: Term, _output: Term, options: Term) -> Term:
    """What `erl_compile` calls for a source file: ok or error. `options` is its #options{}."""
    return _by_command(name, options, None)


@compile.export("compile_abstr/3", internal=True)
def compile_abstr(name: Term, _output: Term, options: Term) -> Term:
    """The same for a file of abstract forms."""
    return _by_command(name, options, [a.from_abstr, None])


@compile.export("options/0", "() -> ok")
def options_() -> Term:
    """Print the options that end the work with a listing."""
    for name in compile_options.LISTINGS:
        procs.put_chars(f"{name.name}\n")
    return a.ok


@compile.export("compile_core/3", internal=True)
@compile.export("compile_asm/3", internal=True)
def compile_other(name: Term, _output: Term, _options: Term) -> Term:
    """Core Erlang and assembler: they are refused."""
    shown = to_str(name).rpartition("/")[2]
    procs.put_chars(f"{shown}: Core Erlang and BEAM assembler are not compiled here\n")
    return a.error


def _by_command(name: Term, options: Any, more: Term) -> Term:
    includes, outdir, _, defines, level, verbose, _, specific, _, cwd = options[1:]
    macros: list[Any] = from_list(defines)
    made: list[Term] = [a.verbose] if verbose is a.true else []
    if level != 0:
        made.append(a.report_warnings)
    made += [(a.d, *macro) if type(macro) is tuple else (a.d, macro) for macro in macros]
    made += [a.report_errors, (a.cwd, cwd), (a.outdir, outdir)]
    made += [(a.i, folder) for folder in from_list(includes)]
    made += [*from_list(specific), *from_list(more)]
    here = "" if type(cwd) is Atom else to_str(cwd).rstrip("/") + "/"
    result: Any = file_2(string_to_list(to_str(name).removeprefix(here)), to_list(made))
    return a.ok if type(result) is tuple and result[0] is a.ok and len(result) == 2 else result


# The result, after what is to be printed was printed.


def _report(job: Job) -> None:
    """Warnings that count as errors are reported where either is."""
    options = job.options
    brief, strict = options.has(a.brief), options.has(a.warnings_as_errors)
    sources = compile_report.Sources()
    if options.has(a.report_errors):
        compile_report.report(job.found.errors, "", brief, sources)
    if options.has(a.report_warnings) or (strict and options.has(a.report_errors)):
        warnings = compile_report.printed_order(job.found.warnings)
        compile_report.report(warnings, "" if strict else "Warning: ", brief, sources)


def _failed(job: Job) -> Term:
    _report(job)
    if not job.options.has(a.return_errors):
        return a.error
    errors = compile_report.as_term(job.found.errors)
    return (a.error, errors, compile_report.as_term(job.found.warnings))


def _refused(job: Job) -> Term:
    """warnings_as_errors."""
    if job.options.has(a.report_warnings):
        procs.put_chars("compile: warnings being treated as errors\n")
    return _failed(job)


def _succeeded(job: Job) -> Term:
    assert job.code is not None
    return _answer(job, atom(job.code.name), job.beam, job.options.has(a.binary))


def _answer(job: Job, module: Term, made: Term, wanted: bool) -> Term:
    _report(job)
    result: list[Any] = [a.ok, module]
    if wanted:
        result.append(made)
    if job.options.has(a.return_warnings):
        result.append(compile_report.as_term(job.found.warnings))
    return tuple(result)


# Small things


@compile.export("format_error/1", "(ErrorDescription) -> chars()")
def format_error(descriptor: Term) -> Term:
    """The text of an error that this module found."""
    text = compile_report.own_text(descriptor)
    if text is None:
        raise function_clause(descriptor)
    return string_to_list(text)


@compile.export("env_compiler_options/0", "() -> [term()]")
def env_compiler_options() -> Term:
    """The options in the environment variable ERL_COMPILER_OPTIONS."""
    text = compile_job.running_node().outside.env.get(_ENV_OPTIONS)
    if not text:
        return None
    from pyerlshell.syntax import erl_parse, erl_scan

    try:
        scanned = erl_scan.scan(text, 1)
        if scanned.error is None:
            found = erl_parse.parse_term([*scanned.tokens, (a.dot, 1)])
            return found if type(found) is list or found is None else [found, None]
    except erl_parse.ParseError:
        pass
    procs.put_chars(f"Ignoring bad term in {_ENV_OPTIONS}\n")
    return None


@compile.export("output_generated/1", "(Options) -> boolean()")
def output_generated(options: Term) -> Term:
    """True if these options, with ERL_COMPILER_OPTIONS, make the compiler write a .beam file."""
    return _writes(_options(options, env_compiler_options()))


@compile.export("noenv_output_generated/1", "(Options) -> boolean()")
def noenv_output_generated(options: Term) -> Term:
    """True if these options make the compiler write a .beam file."""
    return _writes(_options(options, None))


def _writes(wanted: CompileOptions) -> Term:
    other = (a.binary, a.makedep, a.no_code_generation)
    none = wanted.listing is not None or any(wanted.has(flag) for flag in other)
    return a.false if none else a.true
