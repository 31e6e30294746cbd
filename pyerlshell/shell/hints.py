"""Hints: dim lines on a terminal that explain what happened. Off with one setting; never in a pipe.

When an evaluator dies of an exception it takes along whatever is linked to it. The evaluator notes
who that is before it dies, and the server, which reports the exception, tells it after that.

OTP: none (the reference is silent)
"""

from __future__ import annotations

from collections.abc import Callable

from pyerlshell.erts.machine import P
from pyerlshell.erts.process import Process
from pyerlshell.otp import procs
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Pid


class Hints:
    """One for each node (`Node.part`). `show` prints a dim line if somebody can read it."""

    __slots__ = ("_dying", "show")

    def __init__(self, _node: object) -> None:
        self.show: Callable[[str], None] | None = None
        self._dying: list[str] = []

    def evaluator_dies(self, server: Pid) -> None:
        """The running evaluator is about to die: remember whom it takes along."""
        if self.show is not None:
            self._dying = [_shown(pid) for pid in procs.links() if _dies(pid, server)]

    def tell(self) -> None:
        """Say who has died with the evaluator."""
        gone, self._dying = self._dying, []
        if not gone or self.show is None:
            return
        who = gone[0] if len(gone) == 1 else f"{', '.join(gone[:-1])} and {gone[-1]}"
        verb, what = ("was", "it") if len(gone) == 1 else ("were", "them")
        self.show(
            f"{who} {verb} linked to the shell and ended with it "
            f"(to keep {what}: catch_exception(true))."
        )


def _dies(pid: object, server: Pid) -> bool:
    if type(pid) is not Pid or pid == server:
        return False
    process = P.cur.node.lookup(pid)
    return process is not None and (not process.trap_exit or _is_child(process))


def _is_child(process: Process) -> bool:
    """A behaviour that this process has started: it ends with its parent, trapping exits or not."""
    ancestors = (process.dictionary or {}).get(a.__getattr__("$ancestors"))
    return type(ancestors) is list and ancestors[0] in (P.cur.pid, P.cur.name)


def _shown(pid: object) -> str:
    assert type(pid) is Pid
    process = P.cur.node.lookup(pid)
    name = process.name if process is not None else None
    if name is None and process is not None:
        initial = (process.dictionary or {}).get(a.__getattr__("$initial_call"))
        if type(initial) is tuple and type(initial[0]) is Atom:
            name = initial[0]
    shown = procs.printed(pid)
    return f"{name.name} ({shown})" if type(name) is Atom else shown
