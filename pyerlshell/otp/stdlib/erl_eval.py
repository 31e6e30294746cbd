"""Expressions in abstract form, evaluated: compiled to Python each time, as those of the shell are.

Bindings are a list of pairs in the order of names, or a map. A handler of local functions is none,
`{value, Fun}` (which gets the name and the values of the arguments) or `{eval, Fun}`.

OTP: erl_eval
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.compiler.compile import UNBOUND, CompileErrors, compile_expressions
from pyerlshell.erts.errors import error, function_clause
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.malformed import need_form, need_forms
from pyerlshell.otp.stdlib.erl_parse import erl_parse
from pyerlshell.otp.typed_funs import TypedFuns, is_shell_handler, named_entries
from pyerlshell.otp.typed_queries import with_queries
from pyerlshell.syntax import erl_lint
from pyerlshell.terms import maps
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import (
    from_list,
    is_proper,
    list_to_string,
    string_to_list,
    to_list,
)
from pyerlshell.terms.types import Term

erl_eval: Final = NativeModule("erl_eval", "Expressions in abstract form, evaluated.")

_OWN: Final = "erl_eval"
Handler = Callable[[Atom, tuple[Term, ...]], Any]


# Bindings


def _pairs(bindings: Any) -> dict[Any, Term]:
    if maps.is_map(bindings):
        return {maps.unkey(k): v for k, v in bindings.items()}
    if not is_proper(bindings):
        raise function_clause(bindings)
    found = {}
    for pair in from_list(bindings):
        if type(pair) is not tuple or len(pair) != 2 or type(pair[0]) is not Atom:
            raise function_clause(bindings)
        found[pair[0]] = pair[1]
    return found


def _like(pairs: dict[Any, Term], model: Term) -> Term:
    if maps.is_map(model):
        return maps.map_new(pairs.items())
    return _list(pairs)


def _list(pairs: dict[Any, Term]) -> Term:
    return to_list([(name, pairs[name]) for name in sorted(pairs, key=lambda x: x.name)])


@erl_eval.export("new_bindings/0", "() -> Bindings")
def new_bindings() -> Term:
    """None."""
    return None


@erl_eval.export("new_bindings/1", "(Bindings) -> Bindings", internal=True)
def new_bindings_1(bindings: Term) -> Term:
    """None, of the same kind."""
    return {} if maps.is_map(bindings) else None


@erl_eval.export("bindings/1", "(Bindings) -> [{Name, Value}]")
def bindings_1(bindings: Term) -> Term:
    """As a list."""
    return _list(_pairs(bindings))


@erl_eval.export("binding/2", "(Name, Bindings) -> {value, Value} | unbound")
def binding(name: Term, bindings: Term) -> Term:
    """The value of a variable."""
    pairs = _pairs(bindings)
    return (a.value, pairs[name]) if type(name) is Atom and name in pairs else a.unbound


@erl_eval.export("add_binding/3", "(Name, Value, Bindings) -> Bindings")
def add_binding(name: Term, value: Term, bindings: Term) -> Term:
    """With a variable bound."""
    if type(name) is not Atom:
        raise function_clause(name, value, bindings)
    return _like({**_pairs(bindings), name: value}, bindings)


@erl_eval.export("del_binding/2", "(Name, Bindings) -> Bindings")
def del_binding(name: Term, bindings: Term) -> Term:
    """Without a variable."""
    pairs = _pairs(bindings)
    return _like({k: v for k, v in pairs.items() if k is not name}, bindings)


# Evaluation


def _no_function(name: Atom, args: tuple[Term, ...]) -> Any:
    return P.cur.node.code.cell(a.erl_eval, name, len(args)).fn(*args)


def _handler(term: Any, bindings: Term) -> Handler:
    if type(term) is not tuple or len(term) != 2 or not callable(term[1]):
        return _no_function
    kind, fun = term
    known = P.cur.node.part(TypedFuns).local
    if known is not None and is_shell_handler(fun):
        return known

    def value(name: Atom, args: tuple[Term, ...]) -> Any:
        return fun(name, to_list(args))

    def evaluated(name: Atom, args: tuple[Term, ...]) -> Any:
        abstract = erl_parse.functions["abstract", 1].fn
        result = fun(name, to_list([abstract(x) for x in args]), bindings)
        if result is TAIL:
            result = run()
        return result[1]

    return evaluated if kind is a.eval else value


def _checked(forms: list[Term], pairs: dict[Any, Term]) -> None:
    """Raise what the linter refuses, as the reference's evaluator does."""
    found = erl_lint.exprs(to_list(forms), pairs, [])
    if found.errors:
        raise error(found.errors[0][1][2])


def _evaluate(
    forms: list[Any], bindings: Term, local: Term, remote: Term = a.none
) -> tuple[Term, Term]:
    """The value of the last expression, and the bindings afterwards."""
    pairs = _pairs(bindings)
    _checked(forms, pairs)
    bound = {name.name: value for name, value in pairs.items() if type(name) is Atom}
    try:
        made = compile_expressions([with_queries(f) for f in forms], sorted(bound), {}, _OWN)
    except CompileErrors as e:
        raise error(e.errors[0][2]) from None
    namespace = P.cur.node.code.prepare(made.code).namespace
    namespace.update(
        __shell__=True,
        __funs__=named_entries(made.fun_forms),
        __fun_forms__=made.fun_forms,
        __local__=_handler(local, bindings),
        __local_fun__=_local_fun(local),
        __handlers__=(local, remote),
        __records__={},
        UNBOUND=UNBOUND,
    )
    result = namespace[made.function](*[bound[name] for name in sorted(bound)])
    if result is TAIL:
        result = run()
    for name, value in zip(made.variables, result[1:]):
        if value is not UNBOUND:
            pairs[atom(name)] = value
    return result[0], _like(pairs, bindings)


def _local_fun(local: Term) -> Callable[[Atom, int], Term]:
    def make(name: Atom, arity: int) -> Term:
        return P.cur.node.code.external_fun(a.erl_eval, name, arity)

    return make


@erl_eval.export("exprs/2", "(Expressions, Bindings) -> {value, Value, NewBindings}")
@erl_eval.export("exprs/3", "(Expressions, Bindings, LocalHandler) -> {value, Value, NewBindings}")
@erl_eval.export("exprs/4", internal=True)
def exprs(forms: Term, bindings: Term, local: Term = a.none, remote: Term = a.none) -> Term:
    """Evaluate expressions one after the other."""
    if type(forms) is not list or not is_proper(forms):
        raise function_clause(forms, bindings, local)
    need_forms(forms, forms, bindings, local)
    value, after = _evaluate(from_list(forms), bindings, local, remote)
    return (a.value, value, after)


@erl_eval.export("expr/2", "(Expression, Bindings) -> {value, Value, NewBindings}")
@erl_eval.export("expr/3", "(Expression, Bindings, LocalHandler) -> {value, Value, NewBindings}")
@erl_eval.export("expr/4", internal=True)
def expr(form: Term, bindings: Term, local: Term = a.none, remote: Term = a.none) -> Term:
    """Evaluate an expression."""
    need_form(form, form, bindings)
    value, after = _evaluate([form], bindings, local, remote)
    return (a.value, value, after)


@erl_eval.export("expr/5", internal=True)
def expr_5(form: Term, bindings: Term, local: Term, remote: Term, wanted: Term) -> Term:
    """Evaluate an expression; with `value`, only its value."""
    need_form(form, form, bindings, local, remote, wanted)
    if wanted is not a.none and wanted is not a.value:
        raise function_clause(form, bindings, local, remote, wanted)
    value, after = _evaluate([form], bindings, local, remote)
    return value if wanted is a.value else (a.value, value, after)


@erl_eval.export("expr_list/2", "(Expressions, Bindings) -> {Values, NewBindings}")
@erl_eval.export("expr_list/3", "(Expressions, Bindings, LocalHandler) -> {Values, NewBindings}")
@erl_eval.export("expr_list/4", internal=True)
def expr_list(forms: Term, bindings: Term, local: Term = a.none, remote: Term = a.none) -> Term:
    """Evaluate each expression with the same bindings."""
    need_forms(forms, forms, bindings)
    values: list[Term] = []
    after = _pairs(bindings)
    for form in from_list(forms):
        value, bound = _evaluate([form], bindings, local, remote)
        values.append(value)
        after.update(_pairs(bound))
    return (to_list(values), _like(after, bindings))


@erl_eval.export("check_command/2", internal=True)
def check_command(forms: Term, bindings: Term) -> Term:
    """ok, or what the linter refuses."""
    need_forms(forms, forms, bindings)
    found = erl_lint.exprs(forms, _pairs(bindings), [])
    return (a.error, found.errors[0][1]) if found.errors else a.ok


@erl_eval.export("extended_parse_exprs/1", internal=True)
def extended_parse_exprs(tokens: Term) -> Term:
    """As erl_parse:parse_exprs/1, but references and the like may stand there as they are
    printed: `#Ref<0.1.2.3>`."""
    if tokens is None:
        text = to_list([string_to_list("syntax error before: "), None])
        return a.error, (0, a.erl_parse, text)
    return erl_parse.functions["parse_exprs", 1].fn(to_list(_with_printed(from_list(tokens))))


def _with_printed(tokens: list[Any]) -> list[Any]:
    """The tokens with list_to_ref("#Ref<0.1.2.3>") in the place of what is printed so."""
    made: list[Any] = []
    i = 0
    while i < len(tokens):
        word = tokens[i + 1][2] if i + 2 < len(tokens) and len(tokens[i + 1]) == 3 else None
        maker = _PRINTED.get(word) if tokens[i][0] is _SHARP and type(word) is Atom else None
        ends = [k for k in range(i, len(tokens)) if tokens[k][0] is _GREATER]
        if maker is None or not ends:
            made.append(tokens[i])
            i += 1
            continue
        place = tokens[i][1]
        text = "".join([_printed(token) for token in tokens[i : ends[0] + 1]])
        made += [(a.atom, place, maker), (_OPEN, place)]
        made += [(a.string, place, string_to_list(text)), (_CLOSE, place)]
        i = ends[0] + 1
    return made


def _printed(token: Any) -> str:
    """The text of a token: it is in its annotation if the scanner was asked for texts."""
    if type(token[1]) is list:
        for item in from_list(token[1]):
            if type(item) is tuple and item[0] is a.text:
                return list_to_string(item[1]) or ""
    value = token[2] if len(token) == 3 else token[0]
    return value.name if type(value) is Atom else str(value)


_SHARP: Final = atom("#")
_GREATER: Final = atom(">")
_OPEN: Final = atom("(")
_CLOSE: Final = atom(")")
_PRINTED: Final = {atom("Ref"): a.list_to_ref, atom("Port"): a.list_to_port}
