"""The records that a module, or the shell, has: name -> field -> the abstract form of its default.

OTP: ms_transform (add_record_definition)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list
from pyerlshell.terms.types import Term


@dataclass(slots=True)
class Records:
    """`used`: the records that became tuples, of which the linter would say that nobody uses
    them. `values`: fields of values may be read and replaced."""

    known: dict[Atom, dict[Atom, Term]] = field(default_factory=dict)
    used: dict[Atom, None] = field(default_factory=dict)
    values: bool = True

    def add(self, name: Atom, fields: Term) -> None:
        """A `-record` attribute."""
        found: dict[Atom, Term] = {}
        for declared in from_list(fields):
            x: Any = declared
            if x[0] is a.typed_record_field:
                x = x[1]
            found[x[2][2]] = x[3] if len(x) > 3 else (a.atom, x[2][1], a.undefined)
        self.known[name] = found


def fields_of(records: Records, name: Atom) -> dict[Atom, Term] | None:
    """The fields of a record in their order; None if there is no such record."""
    found = records.known.get(name)
    if found is not None:
        records.used[name] = None
    return found
