"""How a program starts the shell: what shell:start_interactive/1 asks the console for.

The console stands above this layer, so it says itself what it can do.

OTP: shell (start_interactive), user_drv
"""

from __future__ import annotations

from collections.abc import Callable

from pyerlshell.erts.node import Node
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term


def _no_shell() -> Term:
    return a.undefined


def _not_there(_what: Term) -> Term:
    return (a.error, a.enotsup)


def _no_records(_source: Term, _wanted: Term, _options: Term) -> Term:
    return (a.error, a.nofile)


class Interactive:
    """Of one node: `start(What)` gives ok or {error, Reason}; `shell()` the pid of a new shell;
    `records(Source, Names, Options)` the record attribute forms that rr/3 reads, or an error.
    """

    def __init__(self, _node: Node) -> None:
        self.start: Callable[[Term], Term] = _not_there
        self.shell: Callable[[], Term] = _no_shell
        self.records: Callable[[Term, Term, Term], Term] = _no_records
