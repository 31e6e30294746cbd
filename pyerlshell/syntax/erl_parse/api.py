"""The parser's entrances. Each takes the tokens of one form with its dot, and raises ParseError.

OTP: erl_parse
"""

from __future__ import annotations

from collections.abc import Sequence

from pyerlshell.syntax.erl_parse.annos import first_anno, location
from pyerlshell.syntax.erl_parse.forms import Forms
from pyerlshell.syntax.erl_parse.literals import External, NotLiteral, normalise
from pyerlshell.syntax.erl_parse.tokens import Node, ParseError, Token
from pyerlshell.terms.lists import from_list
from pyerlshell.terms.lists import string_to_list as string
from pyerlshell.terms.types import Term


def parse_form(tokens: Sequence[Token]) -> Node:
    """A function or an attribute."""
    return Forms(tokens).form()


def parse_exprs(tokens: Sequence[Token]) -> Term:
    """Expressions, as an Erlang list."""
    return Forms(tokens).expressions()


def parse_term(tokens: Sequence[Token], external: External | None = None) -> Term:
    """The term that the tokens are the literal of; `external` makes funs like `fun m:f/1`."""
    found = from_list(parse_exprs(tokens))
    if len(found) > 1:
        raise _bad_term(found[1])
    try:
        return normalise(found[0], external)
    except NotLiteral:
        raise _bad_term(found[0]) from None


def _bad_term(node: Term) -> ParseError:
    assert type(node) is tuple
    return ParseError(location(first_anno(node)), string("bad term"))


def format_error(descriptor: Term) -> str:
    """The text of a descriptor, which is a nested list of characters."""
    text: list[str] = []
    stack = [descriptor]
    while stack:
        item = stack.pop()
        if type(item) is list:
            stack.append(item[1])
            stack.append(item[0])
        elif type(item) is int and 0 <= item <= 0x10FFFF:
            text.append(chr(item))
    return "".join(text)
