"""Atoms: one object a name, compared with `is`.

The table is shared by every node of a Python process: an atom is a value that never changes, so two
nodes may share it. `index` is the order of creation, by which OTP 26 and later sort small maps.

OTP: atom.c
"""

from __future__ import annotations

from typing import Final

MAX_ATOM_CHARS: Final = 255
ATOM_LIMIT: Final = 1_048_576


class Atom:
    """An Erlang atom. Make one with `atom/1` or `a.name`; never with this class."""

    __slots__ = ("index", "name")
    name: str
    index: int

    def __repr__(self) -> str:
        return self.name

    def __copy__(self) -> Atom:
        return self

    def __deepcopy__(self, memo: object) -> Atom:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return (atom, (self.name,))


class AtomLimitError(Exception):
    """The atom table is full, or the name is over 255 characters (`system_limit`)."""


_table: dict[str, Atom] = {}


def atom(name: str) -> Atom:
    """The atom of this name, made if it is new. Raises AtomLimitError if the name is too long.

    What is loaded or typed may exceed ATOM_LIMIT, so that the system goes on when a program has
    filled the table.
    """
    found = _table.get(name)
    return found if found is not None else _create(name)


def atom_of_program(name: str) -> Atom:
    """The atom that a program makes from its data. Raises AtomLimitError, also for one too many."""
    found = _table.get(name)
    if found is None and len(_table) >= ATOM_LIMIT:
        raise AtomLimitError(name)
    return found if found is not None else _create(name)


def existing_atom(name: str) -> Atom | None:
    """The atom of this name if somebody made it before, else None."""
    return _table.get(name)


def atom_count() -> int:
    """How many atoms exist."""
    return len(_table)


def _create(name: str) -> Atom:
    if len(name) > MAX_ATOM_CHARS:
        raise AtomLimitError(name)
    new = Atom.__new__(Atom)
    new.name = name
    new.index = len(_table)
    return _table.setdefault(name, new)


class _Namespace:
    """`a.ok` is the atom `ok`; looked up once, then an ordinary attribute."""

    def __getattr__(self, name: str) -> Atom:
        made = atom(name)
        self.__dict__[name] = made
        return made


a: Final = _Namespace()
