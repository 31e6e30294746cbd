"""Which variables an abstract form has.

OTP: qlc (vars/1)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term


def of(form: Term) -> dict[Atom, None]:
    """The variables of a form, each once, in the order in which they stand there."""
    found: dict[Atom, None] = {}
    stack: list[Any] = [form]
    while stack:
        part = stack.pop()
        if type(part) is tuple:
            if len(part) == 3 and part[0] is a.var:
                if part[2] is not a._:
                    found[part[2]] = None
            else:
                stack.extend(reversed(part))
        elif type(part) is list:
            stack.append(part[1])
            stack.append(part[0])
    return found


def places_of(form: Term) -> list[tuple[Any, Atom]]:
    """Where the variables of a form stand, in order."""
    found: list[tuple[Any, Atom]] = []
    stack: list[Any] = [form]
    while stack:
        part = stack.pop()
        if type(part) is tuple:
            if len(part) == 3 and part[0] is a.var:
                if part[2] is not a._:
                    found.append((part[1], part[2]))
            else:
                stack.extend(reversed(part))
        elif type(part) is list:
            stack.append(part[1])
            stack.append(part[0])
    return found


def renamed(form: Any, names: dict[Atom, Atom]) -> Any:
    """A form whose variables have other names."""
    if type(form) is tuple:
        if len(form) == 3 and form[0] is a.var:
            return a.var, form[1], names.get(form[2], form[2])
        return tuple([renamed(part, names) for part in form])
    if type(form) is not list:
        return form
    items = []
    while type(form) is list:
        items.append(renamed(form[0], names))
        form = form[1]
    tail = renamed(form, names)
    for item in reversed(items):
        tail = [item, tail]
    return tail


def bound_by(form: Term) -> dict[Atom, None]:
    """The variables that an expression may bind: those of its patterns, but for inner scopes."""
    found: dict[Atom, None] = {}
    stack: list[Any] = [form]
    while stack:
        part = stack.pop()
        if type(part) is list:
            stack.append(part[1])
            stack.append(part[0])
        elif type(part) is tuple and part:
            if part[0] in _SCOPES:
                continue
            if part[0] is a.match and len(part) == 4:
                found |= of(part[2])
            elif part[0] is a.clause and len(part) == 5:
                found |= of(part[2])
            stack.extend(reversed(part))
    return found


_SCOPES: Final = frozenset([atom(name) for name in "fun named_fun lc bc mc".split()])
