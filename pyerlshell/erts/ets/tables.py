"""The ets tables of a node: identifiers, names, owners, and what an owner's death does.

OTP: erl_db.c
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyerlshell.erts.ets.hashed import BagTable, SetTable
from pyerlshell.erts.ets.ordered import OrderedTable
from pyerlshell.erts.ets.table import Table
from pyerlshell.erts.process import DEAD, Process, deliver
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Ref, Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

KINDS: Final[dict[Atom, type[Table]]] = {
    a.set: SetTable,
    a.ordered_set: OrderedTable,
    a.bag: BagTable,
    a.duplicate_bag: BagTable,
}
_TRANSFER: Final = a.__getattr__("ETS-TRANSFER")
UNTOLD: Final = object()
"""The data of an heir that gets the table and no message."""


class Tables:
    """All tables of one node, in the order they were made."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.all: dict[tuple[int, ...], Table] = {}
        self.named: dict[Atom, Table] = {}
        self.owned: dict[Process, dict[Table, None]] = {}
        self.fixing: dict[Process, set[Table]] = {}
        node.exit_hooks.append(self._process_ended)

    def find(self, tab: Term) -> Table | None:
        """The table of an identifier or a name."""
        if type(tab) is Atom:
            return self.named.get(tab)
        return self.all.get(tab.ids) if type(tab) is Ref else None

    def add(self, table: Table, owner: Process, named: bool) -> None:
        """A new table."""
        table.tid = ref = self.node.make_ref()
        ref.magic = table
        table.named = named
        self.all[ref.ids] = table
        if named:
            self.named[table.name] = table
        self._set_owner(table, owner)

    def _set_owner(self, table: Table, owner: Process) -> None:
        table.owner = owner
        self.owned.setdefault(owner, {})[table] = None
        table.set_rights()

    def delete(self, table: Table) -> None:
        """The table is gone."""
        self._disown(table)
        table.alive = False
        table.tid.magic = None
        del self.all[table.tid.ids]
        if table.named:
            del self.named[table.name]
        for p in table.fixed:
            self.fixing.get(p, set()).discard(table)
        table.fixed.clear()
        table.clear()

    def _disown(self, table: Table) -> None:
        owner = table.owner
        assert owner is not None
        owned = self.owned.get(owner, {})
        owned.pop(table, None)
        if not owned:
            self.owned.pop(owner, None)

    def rename(self, table: Table, name: Atom) -> None:
        """Another name."""
        if table.named:
            del self.named[table.name]
            self.named[name] = table
        table.name = name

    def transfer(self, table: Table, to: Process, sender: Term, data: Term) -> None:
        """Another process owns the table, and is told so if there is something to tell."""
        self._disown(table)
        self._set_owner(table, to)
        if data is not UNTOLD:
            deliver(to, (_TRANSFER, table.identifier(), sender, data))

    # -- fixation

    def fix(self, table: Table, p: Process) -> None:
        """The process walks over the table: no key loses its place until it has finished."""
        if not table.fixed:
            node = self.node
            table.fixed_at = (node.monotonic_time(), node.clock.system())
            table.note_fixation()
        table.fixed[p] = table.fixed.get(p, 0) + 1
        self.fixing.setdefault(p, set()).add(table)

    def unfix(self, table: Table, p: Process, whole: bool = False) -> None:
        """Take back one fix/2 of the process, or all."""
        count = table.fixed.get(p, 0)
        if count > 1 and not whole:
            table.fixed[p] = count - 1
        elif count:
            del table.fixed[p]
            tables = self.fixing.get(p, set())
            tables.discard(table)
            if not tables:
                self.fixing.pop(p, None)

    def _process_ended(self, p: Process, reason: Term) -> None:
        for table in list(self.fixing.get(p, ())):
            self.unfix(table, p, True)
        for table in list(self.owned.get(p, ())):
            heir = table.heir
            if heir is not None and heir is not p and heir.state != DEAD:
                self.transfer(table, heir, p.pid, table.heir_data)
            else:
                self.delete(table)
