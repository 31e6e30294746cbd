"""Compiling and loading from the prompt.

`c(M)` compiles, gets rid of old code (killing what still runs it) and loads; `l(M)` does the same
without compiling.

OTP: c
"""

from __future__ import annotations

import os
from typing import Any, Final

from pyerlshell.erts.errors import badarg, function_clause
from pyerlshell.erts.machine import P
from pyerlshell.otp import procs
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.otp.stdlib.c import reloading
from pyerlshell.otp.stdlib.c.module import c, file_name, say
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

_REPORT: Final = (a.report_errors, a.report_warnings)


@c.export("c/1", "(Module) -> {ok, ModuleName} | error")
@c.export("c/2", "(Module, Options) -> {ok, ModuleName} | error")
def c_(module: Term, options: Term = None) -> Term:
    """Compile and load a module, found by its name or by the name of its source file.

    With the option `check` nothing is compiled: who would be killed is told.
    """
    given = options if options is None or type(options) is list else [options, None]
    name = file_name(module)
    if name is None:
        raise badarg(module, options)
    if _has(given, a.check):
        return reloading.who_would_be_killed(atom(os.path.basename(name).removesuffix(".erl")))
    if type(module) is Atom and not _is_source(name):
        return _recompile(module, given, None)
    return _compile_and_load(name, given)


@c.export("c/3", "(Module, Options, Filter) -> {ok, ModuleName} | error")
def c_3(module: Term, options: Term, keep: Term) -> Term:
    """Compile and load a module from where its source was, with those of its options that Filter
    keeps."""
    if type(module) is not Atom:
        raise function_clause(module, options, keep)
    return _recompile(module, options, keep)


def _has(options: Term, wanted: Atom) -> bool:
    return any(option is wanted for option in lists.iter_list(options))


def _is_source(name: str) -> bool:
    outside = P.cur.node.outside
    return outside.is_file(name) or outside.is_file(name + ".erl")


def _recompile(module: Atom, options: Term, keep: Term) -> Term:
    """Compile the source that the object code was made of."""
    file = procs.apply(a.code, a.which, (module,))
    if file is a.preloaded:
        return (a.error, a.preloaded)
    source = _source_of(module, file)
    if source is None:
        return _refused(module, file)
    folder = lists.string_to_list(os.path.dirname(to_str(file)) or ".")
    wanted = procs.apply(a.erlang, atom("++"), (options, [(a.outdir, folder), None]))
    all_options = [*lists.from_list(wanted), *_old_options(module, file, keep)]
    say(f"Recompiling {source}\n")
    return _compile_and_load(source, lists.to_list(all_options))


def _old_options(module: Atom, file: Term, keep: Term) -> list[Term]:
    """The options that the module was compiled with, but for those that `keep` refuses."""
    found: list[Term] = []
    info = _compile_info(module, file)
    for pair in lists.iter_list(info):
        if type(pair) is tuple and pair[0] is a.options:
            for option in lists.iter_list(pair[1]):
                if type(option) is tuple and option[0] is a.outdir:
                    continue
                if keep is None or _keeps(keep, option):
                    found.append(option)
    return found


def _keeps(keep: Term, option: Term) -> bool:
    return procs.apply(a.erlang, a.apply, (keep, [option, None])) is a.true


def _refused(module: Atom, file: Term) -> Term:
    """There is no Erlang source: one of our Python modules, which are sticky, or nothing."""
    if type(file) is not list:
        return (a.error, a.non_existing)
    if to_str(file).endswith(".beam"):
        return (a.error, a.no_source)
    say(f"Recompiling {to_str(file)}\n")
    loaded = procs.apply(a.code, a.load_file, (module,))
    return loaded if type(loaded) is tuple and loaded[0] is a.error else (a.ok, module)


def _compile_info(module: Atom, file: Term) -> Term:
    """What module_info(compile) says; of object code that cannot run here, what its file says."""
    loaded: Any = procs.apply(a.code, a.is_loaded, (module,))
    if loaded is a.false and type(file) is list and to_str(file).endswith(".beam"):
        found: Any = procs.apply(a.beam_lib, a.chunks, (file, [a.compile_info, None]))
        return found[1][1][0][1] if found[0] is a.ok else None
    return procs.apply(module, a.module_info, (a.compile,))


def _source_of(module: Atom, file: Term) -> str | None:
    if type(file) is not list:
        return None
    info = _compile_info(module, file)
    for pair in lists.iter_list(info):
        if type(pair) is tuple and pair[0] is a.source:
            try:
                path = to_str(pair[1])
            except NotText:
                return None
            return path if P.cur.node.outside.is_file(path) else None
    return None


def _compile_and_load(name: str, options: Term) -> Term:
    file = lists.string_to_list(name)
    folder = lists.string_to_list(_output_folder(options))
    wanted = lists.to_list([*lists.from_list(options), *_REPORT, (a.outdir, folder)])
    result = procs.apply(a.compile, a.file, (file, wanted))
    if type(result) is not tuple or result[0] is not a.ok or len(result) > 3:
        return result
    if procs.apply(a.compile, a.output_generated, (wanted,)) is a.false:
        say("** Warning: No object file created - nothing loaded **\n")
        return a.ok
    module = result[1]
    assert type(module) is Atom
    base = os.path.join(_output_folder(options), module.name)
    procs.apply(a.code, a.purge, (module,))
    loaded = procs.apply(a.code, a.load_abs, (lists.string_to_list(base), module))
    if type(loaded) is tuple and loaded[0] is a.error:
        return loaded
    return (a.ok, module)


def _output_folder(options: Term) -> str:
    for option in lists.iter_list(options):
        if type(option) is tuple and len(option) == 2 and option[0] is a.outdir:
            return to_str(option[1])
    return "."


@c.export("lc/1", "(Files) -> ok")
def lc(files: Term) -> Term:
    """Compile the files; their errors are printed."""
    for file in lists.iter_list(files):
        procs.apply(a.compile, a.file, (file, lists.to_list(_REPORT)))
    return a.ok


@c.export("l/1", "(Module) -> code:load_ret()")
def l_(module: Term) -> Term:
    """Load the module's object code anew; processes that run old code are killed first."""
    procs.apply(a.code, a.purge, (module,))
    return procs.apply(a.code, a.load_file, (module,))


@c.export("nc/1", "(File) -> {ok, Module} | error")
@c.export("nc/2")
def nc(file: Term, options: Term = None) -> Term:
    """Compile and load on all nodes: here there is one."""
    return c_(file, options)


@c.export("nl/1", "(Module) -> abcast | error")
def nl(module: Term) -> Term:
    """Load the module on all nodes."""
    loaded = l_(module)
    return a.abcast if type(loaded) is tuple and loaded[0] is a.module else a.error


@c.export("y/1", "(File) -> {ok, Parserfile} | error")
@c.export("y/2")
def y(file: Term, options: Term = None) -> Term:
    """Make a parser of a grammar (there is no yecc yet: only the answer for a missing file)."""
    name = file_name(file)
    if name is None or not P.cur.node.outside.is_file(name + ".yrl"):
        say(f"{name}.yrl: no such file or directory\n")
        return a.error
    return procs.apply(a.yecc, a.file, (file, options))
