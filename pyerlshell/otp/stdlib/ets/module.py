"""The module `ets`: the table that the files of this package fill, and how a call finds its table.

`readable(tab, ...)` and `writable(tab, ...)` give the table that the running process may use so, or
raise badarg with the cause that `*** argument 1: ...` is worked out from.

OTP: ets, erl_db.c
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.ets.table import Table
from pyerlshell.erts.ets.tables import Tables
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Ref, Term

ets: Final = NativeModule("ets", "Tables of tuples, which live beside the processes.")

END: Final = a.__getattr__("$end_of_table")


def tables() -> Tables:
    """The tables of the running node."""
    return P.cur.node.part(Tables)


def bad(cause: Atom | None, *args: Term) -> ErlError:
    """badarg, to be raised by the caller; the cause is for erl_stdlib_errors."""
    return ErlError(a.error, a.badarg, args, None, cause)


def find(tab: Any, *args: Term) -> Table:
    """The table, whoever may use it."""
    table = tables().find(tab)
    if table is None:
        raise bad(why_not(tab), tab, *args)
    return table


def why_not(tab: Any) -> Atom:
    """The cause for a table that is not there."""
    if type(tab) is Atom or (type(tab) is Ref and hasattr(tab, "magic")):
        return a.id
    return a.type


def readable(tab: Any, *args: Term) -> Table:
    """The table, if the running process may read it."""
    table = find(tab, *args)
    if table.reader is not None and table.reader is not P.cur:
        raise bad(a.access, tab, *args)
    return table


def writable(tab: Any, *args: Term) -> Table:
    """The table, if the running process may change it."""
    table = find(tab, *args)
    if table.writer is not None and table.writer is not P.cur:
        raise bad(a.access, tab, *args)
    return table
