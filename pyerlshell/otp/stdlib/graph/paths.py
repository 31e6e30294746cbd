"""Ways from one vertex to another, and cycles.

OTP: graph
"""

from __future__ import annotations

from collections import deque
from typing import Any

from pyerlshell.otp.native_calls import clause
from pyerlshell.otp.stdlib.graph.module import graph, is_graph, out_of, truth
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.maps import key
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True

_out_neighbours = clause("graph", "out_neighbours")
_out_edges = clause("graph", "out_edges")


def leads(g: Any, v: Term, w: Term) -> bool:
    """Is there a way from v to w? One to itself always."""
    seen: set[Any] = set()
    todo = [v]
    goal = key(w)
    while todo:
        x = todo.pop()
        k = key(x)
        if k == goal and exact_equal(x, w):
            return True
        if k not in seen:
            seen.add(k)
            todo += reversed(out_of(g, x))
    return False


@graph.export("has_path/3")
def has_path(g: Any, v: Term, w: Term) -> Term:
    """True if there is a way from V1 to V2, or they are the same."""
    if not exact_equal(v, w) and not is_graph(g):
        _out_neighbours(g, v)
    return truth(exact_equal(v, w) or leads(g, v, w))


def _path(g: Any, v: Term, w: Term, least: int) -> list[Any] | None:
    """The first way of at least so many edges, depth first; no vertex is tried twice."""
    seen = {key(v)}
    goal = key(w)
    path = [v]
    branches = [iter(out_of(g, v))]
    while branches:
        for x in branches[-1]:
            k = key(x)
            if k == goal:
                if len(path) >= least:
                    return [*path, x]
                continue
            if k not in seen:
                seen.add(k)
                path.append(x)
                branches.append(iter(out_of(g, x)))
                break
        else:
            branches.pop()
            path.pop()
    return None


@graph.export("get_path/3")
def get_path(g: Any, v: Term, w: Term) -> Term:
    """The vertices of a way of at least one edge from V1 to V2, or false."""
    if not is_graph(g):
        _out_neighbours(g, v)
    found = _path(g, v, w, 1)
    return a.false if found is None else to_list(found)


@graph.export("get_cycle/2")
def get_cycle(g: Any, v: Term) -> Term:
    """The vertices of a cycle through the vertex, [V] if it is one edge; or false."""
    if not is_graph(g):
        _out_neighbours(g, v)
    found = _path(g, v, v, 2)
    if found is not None:
        return to_list(found)
    return [v, None] if any(exact_equal(x, v) for x in out_of(g, v)) else a.false


@graph.export("get_short_path/3")
def get_short_path(g: Any, v: Term, w: Term) -> Term:
    """The vertices of a shortest way of at least one edge from V1 to V2, or false."""
    if not is_graph(g):
        _out_edges(g, v)
    before: dict[Any, tuple[Term, ...]] = {key(v): ()}
    goal = key(w)
    todo = deque([(v, x) for x in out_of(g, v)])
    while todo:
        x, y = todo.popleft()
        k = key(y)
        if k == goal:
            path = [y]
            step: tuple[Term, ...] = (x,)
            while step:
                path.append(step[0])
                step = before[key(step[0])]
            return to_list(path[::-1])
        if k not in before:
            before[k] = (x,)
            todo += [(y, z) for z in out_of(g, y)]
    return a.false


@graph.export("get_short_cycle/2")
def get_short_cycle(g: Any, v: Term) -> Term:
    """The vertices of a shortest cycle through the vertex, or false."""
    return get_short_path(g, v, v)


@graph.export("del_path/3")
def del_path(g: Any, v: Term, w: Term) -> Term:
    """The graph without edges on ways from V1 to V2, so that there is none any more."""
    from pyerlshell.otp.stdlib.graph.building import del_edges_between

    if not is_graph(g):
        _out_neighbours(g, v)
    found = _path(g, v, w, 1)
    while found is not None:
        for i in range(len(found) - 1):
            g = del_edges_between(g, found[i], found[i + 1])
        found = _path(g, v, w, 1)
    return g
