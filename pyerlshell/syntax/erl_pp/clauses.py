"""What has bodies or clauses: blocks, case, if, receive, try, maybe, funs, comprehensions.

The reference always breaks clauses; a block or body of a single short expression may stay on one
line.

OTP: erl_pp
"""

from __future__ import annotations

from typing import Any

from pyerlshell.syntax.erl_pp.boxes import (
    INDENT,
    WIDTH,
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
from pyerlshell.syntax.erl_pp.exprs import (
    CALL,
    LOWEST,
    Node,
    assigned,
    expr,
    items_box,
    parens,
    prints,
)
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.chars import atom_text
from pyerlshell.terms.lists import from_list


def nodes(term: Any) -> list[Node]:
    """The elements of an Erlang list of nodes."""
    return from_list(term)  # type: ignore[return-value]


def sequence(exprs: Any, room: int) -> Box:
    """Expressions one under the other."""
    return stack([expr(e, LOWEST, room) for e in nodes(exprs)], ",")


def top_sequence(exprs: Any, room: int = WIDTH) -> Box:
    """Expressions as typed at a prompt: on one line if all are and they fit."""
    boxes = [expr(e, LOWEST, room) for e in nodes(exprs)]
    return join_flat(boxes, ", ") if fits(boxes, room) else stack(boxes, ",")


def guard(alternatives: Any, room: int, separator: str = "; ") -> Box:
    """`a, b; c`, on one line if it fits."""
    parts = []
    for tests in map(nodes, nodes(alternatives)):
        parts.append(items_box([expr(test, LOWEST, room) for test in tests], tests, room, 0))
    return join_flat(parts, separator) if fits(parts, room) else stack(parts, ";")


def guarded(head: Box, alternatives: Any, room: int) -> Box:
    """`head when guard`"""
    if alternatives is None:
        return head
    test = guard(alternatives, room - INDENT - 5)
    if flat(head) and flat(test) and len(head[0]) + 6 + len(test[0]) <= room:
        return text(f"{head[0]} when {test[0]}")
    if flat(test):
        return under(head, indent(hang("when ", test)))
    return under(head, indent(under("when", indent(guard(alternatives, room - 2 * INDENT)))))


def clause(head: Box, node: Node, room: int) -> Box:
    """`head when guard -> body`, the body below."""
    opening = after(guarded(head, node[3], room), " ->")
    return under(opening, indent(sequence(node[4], room - INDENT)))


def case_clauses(clauses: Any, room: int) -> Box:
    """Clauses with one pattern each."""
    return stack([clause(expr(c[2][0], LOWEST, room), c, room) for c in nodes(clauses)], ";")


def _short(exprs: Any, room: int) -> Box | None:
    """The one-line box of a body of one expression that needs no more."""
    items = nodes(exprs)
    box = expr(items[0], LOWEST, room) if len(items) == 1 else ["", ""]
    return box if flat(box) and len(box[0]) <= room else None


def _between(opening: str, exprs: Any, closing: str, room: int) -> Box:
    short = _short(exprs, room - len(opening) - len(closing) - 2)
    if short is not None:
        return text(f"{opening} {short[0]} {closing}")
    return under(opening, indent(sequence(exprs, room - INDENT)), closing)


@prints("block")
def _block(node: Node, precedence: int, room: int) -> Box:
    return _between("begin", node[2], "end", room)


@prints("maybe")
def _maybe(node: Node, precedence: int, room: int) -> Box:
    if len(node) == 3:
        return _between("maybe", node[2], "end", room)
    body = indent(sequence(node[2], room - INDENT))
    clauses = indent(case_clauses(node[3][2], room - INDENT))
    return under("maybe", body, "else", clauses, "end")


@prints("case")
def _case(node: Node, precedence: int, room: int) -> Box:
    subject = expr(node[2], LOWEST, room - 8)
    if flat(subject) and len(subject[0]) + 8 <= room:
        opening = text(f"case {subject[0]} of")
    else:
        opening = under("case", indent(expr(node[2], LOWEST, room - INDENT)), "of")
    return under(opening, indent(case_clauses(node[3], room - INDENT)), "end")


@prints("if", "cond")
def _if(node: Node, precedence: int, room: int) -> Box:
    inner = room - INDENT
    clauses = [
        under(after(guard(c[3], inner, ";"), " ->"), indent(sequence(c[4], inner - INDENT)))
        for c in nodes(node[2])
    ]
    return under(node[0].name, indent(stack(clauses, ";")), "end")


@prints("receive")
def _receive(node: Node, precedence: int, room: int) -> Box:
    if len(node) == 3:
        return under("receive", indent(case_clauses(node[2], room - INDENT)), "end")
    timeout = _timeout(node[3], node[4], room - INDENT)
    if node[2] is None:
        if flat(timeout) and len(timeout[0]) + 18 <= room:
            return text(f"receive after {timeout[0]} end")
        return under("receive", "after", indent(timeout), "end")
    clauses = indent(case_clauses(node[2], room - INDENT))
    return under("receive", clauses, "after", indent(timeout), "end")


def _timeout(limit: Node, body: Any, room: int) -> Box:
    head = after(expr(limit, LOWEST, room), " ->")
    short = _short(body, room - len(head[-1]) - 1)
    if flat(head) and short is not None:
        return text(f"{head[0]} {short[0]}")
    return under(head, indent(sequence(body, room - INDENT)))


@prints("try")
def _try(node: Node, precedence: int, room: int) -> Box:
    _, _, body, clauses, handlers, last = node
    inner = room - INDENT
    if clauses is None and handlers is None:
        whole = _short_try(body, last, room)
        if whole is not None:
            return whole
    short = _short(body, room - 7)
    if clauses is not None and short is not None:
        box = text(f"try {short[0]} of")
    else:
        box = under("try", indent(sequence(body, inner)))
        box = under(box, "of") if clauses is not None else box
    if clauses is not None:
        box = under(box, indent(case_clauses(clauses, inner)))
    if handlers is not None:
        caught = [clause(_handler(c[2][0], inner), c, inner) for c in nodes(handlers)]
        box = under(box, "catch", indent(stack(caught, ";")))
    if last is not None:
        box = under(box, "after", indent(sequence(last, inner)))
    return under(box, "end")


def _short_try(body: Any, last: Any, room: int) -> Box | None:
    """`try Body after Last end` if it fits on a line."""
    tried, after_it = _short(body, room), _short(last, room)
    if tried is None or after_it is None:
        return None
    whole = text(f"try {tried[0]} after {after_it[0]} end")
    return whole if len(whole[0]) <= room else None


def _handler(pattern: Node, room: int) -> Box:
    """The {Class, Reason, Stack} tuple of a handler as `Class:Reason:Stack`."""
    parts = nodes(pattern[2])
    stack_var = parts[2]
    shown = parts[:2] if stack_var[0] is a.var and stack_var[2] is a.__getattr__("_") else parts
    boxes = [expr(part, LOWEST, room) for part in shown]
    return hang(*[piece for box in boxes for piece in (":", box)][1:])


@prints("fun")
def _fun(node: Node, precedence: int, room: int) -> Box:
    what = node[2]
    if what[0] is a.clauses:
        return _fun_clauses("fun", 3, what[1], room)
    if len(what) == 3:
        return text(f"fun {atom_text(what[1].name)}/{what[2]}")
    module, function, arity = (_fun_part(part) for part in what[1:])
    return text(f"fun {module}:{function}/{arity}")


def _fun_part(part: Any) -> str:
    if type(part) is Atom:
        return atom_text(part.name)
    return str(part) if type(part) is int else expr(part, CALL, WIDTH)[0]


@prints("named_fun")
def _named_fun(node: Node, precedence: int, room: int) -> Box:
    return _fun_clauses(f"fun {node[2].name}", 4, node[3], room)


def _fun_clauses(opening: str, column: int, clauses: Any, room: int) -> Box:
    """The heads line up behind the word `fun`; the first follows it directly."""
    named = opening[4:]
    inner = room - column
    boxes = [clause(arguments(named, c[2], inner), c, inner) for c in nodes(clauses)]
    moved = indent(stack(boxes, ";"), column)
    moved[0] = opening[:column].ljust(column) + moved[0][column:]
    return under(moved, "end")


def arguments(opening: str, patterns: Any, room: int) -> Box:
    """`name(A, B)`, the parameters of a clause head."""
    items = nodes(patterns)
    inner = room - len(opening) - 1
    boxes = [expr(item, LOWEST, inner) for item in items]
    return hang(opening, "(", items_box(boxes, items, inner, 1), ")")


@prints("lc")
def _lc(node: Node, precedence: int, room: int) -> Box:
    return _comprehension("[", expr(node[2], LOWEST, room - 1), node[3], "]", room)


@prints("bc")
def _bc(node: Node, precedence: int, room: int) -> Box:
    return _comprehension("<<", expr(node[2], LOWEST + 1, room - 2), node[3], ">>", room)


@prints("mc")
def _mc(node: Node, precedence: int, room: int) -> Box:
    return _comprehension("#{", expr(node[2], LOWEST, room - 2), node[3], "}", room)


def _comprehension(opening: str, template: Box, qualifiers: Any, closing: str, room: int) -> Box:
    inner = room - len(opening) - INDENT
    parts = stack([_qualifier(q, inner) for q in nodes(qualifiers)], ",")
    body = under(after(template, " ||"), indent(parts))
    return under(opening + " ", indent(body, len(opening)), closing)


ARROWS = {
    a.generate: "<-",
    a.generate_strict: "<:-",
    a.b_generate: "<=",
    a.b_generate_strict: "<:=",
    a.m_generate: "<-",
    a.m_generate_strict: "<:-",
}


def _qualifier(node: Node, room: int) -> Box:
    if node[0] is a.zip:
        return stack([_qualifier(part, room) for part in nodes(node[2])], "&&")
    arrow = ARROWS.get(node[0])
    if arrow is None:
        return expr(node, LOWEST, room)
    return assigned(expr(node[2], LOWEST, room), arrow, node[3], LOWEST, room)


__all__ = ["arguments", "case_clauses", "clause", "guard", "parens", "sequence", "top_sequence"]
