"""What a stack trace shows of an expression typed at the prompt: the frames of an interpreter.

The reference evaluates what is typed with an interpreter written in Erlang, and its functions stand
in stack traces, once for each expression that something still has to be done with. We compile, so
the frames are worked out from the form: every node gets a number, which takes the place of its line
in the compiled code, and the number tells which frames stand between the node and the command.

    X = f(1 + g())    a failure in g/0:  do_apply/7, expr/6 (of 1 + _), expr_list/7, expr_list/5,
                      expr/6 (of the call), expr/6 (of the match), then those of the shell

A fun called by compiled code returns only its value, so that its last call is a tail call.

OTP: erl_eval, shell (the functions and lines that its stack traces show)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from pyerlshell.erts.stacktrace import DEPTH
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term

Frames: TypeAlias = tuple[Term, ...]


def _at(name: str, arity: int, line: int, module: Atom = a.erl_eval) -> Term:
    place = [(a.file, string_to_list(f"{module.name}.erl")), (a.line, line)]
    return (module, atom(name), arity, to_list(place))


def _expr(line: int) -> Frames:
    return (_at("expr", 6, line),)


SHELL: Final[Frames] = (
    _at("exprs", 7, 970, a.shell),
    _at("eval_exprs", 7, 926, a.shell),
    _at("eval_loop", 4, 911, a.shell),
)
_APPLY: Final = _at("do_apply", 7, 1048)
_APPLY_FUN: Final = _at("apply_fun", 3, 1209, a.shell)
_LIST: Final = (_at("expr_list", 7, 1664), _at("expr_list", 5, 1660))
_BODY: Final = (_at("exprs", 6, 276),)
_GENERATE: Final = {
    a.generate: (("eval_generate", 9, 1462), 1427),
    a.generate_strict: (("eval_generate", 9, 1462), 1427),
    a.b_generate: (("eval_b_generate", 9, 1481), 1433),
    a.b_generate_strict: (("eval_b_generate", 9, 1481), 1433),
    a.m_generate: (("eval_m_generate", 9, 1501), 1440),
    a.m_generate_strict: (("eval_m_generate", 9, 1501), 1440),
}
_COMPREHENSIONS: Final[dict[Term, tuple[Frames, Frames]]] = {
    a.lc: (
        (_at("expr_list", 7, 1664), _at("eval_lc1", 7, 1078)),
        (_at("eval_lc", 7, 1061),),
    ),
    a.bc: ((_at("eval_bc1", 7, 1367),), (_at("eval_bc", 7, 1352),)),
    a.mc: ((*_LIST, _at("eval_mc2", 6, 1397)), (_at("eval_mc", 7, 1375),)),
}
_RAISED: Final[dict[Term, Term]] = {
    a.badmatch: _at("expr", 6, 796),
    a.case_clause: _at("case_clauses", 8, 1744),
    a.if_clause: _at("if_clauses", 7, 1683),
    a.try_clause: _at("try_clauses", 10, 1698),
    a.else_clause: _at("expr", 6, 810),
    a.bad_filter: _at("eval_filter", 7, 1524),
    a.badfun: _APPLY,
    a.badarity: _at("do_apply", 6, 1014),
    a.function_clause: _at("eval_fun", 8, 1588),
}
"""The frame in which a failure of the expression itself is raised, by its reason."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where a node stands: the frames around it, innermost first; `tail` within a fun if there are none."""

    frames: Frames
    in_fun: bool
    tail: bool
    location: Term = None
    tag: Term = None

    def inside(self, frames: Frames) -> Context:
        return Context((*frames, *self.frames)[:DEPTH], self.in_fun, False)


_TOP: Final = Context(SHELL, False, False)
_FUN: Final = Context((), True, True)


class FormStack:
    """The frames of one command, by the number of the node that runs. Kept in its namespace."""

    __slots__ = ("contexts",)

    def __init__(self) -> None:
        self.contexts: list[Context] = [_TOP]

    def location(self, number: int) -> Term:
        """Where the node with this number was typed."""
        return self.contexts[number].location if 0 < number < len(self.contexts) else (1, number)

    def entries(
        self, number: int, failed: Term | None, by_name: bool, direct: bool, value_only: bool
    ) -> list[Term]:
        """The stack trace entries of a frame.

        failed      the reason, if the expression itself failed and nothing it called
        by_name     throw/1, exit/1 or error/1 was called, which have no frame of their own
        direct      what it called is a fun typed at the prompt, of which the interpreter knows
        value_only  compiled code called the fun in which it stands
        """
        context = self.contexts[number] if 0 <= number < len(self.contexts) else _TOP
        own: list[Term] = []
        if by_name:
            own.append(_APPLY_FUN)
        elif failed is not None:
            own.append(_raised(context, failed))
        if failed is None and not direct and not (context.tail and value_only):
            own.append(_APPLY)
        return [*own, *context.frames]


def _raised(context: Context, reason: Term) -> Term:
    tag = reason[0] if type(reason) is tuple and reason else reason
    if tag is a.bad_generator:
        found = _GENERATE.get(context.tag)
        name, line = ("eval_generate", 1472) if found is None else (found[0][0], 1472)
        return _at(name, 9, 1493 if name == "eval_b_generate" else line)
    if tag is a.badmatch and context.tag in _GENERATE:
        return _at(_GENERATE[context.tag][0][0], 9, 1467)
    return _RAISED.get(tag, _at("expr", 6, 823))


# Numbering the nodes of a form


def numbered(form: Term) -> tuple[Term, FormStack]:
    """The form with numbers in the place of lines, and what they mean."""
    stack = FormStack()
    order, numbers = _visit(form, stack.contexts)
    return _rebuilt(form, order, numbers), stack


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
    todo: list[tuple[Any, Any]] = [(form, _TOP)]
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


def _rebuilt(form: Term, order: list[Any], numbers: dict[int, int]) -> Term:
    made: dict[int, Term] = {}

    def new(child: Term) -> Term:
        return made[id(child)] if type(child) in (tuple, list) and child != () else child

    for node in reversed(order):
        if type(node) is list:
            made[id(node)] = [new(node[0]), new(node[1])]
            continue
        elements = [new(child) for child in node]
        number = numbers.get(id(node))
        if number is not None:
            elements[1] = (number, node[1][1])
        made[id(node)] = tuple(elements)
    return new(form)


# Where the parts of each kind of expression stand


def _body(context: Context) -> _Each:
    return _Each(context.inside(_BODY), context)


def _clause(node: Any, context: Context) -> list[tuple[Term, Any]]:
    return [(node[4], _body(context))]


def _operator(node: Any, context: Context) -> list[tuple[Term, Any]]:
    if len(node) == 4:
        return [(node[3], context.inside(_expr(814)))]
    left, right = _OPERANDS.get(node[2], (837, 838))
    return [(node[3], context.inside(_expr(left))), (node[4], context.inside(_expr(right)))]


_OPERANDS: Final[dict[Term, tuple[int, int]]] = {a.andalso: (817, 820), a.orelse: (827, 831)}


def _call(node: Any, context: Context) -> list[tuple[Term, Any]]:
    target, args = node[2], node[3]
    if target[0] is a.remote:
        return [(args, context.inside((*_LIST, *_expr(754))))]
    if target[0] is a.atom:
        return [(args, context.inside((*_LIST, *_expr(765))))]
    function = context.inside(_expr(771))
    return [(target, function), (args, context.inside((*_LIST, *_expr(772))))]


def _remote(node: Any, context: Context) -> list[tuple[Term, Any]]:
    return [(node[2], context.inside(_expr(752))), (node[3], context.inside(_expr(753)))]


def _comprehension(node: Any, context: Context) -> list[tuple[Term, Any]]:
    template, outer = _COMPREHENSIONS[node[0]]
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
    return [(node[3], context.inside((_at("eval_generator", 7, _GENERATE[node[0]][1]),)))]


def _zip(node: Any, context: Context) -> list[tuple[Term, Any]]:
    return [(node[2], context.inside(_ZIP))]


def _try(node: Any, context: Context) -> list[tuple[Term, Any]]:
    body, of, caught, after = [
        context.inside((_at("try_clauses", 10, line),)) for line in (1690, 1696, 1707, 1715)
    ]
    return [(node[2], _body(body)), (node[3], of), (node[4], caught), (node[5], _body(after))]


def _receive(node: Any, context: Context) -> list[tuple[Term, Any]]:
    if len(node) == 3:
        return []
    return [(node[3], context.inside(_expr(615))), (node[4], _body(context))]


def _maybe(node: Any, context: Context) -> list[tuple[Term, Any]]:
    around = context.inside(_expr(799 if len(node) == 3 else 802))
    steps = [_at("maybe_match_exprs", 4, line) for line in (302, 299)]
    return [(node[2], _Each(*[around.inside((step,)) for step in steps]))]


def _fun(node: Any, context: Context) -> list[tuple[Term, Any]]:
    return [(child, _FUN) for child in node[2:]]


def _map(node: Any, context: Context) -> list[tuple[Term, Any]]:
    if len(node) == 3:
        return [(node[2], context.inside(_expr(598)))]
    return [(node[2], context.inside(_expr(588))), (node[3], context.inside(_expr(589)))]


def _map_field(node: Any, context: Context) -> list[tuple[Term, Any]]:
    line = 1545 if node[0] is a.map_field_assoc else 1549
    key, value = [context.inside((_at("eval_map_fields", 6, line + n),)) for n in (0, 1)]
    return [(node[2], key), (node[3], value)]


def _inside(*lines: tuple[int, Frames]) -> _Rule:
    """A rule for a node whose parts at these positions are evaluated in frames of their own."""

    def rule(node: Any, context: Context) -> list[tuple[Term, Any]]:
        return [(node[at], context.inside(frames)) for at, frames in lines if at < len(node)]

    return rule


_STEPS: Final[dict[Term, Frames]] = {
    **{tag: (_at(*step),) for tag, (step, _) in _GENERATE.items()},
    a.zip: (_at("eval_zip", 8, 1418),),
}
_FILTER: Final[Frames] = (_at("eval_filter", 7, 1520),)
_ZIP: Final[Frames] = (_at("convert_gen_values", 6, 1087), _at("eval_lc1", 7, 1066))
_SEGMENT: Final[Frames] = (
    _at("eval_field", 5, 111, a.eval_bits),
    _at("expr_grp1", 6, 76, a.eval_bits),
    _at("expr_grp", 5, 72, a.eval_bits),
    *_expr(843),
)
_RULES: Final[dict[Term, _Rule]] = {
    a.clause: _clause,
    a.match: _inside((3, _expr(792))),
    a.maybe_match: _inside((3, (_at("maybe_match_exprs", 4, 286),))),
    a.catch: _inside((2, _expr(780))),
    a.case: _inside((2, _expr(608))),
    a.cons: _inside((2, _expr(441)), (3, _expr(442))),
    a.tuple: _inside((2, (*_LIST, *_expr(451)))),
    a.record_field: _inside((2, _expr(608))),
    a.bin_element: _inside((2, _SEGMENT)),
    a.block: lambda node, context: [(node[2], _body(context))],
    a.op: _operator,
    a.call: _call,
    a.remote: _remote,
    a.lc: _comprehension,
    a.bc: _comprehension,
    a.mc: _comprehension,
    **dict.fromkeys(_GENERATE, _generator),
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
