"""Families as graphs that change, and back.

OTP: sofs
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import ErlError, error, function_clause
from pyerlshell.otp.procs import apply as call
from pyerlshell.otp.stdlib.sofs.module import (
    ANY,
    ATOM,
    is_family_type,
    is_list_type,
    is_set_,
    items_of,
    list_type,
    listed,
    set_of,
    sofs,
)
from pyerlshell.otp.stdlib.sofs.types import is_type_
from pyerlshell.otp.stdlib.sofs.walks import in_order
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.order import equal
from pyerlshell.terms.types import Term

__preempt__ = True

_digraph = a.digraph


@sofs.export("family_to_digraph/1")
def family_to_digraph(f: Any) -> Term:
    """A new graph with an edge from each index to each element of its set."""
    if not is_set_(f):
        raise function_clause(f)
    _wanted(f)
    graph = call(_digraph, a.new, ())
    if not _filled(f, graph):
        raise error(a.cyclic)
    return graph


@sofs.export("family_to_digraph/2")
def family_to_digraph_of(f: Any, kind: Term) -> Term:
    """As `family_to_digraph/1`, a graph of these types of `digraph:new/1`; the error `cyclic` if
    it may have no cycles and would."""
    if not is_set_(f):
        raise function_clause(f, kind)
    _wanted(f)
    try:
        graph = call(_digraph, a.new, (kind,))
    except ErlError as e:
        if e.cls is a.error and e.reason is a.badarg:
            raise error(a.badarg) from None
        raise
    if not _filled(f, graph):
        call(_digraph, a.delete, (graph,))
        raise error(a.cyclic)
    return graph


def _wanted(f: Any) -> None:
    if f[2] is not ANY and not is_family_type(f[2]):
        raise error(a.badarg)


def _filled(f: Any, graph: Term) -> bool:
    """Add all vertices and edges; false if an edge was refused."""
    for x, ys in items_of(f):
        call(_digraph, a.add_vertex, (graph, x))
        for y in listed(ys):
            call(_digraph, a.add_vertex, (graph, y))
            made: Any = call(_digraph, a.add_edge, (graph, x, y))
            if type(made) is tuple and made[0] is a.error and made[1][0] is a.bad_edge:
                return False
    return True


@sofs.export("digraph_to_family/1")
def digraph_to_family(graph: Term) -> Term:
    """The family that has for each vertex the vertices to which edges go from it."""
    return set_of(_family(graph), (ATOM, list_type(ATOM)))


@sofs.export("digraph_to_family/2")
def digraph_to_family_of(graph: Term, kind: Any) -> Term:
    """As `digraph_to_family/1`, of this type."""
    if not is_type_(kind) or not is_list_type(kind) or not is_family_type(kind[0]):
        raise error(a.badarg)
    return set_of(_family(graph), kind[0])


def _family(graph: Term) -> list[Any]:
    try:
        found: list[Any] = []
        for v in in_order(listed(call(_digraph, a.vertices, (graph,)))):
            if found and equal(found[-1][0], v):
                raise error(a.badarg)
            neighbours = in_order(listed(call(_digraph, a.out_neighbours, (graph, v))))
            found.append((v, to_list(neighbours)))
    except ErlError:
        raise error(a.badarg) from None
    return found
