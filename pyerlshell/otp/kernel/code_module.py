"""The table of module `code`, and what its files share.

OTP: code
"""

from __future__ import annotations

from typing import Final

from pyerlshell.erts.machine import P
from pyerlshell.erts.native import NativeModule
from pyerlshell.otp.chardata import NotText, to_str
from pyerlshell.otp.kernel.code_server import CodeServer, server_of
from pyerlshell.terms.atoms import Atom, a
from pyerlshell.terms.types import Term

code: Final = NativeModule("code", "The code server: loading modules and the code path.")


def server() -> CodeServer:
    """The code server of the running process's node."""
    return server_of(P.cur.node)


def boolean(value: bool) -> Atom:
    return a.true if value else a.false


def string(term: Term) -> str | None:
    """A string that is a list of characters, else None."""
    if type(term) is not list and term is not None:
        return None
    try:
        return to_str(term)
    except NotText:
        return None


def name_of(term: Term) -> str | None:
    """A string or an atom as text, else None."""
    return term.name if type(term) is Atom else string(term)
