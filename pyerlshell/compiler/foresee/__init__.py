"""What can be said of a module without running it: clauses that cannot match, calls that will fail,
values that nobody uses. Only warnings come of it; the forms stay as they are.

    values        what is known of a value
    matching      does a pattern match such a value: yes, no, perhaps
    bifs          functions without side effects, and their values for constants
    walk          expressions, in the order in which they are evaluated; `clauses`, `calls`, `terms`
    binaries      segments that will not fit
    written       what is wrong whatever it is given, also where nobody gets
    repeated      clauses with the pattern of an earlier clause
    messages      format_error/1

OTP: the warnings of sys_core_fold, v3_core, beam_core_to_ssa
"""

from pyerlshell.compiler.foresee.messages import FINDERS, format_error
from pyerlshell.compiler.foresee.module import warnings

__all__ = ["FINDERS", "format_error", "warnings"]
