"""The restricted shell: a module of the user's is asked before anything typed is called.

    X + lists:sum(L), f(L)     '$non_local'(erlang, '+', X, '$non_local'(lists, sum, L)),
                               '$local'(f, L)

Calls are rewritten before they are compiled, and the shell's own call of a local function, which
all of them become, asks the module. Patterns and guards stay: in a guard nothing can do harm.

OTP: shell (local_allowed, non_local_allowed)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from pyerlshell.erts.errors import ErlError, exit_
from pyerlshell.erts.machine import TAIL, run
from pyerlshell.otp import procs
from pyerlshell.otp.error_names import is_bif
from pyerlshell.shell.session import Session
from pyerlshell.terms import lists
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

LocalCall: TypeAlias = Callable[[Atom, tuple[Term, ...]], Any]

_LOCAL: Final = atom("$local")
_NON_LOCAL: Final = atom("$non_local")
_FUN: Final = atom("$fun")
_LAZY: Final = (a.andalso, a.orelse)
_ALWAYS: Final = frozenset(
    "f/0 f/1 h/0 b/0 history/1 results/1 catch_exception/1 exit/0 fl/0 fd/3 ft/1 td/1 rd/1 rd/2 "
    "rf/0 rf/1 rl/0 rl/1 rp/1 rr/1 rr/2 rr/3 v/1".split()
)
"""The shell's own commands that are never refused: they touch only the shell's memory."""


def module() -> Atom | None:
    """The module that says what is allowed; None in an ordinary shell."""
    found = procs.env(a.restricted_shell, a.undefined)
    return found if type(found) is Atom and found is not a.undefined else None


def is_free(expr: Term) -> bool:
    """A call of a command of the shell that is never refused."""
    if type(expr) is not tuple or expr[0] is not a.call:
        return False
    target: Any = expr[2]
    return target[0] is a.atom and f"{target[2].name}/{lists.length(expr[3])}" in _ALWAYS


# Rewriting


def rewrite(form: Term) -> Term:
    """The expression with its calls made calls of the three functions above."""
    if type(form) is list:
        items, tail = lists.split_tail(form)
        return lists.to_list([rewrite(item) for item in items], tail)
    if type(form) is not tuple:
        return form
    special = _REWRITE.get(form[0])
    if special is not None:
        return special(form)
    return tuple([rewrite(part) for part in form])


def _as_it_is(form: Any) -> Term:
    return form


def _after_pattern(form: Any) -> Term:
    return (*form[:3], *[rewrite(part) for part in form[3:]])


def _after_guard(form: Any) -> Term:
    return (*form[:4], rewrite(form[4]))


def _call(form: Any) -> Term:
    anno, target, args = form[1], form[2], lists.from_list(rewrite(form[3]))
    if target[0] is a.remote:
        return _checked(_NON_LOCAL, anno, [rewrite(target[2]), rewrite(target[3]), *args])
    if target[0] is not a.atom:
        return _checked(_FUN, anno, [rewrite(target), *args])
    if is_bif(target[2], len(args)):
        return _checked(_NON_LOCAL, anno, [(a.atom, anno, a.erlang), target, *args])
    if f"{target[2].name}/{len(args)}" in _ALWAYS:
        return (a.call, anno, target, lists.to_list(args))
    return _checked(_LOCAL, anno, [target, *args])


def _operator(form: Any) -> Term:
    if form[2] in _LAZY:
        return (*form[:3], *[rewrite(part) for part in form[3:]])
    name = (a.atom, form[1], form[2])
    args = [rewrite(part) for part in form[3:]]
    return _checked(_NON_LOCAL, form[1], [(a.atom, form[1], a.erlang), name, *args])


def _checked(name: Atom, anno: Term, args: list[Term]) -> Term:
    return (a.call, anno, (a.atom, anno, name), lists.to_list(args))


_REWRITE: Final[dict[Term, Callable[[Any], Term]]] = {
    **dict.fromkeys((a.atom, a.integer, a.float, a.char, a.string, a.var, a.nil), _as_it_is),
    **dict.fromkeys((a.match, a.maybe_match, a.generate, a.b_generate), _after_pattern),
    **dict.fromkeys((a.m_generate, a.generate_strict, a.b_generate_strict), _after_pattern),
    a.m_generate_strict: _after_pattern,
    a.clause: _after_guard,
    a.value: _as_it_is,
    a.call: _call,
    a.op: _operator,
}


# Asking


def asking(session: Session, asked: Atom, allowed: LocalCall) -> LocalCall:
    """What a local call means: `asked` is asked before `allowed` makes it."""

    def call(name: Atom, args: tuple[Term, ...]) -> Any:
        if name is _NON_LOCAL:
            return _non_local(session, asked, args[:2], args[2:])
        if name is _FUN:
            return _fun(session, asked, args[0], args[1:])
        if name is not _LOCAL:
            return allowed(name, args)
        local: Any = args[0]
        result = _ask(session, asked, a.local_allowed, local, args[1:])
        if result is not a.true:
            raise _refused(local, args[1:])
        return allowed(local, args[1:])

    return call


def _fun(session: Session, asked: Atom, fun: Term, args: tuple[Term, ...]) -> Any:
    """A fun made at the prompt is called: what it calls is asked for one by one."""
    from pyerlshell.shell.evaluate import fun_source

    if fun_source(fun) is not None:
        return procs.tail_call(fun, args)
    result = _ask(session, asked, a.non_local_allowed, fun, args)
    return _do(result, fun, args)


def _non_local(
    session: Session, asked: Atom, target: tuple[Term, ...], args: tuple[Term, ...]
) -> Any:
    if (
        target[0] is a.erlang
        and target[1] is a.apply
        and len(args) == 3
        and lists.is_proper(args[2])
    ):
        target, args = args[:2], tuple(lists.from_list(args[2]))
    return _do(_ask(session, asked, a.non_local_allowed, target, args), target, args)


def _do(result: Term, target: Term, args: tuple[Term, ...]) -> Any:
    if result is a.false:
        raise _refused(target, args)
    if type(result) is tuple and len(result) == 3 and result[0] is a.redirect:
        target, args = result[1], tuple(lists.from_list(result[2]))
    if type(target) is tuple and len(target) == 2:
        made = procs.apply(a.erlang, a.apply, (target[0], target[1], lists.to_list([*args])))
    else:
        made = procs.apply(a.erlang, a.apply, (target, lists.to_list([*args])))
    return run() if made is TAIL else made


def _ask(session: Session, asked: Atom, question: Atom, what: Term, args: tuple[Term, ...]) -> Term:
    state = (session.shell_state, session.expr_state)
    answer = procs.apply(asked, question, (what, lists.to_list([*args]), state))
    if type(answer) is tuple and len(answer) == 2 and type(answer[1]) is tuple:
        if len(answer[1]) == 2:
            session.shell_state, session.expr_state = answer[1]
            return answer[0]
    trace = lists.to_list([(asked, question, 3, None)])
    raise ErlError(a.exit, (a.restricted_shell_bad_return, answer), None, trace)


def _refused(what: Term, args: tuple[Term, ...]) -> ErlError:
    return exit_((a.restricted_shell_disallowed, (what, lists.to_list([*args]))))
