"""The lines above the first prompt, if `shell_slogan` and `shell_session_slogan` say what they are.

OTP: user_drv, shell
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.node import Node
from pyerlshell.otp import procs
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

_SESSION: Final = "Eshell V17.1"
_HOW: Final = "(press Ctrl+G to abort, type help(). for help)"


def first_line(node: Node, banner: str) -> str:
    """What stands first of all; nothing if a fun is to say it, which needs a process."""
    found = node.application_env.get(a.stdlib, {}).get(a.shell_slogan)
    if found is None or callable(found):
        return banner if found is None else ""
    text = _text(found)
    return banner if text is None else f"{text}\n"


def _text(slogan: Term) -> str | None:
    try:
        return to_str(slogan)
    except NotText:
        return None


def session(first: bool) -> str:
    """The line of a new shell. `first`: the system's slogan, if it is a fun, is still to come."""
    above = procs.env(a.shell_slogan, None) if first else None
    start = f"{_said(above) or ''}\n" if callable(above) else ""
    slogan = procs.env(a.shell_session_slogan, None)
    if slogan is None:
        return f"{start}{_SESSION} {_HOW}\n"
    said = _said(slogan)
    if said is None:
        shown = procs.text(procs.apply(a.io_lib, a.format, (b"~p", [slogan, None])))
        return f'{start}Warning! The slogan "{shown}" could not be printed.\n'
    return f"{start}{said} {_HOW}\n"


def _said(slogan: Term) -> str | None:
    """The text of a slogan, which may be a fun; None if there is none."""
    if callable(slogan):
        try:
            slogan = procs.apply(a.erlang, a.apply, (slogan, None))
        except Exception:
            return None
    return _text(slogan)
