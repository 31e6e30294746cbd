"""Forms as text: functions and attributes.

OTP: erl_pp:form/1
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.syntax.erl_parse.literals import abstract
from pyerlshell.syntax.erl_pp.boxes import (
    INDENT,
    WIDTH,
    Box,
    after,
    flat,
    hang,
    indent,
    stack,
    text,
    under,
)
from pyerlshell.syntax.erl_pp.clauses import arguments, clause, nodes
from pyerlshell.syntax.erl_pp.exprs import LOWEST, Node, assigned, expr, items_box
from pyerlshell.syntax.erl_pp.types import annotation, constrained, type_box
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.chars import atom_text
from pyerlshell.terms.lists import is_proper


def form(node: Node, room: int = WIDTH) -> Box:
    """The box of a form; an `eof` form is an empty line."""
    if node[0] is a.function:
        return function(node, room)
    if node[0] is a.attribute:
        return attribute(node, room)
    return [""]


def function(node: Node, room: int = WIDTH) -> Box:
    """A function with its clauses and full stop."""
    name = atom_text(node[2].name)
    boxes = [clause(arguments(name, c[2], room), c, room) for c in nodes(node[4])]
    return after(stack(boxes, ";"), ".")


def attribute(node: Node, room: int = WIDTH) -> Box:
    """`-name(Value).`"""
    name, value = node[2], node[3]
    printer = ATTRIBUTES.get(name)
    if printer is not None:
        return printer(name, value, room)
    opening = f"-{atom_text(name.name)}("
    return hang(opening, expr(_literal(value), LOWEST, room - len(opening)), ").")


def _literal(value: Any) -> Node:
    return abstract(value)  # type: ignore[return-value]


def _names(name: Atom, value: Any, room: int) -> Box:
    """A list of Name/Arity."""
    if not is_proper(value):
        return text(f"-{name.name}({atom_text(value.name)}).")
    return _listed(f"-{name.name}([", value, "]).", room)


def _listed(opening: str, functions: Any, closing: str, room: int) -> Box:
    """Name/Arity on one line if all fit, else one on a line."""
    parts = [f"{atom_text(f.name)}/{arity}" for f, arity in nodes(functions)]
    whole = opening + ",".join(parts) + closing
    if len(whole) - 2 <= room or not parts:  # the end may stand out by two
        return text(whole)
    return hang(opening, [*[part + "," for part in parts[:-1]], parts[-1] + closing])


def _import(name: Atom, value: Any, room: int) -> Box:
    module, functions = value
    head = f"-import({atom_text(module.name)},"
    listed = _listed("[", functions, "]).", room - len(head) - 2)
    if flat(listed):
        return text(f"{head} {listed[0]}")
    return under(
        head, indent(_listed("[", functions, "]).", room - len("-import(")), len("-import("))
    )


def _file(name: Atom, value: Any, room: int) -> Box:
    file, line = value
    return hang("-file(", expr(_literal(file), LOWEST, room), f", {line}).")


def _record(name: Atom, value: Any, room: int) -> Box:
    record, fields = value
    native = name is a.native_record
    shown = atom_text(record.name)
    opening, closing = (f"-record #{shown}{{", "}.") if native else (f"-record({shown},{{", "}).")
    inner = room - len(opening) - len(closing)
    boxes = [record_field(field, inner) for field in nodes(fields)]
    if not boxes:
        return text(opening + closing)
    plain = [
        field[2] if len(field) == 3 and field[0] is a.record_field else field
        for field in nodes(fields)
    ]
    return hang(opening, items_box(boxes, plain, inner), closing)


def record_field(field: Node, room: int) -> Box:
    """`name`, `name = Default`, either with ` :: Type`."""
    if field[0] is a.typed_record_field:
        return annotation(record_field(field[1], room), field[2], room)
    name = expr(field[2], LOWEST, room)
    return name if len(field) == 3 else assigned(name, "=", field[3], LOWEST, room)


def _type(name: Atom, value: Any, room: int) -> Box:
    type_name, definition, parameters = value
    variables = ", ".join(parameter[2].name for parameter in nodes(parameters))
    head = f"-{name.name} {atom_text(type_name.name)}({variables}) ::"
    body = type_box(definition, room - len(head) - 2)
    if flat(body) and len(head) + len(body[0]) + 2 <= room:
        return text(f"{head} {body[0]}.")
    step = len(name.name) + 2 + INDENT
    return under(head, indent(after(type_box(definition, room - step), "."), step))


def _spec(name: Atom, value: Any, room: int) -> Box:
    (function_name, *_), types = value
    opening = f"-{name.name} {_function(function_name)}"
    boxes = [constrained(t, room - len(opening)) for t in nodes(types)]
    first = hang(opening, boxes[0])
    rest = [indent(box, len(opening)) for box in boxes[1:]]
    return after(stack([first, *rest], ";"), ".")


def _function(name: Any) -> str:
    if type(name) is Atom:
        return atom_text(name.name)
    module, function_name = name[0], name[1]
    return f"{atom_text(module.name)}:{atom_text(function_name.name)}"


ATTRIBUTES: Final[dict[Atom, Callable[[Atom, Any, int], Box]]] = {
    a.export: _names,
    a.export_type: _names,
    a.optional_callbacks: _names,
    a.__getattr__("import"): _import,
    a.file: _file,
    a.record: _record,
    a.native_record: _record,
    a.type: _type,
    a.opaque: _type,
    a.nominal: _type,
    a.spec: _spec,
    a.callback: _spec,
}
