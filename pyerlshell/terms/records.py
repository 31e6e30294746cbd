"""Native records: a `Record` is a tuple of its definition and the values, in order of the fields.

    #nr:pair{a = 1,b = 2}   ->   Record((Definition(nr, pair, True, (a, b)), 1, 2))

A value keeps the definition that was in force when it was made ("captured"): everything but making
one reads that. Two definitions of the same words are the same, though they may be two objects.
Being a tuple of Python's makes reading a field as quick as an element; nothing here asks for
`isinstance(x, tuple)`, so that no record is ever taken for an Erlang tuple.

OTP: erl_record.c, EEP 79
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.terms.atoms import Atom, a


class Definition:
    """What a record captured: `places` has the index of each field in the record, from 1."""

    __slots__ = ("exported", "fields", "hash", "module", "name", "places")

    def __init__(self, module: Atom, name: Atom, exported: bool, fields: tuple[Atom, ...]) -> None:
        self.module = module
        self.name = name
        self.exported = exported
        self.fields = fields
        self.places = {field: i for i, field in enumerate(fields, 1)}
        self.hash = -1

    def words(self) -> tuple[Any, ...]:
        """The definition as a tuple of atoms: equal definitions have equal ones."""
        return (self.module, self.name, a.true if self.exported else a.false, *self.fields)

    def same(self, other: Definition) -> bool:
        """Whether both say the same."""
        return self is other or (
            self.module is other.module
            and self.name is other.name
            and self.exported is other.exported
            and self.fields == other.fields
        )


class Record(tuple[Any, ...]):
    """A native record: (definition, value, ...)."""

    __slots__ = ()

    # Python's comparison and hash never run over terms (see terms.order, terms.maps).


class _NoValue:
    """In the place of a default that there is not."""


NO_VALUE: Final = _NoValue()


def new(definition: Definition, values: tuple[Any, ...]) -> Record:
    """The record of these values, which are in the order of the definition's fields."""
    return Record((definition, *values))


def replaced(record: Record, changes: dict[int, Any]) -> Record:
    """A copy with other values at some places."""
    parts = list(record)
    for place, value in changes.items():
        parts[place] = value
    return Record(parts)


def values_by_age(record: Record) -> list[Any]:
    """The values as the reference keeps them, in the order of their fields' atom indexes."""
    from pyerlshell.terms.map_order import atom_age

    places = record[0].places
    return [record[places[field]] for field in sorted(places, key=atom_age)]


def definition_hash(definition: Definition) -> int:
    """What the definition gives to phash2."""
    if definition.hash < 0:
        from pyerlshell.terms.hash import make_hash2

        definition.hash = make_hash2(definition.words())
    return definition.hash


def compare_definitions(x: Definition, y: Definition) -> int:
    """-1, 0 or 1: module, name, exported, number of fields, names of fields."""
    for p, q in (
        (x.module.name, y.module.name),
        (x.name.name, y.name.name),
        (x.exported, y.exported),
        (len(x.fields), len(y.fields)),
        ([f.name for f in x.fields], [f.name for f in y.fields]),
    ):
        if p != q:
            return -1 if p < q else 1  # type: ignore[operator]
    return 0
