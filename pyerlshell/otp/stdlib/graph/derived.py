"""Graphs of graphs: `subgraph/2,3`, `condensation/1`.

OTP: graph
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.errors import ErlError, error
from pyerlshell.otp.stdlib.graph.building import (
    add_edge_labelled,
    add_vertex_labelled,
    info,
    new_of,
)
from pyerlshell.otp.stdlib.graph.module import (
    CYCLIC,
    FROM,
    VERTICES,
    edge_list,
    graph,
    out_of,
    vertex_list,
)
from pyerlshell.otp.stdlib.graph.traversals import strong_groups
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.map_order import ordered_items
from pyerlshell.terms.maps import get, has, key, map_new
from pyerlshell.terms.order import exact_equal
from pyerlshell.terms.types import Term

__preempt__ = True


@graph.export("subgraph/2")
def subgraph(g: Any, vertices: Term) -> Term:
    """The graph of these vertices and the edges between them."""
    return subgraph_of(g, vertices, None)


@graph.export("subgraph/3")
def subgraph_of(g: Any, vertices: Term, options: Any) -> Term:
    """As `subgraph/2`; options {type, inherit or a list for `new/1`}, {keep_labels, Boolean}."""
    kind: Any = a.inherit
    keep: Any = a.true
    while type(options) is list:
        option = options[0]
        if type(option) is not tuple or len(option) != 2:
            raise error(a.badarg)
        name, value = option
        if name is a.type and (value is a.inherit or value is None or type(value) is list):
            kind = value
        elif name is a.keep_labels and value in (a.true, a.false):
            keep = value
        else:
            raise error(a.badarg)
        options = options[1]
    if options is not None:
        raise error(a.badarg)
    if kind is a.inherit:
        info(g)
        kind = [a.cyclic if g[CYCLIC] is a.true else a.acyclic, None]
    return _sub(g, vertices, kind, keep is a.true)


def _sub(g: Any, vertices: Term, kind: Term, keep: bool) -> Term:
    try:
        made: Any = new_of(kind)
    except ErlError:
        raise error(a.badarg) from None
    for v in from_list(vertices):
        if has(g[VERTICES], v):
            made = add_vertex_labelled(made, v, get(g[VERTICES], v) if keep else None)
    for v in vertex_list(made):
        for x, y, label in edge_list(g, FROM, v):
            if has(made[VERTICES], y):
                made = add_edge_labelled(made, x, y, label if keep else None)
    return made


@graph.export("condensation/1")
def condensation(g: Any) -> Term:
    """The graph whose vertices are the strong components."""
    groups = strong_groups(g) if info(g) else []
    names = [to_list(c) for c in groups]
    place = {key(v): i for i, c in enumerate(groups) for v in c}
    made: Any = _sub(g, None, [a.cyclic if g[CYCLIC] is a.true else a.acyclic, None], True)
    for i, c in enumerate(groups):
        made = add_vertex_labelled(made, names[i], None)
        reached = map_new([(place[key(x)] + 1, a.true) for v in c for x in out_of(g, v)])
        for number, _ in ordered_items(reached):
            assert type(number) is int
            other = names[number - 1]
            made = add_vertex_labelled(made, other, None)
            if not exact_equal(other, names[i]):
                made = add_edge_labelled(made, names[i], other, None)
    return made
