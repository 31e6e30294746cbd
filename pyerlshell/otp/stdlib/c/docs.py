"""h, ht and hcb: the documentation of modules, functions, types and callbacks.

OTP: c, shell_docs
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import library, procs, specs
from pyerlshell.otp.documentation import natives
from pyerlshell.otp.documentation.pages import Docs, Specs
from pyerlshell.otp.documentation.render import Page
from pyerlshell.otp.stdlib.c.module import c
from pyerlshell.otp.stdlib.c.paging import paged
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

_KEPT = (a.type, a.opaque, a.nominal, a.spec)


@c.export("h/1", "(Module) -> ok | {error, missing | non_existing}")
def h(module: Term) -> Term:
    """Print the documentation of a module."""
    return _shown(module, lambda docs: docs.of_module())


@c.export("h/2", "(Module, Function) -> ok | {error, missing | function_missing}")
@c.export("h/3", "(Module, Function, Arity) -> ok | {error, missing | function_missing}")
def h_function(module: Term, function: Term, arity: Term = None) -> Term:
    """Print the documentation of a function."""
    return _of(module, a.function, function, arity, a.function_missing)


@c.export("ht/1", "(Module) -> ok | {error, missing | non_existing}")
def ht(module: Term) -> Term:
    """Print the types of a module."""
    return _shown(module, lambda docs: docs.listing(a.type))


@c.export("ht/2", "(Module, Type) -> ok | {error, missing | type_missing}")
@c.export("ht/3", "(Module, Type, Arity) -> ok | {error, missing | type_missing}")
def ht_type(module: Term, name: Term, arity: Term = None) -> Term:
    """Print the documentation of a type."""
    return _of(module, a.type, name, arity, a.type_missing)


@c.export("hcb/1", "(Module) -> ok | {error, missing | non_existing}")
def hcb(module: Term) -> Term:
    """Print the callbacks of a behaviour."""
    return _shown(module, lambda docs: docs.listing(a.callback))


@c.export("hcb/2", "(Module, Callback) -> ok | {error, missing | callback_missing}")
@c.export("hcb/3", "(Module, Callback, Arity) -> ok | {error, missing | callback_missing}")
def hcb_callback(module: Term, name: Term, arity: Term = None) -> Term:
    """Print the documentation of a callback."""
    return _of(module, a.callback, name, arity, a.type_missing)


def _of(module: Term, kind: Atom, name: Term, arity: Term, missing: Atom) -> Term:
    if type(name) is not Atom:
        raise function_clause(module, name)
    count = arity if type(arity) is int else None
    return _shown(module, lambda docs: docs.of(kind, name, count), missing)


def _shown(module: Term, ask: Any, missing: Atom = a.missing) -> Term:
    found = procs.apply(a.code, a.get_doc, (module,))
    if type(found) is not tuple or found[0] is not a.ok:
        return found
    assert type(module) is Atom
    text = ask(Docs(module, found[1], specs_of(module), page()))
    if text is None:
        return (a.error, missing)
    return paged(text)


def page() -> Page:
    """What the console can show."""
    columns = procs.env_int(a.shell_docs_columns, 0)
    width = procs.io_request((a.get_geometry, a.columns))
    options = dict(_pairs(procs.io_request(a.getopts)))
    wanted = procs.apply(a.application, a.get_env, (a.kernel, a.shell_docs_ansi))
    ansi = options.get(a.stdout) is a.true
    if type(wanted) is tuple and wanted[1] in (a.true, a.false):
        ansi = wanted[1] is a.true
    return Page(
        columns or (width if type(width) is int else 80), ansi, options.get(a.encoding) is a.unicode
    )


def _pairs(term: Term) -> list[tuple[Term, Term]]:
    items = lists.from_list(term) if lists.is_proper(term) else []
    return [item for item in items if type(item) is tuple and len(item) == 2]


def specs_of(module: Atom) -> Specs:
    """How the attributes of a module are printed, by kind, name and arity."""
    instance = P.cur.node.code.current.get(module)
    code = instance.code if instance is not None else None
    if type(code) is NativeModule:
        native = code

        def of_native(kind: Atom, name: Atom, arity: int) -> str | None:
            return natives.spec_of(native, name.name, arity) if kind is a.function else None

        return of_native
    table = _attributes(module)

    def of_forms(kind: Atom, name: Atom, arity: int) -> str | None:
        form = table.get((kind, name, arity))
        if form is None:
            return _of_library(module, name, arity) if kind is a.function else None
        text = procs.text(procs.apply(a.erl_pp, a.attribute, (form, None))).rstrip("\n")
        return text.split("::")[0] if form[2] is a.opaque else text

    return of_forms


def _of_library(module: Atom, name: Atom, arity: int) -> str | None:
    """The specification of a function of the library whose source here has none."""
    if module.name not in library.shipped_modules():
        return None
    known = specs.of_library(module.name)
    text = None if known is None else known.functions.get((name.name, arity))
    return None if text is None else natives.printed(name.name, text.rstrip("."))


def _attributes(module: Atom) -> dict[tuple[Atom, Atom, int], Any]:
    """Types and specifications in the object file, if they are there, or in our source."""
    place = procs.apply(a.code, a.which, (module,))
    if type(place) is not list:
        return {}
    table: dict[tuple[Atom, Atom, int], Any] = {}
    for form in _forms(module, place):
        if form[0] is a.attribute and form[2] in _KEPT:
            if form[2] is a.spec:
                name, arity = form[3][0][-2:]
                table[a.function, name, arity] = form
            else:
                table[a.type, form[3][0], lists.length(form[3][2])] = form
    return table


def _forms(module: Atom, place: Term) -> list[Any]:
    shipped = library.shipped_modules().get(module.name)
    if shipped is not None and exact_equal(place, library.file_term(shipped)):
        return library.forms_of(shipped)
    found: Any = procs.apply(a.beam_lib, a.chunks, (place, [a.abstract_code, None]))
    code = found[1][1][0][1] if found[0] is a.ok else None
    return lists.from_list(code[1]) if type(code) is tuple else []
