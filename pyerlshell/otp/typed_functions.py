"""Where programs find the functions defined at the prompt: `fun fact/1` means shell_default:fact/1.

OTP: shell:get_function/2
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.types import Term

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node


class TypedFunctions:
    """Those of the shell that ran a command last; one for each node (`Node.part`)."""

    __slots__ = ("find",)

    def __init__(self, _node: Node) -> None:
        self.find: Callable[[Atom, int], Term | None] = _nothing


def _nothing(_name: Atom, _arity: int) -> Term | None:
    return None
