"""What is wrong with a call of atomics or counters.

OTP: format_atomics_error and format_counters_error of erl_erts_errors
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.erts.atomics import Array, array_of
from pyerlshell.otp.diagnostics.kinds import INTEGER, KINDS, LIST, OPTION, PROPER, RANGE
from pyerlshell.terms.atoms import a
from pyerlshell.terms.lists import is_proper
from pyerlshell.terms.types import Term

_BAD_REF: Final = "invalid atomics reference"


def _integer(x: Any, low: int | None = None, high: int | None = None) -> str:
    if type(x) is not int:
        return INTEGER
    return RANGE if (low is not None and x < low) or (high is not None and x > high) else ""


def _new(module: str, args: list[Any], reason: Term, cause: Any) -> list[str]:
    options = args[1]
    wrong = "" if is_proper(options) else PROPER if type(options) is list else LIST
    if reason is a.system_limit:
        return [f"{module} array size reached a system limit", wrong]
    size = KINDS["positive"](args[0]) or ""
    return [size, wrong or OPTION] if cause is a.badopt else [size]


def _values(module: str, array: Array | None, index: Any, values: list[Any]) -> list[str]:
    if array is None:
        return [_BAD_REF, KINDS["positive"](index) or "", *[_integer(x) for x in values]]
    place = _integer(index, 1, len(array.values))
    if module == "counters":
        if place:
            return ["", place]
        return ["", "", *[_integer(x) or RANGE for x in values]]
    return ["", place, *[_integer(x, array.low, array.high) for x in values]]


def faults(module: str, name: str, args: list[Any], reason: Term, cause: Any) -> dict[int, str]:
    """Argument number -> text."""
    if name == "new":
        texts = _new(module, args, reason, cause)
    elif name == "info":
        texts = [_BAD_REF]
    else:
        ref = args[0]
        if module == "counters":
            ref = ref[1] if type(ref) is tuple and len(ref) == 2 else None
        texts = _values(module, array_of(ref), args[1], args[2:])
    return {i: text for i, text in enumerate(texts, 1) if text}
