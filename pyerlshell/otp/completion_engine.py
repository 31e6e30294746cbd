"""Where programs find the console's completion: `edlin_expand` asks it.

OTP: edlin_expand
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyerlshell.erts.node import Node


class Engine:
    """The console's completion, one for each node (`Node.part`); none outside of a console.

    `expand` gets a text, and what was defined at the prompt as edlin_expand:expand/3 gets it (None:
    at the prompt of the shell that asks); it gives whether to insert, what, and the matches: (text,
    ending) pairs or (title, matches, options) triples, options being pairs of a name and a value or
    names.
    """

    __slots__ = ("expand",)

    def __init__(self, _node: Node) -> None:
        self.expand: Callable[[str, Any], tuple[bool, str, list[Any]]] | None = None
