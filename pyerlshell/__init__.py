"""pyerlshell: an Erlang console in Python.

`from pyerlshell import Node` is Erlang inside a Python program (see `shell.embedding`); it is
imported when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyerlshell.shell.embedding.convert import Improper, text
    from pyerlshell.shell.embedding.errors import CompileError, ErlangError, NodeStopped
    from pyerlshell.shell.embedding.mailbox import Mailbox
    from pyerlshell.shell.embedding.node import Fun, Node
    from pyerlshell.terms.atoms import Atom, atom
    from pyerlshell.terms.types import Pid, Ref

__version__ = "0.1.0"

__all__ = [
    "Atom",
    "CompileError",
    "ErlangError",
    "Fun",
    "Improper",
    "Mailbox",
    "Node",
    "NodeStopped",
    "Pid",
    "Ref",
    "__version__",
    "atom",
    "text",
]

_PLACES = {
    "Node": "shell.embedding.node",
    "Fun": "shell.embedding.node",
    "Mailbox": "shell.embedding.mailbox",
    "ErlangError": "shell.embedding.errors",
    "CompileError": "shell.embedding.errors",
    "NodeStopped": "shell.embedding.errors",
    "Improper": "shell.embedding.convert",
    "text": "shell.embedding.convert",
    "Atom": "terms.atoms",
    "atom": "terms.atoms",
    "Pid": "terms.types",
    "Ref": "terms.types",
}


def __getattr__(name: str) -> Any:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(name)
    import importlib

    return getattr(importlib.import_module(f"pyerlshell.{place}"), name)
