"""Functions defined at the prompt: `add(X, Y) -> X + Y.` becomes a fun that the shell keeps.

    fact(0) -> 1; fact(N) -> N * fact(N - 1).
    fd(fact, fun RecursiveFuncVar(0) -> 1; RecursiveFuncVar(N) -> N * RecursiveFuncVar(N - 1) end,
    "...")

A call of itself becomes a call of the fun's own name, a call of another local function one of
`shell_default:Name`, which the shell looks up among its definitions.

OTP: shell (reconstruct)
"""

from __future__ import annotations

from typing import Final

from pyerlshell.otp import procs
from pyerlshell.otp.error_names import is_bif_name
from pyerlshell.shell import parsing
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

_SELF: Final = a.RecursiveFuncVar
_COMMANDS: Final = (
    "v h b f fd ff fl lf lr lt rd rf rl rp rr tf save_module history results catch_exception"
)
SHELL_COMMANDS: Final = frozenset(_COMMANDS.split())


def may_define(name: Atom) -> bool:
    """A name that neither the shell nor a BIF nor shell_default has."""
    if name.name in SHELL_COMMANDS or is_bif_name(name):
        return False
    return not procs.exports_name(a.shell_default, name)


def definition(form: Term) -> Term:
    """The expressions, one call of `fd/3`, that a function form becomes.

    The call is written and read again: what is wrong is told at its place in that text.
    """
    assert type(form) is tuple
    anno, name, arity, clauses = form[1], form[2], form[3], form[4]
    fun = (a.named_fun, anno, _SELF, _rewrite(clauses, name, arity))
    source = (a.string, anno, lists.string_to_list(procs.form_text(form)))
    shown = [procs.expr_text(x) for x in ((a.atom, anno, name), fun, source)]
    return parsing.parse_exprs(parsing.scan(f"fd({', '.join(shown)})."))


def _rewrite(part: Term, name: Term, arity: int) -> Term:
    if type(part) is list:
        items, tail = lists.split_tail(part)
        return lists.to_list([_rewrite(item, name, arity) for item in items], tail)
    if type(part) is not tuple:
        return part
    if len(part) == 4 and part[0] is a.call and type(part[2]) is tuple and part[2][0] is a.atom:
        return _rewrite_call(part, name, arity)
    return tuple([_rewrite(item, name, arity) for item in part])


def _rewrite_call(call: tuple[Term, ...], name: Term, arity: int) -> Term:
    anno, target, args = call[1], call[2], call[3]
    assert type(target) is tuple
    rewritten = _rewrite(args, name, arity)
    count = lists.length(args)
    if target[2] is name and count == arity:
        return (a.call, anno, (a.var, target[1], _SELF), rewritten)
    called = target[2]
    if type(called) is Atom and (called is name or called.name not in SHELL_COMMANDS):
        module = (a.atom, target[1], _module_of(called))
        return (a.call, anno, (a.remote, target[1], module, target), rewritten)
    return (a.call, anno, target, rewritten)


def _module_of(name: Atom) -> Atom:
    return a.shell_default if may_define(name) or not is_bif_name(name) else a.erlang
