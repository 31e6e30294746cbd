"""Comprehensions: filters that let nothing through, templates that nobody uses.

OTP: v3_core (lc_tq/5), sys_core_fold
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

from pyerlshell.compiler.foresee.clauses import GUARD, NO_CLAUSE, pattern_names
from pyerlshell.compiler.foresee.values import ANY, FALSE, TRUE, Lit, Value
from pyerlshell.compiler.foresee.walk import Stop, Walk, apart, expr, node
from pyerlshell.compiler.foresee.written import GENERATORS
from pyerlshell.syntax.erl_lint.state import items
from pyerlshell.terms.atoms import a


@node("lc", "bc", "mc")
def _comprehension(w: Walk, n: Any, effect: bool) -> Value:
    apart(w, lambda: _qualifiers(w, n, effect))
    return ANY


def _qualifiers(w: Walk, n: Any, effect: bool) -> Value:
    qualifiers = items(n[3])
    for qualifier in qualifiers:
        if qualifier[0] is a.zip:
            for part in items(qualifier[2]):
                _generator(w, part)
        elif qualifier[0] in GENERATORS:
            _generator(w, qualifier)
        else:
            value = expr(w, qualifier)
            refused = type(value) is Lit and value != TRUE
            if refused and (value == FALSE or qualifier[0] not in _NO_TESTS):
                _never(w, n, qualifiers[0])
                break
    _template(w, n, effect)
    return ANY


_NO_TESTS: Final = frozenset(
    a.__getattr__(kind)
    for kind in "block case match receive catch maybe if try fun named_fun lc bc mc".split()
)
"""Filters that are no guard tests: what they are is decided when they run."""


def _never(w: Walk, n: Any, first: Any) -> None:
    """A filter lets nothing through."""
    if first[0] is a.zip or first[0] in GENERATORS:
        w.warn(n[1], GUARD)
    else:
        w.warn(first[1], GUARD)
        w.warn(first[1], NO_CLAUSE)


def _generator(w: Walk, n: Any) -> None:
    with suppress(Stop):
        expr(w, n[3])
    patterns = list(n[2][2:4]) if n[2][0] is a.map_field_exact else [n[2]]
    for name in pattern_names(patterns):
        w.env[name] = ANY


def _template(w: Walk, n: Any, effect: bool) -> None:
    parts = items(n[2]) if type(n[2]) is list else [n[2]]
    for part in parts:
        if part[0] in (a.map_field_assoc, a.map_field_exact):
            expr(w, part[2])
            expr(w, part[3])
        else:
            expr(w, part, effect and n[0] is a.lc)
