"""What stands between `-` and the dot: attributes, checked and put into their form.

OTP: erl_parse.yrl
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pyerlshell.syntax.erl_parse.literals import NotLiteral, normalise
from pyerlshell.syntax.erl_parse.tokens import (
    Node,
    ParseError,
    bad_declaration,
    error_at,
    error_in,
    nodes,
)
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.bits import is_binary
from pyerlshell.terms.lists import from_list, to_list
from pyerlshell.terms.lists import string_to_list as string
from pyerlshell.terms.maps import map_new
from pyerlshell.terms.types import Term

SLASH = atom("/")
_TYPE_KINDS: Final = frozenset({a.type, a.opaque, a.nominal})


def build_attribute(name: Node, values: list[Node]) -> Node:
    """`-name(Value, ...)`."""
    kind = name[2]
    build = _BUILDERS.get(kind)
    if build is not None:
        tag, value = build(kind, values)
        return (a.attribute, name[1], tag, value)
    if kind is a.native_record:
        raise error_at(name[1], string("bad native record definition"))
    if len(values) > 1:
        raise error_in(values[1], "bad attribute")
    return (a.attribute, name[1], kind, _term(name_arity(values[0])))


_Built = tuple[Term, Term]


def _module(kind: Term, values: list[Node]) -> _Built:
    match values:
        case [(tag, _, module)] if tag is a.atom:
            return kind, module
        case [(tag, _, module), variables] if tag is a.atom:
            return kind, (module, _var_list(variables))
    raise bad_declaration(values[0], "module")


def _var_list(node: Node) -> Term:
    found: list[Term] = []
    while node[0] is a.cons and node[2][0] is a.var:
        found.append(node[2][2])
        node = node[3]
    if node[0] is not a.nil:
        raise error_in(node, "bad variable list")
    return to_list(found)


def _export(kind: Term, values: list[Node]) -> _Built:
    if len(values) > 1:
        raise bad_declaration(values[1], "export")
    return kind, _farity_list(values[0])


def _import(kind: Term, values: list[Node]) -> _Built:
    if len(values) == 2 and values[0][0] is a.atom:
        read = _farity_list if kind is a.__getattr__("import") else _record_names
        return kind, (values[0][2], read(values[1]))
    assert type(kind) is Atom
    raise bad_declaration(values[1] if len(values) > 1 else values[0], kind.name)


def _farity_list(node: Node) -> Term:
    found: list[Term] = []
    while node[0] is a.cons:
        match node[2]:
            case (op, _, slash, name, arity) if op is a.op and slash is SLASH:
                if name[0] is not a.atom:
                    raise error_in(name, "bad function name")
                if arity[0] is not a.integer:
                    raise error_in(arity, "bad function arity")
                found.append((name[2], arity[2]))
            case _:
                break
        node = node[3]
    if node[0] is not a.nil:
        raise error_in(node, "bad Name/Arity")
    return to_list(found)


def _record_names(node: Node) -> Term:
    found: list[Term] = []
    while node[0] is a.cons and node[2][0] is a.atom:
        found.append(node[2][2])
        node = node[3]
    if node[0] is not a.nil:
        raise error_in(node, "bad native record name")
    return to_list(found)


def _record(kind: Term, values: list[Node]) -> _Built:
    if len(values) == 2 and values[0][0] is a.atom:
        return kind, (values[0][2], record_tuple(values[1]))
    if len(values) == 1 and values[0][0] is a.record and len(values[0]) == 4:
        return a.native_record, (values[0][2], values[0][3])
    raise bad_declaration(values[0], "record")


def _file(kind: Term, values: list[Node]) -> _Built:
    match values:
        case [(tag, _, name), (number, _, line)] if tag is a.string and number is a.integer:
            return kind, (name, line)
    raise bad_declaration(values[0], "file")


def _doc(kind: Term, values: list[Node]) -> _Built:
    if len(values) > 1:
        raise bad_declaration(values[0], "doc")
    node = values[0]
    match node:
        case (tag, _, value) if tag is a.atom and value in (a.true, a.false, a.hidden):
            return kind, value
        case (tag, _, value) if tag is a.string:
            return kind, value
        case (tag, _, _) if tag is a.bin:
            value = _term(node)
            if is_binary(value):
                return kind, value
        case (tag, _, pairs) if tag is a.map:
            return kind, _doc_map(kind, node, pairs)
        case (tag, _, [(word, _, name), [(text, _, path), None]]) if (
            tag is a.tuple and word is a.atom and name is a.file and text is a.string
        ):
            return kind, (a.file, path)
    raise bad_declaration(node, "doc")


def _doc_map(kind: Term, node: Node, pairs: Term) -> Term:
    found: list[tuple[Term, Term]] = []
    for field in nodes(pairs):
        if field[0] is not a.map_field_assoc:
            raise error_in(field, "bad attribute")
        try:
            key = normalise(field[2])
            if key is a.equiv and kind is a.doc and field[3][0] is a.call:
                found.append((key, field[3]))
            else:
                found.append((key, normalise(name_arity(field[3]))))
        except NotLiteral:
            raise error_in(node, "bad attribute") from None
    return map_new(found)


_BUILDERS: Final[dict[Term, Callable[[Term, list[Node]], _Built]]] = {
    a.module: _module,
    a.export: _export,
    a.__getattr__("import"): _import,
    a.import_record: _import,
    a.record: _record,
    a.file: _file,
    a.doc: _doc,
    a.moduledoc: _doc,
}


def name_arity(node: Node) -> Node:
    """The same with `{Name,Arity}` for `Name/Arity`, also inside lists, tuples and maps."""
    match node:
        case (tag, anno, slash, (name_tag, _, _) as name, (arity_tag, _, _) as arity) if (
            tag is a.op and slash is SLASH and name_tag is a.atom and arity_tag is a.integer
        ):
            return (a.tuple, anno, [name, [arity, None]])
        case (tag, anno, elements) if tag is a.tuple:
            return (tag, anno, to_list([name_arity(x) for x in nodes(elements)]))
        case (tag, anno, fields) if tag is a.map:
            return (tag, anno, to_list([(*f[:3], name_arity(f[3])) for f in nodes(fields)]))
        case (tag, *_) if tag is a.cons:
            return _cons_name_arity(node)
    return node


def _cons_name_arity(node: Node) -> Node:
    cells: list[tuple[Term, Node]] = []
    while node[0] is a.cons:
        cells.append((node[1], name_arity(node[2])))
        node = node[3]
    result = name_arity(node)
    for anno, head in reversed(cells):
        result = (a.cons, anno, head, result)
    return result


def _term(node: Node) -> Term:
    try:
        return normalise(node)
    except NotLiteral:
        raise error_in(node, "bad attribute") from None


def record_tuple(node: Node) -> Term:
    """The field definitions of a record declaration."""
    if node[0] is not a.tuple:
        raise error_in(node, "bad record declaration")
    return to_list([_record_field(field) for field in nodes(node[2])])


def _record_field(field: Node) -> Node:
    tag = field[0]
    if tag is a.typed:
        return (a.typed_record_field, _record_field(field[1]), field[2])
    if tag is a.atom:
        return (a.record_field, field[1], field)
    if tag is a.match and field[2][0] is a.atom:
        name = field[2]
        return (a.record_field, name[1], name, field[3])
    raise error_in(field, "bad record field")


def build_typed_attribute(name: Node, first: Node, typed: Node) -> Node:
    """`-type t() :: ...` (typed is a type), or `Name, {Field :: Type}` (typed is a tuple).

    `first` is what stands before the `::` or the comma.
    """
    kind = name[2]
    is_record = typed[0] is a.tuple
    if kind is a.record and is_record and first[0] is a.atom:
        return (a.attribute, name[1], kind, (first[2], record_tuple(typed)))
    if kind in _TYPE_KINDS and not is_record and first[0] is a.call and first[2][0] is a.atom:
        return (a.attribute, name[1], kind, _type_definition(first, typed))
    if kind in _TYPE_KINDS or kind is a.record or kind is a.native_record:
        assert type(kind) is Atom
        raise bad_declaration(name, kind.name)
    raise error_at(name[1], string("bad attribute"))


def _type_definition(head: Node, definition: Node) -> Term:
    arguments = nodes(head[3])
    for argument in arguments:
        if argument[0] is a.var and argument[2] is a._:
            raise error_at(argument[1], string("bad type variable"))
    for argument in arguments:
        if argument[0] is not a.var:
            raise error_in(argument, "bad type variable")
    return (head[2][2], definition, head[3])


def arity_of_spec(signature: Node, anno: Term) -> int:
    """The arity of a specification's first clause."""
    if signature[2] is a.bounded_fun:
        signature = signature[3][0]
    product = signature[3][0]
    if product[2] is not a.product:
        raise ParseError(anno, string("bad attribute"))
    return len(from_list(product[3]))
