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
