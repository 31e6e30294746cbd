"""At the end of a module: records, types, callbacks, and attributes that name functions.

OTP: erl_lint (post_traversal_check/2)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from pyerlshell.syntax.erl_internal import is_type
from pyerlshell.syntax.erl_lint import behaviours, function_checks, options, records
from pyerlshell.syntax.erl_lint.names import check_module_name
from pyerlshell.syntax.erl_lint.state import (
    PSEUDO_LOCALS,
    Lint,
    NameArity,
    Place,
    is_name_arity,
    items,
    text_of,
)
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import is_proper, list_to_string
from pyerlshell.terms.types import Term

ANY: Final = atom("_")
_DIALYZER: Final = options.names(
    """
    no_return no_unused no_improper_lists no_fun_app no_match no_opaque no_fail_call no_contracts
    no_unknown no_behaviours no_undefined_callbacks unmatched_returns error_handling
    race_conditions no_missing_calls specdiffs overspecs underspecs unknown no_underspecs
    extra_return no_extra_return missing_return no_missing_return overlapping_contract
    opaque_union no_opaque_union
    """
)
_FLAGS: Final = frozenset((a.next_version, a.next_major_release, a.eventually))


def finish(c: Lint, forms: list[Any]) -> None:
    """All checks that need the whole module."""
    c.function = PSEUDO_LOCALS[0]
    settings = options.compile_attributes(forms)
    behaviours.check(c)
    _declared(c, forms, a.deprecated, _deprecated)
    function_checks.unused_imports(c, forms)
    function_checks.option_functions(c, settings, a.inline, a.bad_inline)
    function_checks.undefined_functions(c)
    bad = a.bad_nowarn_unused_function
    function_checks.option_functions(c, settings, a.nowarn_unused_function, bad)
    function_checks.unused_functions(c, forms)
    bad = a.bad_nowarn_bif_clash
    function_checks.option_functions(c, settings, a.nowarn_bif_clash, bad)
    function_checks.specs(c, forms)
    _types(c, forms)
    _untyped_records(c, forms)
    function_checks.on_load(c)
    _exported_records(c, forms)
    _records(c, forms, settings)
    _dialyzer(c, forms)
    _callbacks(c)
    function_checks.nifs(c, forms)
    function_checks.unexported(c)
    _declared(c, forms, a.removed, _removed)
    _declared(c, forms, a.unsafe, _unsafe)


def settings_name_modules(c: Lint, settings: Iterable[tuple[Any, Any]]) -> None:
    """-compile({nowarn_deprecated_function, [{M,F,A}]}): M must be the name of a module."""
    for form, setting in settings:
        for option in (a.nowarn_deprecated_function, a.nowarn_removed, a.nowarn_unsafe_function):
            for value in options.values([setting], option):
                named = type(value) is tuple and len(value) == 3
                if named and (option is a.nowarn_removed or type(value[0]) is Atom):
                    check_module_name(c, form[1], value[0])
                elif option is a.nowarn_removed and not named:
                    check_module_name(c, form[1], value)


# Types and records


def _types(c: Lint, forms: Iterable[Any]) -> None:
    for key, uses in c.usage.types.items():
        if key not in c.types and not is_type(*key):
            for _, file, location in uses:
                c.error_at((file, location), (a.undefined_type, key))
    first = _first_file(forms)
    if "unused_type" in c.enabled and first is not None:
        used = _reached_types(c)
        for key, defined in c.types.items():
            if defined.file == first and key not in used:
                c.warning_at((defined.file, c.place(defined.anno)[1]), (a.unused_type, key))
    for key, defined in c.types.items():
        if defined.attribute is a.opaque and key not in c.exported_types:
            c.warning_at((defined.file, c.place(defined.anno)[1]), (a.not_exported_opaque, key))


def _reached_types(c: Lint) -> set[NameArity]:
    """The types that exports, specs and records lead to."""
    leads: dict[Any, list[NameArity]] = {}
    waiting: list[NameArity] = []
    for key, uses in c.usage.types.items():
        for user, _, _ in uses:
            if type(user) is tuple and user[0] is a.type:
                leads.setdefault(user[1], []).append(key)
            else:
                waiting.append(key)
    reached: set[NameArity] = set()
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting.extend(leads.get(key, ()))
    return reached


def _first_file(forms: Iterable[Any]) -> str | None:
    for f in forms:
        if f[0] is a.attribute and f[2] is a.file:
            return text_of(f[3][0])
    return None


def _untyped_records(c: Lint, forms: Iterable[Any]) -> None:
    if "untyped_record" not in c.enabled:
        return
    typed = {
        f[3][0]
        for f in forms
        if f[0] is a.attribute and f[2] is a.record
        if all(part[0] is a.typed_record_field for part in items(f[3][1]))
    }
    for name, record in c.records.items():
        if record.fields and name not in typed:
            c.warning_at((record.file, c.place(record.anno)[1]), (a.untyped_record, name))


def _records(c: Lint, forms: Iterable[Any], settings: Iterable[tuple[Any, Any]]) -> None:
    first = _first_file(forms)
    if first is None:
        return
    if "unused_record" in c.enabled:
        for form, setting in settings:
            for name in options.values([setting], a.nowarn_unused_record):
                records.exists(c, form[1], name)
        for name, record in c.records.items():
            if record.file == first and name not in c.usage.records:
                c.warning_at((record.file, c.place(record.anno)[1]), (a.unused_record, name))
    if "native_record_header" in c.enabled:
        for name, record in c.records.items():
            if record.native and record.file != first:
                place = (record.file, c.place(record.anno)[1])
                c.warning_at(place, (a.native_record_header, name))


def _exported_records(c: Lint, forms: Iterable[Any]) -> None:
    seen: set[Any] = set()
    for f in forms:
        if f[0] is a.attribute and f[2] is a.export_record:
            for name in items(f[3]):
                _exported_record(c, c.form_place(f), name, seen)
            if not is_proper(f[3]):
                c.error_at(c.form_place(f), a.bad_export_record)


def _exported_record(c: Lint, place: Place, name: Any, seen: set[Any]) -> None:
    if type(name) is not Atom:
        c.error_at(place, a.bad_export_record)
        return
    if name in seen:
        c.error_at(place, (a.native_record_already_exported, name))
        return
    record = c.records.get(name)
    if record is None:
        seen.add(name)
        c.error_at(place, (a.undefined_native_record, name))
        return
    c.usage.records.add(name)
    if not record.native:
        seen.add(name)
        c.error_at(place, a.tuple_record_export)


def _callbacks(c: Lint) -> None:
    for key, place in c.optional_callbacks.items():
        if key not in c.callbacks:
            c.error_at(place, (a.undefined_callback, (c.module, *key)))
    if (a.behaviour_info, 1) in c.defined:
        for key, place in c.callbacks.items():
            c.error_at(place, (a.behaviour_info, (c.module, *key)))


# Attributes about functions


Judge = Callable[[Any, list[NameArity]], "Term | None"]


def _declared(c: Lint, forms: Iterable[Any], attribute: Atom, judge: Judge) -> None:
    own = {(a.behaviour_info, 1), *PSEUDO_LOCALS}
    exported = [key for key in c.exported() if key not in own]
    for f in forms:
        if f[0] is a.attribute and f[2] is attribute:
            for value in options.flatten(f[3]):
                wrong = judge(value, exported)
                if wrong is not None:
                    c.error_at(c.form_place(f), wrong)


def _text_or(flags: frozenset[Atom], value: Any) -> bool:
    return value in flags if type(value) is Atom else list_to_string(value) is not None


def _split(value: Any, flags: frozenset[Atom], invalid: Atom) -> tuple[Any, Term | None]:
    """{F, A} or {F, A, Text}; what is wrong with it if it is neither."""
    if type(value) is not tuple or len(value) not in (2, 3):
        return None, (invalid, value)
    if len(value) == 3 and not _text_or(flags, value[2]):
        return None, (invalid, value)
    name, arity = value[:2]
    if type(name) is Atom and (arity is ANY or (type(arity) is int and arity >= 0)):
        return (name, arity), None
    return None, (invalid, (name, arity))


def _deprecated(value: Any, exported: list[NameArity]) -> Term | None:
    return _needs_function(value, exported, _FLAGS, a.invalid_deprecated, a.bad_deprecated)


def _unsafe(value: Any, exported: list[NameArity]) -> Term | None:
    flags = frozenset((a.possibly,))
    return _needs_function(value, exported, flags, a.invalid_unsafe, a.bad_unsafe)


def _needs_function(
    value: Any, exported: list[NameArity], flags: frozenset[Atom], invalid: Atom, bad: Atom
) -> Term | None:
    if value is a.module:
        return None
    key, wrong = _split(value, flags, invalid)
    if key is None or key == (ANY, ANY):
        return wrong
    return None if _matching(key, exported) else (bad, key)


def _removed(value: Any, exported: list[NameArity]) -> Term | None:
    key, wrong = ((ANY, ANY), None)
    if value is not a.module:
        key, wrong = _split(value, frozenset(), a.invalid_removed)
    if key is None:
        return wrong
    return (a.bad_removed, key) if _matching(key, exported) else None


def _matching(key: Any, exported: list[NameArity]) -> bool:
    name, arity = key
    return any(name in (ANY, f) and (arity is ANY or arity == n) for f, n in exported)


def _dialyzer(c: Lint, forms: Iterable[Any]) -> None:
    known = sorted(c.defined, key=function_checks.by_name)
    known = [key for key in known if key not in PSEUDO_LOCALS]
    for f in forms:
        if f[0] is not a.attribute or f[2] is not a.dialyzer:
            continue
        for value in options.flatten(f[3]):
            pairs = [(value, None)]
            if type(value) is tuple and len(value) == 2:
                names = options.flatten(value[1])
                pairs = [(o, name) for o in options.flatten(value[0]) for name in names]
            for option, name in pairs:
                _dialyzer_option(c, c.form_place(f), option, name, known)


def _dialyzer_option(c: Lint, place: Place, option: Any, name: Any, known: list[NameArity]) -> None:
    shown = option if name is None else (option, name)
    if type(option) is not Atom or (name is not None and not is_name_arity(name)):
        c.error_at(place, (a.bad_dialyzer_attribute, shown))
    elif option.name not in _DIALYZER and (name is None or option is not a.nowarn_function):
        c.error_at(place, (a.bad_dialyzer_option, option))
    elif name is not None and name not in known:
        function_checks.report(c, a.undefined_function, name, place, known)
