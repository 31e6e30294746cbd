"""Class and reason of what an Erlang handler caught: every Python exception has some.

Exceptions of arithmetic in generated code are badarith, calls of what is no fun are badfun; any
other Python exception is our own bug and says so.

OTP: beam_common.c
"""

from __future__ import annotations

from types import FunctionType
from typing import Final

from pyerlshell.erts.errors import ErlError
from pyerlshell.erts.operators import operator_at
from pyerlshell.terms.atoms import Atom, AtomLimitError, a
from pyerlshell.terms.lists import ImproperList, to_list
from pyerlshell.terms.types import Term

_ARITHMETIC: Final = (TypeError, ZeroDivisionError, OverflowError, ValueError)


def caught(e: BaseException) -> tuple[Atom, Term]:
    """Class and reason of any exception that reached an Erlang handler."""
    if type(e) is ErlError:
        return e.cls, e.reason
    if isinstance(e, AtomLimitError | RecursionError):
        return a.error, a.system_limit
    if isinstance(e, MemoryError) or (isinstance(e, OverflowError) and "index-sized" in str(e)):
        return a.error, a.badarith if _is_no_product(e) else a.system_limit
    if type(e) is ImproperList:
        return a.error, a.badarg  # a native function was given something else for a list
    if isinstance(e, _ARITHMETIC):
        reason = _python_reason(e)
        if reason is not None:
            return a.error, reason
    return a.error, internal_error(e)


def _python_reason(e: BaseException) -> Term | None:
    """What a Python exception of an operator or a fun call in generated code means; else None."""
    found = _failed_operator(e)
    if found is None:
        return None
    operator, operands = found
    if operator != "fun":
        return a.badarith
    fun, *args = operands
    if type(fun) is not FunctionType:
        return (a.badfun, fun)
    if fun.__code__.co_argcount != len(args):
        return (a.badarity, (fun, to_list(args)))
    return None


def _failed_operator(e: BaseException) -> tuple[str, list[Term]] | None:
    """The operator of generated code that raised the exception, `?` if it is not known, and its
    operands.
    """
    tb = e.__traceback__
    while tb is not None and tb.tb_next is not None:
        tb = tb.tb_next
    if tb is None or "__erl_module__" not in tb.tb_frame.f_globals:
        return None
    return operator_at(tb.tb_frame, tb.tb_lasti) or ("?", [])


def _is_no_product(e: BaseException) -> bool:
    """Python repeats a list so many times; there was no room for that."""
    found = _failed_operator(e)
    if found is None or found[0] != "*":
        return False
    return any(type(x) is not int and type(x) is not float for x in found[1])


def is_internal(reason: Term) -> bool:
    """The reason stands for a bug of ours."""
    return type(reason) is tuple and len(reason) == 2 and reason[0] is a.internal_error


def internal_error(e: BaseException) -> Term:
    """The reason that stands for a bug of ours."""
    where = ""
    tb = e.__traceback__
    while tb is not None:
        code = tb.tb_frame.f_code
        where = f" at {code.co_filename.rpartition('pyerlshell')[2].lstrip('/')}:{tb.tb_lineno}"
        tb = tb.tb_next
    return (a.internal_error, f"{type(e).__name__}: {e}{where}".encode("utf-8", "replace"))
