"""Explains failures of the standard library's functions.

OTP: erl_stdlib_errors
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.diagnostics.explain import as_map, failed_call, faults
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

erl_stdlib_errors = NativeModule("erl_stdlib_errors", "Explains failures of library functions.")


@erl_stdlib_errors.export("format_error/2", internal=True)
def format_error(reason: Term, trace: Term) -> Term:
    """#{ArgumentNumber => Text} for the call at the head of a stack trace."""
    call = failed_call(trace)
    if call is None or reason is a.system_limit:
        return {}
    module, name, args, _ = call
    found = faults(module, name, args)
    if module == "lists" and name == "seq" and not found:
        found = _increment(args)
    return as_map(found)


def _increment(args: list[Any]) -> dict[int, str]:
    first, last, _ = args
    return {3: "not a negative increment" if first > last else "not a positive increment"}
