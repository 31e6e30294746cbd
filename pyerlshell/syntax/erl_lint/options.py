"""The options of the linter, from the compiler's options and the -compile attributes.

`warn_X` and `nowarn_X` switch the warnings named X; `{nowarn_X, [F/A]}` switches some of them off.

OTP: the options of erl_lint
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pyerlshell.terms.atoms import Atom, a


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


ON: Final = names(
    """
    unused_vars underscore_match export_all export_var_subexpr shadow_vars unused_function
    unused_type bif_clash unused_record deprecated_function deprecated_type deprecated_callback
    deprecated_catch obsolete_guard removed nif_inline redefined_builtin_type match_float_zero
    match_alias_pats update_literal behaviours conflicting_behaviours undefined_behaviour_func
    undefined_behaviour undefined_behaviour_callbacks ill_defined_behaviour_callbacks
    ill_defined_optional_callbacks unexported_function novalue undefined_field unsafe_function
    native_record_header
    """
)
OFF: Final = names(
    """
    export_vars unused_import obsolete_bool_op untyped_record missing_spec missing_spec_documented
    missing_spec_all keywords possibly_unsafe_function
    """
)


def flatten(term: Any) -> list[Any]:
    """The items of a term that may be a list of lists, or no list at all."""
    items: list[Any] = []
    stack = [term]
    while stack:
        top = stack.pop()
        if type(top) is list:
            stack.append(top[1])
            stack.append(top[0])
        elif top is not None:
            items.append(top)
    return items


def compile_attributes(forms: Iterable[Any]) -> list[tuple[Any, Any]]:
    """(form, option) for every option in -compile attributes."""
    return [
        (form, option)
        for form in forms
        if form[0] is a.attribute and form[2] is a.compile
        for option in flatten(form[3])
    ]


def enabled(options: Iterable[Any]) -> set[str]:
    """The names of the warnings that are on."""
    chosen = set(ON)
    for option in options:
        if type(option) is not Atom:
            continue
        if option.name.startswith("warn_") and option.name[5:] in ON | OFF:
            chosen.add(option.name[5:])
        elif option.name.startswith("nowarn_"):
            chosen.discard(option.name[7:])
    return chosen


def values(options: Iterable[Any], tag: Atom) -> list[Any]:
    """What the pairs {Tag, Value or list of values} among the options hold."""
    return [
        value
        for option in options
        if type(option) is tuple and len(option) == 2 and option[0] is tag
        for value in flatten(option[1])
    ]


def format_level(options: Iterable[Any]) -> int:
    """How much is said about calls of io:format."""
    level = 1
    for option in options:
        if option is a.warn_format:
            level = 1
        elif option is a.nowarn_format:
            level = 0
        elif type(option) is tuple and len(option) == 2 and option[0] is a.warn_format:
            level = option[1]
    return level
