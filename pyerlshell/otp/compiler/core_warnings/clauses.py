"""Clauses that cannot match: an earlier one takes everything they could, or their guard is false.

OTP: sys_core_fold (clauses), beam_core_to_ssa (shadowed clauses)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.otp.compiler.core_warnings.failing import NotLiteralError, literal
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

Found = tuple[Term, Atom, Term]
_FOLD: Final = a.sys_core_fold
_MATCHER: Final = a.beam_core_to_ssa


def useless(clauses: list[Any], bound: set[Atom], name: Term = None) -> list[Found]:
    """Warnings for the clauses that cannot match; `bound` are variables with values."""
    found: list[Found] = []
    before: list[Any] = []
    for clause in clauses:
        place = clause[1]
        if _never(clause[3]):
            found.append((place, _FOLD, (a.nomatch, a.guard)))
            continue
        taken = _taken_by(before, clause, bound)
        if taken is None:
            before.append(clause)
        elif _always(taken, bound):
            line = (a.shadow, _line(taken)) if name is None else (a.shadow, _line(taken), name)
            found.append((place, _FOLD, (a.nomatch, line)))
        else:
            found.append((place, _MATCHER, (a.nomatch, (a.shadow, _line(taken)))))
    return found


def differ(pattern: Any, value: Any) -> bool:
    """Two literals that are not the same."""
    try:
        return not exact_equal(literal(pattern), literal(value))
    except (NotLiteralError, ErlError):
        return False


def _line(clause: Any) -> Term:
    place = clause[1]
    return place[0] if type(place) is tuple else place


def _taken_by(before: list[Any], clause: Any, bound: set[Atom]) -> Any:
    for earlier in before:
        if _always(earlier, bound):
            return earlier
    for earlier in before:
        if _no_guard(earlier[3]) and _takes_all(earlier, clause, bound):
            return earlier
    return None


def _no_guard(guard: Term) -> bool:
    if guard is None:
        return True
    alternatives = from_list(guard)
    tests = from_list(alternatives[0])
    return len(alternatives) == 1 and len(tests) == 1 and _is_true(tests[0])


def _is_true(test: Any) -> bool:
    return test[0] is a.atom and test[2] is a.true


def _never(guard: Term) -> bool:
    """Every alternative has a test that is false whatever the variables are."""
    if guard is None:
        return False
    return all(any(_is_false(t) for t in from_list(alt)) for alt in from_list(guard))


def _is_false(test: Any) -> bool:
    try:
        return literal(test) is a.false
    except (NotLiteralError, ErlError):
        return False


def _always(clause: Any, bound: set[Atom]) -> bool:
    """Matches whatever comes."""
    seen = set(bound)
    return _no_guard(clause[3]) and all(_takes_any(p, seen) for p in from_list(clause[2]))


def _takes_any(pattern: Any, seen: set[Atom]) -> bool:
    if pattern[0] is a.match:
        return _takes_any(pattern[2], seen) and _takes_any(pattern[3], seen)
    if pattern[0] is not a.var:
        return False
    name = pattern[2]
    if name is a._:
        return True
    fresh = name not in seen
    seen.add(name)
    return fresh


def _takes_all(earlier: Any, later: Any, bound: set[Atom]) -> bool:
    one, other = from_list(earlier[2]), from_list(later[2])
    if len(one) != len(other):
        return False
    seen = set(bound)
    differs: list[bool] = []
    return all(_covers(p, q, seen, differs) for p, q in zip(one, other)) and any(differs)


def _covers(p: Any, q: Any, seen: set[Atom], differs: list[bool]) -> bool:
    """Whatever q matches, p does; `differs` gets what sets them apart, or literals they share."""
    p, q = _as_cons(p), _as_cons(q)
    if p[0] is a.match:
        return _covers(p[2], q, seen, differs) and _covers(p[3], q, seen, differs)
    if _takes_any(p, seen):
        differs.append(q[0] is not a.var)
        return True
    if q[0] is a.match:
        return _covers(p, q[2], seen, differs) or _covers(p, q[3], seen, differs)
    if p[0] is not q[0] or p[0] is a.var:
        return _same_literal(p, q, differs)
    return _covers_parts(p, q, seen, differs)


def _as_cons(pattern: Any) -> Any:
    """A string as the list that it is."""
    if pattern[0] is not a.string or type(pattern[2]) is not list:
        return pattern
    first, rest = pattern[2]
    tail = (a.nil, pattern[1]) if rest is None else (a.string, pattern[1], rest)
    return (a.cons, pattern[1], (a.char, pattern[1], first), tail)


def _covers_parts(p: Any, q: Any, seen: set[Atom], differs: list[bool]) -> bool:
    if p[0] is a.tuple and is_proper(p[2]) and is_proper(q[2]):
        one, other = from_list(p[2]), from_list(q[2])
        covered = [_covers(x, y, seen, differs) for x, y in zip(one, other)]
        return len(one) == len(other) and all(covered)
    if p[0] is a.cons:
        return _covers(p[2], q[2], seen, differs) and _covers(p[3], q[3], seen, differs)
    if p[0] is a.map and len(p) == 3:
        return _covers_map(p, q, seen, differs)
    return _same_literal(p, q, differs)


def _covers_map(p: Any, q: Any, seen: set[Atom], differs: list[bool]) -> bool:
    fields: list[Any] = from_list(q[2])
    wanted: list[Any] = from_list(p[2])
    for field in wanted:
        same = [f for f in fields if _same_literal(field[2], f[2], differs)]
        if not same or not _covers(field[3], same[0][3], seen, differs):
            return False
    return True


def _same_literal(p: Any, q: Any, differs: list[bool]) -> bool:
    try:
        same = exact_equal(literal(p), literal(q))
    except (NotLiteralError, ErlError):
        return False
    differs.append(same)
    return same
