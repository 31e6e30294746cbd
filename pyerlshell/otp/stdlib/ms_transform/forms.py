"""Puts specifications in the places of the calls of ets:fun2ms/1 and dbg:fun2ms/1 in a module.

On its way through a function it notes which variables are bound, to warn of heads that hide them.

OTP: ms_transform (forms/1, copy/2)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from pyerlshell.otp.stdlib.ms_transform import clauses, messages
from pyerlshell.otp.stdlib.ms_transform.messages import Refused
from pyerlshell.otp.stdlib.ms_transform.records import Records
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list, split_tail, to_list
from pyerlshell.terms.types import Term

Bound = frozenset[Atom]


@dataclass(slots=True)
class Walk:
    """A walk through a module: its records so far, the file that forms come from, warnings."""

    records: Records = field(default_factory=Records)
    file: Term = None
    warnings: list[tuple[Term, Term]] = field(default_factory=list)


def transformed(forms: Term, walk: Walk) -> Term:
    """The forms without the calls. Raises Refused."""
    made = [_form(form, walk) for form in from_list(forms)]
    if walk.records.used:
        used = list(walk.records.used)
        used.sort(key=_name)
        names: Term = to_list(used)
        made.insert(0, (a.attribute, 0, a.compile, (a.nowarn_unused_record, [names, None])))
    return to_list(made)


def _form(form: Any, walk: Walk) -> Term:
    if form[0] is a.attribute and form[2] is a.file:
        walk.file = form[3][0]
    elif form[0] is a.attribute and form[2] is a.record:
        walk.records.add(*form[3])
    elif form[0] is a.function:
        made = [_function_clause(clause, walk) for clause in from_list(form[4])]
        return (*form[:4], to_list(made))
    return form


def _name(x: Atom) -> str:
    return x.name


def _function_clause(clause: Any, walk: Walk) -> Term:
    _, anno, head, guard, body = clause
    head, bound = _copy(head, frozenset(), walk)
    body, _ = _copy(body, bound, walk)
    return a.clause, anno, head, guard, body


def _copy(x: Any, bound: Bound, walk: Walk) -> tuple[Any, Bound]:
    """The node with its calls replaced, and what is bound behind it."""
    if type(x) is list:
        items, tail = split_tail(x)
        made, bound = _each(items, bound, walk)
        return to_list(made, tail), bound
    if type(x) is not tuple or not x:
        return x, bound
    rule = _RULES.get(x[0]) if type(x[0]) is Atom else None
    if rule is not None:
        return rule(x, bound, walk)
    made, bound = _each(list(x), bound, walk)
    return tuple(made), bound


def _each(items: list[Any], bound: Bound, walk: Walk) -> tuple[list[Any], Bound]:
    made = []
    for item in items:
        copied, bound = _copy(item, bound, walk)
        made.append(copied)
    return made, bound


def _call(x: Any, bound: Bound, walk: Walk) -> tuple[Any, Bound]:
    dialect = _dialect(x[2]) if len(x) == 4 else None
    if dialect is None:
        made, bound = _each(list(x), bound, walk)
        return tuple(made), bound
    _, anno, _, args = x
    fun: Any = args[0] if type(args) is list and args[1] is None else None
    if type(fun) is not tuple or fun[0] is not a.__getattr__("fun") or fun[2][0] is not a.clauses:
        raise Refused(anno, messages.NO_FUN)
    made_form, shadowed = clauses.specification(fun[1], fun[2][1], dialect, walk.records, bound)
    walk.warnings += [(at, (messages.SHADOWED, name)) for at, name in shadowed]
    return made_form, bound


def _dialect(target: Any) -> Atom | None:
    """`ets` or `dbg` if this is the name of a fun2ms."""
    if type(target) is not tuple or target[0] is not a.remote:
        return None
    _, _, module, name = target
    if module[0] is not a.atom or name[0] is not a.atom or name[2] is not a.fun2ms:
        return None
    found: Atom = module[2]
    return found if found is a.ets or found is a.dbg else None


def _match(x: Any, bound: Bound, walk: Walk) -> tuple[Any, Bound]:
    _, anno, left, right = x
    right, after_right = _copy(right, bound, walk)
    left, after_left = _copy(left, bound, walk)
    return (a.match, anno, left, right), after_right | after_left


def _variable(x: Any, bound: Bound, walk: Walk) -> tuple[Any, Bound]:
    return x, bound if x[2] is a._ else bound | {x[2]}


def _fun(x: Any, bound: Bound, walk: Walk) -> tuple[Any, Bound]:
    if x[2][0] is not a.clauses:
        return x, bound
    made, _ = _copy(x[2][1], bound, walk)
    return (x[0], x[1], (a.clauses, made)), bound


def _named_fun(x: Any, bound: Bound, walk: Walk) -> tuple[Any, Bound]:
    inside = bound if x[2] is a._ else bound | {x[2]}
    made, _ = _copy(x[3], inside, walk)
    return (*x[:3], made), bound


def _case(x: Any, bound: Bound, walk: Walk) -> tuple[Any, Bound]:
    _, anno, of, choices = x
    of, bound = _copy(of, bound, walk)
    made = []
    added: Bound | None = None
    for clause in from_list(choices):
        copied, after = _each(list(clause[2:]), bound, walk)  # type: ignore[index]
        made.append((*clause[:2], *copied))  # type: ignore[index]
        added = after if added is None else added & after
    return (x[0], anno, of, to_list(made)), bound | (added or frozenset())


_RULES: Final[dict[Atom, Callable[[Any, Bound, Walk], tuple[Any, Bound]]]] = {
    a.call: _call,
    a.match: _match,
    a.var: _variable,
    a.__getattr__("fun"): _fun,
    a.named_fun: _named_fun,
    a.__getattr__("case"): _case,
}
