"""Compiling and running one expression typed at the prompt.

What is typed becomes Python code like any module, in a namespace of its own that is never entered
into
the code table. Its stack frames are erl_eval's, as in the reference, where the shell leaves them
out.

OTP: erl_eval
"""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType, FunctionType
from typing import Any, Final, TypeAlias

from pyerlshell.compiler.compile import (
    UNBOUND,
    CompileErrors,
    ShellCode,
    compile_expressions,
)
from pyerlshell.erts import typed_frames
from pyerlshell.erts.errors import error
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.otp import procs
from pyerlshell.shell.session import Session
from pyerlshell.terms import funs, lists, maps
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.types import Term

LocalCall: TypeAlias = Callable[[Atom, tuple[Term, ...]], Any]
_FORMS: Final = "__fun_forms__"
_KEPT: Final = 100
"""How many expressions a shell keeps compiled."""


class CommandError(Exception):
    """The command was refused before it ran; `args[0]` is {Location, Module, Descriptor}."""


def expression(session: Session, expr: Term, local: LocalCall) -> tuple[Term, dict[Atom, Term]]:
    """The value, and the bindings afterwards. Raises CommandError."""
    bound = {name.name: value for name, value in session.current.items()}
    made = _compiled(session, expr, sorted(bound))
    namespace = _namespace(made, local)
    result = namespace[made.function](*[bound[name] for name in sorted(bound)])
    if result is TAIL:
        result = run()
    values: tuple[Term, ...] = result
    bindings = dict(session.current)
    for name, value in zip(made.variables, values[1:]):
        if value is not UNBOUND:
            bindings[atom(name)] = value
    return values[0], bindings


def _kind(frame: FrameType) -> tuple[Atom, int]:
    """What kind of expression an evaluator's frame runs, which shows in stack traces."""
    expr: Any = frame.f_locals["expr"]
    matches = 0
    while expr[0] is a.match or expr[0] is a.block:
        if expr[0] is a.match:
            matches += 1
            expr = expr[3]
        else:
            expr = lists.from_list(expr[2])[-1]
    return expr[0], matches


typed_frames.BASES[expression.__code__] = _kind


def _compiled(session: Session, expr: Term, bound: list[str]) -> ShellCode:
    """The code of an expression. The same text gives the same code, so that its funs are equal."""
    names = lists.to_list([atom(name) for name in bound])
    key = maps.key((expr, names))
    made: ShellCode | None = session.code.get(key)
    if made is None:
        try:
            made = compile_expressions([expr], bound, session.compiled_records, "erl_eval")
        except CompileErrors as e:
            raise CommandError(e.errors[0]) from None
        if len(session.code) >= _KEPT:
            del session.code[next(iter(session.code))]
        session.code[key] = made
    return made


def _namespace(made: ShellCode, local: LocalCall) -> dict[str, Any]:
    namespace = P.cur.node.code.prepare(made.code).namespace
    named = {
        label: (funs.SHELL_NAMED_INDEX, funs.SHELL_UNIQ)
        for label, form in made.fun_forms.items()
        if type(form) is tuple and form[0] is a.named_fun
    }
    namespace.update(
        __shell__=True,
        __funs__=named,
        __fun_forms__=made.fun_forms,
        __local__=local,
        __local_fun__=_local_fun,
        UNBOUND=UNBOUND,
    )
    return namespace


def _local_fun(name: Atom, arity: int) -> Term:
    """`fun f/1`; the reader has qualified those that are typed."""
    return P.cur.node.code.external_fun(a.shell_default, name, arity)


def fun_source(value: Term) -> Term | None:
    """The abstract form of a fun made at the prompt, as `b()` shows it; None for any other term."""
    if type(value) is not FunctionType:
        return None
    forms: dict[str, Term] = value.__globals__.get(_FORMS, {})
    return forms.get(value.__code__.co_name)


def local_call(session: Session, commands: dict[tuple[str, int], Callable[..., Term]]) -> LocalCall:
    """What a call of a local function means at the prompt, in the order of looking it up."""

    def call(name: Atom, args: tuple[Term, ...]) -> Any:
        command = commands.get((name.name, len(args)))
        if command is not None:
            return command(session, *args)
        for module in (a.user_default, a.shell_default):
            if procs.exported(module, name, len(args)):
                return procs.tail_apply(module, name, args)
        defined = session.functions.get((name, len(args)))
        if defined is not None:
            return procs.tail_call(defined.fun, args)
        raise error((a.shell_undef, name, len(args), None))

    return call
