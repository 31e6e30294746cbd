"""ets: tables filled from those of dets, and the other way round.

OTP: ets (from_dets/2, to_dets/2)
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import ErlError
from pyerlshell.otp import procs
from pyerlshell.otp.stdlib.ets.module import ets
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term


@ets.export("from_dets/2", "(Table, DetsTab) -> true when Table :: table()")
def from_dets(tab: Term, disk: Term) -> Term:
    """Insert all objects of a table of dets, which must be open."""
    _copied(a.to_ets, tab, disk)
    return a.true


@ets.export("to_dets/2", "(Table, DetsTab) -> DetsTab when Table :: table()")
def to_dets(tab: Term, disk: Term) -> Term:
    """Put all objects into a table of dets, which must be open, in the place of its own."""
    _copied(a.from_ets, tab, disk)
    return disk


def _copied(how: Atom, tab: Term, disk: Term) -> None:
    try:
        done: Any = procs.apply(a.dets, how, (disk, tab))
    except ErlError as e:
        raise ErlError(a.error, e.reason, (tab, disk)) from None
    if type(done) is tuple and len(done) == 2 and done[0] is a.error:
        raise ErlError(a.error, done[1], (tab, disk))
