"""The module `graph`: the table that the files of this package fill, and the shape of a graph.

A graph is {graph, labels by vertices, edges by the vertex they go to, edges by the vertex they come
from, may it have cycles, the next free vertex}; an edge is {From, To, Label}, and the edges of a
vertex are in order.

OTP: graph
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.native import NativeModule
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import from_list
from pyerlshell.terms.map_order import ordered_items
from pyerlshell.terms.maps import get
from pyerlshell.terms.types import Term

__preempt__ = True

graph: Final = NativeModule(
    "graph",
    "Directed graphs as values: a changed graph is another one.\n\n"
    "They have the functions of `digraph` and `digraph_utils`, without a process or table behind.",
)

VERTICES: Final = 1
INTO: Final = 2
FROM: Final = 3
CYCLIC: Final = 4
NEXT: Final = 5


def is_graph(g: Any) -> bool:
    """Is it a graph?"""
    return type(g) is tuple and len(g) == 6 and g[0] is a.graph


def changed(g: Any, **parts: Term) -> Any:
    """The graph with other parts."""
    places = {"vertices": VERTICES, "into": INTO, "from_": FROM, "cyclic": CYCLIC, "next_": NEXT}
    made = list(g)
    for name, value in parts.items():
        made[places[name]] = value
    return tuple(made)


def vertex_list(g: Any) -> list[Any]:
    """The vertices in the order of a map."""
    return [v for v, _ in ordered_items(g[VERTICES])]


def edges_at(g: Any, side: int, v: Term) -> Any:
    """The list of the edges that go to a vertex, or come from it."""
    return get(g[side], v)


def edge_list(g: Any, side: int, v: Term) -> list[Any]:
    """The edges that go to a vertex, or come from it."""
    found: list[Any] = from_list(get(g[side], v))
    return found


def out_of(g: Any, v: Term) -> list[Any]:
    """The vertices to which edges go from v."""
    return [e[1] for e in edge_list(g, FROM, v)]


def into(g: Any, v: Term) -> list[Any]:
    """The vertices from which edges go to v."""
    return [e[0] for e in edge_list(g, INTO, v)]


def truth(x: bool) -> Atom:
    """The atom for a Python truth."""
    return a.true if x else a.false
