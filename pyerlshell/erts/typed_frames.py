"""Stack frames of code that was typed at the prompt: those that the reference's evaluator has.

Typed code is compiled here and interpreted there. So that a stack trace reads the same, a failure in typed
code is shown as erl_eval's (or, for a call of error/1 and its like, as the shell's), and the evaluator's
own Python frame stands for the frames below it.

OTP: erl_eval, shell
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType, FrameType
from typing import Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import string_to_list, to_list
from pyerlshell.terms.types import Term

BASES: Final[dict[CodeType, Callable[[FrameType], tuple[Atom, int]]]] = {}
"""The evaluator's function that runs typed code -> the kind of the expression that it runs, and how
many matches its value is for."""

_TYPED_FUN: Final = atom("-inside-an-interpreted-fun-")


def _frame(module: Atom, name: str, arity: Term, line: int) -> Term:
    file = string_to_list(f"{module.name}.erl")
    info = [(a.file, file), [(a.line, line), None]] if line else None
    return (module, atom(name), arity, info)


_EXPR: Final = 796
_ORIGINS: Final[dict[Atom, Term]] = {
    a.badmatch: _frame(a.erl_eval, "expr", 6, _EXPR),
    a.if_clause: _frame(a.erl_eval, "if_clauses", 7, 1683),
    a.case_clause: _frame(a.erl_eval, "case_clauses", 8, 1744),
    a.try_clause: _frame(a.erl_eval, "try_clauses", 10, 1690),
    a.badarity: _frame(a.erl_eval, "do_apply", 6, 1014),
    a.badfun: _frame(a.erl_eval, "do_apply", 6, 1014),
    a.shell_undef: _frame(a.shell, "shell_undef", 2, 1635),
}
_WITHOUT: Final = frozenset(
    (a.bad_generator, a.bad_generators, a.bad_filter, a.badarg, a.badmap, a.badkey, a.else_clause)
)
_LOCAL_CALL: Final = _frame(a.erl_eval, "local_func", 8, 949)
_CALL_OF_FUN: Final = _frame(a.erl_eval, "eval_fun", 8, 1588)
_RECEIVE: Final = _frame(atom("prim_eval"), "receive", 2, 0)
_SHELL: Final = (
    _frame(a.shell, "exprs", 7, 970),
    _frame(a.shell, "eval_exprs", 7, 926),
    _frame(a.shell, "eval_loop", 4, 911),
)
_MATCH: Final = _frame(a.erl_eval, "expr", 6, 792)
_HANDLERS: Final = {
    a.__getattr__("catch"): _frame(a.erl_eval, "expr", 6, 780),
    a.__getattr__("try"): _frame(a.erl_eval, "try_clauses", 10, 1690),
}


def origin(e: BaseException, reason: Term, args: tuple[Term, ...] | None) -> list[Term]:
    """The innermost frames of an exception that typed code itself raised."""
    kind = reason[0] if type(reason) is tuple and reason else reason
    if type(e) is not ErlError:
        return [_ORIGINS[kind]] if kind is a.badarity or kind is a.badfun else []
    if kind is a.function_clause and args is not None:
        return [(a.erl_eval, _TYPED_FUN, to_list(args), None), _CALL_OF_FUN]
    if kind is a.timeout_value and _raised_in(e) == "start_timeout":
        return [_RECEIVE]
    found = _ORIGINS.get(kind) if type(kind) is Atom else None
    if found is not None:
        return [found, _LOCAL_CALL] if kind is a.shell_undef else [found]
    if type(kind) is Atom and kind in _WITHOUT and type(reason) is tuple:
        return []
    return [_frame(a.shell, "apply_fun", 3 if args is None else to_list(args), 1209)]


def _raised_in(e: BaseException) -> str:
    """The name of the Python function that raised."""
    tb = e.__traceback__
    while tb is not None and tb.tb_next is not None:
        tb = tb.tb_next
    return "" if tb is None else tb.tb_frame.f_code.co_name


def base(frame: FrameType, trace: list[Term]) -> list[Term]:
    """What stands below typed code in the evaluator; `trace` is what stands above."""
    kind, matches = BASES[frame.f_code](frame)
    handler = _HANDLERS.get(kind)
    out: list[Term] = []
    if not trace or trace[-1][0] is not a.erl_eval:  # type: ignore[index]
        out.append(_frame(a.erl_eval, "do_apply", 7, 1048 if handler or not trace else 1044))
    if handler is not None:
        out.append(handler)
    out += [_MATCH] * matches
    return [*out, *_SHELL]
