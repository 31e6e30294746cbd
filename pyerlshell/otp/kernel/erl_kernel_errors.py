"""Explains failures of functions of the kernel application.

OTP: erl_kernel_errors
"""

from __future__ import annotations

from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.diagnostics.explain import as_map, failed_call, faults
from pyerlshell.terms.types import Term

erl_kernel_errors = NativeModule("erl_kernel_errors", "Explains failures of kernel functions.")


@erl_kernel_errors.export("format_error/2", internal=True)
def format_error(_reason: Term, trace: Term) -> Term:
    """#{ArgumentNumber => Text} for the call at the head of a stack trace."""
    call = failed_call(trace)
    return {} if call is None else as_map(faults(call[0], call[1], call[2]))
