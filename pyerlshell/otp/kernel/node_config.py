"""Terms that some part of kernel keeps for the whole node, by name: what logger is told to do, ...

They belong to the node, cost no process, and are there before any process runs.

OTP: persistent_term, and the ets tables ac_tab and logger
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp import library
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.maps import key
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node

node_config: Final = NativeModule("node_config", "Terms kept for the whole node, by name.")

_true: Final = a.true


class NodeConfig:
    """The terms of one node: `key(name)` -> (name, term)."""

    def __init__(self, node: Node) -> None:
        self.terms: dict[Any, tuple[Term, Term]] = {}
        for app, env in node.application_env.items():
            name: Term = (a.conf, app)
            self.terms[key(name)] = (name, to_list([*env.items()]))
            if app in (a.kernel, a.stdlib):  # the others have an environment when they are loaded
                for parameter, value in env.items():
                    name = ((a.env, app), parameter)
                    self.terms[key(name)] = (name, value)

    def has(self, prefix: Term) -> bool:
        """Whether there is a term whose name is {prefix, Key}."""
        names = (name for name, _ in self.terms.values())
        return any(type(name) is tuple and name[0] is prefix for name in names)


def _terms() -> dict[Any, tuple[Term, Term]]:
    return P.cur.node.part(NodeConfig).terms


@node_config.export("get/2", internal=True)
def get(name: Term, default: Term) -> Term:
    """The term kept under Name, or Default."""
    found = _terms().get(key(name))
    return default if found is None else found[1]


@node_config.export("put/2", internal=True)
def put(name: Term, term: Term) -> Term:
    """Keep Term under Name."""
    _terms()[key(name)] = (name, term)
    return _true


@node_config.export("erase/1", internal=True)
def erase(name: Term) -> Term:
    """Forget what is kept under Name."""
    _terms().pop(key(name), None)
    return _true


@node_config.export("list/1", internal=True)
def list_(prefix: Term) -> Term:
    """The {Key, Term} of all names that are {Prefix, Key}, in the order they came."""
    found: list[Term] = []
    for name, term in _terms().values():
        if type(name) is tuple and len(name) == 2 and exact_equal(name[0], prefix):
            found.append((name[1], term))
    return to_list(found)


@node_config.export("modules/1", internal=True)
def modules(app: Term) -> Term:
    """The modules of an application that comes with pyerlshell; [] for any other."""
    name = app.name if type(app) is Atom else ""
    names = [s.name for s in library.shipped_modules().values() if s.app == name]
    return to_list([atom(module) for module in sorted(names)])
