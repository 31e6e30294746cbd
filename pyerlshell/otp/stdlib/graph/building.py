"""Making graphs, changing them, and what is in them.

OTP: graph
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import TAIL, run
from pyerlshell.otp.native_calls import callable_fun, clause, failure
from pyerlshell.otp.preloaded.erlang.lists import append_operator
from pyerlshell.otp.stdlib.graph.module import (
    FROM,
    INTO,
    NEXT,
    VERTICES,
    changed,
    edge_list,
    edges_at,
    graph,
    is_graph,
    truth,
    vertex_list,
)
from pyerlshell.otp.stdlib.graph.paths import leads
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, is_proper, length, to_list
from pyerlshell.terms.map_order import ordered_items
from pyerlshell.terms.maps import get, has, put, remove, size
from pyerlshell.terms.order import compare, exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True

_edge_failed = failure("graph", "do_add_edge", 4)
_cycle_failed = failure("graph", "acyclic_add_edge", 4)
_new_failed = failure("graph", "new_1", 2)
_new_vertex_id = clause("graph", "new_vertex_id")
_del_vertices = clause("graph", "del_vertices")
_MISSING = object()


def opened(g: Any) -> Any:
    """The graph; {badmatch, G} if it is none."""
    if not is_graph(g):
        raise error((a.badmatch, g))
    return g


@graph.export("new/0")
def new() -> Term:
    """The graph without vertices; it may get cycles."""
    return (a.graph, {}, {}, {}, a.true, 0)


@graph.export("new/1")
def new_of(options: Any) -> Term:
    """The graph without vertices, `cyclic` or `acyclic`."""
    if options is not None and type(options) is not list:
        raise function_clause(options)
    made: Any = new()
    while type(options) is list and options[0] in (a.cyclic, a.acyclic):
        made = changed(made, cyclic=truth(options[0] is a.cyclic))
        options = options[1]
    if options is not None:
        _new_failed(error(a.badarg))
    return made


@graph.export("info/1")
def info(g: Any) -> Term:
    """[{cyclicity, `cyclic` or `acyclic`}]."""
    if not is_graph(g):
        raise error((a.badrecord, g))
    return [(a.cyclicity, a.cyclic if g[4] is a.true else a.acyclic), None]


@graph.export("add_vertex/1")
def add_vertex(g: Any) -> Term:
    """{a new vertex, which is a number, the graph with it}."""
    if not is_graph(g):
        _new_vertex_id(g)
    v = g[NEXT]
    return v, add_vertex_labelled(changed(g, next_=v + 1), v, None)


@graph.export("add_vertex/2")
def add_vertex_named(g: Any, v: Term) -> Term:
    """The graph with this vertex, whose label is []."""
    return add_vertex_labelled(g, v, None)


@graph.export("add_vertex/3")
def add_vertex_labelled(g: Any, v: Term, label: Term) -> Any:
    """The graph with this vertex and label."""
    return changed(opened(g), vertices=put(g[VERTICES], v, label))


@graph.export("del_vertex/2")
def del_vertex(g: Any, v: Term) -> Any:
    """The graph without the vertex and its edges."""
    opened(g)
    out, inside = remove(g[FROM], v), remove(g[INTO], v)
    for e in edge_list(g, INTO, v):
        out = _without(out, e[0], e)
    for e in edge_list(g, FROM, v):
        inside = _without(inside, e[1], e)
    return changed(g, vertices=remove(g[VERTICES], v), into=inside, from_=out)


@graph.export("del_vertices/2")
def del_vertices(g: Any, vertices: Any) -> Term:
    """The graph without these vertices and their edges."""
    rest = vertices
    while type(rest) is list:
        g = del_vertex(g, rest[0])
        rest = rest[1]
    if rest is not None:
        _del_vertices(g, rest)
    return g


@graph.export("vertex/2")
def vertex(g: Any, v: Term) -> Term:
    """The label of a vertex, which must be there."""
    if not is_graph(g):
        raise function_clause(g, v)
    found = get(g[VERTICES], v, _MISSING)
    if found is _MISSING:
        raise error((a.badkey, v))
    return found


@graph.export("vertex/3")
def vertex_or(g: Any, v: Term, default: Term) -> Term:
    """The label of a vertex, or Default."""
    if not is_graph(g):
        raise function_clause(g, v, default)
    return get(g[VERTICES], v, default)


@graph.export("has_vertex/2")
def has_vertex(g: Any, v: Term) -> Term:
    """True if the vertex is there."""
    if not is_graph(g):
        raise function_clause(g, v)
    return truth(has(g[VERTICES], v))


@graph.export("no_vertices/1")
def no_vertices(g: Any) -> Term:
    """How many vertices there are."""
    if not is_graph(g):
        raise function_clause(g)
    return size(g[VERTICES])


@graph.export("vertices/1")
def vertices(g: Any) -> Term:
    """The vertices."""
    if not is_graph(g):
        raise function_clause(g)
    return to_list(vertex_list(g))


@graph.export("vertices_with_labels/1")
def vertices_with_labels(g: Any) -> Term:
    """The vertices with their labels."""
    if not is_graph(g):
        raise function_clause(g)
    return to_list(ordered_items(g[VERTICES]))


@graph.export("fold_vertices/3")
def fold_vertices(g: Any, f: Any, acc: Term) -> Term:
    """Fold Fun(Vertex, Label, Acc) over the vertices."""
    if not is_graph(g):
        raise function_clause(g, f, acc)
    for v, label in ordered_items(g[VERTICES]):
        r = callable_fun(f, v, label, acc)(v, label, acc)
        acc = run() if r is TAIL else r
    return acc


@graph.export("source_vertices/1")
def source_vertices(g: Any) -> Term:
    """The vertices to which no edge goes."""
    if not is_graph(g):
        raise function_clause(g)
    return to_list([v for v in reversed(vertex_list(g)) if edges_at(g, INTO, v) is None])


@graph.export("sink_vertices/1")
def sink_vertices(g: Any) -> Term:
    """The vertices from which no edge goes."""
    if not is_graph(g):
        raise function_clause(g)
    return to_list([v for v in reversed(vertex_list(g)) if edges_at(g, FROM, v) is None])


def _declare_sides() -> None:
    for prefix, side, end, towards in (("in", INTO, 0, "to"), ("out", FROM, 1, "from")):
        _declare_side(prefix, side, end, towards)


def _declare_side(prefix: str, side: int, end: int, towards: str) -> None:
    def degree(g: Any, v: Term) -> Term:
        if not is_graph(g):
            raise function_clause(g, v)
        return length(edges_at(g, side, v))

    def neighbours(g: Any, v: Term) -> Term:
        if not is_graph(g):
            raise function_clause(g, v)
        found: list[Any] = from_list(edges_at(g, side, v))
        return to_list([e[end] for e in found])

    def edges_(g: Any, v: Term) -> Term:
        if not is_graph(g):
            raise function_clause(g, v)
        return edges_at(g, side, v)

    for name, fn, doc in (
        ("degree", degree, f"How many edges go {towards} the vertex."),
        (
            "neighbours",
            neighbours,
            f"The vertices at the other end of {prefix}_edges.",
        ),
        ("edges", edges_, f"The edges that go {towards} the vertex."),
    ):
        made: Any = fn
        made.__doc__ = doc
        made.__code__ = made.__code__.replace(co_name=f"{prefix}_{name}")
        graph.export(f"{prefix}_{name}/2")(made)


_declare_sides()


@graph.export("add_edge/3")
def add_edge(g: Any, v: Term, w: Term) -> Term:
    """The graph with an edge from V1 to V2, whose label is []."""
    return add_edge_labelled(g, v, w, None)


@graph.export("add_edge/4")
def add_edge_labelled(g: Any, v: Term, w: Term, label: Term) -> Any:
    """The graph with an edge from V1 to V2. Both must be there; in an acyclic graph it may not
    make a cycle."""
    if not is_graph(g):
        raise function_clause(g, v, w, label)
    if g[4] is not a.true and (exact_equal(v, w) or leads(g, w, v)):
        _cycle_failed(error((a.bad_edge, (v, w))))
    for x in (v, w):
        if not has(g[VERTICES], x):
            _edge_failed(error((a.bad_vertex, x)))
    edge = (v, w, label)
    return changed(g, into=_with(g[INTO], w, edge), from_=_with(g[FROM], v, edge))


def _with(edges: Any, v: Term, edge: Term) -> Any:
    """`ordsets:add_element/2` at a vertex."""
    found = from_list(get(edges, v))
    at = len(found)
    for i, e in enumerate(found):
        c = compare(edge, e)
        if c <= 0:
            if c == 0:
                return edges
            at = i
            break
    return put(edges, v, to_list([*found[:at], edge, *found[at:]]))


def _without(edges: Any, v: Term, edge: Term) -> Any:
    if not has(edges, v):
        return edges
    found = from_list(get(edges, v))
    for i, e in enumerate(found):
        if exact_equal(e, edge):
            return put(edges, v, to_list(found[:i] + found[i + 1 :]))
    return edges


@graph.export("del_edge/2")
def del_edge(g: Any, edge: Any) -> Any:
    """The graph without this edge."""
    if type(edge) is not tuple or len(edge) != 3:
        raise function_clause(g, edge)
    opened(g)
    return changed(g, into=_without(g[INTO], edge[1], edge), from_=_without(g[FROM], edge[0], edge))


@graph.export("del_edges/2")
def del_edges(g: Any, edges: Any) -> Term:
    """The graph without these edges."""
    if edges is not None and (type(edges) is not list or not is_proper(edges)):
        raise function_clause(g, edges)
    for edge in from_list(edges):
        g = del_edge(g, edge)
    return g


@graph.export("del_edges/3")
def del_edges_between(g: Any, v: Term, w: Term) -> Any:
    """The graph without the edges from V1 to V2."""
    for e in from_list(edges_between(g, v, w)):
        g = del_edge(g, e)
    return g


@graph.export("no_edges/1")
def no_edges(g: Any) -> Term:
    """How many edges there are."""
    if not is_graph(g):
        raise function_clause(g)
    return sum([length(es) for es in g[FROM].values()])


@graph.export("edges/1")
def edges(g: Any) -> Term:
    """The edges."""
    if not is_graph(g):
        raise function_clause(g)
    found: Term = None
    for _, es in ordered_items(g[FROM]):
        found = append_operator(es, found)
    return found


@graph.export("edges/2")
def edges_of(g: Any, v: Term) -> Term:
    """The edges that go from the vertex and to it."""
    if not is_graph(g):
        raise function_clause(g, v)
    return append_operator(edges_at(g, FROM, v), edges_at(g, INTO, v))


@graph.export("edges/3")
def edges_between(g: Any, v: Term, w: Term) -> Term:
    """The edges from V1 to V2."""
    if not is_graph(g):
        raise function_clause(g, v, w)
    found: list[Any] = from_list(edges_at(g, FROM, v))
    return to_list([e for e in found if exact_equal(e[1], w)])


@graph.export("has_edge/2")
def has_edge(g: Any, edge: Any) -> Term:
    """True if the edge is there."""
    if not is_graph(g) or type(edge) is not tuple or len(edge) != 3:
        raise function_clause(g, edge)
    found = from_list(edges_at(g, FROM, edge[0]))
    return truth(any(compare(edge, e) == 0 for e in found))


@graph.export("has_edge/3")
def has_edge_between(g: Any, v: Term, w: Term) -> Term:
    """True if an edge goes from V1 to V2."""
    return truth(edges_between(g, v, w) is not None)
