"""The exceptions that generated code raises: `raise badmatch(X)`.

OTP: beam_emu.c (badmatch, case_end, if_end, try_case_end)
"""

from __future__ import annotations

from pyerlshell.erts.errors import ErlError, error, exit_, function_clause, throw
from pyerlshell.erts.reasons import caught
from pyerlshell.erts.stacktrace import stacktrace
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

__all__ = ["GUARD_ERRORS", "error", "exit_", "function_clause", "throw"]

GUARD_ERRORS = (ErlError, TypeError, ZeroDivisionError, OverflowError, ValueError)
"""What may happen in a guard, where it only means false."""


def badmatch(value: Term) -> ErlError:
    return ErlError(a.error, (a.badmatch, value))


def case_clause(value: Term) -> ErlError:
    return ErlError(a.error, (a.case_clause, value))


def if_clause() -> ErlError:
    return ErlError(a.error, a.if_clause)


def try_clause(value: Term) -> ErlError:
    return ErlError(a.error, (a.try_clause, value))


def else_clause(value: Term) -> ErlError:
    return ErlError(a.error, (a.else_clause, value))


def bad_generator(value: Term) -> ErlError:
    return ErlError(a.error, (a.bad_generator, value))


def bad_record(value: Term) -> Term:
    """In the place of a field of something that is not the record."""
    raise ErlError(a.error, (a.badrecord, value))


def catch_value(e: BaseException) -> Term:
    """The value of `catch Expr` when the expression raised."""
    cls, reason = caught(e)
    if cls is a.throw:
        return reason
    if cls is a.error:
        reason = (reason, stacktrace(e))
    return (a.EXIT, reason)
