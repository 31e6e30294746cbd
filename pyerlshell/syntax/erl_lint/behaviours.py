"""Behaviours: are the callbacks there?

The callbacks of a behaviour come from the caller's `behaviour_info`, which can ask the module
itself; `shipped` knows those of OTP's own behaviours, which need no loading.

OTP: erl_lint (check_behaviour/1)
"""

from __future__ import annotations

from typing import Any

from pyerlshell.syntax.erl_lint.behaviour_table import CALLBACKS
from pyerlshell.syntax.erl_lint.names import check_module_name
from pyerlshell.syntax.erl_lint.obsolete_calls import check_deprecated_callback
from pyerlshell.syntax.erl_lint.state import Lint, NameArity, is_name_arity
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import ImproperList, from_list, to_list
from pyerlshell.terms.types import Term


def _keys(text: str) -> list[NameArity]:
    pairs = [word.rsplit("/", 1) for word in text.split()]
    return [(atom(name), int(arity)) for name, arity in pairs]


def shipped(module: Atom) -> tuple[Term, Term] | None:
    """The callbacks and the optional ones of a behaviour of OTP; None if it is not in the table."""
    found = CALLBACKS.get(module.name)
    if found is None:
        return None
    required, optional = _keys(found[0]), _keys(found[1])
    return to_list([*required, *optional]), to_list(optional)


Callbacks = tuple[Any, Atom, list[NameArity], list[NameArity]]
"""annotation, behaviour, all callbacks, the optional ones"""


def check(c: Lint) -> None:
    if "behaviours" not in c.enabled:
        return
    found = [_callbacks(c, anno, module) for anno, module in c.behaviours]
    for anno, module, required, optional in found:
        for key in sorted(set(required) - set(optional), key=lambda k: (k[0].name, k[1])):
            if key not in c.exported():
                c.maybe(anno, (a.undefined_behaviour_func, key, module))
    _conflicts(c, found)
    for anno, module, required, _ in found:
        for name, arity in required:
            if (name, arity) in c.exported():
                check_deprecated_callback(c, anno, module, name, arity)


def _callbacks(c: Lint, anno: Term, module: Any) -> Callbacks:
    nothing: Callbacks = (anno, module, [], [])
    info = c.behaviour_info(module) if type(module) is Atom else None
    if info is None:
        c.maybe(anno, (a.undefined_behaviour, module))
        check_module_name(c, anno, module)
        return nothing
    if info[0] is a.undefined:
        c.maybe(anno, (a.undefined_behaviour_callbacks, module))
        return nothing
    required = _key_list(info[0])
    if required is None:
        c.maybe(anno, (a.ill_defined_behaviour_callbacks, module))
        return nothing
    optional = [] if info[1] is a.undefined else _key_list(info[1])
    if optional is None:
        c.maybe(anno, (a.ill_defined_optional_callbacks, module))
    return anno, module, required, optional or []


def _key_list(term: Any) -> list[Any] | None:
    try:
        keys = from_list(term)
    except ImproperList:
        return None
    return keys if all(is_name_arity(key) for key in keys) else None


def _conflicts(c: Lint, found: list[Callbacks]) -> None:
    """Callbacks that two behaviours want; an optional one counts if it is exported."""
    wanted: dict[NameArity, list[tuple[Any, Atom]]] = {}
    for anno, module, required, optional in found:
        for key in dict.fromkeys(required):
            if key not in optional or key in c.exported():
                wanted.setdefault(key, []).append((anno, module))
    for key, users in wanted.items():
        ordered = sorted(users, key=lambda user: (str(c.place(user[0])[1]), user[1].name))
        first_anno, first = ordered[0]
        for anno, module in ordered[1:]:
            where = c.place(first_anno)[1]
            c.maybe(anno, (a.conflicting_behaviours, key, module, where, first))
