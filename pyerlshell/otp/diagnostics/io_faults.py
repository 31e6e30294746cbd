"""Why a function of io failed, from the cause that it gave and from its arguments.

The cause is {io, Reason} if no request could be made, {device, Reason} if the device refused it.

OTP: erl_stdlib_errors (format_io_error)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.otp.stdlib.erl_posix_msg import MESSAGES
from pyerlshell.terms import unicode
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.format_check import UNEXPLAINED, format_reasons
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write

_ARITIES: Final = {"format": 3, "fwrite": 3, "put_chars": 2, "nl": 1, "write": 2}
"""How many arguments there are if the first is the device."""

_NO_REQUEST: Final[dict[Any, str]] = {
    a.arguments: "the device does not exist",
    a.calling_self: "the device is not allowed to be the current process",
    a.terminated: "the device has terminated",
}


def io_faults(name: str, args: list[Any], cause: Term) -> dict[Any, str]:
    """Argument number, or the atom `general`, -> text."""
    if type(cause) is not tuple or len(cause) != 2:
        return {}
    has_device = _ARITIES.get(name) == len(args)
    device: Any = 1 if has_device else a.general
    where, reason = cause
    if where is a.io:
        return {device: _NO_REQUEST.get(reason, "")}
    if type(reason) is tuple and len(reason) == 3 and reason[0] is a.no_translation:
        source, target = write(reason[1]), write(reason[2])
        return {device: f"device failed to transcode string from {source} to {target}"}
    known = _posix(reason)
    if known is not None:
        return {device: known}
    found: dict[Any, str] = {}
    refused = reason[0] if type(reason) is tuple and reason else reason
    if name in ("format", "fwrite") and (refused is reason or refused is a.put_chars):
        found = _format_faults(args[1:] if has_device else args, 1 if has_device else 0)
        if UNEXPLAINED in found.values() and refused not in (a.format, a.put_chars):
            found = {}
    elif name == "put_chars" and refused is reason and not _is_chardata(args[-1]):
        found = {len(args): "not valid character data (an iodata term)"}
    elif refused is not reason and name not in ("write", "nl"):
        return {}
    return found or {a.general: f"unknown error: {write(reason)}"}


def _is_chardata(term: Term) -> bool:
    try:
        return not unicode.characters(term).failed
    except unicode.NotCharacterData:
        return False


def _posix(reason: Term) -> str | None:
    text = MESSAGES.get(reason.name) if type(reason) is Atom else None
    return None if text is None else f"{text} ({reason.name})"  # type: ignore[attr-defined]


def _format_faults(args: list[Any], offset: int) -> dict[Any, str]:
    reasons = format_reasons(args[0], args[1] if len(args) > 1 else None)
    found: dict[Any, str] = {}
    if reasons.format:
        found[1 + offset] = reasons.format
    if reasons.data:
        found[2 + offset] = "\n".join(reasons.data)
    if reasons.general:
        found[a.general] = reasons.general
    return found
