"""At the end of a module: functions that are undefined, unused, or named wrongly by attributes.

OTP: erl_lint (post_traversal_check/2)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pyerlshell.syntax.erl_lint import options
from pyerlshell.syntax.erl_lint.similar import guess
from pyerlshell.syntax.erl_lint.state import (
    PSEUDO_LOCALS,
    Lint,
    NameArity,
    Place,
    items,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list

Option = tuple[Any, Any]


def by_name(key: NameArity) -> tuple[str, int]:
    return (key[0].name, key[1])


def report(c: Lint, tag: Atom, key: Any, place: Place, known: Sequence[NameArity]) -> None:
    """A function that is not there, with the one that was perhaps meant."""
    if type(key) is not tuple or len(key) != 2:
        c.error_at(place, (a.invalid_fa_attribute, key))
        return
    name, arity = key
    arities = sorted([other[1] for other in known if other[0] is name])
    if arities:
        c.error_at(place, (tag, key, (name, to_list(arities))))
        return
    candidates = [other[0].name for other in known if other[1] == arity]
    meant = guess(name, candidates) if type(name) is Atom else None
    if meant is None:
        c.error_at(place, (tag, key))
    else:
        c.error_at(place, (tag, key, (meant, to_list([arity]))))


def undefined_functions(c: Lint) -> None:
    known = sorted(c.defined, key=by_name)
    missing = {(key, place) for key, place in c.called if key not in c.defined}
    for key, place in sorted(missing, key=lambda found: (by_name(found[0]), str(found[1]))):
        report(c, a.undefined_function, key, place, known)


def option_functions(c: Lint, settings: Iterable[Option], option: Atom, tag: Atom) -> None:
    """-compile({option, [F/A]}) names functions that must be there."""
    known = [key for key in sorted(c.defined, key=by_name) if key not in PSEUDO_LOCALS]
    known += list(c.imports)
    for form, setting in settings:
        for key in options.values([setting], option):
            if key not in known:
                report(c, tag, key, c.form_place(form), known)


def unused_functions(c: Lint, forms: Iterable[Any]) -> None:
    if a.export_all in c.options or "unused_function" not in c.enabled:
        return
    silent = options.values(c.options, a.nowarn_unused_function)
    used = _reached(c)
    for f in forms:
        if f[0] is a.function and (f[2], f[3]) not in used and (f[2], f[3]) not in silent:
            c.warning_at(c.form_place(f), (a.unused_function, (f[2], f[3])))


def _reached(c: Lint) -> set[NameArity]:
    reached: set[NameArity] = set()
    waiting = [*c.exports, *[key for key, _ in c.on_load], (a.module_info, 1), *PSEUDO_LOCALS]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting.extend(c.usage.calls.get(key, ()))
    return reached


def unused_imports(c: Lint, forms: Iterable[Any]) -> None:
    if "unused_import" not in c.enabled:
        return
    for f in forms:
        if f[0] is a.attribute and f[2].name == "import" and type(f[3]) is tuple:
            for key in sorted(set(items(f[3][1])), key=by_name):
                if c.imports.get(key) is f[3][0] and key not in c.usage.imports:
                    c.warning_at(c.form_place(f), (a.unused_import, (key, f[3][0])))


def on_load(c: Lint) -> None:
    if len(c.on_load) != 1 or c.on_load[0][0][1] != 0:
        return
    key, place = c.on_load[0]
    if key in c.defined:
        return
    meant = guess(key[0], [other[0].name for other in c.defined if other[1] == 0])
    tail = () if meant is None else (meant,)
    c.error_at(place, (a.undefined_on_load, key, *tail))


def nifs(c: Lint, forms: Iterable[Any]) -> None:
    found = [
        (key, c.form_place(f))
        for f in forms
        if f[0] is a.attribute and f[2] is a.nifs
        for key in items(f[3])
    ]
    if found and not c.loads_nif:
        c.warning_at(found[0][1], a.no_load_nif)
    known = [key for key in sorted(c.defined, key=by_name) if key not in PSEUDO_LOCALS]
    for key, place in found:
        if key not in known:
            report(c, a.undefined_nif, key, place, known)


def unexported(c: Lint) -> None:
    exported = set(c.exports)
    if c.callbacks or c.optional_callbacks:
        exported.add((a.behaviour_info, 1))
    for key, places in c.self_calls.items():
        if key not in exported:
            for place in places:
                c.warning_at(place, (a.unexported_function, (c.module, *key)))


def specs(c: Lint, forms: Iterable[Any]) -> None:
    for (module, name, arity), place in c.specs.items():
        if module is c.module and (name, arity) not in c.defined:
            c.error_at(place, (a.spec_fun_undefined, (name, arity)))
    _missing_specs(c, forms)


def _missing_specs(c: Lint, forms: Iterable[Any]) -> None:
    with_spec = {(name, arity) for _, name, arity in c.specs}
    if "missing_spec_all" in c.enabled:
        wanted = set(c.defined)
    elif "missing_spec" in c.enabled:
        wanted = c.exported() - set(PSEUDO_LOCALS)
    elif "missing_spec_documented" in c.enabled:
        wanted = c.exported() - set(PSEUDO_LOCALS) - c.hidden
    else:
        return
    for f in forms:
        if f[0] is a.function and (f[2], f[3]) in wanted - with_spec:
            c.warning_at(c.form_place(f), (a.missing_spec, (f[2], f[3])))
