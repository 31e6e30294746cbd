"""The front end as the shell needs it: tokens to expressions, and the text of what is wrong.

A pid written as it is printed, `<0.85.0>`, is accepted at the prompt; `fun f/1` means a function of
shell_default, or a BIF.

OTP: erl_eval (extended_parse_exprs)
"""

from __future__ import annotations

from typing import Final

from pyerlshell.otp.error_names import is_bif
from pyerlshell.syntax import erl_scan
from pyerlshell.syntax.erl_parse import api as erl_parse
from pyerlshell.syntax.erl_parse.tokens import ParseError
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

Token = tuple[Term, ...]

COLON: Final = atom(":")
MINUS: Final = atom("-")
OPEN: Final = atom("(")
_LOCAL_FUN: Final = [a.fun, a.atom, atom("/"), a.integer]
_PID: Final = [atom("<"), a.float, atom("."), a.integer, atom(">")]


def parse_exprs(tokens: list[Token]) -> Term:
    """{ok, Expressions} or {error, ErrorInfo}."""
    try:
        return (a.ok, erl_parse.parse_exprs(_with_pids(tokens)))
    except ParseError as e:
        return (a.error, e.info)


def parse_form(tokens: list[Token]) -> Term:
    """{ok, Form} or {error, ErrorInfo}."""
    try:
        return (a.ok, erl_parse.parse_form(tokens))
    except ParseError as e:
        return (a.error, e.info)


def scan(text: str) -> list[Token]:
    """The tokens of a text that is known to be right."""
    return erl_scan.scan(text, (1, 1)).tokens


def format_error(module: Atom, descriptor: Term) -> str | None:
    """The text of an error of the front end; None if it is another module's."""
    if module is a.erl_scan:
        return erl_scan.format_error(descriptor)
    if module is a.erl_parse:
        return erl_parse.format_error(descriptor)
    if module is a.erl_lint:
        from pyerlshell.syntax import erl_lint

        return erl_lint.format_error(descriptor)
    return None


def qualify_funs(tokens: list[Token]) -> list[Token]:
    """`fun f/1` gets the module that it means at the prompt."""
    out: list[Token] = []
    for at, token in enumerate(tokens):
        out.append(token)
        four = tokens[at : at + 4]
        if token[0] is a.fun and [t[0] for t in four] == _LOCAL_FUN:
            name, arity = four[1][2], four[3][2]
            assert type(name) is Atom and type(arity) is int
            module = a.erlang if is_bif(name, arity) else a.shell_default
            out += [(a.atom, token[1], module), (COLON, token[1])]
    return out


def _with_pids(tokens: list[Token]) -> list[Token]:
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        five = tokens[at : at + 5]
        if tokens[at][0] is _PID[0] and [t[0] for t in five] == _PID:
            out += _pid_call(five)
            at += 5
        else:
            out.append(tokens[at])
            at += 1
    return out


def _pid_call(five: list[Token]) -> list[Token]:
    """`list_to_pid("<0.85.0>")`."""
    anno = five[0][1]
    first = str(five[1][2])
    text = lists.string_to_list(f"<{first}.{five[3][2]}>")
    name = (a.atom, anno, a.list_to_pid)
    return [name, (OPEN, anno), (a.string, anno, text), (atom(")"), anno)]
