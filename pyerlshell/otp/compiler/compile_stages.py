"""What the compiler writes instead of object code, or beside it: listings and rules for make(1).

    'P'  after the preprocessor and the transforms     'E'       without records
    'S', to_core  our own stages: Python, and the tree before it
    to_abstr, to_exp, to_pp, dabstr, dpp               abstract forms as terms

OTP: compile (src_listing, listing, makedep)
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.compiler import listing as own_stages
from pyerlshell.otp import procs
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.otp.compiler.compile_job import (
    FORESEEN,
    LINT,
    Job,
    without_diagnostics,
    write_text,
)
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import from_list, string_to_list, to_list
from pyerlshell.terms.pretty import pretty


def _source_text(forms: list[Any]) -> str:
    return "".join([procs.form_text(form) + "\n" for form in forms])


def _terms(forms: list[Any]) -> str:
    return "".join([pretty(form) + ".\n" for form in forms])


def _own(stage: str) -> Callable[[list[Any]], str]:
    return lambda forms: own_stages.listing(_plain(forms), stage) + "\n"


def _plain(forms: list[Any]) -> list[Any]:
    return [form for form in forms if form[0] is not a.eof]


Writer = Callable[[list[Any]], str]
_WRITERS: Final[dict[Atom, tuple[str, Writer]]] = {
    atom("dpp"): ("pp", _terms),
    atom("P"): ("P", _source_text),
    a.to_pp: ("P", _terms),
    a.dabstr: ("abstr", _terms),
    a.to_abstr: ("abstr", _terms),
    atom("E"): ("E", _source_text),
    a.to_exp: ("abstr", _terms),
    a.to_core: ("core", _own("core")),
    atom("S"): ("S", _own("python")),
}
"""option -> the extension of the file, and what makes its text of the forms."""

_E: Final = atom("E")
_WITHOUT_RECORDS: Final = (_E, a.to_exp)
_DOCS: Final = (a.doc, a.moduledoc)
_UNCHECKED: Final = atom("dpp")
OF_FORMS: Final = frozenset(_WRITERS) - {a.to_core, atom("S")}
"""The stages that are still abstract forms."""


def last_pass(job: Job) -> str | None:
    """The last pass that has to run; None if not even the linter."""
    listing = job.options.listing
    if listing is _UNCHECKED:
        return None
    if listing is not None:
        return LINT if listing in OF_FORMS else FORESEEN
    return FORESEEN if job.options.has(a.no_code_generation) else "module"


def forms_of(job: Job, stage: Atom) -> list[Any]:
    """The forms as they stand after a stage."""
    forms = without_diagnostics(job.forms)
    if stage in _WITHOUT_RECORDS:
        options = to_list(list(job.options.all))
        forms = [form for form in forms if form[0] is not a.attribute or form[2] not in _DOCS]
        made: Any = procs.apply(a.erl_expand_records, a.module, (to_list(forms), options))
        return [_legal(form) for form in from_list(made)] if stage is _E else from_list(made)
    return forms


def _legal(form: Any) -> Any:
    if form[0] is not a.function:
        return form
    return procs.apply(a.erl_pp, a.legalize_vars, (form,))


def write_listing(job: Job, stage: Atom, base: str) -> bool:
    """Write a stage into its file; False if that failed."""
    extension, text = _WRITERS[stage]
    path = os.path.join(job.options.outdir, f"{os.path.basename(base)}.{extension}")
    return write_text(job, path, text(forms_of(job, stage)))


# Rules for make(1)

_WIDTH: Final = 76


def dependencies(job: Job, source: str, output: str) -> str:
    """The rule: what the object code is made of."""
    options = job.options
    target = _target(options.value(a.makedep_target), output)
    if options.has(a.makedep_quote_target):
        target = target.replace("$", "$$")
    rule, phony = target + ":", ""
    width = len(rule)
    for name in _files(job):
        shown = name.removeprefix("./")
        if name != source:
            phony += f"\n\n{shown}:"
        if width + 1 + len(shown) > _WIDTH:
            rule += f" \\\n  {shown}"
            width = 2 + len(shown)
        else:
            rule += f" {shown}"
            width += 1 + len(shown)
    return rule + (phony if options.has(a.makedep_phony) else "") + "\n"


def _target(given: Any, output: str) -> str:
    if given is None:
        return output
    try:
        return to_str(given)
    except NotText:
        return output


def _files(job: Job) -> list[str]:
    """The files that the forms come from, each once; with makedep_add_missing those not found."""
    found: dict[str, None] = {}
    for form in job.forms:
        if form[0] is a.attribute and form[2] is a.file:
            found[to_str(form[3][0])] = None
        elif form[0] is a.error and job.options.has(a.makedep_add_missing):
            descriptor = form[1][2]
            if type(descriptor) is tuple and descriptor[:2] == (a.include, a.file):
                found[to_str(descriptor[2])] = None
    return list(found)


def write_dependencies(job: Job, text: str, base: str) -> bool:
    """Write the rule where `makedep_output` says; False if that failed."""
    wanted = job.options.value(a.makedep_output)
    if wanted is None:
        name = os.path.join(job.options.outdir, os.path.basename(base) + ".Pbeam")
        return write_text(job, name, text)
    if type(wanted) is list:
        return write_text(job, to_str(wanted), text)
    procs.apply(a.io, a.put_chars, (wanted, string_to_list(text)))
    return True
