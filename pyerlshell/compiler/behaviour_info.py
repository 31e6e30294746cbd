"""A module with -callback gets a function that tells its callbacks.

    -callback init(term()) -> ok.    ->    behaviour_info(callbacks) -> [{init,1}];
                                           behaviour_info(optional_callbacks) -> [].

OTP: erl_internal:add_predefined_functions/1
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.compiler.to_core.exprs import items
from pyerlshell.syntax.erl_parse import abstract
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

_NAME: Final = (a.behaviour_info, 1)


def with_behaviour_info(forms: list[Any]) -> list[Any]:
    """The forms, with the function and its export before the first function."""
    callbacks = [f for f in forms if f[0] is a.attribute and f[2] is a.callback]
    if not callbacks or any(f[0] is a.function and (f[2], f[3]) == _NAME for f in forms):
        return forms
    anno = callbacks[0][1]
    required = [f[3][0] for f in callbacks]
    optional = [
        key
        for f in forms
        if f[0] is a.attribute and f[2] is a.optional_callbacks
        for key in items(f[3])
    ]
    clauses = [_clause(anno, a.callbacks, required), _clause(anno, a.optional_callbacks, optional)]
    function = (a.function, anno, *_NAME, to_list(clauses))
    export = (a.attribute, anno, a.export, to_list([_NAME]))
    end = len(forms) - 1 if forms[-1][0] is a.eof else len(forms)
    return [*forms[:end], export, function, *forms[end:]]


def _clause(anno: Term, what: Atom, keys: list[Term]) -> Term:
    head = to_list([(a.atom, anno, what)])
    return (a.clause, anno, head, None, to_list([abstract(to_list(keys), anno)]))
