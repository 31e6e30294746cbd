"""The parser: tokens to abstract format.

OTP: erl_parse
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import badarg, error, function_clause
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.support.calls import external_fun
from pyerlshell.otp.native_calls import call, is_fun
from pyerlshell.otp.stdlib.erl_anno import is_location, new, to_term
from pyerlshell.syntax import erl_parse as parser
from pyerlshell.syntax.epp.options import tokens as tokens_of
from pyerlshell.syntax.erl_parse import annos, literals
from pyerlshell.syntax.erl_parse.precedence import (
    FUNCTION,
    INFIX,
    MAX,
    PREFIX,
    TYPE_INFIX,
    TYPE_PREFIX,
)
from pyerlshell.syntax.erl_parse.walk import mapfold_anno as walk
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import ImproperList, from_list, is_proper, string_to_list, to_list
from pyerlshell.terms.pretty import pretty
from pyerlshell.terms.types import Term

erl_parse: Final = NativeModule("erl_parse", "The Erlang parser.")
__preempt__ = True


def _parsed(parse: Callable[[list[Any]], Term], tokens: Term) -> Term:
    items: list[Any] = from_list(tokens) if is_proper(tokens) else [None]
    for item in items:
        if not _is_token(item):
            raise function_clause(tokens)
    try:
        return (a.ok, parse(items))
    except parser.ParseError as e:
        return (a.error, e.info)


_VALUES: Final[dict[Term, tuple[type, ...]]] = {
    a.atom: (Atom,),
    a.var: (Atom,),
    a.sigil_prefix: (Atom,),
    a.integer: (int,),
    a.char: (int,),
    a.float: (float,),
    a.string: (list, type(None)),
    a.sigil_suffix: (list, type(None)),
}


def _is_token(item: Any) -> bool:
    if type(item) is not tuple or type(item[0] if item else None) is not Atom:
        return False
    wanted = _VALUES.get(item[0])
    if wanted is None:
        return len(item) in (2, 3)
    return len(item) == 3 and type(item[2]) in wanted


@erl_parse.export("parse_form/1")
def parse_form(tokens: Term) -> Term:
    """{ok, AbsForm} or {error, ErrorInfo} for the tokens of a form, with its dot."""
    return _parsed(parser.parse_form, tokens)


@erl_parse.export("parse/1", internal=True)
def parse(tokens: Term) -> Term:
    """As parse_form/1, for any tokens: one that the scanner cannot have made is an error."""
    items: list[Any] = from_list(tokens)
    for item in items:
        if type(item) is not tuple or len(item) < 2:
            raise function_clause(tokens)
        if not _is_token(item):
            value = item[2] if len(item) == 3 else item
            shown = [string_to_list(pretty(value)), None]
            what = to_list([string_to_list("syntax error before: "), shown])
            return (a.error, (annos.location(item[1]), a.erl_parse, what))
    return _parsed(parser.parse_form, tokens)


@erl_parse.export("parse_and_scan/1", internal=True)
def parse_and_scan(how: Any) -> Term:
    """parse/1 of the tokens that calls of {Fun, Args} give: {ok, Tokens, Location}, {eof, Location}
    or {error, Descriptor, Location}. No more are asked for than are needed.
    """
    function = external_fun(how[0], how[1], len(from_list(how[2]))) if len(how) == 3 else how[0]
    tokens: list[Any] = []
    while True:
        given: Any = call(function, *from_list(how[-1]))
        if given[0] is a.error and len(given) == 3:
            return given[:2]
        if given[0] is not a.eof:
            tokens += from_list(given[1])
        answer: Any = parse(to_list(tokens))
        if given[0] is a.eof or answer[0] is a.ok or answer[1][2][1] != [None, None]:
            return answer


@erl_parse.export("parse_exprs/1")
def parse_exprs(tokens: Term) -> Term:
    """{ok, ExprList} or {error, ErrorInfo} for the tokens of expressions, with their dot."""
    return _parsed(parser.parse_exprs, tokens)


@erl_parse.export("parse_term/1")
def parse_term(tokens: Term) -> Term:
    """{ok, Term} or {error, ErrorInfo} for the tokens of a term, with its dot."""
    return _parsed(_term, tokens)


def _term(tokens: list[Any]) -> Term:
    return parser.parse_term(tokens, external_fun)


@erl_parse.export("format_error/1")
def format_error(descriptor: Term) -> Term:
    """The text of an error descriptor."""
    return descriptor


@erl_parse.export("normalise/1")
def normalise(node: Term) -> Term:
    """The term that an abstract literal stands for."""
    try:
        return literals.normalise(node, external_fun)
    except parser.NotLiteral as e:
        raise error((a.badarg, e.node)) from None
    except (IndexError, TypeError, ImproperList):  # no abstract format at all
        raise error((a.badarg, node)) from None


@erl_parse.export("abstract/1")
@erl_parse.export("abstract/2")
def abstract(term: Term, options: Term = 0) -> Term:
    """The abstract form of a term. Options: a location, or a list with encoding, line, location."""
    anno, is_char = _abstract_options(options)
    try:
        return literals.abstract(term, anno, is_char)
    except parser.NotLiteral as e:
        raise function_clause(e.node, anno) from None


_ENCODINGS: Final[dict[Term, Callable[[Term], bool] | None]] = {
    a.latin1: literals.is_latin1,
    a.unicode: literals.is_unicode,
    a.utf8: literals.is_unicode,
    a.none: None,
}


def _abstract_options(options: Term) -> tuple[Term, Callable[[Term], bool] | None]:
    if is_location(options):
        return options, literals.is_unicode
    values: dict[Term, Any] = {}
    for item in reversed(from_list(options)):
        if type(item) is tuple and len(item) == 2:
            values[item[0]] = item[1]
    anno = new(values.get(a.location, values.get(a.line, 0)))
    encoding = values.get(a.encoding, a.utf8)
    if is_fun(encoding, 1):
        return anno, _asks(encoding)
    if encoding not in _ENCODINGS:
        raise error((a.badarg, encoding))
    return anno, _ENCODINGS[encoding]


def _asks(fun: Term) -> Callable[[Term], bool]:
    return lambda code: call(fun, code) is a.true


@erl_parse.export("tokens/1")
@erl_parse.export("tokens/2")
def tokens(node: Term, more: Term = None) -> Term:
    """The tokens of an abstract literal, before more tokens."""
    return to_list(tokens_of(node), more)


@erl_parse.export("map_anno/2")
def map_anno(fun: Term, tree: Term) -> Term:
    """The tree with each annotation replaced by what Fun gives for it."""
    if not is_fun(fun, 1):
        raise badarg(fun, tree)
    return walk(tree, None, lambda anno, acc: (call(fun, anno), acc))[0]


@erl_parse.export("fold_anno/3")
def fold_anno(fun: Term, acc: Term, tree: Term) -> Term:
    """The last accumulator of Fun, called with each annotation."""
    if not is_fun(fun, 2):
        raise badarg(fun, acc, tree)
    return walk(tree, acc, lambda anno, before: (anno, call(fun, anno, before)))[1]


@erl_parse.export("mapfold_anno/3")
def mapfold_anno(fun: Term, acc: Term, tree: Term) -> Term:
    """map_anno/2 and fold_anno/3 in one."""
    if not is_fun(fun, 2):
        raise badarg(fun, acc, tree)
    return walk(tree, acc, lambda anno, before: call(fun, anno, before))  # type: ignore[arg-type, return-value]


@erl_parse.export("new_anno/1")
def new_anno(tree: Term) -> Term:
    """The tree with each location made an annotation."""
    return walk(tree, None, lambda anno, acc: (new(anno), acc))[0]


@erl_parse.export("anno_to_term/1")
@erl_parse.export("anno_from_term/1")
def anno_to_term(tree: Term) -> Term:
    """The tree with each annotation as a term (or made of one)."""
    return walk(tree, None, lambda anno, acc: (to_term(anno), acc))[0]


@erl_parse.export("first_anno/1", internal=True)
def first_anno(node: Term) -> Term:
    """The annotation of the leftmost token of a node."""
    return annos.first_anno(node)


def _precedence(table: dict[Any, Any], operator: Term) -> Term:
    found = table.get(operator)
    if found is None:
        raise function_clause(operator)
    return found


@erl_parse.export("inop_prec/1", internal=True)
def inop_prec(operator: Term) -> Term:
    """{Left, Own, Right} precedence of an infix operator."""
    return _precedence(INFIX, operator)


@erl_parse.export("preop_prec/1", internal=True)
def preop_prec(operator: Term) -> Term:
    """{Own, Right} precedence of a prefix operator."""
    return _precedence(PREFIX, operator)


@erl_parse.export("type_inop_prec/1", internal=True)
def type_inop_prec(operator: Term) -> Term:
    """The same in types."""
    return _precedence(TYPE_INFIX, operator)


@erl_parse.export("type_preop_prec/1", internal=True)
def type_preop_prec(operator: Term) -> Term:
    """The same in types."""
    return _precedence(TYPE_PREFIX, operator)


@erl_parse.export("func_prec/0", internal=True)
def func_prec() -> Term:
    """The precedence of a call."""
    return FUNCTION


@erl_parse.export("max_prec/0", internal=True)
def max_prec() -> Term:
    """The highest precedence."""
    return MAX
