"""The texts of the warnings.

OTP: sys_core_fold:format_error/1, beam_core_to_ssa:format_error/1
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.otp import error_names as names
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

_SUPPRESS: Final = "(suppress the warning by assigning the expression to the _ variable)"


def format_error(descriptor: Any) -> str:
    """The text of a descriptor."""
    kind, what = descriptor
    if kind is a.nomatch:
        return _nomatch(what)
    if kind is a.failed:
        return f"{_failing(what[1])} will fail with a '{names.write(what[2])}' exception"
    if what is a.useless_building:
        return "a term is constructed, but never used"
    return _ignored(what[0] is a.result, what[1])


def format_shadowed(descriptor: Any) -> str:
    """The text of what the compiler of matching finds."""
    line = descriptor[1][1]
    how = "matches the same pattern as this clause"
    return f"this clause cannot match because a previous clause at line {line} {how}"


def _nomatch(what: Any) -> str:
    if what is a.guard:
        return "this clause cannot match because its guard evaluates to 'false'"
    if what is a.no_clause:
        return "no clause will ever match"
    name = f" for {_mfa(what[2])}" if len(what) == 3 else ""
    return (
        f"this clause{name} cannot match because a previous clause at line {what[1]} always matches"
    )


def _failing(mfa: Any) -> str:
    if _is_operator(mfa):
        return f"evaluation of operator {_quoted(mfa)}"
    return f"the call to {_mfa(mfa)}"


def _ignored(is_result: bool, mfa: Any) -> str:
    if not is_result:
        if _is_operator(mfa):
            return f"use of operator '{mfa[1].name}' has no effect"
        return f"the call to {_mfa(mfa)} has no effect"
    if _is_operator(mfa):
        what = f"the result of evaluating operator {_quoted(mfa)}"
    elif mfa == (a.erlang, a.make_fun, 3):
        what = "the result of fun construction"
    else:
        what = f"the result of calling {_mfa(mfa)}"
    return f"{what} is ignored {_SUPPRESS}"


def _is_operator(mfa: Any) -> bool:
    return names.operator((mfa[0], mfa[1]), mfa[2]) is not None


def _quoted(mfa: Any) -> str:
    return f"'{mfa[1].name}'/{mfa[2]}"


def _mfa(mfa: Any) -> str:
    shown: Term = mfa[-2]
    name = f"{names.write(shown)}/{mfa[-1]}"
    return name if len(mfa) == 2 or mfa[0] is a.erlang else f"{names.write(mfa[0])}:{name}"
