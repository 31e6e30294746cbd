"""What the tokens of a command mean: expressions, or a definition (a command of the shell then).

OTP: shell (get_command)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.otp import procs
from pyerlshell.shell import local_fun, parsing
from pyerlshell.shell.parsing import Token
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

_DEFINING: Final = {a.record: a.rd, a.spec: a.ft, a.type: a.td, a.nominal: a.td}


def command(tokens: Term) -> Term:
    """{ok, Expressions} or {error, ErrorInfo}."""
    return _parse(parsing.qualify_funs([_placed(token) for token in lists.iter_list(tokens)]))


def _placed(token: Any) -> Token:
    """The token with its location alone: from a program's own group leader it has its text too."""
    if type(token[1]) is not list:
        return token  # type: ignore[no-any-return]
    for item in lists.iter_list(token[1]):
        if type(item) is tuple and item[0] is a.location:
            return (token[0], item[1], *token[2:])
    return token  # type: ignore[no-any-return]


def _parse(tokens: list[Token]) -> Term:
    kinds = [token[0] for token in tokens[:2]]
    if kinds == [parsing.MINUS, a.atom]:
        command = _DEFINING.get(tokens[1][2])  # type: ignore[call-overload]
        if command is not None:
            return _attribute(tokens, command)
    elif kinds == [a.atom, parsing.OPEN]:
        name = tokens[0][2]
        form = parsing.parse_form(tokens)
        if type(form) is tuple and form[0] is a.ok and type(name) is Atom:
            if local_fun.may_define(name):
                return local_fun.definition(form[1])
    return parsing.parse_exprs(tokens)


def _attribute(tokens: list[Token], command: Atom) -> Term:
    """`-record(...)`, `-spec` and `-type` become `rd("...")` and the like."""
    parsed = parsing.parse_form(tokens)
    if type(parsed) is not tuple or parsed[0] is not a.ok:
        return parsed
    anno = (1, 1)
    text = procs.form_text(parsed[1])
    argument = (a.string, anno, lists.string_to_list(text))
    return (a.ok, [(a.call, anno, (a.atom, anno, command), [argument, None]), None])
