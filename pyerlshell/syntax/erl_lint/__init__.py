"""The linter: abstract forms to errors and warnings.

    api               module/3, exprs/2
    state             what the checks of a module share
    options           which warnings are wanted
    variables         what is known of variables in a clause; `uses`: one is met
    nodes             the tables EXPR, PATTERN, GUARD
    exprs, control, scopes, calls, patterns, guards, bits, records, types
    forms             a module's forms in order
    module_checks, function_checks, behaviours    at its end
    format_calls, obsolete_calls (table: obsolete_table), similar, constants, names
    messages          format_error/1

OTP: erl_lint
"""

from pyerlshell.syntax.erl_lint.api import Findings, all_options, exprs, module, start_exprs
from pyerlshell.syntax.erl_lint.constants import is_pattern_expr
from pyerlshell.syntax.erl_lint.messages import format_error

__all__ = [
    "Findings",
    "all_options",
    "exprs",
    "format_error",
    "is_pattern_expr",
    "module",
    "start_exprs",
]
