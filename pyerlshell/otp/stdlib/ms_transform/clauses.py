"""The clauses of a fun become the clauses of a match specification, in abstract form.

    fun({A, B}) when A > 1; B > 1 -> A end
    [{{'$1','$2'}, [{'>','$1',1}], ['$1']}, {{'$1','$2'}, [{'>','$2',1}], ['$1']}]

OTP: ms_transform (ms_clause_list)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.otp.stdlib.ms_transform import expressions, heads, messages
from pyerlshell.otp.stdlib.ms_transform.expressions import Part
from pyerlshell.otp.stdlib.ms_transform.heads import Head
from pyerlshell.otp.stdlib.ms_transform.messages import Refused
from pyerlshell.otp.stdlib.ms_transform.records import Records
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term

Shadowed = list[tuple[Term, Atom]]

_HEADS: Final[dict[Atom, tuple[frozenset[Atom], int]]] = {
    a.ets: (frozenset((a.var, a.tuple, a.record)), messages.ETS_HEAD),
    a.dbg: (frozenset((a.var, a.cons, a.nil)), messages.DBG_HEAD),
}
"""dialect -> the kinds of patterns that a head may be, and what is said of others"""


def specification(
    anno: Term, clauses: Term, dialect: Atom, records: Records, outside: frozenset[Atom]
) -> tuple[Term, Shadowed]:
    """The abstract form of the specification; and the outer variables that its heads hide."""
    made: list[Term] = []
    shadowed: Shadowed = []
    items: list[Any] = from_list(clauses)
    for _, at, parameters, guards, body in items:
        for guard in from_list(guards) or [None]:
            made.append(_clause(at, parameters, guard, body, dialect, records, outside, shadowed))
    form: Term = (a.nil, anno)
    for x in reversed(made):
        form = (a.cons, anno, x, form)
    return form, shadowed


def _clause(
    anno: Term,
    parameters: Term,
    guard: Term,
    body: Term,
    dialect: Atom,
    records: Records,
    outside: frozenset[Atom],
    shadowed: Shadowed,
) -> Term:
    patterns = from_list(parameters)
    _check(anno, patterns, dialect)
    head = Head(records, outside)
    made = heads.translate(patterns[0], head)
    shadowed += head.shadowed
    guards = expressions.translate(guard, Part(head.bound, records, True), anno)
    values = expressions.translate(body, Part(head.bound, records, False), anno)
    return a.tuple, anno, to_list([made, guards, values])


def _check(anno: Term, patterns: list[Any], dialect: Atom) -> None:
    kinds, otherwise = _HEADS[dialect]
    pattern = patterns[0] if len(patterns) == 1 else None
    while pattern is not None and pattern[0] is a.match:
        _, anno, left, right = pattern
        pattern = right if left[0] is a.var else left if right[0] is a.var else None
    if pattern is None or pattern[0] not in kinds or (pattern[0] is a.record and len(pattern) != 4):
        raise Refused(anno, otherwise)
