"""Through the whole graph: components, what is reachable, orders, and what kind of graph it is.

OTP: graph
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyerlshell.erts.errors import function_clause
from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.stdlib.graph.building import no_edges
from pyerlshell.otp.stdlib.graph.module import (
    INTO,
    VERTICES,
    edges_at,
    graph,
    into,
    is_graph,
    out_of,
    truth,
    vertex_list,
)
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import is_proper, length, split_tail, to_list
from pyerlshell.terms.maps import key, size
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True

_vertices = clause("graph", "vertices")
_no_edges = clause("graph", "no_edges")
Next = Callable[[Any, Term], list[Any]]


def _both(g: Any, v: Term) -> list[Any]:
    return into(g, v) + out_of(g, v)


def _graph(g: Any) -> Any:
    if not is_graph(g):
        _vertices(g)
    return g


def _walk(g: Any, starts: list[Any], following: Next, seen: set[Any]) -> list[Any]:
    """The vertices that are found, in the order in which they are."""
    found: list[Any] = []
    todo = starts[::-1]
    while todo:
        v = todo.pop()
        k = key(v)
        if k not in seen:
            seen.add(k)
            found.append(v)
            todo += reversed(following(g, v))
    return found


def _groups(g: Any, starts: list[Any], following: Next, first: bool = True) -> list[list[Any]]:
    """What is newly found from each start, last found first, the last group first. Without `first`
    a start counts only if something leads to it."""
    seen: set[Any] = set()
    groups: list[list[Any]] = []
    for v in starts:
        if first or key(v) not in seen:
            found = _walk(g, [v] if first else following(g, v), following, seen)
            if found:
                groups.append(found[::-1])
    return groups[::-1]


def strong_groups(g: Any) -> list[list[Any]]:
    """The strong components."""
    return _groups(g, _post(g, vertex_list(g))[::-1], into)


def cyclic_groups(g: Any) -> list[list[Any]]:
    """The strong components with a cycle."""
    groups = [c for c in strong_groups(g) if len(c) > 1 or loops(g, c[0])]
    return groups[::-1]


def loops(g: Any, v: Term) -> bool:
    """Does an edge go from the vertex to itself?"""
    return any(exact_equal(x, v) for x in out_of(g, v))


def _post(g: Any, starts: list[Any]) -> list[Any]:
    """Every vertex behind those to which it leads."""
    seen: set[Any] = set()
    done: list[Any] = []
    branches = [(None, iter(starts))]
    while branches:
        v, rest = branches[-1]
        for x in rest:
            if key(x) not in seen:
                seen.add(key(x))
                branches.append((x, iter(out_of(g, x))))
                break
        else:
            branches.pop()
            if branches:
                done.append(v)
    return done


def root_list(g: Any) -> list[Any]:
    """Vertices from which all are reached."""
    sources = [v for v in vertex_list(g) if edges_at(g, INTO, v) is None]
    return sources + [c[0] for c in cyclic_groups(g)]


@graph.export("components/1")
def components(g: Any) -> Term:
    """The sets of vertices that hang together, whatever the edges' direction."""
    return to_list([to_list(c) for c in _groups(_graph(g), vertex_list(g), _both)])


@graph.export("strong_components/1")
def strong_components(g: Any) -> Term:
    """The sets of vertices with ways from each to each."""
    return to_list([to_list(c) for c in strong_groups(_graph(g))])


@graph.export("cyclic_strong_components/1")
def cyclic_strong_components(g: Any) -> Term:
    """The strong components that have cycles."""
    return to_list([to_list(c) for c in cyclic_groups(_graph(g))])


def _declare_reach(name: str, following: Next, first: bool, doc: str) -> None:
    def reach(g: Any, vertices: Any) -> Term:
        if vertices is not None and (type(vertices) is not list or not is_proper(vertices)):
            raise function_clause(g, vertices)
        starts = split_tail(vertices)[0]
        groups = _groups(_graph(g) if starts else g, starts, following, first)
        return to_list([v for group in groups for v in group])

    reach.__doc__ = doc
    reach.__code__ = reach.__code__.replace(co_name=name)
    graph.export(f"{name}/2")(reach)


for _name, _next, _first, _doc in (
    (
        "reachable",
        out_of,
        True,
        "The given vertices and those to which there are ways from them.",
    ),
    (
        "reachable_via_neighbours",
        out_of,
        False,
        "The vertices to which ways lead from the given ones.",
    ),
    ("reaching", into, True, "The vertices with ways to the given ones, and these."),
    (
        "reaching_via_neighbours",
        into,
        False,
        "The vertices from which ways lead to the given ones.",
    ),
):
    _declare_reach(_name, _next, _first, _doc)


@graph.export("topsort/1")
def topsort(g: Any) -> Term:
    """The vertices so that edges lead forward only, if there are no cycles."""
    return reverse_postorder(g)


@graph.export("is_acyclic/1")
def is_acyclic(g: Any) -> Term:
    """True if there are no cycles."""
    return truth(not cyclic_groups(_graph(g)))


@graph.export("roots/1")
def roots(g: Any) -> Term:
    """Vertices from which all others are reached; of a cycle one."""
    return to_list(root_list(_graph(g)))


def _root(g: Any) -> list[Any]:
    """[the root] of an arborescence, [] if it is none."""
    if not is_graph(g):
        _no_edges(g)
    found: list[Any] = []
    if no_edges(g) != size(g[VERTICES]) - 1:
        return []
    for v in vertex_list(g):
        degree = length(edges_at(g, INTO, v))
        if degree == 0 and not found:
            found.append(v)
        elif degree != 1:
            return []
    return found


@graph.export("arborescence_root/1")
def arborescence_root(g: Any) -> Term:
    """{yes, the root} if one way leads from it to each vertex; else no."""
    found = _root(g)
    return (a.yes, found[0]) if found else a.no


@graph.export("is_arborescence/1")
def is_arborescence(g: Any) -> Term:
    """True if it has a root from which one way leads to each vertex."""
    return truth(bool(_root(g)))


@graph.export("is_tree/1")
def is_tree(g: Any) -> Term:
    """True if it hangs together and has no cycles, whatever the edges' direction."""
    if not is_graph(g):
        _no_edges(g)
    if no_edges(g) != size(g[VERTICES]) - 1:
        return a.false
    return truth(len(_groups(g, vertex_list(g), _both)) == 1)


@graph.export("loop_vertices/1")
def loop_vertices(g: Any) -> Term:
    """The vertices with an edge to themselves."""
    return to_list([v for v in vertex_list(_graph(g)) if loops(g, v)])


@graph.export("preorder/1")
def preorder(g: Any) -> Term:
    """The vertices depth first, each before those to which it leads."""
    return to_list(_walk(_graph(g), root_list(g), out_of, set()))


@graph.export("preorder/2")
def preorder_from(g: Any, vertices: Any) -> Term:
    """As `preorder/1`, from these vertices."""
    return to_list(_walk(_started(g, vertices), split_tail(vertices)[0], out_of, set()))


@graph.export("postorder/1")
def postorder(g: Any) -> Term:
    """The vertices depth first, each behind those to which it leads."""
    return to_list(_post(_graph(g), root_list(g)))


@graph.export("postorder/2")
def postorder_from(g: Any, vertices: Any) -> Term:
    """As `postorder/1`, from these vertices."""
    return to_list(_post(_started(g, vertices), split_tail(vertices)[0]))


@graph.export("reverse_postorder/1")
def reverse_postorder(g: Any) -> Term:
    """`postorder/1` the other way round."""
    return to_list(_post(_graph(g), root_list(g))[::-1])


@graph.export("reverse_postorder/2")
def reverse_postorder_from(g: Any, vertices: Any) -> Term:
    """As `reverse_postorder/1`, from these vertices."""
    return to_list(_post(_started(g, vertices), split_tail(vertices)[0])[::-1])


_out_neighbours = clause("graph", "out_neighbours")


def _started(g: Any, vertices: Any) -> Any:
    if vertices is not None and (type(vertices) is not list or not is_proper(vertices)):
        raise function_clause(g, vertices)
    if vertices is not None and not is_graph(g):
        _out_neighbours(g, vertices[0])
    return g
