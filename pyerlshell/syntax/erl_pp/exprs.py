"""Expressions, patterns and guards as boxes: one function per kind of node, found through PRINT.

Every function takes the node, the precedence of its surroundings (a node that binds less gets
parentheses), and the columns it may use.

OTP: erl_pp
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from pyerlshell.syntax.erl_internal import BIFS
from pyerlshell.syntax.erl_pp.boxes import (
    INDENT,
    Box,
    after,
    beside,
    fill,
    fits,
    flat,
    hang,
    indent,
    join_flat,
    stack,
    text,
    under,
)
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.chars import atom_text, char_text, quote_string
from pyerlshell.terms.floats import short
from pyerlshell.terms.lists import from_list

Node: TypeAlias = tuple[Any, ...]
Printer: TypeAlias = Callable[[Node, int, int], Box]

PRINT: Final[dict[Atom, Printer]] = {}

LOWEST: Final = 0
MAXIMUM: Final = 900
BINARY: Final[dict[str, tuple[int, int, int]]] = {
    **dict.fromkeys(("=", "!"), (150, 100, 100)),
    "?=": (100, 100, 100),
    "orelse": (160, 150, 150),
    "andalso": (200, 160, 160),
    **dict.fromkeys(("==", "/=", "=<", "<", ">=", ">", "=:=", "=/="), (300, 200, 300)),
    **dict.fromkeys(("++", "--"), (400, 300, 300)),
    **dict.fromkeys(("+", "-", "bor", "bxor", "bsl", "bsr", "or", "xor"), (400, 400, 500)),
    **dict.fromkeys(("*", "/", "div", "rem", "band", "and"), (500, 500, 600)),
}
"""operator -> precedence of the left operand, of the operator, of the right operand"""
UNARY: Final = (600, 700)
HASH: Final = 700
COLON: Final = 800
CALL: Final = 850
WORDS: Final = frozenset({"not", "bnot"})
ALWAYS_BROKEN: Final = frozenset({"andalso", "orelse"})
SHORTEST: Final = 5
"""Characters of a literal that strings are cut into, wherever they stand."""
TEXT: Final = atom("$text")
SIMPLE: Final = frozenset({TEXT, a.atom, a.var, a.integer, a.float, a.nil})


def prints(*names: str) -> Callable[[Printer], Printer]:
    """Registers a printer for these kinds of nodes."""

    def register(function: Printer) -> Printer:
        for name in names:
            PRINT[atom(name)] = function
        return function

    return register


def expr(node: Node, precedence: int, room: int) -> Box:
    """The box of an expression, pattern or guard test. Raises UnknownNodeError."""
    printer = PRINT.get(node[0]) if type(node) is tuple and node else None
    if printer is None:
        raise UnknownNodeError(node, precedence, room)
    return printer(node, precedence, room)


class UnknownNodeError(Exception):
    """A node that nobody knows how to print; (TEXT, lines) in its place is printed as it is."""

    def __init__(self, node: Any, precedence: int, room: int) -> None:
        super().__init__(node)
        self.node = node
        self.precedence = precedence
        self.room = room


@prints("$text")
def _lines(node: Node, precedence: int, room: int) -> Box:
    return list(node[1])


def parens(box: Box, inner: int, outer: int) -> Box:
    """The box, in parentheses if it binds less than its surroundings."""
    return hang("(", box, ")") if inner < outer else box


@prints("atom")
def _atom(node: Node, precedence: int, room: int) -> Box:
    return text(atom_text(node[2].name))


@prints("var")
def _var(node: Node, precedence: int, room: int) -> Box:
    return text(node[2].name)


@prints("integer")
def _integer(node: Node, precedence: int, room: int) -> Box:
    return text(str(node[2]))


@prints("float")
def _float(node: Node, precedence: int, room: int) -> Box:
    return text(short(node[2]))


@prints("char")
def _char(node: Node, precedence: int, room: int) -> Box:
    return text("$ " if node[2] == 32 else char_text(node[2]))


@prints("nil")
def _nil(node: Node, precedence: int, room: int) -> Box:
    return text("[]")


@prints("value")
def _value(node: Node, precedence: int, room: int) -> Box:
    from pyerlshell.terms.write import write

    return text(write(node[2]))


@prints("string")
def _string(node: Node, precedence: int, room: int) -> Box:
    """A string that is too long is cut into adjacent literals."""
    chars = "".join(map(chr, from_list(node[2])))  # type: ignore[arg-type]
    room = max(room - 2, SHORTEST)
    lines: Box = []
    piece, width = "", 0
    for char in chars:
        size = len(quote_string(char)) - 2
        if piece and width + size > room:
            lines.append(quote_string(piece))
            piece, width = "", 0
        piece += char
        width += size
    return [*lines, quote_string(piece)]


@prints("tuple")
def _tuple(node: Node, precedence: int, room: int) -> Box:
    return bracketed("{", node[2], "}", room)


@prints("cons")
def _cons(node: Node, precedence: int, room: int) -> Box:
    items: list[Node] = []
    rest = node
    while rest[0] is a.cons:
        items.append(rest[2])
        rest = rest[3]
    if rest[0] is a.nil:
        return _enclose("[", items, "]", room)
    nodes = [*items, rest]
    boxes = [expr(item, LOWEST, room - 1) for item in nodes]
    return hang("[", items_box(boxes, nodes, room - 1, 1, tail=True), "]")


def bracketed(opening: str, nodes: Any, closing: str, room: int) -> Box:
    """Comma-separated expressions (an Erlang list) between brackets."""
    return _enclose(opening, from_list(nodes), closing, room)  # type: ignore[arg-type]


def _enclose(opening: str, items: Sequence[Node], closing: str, room: int) -> Box:
    inner = room - len(opening)
    boxes = [expr(item, LOWEST, inner) for item in items]
    return hang(opening, items_box(boxes, items, inner, len(closing)), closing)


def items_box(
    boxes: Sequence[Box],
    items: Sequence[Node],
    room: int,
    closing: int,
    separator: str = ", ",
    tail: bool = False,
) -> Box:
    """On one line; else one under the other, but neighbours that are simple fill lines.

    `closing` columns have to be left on the one line; `tail`: the last one stands behind ` | `.
    """
    if not boxes:
        return [""]
    separators = [separator] * (len(boxes) - 1)
    if tail:
        separators[-1] = " | "
    ended = [after(box, end.rstrip()) for box, end in zip(boxes, separators)] + [boxes[-1]]
    width = sum(map(len, separators)) + sum(len(box[0]) for box in boxes)
    if width + closing <= room and all(map(flat, boxes)):
        return text(" ".join(box[0] for box in ended))
    return rows_of(ended, [_is_simple(item) for item in items], room, closing)


def rows_of(
    boxes: Sequence[Box], simple: Sequence[bool], room: int, closing: int, glue: str = " "
) -> Box:
    """One under the other, but neighbours that are simple fill lines."""
    rows: list[Box] = []
    together: list[Box] = []
    for box, is_simple in zip(boxes, simple):
        if is_simple and flat(box):
            together.append(box)
            continue
        rows += [fill(together, room, 0, glue)] if together else []
        together = []
        rows.append(box)
    return under(*rows, *([fill(together, room, closing, glue)] if together else []))


def _is_simple(item: Node) -> bool:
    """Does it stand on a line with its neighbours?"""
    return item[0] in SIMPLE or (item[0] in (a.tuple, a.bin) and item[2] is None)


@prints("match", "maybe_match")
def _match(node: Node, precedence: int, room: int) -> Box:
    operator = "=" if node[0] is a.match else "?="
    left_prec, own, right_prec = BINARY[operator]
    left = expr(node[2], left_prec, room)
    return parens(assigned(left, operator, node[3], right_prec, room), own, precedence)


def assigned(left: Box, operator: str, value: Node, precedence: int, room: int) -> Box:
    """`left = value`: on one line, hung after a very short left side, or on a line below."""
    head = after(left, f" {operator}")
    right = expr(value, precedence, room - len(head[-1]) - 1)
    if not flat(left):
        return under(head, indent(expr(value, precedence, room - INDENT)))
    if len(head[-1]) < INDENT or (flat(right) and len(head[-1]) + 1 + len(right[0]) <= room):
        return beside(after(head, " "), right)
    return under(head, indent(expr(value, precedence, room - INDENT)))


@prints("op")
def _op(node: Node, precedence: int, room: int) -> Box:
    return _unary(node, precedence, room) if len(node) == 4 else _binary(node, precedence, room)


def _unary(node: Node, precedence: int, room: int) -> Box:
    own, operand = UNARY
    name = node[2].name + (" " if node[2].name in WORDS else "")
    return parens(hang(name, expr(node[3], operand, room - len(name))), own, precedence)


def _binary(node: Node, precedence: int, room: int) -> Box:
    name = node[2].name
    left_prec, own, right_prec = BINARY[name]
    room -= own < precedence
    left = expr(node[3], left_prec, room)
    right = expr(node[4], right_prec, room)
    if name not in ALWAYS_BROKEN and fits([left, text(name), right], room, 1):
        box = text(f"{left[0]} {name} {right[0]}")
    else:
        box = under(left, name, right)
    return parens(box, own, precedence)


@prints("catch")
def _catch(node: Node, precedence: int, room: int) -> Box:
    value = expr(node[2], LOWEST + 1, room - 6)
    if flat(value) and len(value[0]) + 6 <= room:
        box = hang("catch ", value)
    else:
        box = under("catch", indent(expr(node[2], LOWEST + 1, room - INDENT)))
    return parens(box, LOWEST, precedence)


def _plain_name(node: Node) -> Node:
    """The function that is called; BIFs that need no module name are shown without."""
    called: Node = node[2]
    if called[0] is not a.remote or called[2][-1] is not a.erlang or called[3][0] is not a.atom:
        return called
    name = called[3]
    return name if (name[2], len(from_list(node[3]))) in BIFS else called


@prints("call")
def _call(node: Node, precedence: int, room: int) -> Box:
    function = expr(_plain_name(node), CALL, room)
    opening = after(function, "(")
    arguments = from_list(node[3])
    inner = room - len(opening[-1])
    boxes = [expr(argument, LOWEST, inner) for argument in arguments]  # type: ignore[arg-type]
    box = hang(opening, items_box(boxes, arguments, inner, 1), ")")  # type: ignore[arg-type]
    return parens(box, COLON, precedence)


@prints("remote")
def _remote(node: Node, precedence: int, room: int) -> Box:
    left = expr(node[2], CALL, room)
    right = expr(node[3], CALL, room)
    return parens(hang(left, ":", right), MAXIMUM, precedence)


@prints("map")
def _map(node: Node, precedence: int, room: int) -> Box:
    subject = [""] if len(node) == 3 else expr(node[2], CALL, room)
    return parens(_fields(hang(subject, "#{"), node[-1], room), HASH, precedence)


@prints("record")
def _record(node: Node, precedence: int, room: int) -> Box:
    subject = [""] if len(node) == 4 else expr(node[2], CALL, room)
    return parens(_fields(hang(subject, f"#{name(node[-2])}{{"), node[-1], room), HASH, precedence)


def name(record: Any) -> str:
    """A record's name in text; native records may name their module, or be any (`#_`)."""
    if record is None:
        return "_"
    if type(record) is tuple:
        return ":".join(atom_text(part.name) for part in record if type(part) is Atom)
    return atom_text(record.name)


def _fields(opening: Box, fields: Any, room: int) -> Box:
    inner = room - len(opening[-1])
    boxes = [expr(field, LOWEST, inner) for field in from_list(fields)]  # type: ignore[arg-type]
    if not boxes:
        return after(opening, "}")
    body = join_flat(boxes, ", ") if fits(boxes, inner - 1) else stack(boxes, ",")
    return hang(opening, body, "}")


@prints("record_field")
def _record_field(node: Node, precedence: int, room: int) -> Box:
    if len(node) == 5:  # Subject#name.field
        subject = expr(node[2], CALL, room)
        return parens(
            hang(subject, f"#{name(node[3])}.", expr(node[4], CALL, room)), HASH, precedence
        )
    left = expr(node[2], LOWEST, room)
    return assigned(left, "=", node[3], LOWEST, room)


@prints("record_index")
def _record_index(node: Node, precedence: int, room: int) -> Box:
    return hang(f"#{name(node[2])}.", expr(node[3], CALL, room))


@prints("map_field_assoc")
def _assoc(node: Node, precedence: int, room: int) -> Box:
    return assigned(expr(node[2], LOWEST, room), "=>", node[3], LOWEST, room)


@prints("map_field_exact")
def _exact(node: Node, precedence: int, room: int) -> Box:
    return assigned(expr(node[2], LOWEST, room), ":=", node[3], LOWEST, room)


@prints("bin")
def _bin(node: Node, precedence: int, room: int) -> Box:
    elements = from_list(node[2])
    boxes = [_element(element, room - 2) for element in elements]  # type: ignore[arg-type]
    if not boxes:
        return text("<<>>")
    if fits(boxes, room - 2, 1):
        body = join_flat(boxes, ",")
    else:
        ended = [*[after(box, ",") for box in boxes[:-1]], boxes[-1]]
        body = rows_of(ended, [_is_plain(element) for element in elements], room - 2, 2, "")
    return hang("<<", body, ">>")


def _is_plain(element: Any) -> bool:
    """Is it a simple value without size and type?"""
    return element[2][0] in SIMPLE and element[3] is a.default and element[4] is a.default


def _element(node: Node, room: int) -> Box:
    """{bin_element, Anno, Value, Size, Types}"""
    _, _, value, size, types = node
    box = expr(value, MAXIMUM, room)
    if size is not a.default:
        box = hang(box, ":", expr(size, MAXIMUM, room))
    if types is not a.default:
        names = [
            f"{t[0].name}:{t[1]}" if type(t) is tuple else t.name  # type: ignore[attr-defined]
            for t in from_list(types)
        ]
        box = after(box, "/" + "-".join(names))
    return box
