"""The lines above the first prompt, if `shell_slogan` and `shell_session_slogan` say what they are.

OTP: user_drv, shell
"""

from __future__ import annotations

import sys
from typing import Final

from pyerlshell import __version__
from pyerlshell.erts.node import Node
from pyerlshell.otp import procs
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term
from pyerlshell.terms.write import write

_SESSION: Final = "Eshell V17.1"
_HOW: Final = "(press Ctrl+G to abort, type help(). for help)"


def banner() -> str:
    """The first line of a session: the reference's shape, and who really runs it."""
    python = ".".join(map(str, sys.version_info[:3]))
    return f"Erlang/OTP 29 [erts-17.1] [pyerlshell:{__version__}] [python:{python}]\n\n"


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
    module = procs.env(a.restricted_shell, a.undefined)
    if module is not a.undefined:
        return f"{start}Restricted {_line()}{_not_restricted(module)}"
    return f"{start}{_line()}"


def _not_restricted(module: Term) -> str:
    """A warning if the module is not there; then nothing but leaving is allowed."""
    why: Term = a.not_an_atom
    if type(module) is Atom:
        loaded = procs.apply(a.code, a.ensure_loaded, (module,))
        if type(loaded) is tuple and loaded[0] is a.module:
            return ""
        why = loaded[1] if type(loaded) is tuple else loaded
    procs.set_env(a.restricted_shell, a.shell, a.undefined)
    return (
        f"Warning! Restricted shell module {write(module)} not found: {procs.printed(why)}.\n"
        "Only the commands q() and init:stop() will be allowed!\n"
    )


def _line() -> str:
    slogan = procs.env(a.shell_session_slogan, None)
    if slogan is None:
        return f"{_SESSION} {_HOW}\n"
    said = _said(slogan)
    if said is None:
        shown = procs.text(procs.apply(a.io_lib, a.format, (b"~p", [slogan, None])))
        return f'Warning! The slogan "{shown}" could not be printed.\n'
    return f"{said} {_HOW}\n"


def _said(slogan: Term) -> str | None:
    """The text of a slogan, which may be a fun; None if there is none."""
    if callable(slogan):
        try:
            slogan = procs.apply(a.erlang, a.apply, (slogan, None))
        except Exception:
            return None
    return _text(slogan)
