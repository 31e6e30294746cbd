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
from pyerlshell.terms.lists import from_list, is_proper
from pyerlshell.terms.pretty import pretty


def form(node: Node, room: int = WIDTH) -> Box:
    """The box of a form; an `eof` form is an empty line."""
    if node[0] is a.function:
        return function(node, room)
    if node[0] is a.attribute:
        return attribute(node, room)
    return [pretty(node)] if node[0] in (a.error, a.warning) else [""]


def function(node: Node, room: int = WIDTH) -> Box:
    """A function with its clauses and full stop."""
    name = atom_text(node[2].name)
    boxes = [clause(arguments(name, c[2], room), c, room) for c in nodes(node[4])]
    return after(stack(boxes, ";"), ".")


def attribute(node: Node, room: int = WIDTH) -> Box:
    """`-name(Value).`"""
    name, value = node[2], node[3]
    printer = ATTRIBUTES.get(name)
    if printer is not None and (name not in SHAPES or SHAPES[name](value)):
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


def _is_names(value: Any) -> bool:
    """Is it a list of Name/Arity?"""
    return is_proper(value) and all(
        type(n) is tuple and len(n) == 2 and type(n[0]) is Atom and type(n[1]) is int
        for n in nodes(value)
    )


def _has_parameters(value: Any) -> bool:
    """Is it {Module, [Parameter]}, of a parameterized module?"""
    return type(value) is tuple and len(value) == 2 and is_proper(value[1])


def _module(name: Atom, value: Any, room: int) -> Box:
    module, parameters = value
    known: list[Any] = from_list(parameters)
    names = ", ".join([parameter.name for parameter in known])
    return text(f"-module({atom_text(module.name)}, [{names}]).")


def _is_pair(value: Any) -> bool:
    return type(value) is tuple and len(value) == 2


def _file(name: Atom, value: Any, room: int) -> Box:
    file, line = value
    return hang("-file(", expr(_literal(file), LOWEST, room), f", {line}).")


def _record(name: Atom, value: Any, room: int) -> Box:
    record, fields = value
    native = name is a.native_record
    shown = atom_text(record.name)
    opening, closing = (f"-record #{shown}{{", "}.") if native else (f"-record({shown},{{", "}).")
    inner = room - len(opening)
    boxes = [record_field(field, inner) for field in nodes(fields)]
    if not boxes:
        return text(opening + closing)
    plain = [
        field[2] if len(field) == 3 and field[0] is a.record_field else field
        for field in nodes(fields)
    ]
    return hang(opening, items_box(boxes, plain, inner, 1), closing)


def record_field(field: Node, room: int) -> Box:
    """`name`, `name = Default`, either with ` :: Type`."""
    typed = field[0] is a.typed_record_field
    plain = field[1] if typed else field
    name = expr(plain[2], LOWEST, room)
    if len(plain) == 3:
        return annotation(name, field[2], room) if typed else name
    if not typed:
        return assigned(name, "=", plain[3], LOWEST, room)
    head = after(name, " =")
    inner = room - len(head[-1]) - 1
    value = annotation(expr(plain[3], LOWEST, inner), field[2], inner)
    if flat(value):
        return hang(head, " ", value)
    inner = room - INDENT
    return under(head, indent(annotation(expr(plain[3], LOWEST, inner), field[2], inner)))


def _type(name: Atom, value: Any, room: int) -> Box:
    type_name, definition, parameters = value
    variables = ", ".join(expr(parameter, LOWEST, room)[0] for parameter in nodes(parameters))
    head = f"-{name.name} {atom_text(type_name.name)}({variables}) ::"
    body = type_box(definition, room - len(head) - 1)
    if flat(body) and len(head) + 1 + len(body[0]) <= room:
        return text(f"{head} {body[0]}.")
    step = len(name.name) + 2
    lower = after(type_box(definition, room - step - INDENT), ".")
    return under(head, indent(indent(lower), step))


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
    a.module: _module,
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
SHAPES: Final[dict[Atom, Callable[[Any], bool]]] = {
    a.module: _has_parameters,
    a.optional_callbacks: _is_names,
    a.__getattr__("import"): _is_pair,
    a.file: _is_pair,
    a.record: _is_pair,
}
"""What the value has to be like to be printed as its own kind; otherwise it is any term."""
