"""Calls of functions that are deprecated, removed or unsafe; types and callbacks that are.

OTP: otp_internal, erl_lint (deprecated_function/5)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.syntax.erl_lint import options
from pyerlshell.syntax.erl_lint.obsolete_table import CALLBACKS, FUNCTIONS, MODULES, TYPES
from pyerlshell.syntax.erl_lint.state import Lint
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import string_to_list
from pyerlshell.terms.types import Term


def check_deprecated(c: Lint, anno: Term, module: Any, name: Any, arity: int) -> None:
    """Warn if the function should not be called any more."""
    if type(module) is not Atom or module.name not in MODULES:
        return
    found = (
        FUNCTIONS.get((module.name, name.name, arity))
        or FUNCTIONS.get((module.name, name.name, -1))
        or FUNCTIONS.get((module.name, "_", -1))
    )
    if found is None:
        return
    kind, *rest = found
    category, option = _CATEGORIES["possibly" if rest == ["possibly"] else kind]
    if category not in c.enabled:
        return
    mfa = (module, name, arity)
    silent = options.values(c.options, option)
    if module in silent or mfa in silent:
        return
    c.warning(anno, (a.__getattr__(kind), mfa, *[_term(part) for part in rest]))


_CATEGORIES: Final[dict[str, tuple[str, Atom]]] = {
    "deprecated": ("deprecated_function", a.nowarn_deprecated_function),
    "removed": ("removed", a.nowarn_removed),
    "unsafe": ("unsafe_function", a.nowarn_unsafe_function),
    "possibly": ("possibly_unsafe_function", a.nowarn_unsafe_function),
}


def _term(text: str) -> Term:
    return a.__getattr__(text) if text in ("undefined", "possibly") else string_to_list(text)


def check_deprecated_type(c: Lint, anno: Term, module: Any, name: Atom, arity: int) -> None:
    found = TYPES.get((module.name, name.name, arity)) if type(module) is Atom else None
    if found is None:
        return
    mta = (module, name, arity)
    if found[0] == "deprecated":
        c.maybe(anno, (a.deprecated_type, mta, string_to_list(found[1])))
    else:
        c.warning(anno, (a.removed_type, mta, string_to_list(found[1])))


def check_deprecated_callback(c: Lint, anno: Term, module: Atom, name: Atom, arity: int) -> None:
    found = CALLBACKS.get((module.name, name.name, arity)) or CALLBACKS.get((module.name, "_", -1))
    if found is not None:
        text = string_to_list(found[1])
        c.maybe(anno, (a.deprecated_callback, (module, name, arity), text))
