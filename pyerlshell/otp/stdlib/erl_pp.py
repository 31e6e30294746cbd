"""erl_pp: abstract format printed as Erlang source text.

OTP: erl_pp
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.errors import badarg, function_clause
from pyerlshell.erts.native import NativeModule
from pyerlshell.syntax.erl_pp.boxes import WIDTH, Box, hang
from pyerlshell.syntax.erl_pp.clauses import guard as guard_box
from pyerlshell.syntax.erl_pp.clauses import top_sequence
from pyerlshell.syntax.erl_pp.exprs import LOWEST
from pyerlshell.syntax.erl_pp.exprs import expr as expr_box
from pyerlshell.syntax.erl_pp.forms import attribute as attribute_box
from pyerlshell.syntax.erl_pp.forms import form as form_box
from pyerlshell.syntax.erl_pp.forms import function as function_box
from pyerlshell.syntax.erl_pp.legal_names import legalized
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

erl_pp: Final = NativeModule("erl_pp", __doc__ or "")

__preempt__ = True


def _chars(box: Box, indent: Term = 0, end: str = "") -> Term:
    """The text as a character list; lines below the first start at column `indent`."""
    if type(indent) is not int:
        raise badarg(indent)
    separator = "\n" + " " * max(indent, 0)
    return to_list(tuple(map(ord, separator.join(box) + end)))


def _room(indent: Term) -> int:
    return WIDTH - indent if type(indent) is int and indent > 0 else WIDTH


@erl_pp.export("form/1", "(Form) -> io_lib:chars()")
@erl_pp.export("form/2", "(Form, Options) -> io_lib:chars()")
def form(node: Any, options: Term = None) -> Term:
    """A form as text: a function, an attribute."""
    return _chars(form_box(node), 0, "\n")


@erl_pp.export("attribute/1", "(Attribute) -> io_lib:chars()")
@erl_pp.export("attribute/2", "(Attribute, Options) -> io_lib:chars()")
def attribute(node: Any, options: Term = None) -> Term:
    """An attribute as text."""
    return _chars(attribute_box(node), 0, "\n")


@erl_pp.export("function/1", "(Function) -> io_lib:chars()")
@erl_pp.export("function/2", "(Function, Options) -> io_lib:chars()")
def function(node: Any, options: Term = None) -> Term:
    """A function with all its clauses as text."""
    return _chars(function_box(node), 0, "\n")


@erl_pp.export("legalize_vars/1", "(Function) -> Function")
def legalize_vars(node: Any) -> Term:
    """The function with names for its variables that can be read again."""
    if type(node) is not tuple or len(node) != 5 or node[0] is not a.function:
        raise function_clause(node)
    made: Term = legalized(node)
    return made


@erl_pp.export("guard/1", "(Guard) -> io_lib:chars()")
@erl_pp.export("guard/2", "(Guard, Options) -> io_lib:chars()")
def guard(node: Any, options: Term = None) -> Term:
    """A guard as text, with the word `when`."""
    return _chars(hang("when ", guard_box(node, WIDTH - 5)))


@erl_pp.export("exprs/1", "(Expressions) -> io_lib:chars()")
@erl_pp.export("exprs/2", "(Expressions, Options) -> io_lib:chars()")
def exprs(nodes: Term, options: Term = None) -> Term:
    """Expressions with commas between them as text."""
    return _chars(top_sequence(nodes))


@erl_pp.export("exprs/3", "(Expressions, Indent, Options) -> io_lib:chars()")
def exprs_indented(nodes: Term, indent: Term, options: Term) -> Term:
    """The same, for text that starts at column Indent."""
    return _chars(top_sequence(nodes, _room(indent)), indent)


@erl_pp.export("expr/1", "(Expression) -> io_lib:chars()")
def expr(node: Any) -> Term:
    """An expression as text."""
    return _chars(expr_box(node, LOWEST, WIDTH))


@erl_pp.export("expr/2", "(Expression, Indent) -> io_lib:chars()")
@erl_pp.export("expr/3", "(Expression, Indent, Options) -> io_lib:chars()")
def expr_indented(node: Any, indent: Term, options: Term = None) -> Term:
    """The same, for text that starts at column Indent; `expr/2` also takes Options in its place."""
    column = indent if type(indent) is int else 0
    return _chars(expr_box(node, LOWEST, _room(column)), column)


@erl_pp.export("expr/4", "(Expression, Indent, Precedence, Options) -> io_lib:chars()")
def expr_with_precedence(node: Any, indent: Term, precedence: Term, options: Term) -> Term:
    """The same, as an operand of an operator that binds with Precedence."""
    column = indent if type(indent) is int else 0
    own = precedence if type(precedence) is int else LOWEST
    return _chars(expr_box(node, own, _room(column)), column)
