"""ets: tables as query handles for qlc.

The handle's funs are Erlang's, in `ets_query`.

OTP: ets (table/2)
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import badarg
from pyerlshell.otp import procs
from pyerlshell.otp.stdlib.ets.folding import soft_whereis
from pyerlshell.otp.stdlib.ets.module import ets
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term


@ets.export("table/1", "(Table) -> QueryHandle when Table :: table(), QueryHandle :: term()")
def table(tab: Term) -> Term:
    """A query handle of the table, for qlc."""
    return table_with(tab, None)


@ets.export(
    "table/2",
    "(Table, Options) -> QueryHandle when Table :: table(), QueryHandle :: term(), "
    "Options :: [Option] | Option, Option :: {n_objects, default | pos_integer()} | "
    "{traverse, first_next | last_prev | select | {select, match_spec()}}",
)
def table_with(tab: Term, options: Term) -> Term:
    """A query handle of the table, for qlc: how it is walked through, and how many objects are
    fetched at a time."""
    tid: Any = soft_whereis(tab)
    made = procs.apply(a.ets_query, a.table, (tid, options))
    if made is a.badarg:
        raise badarg(tab, options)
    return made
