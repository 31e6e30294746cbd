"""Earlier commands inside a command: `e(N)` is replaced by the command itself, `v(-1)` by `v(N)`.

OTP: shell (expand_hist)
"""

from __future__ import annotations

from pyerlshell.otp import procs
from pyerlshell.shell.session import Session
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term


class NoCommand(Exception):
    """There is no such command; `args[0]` is the text to show."""


_UNTOUCHED = frozenset((a.atom, a.integer, a.float, a.char, a.string, a.var, a.nil))


def expand(session: Session, exprs: Term) -> Term:
    """The expressions with `e(N)` and `v(N)` resolved. Raises NoCommand."""
    return lists.to_list([_expand(session, e) for e in lists.iter_list(exprs)])


def _expand(session: Session, expr: Term) -> Term:
    if type(expr) is list:
        return lists.to_list([_expand(session, e) for e in lists.from_list(expr)])
    if type(expr) is not tuple or len(expr) < 2 or expr[0] in _UNTOUCHED:
        return expr
    if expr[0] is a.call and len(expr) == 4:
        done = _history_call(session, expr)
        if done is not None:
            return done
    if expr[0] is a.value:
        return expr
    if expr[0] is a.clauses:
        return (a.clauses, _expand(session, expr[1]))
    return (expr[0], expr[1], *[_expand(session, part) for part in expr[2:]])


def _history_call(session: Session, expr: tuple[Term, ...]) -> Term:
    name = expr[2]
    args = expr[3]
    if type(name) is not tuple or name[0] is not a.atom or name[2] not in (a.e, a.v):
        return None
    if type(args) is not list or args[1] is not None:
        return None
    number = _number(session, args[0])
    commands = session.commands.get(number) if number is not None else None
    if commands is None:
        raise NoCommand(f"{_source(args[0])}: command not found")
    if name[2] is a.v:
        return (a.call, expr[1], name, [(a.integer, name[1], number), None])
    assert type(commands) is list
    return commands[0] if commands[1] is None else (a.block, expr[1], commands)


def _number(session: Session, arg: Term) -> int | None:
    """The command that an integer (perhaps with a sign) names."""
    sign = 1
    while type(arg) is tuple and len(arg) == 4 and arg[0] is a.op and type(arg[2]) is Atom:
        if arg[2].name not in "+-":
            return None
        sign = -sign if arg[2].name == "-" else sign
        arg = arg[3]
    if type(arg) is not tuple or arg[0] is not a.integer or type(arg[2]) is not int:
        return None
    number = sign * arg[2]
    return session.number + number if number < 0 else number


def _source(expr: Term) -> str:
    return procs.expr_text(expr)
