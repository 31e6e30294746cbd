"""Why a function of os failed: names and values of the environment, signals, units.

OTP: erl_kernel_errors (format_os_error)
"""

from __future__ import annotations

from typing import Any, Final

from pyerlshell.otp.preloaded.prim_file.module import BadNameError, has_atom, text_of
from pyerlshell.otp.stdlib.erl_posix_msg import MESSAGES
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.lists import is_proper
from pyerlshell.terms.types import Term

_EQUALS: Final = '"=" characters is not allowed in environment variable names'
_ZERO: Final = '"\\0" characters is not allowed in environment variable names or values'
_NOT_CHARACTERS: Final = "not a list of characters"


def os_faults(name: str, args: list[Any], cause: Term) -> dict[Any, str]:
    """Argument number, or the atom `general`, -> text."""
    if name in ("getenv", "unsetenv"):
        return _numbered([_variable(args[0])])
    if name == "putenv":
        return _numbered([_variable(args[0]), _value(args[1])])
    if name in ("perf_counter", "system_time"):
        return {1: "invalid time unit"}
    if name == "set_signal":
        return _signal(args, cause)
    return _command(args, cause) if name == "cmd" else {}


def _numbered(texts: list[str | None]) -> dict[Any, str]:
    return {n: text for n, text in enumerate(texts, 1) if text is not None}


def _variable(x: Any) -> str | None:
    return _value(x) or (_EQUALS if "=" in text_of(x) else None)


def _value(x: Any) -> str | None:
    if x is not None and type(x) is not list:
        return "not a list"
    if not is_proper(x):
        return "not a proper list"
    try:
        text = text_of(x)
    except BadNameError:
        return _NOT_CHARACTERS
    if has_atom(x):
        return _NOT_CHARACTERS
    return _ZERO if "\0" in text else None


def _signal(args: list[Any], cause: Term) -> dict[Any, str]:
    not_atom = None if type(args[0]) is Atom else "not an atom"
    if cause is a.badopt:
        return _numbered([not_atom, "invalid signal handling option"])
    return {1: not_atom or "invalid signal name"}


def _command(args: list[Any], cause: Any) -> dict[Any, str]:
    if type(cause) is tuple and len(cause) == 2 and type(cause[1]) is Atom:
        return {a.general: f"{MESSAGES.get(cause[1].name, '')} ({cause[1].name})"}
    if cause is a.badopt:
        return {2: "not a map"}
    return {1: _NOT_CHARACTERS}
