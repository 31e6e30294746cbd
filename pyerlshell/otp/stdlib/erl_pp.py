"""erl_pp: abstract format printed as Erlang source text.

OTP: erl_pp
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from pyerlshell.erts.errors import badarg, function_clause
from pyerlshell.erts.native import NativeModule
from pyerlshell.erts.support.calls import external_fun
from pyerlshell.otp.chardata import to_str
from pyerlshell.otp.malformed import need_form
from pyerlshell.otp.native_calls import call
from pyerlshell.syntax.erl_pp.boxes import INDENT, WIDTH, Box, finished, hang
from pyerlshell.syntax.erl_pp.clauses import guard as guard_box
from pyerlshell.syntax.erl_pp.clauses import top_sequence
from pyerlshell.syntax.erl_pp.exprs import LOWEST, TEXT, UnknownNodeError
from pyerlshell.syntax.erl_pp.exprs import expr as expr_box
from pyerlshell.syntax.erl_pp.forms import attribute as attribute_box
from pyerlshell.syntax.erl_pp.forms import form as form_box
from pyerlshell.syntax.erl_pp.forms import function as function_box
from pyerlshell.syntax.erl_pp.legal_names import legalized
from pyerlshell.syntax.erl_pp.quoted_types import quoted
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import from_list, string_to_list
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write

erl_pp: Final = NativeModule("erl_pp", __doc__ or "")

__preempt__ = True


class _Options:
    """What the options of these functions say: {hook, Fun}, {linewidth, N}, {indent, N},
    {encoding, E}, {quote_singleton_atom_types, Bool}, or a hook alone.
    """

    def __init__(self, given: Term) -> None:
        pairs: list[Any] = from_list(given) if type(given) is list else []
        named = {o[0]: o[1] for o in reversed(pairs) if type(o) is tuple and len(o) == 2}
        self.given = given
        self.hook: Any = named.get(a.hook, a.none) if type(given) is list else given
        width = named.get(a.linewidth, WIDTH)
        self.width: int = width if type(width) is int else WIDTH
        step = named.get(a.indent, INDENT)
        self.step: int = step if type(step) is int else INDENT
        default = a.latin1 if type(given) is not list and given is not None else a.unicode
        self.latin1 = named.get(a.encoding, default) is a.latin1
        self.quotes = named.get(a.quote_singleton_atom_types) is a.true

    def chars(self, box: Box) -> list[str]:
        """The lines with levels of indentation as wide, and characters as they are wanted."""
        lines = finished(box, self.step)
        return [_HIGH.sub(_escape, line) for line in lines] if self.latin1 else lines

    def text(self, node: Any, precedence: int, room: int) -> list[str]:
        """The lines for a node that only the hook knows."""
        if self.hook is None or self.hook is a.none:
            return [f"INVALID-FORM:{write(node)}:"]
        column = max(self.width - room, 0)
        args = (node, column, precedence, self.given)
        if type(self.hook) is tuple:
            module, name, more = self.hook
            extra = from_list(more)
            made = call(external_fun(module, name, len(args) + len(extra)), *args, *extra)
        else:
            made = call(self.hook, *args)
        first, *rest = to_str(made).split("\n")
        return [first, *[line[column:] if line[:column].isspace() else line for line in rest]]


_HIGH: Final = re.compile("[^\0-\xff]")


def _escape(found: re.Match[str]) -> str:
    return f"\\x{{{ord(found[0]):X}}}"


def _box(make: Callable[[Any], Box], node: Any, options: _Options) -> Box:
    """The node printed, with what is not known in it as the hook has it."""
    while True:
        try:
            return options.chars(make(node))
        except UnknownNodeError as e:
            shown = (TEXT, tuple(options.text(e.node, e.precedence, e.room)))
            node = _replaced(node, e.node, shown)
        except (AttributeError, IndexError, TypeError, ValueError):
            raise function_clause(node, options.given) from None


def _replaced(part: Any, wanted: Any, new: Any) -> Any:
    if part is wanted:
        return new
    if type(part) is tuple:
        return tuple([_replaced(inside, wanted, new) for inside in part])
    if type(part) is list:
        items: list[Any] = []
        while type(part) is list:
            items.append(_replaced(part[0], wanted, new))
            part = part[1]
        for item in reversed(items):
            part = [item, part]
    return part


def _chars(box: Box, indent: Term = 0, end: str = "") -> Term:
    """The text as a character list; lines below the first start at column `indent`.

    Below 0 there is one line only.
    """
    if type(indent) is not int:
        raise badarg(indent)
    if indent < 0:
        return string_to_list(" ".join([line.strip() for line in box if line.strip()]) + end)
    return string_to_list(("\n" + " " * indent).join(box) + end)


def _form(printer: Callable[..., Box], node: Any, options: Term) -> Term:
    chosen = _Options(options)
    if chosen.hook is None or chosen.hook is a.none:
        need_form(node, node, options)
    if chosen.quotes:
        node = quoted(node)
    return _chars(_box(lambda n: printer(n, chosen.width), node, chosen), 0, "\n")


@erl_pp.export("form/1", "(Form) -> io_lib:chars()")
@erl_pp.export("form/2", "(Form, Options) -> io_lib:chars()")
def form(node: Any, options: Term = a.none) -> Term:
    """A form as text: a function, an attribute."""
    return _form(form_box, node, options)


@erl_pp.export("attribute/1", "(Attribute) -> io_lib:chars()")
@erl_pp.export("attribute/2", "(Attribute, Options) -> io_lib:chars()")
def attribute(node: Any, options: Term = a.none) -> Term:
    """An attribute as text."""
    return _form(attribute_box, node, options)


@erl_pp.export("function/1", "(Function) -> io_lib:chars()")
@erl_pp.export("function/2", "(Function, Options) -> io_lib:chars()")
def function(node: Any, options: Term = a.none) -> Term:
    """A function with all its clauses as text."""
    return _form(function_box, node, options)


@erl_pp.export("legalize_vars/1", "(Function) -> Function")
def legalize_vars(node: Any) -> Term:
    """The function with names for its variables that can be read again."""
    if type(node) is not tuple or len(node) != 5 or node[0] is not a.function:
        raise function_clause(node)
    made: Term = legalized(node)
    return made


@erl_pp.export("guard/1", "(Guard) -> io_lib:chars()")
@erl_pp.export("guard/2", "(Guard, Options) -> io_lib:chars()")
def guard(node: Any, options: Term = a.none) -> Term:
    """A guard as text, with the word `when`."""
    chosen = _Options(options)
    tests: list[Any] = from_list(node)
    alternatives = [node, None] if tests and type(tests[0]) is tuple else node
    box = _box(lambda n: guard_box(n, chosen.width - 5), alternatives, chosen)
    return _chars(hang("when ", box))


@erl_pp.export("exprs/1", "(Expressions) -> io_lib:chars()")
@erl_pp.export("exprs/2", "(Expressions, Options) -> io_lib:chars()")
def exprs(nodes: Term, options: Term = a.none) -> Term:
    """Expressions with commas between them as text."""
    return exprs_indented(nodes, 0, options)


@erl_pp.export("exprs/3", "(Expressions, Indent, Options) -> io_lib:chars()")
def exprs_indented(nodes: Term, indent: Term, options: Term) -> Term:
    """The same, for text that starts at column Indent."""
    chosen = _Options(options)
    room = _room(indent, chosen)
    return _chars(_box(lambda n: top_sequence(n, room), nodes, chosen), indent)


_UNLIMITED: Final = 1 << 30


def _room(indent: Term, options: _Options) -> int:
    if type(indent) is not int:
        raise badarg(indent)
    return options.width - indent if indent >= 0 else _UNLIMITED


@erl_pp.export("expr/1", "(Expression) -> io_lib:chars()")
def expr(node: Any) -> Term:
    """An expression as text."""
    return expr_with_precedence(node, 0, LOWEST, a.none)


@erl_pp.export("expr/2", "(Expression, Indent) -> io_lib:chars()")
def expr_2(node: Any, indent: Term) -> Term:
    """The same, for text that starts at column Indent; Options may stand in its place."""
    if type(indent) is int:
        return expr_with_precedence(node, indent, LOWEST, a.none)
    return expr_with_precedence(node, 0, LOWEST, indent)


@erl_pp.export("expr/3", "(Expression, Indent, Options) -> io_lib:chars()")
def expr_indented(node: Any, indent: Term, options: Term) -> Term:
    """The same, for text that starts at column Indent."""
    return expr_with_precedence(node, indent, LOWEST, options)


@erl_pp.export("expr/4", "(Expression, Indent, Precedence, Options) -> io_lib:chars()")
def expr_with_precedence(node: Any, indent: Term, precedence: Term, options: Term) -> Term:
    """The same, as an operand of an operator that binds with Precedence."""
    chosen = _Options(options)
    own = precedence if type(precedence) is int else LOWEST
    room = _room(indent, chosen)
    return _chars(_box(lambda n: expr_box(n, own, room), node, chosen), indent)
