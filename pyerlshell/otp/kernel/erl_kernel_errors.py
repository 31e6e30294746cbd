"""Explains failures of functions of the kernel application.

OTP: erl_kernel_errors
"""

from __future__ import annotations

from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.diagnostics.explain import as_map, failed_call, faults
from pyerlshell.otp.diagnostics.os_faults import os_faults
from pyerlshell.otp.diagnostics.trace_faults import trace_faults
from pyerlshell.terms.types import Term

erl_kernel_errors = NativeModule("erl_kernel_errors", "Explains failures of kernel functions.")


@erl_kernel_errors.export("format_error/2", internal=True)
def format_error(_reason: Term, trace: Term) -> Term:
    """#{ArgumentNumber => Text} for the call at the head of a stack trace."""
    call = failed_call(trace)
    if call is None:
        return {}
    module, name, args, cause = call
    if module == "os":
        return {key: text.encode() for key, text in os_faults(name, args, cause).items()}
    if module == "trace":
        return {key: text.encode() for key, text in trace_faults(name, args, cause).items()}
    if module == "code":
        from pyerlshell.otp.kernel.code_coverage import code_faults

        return {key: text.encode() for key, text in code_faults(name, args).items()}
    return as_map(faults(module, name, args))
