"""The module `compile`: source files and forms to object code.

OTP: compile
"""

from __future__ import annotations

import os
from typing import Any, Final

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import procs
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.otp.compiler import compile_job, compile_options, compile_report
from pyerlshell.otp.compiler.compile_job import Job
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
@compile.export("noenv_file/2", "(File, Options) -> CompRet")
def file_2(name: Term, options: Term) -> Term:
    """Compile File.erl as the options say."""
    wanted = compile_options.parse(options)
    try:
        base = name.name if type(name) is Atom else to_str(name)
    except NotText:
        raise function_clause(name, options) from None
    if base.endswith(".erl"):
        base = base[:-4]
    job = Job(compile_job.running_node(), wanted)
    source = base + ".erl"
    if not compile_job.read_source(job, source):
        return _failed(job)
    if wanted.listing is not None:
        return _listing(job, base)
    compile_job.compile_forms(job, source, job.node.outside.path(source))
    if job.code is None:
        return _failed(job)
    return _finished(job, base)


def _finished(job: Job, base: str) -> Term:
    """Write the object code, unless it is wanted as a binary."""
    assert job.code is not None
    if job.found.warnings and job.options.has(a.warnings_as_errors):
        return _refused(job)
    compile_job.keep(job)
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
@compile.export("noenv_forms/2", "(Forms, Options) -> CompRet")
def forms_2(given: Term, options: Term) -> Term:
    """Compile abstract forms to a binary as the options say."""
    wanted = compile_options.parse([a.binary, options if type(options) is list else None])
    if type(options) is Atom:
        wanted = compile_options.parse(to_list([a.binary, options]))
    job = Job(compile_job.running_node(), wanted)
    if type(given) is not list and given is not None:
        raise function_clause(given, options)
    job.node.skip_pids(compile_job.PROCESSES_OF_FORMS)
    job.forms = from_list(given)
    compile_job.compile_forms(job, "", "")
    if job.code is None:
        return _failed(job)
    return _finished(job, job.code.name)


def _listing(job: Job, base: str) -> Term:
    """'P' and 'E': the source as it stands after the preprocessor, in a file."""
    listing = job.options.listing
    assert listing is not None
    text = "".join([procs.form_text(form) + "\n" for form in job.forms if form[0] is not a.eof])
    if job.options.has(a.binary):
        return (a.ok, None, to_list(job.forms))
    name = os.path.basename(base) + "." + listing.name
    path = os.path.join(job.options.outdir, name)
    try:
        job.node.outside.write(path, text.encode())
    except OSError as e:
        job.found.errors.append((path, (a.none, a.compile, (a.write_error, compile_job.posix(e)))))
        return _failed(job)
    return (a.ok, None)


# The result, after what is to be printed was printed.


def _report(job: Job) -> None:
    options = job.options
    brief = options.has(a.brief)
    sources = compile_report.Sources()
    if options.has(a.report_errors):
        compile_report.report(job.found.errors, "", brief, sources)
    if options.has(a.report_warnings):
        warnings = compile_report.printed_order(job.found.warnings)
        compile_report.report(warnings, "Warning: ", brief, sources)


def _failed(job: Job) -> Term:
    _report(job)
    if not job.options.has(a.return_errors):
        return a.error
    errors = compile_report.as_term(job.found.errors)
    return (a.error, errors, compile_report.as_term(job.found.warnings))


def _refused(job: Job) -> Term:
    """warnings_as_errors: the warnings are printed as errors."""
    if job.options.has(a.report_warnings):
        procs.put_chars("compile: warnings being treated as errors\n")
        sources = compile_report.Sources()
        warnings = compile_report.printed_order(job.found.warnings)
        compile_report.report(warnings, "", job.options.has(a.brief), sources)
    if not job.options.has(a.return_errors):
        return a.error
    return (a.error, None, compile_report.as_term(job.found.warnings))


def _succeeded(job: Job) -> Term:
    _report(job)
    assert job.code is not None
    result: list[Any] = [a.ok, atom(job.code.name)]
    if job.options.has(a.binary):
        result.append(job.beam)
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
        found = erl_parse.parse_term(erl_scan.scan(text + ".", (1, 1)).tokens)
    except erl_parse.ParseError:
        return None
    return found if type(found) is list or found is None else [found, None]


@compile.export("output_generated/1", "(Options) -> boolean()")
@compile.export("noenv_output_generated/1", "(Options) -> boolean()")
def output_generated(options: Term) -> Term:
    """True if these options make the compiler write a .beam file."""
    wanted = compile_options.parse(options)
    return a.false if wanted.has(a.binary) or wanted.listing is not None else a.true
