"""The tables of the shell's own commands, and how an expression calls them.

`TABLE` holds them by name and arity; each gets the session and its arguments. Some look at their
arguments unevaluated (`f(X)`, `rd(R, {a, b = 1})`) and stand in `FORMS`: those are dealt with by
`unevaluated/2` when they are a whole expression, else their arguments are made data (`prepared/1`).

OTP: shell (local_func)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from pyerlshell.erts.errors import ErlError
from pyerlshell.shell import nested
from pyerlshell.shell.session import Session
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

Command: TypeAlias = Callable[..., Term]

TABLE: Final[dict[tuple[str, int], Command]] = {}
FORMS: Final[dict[tuple[str, int], Command]] = {}


def shell_command(name: str, arity: int) -> Callable[[Command], Command]:
    def declare(fn: Command) -> Command:
        TABLE[name, arity] = fn
        return fn

    return declare


def form_command(name: str, arity: int) -> Callable[[Command], Command]:
    def declare(fn: Command) -> Command:
        FORMS[name, arity] = fn
        return fn

    return declare


def unevaluated(session: Session, expr: Term) -> tuple[Term] | None:
    """The value of a command whose arguments are not evaluated; None if `expr` is none."""
    command = FORMS.get(nested.called(expr) or ("", 0))
    return None if command is None else (command(session, *lists.from_list(expr[3])),)  # type: ignore[index]


def prepared(expr: Term) -> Term:
    """The expression as it is compiled: what commands inside of it do not evaluate is data."""
    return nested.quoted(expr, FORMS)


def command(name: str, arity: int) -> Command | None:
    """The command that an expression calls which has been `prepared`."""
    return TABLE.get((name, arity)) or FORMS.get((name, arity))


def refused(name: str, arity: int) -> ErlError:
    """function_clause of one of the shell's commands."""
    return ErlError(
        a.error, a.function_clause, None, [(a.shell, a.__getattr__(name), arity, None), None]
    )


def literal(form: Any, kind: Atom, name: str, arity: int) -> Any:
    """The value of a literal of this kind, which is all that the command accepts."""
    if type(form) is tuple and form[0] is kind:
        return form[2]
    raise refused(name, arity)
