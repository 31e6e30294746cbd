"""Throwing old code away, as the code server asks for it.

OTP: erts_code_purger
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts import purge as purger
from pyerlshell.erts.errors import function_clause
from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.scheduler import check
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

erts_code_purger: Final = NativeModule("erts_code_purger", "Removes old code.")


def _boolean(value: bool) -> Atom:
    return a.true if value else a.false


@erts_code_purger.export("purge/1", internal=True)
def purge(module: Term) -> Term:
    """{There was old code, a process was killed}."""
    if type(module) is not Atom:
        raise function_clause(module)
    node = P.cur.node
    was_old = module in node.code.old
    killed = purger.purge(node, module)
    check()
    return (_boolean(was_old), _boolean(bool(killed)))


@erts_code_purger.export("soft_purge/1", internal=True)
def soft_purge(module: Term) -> Term:
    """True if the old code is gone; false, and nothing done, if a process runs it."""
    if type(module) is not Atom:
        raise function_clause(module)
    node = P.cur.node
    old = node.code.old.get(module)
    if old is not None and purger.processes_in(node, old):
        return a.false
    purger.purge(node, module)
    return a.true
