"""The forms of a module, one after the other.

Attributes come before functions; only records, types, specs and documentation may stand among
them, too. What can be said only at the end is in `module_checks`.

OTP: erl_lint (form/2, attribute_state/2, function_state/2)
"""

from __future__ import annotations

import os.path
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.syntax import erl_internal
from pyerlshell.syntax.erl_lint import control, options, records, types
from pyerlshell.syntax.erl_lint.names import check_module_name
from pyerlshell.syntax.erl_lint.state import Lint, items, text_of
from pyerlshell.syntax.erl_parse.annos import set_file
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import is_bitstring
from pyerlshell.terms.types import Term

MAX_ARGUMENTS: Final = 255
IMPORT: Final = atom("import")


def prepare(c: Lint, forms: list[Any]) -> None:
    """What must be known before the first form is checked."""
    c.locals = frozenset([(f[2], f[3]) for f in forms if f[0] is a.function])
    named = [f for f in forms if f[0] is a.attribute]
    files = [text_of(f[3][0]) for f in named if f[2] is a.file]
    c.includes_qlc = any(os.path.basename(file) == "qlc.hrl" for file in files)
    file = c.file
    for form in named:
        if form[2] is a.file:
            c.file = text_of(form[3][0])
        elif form[2] is a.compile:
            _compile(c, form)
    c.file = file
    if a.nowarn_bif_clash in c.options and not c.errors:
        c.error_at((file, a.none), a.disallowed_nowarn_bif_clash)


def _compile(c: Lint, form: Any) -> None:
    value = form[3]
    pair = type(value) is tuple and len(value) == 2 and value[0] is a.nowarn_bif_clash
    if value is a.nowarn_bif_clash or pair:
        c.error(form[1], a.disallowed_nowarn_bif_clash)
    if a.export_all in options.flatten(value) and "export_all" in c.enabled:
        c.warning(form[1], a.export_all)


def form(c: Lint, f: Any) -> None:
    """Check one form."""
    kind = f[0]
    if kind is a.error:
        c.errors.append((c.file, f[1]))
    elif kind is a.warning:
        c.warnings.append((c.file, f[1]))
    elif kind is a.attribute and f[2] is a.file:
        c.file = text_of(f[3][0])
    elif kind is not a.attribute or f[2] is not a.compile:
        if c.stage == "start":
            c.stage = "attributes"
            _first(c, f)
        else:
            _form(c, f)


def _first(c: Lint, f: Any) -> None:
    if f[0] is not a.attribute or f[2] is not a.module:
        c.error(f[1], a.undefined_module)
        _form(c, f)
    elif type(f[3]) is tuple:
        c.module = f[3][0]
        c.error(f[1], a.pmod_unsupported)
    else:
        c.module = f[3]
        check_module_name(c, f[1], f[3])


def _form(c: Lint, f: Any) -> None:
    if f[0] is a.attribute:
        among = _AMONG_FUNCTIONS.get(f[2])
        if c.stage == "functions" and among is None:
            c.error(f[1], (a.attribute, f[2]))
            return
        check = among or _ATTRIBUTES.get(f[2])
        if check is not None:
            check(c, f)
    elif f[0] is a.function:
        c.stage = "functions"
        _function(c, f)


def _function(c: Lint, f: Any) -> None:
    _document(c, (f[2], f[3]))
    key = (f[2], f[3])
    c.function = key
    if key in c.defined:
        c.error(f[1], (a.redefine_function, key))
    else:
        if f[3] > MAX_ARGUMENTS:
            c.error(f[1], (a.too_many_arguments, f[3]))
        c.defined[key] = None
        if key in c.imports:
            c.error(f[1], (a.define_import, key))
    for clause in items(f[4]):
        control.function_clause(c, clause)


# Attributes


def _module(c: Lint, f: Any) -> None:
    if c.module is not None:
        c.error(f[1], a.redefine_module)


def _export(c: Lint, f: Any) -> None:
    for key in items(f[3]):
        if key in c.exports:
            c.warning(f[1], (a.duplicated_export, key))
        c.exports.add(key)
        c.called.append((key, c.place(f[1])))


def _export_type(c: Lint, f: Any) -> None:
    types.export(c, f[1], f[3])


def _import(c: Lint, f: Any) -> None:
    if type(f[3]) is not tuple:
        return
    module, names = f[3]
    check_module_name(c, f[1], module)
    wrong = False
    listed = sorted(set(items(names)), key=lambda key: (key[0].name, key[1]))
    for key in reversed(listed):
        if key in c.imports:
            wrong = True
            c.error(f[1], (a.redefine_import, (key, c.imports[key])))
        elif key in erl_internal.BIFS and "bif_clash" in c.enabled and not c.suppressed(key):
            if key not in options.values(c.options, a.nowarn_bif_clash):
                c.warning(f[1], (a.redefine_bif_import, key))
    if not wrong:
        c.imports.update(dict.fromkeys(listed, module))


def _import_record(c: Lint, f: Any) -> None:
    check_module_name(c, f[1], f[3][0])
    records.import_records(c, f[1], *f[3])


def _record(c: Lint, f: Any) -> None:
    records.define(c, f[1], f[2] is a.native_record, *f[3])


def _behaviour(c: Lint, f: Any) -> None:
    c.behaviours.append((set_file(c.file, f[1]), f[3]))


def _type(c: Lint, f: Any) -> None:
    _document(c, None)
    types.define(c, f[2], f[1], f[3])


def _spec(c: Lint, f: Any) -> None:
    types.spec(c, f[1], f[3])


def _callback(c: Lint, f: Any) -> None:
    _document(c, None)
    types.callback(c, f[1], f[3])


def _optional_callbacks(c: Lint, f: Any) -> None:
    listed = items(f[3])
    if not all(type(key) is tuple and len(key) == 2 for key in listed):
        return
    for key in listed:
        if key in c.optional_callbacks:
            c.error(f[1], (a.redefine_optional_callback, key))
        c.optional_callbacks[key] = c.place(f[1])


def _on_load(c: Lint, f: Any) -> None:
    value = f[3]
    named = type(value) is tuple and len(value) == 2 and type(value[0]) is Atom
    if not named or type(value[1]) is not int:
        c.error(f[1], (a.bad_on_load, value))
        return
    c.on_load.insert(0, (value, c.place(f[1])))
    if len(c.on_load) > 1:
        c.error(f[1], a.multiple_on_loads)
    elif value[1] != 0:
        c.error(f[1], (a.bad_on_load_arity, value))


def _doc(c: Lint, f: Any) -> None:
    """-doc and -moduledoc: one for each thing that is documented."""
    value = f[3]
    hidden = value is a.hidden or value is a.false
    if not (hidden or value is None or type(value) is list or is_bitstring(value)):
        return
    before = c.docs.get(f[2].name)
    if before is not None:
        line = before[0][0] if type(before[0]) is tuple else before[0]
        c.error(f[1], (f[2], a.duplicate_doc_attribute, line))
    else:
        c.docs[f[2].name] = (c.place(f[1])[1], hidden)


def _document(c: Lint, function: tuple[Atom, int] | None) -> None:
    """Something that can be documented: the next -doc is about another."""
    doc = c.docs.pop("doc", None)
    if function is not None:
        about_module = c.docs.get("moduledoc")
        if (doc is not None and doc[1]) or (about_module is not None and about_module[1]):
            c.hidden.add(function)


def _ignore(c: Lint, f: Any) -> None:
    pass


AttributeCheck = Callable[[Lint, Any], None]
_AMONG_FUNCTIONS: Final[dict[Term, AttributeCheck]] = {
    a.record: _record,
    a.native_record: _record,
    a.import_record: _import_record,
    a.type: _type,
    a.opaque: _type,
    a.nominal: _type,
    a.spec: _spec,
    a.doc: _doc,
    a.moduledoc: _doc,
    a.dialyzer: _ignore,
}
_ATTRIBUTES: Final[dict[Term, AttributeCheck]] = {
    a.module: _module,
    a.export: _export,
    a.export_type: _export_type,
    IMPORT: _import,
    a.behaviour: _behaviour,
    a.behavior: _behaviour,
    a.callback: _callback,
    a.optional_callbacks: _optional_callbacks,
    a.on_load: _on_load,
}
