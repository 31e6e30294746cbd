"""What is no abstract format at all is refused before anybody looks into it.

Only the outside is looked at: a node is a tuple that begins with an atom and has something behind
it.
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import function_clause
from pyerlshell.terms.atoms import Atom
from pyerlshell.terms.lists import is_proper, iter_list
from pyerlshell.terms.types import Term


def need_form(node: Any, *args: Term) -> None:
    """function_clause with these arguments unless it can be an expression or a form."""
    if type(node) is not tuple or len(node) < 2 or type(node[0]) is not Atom:
        raise function_clause(*args)


def need_forms(nodes: Any, *args: Term) -> None:
    """The same of a list of expressions or forms."""
    if not is_proper(nodes):
        raise function_clause(*args)
    for node in iter_list(nodes):
        need_form(node, *args)
