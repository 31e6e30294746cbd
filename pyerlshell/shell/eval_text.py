"""The text of an `-eval` to code, for when the code cache does not have it.

OTP: init (start_it)
"""

from __future__ import annotations

from pyerlshell.compiler.compile import CompileErrors, compile_expressions
from pyerlshell.erts.errors import error
from pyerlshell.shell import parsing
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import a
from pyerlshell.terms.module_code import ModuleCode


def compiled(text: str) -> ModuleCode:
    """The code of expressions; the reasons of its errors are those of the reference's init."""
    source = text if text.rstrip().endswith(".") else text + "."
    tokens = [_by_line(token) for token in parsing.scan(source + " ")]
    parsed = parsing.parse_exprs(tokens)
    assert type(parsed) is tuple
    if parsed[0] is not a.ok:
        raise error((a.badmatch, parsed))
    try:
        return compile_expressions(lists.from_list(parsed[1]), [], name="erl_eval").code
    except CompileErrors as e:
        raise error(e.errors[0][2]) from None


def _by_line(token: parsing.Token) -> parsing.Token:
    """Errors of an -eval tell lines only."""
    location = token[1]
    assert type(location) is tuple
    return (token[0], location[0], *token[2:])
