"""Compiling and running one expression typed at the prompt.

What is typed becomes Python code like any module, in a namespace of its own that is never entered
into the code table. Its stack frames are erl_eval's, as in the reference, where the shell leaves
them out.

OTP: erl_eval
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, Final, TypeAlias

from pyerlshell.compiler.compile import (
    UNBOUND,
    CompileErrors,
    ShellCode,
    compile_expressions,
)
from pyerlshell.erts.errors import ErlError, error
from pyerlshell.erts.machine import TAIL, P, run
from pyerlshell.otp import procs
from pyerlshell.otp.typed_funs import TypedFuns, named_entries, shell_handlers
from pyerlshell.otp.typed_queries import with_queries
from pyerlshell.shell import nested
from pyerlshell.shell.command_table import FORMS
from pyerlshell.shell.eval_stack import FormStack, numbered
from pyerlshell.shell.session import Session
from pyerlshell.syntax import erl_lint
from pyerlshell.terms import lists, maps
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.maps import ErlMap
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
    made, stack = _compiled(session, expr, sorted(bound))
    namespace = _namespace(made, stack, local, session.records)
    P.cur.node.part(TypedFuns).local = local
    result = namespace[made.function](*[bound[name] for name in sorted(bound)])
    if result is TAIL:
        result = run()
    values: tuple[Term, ...] = result
    bindings = dict(session.current)
    for name, value in zip(made.variables, values[1:]):
        if value is not UNBOUND:
            bindings[atom(name)] = value
    return values[0], bindings


def _compiled(session: Session, expr: Term, bound: list[str]) -> tuple[ShellCode, FormStack]:
    """The code of an expression. The same text gives the same code, so that its funs are equal."""
    names = lists.to_list([atom(name) for name in bound])
    key = maps.key((expr, names))
    made: tuple[ShellCode, FormStack] | None = session.code.get(key)
    if made is None:
        check(session, expr)
        form, stack = numbered(with_queries(expr))
        try:
            code = compile_expressions([form], bound, session.compiled_records, "erl_eval")
        except CompileErrors as e:
            location, module, descriptor = e.errors[0]
            raise CommandError((_typed_at(stack, location), module, descriptor)) from None
        for label, typed in code.fun_forms.items():
            code.fun_forms[label] = stack.located(typed)
        made = (code, stack)
        if len(session.code) >= _KEPT:
            del session.code[next(iter(session.code))]
        session.code[key] = made
    return made


def check(session: Session, expr: Term, bound: ErlMap | None = None) -> None:
    """Raise CommandError for what the linter refuses; `bound`: not the session's bindings."""
    bindings = session.current if bound is None else bound
    found = erl_lint.exprs([expr, None], bindings, _used_records(session, expr))
    if found.errors:
        raise CommandError(min([info for _, info in found.errors], key=_place))


def _used_records(session: Session, expr: Term) -> list[Term]:
    """The definitions of the records that the expression names, after those that these name."""
    used: dict[Atom, Term] = {}
    if session.records:
        _use_records(session, expr, used, set())
    return list(used.values())


def _use_records(session: Session, form: Term, used: dict[Atom, Term], seen: set[Atom]) -> None:
    todo: list[Term] = [form]
    while todo:
        part = todo.pop()
        if type(part) is Atom and part in session.records and part not in seen:
            seen.add(part)
            _use_records(session, session.records[part], used, seen)
            used[part] = session.records[part]
        elif type(part) is tuple or type(part) is list:
            todo.extend(part)


def _place(info: Any) -> tuple[int, int]:
    place: tuple[int, int] = info[0] if type(info[0]) is tuple else (info[0], 0)
    return place


def _typed_at(stack: FormStack, location: Term) -> Term:
    """Where in the text a location of the numbered form is."""
    return stack.location(location[0]) if type(location) is tuple else location


def _namespace(
    made: ShellCode, stack: FormStack, local: LocalCall, records: dict[Atom, Term]
) -> dict[str, Any]:
    namespace = P.cur.node.code.prepare(made.code).namespace
    namespace.update(
        __shell__=stack,
        __funs__=named_entries(made.fun_forms),
        __fun_forms__=made.fun_forms,
        __handlers__=shell_handlers(),
        __local__=local,
        __records__=records,
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
    return nested.unquoted(forms.get(value.__code__.co_name), FORMS)


def local_call(
    session: Session, find: Callable[[str, int], Callable[..., Term] | None]
) -> LocalCall:
    """What a call of a local function means at the prompt, in the order of looking it up."""

    def call(name: Atom, args: tuple[Term, ...]) -> Any:
        command = find(name.name, len(args))
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


def without_commands(name: Atom, args: tuple[Term, ...]) -> Term:
    """A call of a local function where there is none: in functions defined at the prompt."""
    raise ErlError(a.error, a.undef, None, [(a.erl_eval, name, lists.to_list(args), None), None])
