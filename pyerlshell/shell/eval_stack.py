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

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from pyerlshell.erts.bits_errors import eval_bits_entries
from pyerlshell.erts.stacktrace import DEPTH
from pyerlshell.otp.error_names import is_bif
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import length, string_to_list, to_list
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
_APPLY_DEFINED: Final = _at("do_apply", 7, 1044)
"""In a function defined at the prompt, which calls without the shell's help."""
_APPLY_FUN: Final[Any] = _at("apply_fun", 3, 1209, a.shell)
_LIST: Final = (_at("expr_list", 7, 1664), _at("expr_list", 5, 1660))
_BODY: Final = (_at("exprs", 6, 276),)
_LOCAL: Final = (_at("local_func", 8, 1552, a.shell), _at("local_func", 8, 949))
_GENERATE: Final[dict[Term, tuple[tuple[str, int, int], int]]] = {
    a.generate: (("eval_generate", 9, 1462), 1427),
    a.generate_strict: (("eval_generate", 9, 1462), 1427),
    a.b_generate: (("eval_b_generate", 9, 1481), 1433),
    a.b_generate_strict: (("eval_b_generate", 9, 1481), 1433),
    a.m_generate: (("eval_m_generate", 9, 1501), 1440),
    a.m_generate_strict: (("eval_m_generate", 9, 1501), 1440),
}
_BINARY_TEMPLATE: Final = _at("eval_bc1", 7, 1367)
_COMPREHENSIONS: Final[dict[Term, tuple[Frames, Frames]]] = {
    a.lc: (
        (_at("expr_list", 7, 1664), _at("eval_lc1", 7, 1078)),
        (_at("eval_lc", 7, 1061),),
    ),
    a.bc: ((_BINARY_TEMPLATE,), (_at("eval_bc", 7, 1352),)),
    a.mc: ((*_LIST, _at("eval_mc2", 6, 1397)), (_at("eval_mc", 7, 1375),)),
}
_RAISED: Final[dict[Term, Frames]] = {
    a.badmatch: _expr(796),
    a.case_clause: (_at("case_clauses", 8, 1744),),
    a.if_clause: (_at("if_clauses", 7, 1683),),
    a.try_clause: (_at("try_clauses", 10, 1698),),
    a.else_clause: _expr(810),
    a.bad_filter: (_at("eval_filter", 7, 1524),),
    a.bad_generators: (_at("eval_zip", 8, 1411),),
    a.badfun: (_at("apply_fun", 3, 1211, a.shell), _at("do_apply", 6, 1035)),
    a.badarity: (_at("do_apply", 6, 1014),),
    a.shell_undef: (_at("shell_undef", 2, 1635, a.shell), _at("local_func", 8, 949)),
}
"""The frames of a failure of the expression itself, by its reason."""
_NO_CLAUSE: Final = (a.erl_eval, atom("-inside-an-interpreted-fun-"))
_CALL_OF_FUN: Final = _at("eval_fun", 8, 1588)
_TIMEOUT: Final[Frames] = (
    (atom("prim_eval"), a.receive, 2, None),
    _at("receive_clauses", 8, 1758),
)


@dataclass(frozen=True, slots=True)
class Context:
    """The frames around a node, innermost first; `tail`: there are none, and it is in a fun."""

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

    __slots__ = ("contexts", "is_definition")

    def __init__(self, is_definition: bool) -> None:
        self.contexts: list[Context] = [_TOP]
        self.is_definition = is_definition

    def location(self, number: int) -> Term:
        """Where the node with this number was typed."""
        return self.contexts[number].location if 0 < number < len(self.contexts) else (1, number)

    def located(self, form: Term) -> Term:
        """The numbered form with its locations again."""
        order, found = _visit(form, [])
        nodes = {id(node): node for node in order if id(node) in found}
        return _rebuilt(form, order, {k: self.location(node[1][0]) for k, node in nodes.items()})

    def below(self, number: int, direct: bool, value_only: bool) -> list[Term]:
        """The entries of a frame under those of what it called.

        direct      that is a fun typed at the prompt, of which the interpreter knows
        value_only  compiled code called the fun in which it stands
        """
        context = self._context(number)
        if direct or (context.tail and value_only):
            return list(context.frames)
        return [_APPLY_DEFINED if self.is_definition else _APPLY, *context.frames]

    def failed(
        self, number: int, e: BaseException, reason: Term, args: Term, value_only: bool
    ) -> list[Term]:
        """The entries of the frame in which the exception was raised."""
        context = self._context(number)
        found = _raised(context, e, reason, args)
        if found is not None:
            return found
        if self.is_definition and context.tail and value_only:
            return list(context.frames)
        arity = 3 if args is None else args
        entry = _at("do_apply", 7, 1044) if self.is_definition else _apply_fun(arity)
        if self.is_definition:
            return [entry, *context.frames]
        return [entry, *self.below(number, False, value_only)]

    def construction(self, number: int, e: Any) -> list[Term]:
        """The entries of the frame in which a bit string could not be made of its segments."""
        context = self._context(number)
        in_template = bool(context.frames) and context.frames[0] is _BINARY_TEMPLATE
        # Compiled code makes the value of a binary comprehension of what it has and the template.
        segment = _raised_in(e)[1].get("segment")
        entries = eval_bits_entries(e.info, segment, int(in_template))
        made = [*entries, *_expr(843), *context.frames]
        return made[: DEPTH - 1]  # eval_bits leaves out one of its own that was there

    def _context(self, number: int) -> Context:
        return self.contexts[number] if 0 <= number < len(self.contexts) else _TOP


def _apply_fun(arity: Term) -> Term:
    """What calls error/1 and the like, which have no frame of their own."""
    module, name, _, place = _APPLY_FUN
    return (module, name, arity, place)


def _raised(context: Context, e: BaseException, reason: Term, args: Term) -> list[Term] | None:
    """The entries if the expression itself failed; None for an exception raised by name."""
    function, values = _raised_in(e)
    if function in _BY_NAME:
        return None
    tag = reason[0] if type(reason) is tuple and reason else reason
    if tag is a.function_clause and args is not None:
        return [(*_NO_CLAUSE, args, None), _CALL_OF_FUN]
    if tag is a.timeout_value and function == "start_timeout":
        return [*_TIMEOUT, *context.frames]
    if type(tag) is not Atom or (type(reason) is not tuple and tag is not a.if_clause):
        return None
    if tag is a.bad_generator or (tag is a.badmatch and context.tag in _GENERATE):
        return _bad_generator(context, tag is a.bad_generator)
    if function in _MAP_CHANGES:
        return [*_bad_map(function, tag, values), *context.frames]
    if tag is a.badarg:
        return [*_expr(823 if context.tag is a.op else 833), *context.frames]
    found = _RAISED.get(tag)
    return None if found is None else [*found, *context.frames]


_BY_NAME: Final = frozenset(("error_1", "error_2", "error_3", "exit_1", "throw_1", "raise_3"))


def _bad_generator(context: Context, is_bad: bool) -> list[Term]:
    """The node that runs is the generator or its source."""
    frames, step = context.frames, "eval_generate"
    for tag, source in _SOURCES.items():
        if frames and frames[0] is source:
            step, frames = _GENERATE[tag][0][0], frames[1:]
    if context.tag in _GENERATE:
        step = _GENERATE[context.tag][0][0]
    return [_at(step, 9, _BAD[step][not is_bad]), *frames]


_BAD: Final = {
    "eval_generate": (1472, 1467),
    "eval_b_generate": (1493, 1486),
    "eval_m_generate": (1451, 1506),
}


_MAP_CHANGES: Final = frozenset(("map_put_one", "map_update_one", "map_change"))


def _bad_map(function: str, tag: Term, values: dict[str, Any]) -> Frames:
    """What is not a map is found before any key; after the first key foldl/3 has gone on."""
    info = [(a.error_info, {a.module: a.erl_stdlib_errors}), None]
    if tag is a.badmap:
        return ((a.maps, a.put, to_list([a.k, a.v, values["m"]]), info), *_expr(590))
    place, value = 0, values.get("value")
    if function == "map_change":
        place = values["i"]
        value = values["flat"][2 * place + 1]
    foldl = _at("foldl_1", 3, 2470, a.lists) if place else _at("foldl", 3, 2465, a.lists)
    return (
        (a.maps, a.update, to_list([values["key"], value, values["m"]]), info),
        _at("-expr/6-fun-4-", 2, 594),
        foldl,
        *_expr(591),
    )


def _raised_in(e: BaseException) -> tuple[str, dict[str, Any]]:
    """The Python function that raised, and its variables."""
    tb = e.__traceback__
    while tb is not None and tb.tb_next is not None:
        tb = tb.tb_next
    return ("", {}) if tb is None else (tb.tb_frame.f_code.co_name, tb.tb_frame.f_locals)


# Numbering the nodes of a form


def numbered(form: Term) -> tuple[Term, FormStack]:
    """The form with numbers in the place of lines, and what they mean."""
    stack = FormStack(_is_definition(form))
    order, numbers = _visit(form, stack.contexts)
    nodes = {id(node): node for node in order if id(node) in numbers}
    places = {key: (number, nodes[key][1][1]) for key, number in numbers.items()}
    return _rebuilt(form, order, places), stack


def _is_definition(form: Any) -> bool:
    """What a function defined at the prompt has become (local_fun)."""
    return form[0] is a.named_fun and form[2] is a.RecursiveFuncVar


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
        around = _expr(765) if is_bif(target[2], length(args)) else _LOCAL
        return [(args, context.inside((*_LIST, *around)))]
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
    return [(node[3], context.inside((_SOURCES[node[0]],)))]


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
    contexts: list[Context] = []
    cell = node[2]
    while type(cell) is list:
        line = 299 if cell[1] is None else 302
        inside = around.inside((_at("maybe_match_exprs", 4, line),))
        contexts.append(around if cell[0][0] is a.maybe_match else inside)
        cell = cell[1]
    return [(node[2], _Series(iter(contexts)))]


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


_SOURCES: Final[dict[Term, Term]] = {
    tag: _at("eval_generator", 7, line) for tag, (_, line) in _GENERATE.items()
}
_STEPS: Final[dict[Term, Frames]] = {
    **{tag: (_at(*step),) for tag, (step, _) in _GENERATE.items()},
    a.zip: (_at("eval_zip", 8, 1418),),
}
_FILTER: Final[Frames] = (_at("eval_filter", 7, 1520),)
_ZIP: Final[Frames] = (_at("convert_gen_values", 6, 1087), _at("eval_lc1", 7, 1066))
_SEGMENT: Final[Frames] = (
    _at("expr_grp1", 6, 76, a.eval_bits),
    _at("expr_grp", 5, 72, a.eval_bits),
    *_expr(843),
)
_VALUE, _SIZE = [(_at("eval_field", 5, line, a.eval_bits), *_SEGMENT) for line in (111, 114)]
_RULES: Final[dict[Term, _Rule]] = {
    a.clause: _clause,
    a.match: _inside((3, _expr(792))),
    a.maybe_match: _inside((3, (_at("maybe_match_exprs", 4, 286),))),
    a.catch: _inside((2, _expr(780))),
    a.case: _inside((2, _expr(608))),
    a.cons: _inside((2, _expr(441)), (3, _expr(442))),
    a.tuple: _inside((2, (*_LIST, *_expr(451)))),
    a.record_field: _inside((2, _expr(608))),
    a.bin_element: _inside((2, _VALUE), (3, _SIZE)),
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
