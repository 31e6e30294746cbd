"""The functions of `re`: arguments in, results and failures out.

OTP: re
"""

from __future__ import annotations

from dataclasses import replace
from types import FunctionType
from typing import Any, Final

from pyerlshell.erts.errors import NO_INFO, ErlError, badarg
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.stdlib.re import exporting, replacing, running, splitting
from pyerlshell.otp.stdlib.re.matching import compile_term, pattern_of
from pyerlshell.otp.stdlib.re.options import (
    NO_OPTIONS,
    BadOptions,
    Options,
    UnknownOptions,
    parsed,
)
from pyerlshell.otp.stdlib.re.pattern import NotSubject, from_term, subject_text, term_of
from pyerlshell.otp.stdlib.re.state import BadPattern
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import is_bitstring
from pyerlshell.terms.lists import is_proper, iter_list, string_to_list, to_list
from pyerlshell.terms.types import Term

re: Final = NativeModule("re", "Regular expressions in Perl's notation.")

_VERSION: Final = b"10.47 2025-10-21"


def _bad_options(*args: Term) -> ErlError:
    return ErlError(a.error, a.badarg, args, info=a.badopt)


def _unexplained(*args: Term) -> ErlError:
    """What fails where the reference's own code reads a subject or a pattern."""
    return ErlError(a.error, a.badarg, args, info=NO_INFO)


def _bad_pattern(options: Options, e: Exception, subject: Term, pattern: Term) -> bool:
    """Is it the reference's own code that reads the pattern, or failed before, at the subject?"""
    is_text = pattern is None or type(pattern) is list or is_bitstring(pattern)
    if not options.settings.get("unicode") or not is_text:
        return False
    return type(e) is BadPattern or not _is_subject(subject, True)


def _is_subject(term: Term, unicode: bool) -> bool:
    try:
        subject_text(term, unicode)
    except NotSubject:
        return False
    return True


def _fault(e: BadPattern) -> Term:
    return (string_to_list(e.text), e.position)


@re.export("compile/1", "(Pattern) -> {ok, MP} | {error, {Text, Position}}")
def compile_1(pattern: Term) -> Term:
    """Check a pattern and keep it for many runs."""
    try:
        return _compile(pattern, NO_OPTIONS)
    except NotSubject:
        raise badarg(pattern) from None


@re.export("compile/2", "(Pattern, Options) -> {ok, MP} | {error, {Text, Position}}")
def compile_2(pattern: Term, options: Term) -> Term:
    """Check a pattern and keep it for many runs."""
    try:
        return _compile(pattern, parsed(options, "c"), options)
    except UnknownOptions:
        raise _bad_options(pattern, options) from None
    except NotSubject:
        unicode = a.unicode in iter_list(options)
        raise (_unexplained if unicode else badarg)(pattern, options) from None


def _compile(pattern: Term, options: Options, asked: Term = None) -> Term:
    try:
        ref, known = compile_term(pattern, options.compile_settings())
        return (a.ok, exporting.exported(pattern, asked) if options.export else term_of(ref, known))
    except BadPattern as e:
        return (a.error, _fault(e))


@re.export("run/2", "(Subject, Pattern) -> {match, Captured} | nomatch")
def run_2(subject: Term, pattern: Term) -> Term:
    """Where the pattern matches first."""
    try:
        return running.run(subject, pattern_of(pattern, NO_OPTIONS), NO_OPTIONS)
    except (BadPattern, NotSubject, BadOptions):
        raise badarg(subject, pattern) from None


@re.export("run/3", "(Subject, Pattern, Options) -> {match, Captured} | match | nomatch")
def run_3(subject: Term, pattern: Term, options: Term) -> Term:
    """Where the pattern matches, as the options say."""
    try:
        wanted = parsed(options, "crkg")
    except UnknownOptions:
        raise _bad_options(subject, pattern, options) from None
    except BadOptions:
        fail = _unexplained if a.__getattr__("global") in iter_list(options) else badarg
        raise fail(subject, pattern, options) from None
    try:
        known = pattern_of(pattern, wanted)
    except (BadPattern, NotSubject, BadOptions) as e:
        if type(e) is BadPattern and wanted.report_errors:
            return (a.error, (a.compile, _fault(e)))
        fail = _unexplained if _bad_pattern(wanted, e, subject, pattern) else badarg
        raise fail(subject, pattern, options) from None
    try:
        return running.run(subject, known, wanted)
    except NotSubject:
        read = wanted.every or wanted.settings.get("unicode")
        raise (_unexplained if read else badarg)(subject, pattern, options) from None
    except BadOptions:
        raise badarg(subject, pattern, options) from None


_OTHERS: Final = (a.__getattr__("global"), a.report_errors, a.capture)
"""Options of run/3, or what they begin with, that split/3 and replace/4 refuse by name."""


def _quiet(term: Term, accepted: str) -> Options:
    """The options of functions that report no errors. Raises UnknownOptions for those of run/3,
    BadOptions for what is none.
    """
    try:
        options = parsed(term, accepted)
    except UnknownOptions:
        if not is_proper(term):
            raise
        for option in iter_list(term):
            first = option[0] if type(option) is tuple and option else option
            if type(first) is Atom and first in _OTHERS:
                raise
        raise BadOptions from None
    if options.report_errors:
        raise UnknownOptions
    return options


@re.export("split/2", "(Subject, Pattern) -> [Part]")
def split_2(subject: Term, pattern: Term) -> Term:
    """What is between the matches."""
    try:
        return splitting.split(subject, pattern_of(pattern, NO_OPTIONS), NO_OPTIONS)
    except (BadPattern, NotSubject, BadOptions):
        raise badarg(subject, pattern) from None


@re.export("split/3", "(Subject, Pattern, Options) -> [Part]")
def split_3(subject: Term, pattern: Term, options: Term) -> Term:
    """What is between the matches, as the options say."""
    try:
        wanted = _quiet(options, "crts")
        return splitting.split(subject, pattern_of(pattern, wanted), wanted)
    except UnknownOptions:
        raise _bad_options(subject, pattern, options) from None
    except (BadPattern, NotSubject, BadOptions):
        raise badarg(subject, pattern, options) from None


@re.export("replace/3", "(Subject, Pattern, Replacement) -> iodata()")
def replace_3(subject: Term, pattern: Term, replacement: Any) -> Term:
    """The subject with its first match replaced."""
    return _replace(NO_OPTIONS, subject, pattern, replacement)


@re.export("replace/4", "(Subject, Pattern, Replacement, Options) -> iodata()")
def replace_4(subject: Term, pattern: Term, replacement: Any, options: Term) -> Term:
    """The subject with matches replaced, as the options say."""
    try:
        wanted = _quiet(options, "crgt")
    except UnknownOptions:
        raise _bad_options(subject, pattern, replacement, options) from None
    except BadOptions:
        raise badarg(subject, pattern, replacement, options) from None
    return _replace(wanted, subject, pattern, replacement, options)


def _replace(wanted: Options, subject: Term, pattern: Term, replacement: Any, *more: Term) -> Term:
    if type(replacement) is FunctionType and replacement.__code__.co_argcount != 2:
        raise badarg(subject, pattern, replacement, *more)
    try:
        return replacing.replace(subject, pattern_of(pattern, wanted), replacement, wanted)
    except (BadPattern, NotSubject, BadOptions):
        raise badarg(subject, pattern, replacement, *more) from None


@re.export("inspect/2", "(MP, namelist) -> {namelist, [Name]}")
def inspect(pattern: Term, item: Term) -> Term:
    """The names of a compiled pattern's groups."""
    known = from_term(pattern)
    if known is None or item is not a.namelist:
        raise badarg(pattern, item)
    return (a.namelist, to_list([name.encode() for name in known.names()]))


@re.export("version/0", "() -> binary()")
def version() -> Term:
    """The version of PCRE whose notation is understood."""
    return _VERSION


@re.export("internal_run/4", internal=True)
def internal_run(subject: Term, pattern: Term, options: Term, _first: Term) -> Term:
    """run/3."""
    return run_3(subject, pattern, options)


@re.export("import/1", "(Exported) -> MP")
def import_1(exported: Any) -> Term:
    """A pattern that compile/2 exported, compiled again."""
    try:
        pattern, options = exporting.imported(exported)
        made = _compile(pattern, replace(parsed(options, "c"), export=False))
    except (exporting.NotExported, BadOptions, NotSubject):
        raise badarg(exported) from None
    if type(made) is tuple and made[0] is a.ok:
        return made[1]
    raise badarg(exported)
