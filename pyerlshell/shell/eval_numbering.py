"""The nodes of a typed expression get numbers, each with the frames that stand around it.

    1 + f(2)      the call is the right operand: expr/6 (838); its argument 2: expr_list/7,
                  expr_list/5, local_func/8, and around them those of the call

One rule for each kind of node says in which frames its parts are evaluated.

OTP: erl_eval (expr/6 and what it calls)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from pyerlshell.otp.error_names import is_bif
from pyerlshell.shell.eval_frames import (
    AT_THE_PROMPT,
    COMPREHENSIONS,
    GENERATORS,
    IN_A_BODY,
    IN_A_FUN,
    IN_A_LIST,
    LOCAL_CALL,
    SOURCES,
    Context,
    Frames,
    entry,
    in_expr,
)
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import length
from pyerlshell.terms.types import Term


def number(form: Term, contexts: list[Context]) -> Term:
    """The form with numbers in the place of lines; what they mean is added to `contexts`."""
    order, numbers = _visit(form, contexts)
    nodes = {id(node): node for node in order if id(node) in numbers}
    places = {key: (numbers[key], node[1][1]) for key, node in nodes.items()}
    return _rebuilt(form, order, places)


def relocated(form: Term, location: Callable[[int], Term]) -> Term:
    """A numbered form with what `location` says of the numbers in their places."""
    order, found = _visit(form, [])
    nodes = {id(node): node for node in order if id(node) in found}
    return _rebuilt(form, order, {key: location(node[1][0]) for key, node in nodes.items()})


_Rule: TypeAlias = Callable[[Any, Context], list[tuple[Term, Any]]]
"""The children of a node, each with its meaning: a Context, or for a list _Each or _Series."""


@dataclass(frozen=True, slots=True)
class _Each:
    """The context of all elements of a list but the last, and of the last."""

    others: Context
    last: Context


@dataclass(frozen=True, slots=True)
class _Series:
    """The contexts of the elements of a list, one after the other."""

    contexts: Iterator[Context]


def _visit(form: Term, contexts: list[Context]) -> tuple[list[Any], dict[int, int]]:
    """All nodes, parents before children, and the numbers of those that have a location."""
    order: list[Any] = []
    numbers: dict[int, int] = {}
    todo: list[tuple[Any, Any]] = [(form, AT_THE_PROMPT)]
    while todo:
        node, meaning = todo.pop()
        if type(node) is list:
            order.append(node)
            todo.append((node[1], meaning))
            todo.append((node[0], _element(meaning, node[1] is None)))
        elif type(node) is tuple and node:
            order.append(node)
            if len(node) > 1 and type(node[0]) is Atom and _is_location(node[1]):
                numbers[id(node)] = len(contexts)
                contexts.append(replace(meaning, location=node[1], tag=node[0]))
            todo.extend(_children(node, meaning))
    return order, numbers


def _element(meaning: Any, is_last: bool) -> Context:
    if type(meaning) is _Each:
        return meaning.last if is_last else meaning.others
    if type(meaning) is _Series:
        return next(meaning.contexts)
    assert type(meaning) is Context
    return meaning


def _is_location(anno: Term) -> bool:
    return type(anno) is tuple and len(anno) == 2 and type(anno[0]) is int and type(anno[1]) is int


def _children(node: tuple[Any, ...], context: Context) -> list[tuple[Term, Any]]:
    rule = _RULES.get(node[0]) if type(node[0]) is Atom and len(node) > 2 else None
    known = rule(node, context) if rule is not None else []
    seen = {id(child) for child, _ in known}
    return [*known, *[(child, context) for child in node if id(child) not in seen]]


def _rebuilt(form: Term, order: list[Any], places: Mapping[int, Term]) -> Term:
    made: dict[int, Term] = {}

    def new(child: Term) -> Term:
        return made[id(child)] if type(child) in (tuple, list) and child != () else child

    for node in reversed(order):
        if type(node) is list:
            made[id(node)] = [new(node[0]), new(node[1])]
            continue
        elements = [new(child) for child in node]
        if id(node) in places:
            elements[1] = places[id(node)]
        made[id(node)] = tuple(elements)
    return new(form)


# Where the parts of each kind of expression stand


def _body(context: Context) -> _Each:
    return _Each(context.inside(IN_A_BODY), context)


def _clause(node: Any, context: Context) -> list[tuple[Term, Any]]:
    return [(node[4], _body(context))]


def _operator(node: Any, context: Context) -> list[tuple[Term, Any]]:
    if len(node) == 4:
        return [(node[3], context.inside(in_expr(814)))]
    left, right = _OPERANDS.get(node[2], (837, 838))
    return [(node[3], context.inside(in_expr(left))), (node[4], context.inside(in_expr(right)))]


_OPERANDS: Final[dict[Term, tuple[int, int]]] = {a.andalso: (817, 820), a.orelse: (827, 831)}


def _call(node: Any, context: Context) -> list[tuple[Term, Any]]:
    target, args = node[2], node[3]
    if target[0] is a.remote:
        return [(args, context.inside((*IN_A_LIST, *in_expr(754))))]
    if target[0] is a.atom:
        around = in_expr(765) if is_bif(target[2], length(args)) else LOCAL_CALL
        return [(args, context.inside((*IN_A_LIST, *around)))]
    function = context.inside(in_expr(771))
    return [(target, function), (args, context.inside((*IN_A_LIST, *in_expr(772))))]


def _remote(node: Any, context: Context) -> list[tuple[Term, Any]]:
    return [(node[2], context.inside(in_expr(752))), (node[3], context.inside(in_expr(753)))]


def _comprehension(node: Any, context: Context) -> list[tuple[Term, Any]]:
    template, outer = COMPREHENSIONS[node[0]]
    around = context.inside(outer)
    contexts: list[Context] = []
    cell = node[3]
    while type(cell) is list:
        step = _STEPS.get(cell[0][0])
        contexts.append(around if step is not None else around.inside(_FILTER))
        if step is not None:
            around = around.inside(step)
        cell = cell[1]
    return [(node[2], around.inside(template)), (node[3], _Series(iter(contexts)))]


def _generator(node: Any, context: Context) -> list[tuple[Term, Any]]:
    return [(node[3], context.inside((SOURCES[node[0]],)))]


def _zip(node: Any, context: Context) -> list[tuple[Term, Any]]:
    return [(node[2], context.inside(_ZIP))]


def _try(node: Any, context: Context) -> list[tuple[Term, Any]]:
    body, of, caught, after = [
        context.inside((entry("try_clauses", 10, line),)) for line in (1690, 1696, 1707, 1715)
    ]
    return [(node[2], _body(body)), (node[3], of), (node[4], caught), (node[5], _body(after))]


def _receive(node: Any, context: Context) -> list[tuple[Term, Any]]:
    if len(node) == 3:
        return []
    return [(node[3], context.inside(in_expr(615))), (node[4], _body(context))]


def _maybe(node: Any, context: Context) -> list[tuple[Term, Any]]:
    around = context.inside(in_expr(799 if len(node) == 3 else 802))
    contexts: list[Context] = []
    cell = node[2]
    while type(cell) is list:
        line = 299 if cell[1] is None else 302
        inside = around.inside((entry("maybe_match_exprs", 4, line),))
        contexts.append(around if cell[0][0] is a.maybe_match else inside)
        cell = cell[1]
    return [(node[2], _Series(iter(contexts)))]


def _fun(node: Any, context: Context) -> list[tuple[Term, Any]]:
    return [(child, IN_A_FUN) for child in node[2:]]


def _map(node: Any, context: Context) -> list[tuple[Term, Any]]:
    if len(node) == 3:
        return [(node[2], context.inside(in_expr(598)))]
    return [(node[2], context.inside(in_expr(588))), (node[3], context.inside(in_expr(589)))]


def _map_field(node: Any, context: Context) -> list[tuple[Term, Any]]:
    line = 1545 if node[0] is a.map_field_assoc else 1549
    key, value = [context.inside((entry("eval_map_fields", 6, line + n),)) for n in (0, 1)]
    return [(node[2], key), (node[3], value)]


def _inside(*lines: tuple[int, Frames]) -> _Rule:
    """A rule for a node whose parts at these positions are evaluated in frames of their own."""

    def rule(node: Any, context: Context) -> list[tuple[Term, Any]]:
        return [(node[at], context.inside(frames)) for at, frames in lines if at < len(node)]

    return rule


_STEPS: Final[dict[Term, Frames]] = {
    **{tag: (entry(*step),) for tag, (step, _) in GENERATORS.items()},
    a.zip: (entry("eval_zip", 8, 1418),),
}
_FILTER: Final[Frames] = (entry("eval_filter", 7, 1520),)
_ZIP: Final[Frames] = (entry("convert_gen_values", 6, 1087), entry("eval_lc1", 7, 1066))
_SEGMENT: Final[Frames] = (
    entry("expr_grp1", 6, 76, a.eval_bits),
    entry("expr_grp", 5, 72, a.eval_bits),
    *in_expr(843),
)
_VALUE, _SIZE = [(entry("eval_field", 5, line, a.eval_bits), *_SEGMENT) for line in (111, 114)]
_RULES: Final[dict[Term, _Rule]] = {
    a.clause: _clause,
    a.match: _inside((3, in_expr(792))),
    a.maybe_match: _inside((3, (entry("maybe_match_exprs", 4, 286),))),
    a.catch: _inside((2, in_expr(780))),
    a.case: _inside((2, in_expr(608))),
    a.cons: _inside((2, in_expr(441)), (3, in_expr(442))),
    a.tuple: _inside((2, (*IN_A_LIST, *in_expr(451)))),
    a.record_field: _inside((2, in_expr(608))),
    a.bin_element: _inside((2, _VALUE), (3, _SIZE)),
    a.block: lambda node, context: [(node[2], _body(context))],
    a.op: _operator,
    a.call: _call,
    a.remote: _remote,
    a.lc: _comprehension,
    a.bc: _comprehension,
    a.mc: _comprehension,
    **dict.fromkeys(GENERATORS, _generator),
    a.zip: _zip,
    atom("try"): _try,
    a.receive: _receive,
    a.maybe: _maybe,
    a.fun: _fun,
    a.named_fun: _fun,
    a.map: _map,
    a.map_field_assoc: _map_field,
    a.map_field_exact: _map_field,
}
