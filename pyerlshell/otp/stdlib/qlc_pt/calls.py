"""Finds the calls of qlc:q/1,2 in forms, and puts queries in the places of the comprehensions.

OTP: qlc_pt (transform/4)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pyerlshell.otp.stdlib.qlc_pt import code
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.types import Term


@dataclass(slots=True)
class Walk:
    """`imported`: the arities of q that are called without a module's name. In a module what is no
    comprehension is `wrong`, at the prompt it is left to the call."""

    context: code.Context
    imported: frozenset[int] = frozenset()
    strict: bool = True
    wrong: list[tuple[Any, Term]] = field(default_factory=list)


def transformed(form: Any, walk: Walk) -> Any:
    """The form with queries, inner ones first."""
    if type(form) is list:
        return _list(form, walk)
    if type(form) is not tuple:
        return form
    made = tuple([transformed(part, walk) for part in form])
    if len(made) == 4 and made[0] is a.call:
        return _call(made, walk, form)
    return made


def _list(form: Any, walk: Walk) -> Any:
    items = []
    while type(form) is list:
        items.append(transformed(form[0], walk))
        form = form[1]
    tail = transformed(form, walk)
    for item in reversed(items):
        tail = [item, tail]
    return tail


def _call(form: Any, walk: Walk, written: Any) -> Any:
    _, anno, target, args = form
    if not is_query(target, args, walk.imported):
        return form
    query = args[0]
    if query[0] is not a.lc:
        if walk.strict:
            walk.wrong.append((anno, a.not_a_query_list_comprehension))
        return form
    remote = (a.remote, anno, (a.atom, anno, a.qlc), (a.atom, anno, a.q))
    try:
        made = code.handle(query, walk.context, written[3][0])
    except code.Refused as refused:
        walk.wrong += refused.args
        return form if walk.strict else error_form(anno, *refused.args[0])
    return a.call, anno, remote, [made, args[1]]


def error_form(anno: Any, place: Any, descriptor: Any) -> Any:
    """The form of what is wrong: {error, qlc, {Location, qlc, Descriptor}}."""
    location: Any = (a.integer, anno, place if type(place) is int else 1)
    if type(place) is tuple:
        location = (
            a.tuple,
            anno,
            [(a.integer, anno, place[0]), [(a.integer, anno, place[1]), None]],
        )
    what: Any = (a.atom, anno, descriptor)
    if type(descriptor) is tuple:
        what = (a.tuple, anno, to_list([(a.atom, anno, part) for part in descriptor]))
    module = (a.atom, anno, a.qlc)
    inner = (a.tuple, anno, to_list([location, module, what]))
    return a.tuple, anno, to_list([(a.atom, anno, a.error), module, inner])


def is_query(target: Any, args: Any, imported: frozenset[int]) -> bool:
    """Is this a call of q/1,2."""
    if type(args) is not list:
        return False
    count = len(from_list(args))
    if count > 2:
        return False
    if type(target) is tuple and target[0] is a.remote and len(target) == 4:
        module, name = target[2], target[3]
        return _is_atom(module, a.qlc) and _is_atom(name, a.q)
    return count in imported and _is_atom(target, a.q)


def _is_atom(form: Any, name: Any) -> bool:
    return type(form) is tuple and len(form) == 3 and form[0] is a.atom and form[2] is name


def names_called(form: Any) -> set[tuple[Any, int]]:
    """The functions that a form calls without a module's name."""
    found: set[tuple[Any, int]] = set()
    stack: list[Any] = [form]
    while stack:
        part = stack.pop()
        if type(part) is tuple:
            if len(part) == 4 and part[0] is a.call and part[2][0] is a.atom:
                found.add((part[2][2], len(from_list(part[3]))))
            stack.extend(part)
        elif type(part) is list:
            stack.append(part[0])
            stack.append(part[1])
    return found
