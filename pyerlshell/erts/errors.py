"""Erlang exceptions as Python sees them.

One Python class carries all three Erlang classes. The stack trace is not built when it is raised
but read off the Python traceback when somebody asks (stacktrace.py). Any other Python exception
that reaches a process boundary is our own bug, except those that generated code raises on purpose
(TypeError and ZeroDivisionError of arithmetic), which `caught/1` translates.
"""

from __future__ import annotations

from typing import Final

from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

NO_INFO: Final = object()
"""The `info` of a failure that nobody explains, although the module's failures are explained."""


class ErlError(Exception):
    """An Erlang exception of class error, exit or throw.

    args   the arguments the failing native function was called with, in order; they become the
           first stack frame's argument list, from which `*** argument 1: ...` is worked out
    trace  an Erlang stack trace (a term) when it is known already (erlang:raise/3), else None
    info   the cause, for error_info (a term), or None
    """

    __slots__ = ("args_", "cls", "info", "reason", "trace")

    def __init__(
        self,
        cls: Atom,
        reason: Term,
        args: tuple[Term, ...] | None = None,
        trace: Term = None,
        info: Term = None,
    ) -> None:
        self.cls = cls
        self.reason = reason
        self.args_ = args
        self.trace = trace
        self.info = info


class Killed(BaseException):
    """Thrown into the greenlet of a process that an exit signal ends; no Erlang handler may catch
    it."""


def error(reason: Term, *args: Term) -> ErlError:
    """`erlang:error(Reason)`, to be raised by the caller."""
    return ErlError(a.error, reason, args or None)


def exit_(reason: Term) -> ErlError:
    """`exit(Reason)`, to be raised by the caller."""
    return ErlError(a.exit, reason)


def throw(reason: Term) -> ErlError:
    """`throw(Reason)`, to be raised by the caller."""
    return ErlError(a.throw, reason)


def badarg(*args: Term) -> ErlError:
    """badarg from a native function: pass the arguments as they came in."""
    return ErlError(a.error, a.badarg, args)


def function_clause(*args: Term) -> ErlError:
    """function_clause from a native function: pass the arguments as they came in."""
    return ErlError(a.error, a.function_clause, args)
