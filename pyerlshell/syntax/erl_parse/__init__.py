"""Tokens to abstract format.

    tokens       the tokens being parsed; syntax errors
    operators    symbols and precedences
    expressions  expr, its operators, lists, binaries, comprehensions
    hashes       maps and records
    compound     patterns of heads; if, case, receive, fun, try, maybe
    types        top_type
    forms        functions and attributes; `attributes` builds the latter
    literals     normalise/1, abstract/2; `bit_literals` for binaries
    annos        where a node starts; `walk` changes annotations
    api          parse_form/1, parse_exprs/1, parse_term/1, format_error/1

OTP: erl_parse
"""

from pyerlshell.syntax.erl_parse.api import format_error, parse_exprs, parse_form, parse_term
from pyerlshell.syntax.erl_parse.literals import NotLiteral, abstract, normalise
from pyerlshell.syntax.erl_parse.tokens import ParseError

__all__ = [
    "NotLiteral",
    "ParseError",
    "abstract",
    "format_error",
    "normalise",
    "parse_exprs",
    "parse_form",
    "parse_term",
]
