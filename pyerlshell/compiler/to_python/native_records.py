"""Native records: what `P#pair.a` and its like become.

    #pair{a = 1, b = B}      Record((d_pair, 1, B))
    P#pair.a                 (P[1] if type(P) is Record and P[0] is d_pair else record_get(...))
    P#pair{b = V}            (Record((d_pair, P[1], V)) if ... else record_update(...))
    #pair{a = A} = P         type(P) is Record and (t := P if P[0] is d_pair else record_view(...))

`d_pair` is the definition in this version of the module. A value that captured another one, and any
record of another module, is looked at by the functions of erts/support/records.py.

OTP: beam_ssa_codegen (put_record, get_record_field, get_record_elements)
"""

from __future__ import annotations

import ast
from typing import Final

from pyerlshell.compiler import core
from pyerlshell.compiler.core import Native
from pyerlshell.compiler.to_python import nodes
from pyerlshell.compiler.to_python.bifs import TEST
from pyerlshell.compiler.to_python.generator import EXPR, SIMPLE, FunctionGen
from pyerlshell.compiler.to_python.match import MATCH, Matcher

INLINE_FIELDS: Final = 12
"""Up to this size an update writes out all fields."""


def _definition(record: Native) -> ast.expr:
    return nodes.name("d_" + record.definition)


def _names(g: FunctionGen, record: Native) -> list[ast.expr]:
    """Module and name; None for `#_`."""
    if not record.module:
        return [nodes.NONE, nodes.NONE]
    return [g.atom(record.module), g.atom(record.name)]


def _access(g: FunctionGen, record: Native) -> ast.expr:
    """Whose records need not be exported: those of this atom's module, anybody's if it is `_`."""
    if g.module.shell:
        return g.atom("_")
    if record.definition or not record.module:
        return g.atom(record.own)
    return nodes.NONE


def _fields(g: FunctionGen, fields: tuple[str, ...]) -> ast.expr:
    return nodes.tuple_([g.atom(field) for field in fields])


def _is_here(x: ast.expr, record: Native) -> ast.expr:
    captured = nodes.is_(nodes.index(x, 0), _definition(record))
    return nodes.both(nodes.type_is(x, "Record"), captured)


def _new(g: FunctionGen, e: core.RecordNew) -> ast.expr:
    values = g.exprs(e.values)
    if e.complete:
        return nodes.call("Record", nodes.tuple_([_definition(e.record), *values]))
    name = "shell_record_new" if g.module.shell else "record_new"
    definition = _definition(e.record) if e.record.definition else nodes.NONE
    parts = [_fields(g, e.fields), nodes.tuple_(values), definition]
    return nodes.call(name, *_names(g, e.record), *parts, **g.pos(e.line))


def _get(g: FunctionGen, e: core.RecordGet) -> ast.expr:
    (x,) = g.names((e.value,))
    pos = g.pos(e.line)
    name = "shell_record_get" if g.module.shell else "record_get"
    local = nodes.TRUE if e.record.definition or not e.record.module else nodes.FALSE
    slow = nodes.call(name, x, *_names(g, e.record), g.atom(e.field), local, **pos)
    if not e.place or type(x) is ast.Constant:
        return slow
    return nodes.if_else(_is_here(x, e.record), nodes.index(x, e.place), slow)


def _update(g: FunctionGen, e: core.RecordUpdate) -> ast.expr:
    x, *values = g.names((e.value, *e.values))
    name = "shell_record_update" if g.module.shell else "record_update"
    parts = [_access(g, e.record), _fields(g, e.fields), nodes.tuple_(values)]
    slow = nodes.call(name, x, *_names(g, e.record), *parts, **g.pos(e.line))
    if not e.places or e.size > INLINE_FIELDS or type(x) is ast.Constant:
        return slow
    given = dict(zip(e.places, values))
    every = [given.get(i) or nodes.index(x, i) for i in range(1, e.size + 1)]
    made = nodes.call("Record", nodes.tuple_([_definition(e.record), *every]))
    return nodes.if_else(_is_here(x, e.record), made, slow)


EXPR.update({core.RecordNew: _new, core.RecordGet: _get, core.RecordUpdate: _update})


def _pattern(m: Matcher, p: core.PRecord, x: ast.expr) -> None:
    first, x = m.kept(x)
    m.test(nodes.type_is(first, "Record"))
    g = m.g
    if not p.fields:
        if p.record.module:
            m.test(is_native(x, *_names(g, p.record)))
        elif g.module.shell:
            m.test(nodes.FALSE)
        return
    temp = g.temp()
    if p.places:
        wanted = nodes.tuple_([nodes.const(i) for i in p.places])
        view = nodes.call("record_view", x, _definition(p.record), wanted)
        found = nodes.if_else(nodes.is_(nodes.index(x, 0), _definition(p.record)), x, view)
        places = p.places
    else:
        asked = [*_names(g, p.record), _access(g, p.record), _fields(g, p.fields)]
        found = nodes.call("record_values", x, *asked)
        places = tuple(range(len(p.fields)))
    m.test(nodes.is_not(nodes.walrus(temp, found), nodes.NONE))
    for place, inner in zip(places, p.patterns):
        m.match(inner, nodes.index(nodes.name(temp), place))


MATCH[core.PRecord] = _pattern


def is_native(x: ast.expr, module: ast.expr, name: ast.expr) -> ast.expr:
    """Of a record: whether it is of this module and name."""
    captured = nodes.index(x, 0)
    return nodes.both(
        nodes.is_(nodes.attr(captured, "name"), name),
        nodes.is_(nodes.attr(captured, "module"), module),
    )


def _is_native(g: FunctionGen, e: core.Bif) -> ast.expr:
    x, module, name = g.names(e.args)
    if type(x) not in SIMPLE or type(x) is ast.Constant:
        return nodes.FALSE
    return nodes.both(nodes.type_is(x, "Record"), is_native(x, module, name))


def _is_any(g: FunctionGen, e: core.Bif) -> ast.expr:
    (x,) = g.exprs(e.args)
    return nodes.type_is(x, "Record")


TEST.update({"is_native_record/3": _is_native, "is_record/1": _is_any})
