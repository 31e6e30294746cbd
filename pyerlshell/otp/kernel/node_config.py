"""Terms that some part of kernel keeps for the whole node, by name: what logger is told to do, ...

They belong to the node, cost no process, and are there before any process runs.

OTP: persistent_term, and the ets tables ac_tab and logger
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import a
from pyerlshell.terms.maps import key
from pyerlshell.terms.types import Term

node_config: Final = NativeModule("node_config", "Terms kept for the whole node, by name.")

_true: Final = a.true


class NodeConfig:
    """The terms of one node, under `key(name)`."""

    def __init__(self, _node: object) -> None:
        self.terms: dict[Any, Term] = {}


def _terms() -> dict[Any, Term]:
    return P.cur.node.part(NodeConfig).terms


@node_config.export("get/2", internal=True)
def get(name: Term, default: Term) -> Term:
    """The term kept under Name, or Default."""
    return _terms().get(key(name), default)


@node_config.export("put/2", internal=True)
def put(name: Term, term: Term) -> Term:
    """Keep Term under Name."""
    _terms()[key(name)] = term
    return _true


@node_config.export("erase/1", internal=True)
def erase(name: Term) -> Term:
    """Forget what is kept under Name."""
    _terms().pop(key(name), None)
    return _true
