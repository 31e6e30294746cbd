"""Types and specifications as boxes, as in `-type`, `-spec` and typed record fields.

OTP: erl_pp
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.syntax.erl_pp.boxes import (
    INDENT,
    Box,
    after,
    fits,
    flat,
    hang,
    indent,
    join_flat,
    stack,
    text,
    under,
)
from pyerlshell.syntax.erl_pp.clauses import nodes
from pyerlshell.syntax.erl_pp.exprs import LOWEST, TEXT, Node, expr, items_box
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.chars import atom_text

TypePrinter = Callable[[Node, int], Box]


def type_box(node: Node, room: int) -> Box:
    """The box of a type."""
    kind = node[0]
    if kind is a.type:
        printer = BUILT_IN.get(node[2])
        return printer(node, room) if printer is not None else _applied(node, room)
    if kind is a.user_type:
        return _applied(node, room)
    if kind is a.remote_type:
        module, name, arguments = nodes(node[2])
        return hang(expr(module, LOWEST, room), ":", _call(name[2], nodes(arguments), room))
    if kind is a.ann_type:
        variable, annotated = nodes(node[2])
        return annotation(expr(variable, LOWEST, room), annotated, room, _member)
    if kind is a.paren_type:
        return type_box(nodes(node[2])[0], room)
    return expr(node, LOWEST, room)


def annotation(name: Box, annotated: Node, room: int, printer: TypePrinter = type_box) -> Box:
    """`Name :: Type`, the type on a line below if it does not fit."""
    head = after(name, " ::")
    body = printer(annotated, room - len(head[-1]) - 1)
    if flat(name) and flat(body) and len(head[-1]) + 1 + len(body[0]) <= room:
        return text(f"{head[0]} {body[0]}")
    return under(head, indent(printer(annotated, room - INDENT)))


def _applied(node: Node, room: int) -> Box:
    if node[3] is a.any:
        return text(f"{atom_text(node[2].name)}()")
    return _call(node[2], nodes(node[3]), room)


def _call(name: Atom, arguments: list[Node], room: int) -> Box:
    opening = f"{atom_text(name.name)}("
    return hang(opening, type_list(arguments, room - len(opening) - 1), ")")


def type_list(types: list[Node], room: int, wide: int = 0) -> Box:
    """Types with commas between: on one line, or one under the other with `wide` columns."""
    if not types:
        return [""]
    boxes = [type_box(t, max(wide, room + 1)) for t in types]
    words = [(a.nil,) if _is_short(t) else t for t in types]
    return items_box(boxes, words, max(wide, room + 1), 1)


def _is_short(node: Node) -> bool:
    """[] and {}."""
    if node[0] is not a.type or node[3] is not None:
        return False
    return node[2] is a.nil or node[2] is a.tuple


def _union(node: Node, room: int) -> Box:
    members = nodes(node[3])
    boxes = [_member(t, room) for t in members]
    words = [t if t[0] in (a.atom, a.integer, a.var, TEXT) else (a.union,) for t in members]
    return items_box(boxes, words, room, 0, " | ")


def _member(node: Node, room: int) -> Box:
    box = type_box(node, room)
    return hang("(", box, ")") if node[0] is a.ann_type else box


def _nil(node: Node, room: int) -> Box:
    return text("[]")


def _tuple(node: Node, room: int) -> Box:
    if node[3] is a.any:
        return text("tuple()")
    return hang("{", type_list(nodes(node[3]), room - 2), "}")


def _list(node: Node, room: int) -> Box:
    arguments = nodes(node[3])
    if not arguments:
        return text(f"{node[2].name}()")
    ellipsis = ", ..." if node[2] is a.nonempty_list else ""
    return hang("[", type_box(arguments[0], room - 1), f"{ellipsis}]")


def _map(node: Node, room: int) -> Box:
    if node[3] is a.any:
        return text("map()")
    boxes = [_map_field(field, room - 2) for field in nodes(node[3])]
    if not boxes:
        return text("#{}")
    body = join_flat(boxes, ", ") if fits(boxes, room - 3) else stack(boxes, ",")
    return hang("#{", body, "}")


def _map_field(node: Node, room: int) -> Box:
    arrow = " => " if node[2] is a.map_field_assoc else " := "
    key, value = nodes(node[3])
    head = hang(type_box(key, room), arrow.rstrip())
    body = type_box(value, room - len(head[-1]) - 1)
    if flat(head) and flat(body) and len(head[0]) + 1 + len(body[0]) <= room:
        return text(f"{head[0]} {body[0]}")
    return under(head, indent(type_box(value, room - INDENT)))


def _record(node: Node, room: int) -> Box:
    if node[3] is None or node[3][0][0] is a.tuple:  # record(), and a native record's module:name
        return _applied(node, room)
    record, *fields = nodes(node[3])
    boxes = []
    for field in fields:
        field_name, field_type = nodes(field[3])
        boxes.append(annotation(expr(field_name, LOWEST, room), field_type, room))
    opening = f"#{atom_text(record[2].name)}{{"
    if not boxes:
        return text(opening + "}")
    body = join_flat(boxes, ", ") if fits(boxes, room - len(opening)) else stack(boxes, ",")
    return hang(opening, body, "}")


def _range(node: Node, room: int) -> Box:
    low, high = nodes(node[3])
    return hang(expr(low, LOWEST, room), "..", expr(high, LOWEST, room))


def _binary(node: Node, room: int) -> Box:
    arguments = nodes(node[3])
    if not arguments:
        return text("binary()")
    base, unit = arguments
    parts = []
    if base[-1] != 0:
        parts.append(f"_:{expr(base, LOWEST, room)[0]}")
    if unit[-1] != 0:
        parts.append(f"_:_*{expr(unit, LOWEST, room)[0]}")
    return text(f"<<{', '.join(parts)}>>")


def _fun(node: Node, room: int) -> Box:
    arguments = nodes(node[3])
    if not arguments:
        return text("fun()")
    return hang("fun(", signature(node, room - 4), ")")


def signature(node: Node, room: int) -> Box:
    """`(Arguments) -> Result` of a fun type."""
    arguments, result = nodes(node[3])
    if arguments[0] is a.type and arguments[2] is a.any:
        shown = text("(...)")
    else:
        shown = hang("(", type_list(nodes(arguments[3]), room - 2, room - 1), ")")
    value = type_box(result, room)
    if flat(shown) and (flat(value) and len(shown[0]) + 4 + len(value[0]) <= room):
        return text(f"{shown[0]} -> {value[0]}")
    return under(after(shown, " ->"), indent(type_box(result, room - INDENT)))


def constrained(node: Node, room: int) -> Box:
    """A fun type with its `when` part, if it has one."""
    if node[2] is not a.bounded_fun:
        return signature(node, room)
    fun_type, constraints = nodes(node[3])
    boxes = []
    for constraint in nodes(constraints):
        _, arguments = nodes(constraint[3])
        variable, bound = nodes(arguments)
        boxes.append(annotation(expr(variable, LOWEST, room), bound, room - 8))
    head = signature(fun_type, room)
    if flat(head) and fits(boxes, room - len(head[0]) - 6):
        return hang(head, " when ", join_flat(boxes, ", "))
    if fits(boxes, room - INDENT - 5):
        return under(head, indent(hang("when ", join_flat(boxes, ", "))))
    body = join_flat(boxes, ", ") if fits(boxes, room - 2 * INDENT) else stack(boxes, ",")
    return under(head, indent(under("when", indent(body))))


BUILT_IN: Final[dict[Atom, TypePrinter]] = {
    a.union: _union,
    a.nil: _nil,
    a.tuple: _tuple,
    a.list: _list,
    a.nonempty_list: _list,
    a.map: _map,
    a.record: _record,
    a.range: _range,
    a.binary: _binary,
    a.fun: _fun,
    a.bounded_fun: constrained,
}

__all__: list[Any] = ["constrained", "signature", "type_box", "type_list"]
