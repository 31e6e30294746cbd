"""Why a bit string could not be constructed: the text about the segment that failed.

OTP: erl_erts_errors:format_bs_fail/2
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, Final

from pyerlshell.erts.machine import TAIL, run
from pyerlshell.otp import error_names as names
from pyerlshell.otp.chardata import to_str
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.bits import to_bytes
from pyerlshell.terms.types import BitString, Term

HEADLINE: Final = "construction of binary failed"
_DIGITS: Final = 48
_BYTES: Final = 16

_WANTED: Final = {
    a.binary: "expected a binary but got: {}",
    a.float: "expected a float or an integer but got: {}",
    a.integer: "expected an integer but got: {}",
}
_ENCODABLE: Final = "expected a non-negative integer encodable as {} but got: {{}}"
_TEXTS: Final = {
    (a.float, a.invalid): "expected one of the supported sizes 16, 32, or 64 but got: {}",
    (a.float, a.no_float): "the value {} is outside the range expressible as a float",
    (a.binary, a.unit): "the size of the value {} is not a multiple of the unit for the segment",
}
_TEXTS_OF_ANY: Final = {
    a.short: "the value {} is shorter than the size of the segment",
    a.size: "expected a non-negative integer as size but got: {}",
}


def explanation(reason: Term, trace: Term) -> str | None:
    """`segment 1 of type 'integer': ...` for the failure at the head of a stack trace."""
    frames = names.frames(trace)
    info = names.value(frames[0][3], a.error_info) if frames else None
    if info is None or not names.is_map(info):
        return None
    cause = names.get(info, a.cause, None)
    if type(cause) is not tuple or len(cause) != 4 or type(cause[1]) is not Atom:
        return None
    segment, kind, what, value = cause
    segment = names.get(info, a.override_segment_position, segment)
    text = _text(reason, kind, what, value)
    return f"segment {segment} of type '{kind.name}': {text.format(_printed(info, reason, value))}"


def _text(reason: Term, kind: Atom, what: Term, value: Term) -> str:
    if reason is a.system_limit:
        if what is a.binary:
            return "the size of the binary/bitstring is too large (exceeding 2147483647 bits)"
        return "the size {} is too large"
    if what is a.type:
        return _WANTED.get(kind) or _ENCODABLE.format(kind.name)
    return _TEXTS.get((kind, what)) or _TEXTS_OF_ANY.get(what, "{}")  # type: ignore[arg-type,call-overload]


def _printed(info: Any, reason: Term, value: Term) -> str:
    """The value, as the function in `pretty_printer` writes it if there is one."""
    printer = names.get(info, a.pretty_printer, None)
    if type(printer) is not FunctionType:
        large = reason is a.system_limit
        return names.pretty(value, 1, 80, -1) if large else _shortened(value)
    written = printer(value)
    if written is TAIL:
        written = run()
    return to_str(written)


def _shortened(value: Term) -> str:
    """The value; long numbers and binaries without their middles."""
    if type(value) is int:
        digits = str(value)
        return digits if len(digits) < _DIGITS else f"{digits[:12]}...{digits[-12:]}"
    if type(value) is bytes or type(value) is BitString:
        data = to_bytes(value)
        if data is not None and len(data) >= _BYTES:
            first, last = [",".join(str(b) for b in part) for part in (data[:8], data[-2:])]
            return f"<<{first}...,{last}>>"
        return names.pretty(value, 1, 80, -1)
    return names.pretty(value, 1, 80, 20)
