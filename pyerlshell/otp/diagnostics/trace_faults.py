"""What is wrong with the arguments of a function of `trace`.

OTP: erl_kernel_errors
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.otp.diagnostics.kinds import KINDS
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

_SPEC: Final = "invalid match specification"
_TRACEE: Final = "not a valid tracee specification"
_OPTIONS: Final = {"session_create": 3, "send": 3, "recv": 3} | dict.fromkeys(
    ("process", "port", "function"), 4
)
"""The argument that is a list of options."""


def trace_faults(name: str, args: list[Any], cause: Term) -> dict[int, str]:
    """Argument number -> what is wrong with it."""
    if cause is a.bad_session:
        return {1: "invalid trace session"}
    if cause is a.badopt and name in _OPTIONS:
        return {_OPTIONS[name]: KINDS["list"](args[-1]) or "invalid option in list"}
    found = _switch(name, args)
    wanted = _FAULTS.get((name, cause.name if type(cause) is Atom else ""))
    if wanted is not None and not found:
        found[wanted[0]] = wanted[1]
    return found


def _switch(name: str, args: list[Any]) -> dict[int, str]:
    text = KINDS["boolean"](args[2]) if name in ("process", "port") else None
    return {} if text is None else {3: text}


_FAULTS: Final = {
    ("session_create", "none"): (2, "invalid tracer"),
    ("session_create", "name"): (1, "not an atom"),
    ("session_info", "badopt"): (1, _TRACEE),
    ("process", "none"): (2, "invalid process spec"),
    ("port", "none"): (2, "invalid port spec"),
    ("function", "none"): (2, "invalid MFA specification"),
    ("function", "match_spec"): (3, _SPEC),
    ("send", "match_spec"): (2, _SPEC),
    ("recv", "match_spec"): (2, _SPEC),
    ("info", "tracee"): (2, _TRACEE),
    ("info", "badopt"): (3, "invalid trace item"),
}
