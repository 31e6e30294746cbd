"""Which variables an abstract form has.

OTP: qlc (vars/1)
"""

from __future__ import annotations

from typing import Any

from pyerlshell.terms.atoms import Atom, a
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
