"""Warnings of what the optimizer of the reference finds: values that nobody uses, clauses that can
never match, calls that can only fail.

    walk       through the functions of a module: what is bound where, which values are used
    ignored    an expression whose value is not used
    clauses    clauses that an earlier one, or their own guard, makes useless
    failing    operators and calls of literals that fail
    messages   format_error/1 of both

OTP: sys_core_fold, beam_core_to_ssa
"""

from pyerlshell.otp.compiler.core_warnings.messages import format_error, format_shadowed
from pyerlshell.otp.compiler.core_warnings.walk import module

__all__ = ["format_error", "format_shadowed", "module"]
