"""Explains failures of the standard library's functions.

OTP: erl_stdlib_errors
"""

from __future__ import annotations

from typing import Any

from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.diagnostics import ets
from pyerlshell.otp.diagnostics.explain import as_map, cause_of, failed_call, faults
from pyerlshell.otp.diagnostics.io_faults import io_faults
from pyerlshell.otp.diagnostics.kinds import KINDS, RANGE
from pyerlshell.otp.diagnostics.re_faults import re_faults
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.types import Term

erl_stdlib_errors = NativeModule("erl_stdlib_errors", "Explains failures of library functions.")


@erl_stdlib_errors.export("format_error/2", internal=True)
def format_error(reason: Term, trace: Term) -> Term:
    """#{ArgumentNumber => Text} for the call at the head of a stack trace."""
    if type(reason) is tuple and len(reason) == 2 and reason[0] is a.invalid_byte:
        return _byte(reason[1], cause_of(trace))
    call = failed_call(trace)
    if call is None or reason is a.system_limit:
        return {}
    module, name, args, cause = call
    if module == "ets":
        return as_map(ets.faults(name, args, cause))
    if module == "io":
        return {key: text.encode() for key, text in io_faults(name, args, cause).items()}
    if module == "re":
        return as_map(re_faults(name, args, cause))
    found = faults(module, name, args)
    if module == "binary":
        found = _binary(name, args, found)
    if module == "lists" and name == "seq" and not found:
        found = _increment(args)
    return as_map(found)


def _byte(byte: Any, cause: Any) -> Term:
    """What json says of a byte that cannot stand where it stands."""
    if cause is a.none:
        return {}
    shown = f" '{byte:c}'" if 32 <= byte < 127 else ""
    text = f"invalid byte 16#{byte:02X}{shown} at byte position {cause[a.position]}"
    return {a.general: text.encode()}


def _binary(name: str, args: list[Any], found: dict[int, str]) -> dict[int, str]:
    if name in ("part", "bin_to_list") and len(args) == 3:
        return _part(args)
    if name in ("part", "bin_to_list") and found.get(2) == RANGE and len(args) == 2:
        return {} if 2 in _part([args[0], *args[1]]) and args[1][0] >= 0 else found
    if name == "join" and found.get(1) == "not a list":
        return {n: text for n, text in found.items() if n != 1 or len(found) == 1}
    if found.get(len(args)) == "invalid options" and _good_options(args[-1]):
        return {len(args): "specified part is not wholly inside binary"}
    return found


def _part(args: list[Any]) -> dict[int, str]:
    kinds = zip((1, 2, 3), ("whole_binary", "natural", "integer"), args)
    found = {n: text for n, kind, x in kinds if (text := KINDS[kind](x))}
    if not found:
        found[2 if args[1] > len(to_bytes(args[0]) or b"") else 3] = RANGE
    return found


def _good_options(options: Any) -> bool:
    """Options that are right but for the part they name."""
    while type(options) is list:
        option, options = options
        if type(option) is tuple and len(option) == 2 and option[0] is a.scope:
            if KINDS["pos_length"](option[1]):
                return False
        elif type(option) is not Atom or option.name not in ("global", "trim", "trim_all"):
            return False
    return options is None


def _increment(args: list[Any]) -> dict[int, str]:
    first, last, _ = args
    return {3: "not a negative increment" if first > last else "not a positive increment"}
