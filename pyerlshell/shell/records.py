"""The records a shell knows, and reading them from modules and files.

OTP: shell (read_records)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pyerlshell.compiler.compile import declare_record
from pyerlshell.erts.errors import ErlError, exit_
from pyerlshell.erts.machine import P
from pyerlshell.otp import library, procs
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.shell.session import Session
from pyerlshell.syntax import erl_lint
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

_PROCESSES_OF_A_FILE: Final = 2
"""The reference opens a file, and a source has a preprocessor: both are processes."""


def add(session: Session, forms: list[Any], known: Iterable[Term] = ()) -> list[Atom]:
    """Make `record` attribute forms known; their names in order.

    As in the reference, only the records of `known` may be used in them.
    """
    found = {form[3][0]: form for form in forms}
    wrong = erl_lint.exprs(None, session.current, [*known, *found.values()]).errors
    if wrong:
        raise exit_(lists.string_to_list(erl_lint.format_error(wrong[0][1][2])))
    session.code.clear()  # it was compiled with the records known before
    for name, form in found.items():
        session.records[name] = form
        declare_record(session.compiled_records, form)
    return sorted(found, key=lambda atom: atom.name)


def forget(session: Session, name: Atom) -> None:
    """One record is known no more."""
    session.records.pop(name, None)
    session.compiled_records.pop(name, None)
    session.code.clear()
    session.record_texts.pop(name, None)


def forget_all(session: Session) -> None:
    """No record is known any more."""
    session.records.clear()
    session.compiled_records.clear()
    session.code.clear()
    session.record_texts.clear()


def fields_of(definition: Any) -> list[Atom]:
    """The names of the fields of a `record` attribute form."""
    found: list[Atom] = []
    for form in lists.iter_list(definition[3][1]):
        while form[0] is a.typed_record_field:  # type: ignore[index]
            form = form[1]  # type: ignore[index]
        found.append(form[2][2])  # type: ignore[index]
    return found


def names(term: Term) -> list[Atom]:
    """One name or a list of them."""
    items = lists.from_list(term) if type(term) is list else [term]
    return [item for item in items if type(item) is Atom]


def chosen(session: Session, term: Term) -> list[Atom]:
    """The known records that rl/1 and rf/1 mean: a native one is called {shell_default,Name}."""
    found: list[Atom] = []
    for item in lists.from_list(term) if type(term) is list else [term]:
        native = type(item) is tuple and len(item) == 2 and item[0] is a.shell_default
        name = item[1] if native else item  # type: ignore[index]
        if type(name) is Atom and name in session.records:
            if is_native(session.records[name]) is native:
                found.append(name)
    return found


def is_native(definition: Any) -> bool:
    """Whether the attribute form defines a native record."""
    return definition[2] is a.native_record


def in_order(session: Session, names: Iterable[Atom]) -> list[Atom]:
    """Native records come after those that are tuples."""
    return sorted(names, key=lambda name: (is_native(session.records[name]), name.name))


def initial(_session: Session) -> Term:
    """The records that a shell starts with: none, unless user_default has some."""
    return None


def read(session: Session, source: Term, wanted: Term, options: Term) -> Term:
    """The names of the records read from a module, or from the files that a pattern matches."""
    forms = found(source, wanted, options)
    return forms if type(forms) is tuple else lists.to_list(add(session, lists.from_list(forms)))


def found(source: Term, wanted: Term, options: Term) -> Term:
    """The `record` attribute forms of a module or of files, or {error, Reason}."""
    forms = _module_forms(source) if type(source) is Atom else _files_forms(source, options)
    if type(forms) is tuple:
        return forms
    return lists.to_list([f for f in _record_attributes(forms) if _is_wanted(f, wanted)])


def _is_wanted(form: Any, wanted: Term) -> bool:
    return wanted is a._ or form[3][0] in names(wanted)


def _record_attributes(forms: Term) -> list[Any]:
    return [
        form
        for form in lists.iter_list(forms)
        if type(form) is tuple and form[0] is a.attribute and form[2] is a.record
    ]


def _module_forms(module: Atom) -> Term:
    """The forms of a module's object code, or of its source, or {error, Reason}.

    A module in Python has no forms.
    """
    path = procs.apply(a.code, a.which, (module,))
    if type(path) is not list:
        return (a.error, a.nofile)
    shipped = library.shipped_modules().get(module.name)
    if shipped is None or not exact_equal(path, library.file_term(shipped)):
        return _object_forms(path)
    P.cur.node.skip_pids(_PROCESSES_OF_A_FILE)
    return lists.to_list(library.forms_of(shipped)) if shipped.erlang else None


def _object_forms(path: Term) -> Term:
    try:
        found = procs.apply(a.beam_lib, a.chunks, (path, [a.abstract_code, None]))
        if type(found) is tuple and found[0] is a.ok:
            chunk = found[1][1][0][1]
            if type(chunk) is tuple:
                P.cur.node.skip_pids(_PROCESSES_OF_A_FILE)
                return chunk[1]
    except ErlError:
        pass
    name = to_str(path)
    return _file_forms(name.removesuffix(".beam") + ".erl", None)


def _files_forms(pattern: Term, options: Term) -> Term:
    try:
        text = to_str(pattern)
    except NotText:
        return (a.error, a.invalid_filename)
    found = procs.apply(a.filelib, a.wildcard, (lists.string_to_list(text),))
    forms: list[Term] = []
    files = [to_str(name) for name in lists.iter_list(found)]
    for name in files:
        got = _file_forms(name, options)
        if type(got) is tuple:
            if len(files) == 1:
                return got
            continue
        forms += lists.from_list(got)
    return lists.to_list(forms)


def _file_forms(name: str, _options: Term) -> Term:
    file = lists.string_to_list(name)
    if name.endswith(".beam"):
        return _object_forms(file)
    found = procs.apply(a.epp, a.parse_file, (file, None))
    if type(found) is tuple and found[0] is a.ok:
        P.cur.node.skip_pids(_PROCESSES_OF_A_FILE + _included(found[1], file))
        return found[1]
    return found


def _included(forms: Term, file: Term) -> int:
    """How many files the forms come from beside their own."""
    return sum(
        type(form) is tuple
        and form[0] is a.attribute
        and form[2] is a.file
        and form[3][1] == 1
        and not exact_equal(form[3][0], file)
        for form in lists.iter_list(forms)
    )
