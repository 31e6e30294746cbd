"""What all types of tables have in common: rights, owner, heir, fixation.

`writer` and `reader` are None when every process may, else the owner, who alone may; so the test
before each operation is two comparisons.

OTP: erl_db_util.h (DbTableCommon)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Ref, Term

if TYPE_CHECKING:
    from pyerlshell.erts.process import Process


FEWEST_LOCKS: Final = 64
COUNTER_WORDS: Final = 34
READERS_WORDS: Final = 32


class Table:
    """A table. The subclasses store; `rows` is the dict of a set, None in all others.

    Keys come in and go out as terms. A position in a walk is the last key that was seen.
    """

    __slots__ = (
        "alive",
        "compressed",
        "fixed",
        "fixed_at",
        "heir",
        "heir_data",
        "kind",
        "kp",
        "name",
        "named",
        "options",
        "owner",
        "protection",
        "reader",
        "rows",
        "tid",
        "writer",
    )
    overhead = 4
    empty_words = 306

    def __init__(self, name: Atom, kind: Atom, kp: int) -> None:
        self.name = name
        self.kind = kind
        self.kp = kp
        self.alive = True
        self.named = False
        self.compressed = False
        self.protection = a.protected
        self.owner: Process | None = None
        self.reader: Process | None = None
        self.writer: Process | None = None
        self.heir: Process | None = None
        self.heir_data: Term = None
        self.fixed: dict[Process, int] = {}
        self.fixed_at: tuple[int, int] = (0, 0)
        self.options: dict[Atom, Term] = {}
        self.rows: dict[Any, Any] | None = None
        self.tid: Ref

    def note_fixation(self) -> None:
        """The table is fixed from now on."""

    def set_rights(self) -> None:
        """Work out who may read and write."""
        self.reader = self.owner if self.protection is a.private else None
        self.writer = None if self.protection is a.public else self.owner

    def identifier(self) -> Term:
        """What ets:new/2 gave."""
        return self.name if self.named else self.tid

    def base_words(self) -> int:
        """The words that the table takes without its objects, on a machine with two cores."""
        return self.empty_words + self.tuning_words()

    def option(self, name: Atom) -> Term:
        """An option for concurrency, as it is in force."""
        return self.options.get(name, a.false)

    def locks(self) -> int:
        """How many parts the table has that different processes may write at once."""
        writing = self.option(a.write_concurrency)
        if type(writing) is tuple:
            return writing[1]  # type: ignore[no-any-return]
        return 1 if writing is a.false else FEWEST_LOCKS

    def tuning_words(self) -> int:
        """The words that the options for concurrency take: locks, counters of each scheduler."""
        raise NotImplementedError

    # -- what each type does

    def size(self) -> int:
        """How many objects there are."""
        raise NotImplementedError

    def get(self, k: Term) -> list[Any]:
        """The objects with this key, oldest first."""
        raise NotImplementedError

    def has(self, k: Term) -> bool:
        """Is there an object with this key?"""
        raise NotImplementedError

    def put(self, obj: Any) -> None:
        """Store an object."""
        raise NotImplementedError

    def remove(self, k: Term) -> list[Any]:
        """Delete the objects with this key, and give them, oldest first."""
        raise NotImplementedError

    def remove_object(self, obj: Any) -> bool:
        """Delete all objects that are exactly this one."""
        raise NotImplementedError

    def remove_one(self, obj: Any) -> bool:
        """Delete this very object if it is still there (others in a bag may be equal)."""
        raise NotImplementedError

    def replace(self, old: Any, new: Any) -> bool:
        """Put a new object with the same key in the place of one that must still be there."""
        raise NotImplementedError

    def clear(self) -> None:
        """Delete everything."""
        raise NotImplementedError

    def walk(self) -> list[Any]:
        """All objects, first to last. The caller may change the table, not the list."""
        raise NotImplementedError

    def walk_keys(self, keys: list[Term]) -> list[Any]:
        """As walk/0, of the objects with these keys, which are all different."""
        objects: list[Any] = []
        for k in keys:
            objects.extend(reversed(self.get(k)))
        return objects

    def results(self, objects: list[Any]) -> list[Any]:
        """What walk() gave, in the order of a result list."""
        return objects[::-1]

    def first(self) -> list[Term]:
        """[Key], or [] in an empty table."""
        raise NotImplementedError

    def last(self) -> list[Term]:
        """As first/0, from the other end."""
        raise NotImplementedError

    def next(self, k: Term) -> list[Term] | None:
        """[Key], [] at the end, None if the key is not known."""
        raise NotImplementedError

    def prev(self, k: Term) -> list[Term] | None:
        """As next/1, the other way."""
        raise NotImplementedError

    def slot(self, n: int) -> list[Any] | None:
        """The objects at the n-th place; None at the end. Raises IndexError beyond it."""
        raise NotImplementedError
